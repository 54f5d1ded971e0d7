"""Laws of the posterior that hold for every case."""

import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gui.diagnose import diagnose
from gui.diagnose.posterior import compute_posterior
from gui.diagnose.terms import collect_terms
from gui.kb import load_knowledge
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import CausePair, Risk, StepKind
from gui.model.observation import Segment
from tests.unit.knowledge_factory import make_check, make_knowledge

PAIRS = (
    CausePair(first="no-internet", second="merchant-frozen", factor=4.0),
    CausePair(first="terminal-hang", second="cardholder-balance", factor=1.0),
)
KNOWLEDGE = make_knowledge(pairs=PAIRS)
CHOICES: dict[str, list[str]] = {
    **{question.id: [*question.values, UNKNOWN] for question in KNOWLEDGE.questions.values()},
    "code": ["51", "98", "E1", "ZZ9", UNKNOWN],
    "screen_text": ["余额不足", "商户已冻结", "?", UNKNOWN],
    "provider": ["lakala", UNKNOWN],
}


@st.composite
def states(draw: st.DrawFn) -> CaseState:
    """Any case: some answers, perhaps a run, some steps."""
    names = draw(st.lists(st.sampled_from(sorted(CHOICES)), unique=True))
    answers = {name: draw(st.sampled_from(CHOICES[name])) for name in names}
    records = st.builds(StepRecord, step=st.sampled_from(sorted(KNOWLEDGE.steps)), outcome=st.sampled_from(StepOutcome))
    checks = [None, make_check(), make_check(Segment.NONE, "none"), make_check(Segment.UNKNOWN, "unknown")]
    return CaseState(
        answers=answers, check=draw(st.sampled_from(checks)), steps=tuple(draw(st.lists(records, max_size=5)))
    )


def _probabilities(state: CaseState) -> dict[str, float]:
    found = diagnose(KNOWLEDGE, state)
    return {"unknown": found.unknown_p, **{ranked.cause: ranked.p for ranked in found.ranked}}


@given(states())
def test_probabilities_sum_to_one(state: CaseState) -> None:
    """Probabilities sum to one."""
    probabilities = _probabilities(state)
    assert math.isclose(math.fsum(probabilities.values()), 1.0, abs_tol=1e-9)
    assert all(0.0 <= p <= 1.0 for p in probabilities.values())


@given(states(), st.data())
def test_unknown_is_neutral(state: CaseState, data: st.DataObject) -> None:
    """Unknown is neutral."""
    name = data.draw(st.sampled_from(sorted(set(CHOICES) - set(state.answers) - {"connection"}) or ["nothing"]))
    assert _probabilities(state.with_answer(name, UNKNOWN)) == _probabilities(state)


@given(states(), st.randoms(use_true_random=False))
def test_order_of_evidence_does_not_matter(state: CaseState, random: Any) -> None:
    """Order of evidence does not matter."""
    items = list(state.answers.items())
    random.shuffle(items)
    other = CaseState(answers=dict(items), check=state.check, steps=state.steps)
    assert diagnose(KNOWLEDGE, other) == diagnose(KNOWLEDGE, state)
    terms = list(collect_terms(KNOWLEDGE, state))
    before = compute_posterior(KNOWLEDGE, terms)
    random.shuffle(terms)
    assert compute_posterior(KNOWLEDGE, terms) == before


@given(states())
def test_undoing_gives_the_identical_diagnosis(state: CaseState) -> None:
    """Undoing gives the identical diagnosis."""
    before = diagnose(KNOWLEDGE, state)
    diagnose(KNOWLEDGE, state.with_answer("other_card_works", "yes"))
    assert diagnose(KNOWLEDGE, state) == before


@given(states())
def test_every_step_comes_after_what_it_needs(state: CaseState) -> None:
    """Every step comes after what it needs."""
    done = {record.step for record in state.steps}
    seen: set[str] = set()
    for item in diagnose(KNOWLEDGE, state).next_steps:
        assert item.id not in seen | done
        assert set(KNOWLEDGE.steps[item.id].after) <= seen | done
        seen.add(item.id)


@given(states())
def test_ranking_is_by_probability(state: CaseState) -> None:
    """The one to deal with next leads, the others follow by the probability that they are there."""
    found = diagnose(KNOWLEDGE, state)
    assert found.ranked[0] == min(found.ranked, key=lambda item: (-item.p, item.ref))
    assert list(found.ranked[1:]) == sorted(found.ranked[1:], key=lambda item: (-item.p_present, item.ref))
    assert all(item.p_present >= 0.0 for item in found.ranked)
    present = math.fsum([found.unknown_p, *(item.p_present for item in found.ranked)])
    assert math.isclose(present, 1.0 + math.fsum(pair.p for pair in found.pairs), abs_tol=1e-9)
    assert all(math.isfinite(item.bits) for ranked in found.ranked for item in ranked.contributions)


REAL = load_knowledge()
REAL_CHOICES = {question.id: [*question.values, UNKNOWN] for question in REAL.questions.values()}


@st.composite
def real_states(draw: st.DrawFn) -> CaseState:
    """A case over the knowledge that ships."""
    names = draw(st.lists(st.sampled_from(sorted(REAL_CHOICES)), unique=True, max_size=6))
    records = st.builds(StepRecord, step=st.sampled_from(sorted(REAL.steps)), outcome=st.sampled_from(StepOutcome))
    return CaseState(
        answers={name: draw(st.sampled_from(REAL_CHOICES[name])) for name in names},
        steps=tuple(draw(st.lists(records, max_size=4))),
    )


@given(real_states())
def test_money_safety_of_the_knowledge_that_ships(state: CaseState) -> None:
    """No second try before the money is looked up, no restart before unsent trades are uploaded, whatever is known."""
    found = diagnose(REAL, state)
    undone = _undone(state)
    seen = {record.step for record in state.steps}
    for item in found.next_steps:
        step = REAL.steps[item.id]
        assert set(step.after) <= seen
        if step.risk is Risk.LOSES_UNSENT:
            assert not undone & set(step.after)
        if step.risk is Risk.MAY_CHARGE_TWICE and state.answers.get("charged") == "yes":
            assert step.kind is StepKind.QUESTION
        seen.add(item.id)
    if state.answers.get("trouble") == "charged_but_failed" and found.next_steps and "charged" not in state.answers:
        waiting = {step.id for step in REAL.steps.values() if step.kind is StepKind.CHECK_MONEY} & {
            item.id for item in found.next_steps
        }
        assert not waiting or found.next_steps[0].id in waiting


def _undone(state: CaseState) -> set[str]:
    """Steps whose last try was no try."""
    latest = {record.step: record.outcome for record in state.steps}
    return {step for step, outcome in latest.items() if outcome in (StepOutcome.CANNOT, StepOutcome.UNKNOWN)}
