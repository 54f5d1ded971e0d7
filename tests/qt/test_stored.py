"""What is stored on this computer: listed, deleted with a question first, and never the case at hand by itself."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QMessageBox, QPushButton

from gui.kb import ChosenTargets
from gui.model.knowledge import Knowledge
from gui.model.observation import Verdict
from gui.model.targets import Targets
from gui.qt import app as app_module
from gui.qt.about import AboutDialog
from gui.qt.place import PLACE_NAME
from gui.qt.stored import StoredCases
from gui.qt.window import WizardParts
from gui.qt.wizard import CheckupWizard
from gui.session import Session, Workspace
from tests.qt.conftest import CLEAN, visible_texts
from tests.qt.walk import type_text

MakeWizard = Callable[..., WizardParts]
MARK = "852100000000001"


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
    """Return a wizard with a new case; there are two older ones, the first of them answered."""
    first = workspace.new_case()
    first.record_answer("trouble", "no_network")
    first.set_field("merchant_no", MARK)
    workspace.new_case()
    return make_wizard(workspace.new_case(), lang=request.param).wizard


def opened(wizard: CheckupWizard) -> StoredCases:
    """Open the window by the keyboard alone: F1, Tab to the button, Space."""
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
    stored = about.findChild(StoredCases)
    assert stored is not None
    assert stored.isModal()
    return stored


def close(wizard: CheckupWizard) -> None:
    """Close what is open above the wizard."""
    for kind in (StoredCases, AboutDialog):
        for dialog in wizard.findChildren(kind):
            dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def lines(stored: StoredCases) -> list[str]:
    """Return what the list says."""
    return [stored.list.item(row).text() for row in range(stored.list.count())]


def test_what_it_lists(wizard: CheckupWizard, workspace: Workspace) -> None:
    """The newest first, each with its time, trouble, size and number; no raw key, and every control has a name."""
    stored = opened(wizard)
    texts = wizard.context.texts
    present, empty, answered = lines(stored)
    assert wizard.context.session.case_id in present
    assert present == texts.text("ui.stored.present", case=present.partition("（正")[0].partition(" (open")[0])
    assert texts.value("trouble", "no_network") in answered
    assert texts.value("trouble", "no_network") not in empty
    assert "ui." not in "".join([*visible_texts(stored), stored.windowTitle()])
    assert stored.list.accessibleName()
    assert all(button.text() for button in stored.findChildren(QPushButton))
    assert not stored.some.isEnabled()
    close(wizard)


def test_the_chosen_case_is_deleted_by_keyboard(
    wizard: CheckupWizard, workspace: Workspace, boxes: Boxes, tmp_path: Path
) -> None:
    """Down to the case, Space on the button, yes: it is off the list and off the disk."""
    stored = opened(wizard)
    stored.list.setFocus()
    for _ in range(2):  # the first takes the keyboard to the first case that can be chosen
        QTest.keyClick(stored.list, Qt.Key.Key_Down)
    assert [item.text() for item in stored.list.selectedItems()] == lines(stored)[2:]
    kept = lines(stored)[:2]
    QTest.keyClick(stored.some, Qt.Key.Key_Space)
    assert boxes.said == [wizard.context.texts.text("ui.stored.some.text", number=1) + "\n"]
    assert lines(stored) == kept
    assert not stored.some.isEnabled()
    close(wizard)


def test_enter_deletes_nothing(wizard: CheckupWizard, boxes: Boxes) -> None:
    """Who answers in a hurry loses nothing."""
    stored = opened(wizard)
    stored.list.selectAll()
    assert len(stored.list.selectedItems()) == 2
    boxes.by_enter = True
    before = lines(stored)
    stored.some.click()
    stored.all.click()
    assert len(boxes.said) == 2
    assert lines(stored) == before
    assert wizard.isVisible()
    assert not wizard.context.delete_all
    close(wizard)


def test_a_deletion_that_fails_is_told(
    wizard: CheckupWizard, workspace: Workspace, boxes: Boxes, tmp_path: Path
) -> None:
    """While another program writes to the file; the list shows what is there."""
    stored = opened(wizard)
    stored.list.selectAll()
    before = lines(stored)
    workspace._store._connection.execute("PRAGMA busy_timeout = 0")
    writer = sqlite3.connect(tmp_path / "data" / "cases.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    stored.some.click()
    writer.close()
    assert wizard.context.texts.text("error.data.not_deleted.what") in boxes.said[-1]
    assert lines(stored) == before
    close(wizard)


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
    (tmp_path / PLACE_NAME).touch()

    def use(*_app: object) -> int:
        wizard = next(window for window in qapp.topLevelWidgets() if isinstance(window, CheckupWizard))
        type_text(wizard.pages["terminal"].merchant_no.edit, MARK)  # type: ignore[attr-defined]
        stored = opened(wizard)
        stored.all.click()
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
        assert not (tmp_path / PLACE_NAME).exists()


def test_the_list_takes_damaged_texts(make_wizard: MakeWizard, workspace: Workspace, session: Session) -> None:
    """A time that is none and an answer that nobody knows are shown as they are."""
    session.record_answer("trouble", "no_network")
    connection = workspace._store._connection
    connection.execute("UPDATE cases SET created_utc = 'no time'")
    connection.execute("DROP TRIGGER events_are_never_changed")
    connection.execute("UPDATE events SET data = replace(data, 'no_network', 'no_netwxrk')")
    wizard = make_wizard(session).wizard
    stored = opened(wizard)
    assert isinstance(stored.list, QListWidget)
    (line,) = lines(stored)
    assert "no time" in line
    assert "no_netwxrk" in line
    close(wizard)
