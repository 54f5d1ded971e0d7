"""The cases of before: what became of them; opened, exported, compared, marked, and deleted after a question."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from gui.diagnose import diagnosis as diagnosis_module
from gui.kb import ChosenTargets
from gui.model.case import EventKind, Mark
from gui.model.knowledge import Knowledge
from gui.model.observation import Segment, Verdict
from gui.model.targets import Targets
from gui.qt import app as app_module
from gui.qt.about import AboutDialog
from gui.qt.compare import CompareDialog
from gui.qt.history import HistoryDialog
from gui.qt.past_report import PastReport
from gui.qt.texts import Texts
from gui.qt.window import WizardParts
from gui.qt.wizard import CheckupWizard
from gui.report import verify_file
from gui.session import Session, Workspace
from tests.qt.conftest import CLEAN, verdict_report, visible_texts
from tests.qt.walk import Walker, type_text

MakeWizard = Callable[..., WizardParts]
MARK = "852100000000001"
BROKEN = Verdict(segment=Segment.ROUTER, fault="wan-down", confidence=0.9)
ANSWERS = {"trouble": "no_network", "charged": "no"}


class Boxes:
    """Answers every message box at once: with its first button, or with the one that the Enter key presses."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.by_enter = False

    def run(self, box: QMessageBox) -> int:
        """Stand for `QMessageBox.exec`."""
        self.said.append(f"{box.text()}\n{box.informativeText()}")
        (box.defaultButton() if self.by_enter else box.buttons()[0]).click()
        box.deleteLater()
        return 0


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> Boxes:
    """Answer with the first button until told otherwise."""
    made = Boxes()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: made.run(box))  # noqa: PLW0108 - a bound method is not given the box
    return made


@pytest.fixture(params=["zh", "en"])
def wizard(request: pytest.FixtureRequest, make_wizard: MakeWizard, workspace: Workspace) -> CheckupWizard:
    """Return a wizard with a new case; there are three older ones: finished, unfinished, and one with nothing in it."""
    ended(workspace)
    unfinished = workspace.new_case()
    unfinished.record_answer("trouble", "qr_failed")
    unfinished.set_field("merchant_no", MARK)
    workspace.new_case()
    return make_wizard(workspace.new_case(), lang=request.param).wizard


def ended(workspace: Workspace, verdict: Verdict = BROKEN) -> Session:
    """Store a case that went through to its end."""
    session = workspace.new_case()
    for question, answer in ANSWERS.items():
        session.record_answer(question, answer)
    session.record_check(verdict_report(session._knowledge.targets, verdict))
    session.show_page("report")
    session.conclude()
    session.close()
    return session


def opened(wizard: CheckupWizard) -> HistoryDialog:
    """Open the window by the keyboard alone, by way of About: F1, Tab to the button, Space."""
    wizard.activateWindow()
    assert QTest.qWaitForWindowActive(wizard)
    QTest.keyClick(wizard, Qt.Key.Key_F1)
    about = wizard.findChild(AboutDialog)
    assert about is not None
    for _ in range(20):
        if about.focusWidget() is about.program.stored:
            break
        QTest.keyClick(about.focusWidget(), Qt.Key.Key_Tab)
    assert about.focusWidget() is about.program.stored
    QTest.keyClick(about.program.stored, Qt.Key.Key_Space)
    history = about.findChild(HistoryDialog)
    assert history is not None
    assert history.isModal()
    assert QTest.qWaitForWindowActive(history)
    return history


def shown(wizard: CheckupWizard) -> HistoryDialog:
    """Open the window from the side list."""
    wizard.side.history.click()
    history = wizard.findChild(HistoryDialog)
    assert history is not None
    return history


def close(wizard: CheckupWizard) -> None:
    """Close what is open above the wizard."""
    for kind in (CompareDialog, PastReport, HistoryDialog, AboutDialog):
        for dialog in wizard.findChildren(kind):
            dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def choose(history: HistoryDialog, row: int) -> None:
    """Choose a row by the arrow keys."""
    history.list.setFocus()
    QTest.keyClick(history.list, Qt.Key.Key_Home)
    for _ in range(row):
        QTest.keyClick(history.list, Qt.Key.Key_Down)


def events(workspace: Workspace, case_id: str) -> list[EventKind]:
    """Return the kinds of the stored events."""
    return [event.kind for event in workspace._store.load(case_id).events]


