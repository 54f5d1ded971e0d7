"""What hurried hands do: Enter everywhere, Back, closing in the middle, switching the language, pulling the plug."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWizard

from gui.model.case import EventKind, StepOutcome
from gui.model.errors import UserError
from gui.model.observation import ProbeKind, ProbeOutcome, ProbeResult, ProbeState
from gui.qt.pages.report import ReportPage
from gui.qt.pages.start import StartPage
from gui.qt.pages.steps import StepsPage
from gui.qt.pages.terminal import TerminalPage
from gui.qt.texts import Texts
from gui.qt.widgets.status_row import StatusRow
from gui.qt.window import WizardParts
from gui.session import Session, Workspace
from tests.qt.walk import Walker, on_symptom, type_text

MakeWizard = Callable[..., WizardParts]


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Press the last button of every message box (the one that changes nothing), and note what it said."""
    said: list[str] = []

    def run(box: QMessageBox) -> int:
        said.append(box.text())
        box.buttons()[-1].click()
        box.deleteLater()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", run)
    return said


@pytest.mark.parametrize("typed", ["9", "999", "E10"])
def test_enter_never_guesses_a_code(walker: Walker, typed: str) -> None:
    """Enter after half a code keeps what was typed; it takes no entry and does not leave the page."""
    page = on_symptom(walker)
    QTest.keyClicks(page.code.search.edit, typed)
    assert page.code.search.matches.count() > 0
    QTest.keyClick(page.code.search.edit, Qt.Key.Key_Return)
    assert walker.context.answer("code") == typed
    assert walker.page == "symptom"


def test_enter_takes_a_whole_code(walker: Walker) -> None:
    """Enter after a code that is listed letter for letter takes its entry."""
    page = on_symptom(walker)
    QTest.keyClicks(page.code.search.edit, "51")
    QTest.keyClick(page.code.search.edit, Qt.Key.Key_Return)
    assert walker.context.answer("code") == "unionpay-39:51"


def test_enter_leaves_open_what_has_several_meanings(walker: Walker) -> None:
    """08 is one thing on a card and another at a QR acquirer: Enter keeps what was typed, and the page says so."""
    page = on_symptom(walker)
    QTest.keyClicks(page.code.search.edit, "08")
    assert page.code.search.matches.count() > 1
    assert "几种意思" in page.code.search.chosen.text()
    QTest.keyClick(page.code.search.edit, Qt.Key.Key_Return)
    assert walker.context.answer("code") == "08"


def test_the_meanings_stay_in_sight_and_follow_the_answers(walker: Walker) -> None:
    """The list from which one is to be chosen is there while the questions are answered, and changes its order."""
    page = on_symptom(walker)
    QTest.keyClicks(page.code.search.edit, "08")
    QTest.keyClick(page.code.search.edit, Qt.Key.Key_Return)
    matches, firsts = page.code.search.matches, []
    for place in ("card_trade", "qr_trade"):
        cards = page.questions["shown_where"].cards
        walker.click(cards.card(place))
        assert matches.isVisible()
        firsts.append(matches.item(0).text())
    assert firsts[0] != firsts[1]
    QTest.mouseClick(
        matches.viewport(), Qt.MouseButton.LeftButton, pos=matches.visualItemRect(matches.item(0)).center()
    )
    assert ":" in str(walker.context.answer("code"))
    assert not matches.isVisible()


def test_what_is_only_alike_is_said_to_be(walker: Walker) -> None:
    """Half a word brings suggestions, and the word that they are no more than that; an unlisted text says 未收录."""
    page = on_symptom(walker)
    type_text(page.code.search.edit, "密")
    assert page.code.search.matches.count() > 0
    assert "相近" in page.code.search.chosen.text()
    page.code.search.edit.clear()
    type_text(page.code.search.edit, "Q7")
    assert page.code.search.matches.count() == 0
    assert "未收录" in page.code.search.chosen.text()
    QTest.keyClick(page.code.search.edit, Qt.Key.Key_Return)
    assert walker.context.answer("code") == "Q7"


