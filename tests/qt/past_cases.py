"""Cases of before for the tests, and hands and answers for the window that shows them."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from gui.model.observation import Segment, Verdict
from gui.qt.about import AboutDialog
from gui.qt.compare import CompareDialog
from gui.qt.history import HistoryDialog
from gui.qt.past_report import PastReport
from gui.qt.wizard import CheckupWizard
from gui.session import Session, Workspace
from tests.qt.conftest import verdict_report

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


def answered_boxes(monkeypatch: pytest.MonkeyPatch) -> Boxes:
    """Answer with the first button until told otherwise."""
    made = Boxes()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: made.run(box))  # noqa: PLW0108 - a bound method is not given the box
    return made


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


def from_about(wizard: CheckupWizard) -> tuple[AboutDialog, HistoryDialog]:
    """Open the window by way of About, and return both."""
    wizard.show_about()
    about = wizard.findChild(AboutDialog)
    assert about is not None
    about.show_stored()
    history = about.findChild(HistoryDialog)
    assert history is not None
    return about, history


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
