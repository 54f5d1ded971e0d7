"""Two causes at the same time: the rules by hand."""

import math
from dataclasses import replace

import pytest

from gui.diagnose import diagnose
from gui.diagnose.pairs import likelihood_of_pair, steps_of_pair
from gui.diagnose.posterior import Posterior, compute_posterior
from gui.diagnose.terms import P_SOLVED_BY_CHANCE, collect_terms
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.diagnosis import NAMED_FROM_P, Diagnosis, RankedPair
from gui.model.knowledge import CausePair, Knowledge
from tests.unit.knowledge_factory import make_check, make_knowledge

#: Of these two the line comes first.
PAIR = CausePair(first="no-internet", second="merchant-frozen", factor=4.0)
BOTH = ("no-internet", "merchant-frozen")


def knowledge_with(*masks: str, pair: CausePair = PAIR) -> Knowledge:
    """Return the small knowledge base with one pair, whose first cause masks this evidence."""
    knowledge = make_knowledge(pairs=(pair,))
    first = replace(knowledge.causes[pair.first], masks=masks)
    return replace(knowledge, causes={**knowledge.causes, pair.first: first})


def posterior_of(knowledge: Knowledge, state: CaseState) -> Posterior:
    """Return the posterior of a case."""
    return compute_posterior(knowledge, collect_terms(knowledge, state))


def test_prior_of_a_pair() -> None:
    """The product of the two priors times the factor; the unknown cause keeps its own."""
    found = posterior_of(knowledge_with(), CaseState())
    assert found.pairs[BOTH] / found.alone["no-internet"] == pytest.approx(4.0 * 2 / 10)
    assert found.p_unknown / found.alone["no-internet"] == pytest.approx(1 / 3)
    assert found.prior["no-internet"] == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("answer", "masks", "expected"),
    [
        # both speak: the mean; masked by the first: the first alone
        ({"other_card_works": "yes"}, (), (0.02 + 0.05) / 2),
        ({"other_card_works": "yes"}, ("other_card_works",), 0.02),
        # one speaks: it is heard, also when the silent one claims to mask it
        ({"app_notice": "yes"}, (), 0.9),
        ({"app_notice": "yes"}, ("app_notice",), 0.9),
        ({"trouble": "no_network"}, (), 0.9),
        # none does: the baseline
        ({"screen_frozen": "yes"}, ("screen_frozen",), 0.04),
        # a code that lists one of them, words that list one of them, a code that lists none
        ({"code": "98"}, (), 0.5),
        ({"screen_text": "商户已冻结"}, ("screen_text",), 0.9),
        ({"code": "51"}, (), 0.01),
    ],
)
def test_what_evidence_says_about_a_pair(answer: dict[str, str], masks: tuple[str, ...], expected: float) -> None:
    """A cause that masks and speaks decides, else who departs from the baseline speaks."""
    knowledge = knowledge_with(*masks)
    (term,) = collect_terms(knowledge, CaseState(answers=answer))
    assert likelihood_of_pair(knowledge, PAIR, term) == pytest.approx(expected)


def test_the_second_cause_may_mask_too() -> None:
    """Masks go by cause, not by place."""
    knowledge = knowledge_with("other_card_works")
    turned = CausePair(first=PAIR.second, second=PAIR.first, factor=1.0)
    (term,) = collect_terms(knowledge, CaseState(answers={"other_card_works": "yes"}))
    assert likelihood_of_pair(knowledge, turned, term) == pytest.approx(0.02)


def test_the_run_speaks_for_the_cause_on_the_line() -> None:
    """A verdict that lists one of the two is explained by it."""
    knowledge = knowledge_with()
    (term,) = collect_terms(knowledge, CaseState(answers={"trouble": "none"}, check=make_check()))
    assert likelihood_of_pair(knowledge, PAIR, term) == term.by_cause["no-internet"]


def done(*steps: tuple[str, StepOutcome]) -> CaseState:
    """Return a case with these steps."""
    return CaseState(steps=tuple(StepRecord(step=step, outcome=outcome) for step, outcome in steps))


FAILED, SOLVED = StepOutcome.NOT_SOLVED, StepOutcome.SOLVED
#: p_fix of the two causes: restart-router 0.6 for the first, call-acquirer 0.8 for the second.
FIRST, SECOND = "restart-router", "call-acquirer"


