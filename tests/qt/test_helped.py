"""和上次一样吗: what solved the same trouble before is offered on the page 排查步骤, when safety allows it now."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.model.case import StepOutcome
from gui.model.errors import UserError
from gui.qt.pages.steps import StepsPage
from gui.qt.window import WizardParts
from gui.report import Words
from gui.session import Session, Workspace
from gui.session.history import History
from tests.qt.walk import Walker

MakeWizard = Callable[..., WizardParts]
HARMLESS, RETRY, LOOK = "restart-router", "ask-for-other-card", "query-today-trades"


@pytest.fixture(params=["zh", "en"])
def on_steps(request: pytest.FixtureRequest, make_wizard: MakeWizard) -> Callable[[Session], StepsPage]:
    """Return a function that shows a case's page 排查步骤."""

    def show(session: Session) -> StepsPage:
        walker = Walker(make_wizard(session, lang=request.param))
        walker.wizard.go_to("steps")
        assert walker.page == "steps"
        page = walker.wizard.pages["steps"]
        assert isinstance(page, StepsPage)
        return page

    return show


def case(workspace: Workspace, trouble: str, charged: str, *done: tuple[str, StepOutcome]) -> Session:
    """Begin a case."""
    session = workspace.new_case()
    session.record_answer("trouble", trouble)
    session.record_answer("charged", charged)
    for step, outcome in done:
        session.record_step(step, outcome)
    return session


def test_the_step_that_helped_is_offered_and_begun_with(
    workspace: Workspace, on_steps: Callable[[Session], StepsPage]
) -> None:
    """By one key: its card shows, the notice stays without its button, and is gone when the step is done."""
    helped = case(workspace, "no_network", "no", (HARMLESS, StepOutcome.SOLVED)).state.steps[0]
    session = case(workspace, "no_network", "no")
    page = on_steps(session)
    title = page.texts.text(f"step.{HARMLESS}.title")
    day = Words(page.texts.catalog).day(helped.at_utc)
    assert page.helped.isVisible()
    assert page.helped.text.text() == page.texts.text("ui.steps.helped", day=day, step=title)
    assert page.step_title.text() != title
    before = session.case
    QTest.keyClick(page.helped.begin, Qt.Key.Key_Space)
    assert page.step_title.text() == title
    assert page.helped.isVisible()
    assert not page.helped.begin.isVisible()
    assert session.case is before  # looking at a step records nothing
    page.texts.switch()
    assert page.texts.text(f"step.{HARMLESS}.title") in page.helped.text.text()
    page.buttons[StepOutcome.NOT_SOLVED].click()
    assert session.state.steps[-1].step == HARMLESS
    assert not page.helped.isVisible()


def test_without_an_earlier_case_there_is_nothing_to_offer(
    workspace: Workspace, on_steps: Callable[[Session], StepsPage]
) -> None:
    """Nor when the same step did not help."""
    case(workspace, "no_network", "no", (HARMLESS, StepOutcome.NOT_SOLVED))
    page = on_steps(case(workspace, "no_network", "no"))
    assert not page.helped.isVisible()
    assert page.card.isVisible()


@pytest.mark.parametrize("charged", ["yes", "unknown", "no"])
def test_a_retry_is_withheld_until_the_trades_were_looked_at(
    workspace: Workspace, on_steps: Callable[[Session], StepsPage], charged: str
) -> None:
    """And for good when the customer has paid: whatever helped the last time."""
    case(workspace, "abnormal_or_code", "no", (RETRY, StepOutcome.SOLVED))
    session = case(workspace, "abnormal_or_code", charged)
    page = on_steps(session)
    assert not page.helped.isVisible()
    session.record_step(LOOK, StepOutcome.NOT_SOLVED)
    assert page.helped.isVisible() is (charged != "yes")
    session.record_answer("charged", "yes")
    assert not page.helped.isVisible()


def test_a_disk_that_fails_costs_the_offer_only(
    workspace: Workspace, on_steps: Callable[[Session], StepsPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checklist does without."""

    def fail(_history: History) -> None:
        raise UserError("data.busy", path="X:")

    case(workspace, "no_network", "no", (HARMLESS, StepOutcome.SOLVED))
    monkeypatch.setattr(History, "same_trouble", fail)
    page = on_steps(case(workspace, "no_network", "no"))
    assert not page.helped.isVisible()
    assert page.card.isVisible()