def test_a_match_chosen_by_keyboard_keeps_the_page(walker: Walker) -> None:
    """Down and Enter in the list pick the entry, and the wizard stays where it is."""
    page = on_symptom(walker)
    QTest.keyClicks(page.code.search.edit, "5")
    QTest.keyClick(page.code.search.edit, Qt.Key.Key_Down)
    QTest.keyClick(page.code.search.matches, Qt.Key.Key_Return)
    assert ":" in str(walker.context.answer("code"))
    assert walker.page == "symptom"


def test_a_code_typed_just_before_closing_is_kept(walker: Walker, workspace: Workspace) -> None:
    """Closing the window stores what was typed a moment ago."""
    page = on_symptom(walker)
    QTest.keyClicks(page.code.search.edit, "A0")
    walker.wizard.close()
    unfinished = workspace.unfinished()
    assert unfinished is not None
    assert workspace.resume(unfinished).state.answers["code"] == "A0"


def test_enter_in_a_report_field_does_not_finish(walker: Walker) -> None:
    """Enter stores the field; the window stays open and the case unfinished."""
    walker.walk_without_network({"trouble": "no_network", "charged": "no"})
    page = walker.wizard.pages["report"]
    assert isinstance(page, ReportPage)
    edit = page.fields["rrn"].edit
    edit.setFocus()
    QTest.keyClicks(edit, "123456789012")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert walker.wizard.isVisible()
    assert not walker.context.session.state.closed
    assert walker.context.session.state.fields["rrn"] == "123456789012"


def test_finish_without_a_report_asks(walker: Walker, boxes: list[str]) -> None:
    """Finishing with nothing exported asks first; 'back' leaves everything as it is."""
    walker.walk_without_network({"trouble": "no_network", "charged": "no"})
    walker.press(QWizard.WizardButton.FinishButton)
    assert len(boxes) == 1
    assert walker.wizard.isVisible()
    assert not walker.context.session.state.closed


def test_the_files_are_the_preview(walker: Walker) -> None:
    """The report that is shown is the one that is written, until something changes."""
    walker.walk_without_network({"trouble": "no_network", "charged": "no"})
    page = walker.wizard.pages["report"]
    assert isinstance(page, ReportPage)
    first = page.document()
    assert page.document() is first
    walker.context.session.set_field("rrn", "123456789012")
    assert page.document() is not first


def test_the_switch_holds_when_the_provider_changes(walker: Walker) -> None:
    """With the switch off no other page starts a run; 'run again' is the user's own permission."""
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    walker.context.check.start()
    walker.wait_for_check()
    walker.answer("trouble", "no_network")
    walker.click(start.network)
    walker.next("terminal")
    walker.answer("provider", "lakala")
    walker.next("symptom")
    assert not walker.context.check.running
    assert walker.context.check.report is None


def test_switching_off_ends_a_run_and_drops_its_results(walker: Walker) -> None:
    """Nothing that a forbidden run still says is recorded."""
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    walker.context.check.start()
    walker.click(start.network)
    assert not walker.context.check.running
    assert walker.context.session.state.check is None


def test_back_is_where_the_case_goes_on(walker: Walker, workspace: Workspace) -> None:
    """After Back the earlier page is the present one, also for the next start."""
    on_symptom(walker)
    walker.press(QWizard.WizardButton.BackButton)
    assert walker.context.session.state.page == "terminal"


def test_a_page_that_the_flow_no_longer_reaches_is_not_forced(
    make_wizard: MakeWizard, walker: Walker, workspace: Workspace
) -> None:
    """Going on with a case whose answers changed never walks past the end, and never closes the case."""
    on_symptom(walker)
    session = walker.context.session
    session.record_answer("trouble", "network_only")
    walker.wizard.close()
    unfinished = workspace.unfinished()
    assert unfinished is not None
    again = make_wizard(workspace.resume(unfinished))
    again.wizard.go_to("symptom")
    assert Walker(again).page == "start"
    assert not again.wizard.context.session.state.closed


