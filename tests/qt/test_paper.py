"""The preview's sheet: it shows what it was given last, and stays where the reader is."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from gui.qt.widgets.paper import Paper

LONG = "".join(f"<p>line {number}</p>" for number in range(200))


def no_pictures(_sheet: QTextDocument) -> None:
    """Nothing to add."""


def shown(qtbot: QtBot) -> Paper:
    """Return a sheet in a window."""
    paper = Paper()
    qtbot.addWidget(paper)
    paper.resize(300, 200)
    paper.show()
    qtbot.waitExposed(paper)
    return paper


def test_the_newest_is_shown(qtbot: QtBot) -> None:
    """One that is not done when the next comes is never seen."""
    paper = shown(qtbot)
    seen: list[str] = []
    paper.show_html("<p>first</p>", lambda _sheet: seen.append("first"))
    paper.show_html("<p>second</p>", lambda _sheet: seen.append("second"))
    qtbot.waitUntil(lambda: paper.toPlainText() == "second")
    assert seen == ["second"]


def test_the_reader_stays_where_he_is(qtbot: QtBot) -> None:
    """A document that is made anew does not jump."""
    paper = shown(qtbot)
    paper.show_html(LONG, no_pictures)
    qtbot.waitUntil(lambda: paper.verticalScrollBar().maximum() > 500)
    paper.verticalScrollBar().setValue(321)
    paper.show_html(f"{LONG}<p>one more</p>", no_pictures)
    qtbot.waitUntil(lambda: paper.toPlainText().endswith("one more"))
    assert paper.verticalScrollBar().value() == 321


def test_it_can_be_left(qtbot: QtBot) -> None:
    """After `stop` nothing comes."""
    paper = shown(qtbot)
    paper.show_html("<p>now</p>", no_pictures)
    qtbot.waitUntil(lambda: paper.toPlainText() == "now")
    paper.show_html("<p>never</p>", no_pictures)
    paper.stop()
    for _ in range(10):
        QCoreApplication.processEvents()
    assert paper.toPlainText() == "now"