def test_what_it_lists(wizard: CheckupWizard) -> None:
    """The newest first, with trouble, conclusion and state in words; no raw key, and every control has a name."""
    history = opened(wizard)
    text, value = wizard.context.texts.text, wizard.context.texts.value
    present, unfinished, finished, empty = history.list.row_texts()
    assert present[0] == text("ui.history.present", time=present[0][:16])
    assert present[1:3] == (text("ui.history.no_trouble"), text("ui.history.no_verdict"))
    assert unfinished[1:] == (
        value("trouble", "qr_failed"), text("ui.history.no_verdict"), f"! {text('ui.history.status.unfinished')}"
    )  # fmt: skip
    conclusion = wizard.context.session.history().cases()[-1].conclusion
    assert conclusion is not None
    assert conclusion.is_firm
    assert finished[1:] == (
        value("trouble", "no_network"), text(f"cause.{conclusion.cause}.name"), f"– {text('ui.history.status.ended')}"
    )  # fmt: skip
    assert text("ui.history.empty", number=1) in empty
    choose(history, 2)
    assert all(word in history.chosen.text() for word in finished)
    assert not [said for said in [*visible_texts(history), history.windowTitle()] if "history." in said]
    assert history.list.accessibleName()
    assert all(button.text() for button in history.findChildren(QPushButton))
    close(wizard)