def test_a_language_switch_keeps_what_has_to_be_corrected(walker: Walker) -> None:
    """A number that cannot be taken stays typed, and its reason is written in the other language."""
    walker.answer("trouble", "no_network")
    walker.next("terminal")
    page = walker.wizard.pages["terminal"]
    assert isinstance(page, TerminalPage)
    QTest.keyClicks(page.merchant_no.edit, "12")
    assert not page.merchant_no.commit()
    before = page.merchant_no._hint.text()
    walker.context.texts.switch()
    assert page.merchant_no.edit.text() == "12"
    assert page.merchant_no._hint.text().startswith("×")
    assert page.merchant_no._hint.text() != before


def test_a_masked_field_is_announced_and_can_be_committed_again(walker: Walker) -> None:
    """A serial number that looks like a card number is masked, the user is told, and nothing is blocked by it."""
    walker.walk_without_network({"trouble": "no_network", "charged": "no"})
    page = walker.wizard.pages["report"]
    assert isinstance(page, ReportPage)
    field = page.fields["terminal_sn"]
    field.edit.setText("4111111111111111")
    assert field.commit()
    assert "*" in field.edit.text()
    assert field._hint.text() == walker.context.texts.text("ui.report.masked")
    assert field.commit()


def test_a_full_disk_is_explained_and_nothing_is_shown_as_stored(
    walker: Walker, boxes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that cannot be stored is taken back on the screen, with the reason."""

    def full(*_args: object) -> None:
        raise UserError("data.full", path="X:")

    with monkeypatch.context() as patch:
        patch.setattr(walker.context.session, "record_answer", full)
        walker.answer("trouble", "no_network")
    assert boxes == [walker.context.texts.text("error.data.full.what", path="X:")]
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    assert start.trouble.cards.value is None


def test_a_step_does_not_change_under_the_mouse(walker: Walker) -> None:
    """New evidence while a step is shown waits until that step is answered."""
    walker.answer("trouble", "abnormal_or_code")
    walker.answer("charged", "no")
    for name in ("terminal", "symptom", "network", "steps"):
        walker.next(name)
    page = walker.wizard.pages["steps"]
    assert isinstance(page, StepsPage)
    shown = page.step_title.text()
    walker.context.session.record_answer("connection", "wifi")
    assert page.step_title.text() == shown


def test_a_found_trade_is_no_cure(walker: Walker) -> None:
    """'Found' on a step that looks at the money says what it means, and the checklist goes on."""
    walker.answer("trouble", "charged_but_failed")
    assert walker.context.answer("charged") == "yes"
    for name in ("terminal", "symptom", "network", "steps"):
        walker.next(name)
    page = walker.wizard.pages["steps"]
    assert isinstance(page, StepsPage)
    assert page.buttons[StepOutcome.SOLVED].text() != walker.context.texts.text("ui.steps.outcome.solved")
    walker.step(StepOutcome.SOLVED)
    assert page.solved.text() == walker.context.texts.text("ui.steps.money_found")
    assert page.card.isVisible()


def test_a_case_of_another_version_goes_on(make_wizard: MakeWizard, workspace: Workspace, session: Session) -> None:
    """A stored step that the knowledge no longer has is left out, and the wizard opens."""
    session.record_answer("trouble", "no_network")
    session.record_step("restart-router", StepOutcome.NOT_SOLVED)
    event = session.case.events[-1]
    assert event.kind is EventKind.STEP_DONE
    gone = replace(event, data={**event.data, "step": "gone-step"})
    case = replace(session.case, events=(*session.case.events[:-1], gone))
    parts = make_wizard(workspace.resume(case))
    assert parts.wizard.context.session.state.steps == ()


def test_a_skipped_check_says_why(themed: object) -> None:
    """未执行 stands with its reason in words."""
    row = StatusRow(Texts("zh"))
    row.show_row(
        ProbeResult(
            id="a",
            kind=ProbeKind.PORTAL,
            state=ProbeState.SKIPPED,
            outcome=ProbeOutcome.NOT_TESTED,
            duration_ms=0,
            skipped_reason="skipped.no-link",
        )
    )
    assert row.result.text().startswith("未执行")
    assert len(row.result.text()) > 5
    row.deleteLater()
