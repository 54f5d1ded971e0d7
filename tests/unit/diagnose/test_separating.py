"""Faults that look the same from one PC, a terminal that it cannot see, and the test that tells."""

from dataclasses import replace
from typing import Any

import pytest

from gui.diagnose import diagnose, is_cause_undecided, split_test, undecided
from gui.diagnose.separating import HOTSPOT_STEP, look_alikes
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.knowledge import Knowledge, NetworkFault, StepKind
from gui.model.observation import Segment, Verdict
from tests.unit.knowledge_factory import make_check, make_knowledge, question, step

DOWN, FILTER, TWIN = "down", "ip-filter", "down-too"


def knowledge(**changes: Any) -> Knowledge:
    """Return the small knowledge base with two faults that look the same, and the question that tells them apart."""
    known = make_knowledge()
    hotspot = step(
        HOTSPOT_STEP, StepKind.QUESTION, 3.0, question="works_elsewhere", separates=(DOWN, FILTER, TWIN), **changes
    )
    faults = [
        NetworkFault(id=DOWN, segment="acquirer", likelihood={"merchant-frozen": 0.3}, p_other=0.01),
        NetworkFault(id=FILTER, segment="router", likelihood={"no-internet": 0.4}, p_other=0.01),
        NetworkFault(id=TWIN, segment="acquirer", likelihood={"merchant-frozen": 0.1}, p_other=0.01),
    ]  # fmt: skip
    return replace(
        known,
        questions={**known.questions, "works_elsewhere": question("works_elsewhere", 0.1, page="steps")},
        steps={**known.steps, hotspot.id: hotspot},
        network_faults={**known.network_faults, **{fault.id: fault for fault in faults}},
    )


def state(*remarks: str, fault: str = DOWN, segment: Segment = Segment.ACQUIRER, **answers: str) -> CaseState:
    """Return a case whose run found a fault and named others beside it."""
    verdict = Verdict(segment=segment, fault=fault, confidence=0.6, remarks=remarks)
    return CaseState(answers={"connection": "wifi", **answers}, check=replace(make_check(), verdict=verdict))


def steps_of(known: Knowledge, case: CaseState) -> list[str]:
    """Return the checklist."""
    return [item.id for item in diagnose(known, case).next_steps]


def test_both_faults_are_named() -> None:
    """The fault of the verdict and its rival, with the step that separates them; other remarks do not matter."""
    pair = look_alikes(knowledge(), state("gw-no-ping", FILTER))
    assert pair is not None
    assert (pair.step.id, pair.fault, pair.rival) == (HOTSPOT_STEP, DOWN, FILTER)


@pytest.mark.parametrize(
    "case",
    [
        CaseState(),
        state(),
        state("gw-no-ping"),
        state(DOWN),
        state(FILTER, connection="cellular"),
        state(FILTER, fault="wan-down", segment=Segment.ROUTER),
        state(FILTER, fault="none", segment=Segment.NONE),
        state(FILTER, fault="unknown", segment=Segment.UNKNOWN),
    ],
    ids=["no run", "no rival", "a remark", "itself", "own card", "another fault", "clean", "unknown"],
)
def test_nothing_to_separate(case: CaseState) -> None:
    """Without a rival, or on the terminal's own 4G card, nothing is asked."""
    assert look_alikes(knowledge(), case) is None
    assert undecided(knowledge(), case) is None
    assert not is_cause_undecided(knowledge(), case)


def test_its_question_comes_first() -> None:
    """However little it tells of the causes: whom to call depends on it. It says what it tells apart."""
    first = diagnose(knowledge(), state(FILTER, charged="no")).next_steps[0]
    assert first.id == HOTSPOT_STEP
    assert (first.why, dict(first.why_args)) == ("why.separates_faults", {"fault": DOWN, "rival": FILTER})


def test_money_comes_before_it() -> None:
    """A customer who may have paid comes first."""
    assert steps_of(knowledge(), state(FILTER, charged="yes"))[:2] == ["query-trades", HOTSPOT_STEP]


def test_it_is_asked_once() -> None:
    """Answered, done, or not to be advised: it does not stand there any more."""
    known, case = knowledge(), state(FILTER, charged="no")
    assert HOTSPOT_STEP not in steps_of(known, case.with_answer("works_elsewhere", "yes"))
    assert HOTSPOT_STEP in steps_of(known, case.with_answer("works_elsewhere", "unknown"))
    done = replace(case, steps=(StepRecord(step=HOTSPOT_STEP, outcome=StepOutcome.CANNOT),))
    assert HOTSPOT_STEP not in steps_of(known, done)
    unfit = knowledge(when={"is": {"connection": "cellular"}})
    assert HOTSPOT_STEP not in steps_of(unfit, case)


def test_no_cause_is_named_without_reserve_while_two_are_possible() -> None:
    """Only where the two faults speak for different causes, and until the question is answered."""
    known, case = knowledge(), state(FILTER)
    assert is_cause_undecided(known, case)
    assert is_cause_undecided(known, case.with_answer("works_elsewhere", "unknown"))
    assert not is_cause_undecided(known, case.with_answer("works_elsewhere", "no"))
    assert not is_cause_undecided(known, state(TWIN))


def test_the_test_for_a_pair_stays_with_its_result() -> None:
    """Its card goes on showing what the answer means."""
    for case in (state(FILTER), state(FILTER).with_answer("works_elsewhere", "no")):
        test = split_test(knowledge(), case)
        assert test is not None
        assert (test.id, test.step.id, test.is_optional) == (HOTSPOT_STEP, HOTSPOT_STEP, False)


@pytest.mark.parametrize("case", [state(connection="cellular"), CaseState(answers={"connection": "cellular"})])
def test_a_terminal_on_its_own_card(case: CaseState) -> None:
    """The PC cannot see it, whatever the run says, and without a run."""
    test = split_test(knowledge(), case)
    assert test is not None
    assert (test.id, test.step.id, test.is_optional) == ("own_card", HOTSPOT_STEP, False)


def test_a_clean_run_and_a_failing_terminal() -> None:
    """The test is offered on WiFi, when the trouble is the terminal's."""
    case = state(fault="none", segment=Segment.NONE, trouble="no_network")
    test = split_test(knowledge(), case)
    assert test is not None
    assert (test.id, test.is_optional) == ("clean", True)


@pytest.mark.parametrize(
    "case",
    [
        state(fault="none", segment=Segment.NONE),
        state(fault="none", segment=Segment.NONE, trouble="network_only"),
        state(fault="none", segment=Segment.NONE, trouble="no_network", connection="ethernet"),
        state(trouble="no_network"),
        CaseState(answers={"trouble": "no_network", "connection": "wifi"}),
        CaseState(answers={"trouble": "payout_missing", "connection": "cellular"}),
        CaseState(),
    ],
)
def test_nothing_to_split(case: CaseState) -> None:
    """No trouble of a terminal, a clear fault, no run, or a missing payout: no card."""
    assert split_test(knowledge(), case) is None


def test_knowledge_without_the_step() -> None:
    """Another knowledge base may not know the hotspot."""
    assert split_test(make_knowledge(), CaseState(answers={"connection": "cellular"})) is None