def test_it_is_reached_from_the_side_and_by_its_key(wizard: CheckupWizard) -> None:
    """Once, however often it is asked for; the first case is chosen, and the keyboard is in the list."""
    wizard.activateWindow()
    assert QTest.qWaitForWindowActive(wizard)
    QTest.keyClick(wizard, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    wizard.show_history()
    (history,) = wizard.findChildren(HistoryDialog)
    assert QTest.qWaitForWindowActive(history)
    assert history.focusWidget() is history.list
    assert [item.text(0) for item in history.list.selectedItems()] == [history.list.row_texts()[0][0]]
    assert not history.open_case.isEnabled()
    QTest.keyClick(history, Qt.Key.Key_Escape)
    close(wizard)
    assert shown(wizard) is not None
    close(wizard)


def test_the_chosen_case_is_deleted_by_keyboard(wizard: CheckupWizard, boxes: Boxes) -> None:
    """Down to the case, Delete, yes: it is off the list and off the disk. The case at hand cannot be chosen for it."""
    history = opened(wizard)
    assert not history.some.isEnabled()
    QTest.keyClick(history.list, Qt.Key.Key_Delete)
    assert boxes.said == []
    choose(history, 1)
    kept = [row for number, row in enumerate(history.list.row_texts()) if number != 1]
    QTest.keyClick(history.list, Qt.Key.Key_Delete)
    assert boxes.said == [wizard.context.texts.text("ui.history.some.text", number=1) + "\n"]
    assert history.list.row_texts() == kept
    assert not history.some.isEnabled()
    choose(history, 2)
    assert not history.open_case.isEnabled()  # the row of those with nothing in them
    QTest.keyClick(history.some, Qt.Key.Key_Space)
    assert history.list.row_texts() == kept[:2]
    close(wizard)


def test_enter_deletes_nothing(wizard: CheckupWizard, boxes: Boxes) -> None:
    """Who answers in a hurry loses nothing."""
    history = opened(wizard)
    history.list.selectAll()
    boxes.by_enter = True
    before = history.list.row_texts()
    history.some.click()
    history.all.click()
    assert boxes.said[0] == wizard.context.texts.text("ui.history.some.text", number=3) + "\n"
    assert len(boxes.said) == 2
    assert history.list.row_texts() == before
    assert wizard.isVisible()
    assert not wizard.context.delete_all
    close(wizard)


def test_a_disk_that_refuses_is_told(wizard: CheckupWizard, workspace: Workspace, boxes: Boxes, tmp_path: Path) -> None:
    """While another program writes to the file; the list shows what is there."""
    history = opened(wizard)
    choose(history, 1)
    before = history.list.row_texts()
    workspace._store._connection.execute("PRAGMA busy_timeout = 0")
    writer = sqlite3.connect(tmp_path / "data" / "cases.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    history.some.click()
    history.marks[Mark.SOLVED].click()
    writer.close()
    text = wizard.context.texts.text
    assert text("error.data.not_deleted.what") in boxes.said[-2]
    assert text("error.data.busy.what") in boxes.said[-1]
    assert history.list.row_texts() == before
    assert not history.marks[Mark.SOLVED].isChecked()
    close(wizard)


def test_a_case_that_is_gone_is_told(wizard: CheckupWizard, workspace: Workspace, boxes: Boxes) -> None:
    """Whatever is asked for; the wizard stays."""
    history = opened(wizard)
    choose(history, 2)
    wizard.context.check.restore(verdict_report(wizard.context.knowledge.targets, CLEAN))
    workspace._store.delete([wizard.context.session.history().cases()[-1].id])
    for ask in (history.open_chosen, history.export_chosen, history.compare_chosen):
        ask()
    history.mark_chosen(Mark.SOLVED)
    assert len(boxes.said) == 4
    assert len(history.list.row_texts()) == 3
    assert wizard.isVisible()
    close(wizard)


def test_marks_are_set_and_taken_back(wizard: CheckupWizard) -> None:
    """By Space on the button; the chosen row stays chosen and says the new state, also of the case at hand."""
    history, text = opened(wizard), wizard.context.texts.text
    for row in (2, 0):
        choose(history, row)
        before = history.list.row_texts()[row][3]
        for mark, icon in ((Mark.SOLVED, "✓"), (Mark.WAITING, "…")):
            QTest.keyClick(history.marks[mark], Qt.Key.Key_Space)
            assert history.list.row_texts()[row][3] == f"{icon} {text(f'ui.history.status.{mark}')}"
            assert [one for one in Mark if history.marks[one].isChecked()] == [mark]
            assert history.marks[mark].text().startswith("✓ ")
        QTest.keyClick(history.marks[Mark.WAITING], Qt.Key.Key_Space)
        assert history.list.row_texts()[row][3] == before
    close(wizard)


def test_a_finished_case_is_looked_at_and_exported_without_a_change(
    wizard: CheckupWizard, workspace: Workspace, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Enter shows its report; the files are intact, and say what they said at first but for their time."""
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    case_id = wizard.context.session.history().cases()[-1].id
    before = workspace._store.load(case_id)
    history = opened(wizard)
    choose(history, 2)
    QTest.keyClick(history.list, Qt.Key.Key_Return)
    (past,) = history.findChildren(PastReport)
    qtbot.waitUntil(lambda: case_id in past.preview.toPlainText())
    asked = iter([*map(str, folders), ""])
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: next(asked))
    QTest.keyClick(past.export, Qt.Key.Key_Space)
    assert str(folders[0]) in past.said.text()
    past.reject()
    history.export.click()
    assert str(folders[1]) in history.said.text()
    history.export.click()  # no folder: nothing happens
    made = [json.loads((folder / f"POSCheckup-{case_id}.json").read_text("utf-8")) for folder in folders]
    assert all(verify_file(folder / f"POSCheckup-{case_id}.pdf").ok for folder in folders)
    for report in made:
        assert len(report["events"]) == len(before.events)
        for name in ("generated_utc", "seal", "check_code"):
            report.pop(name, None)
    assert made[0] == made[1]
    assert workspace._store.load(case_id) == before
    assert wizard.isVisible()
    close(wizard)


def test_the_networks_are_compared(wizard: CheckupWizard) -> None:
    """Only when both are there: one sentence, and every check then and now."""
    history = opened(wizard)
    choose(history, 2)
    assert not history.compare.isEnabled()
    wizard.context.check.restore(verdict_report(wizard.context.knowledge.targets, CLEAN))
    choose(history, 1)
    assert not history.compare.isEnabled()  # that case has no run
    choose(history, 2)
    QTest.keyClick(history.compare, Qt.Key.Key_Space)
    (compared,) = history.findChildren(CompareDialog)
    text = wizard.context.texts.text
    assert text("fault.wan-down.name") in compared.sentence.text()
    first, *checks = compared.list.row_texts()
    assert first[0] == "≠"
    assert checks
    assert {row[0] for row in checks} == {""}
    assert not [said for row in compared.list.row_texts() for said in row if "history." in said]
    QTest.keyClick(compared, Qt.Key.Key_Escape)
    close(wizard)


def test_hundreds_of_cases(workspace: Workspace, make_wizard: MakeWizard, monkeypatch: pytest.MonkeyPatch) -> None:
    """All are listed without a diagnosis, and the End key goes to the oldest."""
    store = workspace._store
    store._connection.execute("PRAGMA synchronous = OFF")
    for number in range(400):
        case = store.create_case(
            case_id=f"case-{number}", created_utc="2026-11-23T08:00:00Z", app_version="0", knowledge_digest="0"
        )
        store.append(case.id, EventKind.ANSWERED, {"id": "trouble", "value": "no_network"}, "t")
    wizard = make_wizard(workspace.new_case()).wizard
    monkeypatch.setattr(diagnosis_module, "diagnose", None)
    history = shown(wizard)
    assert len(history.list.row_texts()) == 401
    QTest.keyClick(history.list, Qt.Key.Key_End)
    assert "case-0" in history.chosen.text()
    close(wizard)


def test_a_conclusion_is_stored_by_its_page(walker: Walker, workspace: Workspace) -> None:
    """Once for verdict and report together, and told in the list."""
    walker.walk_without_network(ANSWERS)
    case_id = walker.context.session.case_id
    assert events(workspace, case_id).count(EventKind.CONCLUDED) == 1
    (row,) = shown(walker.wizard).list.row_texts()
    assert row[2] not in ("", walker.context.texts.text("ui.history.no_verdict"))
    close(walker.wizard)


Use = Callable[[CheckupWizard], None]


@pytest.fixture
def run_program(
    tmp_path: Path,
    knowledge: Knowledge,
    qapp: QApplication,
    scripted_run: Callable[[Verdict], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., int]:
    """Return a function that runs the program; each of its windows in turn is used by one of the given functions."""
    scripted_run(CLEAN)

    def run(*uses: Use) -> int:
        left = list(uses)

        def use(*_app: object) -> int:
            wizard = next(
                window for window in qapp.topLevelWidgets() if isinstance(window, CheckupWizard) and window.isVisible()
            )
            left.pop(0)(wizard)
            wizard.close()
            wizard.deleteLater()
            return 0

        monkeypatch.setattr(app_module, "QApplication", lambda _args: qapp)
        monkeypatch.setattr(QApplication, "exec", use)
        loaded = (knowledge, ChosenTargets(targets=knowledge.targets))
        status = app_module.run_wizard(lambda: loaded, lang="zh", no_network=True, data_dir=tmp_path)
        assert left == []
        return status

    return run


def test_an_unfinished_case_is_gone_on_with(
    run_program: Callable[..., int], boxes: Boxes, tmp_path: Path, knowledge: Knowledge
) -> None:
    """The next window shows it where it was, with its own run; what was typed in the other is stored; it is resumed."""
    workspace = Workspace(tmp_path, knowledge)
    old, other = workspace.new_case(), workspace.new_case()
    for session in (old, other):
        session.record_answer("trouble", "no_network")
        session.show_page("terminal")
    old.record_check(verdict_report(knowledge.targets, BROKEN))
    old.show_page("network")
    workspace.close()

    def leave(wizard: CheckupWizard) -> None:
        assert wizard.context.session.case_id == other.case_id
        type_text(wizard.pages["terminal"].merchant_no.edit, MARK)  # type: ignore[attr-defined]
        history = shown(wizard)
        choose(history, 1)
        QTest.keyClick(history.open_case, Qt.Key.Key_Space)
        assert not wizard.isVisible()

    def look(wizard: CheckupWizard) -> None:
        session = wizard.context.session
        assert (session.case_id, wizard.present_page().name) == (old.case_id, "network")
        assert wizard.context.check.report == old.state.check
        assert not wizard.context.check.running
        assert not wizard.context.check.allowed

    def offered(wizard: CheckupWizard) -> None:
        assert wizard.context.session.case_id == old.case_id

    assert run_program(leave, look) == 0
    assert run_program(offered) == 0
    assert [old.case_id in said for said in boxes.said] == [False, True]
    again = Workspace(tmp_path, knowledge)
    assert again.reopen(other.case_id).state.fields["merchant_no"] == MARK
    again.close()


def test_a_finished_case_is_opened_again_only_when_the_user_says_so(
    run_program: Callable[..., int], tmp_path: Path, knowledge: Knowledge
) -> None:
    """接着处理 in its report: that is recorded, and the next window shows its last page."""
    workspace = Workspace(tmp_path, knowledge)
    case = ended(workspace)
    workspace.close()

    def leave(wizard: CheckupWizard) -> None:
        history = shown(wizard)
        choose(history, 1)
        history.open_case.click()
        (past,) = history.findChildren(PastReport)
        past.go_on.click()
        assert not wizard.isVisible()

    def look(wizard: CheckupWizard) -> None:
        session = wizard.context.session
        assert (session.case_id, wizard.present_page().name) == (case.case_id, "report")
        assert not session.state.closed
        assert EventKind.REOPENED in [event.kind for event in session.case.events]

    assert run_program(leave, look) == 0


def test_a_case_that_cannot_be_opened_after_all_leaves_the_present_one(
    run_program: Callable[..., int], boxes: Boxes, tmp_path: Path, knowledge: Knowledge
) -> None:
    """It is told, and the window opens with the same case again."""
    seen: list[str] = []

    def leave(wizard: CheckupWizard) -> None:
        seen.append(wizard.context.session.case_id)
        wizard.context.next_case = "nobody"

    def look(wizard: CheckupWizard) -> None:
        seen.append(wizard.context.session.case_id)

    assert run_program(leave, look) == 0
    assert seen[0] == seen[1]
    assert Texts("zh").text("error.data.no_case.what", case="nobody") in boxes.said[0]


@pytest.mark.parametrize("writes_on", [False, True])
def test_delete_all_ends_the_program_and_leaves_nothing(
    boxes: Boxes,
    tmp_path: Path,
    knowledge: Knowledge,
    qapp: QApplication,
    scripted_run: Callable[[Verdict], None],
    monkeypatch: pytest.MonkeyPatch,
    writes_on: bool,
) -> None:
    """What is typed and not stored yet when the window closes goes too; what is in the way is told, with status 2."""
    workspace = Workspace(tmp_path, knowledge)
    session = workspace.new_case()
    session.record_answer("trouble", "no_network")
    session.show_page("terminal")
    workspace.close()
    scripted_run(CLEAN)
    blockers: list[sqlite3.Connection] = []

    def use(*_app: object) -> int:
        wizard = next(window for window in qapp.topLevelWidgets() if isinstance(window, CheckupWizard))
        type_text(wizard.pages["terminal"].merchant_no.edit, MARK)  # type: ignore[attr-defined]
        history = opened(wizard)
        history.all.click()
        assert not wizard.isVisible()
        if writes_on:
            blockers.append(sqlite3.connect(tmp_path / "cases.db", isolation_level=None))
            blockers[0].execute("BEGIN IMMEDIATE")
        wizard.deleteLater()
        return 0

    monkeypatch.setattr(app_module, "QApplication", lambda _args: qapp)
    monkeypatch.setattr(QApplication, "exec", use)
    monkeypatch.setattr("gui.store.database.BUSY_TIMEOUT_S", 0.0)
    loaded = (knowledge, ChosenTargets(targets=Targets()))
    status = app_module.run_wizard(lambda: loaded, lang="zh", no_network=True, data_dir=tmp_path)
    for blocker in blockers:
        blocker.close()
    found = [path.name for path in tmp_path.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]
    if writes_on:
        assert (status, len(boxes.said), found) == (2, 3, ["cases.db"])
        assert "没有删干净" in boxes.said[-1]
    else:
        assert (status, len(boxes.said), found) == (0, 2, [])


def test_the_list_takes_damaged_texts(make_wizard: MakeWizard, workspace: Workspace, session: Session) -> None:
    """A time that is none, and ids that nobody knows, are shown as they are."""
    session.record_answer("trouble", "no_network")
    session.conclude()
    connection = workspace._store._connection
    connection.execute("UPDATE cases SET created_utc = 'no time'")
    connection.execute("DROP TRIGGER events_are_never_changed")
    connection.execute("UPDATE events SET data = replace(data, 'no_network', 'no_netwxrk')")
    connection.execute('UPDATE events SET data = \'{"cause":"no-cxuse","is_firm":true}\' WHERE kind = \'concluded\'')
    wizard = make_wizard(session).wizard
    (row,) = opened(wizard).list.row_texts()
    assert "no time" in row[0]
    assert row[1:3] == ("no_netwxrk", "no-cxuse")
    close(wizard)
