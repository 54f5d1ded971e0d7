"""What is read out when it changes: recorded where announcements are handed to the system."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gui.model.errors import UserError
from gui.model.observation import Segment, Verdict
from gui.qt import announce as announce_module
from gui.qt.announce import announce
from gui.qt.dialogs import show_error
from gui.qt.pages.network import NetworkPage
from gui.qt.pages.report import ReportPage
from gui.qt.pages.start import StartPage
from gui.qt.pages.steps import StepsPage
from gui.qt.pages.terminal import TerminalPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.texts import Texts
from gui.qt.window import WizardParts
from gui.session import Session
from tests.qt.test_wizard import ONE_CARD
from tests.qt.walk import Walker, on_symptom, type_text

MakeWizard = Callable[..., WizardParts]
PORTAL = Verdict(segment=Segment.INTERCEPTION, fault="captive-portal", confidence=0.95)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of what is announced."""
    words: list[str] = []

    def deliver(_widget: QWidget, text: str, *, is_urgent: bool) -> None:
        words.append(f"!{text}" if is_urgent else text)

    monkeypatch.setattr(announce_module, "deliver", deliver)
    return words


@pytest.fixture
def listening(qapp: QApplication) -> Iterator[None]:
    """Have Qt believe that a screen reader listens."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_the_system_is_told(listening: None, qtbot: QtBot) -> None:
    """The real way, with a listener: polite or urgent, Qt takes it without a word."""
    label = QLabel("x")
    qtbot.addWidget(label)
    label.show()
    announce(label, "检测完成")
    announce(label, "出错了", is_urgent=True)
    assert QAccessible.isActive()


def test_what_cannot_be_seen_is_not_read(heard: list[str], qapp: QApplication) -> None:
    """A hidden widget and an empty text are silent."""
    label = QLabel("x")
    announce(label, "hidden")
    announce(label, "")
    assert heard == []
    label.deleteLater()


def test_the_end_of_the_run(heard: list[str], make_wizard: MakeWizard, session: Session) -> None:
    """On the page of the run its end is read once, with what it came to; and once more on the next visit."""
    walker = Walker(make_wizard(session, verdict=PORTAL))
    on_symptom(walker)
    walker.next("network")
    page = walker.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    assert heard[-1] == page.heading.text()
    heard.clear()
    page.again.click()
    walker.wait_for_check()
    page.refresh()
    result = f"{page.state.text()} {page.summary.text()}"
    assert heard.count(result) == 1
    assert walker.context.texts.text("fault.captive-portal.name") in result
    page.refresh()
    assert heard.count(result) == 1
    walker.next("steps")
    walker.wizard.back()
    assert heard[-1] == f"{page.heading.text()} {result}"


def test_the_verdict(heard: list[str], make_wizard: MakeWizard, session: Session) -> None:
    """It is read when its page is entered, and when an answer changes it."""
    walker = Walker(make_wizard(session))
    walker.walk_without_network({**ONE_CARD, "charged": "yes", "trouble": "charged_but_failed"})
    walker.wizard.back()
    page = walker.wizard.pages["verdict"]
    assert isinstance(page, VerdictPage)
    assert heard[-1] == f"{page.heading.text()} {page.whose.text()} {page.sentence.text()}"
    heard.clear()
    page.record_answer("trouble", "network_only")
    assert f"{page.whose.text()} {page.sentence.text()}" in heard
    told = len(heard)
    page.refresh()
    assert len(heard) == told


def test_the_result_of_a_step(heard: list[str], make_wizard: MakeWizard, session: Session) -> None:
    """What was answered, and the step that comes now."""
    walker = Walker(make_wizard(session))
    walker.context.check.allow(allowed=False)
    walker.answer_all(ONE_CARD, ("trouble", "charged"))
    for name in ("terminal", "symptom", "network", "steps"):
        walker.next(name)
    page = walker.wizard.pages["steps"]
    assert isinstance(page, StepsPage)
    assert heard[-1] == f"{page.heading.text()} {page.step_title.text()}"
    done = page.step_title.text()
    assert page._question is not None
    heard.clear()
    walker.click(page._question.cards.card("unknown"))
    assert heard[-1].startswith(f"· {done}  ")
    assert heard[-1].endswith(page.step_title.text())
    assert page.step_title.text() != done


def test_a_notice_that_appears(heard: list[str], make_wizard: MakeWizard, session: Session) -> None:
    """The warning of money is read as soon as it is there, and not again while it stays."""
    walker = Walker(make_wizard(session))
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    walker.answer("trouble", "charged_but_failed")
    warning = start.money.text()
    assert "不要再刷" in warning
    assert heard.count(warning) == 1
    start.refresh()
    assert heard.count(warning) == 1
    walker.answer("charged", "unknown")
    assert heard[-1] == start.money.text() != warning


def test_matches_and_a_refused_number(heard: list[str], make_wizard: MakeWizard, session: Session) -> None:
    """A list that opens while typing says how it is used; a number that cannot be taken says why, at once."""
    walker = Walker(make_wizard(session))
    page = on_symptom(walker)
    type_text(page.code.search.edit, "余额不足")
    assert heard[-1] == page.code.search.matches.accessibleName()
    walker.wizard.back()
    terminal = walker.wizard.pages["terminal"]
    assert isinstance(terminal, TerminalPage)
    edit = terminal.merchant_no.edit
    edit.setFocus()
    type_text(edit, "12")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert heard[-1].startswith("× ")
    assert heard[-1] == edit.accessibleDescription()


def test_a_copied_report(heard: list[str], make_wizard: MakeWizard, session: Session) -> None:
    """That the text is on the clipboard is read out."""
    walker = Walker(make_wizard(session))
    walker.walk_without_network(ONE_CARD)
    page = walker.wizard.pages["report"]
    assert isinstance(page, ReportPage)
    walker.click(page.copy)
    assert heard[-1] == page.done.text() == walker.context.texts.text("ui.report.copied")


def test_an_error(heard: list[str], monkeypatch: pytest.MonkeyPatch, themed: QApplication, qtbot: QtBot) -> None:
    """All three sentences, as soon as the box is on the screen."""

    def run(box: QMessageBox) -> int:
        box.setWindowFlags(Qt.WindowType.Widget)  # offscreen, Qt warns of a window of fixed size
        box.show()
        qtbot.waitUntil(lambda: bool(heard))
        box.buttons()[0].click()
        box.deleteLater()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", run)
    texts, error, parent = Texts("zh"), UserError("field.amount"), QWidget()
    qtbot.addWidget(parent)
    parent.show()
    show_error(parent, texts, error)
    assert heard == ["!" + " ".join(texts.error(error))]
