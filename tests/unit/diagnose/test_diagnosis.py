"""The diagnosis as a whole: ranking, exclusion, contributions, JSON."""

import json
import math
from dataclasses import replace

import pytest

from gui.diagnose import diagnose, diagnosis_json, evidence_only, why_text
from gui.kb import Catalog, load_knowledge
from gui.model.case import CaseState
from gui.model.knowledge import CauseStep, ModelNumbers, Owner, StepKind
from tests.unit.knowledge_factory import cause, code, make_check, make_knowledge, question, step
from tests.unit.report.examples import rich_state


def test_without_evidence_the_priors_stand_and_nothing_is_ruled_out() -> None:
    """Without evidence the priors stand and nothing is ruled out."""
    knowledge = make_knowledge()
    rare = cause("rare", "C99", 0.01, {})
    knowledge = make_knowledge(causes={**knowledge.causes, "rare": rare})
    found = diagnose(knowledge, CaseState())
    assert [ranked.ref for ranked in found.ranked] == ["C01", "C10", "C30", "C81", "C99"]
    assert found.ranked[0].p == pytest.approx(3 / 10.01)
    assert found.ranked[-1].p < knowledge.numbers.p_excluded
    assert (found.excluded, found.evidence, found.unlisted_code) == ((), (), False)


def test_bayes_by_hand() -> None:
    """The posterior is what Bayes' rule gives by hand."""
    found = diagnose(make_knowledge(), CaseState(answers={"other_card_works": "yes"}))
    weights = {"C01": 3 * 0.97, "C10": 3 * 0.02, "C30": 2 * 0.05, "C81": 1 * 0.5}
    total = sum(weights.values()) + 1 * 0.5
    assert {ranked.ref: ranked.p for ranked in found.ranked} == pytest.approx(
        {k: w / total for k, w in weights.items()}
    )
    assert found.unknown_p == pytest.approx(0.5 / total)
    assert found.top is not None
    assert found.top.ref == "C01"


def test_strong_evidence_rules_out() -> None:
    """Strong evidence rules out."""
    found = diagnose(make_knowledge(), CaseState(answers={"other_card_works": "yes", "code": "51"}))
    assert found.excluded == ("merchant-frozen", "no-internet", "terminal-hang")


def test_what_only_gave_way_to_another_cause_is_not_ruled_out() -> None:
    """Little may be left of a cause without anything that speaks against it."""
    codes = tuple(
        code("unionpay-39", name, {"cardholder-balance": 0.9}, p_other=0.25) for name in ("51", "52", "53", "54")
    )
    numbers = replace(make_knowledge().numbers, p_excluded=0.2)
    state = CaseState(answers={"code": "51"})
    found = diagnose(make_knowledge(codes=codes, numbers=numbers), state)
    assert min(ranked.p for ranked in found.ranked) < 0.2
    assert found.excluded == ()


@pytest.mark.parametrize(
    ("kind", "p_fix", "expected"),
    [
        (StepKind.GUARD, 0.4, False),
        (StepKind.CHECK_MONEY, 0.4, False),
        (StepKind.GUARD, 0.05, True),
        (StepKind.ACTION, 0.4, True),
    ],
)
def test_a_matter_of_safety_is_never_ruled_out(kind: StepKind, p_fix: float, expected: bool) -> None:
    """Nobody is told that a fraud or an open payment is none because another cause is more probable."""
    knowledge = make_knowledge()
    fraud = replace(
        knowledge.causes["merchant-frozen"], id="fraud", ref="C87", steps=(CauseStep(step="pay-nothing", p_fix=p_fix),)
    )
    changed = make_knowledge(
        causes={**knowledge.causes, "fraud": fraud}, steps={**knowledge.steps, "pay-nothing": step("pay-nothing", kind)}
    )
    found = diagnose(changed, CaseState(answers={"other_card_works": "yes", "code": "51"}))
    assert ("fraud" in found.excluded) is expected


def test_contribution_is_the_weight_of_evidence_strongest_first() -> None:
    """Contribution is the weight of evidence strongest first."""
    state = CaseState(answers={"other_card_works": "yes", "code": "51"})
    (code, other) = diagnose(make_knowledge(), state).ranked[0].contributions
    assert (code.evidence.id, other.evidence.id) == ("code", "other_card_works")
    assert code.bits == pytest.approx(math.log2(0.9 / 0.01))
    others = (3 * 0.02 + 2 * 0.05 + 1 * 0.5 + 1 * 0.5) / 7
    assert other.bits == pytest.approx(math.log2(0.97 / others))


