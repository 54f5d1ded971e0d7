"""What helped before is offered only when the checklist may begin with it now; money safety decides first."""

import pytest

from gui.diagnose import diagnose, offered_step
from gui.kb import load_knowledge
from gui.model.case import CaseState, StepOutcome, StepRecord
from gui.model.knowledge import Risk, StepKind

KNOWLEDGE = load_knowledge()
RETRY = "ask-for-other-card"
HARMLESS = "restart-router"
LOOK = "query-today-trades"


def offered(step: str, *done: tuple[str, StepOutcome], **answers: str) -> bool:
    """Say whether the step is offered in a case with these answers and steps."""
    steps = tuple(StepRecord(step=name, outcome=outcome) for name, outcome in done)
    state = CaseState(answers=answers, steps=steps)
    found = offered_step(KNOWLEDGE, state, diagnose(KNOWLEDGE, state).next_steps, step)
    assert found is None or found.id == step
    return found is not None


def test_the_steps_are_what_this_test_is_about() -> None:
    """One may charge twice, one cannot."""
    assert KNOWLEDGE.steps[RETRY].risk is Risk.MAY_CHARGE_TWICE
    assert KNOWLEDGE.steps[HARMLESS].risk is not Risk.MAY_CHARGE_TWICE
    assert KNOWLEDGE.steps[LOOK].proves_payment


@pytest.mark.parametrize("charged", ["", "yes", "no", "unknown"])
def test_a_retry_waits_for_the_look_at_the_trades(charged: str) -> None:
    """Whatever was answered, what must come first comes first."""
    assert not offered(RETRY, trouble="abnormal_or_code", charged=charged)


@pytest.mark.parametrize("trouble", ["charged_but_failed", "abnormal_or_code"])
def test_a_retry_is_never_offered_once_money_is_at_stake(trouble: str) -> None:
    """The customer paid, or nobody looked hard enough."""
    for outcome in StepOutcome:
        assert not offered(RETRY, (LOOK, outcome), trouble=trouble, charged="yes")
    assert not offered(RETRY, (LOOK, StepOutcome.NOT_SOLVED), trouble="charged_but_failed", charged="unknown")
    assert not offered(RETRY, (LOOK, StepOutcome.NOT_SOLVED), trouble="charged_but_failed")


@pytest.mark.parametrize("outcome", [StepOutcome.CANNOT, StepOutcome.UNKNOWN, StepOutcome.SOLVED])
def test_a_retry_waits_for_a_look_that_told_something(outcome: StepOutcome) -> None:
    """A look that was not made, or that found the payment, allows no second try."""
    assert not offered(RETRY, (LOOK, outcome), trouble="abnormal_or_code", charged="unknown")


def test_a_retry_is_offered_when_the_charge_is_settled() -> None:
    """The trades were looked at, and nobody was charged."""
    assert offered(RETRY, (LOOK, StepOutcome.NOT_SOLVED), trouble="abnormal_or_code", charged="no")
    assert offered(RETRY, (LOOK, StepOutcome.NOT_SOLVED), trouble="abnormal_or_code", charged="unknown")


def test_what_is_forbidden_is_not_offered_from_an_older_checklist() -> None:
    """The payment was found since the list was made."""
    looked = StepRecord(step=LOOK, outcome=StepOutcome.NOT_SOLVED)
    before = CaseState(answers={"trouble": "abnormal_or_code", "charged": "no"}, steps=(looked,))
    steps = diagnose(KNOWLEDGE, before).next_steps
    assert RETRY in {step.id for step in steps}
    found = CaseState(answers=before.answers, steps=(StepRecord(step=LOOK, outcome=StepOutcome.SOLVED),))
    assert offered_step(KNOWLEDGE, found, steps, RETRY) is None


def test_what_is_harmless_waits_for_the_looks_at_the_payment_only() -> None:
    """And is offered at once where no payment is open."""
    assert not offered(HARMLESS, trouble="charged_but_failed", charged="yes")
    assert not offered(HARMLESS, trouble="abnormal_or_code", charged="unknown")
    assert offered(HARMLESS, trouble="no_network", charged="no")
    assert offered(HARMLESS, trouble="no_network")


def test_what_is_done_or_not_in_the_checklist_is_not_offered() -> None:
    """It was tried in this case already, or nothing speaks for it, or a version does not know it any more."""
    assert not offered(HARMLESS, (HARMLESS, StepOutcome.NOT_SOLVED), trouble="no_network", charged="no")
    assert not offered(HARMLESS, trouble="payout_missing")
    assert not offered("a-step-of-another-version", trouble="no_network", charged="no")


def test_a_guard_comes_first() -> None:
    """A stolen card is stopped before anything is tried, however much that helped the last time."""
    state = CaseState(answers={"trouble": "abnormal_or_code", "charged": "no", "code": "41"})
    steps = diagnose(KNOWLEDGE, state).next_steps
    guard = next(index for index, step in enumerate(steps) if step.kind is StepKind.GUARD)
    later = [step.id for step in steps[guard + 1 :]]
    assert later
    assert not [name for name in later if offered_step(KNOWLEDGE, state, steps, name)]
