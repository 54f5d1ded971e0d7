"""What each kind of evidence says about the causes."""

import math

import pytest

from gui.diagnose.terms import (
    LIKELIER,
    P_SOLVED_BY_CHANCE,
    Term,
    case_codes,
    collect_evidence,
    collect_terms,
    is_code_unlisted,
    network_relevance,
)
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.evidence import Evidence, EvidenceSource
from gui.model.knowledge import Knowledge
from gui.model.observation import Segment
from tests.unit.knowledge_factory import make_check, make_knowledge


@pytest.fixture
def knowledge() -> Knowledge:
    """The small knowledge base."""
    return make_knowledge()


def _only(knowledge: Knowledge, state: CaseState, evidence_id: str) -> Term:
    (term,) = (term for term in collect_terms(knowledge, state) if term.evidence.id == evidence_id)
    return term


def test_answer_uses_the_cause_and_else_the_baseline(knowledge: Knowledge) -> None:
    """Answer uses the cause and else the baseline."""
    term = _only(knowledge, CaseState(answers={"other_card_works": "yes"}), "other_card_works")
    assert term.by_cause["cardholder-balance"] == 0.97
    assert term.by_cause["terminal-hang"] == 0.5
    assert term.p_unknown == 0.5


@pytest.mark.parametrize(
    "answers",
    [
        {"other_card_works": "unknown"},
        {"code": "unknown"},
        {"screen_text": "unknown"},
        {"code": "ZZ9"},
        {"screen_text": "never heard of"},
        {"other_card_works": "perhaps"},
        {"of_another_version": "yes"},
    ],
)
def test_no_evidence_no_term(knowledge: Knowledge, answers: dict[str, str]) -> None:
    """No evidence no term."""
    assert collect_terms(knowledge, CaseState(answers=answers)) == ()


def test_unknown_answers_are_listed_but_not_weighed(knowledge: Knowledge) -> None:
    """Unknown answers are listed but not weighed."""
    state = CaseState(answers={"charged": "unknown", "code": "51"})
    assert [(item.id, item.source) for item in collect_evidence(knowledge, state)] == [
        ("charged", EvidenceSource.ANSWER),
        ("code", EvidenceSource.CODE),
    ]
    assert [term.evidence.id for term in collect_terms(knowledge, state)] == ["code"]


@pytest.mark.parametrize("typed", ["51", " ５１ ", "unionpay-39:51"])
def test_code_is_resolved_as_typed(knowledge: Knowledge, typed: str) -> None:
    """Code is resolved as typed."""
    term = _only(knowledge, CaseState(answers={"code": typed}), "code")
    assert (term.by_cause["cardholder-balance"], term.by_cause["no-internet"], term.p_unknown) == (0.9, 0.01, 0.01)


def test_ambiguous_code_is_a_mixture(knowledge: Knowledge) -> None:
    """A code with two meanings is a mixture in which the first counts more."""
    state = CaseState(answers={"code": "E1", "shown_where": "card_trade"})
    assert len(case_codes(knowledge, state)) == 2
    term = _only(knowledge, state, "code")
    assert term.by_cause["merchant-frozen"] == pytest.approx(LIKELIER * 0.8 + (1 - LIKELIER) * 0.01)
    assert term.by_cause["terminal-hang"] == pytest.approx(LIKELIER * 0.01 + (1 - LIKELIER) * 0.4)
    assert term.by_cause["no-internet"] == pytest.approx(0.01)


def test_unlisted_code_is_said_and_never_guessed(knowledge: Knowledge) -> None:
    """Unlisted code is said and never guessed."""
    assert is_code_unlisted(knowledge, CaseState(answers={"code": "ZZ9"}))
    assert not is_code_unlisted(knowledge, CaseState(answers={"code": "51"}))
    assert not is_code_unlisted(knowledge, CaseState(answers={"code": "unknown"}))
    assert not is_code_unlisted(knowledge, CaseState())


def test_screen_text_counts(knowledge: Knowledge) -> None:
    """Screen text counts."""
    term = _only(knowledge, CaseState(answers={"screen_text": "商户已冻结", "shown_where": "unknown"}), "screen_text")
    assert term.by_cause["merchant-frozen"] == 0.9


def test_code_and_its_own_words_count_once(knowledge: Knowledge) -> None:
    """Code and its own words count once."""
    state = CaseState(answers={"code": "51", "screen_text": "余额不足"})
    assert [term.evidence.id for term in collect_terms(knowledge, state)] == ["code"]