def test_impossible_likelihoods_stay_finite() -> None:
    """Impossible likelihoods stay finite."""
    steps: dict[str, float] = {}
    causes = {
        name: cause(name, ref, 1.0, steps, likelihood={"q": {"yes": 1.0, "no": 0.0}})
        for name, ref in (("a", "C01"), ("b", "C02"))
    }
    numbers = ModelNumbers(unknown_prior_weight=1e-9, network_relevance={}, p_excluded=0.01)
    knowledge = make_knowledge(causes=causes, questions={"q": question("q", 0.0)}, steps={}, codes=(), numbers=numbers)
    found = diagnose(knowledge, CaseState(answers={"q": "no"}))
    assert math.fsum([found.unknown_p, *(ranked.p for ranked in found.ranked)]) == pytest.approx(1.0)
    assert all(math.isfinite(item.bits) for ranked in found.ranked for item in ranked.contributions)


def test_a_clean_run_does_not_speak_for_a_terminal_on_its_own_card() -> None:
    """A clean run does not speak for a terminal on its own card."""
    knowledge = make_knowledge()
    state = CaseState(answers={"connection": "cellular"}, check=make_check())
    assert not diagnose(knowledge, state).network_speaks_for_terminal
    assert diagnose(knowledge, state.with_answer("connection", "wifi")).network_speaks_for_terminal


def test_single_cause_needs_no_question_to_tell_it_apart() -> None:
    """Single cause needs no question to tell it apart."""
    knowledge = make_knowledge()
    only = {"terminal-hang": knowledge.causes["terminal-hang"]}
    found = diagnose(make_knowledge(causes=only, codes=()), CaseState())
    assert [step.why for step in found.next_steps if step.id == "ask-screen-frozen"] == ["why.asks"]


def test_json_without_a_catalog_holds_keys() -> None:
    """JSON without a catalog holds keys."""
    found = diagnosis_json(diagnose(make_knowledge(), CaseState(answers={"code": "51", "charged": "no"})))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    ranked, steps = found["ranked"], found["next_steps"]
    assert isinstance(ranked, list)
    assert isinstance(steps, list)
    assert isinstance(ranked[0], dict)
    assert isinstance(steps[0], dict)
    assert ranked[0]["cause"] == "cardholder-balance"
    assert steps[0]["why"] == steps[0]["why_key"]
    assert set(steps[0]) >= {"id", "kind", "minutes", "why"}
    assert found["evidence"] == [
        {"id": "charged", "value": "no", "source": "answer", "at_utc": ""},
        {"id": "code", "value": "51", "source": "code", "at_utc": ""},
    ]


def test_json_with_a_catalog_holds_sentences() -> None:
    """JSON with a catalog holds sentences."""
    texts = {
        "why.safety_first": "money first",
        "why.cures": "because of {cause}",
        "cause.cardholder-balance.name": "no money",
    }
    catalog = Catalog(lang="en", texts=texts)
    found = diagnose(make_knowledge(), CaseState(answers={"code": "51", "other_card_works": "yes", "app_notice": "no"}))
    found = replace(found, next_steps=found.next_steps[:2])
    assert [why_text(catalog, step) for step in found.next_steps] == ["money first", "because of no money"]
    written = diagnosis_json(found, catalog)["next_steps"]
    assert isinstance(written, list)
    assert [step["why"] for step in written if isinstance(step, dict)] == ["money first", "because of no money"]


def test_no_top_cause_when_the_unknown_one_is_more_probable() -> None:
    """No top cause when the unknown one is more probable."""
    knowledge = make_knowledge()
    numbers = replace(knowledge.numbers, unknown_prior_weight=100.0)
    assert diagnose(make_knowledge(numbers=numbers), CaseState()).top is None
    assert diagnose(make_knowledge(causes={}, codes=()), CaseState()).top is None


def test_many_causes_of_one_owner_say_who_must_act() -> None:
    """No cause may be named, and all the same it is clear whose turn it is; not when two owners are as probable."""
    cards = {f"card-{n}": cause(f"card-{n}", f"C2{n}", 1.0, {}, owner=Owner.CARDHOLDER) for n in range(6)}
    others = {f"line-{n}": cause(f"line-{n}", f"C3{n}", 1.0, {}, owner=Owner.ISP) for n in range(5)}
    numbers = replace(make_knowledge().numbers, unknown_prior_weight=0.1)
    found = diagnose(make_knowledge(causes={**cards, **others}, codes=(), numbers=numbers), CaseState())
    assert (found.top, found.leaning) == (None, Owner.CARDHOLDER)
    cards.pop("card-5")
    found = diagnose(make_knowledge(causes={**cards, **others}, codes=(), numbers=numbers), CaseState())
    assert (found.top, found.leaning) == (None, None)
    named = diagnose(make_knowledge(), CaseState(answers={"other_card_works": "yes"}))
    assert named.leaning is None


def test_it_follows_from_the_evidence_alone() -> None:
    """Fields, probes, the watch and the page change nothing: the evidence of a case gives the same diagnosis."""
    state = rich_state()
    assert state.fields
    assert state.check is not None
    assert state.check.probes
    evidence = evidence_only(state)
    assert evidence_only(replace(state, fields={}, page="report")) == evidence
    assert evidence_only(state.with_answer("charged", "no")) != evidence
    knowledge = load_knowledge()
    assert diagnose(knowledge, evidence) == diagnose(knowledge, state)