@pytest.mark.parametrize(
    ("steps", "likelihood", "p_first_cured"),
    [
        ([], 1.0, 0.0),
        ([(FIRST, FAILED)], 1.0, 0.6),
        ([(SECOND, FAILED)], 1.0, 0.0),
        ([(FIRST, FAILED), (SECOND, FAILED)], 1 - 0.6 * 0.8, (0.6 - 0.48) / (1 - 0.48)),
        ([(FIRST, FAILED), (SECOND, SOLVED)], (1 - 0.4 * 0.98) * 0.8 - 0.6 * 0.0, 0.6),
        ([(SECOND, SOLVED)], P_SOLVED_BY_CHANCE, 0.0),
        ([("restart-terminal", SOLVED)], P_SOLVED_BY_CHANCE, 0.0),
    ],
)
def test_what_steps_say_about_a_pair(
    steps: list[tuple[str, StepOutcome]], likelihood: float, p_first_cured: float
) -> None:
    """The trouble ends only when both are cured."""
    found = steps_of_pair(PAIR, collect_terms(knowledge_with(), done(*steps)))
    assert found.likelihood == pytest.approx(likelihood)
    assert found.p_first_cured == pytest.approx(p_first_cured)


def test_certain_cures_leave_nothing() -> None:
    """Two steps that cure for sure, and did not help: the pair is as good as out, and nothing is divided by zero."""
    knowledge = knowledge_with()
    causes = {
        name: replace(cause, steps=tuple(replace(entry, p_fix=1.0) for entry in cause.steps))
        for name, cause in knowledge.causes.items()
    }
    state = done((FIRST, FAILED), (SECOND, FAILED))
    found = posterior_of(replace(knowledge, causes=causes), state)
    assert found.pairs[BOTH] < 1e-5


def test_a_cure_of_the_first_leaves_the_second() -> None:
    """After the router was restarted in vain, the frozen account is what to deal with."""
    knowledge = knowledge_with("other_card_works")
    answers = {"trouble": "no_network", "app_notice": "yes", "other_card_works": "no"}
    before = diagnose(knowledge, CaseState(answers=answers))
    after = diagnose(knowledge, CaseState(answers=answers, steps=done((FIRST, FAILED)).steps))
    assert [found.ranked[0].cause for found in (before, after)] == ["no-internet", "merchant-frozen"]
    for found in (before, after):
        assert found.named_pair is not None
        assert (found.named_pair.first, found.named_pair.second) == BOTH
        assert sums(found) == pytest.approx(1.0)
        assert {ranked.cause for ranked in found.ranked[:2]} == set(BOTH)
        assert found.ranked[1].p_present > found.ranked[1].p


def sums(found: Diagnosis) -> float:
    """Return what the ranking and the unknown cause sum to."""
    return math.fsum([found.unknown_p, *(ranked.p for ranked in found.ranked)])


def test_hypotheses_and_shares_sum_to_one() -> None:
    """Alone, in pairs and unknown; and to deal with next, and unknown. A pair counts twice only among those present."""
    found = posterior_of(knowledge_with(), CaseState(answers={"app_notice": "yes", "trouble": "no_network"}))
    unknown = found.p_unknown
    assert math.fsum([unknown, *found.alone.values(), *found.pairs.values()]) == pytest.approx(1.0)
    assert math.fsum([unknown, *found.p.values()]) == pytest.approx(1.0)
    present = math.fsum([unknown, *map(found.p_present, found.p)])
    assert present == pytest.approx(1.0 + found.pairs[BOTH])


@pytest.mark.parametrize(("p", "is_named"), [(NAMED_FROM_P, True), (NAMED_FROM_P - 0.01, False)])
def test_a_pair_that_is_a_mere_guess_is_not_named(p: float, is_named: bool) -> None:
    """It must be the likeliest hypothesis, and no less probable than what may be named at all."""
    quiet = diagnose(knowledge_with(), CaseState())
    assert (quiet.both, quiet.named_pair) == (None, None)
    likeliest = RankedPair(first="no-internet", second="merchant-frozen", p=p)
    assert (replace(quiet, both=likeliest).named_pair is likeliest) is is_named


def test_without_pairs_there_is_none() -> None:
    """And what is present is what is to be dealt with."""
    found = diagnose(make_knowledge(), CaseState())
    assert (found.pairs, found.both) == ((), None)
    assert all(ranked.p == ranked.p_present for ranked in found.ranked)
    plain = Posterior(p={"a": 0.7}, p_unknown=0.3, prior={"a": 0.5}, prior_unknown=0.5)
    assert plain.p_present("a") == 0.7


def test_a_cause_behind_another_is_not_ruled_out() -> None:
    """Nothing of it is to be dealt with next, and it is there all the same."""
    knowledge = knowledge_with("other_card_works", pair=replace(PAIR, factor=100.0))
    numbers = replace(knowledge.numbers, p_excluded=0.05)
    answers = {"trouble": "no_network", "app_notice": "yes", "screen_frozen": "no", "other_card_works": "no"}
    found = diagnose(replace(knowledge, numbers=numbers), CaseState(answers=answers))
    second = next(ranked for ranked in found.ranked if ranked.cause == "merchant-frozen")
    assert second.p < 0.05 < second.p_present
    assert "merchant-frozen" not in found.excluded
