"""The cases of before: what became of them; opened, exported, compared, marked, and deleted after a question."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from gui.diagnose import diagnosis as diagnosis_module
from gui.model.case import EventKind, Mark
from gui.qt.compare import CompareDialog
from gui.qt.history import HistoryDialog
from gui.qt.past_report import PastReport
from gui.qt.window import WizardParts
from gui.qt.wizard import CheckupWizard
from gui.report import verify_file
from gui.session import Session, Workspace
from tests.qt.conftest import CLEAN, verdict_report, visible_texts
from tests.qt.past_cases import ANSWERS, MARK, Boxes, answered_boxes, choose, close, ended, opened, shown
from tests.qt.walk import Walker

MakeWizard = Callable[..., WizardParts]


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> Boxes:
    """Answer every box, and note what it said."""
    return answered_boxes(monkeypatch)


@pytest.fixture(params=["zh", "en"])
def wizard(request: pytest.FixtureRequest, make_wizard: MakeWizard, workspace: Workspace) -> CheckupWizard:
    """Return a wizard with a new case; there are three older ones: finished, unfinished, and one with nothing in it."""
    ended(workspace)
    unfinished = workspace.new_case()
    unfinished.record_answer("trouble", "qr_failed")
    unfinished.set_field("merchant_no", MARK)
    workspace.new_case()
    return make_wizard(workspace.new_case(), lang=request.param).wizard


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