@pytest.mark.parametrize(
    ("answers", "relevance"),
    [
        ({"connection": "wifi"}, 0.9),
        ({"connection": "cellular"}, 0.0),
        ({"connection": "unknown"}, 0.4),
        ({}, 0.4),
        ({"connection": "bluetooth"}, 0.4),
        ({"connection": "cellular", "trouble": "network_only"}, 1.0),
    ],
)
def test_relevance_of_the_network_run(knowledge: Knowledge, answers: dict[str, str], relevance: float) -> None:
    """Relevance of the network run."""
    assert network_relevance(knowledge, CaseState(answers=answers)) == relevance


def test_irrelevant_network_run_is_neutral(knowledge: Knowledge) -> None:
    """Irrelevant network run is neutral."""
    term = _only(knowledge, CaseState(answers={"connection": "cellular"}, check=make_check()), "network")
    mean = (3 * 0.9 + 7 * 0.01) / 10  # weights: no-internet 3, all others and the unknown cause 7
    assert all(math.isclose(p, mean) for p in (*term.by_cause.values(), term.p_unknown))


def test_relevant_network_run_speaks(knowledge: Knowledge) -> None:
    """Relevant network run speaks."""
    term = _only(knowledge, CaseState(answers={"trouble": "network_only"}, check=make_check()), "network")
    assert (term.by_cause["no-internet"], term.by_cause["merchant-frozen"]) == (0.9, 0.01)
    assert term.evidence.at_utc == "2026-11-23T08:00:00Z"


def test_run_that_cannot_tell_is_no_evidence(knowledge: Knowledge) -> None:
    """Run that cannot tell is no evidence."""
    state = CaseState(check=make_check(Segment.UNKNOWN, "unknown"))
    assert collect_evidence(knowledge, state) == ()


def test_verdict_that_the_knowledge_does_not_have_moves_nothing(knowledge: Knowledge) -> None:
    """Verdict that the knowledge does not have moves nothing."""
    state = CaseState(check=make_check(Segment.ISP, "brand-new"))
    assert [item.value for item in collect_evidence(knowledge, state)] == ["brand-new"]
    assert collect_terms(knowledge, state) == ()


def _done(outcome: StepOutcome, step: str = "restart-router") -> StepRecord:
    return StepRecord(step=step, outcome=outcome, at_utc="2026-11-23T08:00:00Z")


def test_step_that_did_not_help_speaks_against_what_it_cures(knowledge: Knowledge) -> None:
    """Step that did not help speaks against what it cures."""
    term = _only(knowledge, CaseState(steps=(_done(StepOutcome.NOT_SOLVED),)), "step:restart-router")
    assert term.by_cause["no-internet"] == pytest.approx(0.4)
    assert (term.by_cause["merchant-frozen"], term.p_unknown) == (1.0, 1.0)


def test_step_that_helped_speaks_for_what_it_cures(knowledge: Knowledge) -> None:
    """Step that helped speaks for what it cures."""
    term = _only(knowledge, CaseState(steps=(_done(StepOutcome.SOLVED),)), "step:restart-router")
    assert term.by_cause["no-internet"] == 0.6
    assert (term.by_cause["merchant-frozen"], term.p_unknown) == (P_SOLVED_BY_CHANCE, P_SOLVED_BY_CHANCE)


@pytest.mark.parametrize("outcome", [StepOutcome.CANNOT, StepOutcome.UNKNOWN])
def test_step_that_was_not_done_says_nothing(knowledge: Knowledge, outcome: StepOutcome) -> None:
    """Step that was not done says nothing."""
    assert collect_terms(knowledge, CaseState(steps=(_done(outcome),))) == ()


def test_only_the_last_try_of_a_step_counts(knowledge: Knowledge) -> None:
    """Only the last try of a step counts."""
    tries = (_done(StepOutcome.NOT_SOLVED), _done(StepOutcome.NOT_SOLVED), _done(StepOutcome.CANNOT))
    assert collect_terms(knowledge, CaseState(steps=tries)) == ()
    assert len(collect_terms(knowledge, CaseState(steps=tries[:2]))) == 1


def test_evidence_carries_its_source(knowledge: Knowledge) -> None:
    """Evidence carries its source."""
    state = CaseState(steps=(_done(StepOutcome.SOLVED),), check=make_check())
    assert collect_evidence(knowledge, state) == (
        Evidence(id="network", value="wan-down", source=EvidenceSource.PROBE, at_utc="2026-11-23T08:00:00Z"),
        Evidence(id="step:restart-router", value="solved", source=EvidenceSource.STEP, at_utc="2026-11-23T08:00:00Z"),
    )
