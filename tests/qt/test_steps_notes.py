"""The checklist says what a found payment means, and when trying on is not worth its minutes any more."""

from collections.abc import Callable

import pytest

from gui.kb import load_knowledge
from gui.model.case import StepOutcome
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import StepKind
from gui.model.observation import Segment, Verdict
from gui.qt.pages.steps import StepsPage
from gui.qt.widgets.code_box import CodeBox
from gui.qt.window import WizardParts
from gui.session import Session
from tests.bench.sampled_cases import check_report
from tests.qt.walk import Walker, type_text

MakeWizard = Callable[..., WizardParts]
CLEAN = Verdict(segment=Segment.NONE, fault="none", confidence=0.9)
STEPS = load_knowledge().steps
#: Far more than the checklist ever needs until it gives up.
MANY = 60


def shown(make_wizard: MakeWizard, session: Session) -> StepsPage:
    """Return the checklist of the session."""
    page = Walker(make_wizard(session, verdict=CLEAN)).wizard.pages["steps"]
    assert isinstance(page, StepsPage)
    page.refresh()
    return page


def fail_on(session: Session) -> int:
    """Do what comes first without success until the case should be handed over; return the number of steps."""
    for done in range(MANY):
        diagnosis = session.diagnosis()
        if diagnosis.hand_over and diagnosis.next_steps[0].kind is not StepKind.CHECK_MONEY:
            return done
        step = STEPS[diagnosis.next_steps[0].id]
        if step.question is not None:
            session.record_answer(step.question, UNKNOWN)
        session.record_step(step.id, StepOutcome.UNKNOWN if step.question else StepOutcome.NOT_SOLVED)
    raise AssertionError("it never gives up")


def test_it_says_when_trying_on_is_not_worth_it(make_wizard: MakeWizard, session: Session) -> None:
    """Not at first; then beside the next step, which may still be tried."""
    for question, value in {"trouble": "abnormal_or_code", "charged": "no", "code": "96"}.items():
        session.record_answer(question, value)
    page = shown(make_wizard, session)
    assert page.hand_over.text() == ""
    assert fail_on(session) > 5
    page.refresh()
    assert page.hand_over.text() == page.texts.text("ui.steps.hand_over")
    assert not page.card.isHidden()


def test_a_found_payment_stays_said(make_wizard: MakeWizard, session: Session) -> None:
    """After the next step it still must not be taken again; undone, nothing is said."""
    for question, value in {"trouble": "abnormal_or_code", "charged": UNKNOWN, "code": "68"}.items():
        session.record_answer(question, value)
    session.record_step("query-today-trades", StepOutcome.SOLVED)
    session.record_step("keep-trade-record", StepOutcome.NOT_SOLVED)
    page = shown(make_wizard, session)
    assert page.solved.text() == page.texts.text("ui.steps.money_found")
    advised = {step.id for step in session.diagnosis().next_steps}
    assert not advised & {"ask-for-other-card", "take-qr-instead"}
    session.undo_step()
    session.undo_step()
    page.refresh()
    assert page.solved.text() == ""


def test_a_guard_that_was_done_is_no_payment(make_wizard: MakeWizard, session: Session) -> None:
    """Stopping a stolen card says nothing about money."""
    for question, value in {"trouble": "abnormal_or_code", "charged": "no", "code": "41"}.items():
        session.record_answer(question, value)
    session.record_step("stop-this-card", StepOutcome.SOLVED)
    assert shown(make_wizard, session).solved.text() == ""


def misread(session: Session) -> None:
    """Say that the line is down, with a code that speaks of the customer's balance."""
    told = {"trouble": "no_network", "charged": "no", "connection": "wifi", "other_card_works": "no", "code": "51"}
    for question, value in told.items():
        session.record_answer(question, value)
    session.record_check(check_report(load_knowledge(), "down"))


def test_a_code_that_fits_nothing_is_read_again(make_wizard: MakeWizard, session: Session) -> None:
    """The field shows it, what is typed is stored; only the button goes on, also when the code fits meanwhile."""
    misread(session)
    page = shown(make_wizard, session)
    assert page.step_title.text() == page.texts.text("step.read-code-again.title")
    visible = [outcome for outcome, answer in page.buttons.items() if not answer.isHidden()]
    assert visible == [StepOutcome.UNKNOWN]
    (box,) = page.findChildren(CodeBox)
    assert box.search.edit.text() == "51"
    box.search.edit.clear()
    type_text(box.search.edit, "网络异常")
    box.search.flush()
    assert session.state.answers["screen_text"] == "网络异常"
    page.refresh()
    assert page.step_title.text() == page.texts.text("step.read-code-again.title")
    page.buttons[StepOutcome.UNKNOWN].click()
    assert page.step_title.text() != page.texts.text("step.read-code-again.title")
    assert "网络异常" in page.done.text()
    assert session.state.steps[-1].step == "read-code-again"


def test_a_card_number_among_it_is_seen_before_the_page_goes_on(make_wizard: MakeWizard, session: Session) -> None:
    """It is masked in what is stored; the first press of the button shows that, the second goes on."""
    misread(session)
    walker = Walker(make_wizard(session, verdict=Verdict(segment=Segment.ROUTER, fault="down", confidence=0.9)))
    for name in ("terminal", "symptom", "network", "steps"):
        walker.next(name)
    page = walker.wizard.pages["steps"]
    assert isinstance(page, StepsPage)
    (box,) = page.findChildren(CodeBox)
    type_text(box.search.edit, "卡 4111 1111 1111 1111")
    page.buttons[StepOutcome.UNKNOWN].click()
    assert box.masked.text() == page.texts.text("ui.symptom.masked")
    assert "4111 1111 1111" not in session.state.answers["screen_text"]
    assert not session.state.steps
    page.buttons[StepOutcome.UNKNOWN].click()
    assert session.state.steps[-1].step == "read-code-again"


@pytest.mark.parametrize("way", ["language", "undo"])
def test_what_is_being_typed_is_stored_before_its_field_goes(
    make_wizard: MakeWizard, session: Session, way: str
) -> None:
    """The field is made anew in the other language, and after a step was taken back."""
    misread(session)
    session.record_step("restart-router", StepOutcome.NOT_SOLVED)
    page = shown(make_wizard, session)
    (box,) = page.findChildren(CodeBox)
    box.search.edit.clear()
    type_text(box.search.edit, "网络异常")
    if way == "language":
        page.retranslate()
    else:
        page.undo.click()
    assert session.state.answers["screen_text"] == "网络异常"
