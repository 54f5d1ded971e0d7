"""Whether a window's words fit into their places: nothing cut off, nothing overlapping, nothing beyond the screen.

As a program (`python -m tests.qt.fit FOLDER`) it walks through all pages in both languages on the screen that Qt was
given, without a network, and prints as JSON what does not fit.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QTabBar,
    QWidget,
    QWizard,
)

from gui.model.observation import Segment, Verdict
from gui.qt import theme
from gui.qt.about import AboutDialog
from gui.qt.history import HistoryDialog
from gui.qt.pages.report import ReportPage
from gui.qt.widgets.paper import Paper
from gui.qt.window import WizardParts
from gui.qt.wizard import CheckupWizard
from tests.qt.conftest import verdict_report
from tests.qt.walk import Walker, opened, settle

ANSWERS = {
    "trouble": "abnormal_or_code",
    "charged": "unknown",
    "provider": "lakala",
    "terminal_kind": "smart",
    "connection": "wifi",
    "code": "1407",
    "shown_where": "card_trade",
}
WAN_DOWN = Verdict(segment=Segment.ROUTER, fault="wan-down", confidence=0.85, remarks=("gw-no-ping", "session-limit"))
LEADING_ON = (QWizard.WizardButton.NextButton, QWizard.WizardButton.FinishButton)
#: What the style sheet draws around a button that has the focus.
BORDER_PX = 2
#: By so much tables of the paper are rounded up, and lists count the margins of an item twice.
NOTHING_CUT_PX = {Paper: 1, QListWidget: 8}
#: A long document is laid out piece by piece: its scroll bars come and go meanwhile.
LAYOUT_ROUNDS = 1000
#: Pieces of Qt's own that lie above or below their neighbours by design.
_QTS_OWN = ("QStyleSheetStyle", "qt_scrollarea", "QWizardAntiFlicker", "__qt__passive", "QRubberBand", "qt_tabwidget")


def misfits(window: QWidget) -> list[str]:
    """Return what of a window does not fit, in words."""
    return [*_cut_off(window), *_overlapping(window), *_sideways(window)]


def _shown(window: QWidget) -> list[QWidget]:
    return [widget for widget in window.findChildren(QWidget) if widget.isVisible()]


def _cut_off(window: QWidget) -> Iterator[str]:
    for widget in _shown(window):
        needed = _needed(widget)
        if needed is not None and (needed[0] > widget.width() or needed[1] > widget.height()):
            yield f"{_name(widget)} needs {needed}, has {(widget.width(), widget.height())}"
        parent = widget.parentWidget()
        if widget.isWindow() or parent is None or isinstance(parent.parentWidget(), QAbstractScrollArea):
            continue
        if not widget.geometry().isEmpty() and not parent.rect().contains(widget.geometry()):
            yield f"{_name(widget)} {widget.geometry().getRect()} is beyond {_name(parent)} {parent.rect().getRect()}"


def _needed(widget: QWidget) -> tuple[int, int] | None:
    """Return the least width and height that a widget's words take; None: it has no words, or scrolls."""
    least = None
    words = widget.fontMetrics()
    if isinstance(widget, QLabel) and widget.text():
        least = widget.sizeHint()
        if widget.wordWrap():  # Chinese may be broken anywhere
            parts = widget.text().split() if widget.text().isascii() else [""]
            least = QSize(max(map(words.horizontalAdvance, parts)), widget.heightForWidth(widget.width()))
    elif isinstance(widget, QAbstractButton) and widget.text():
        least = QSize(widget.sizeHint().width(), words.height() + 2 * BORDER_PX)
    elif isinstance(widget, QComboBox):
        least = widget.minimumSizeHint()
    elif isinstance(widget, QLineEdit) and not widget.isReadOnly():
        least = QSize(words.horizontalAdvance(widget.placeholderText()) + 20, widget.minimumSizeHint().height())
    elif isinstance(widget, QTabBar):
        least = widget.sizeHint()
    return None if least is None else (least.width(), least.height())


def _overlapping(window: QWidget) -> Iterator[str]:
    for parent in (window, *_shown(window)):
        children = [
            child
            for child in parent.findChildren(QWidget)
            if child.parentWidget() is parent and child.isVisible() and not child.isWindow() and not _is_qts_own(child)
        ]
        for one, other in combinations(children, 2):
            if one.geometry().intersects(other.geometry()):
                yield f"{_name(one)} {one.geometry().getRect()} overlaps {_name(other)} {other.geometry().getRect()}"


def _is_qts_own(widget: QWidget) -> bool:
    names = (widget.objectName(), widget.metaObject().className())
    return isinstance(widget.parentWidget(), QLineEdit | QAbstractScrollArea) or any(
        name.startswith(_QTS_OWN) for name in names
    )


def _sideways(window: QWidget) -> Iterator[str]:
    for area in _shown(window):
        if isinstance(area, QAbstractScrollArea):
            bar, most = area.horizontalScrollBar(), NOTHING_CUT_PX.get(type(area), 0)
            for _ in range(LAYOUT_ROUNDS):
                if bar.maximum() <= most:
                    break
                QApplication.processEvents()
            else:
                yield f"{_name(area)} scrolls sideways by {bar.maximum()}"


def off_screen(window: QWidget) -> Iterator[str]:
    """Tell what of a window cannot be seen: its edges, and of a wizard the button that leads on."""
    available = window.screen().availableGeometry()
    if not available.contains(window.frameGeometry()):
        yield f"window {window.frameGeometry().getRect()} is beyond the screen {available.getRect()}"
    if isinstance(window, QWizard):
        leading = [window.button(which) for which in LEADING_ON if window.button(which).isVisible()]
        if not leading or any(button.visibleRegion() != QRegion(button.rect()) for button in leading):
            yield "the button that leads on cannot be seen"


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    words = text()[:30] if callable(text) else ""
    return f"{type(widget).__name__}#{widget.objectName()} {words!r}"


def make_preview(wizard: CheckupWizard) -> None:
    """Have the report's page, if it is shown, show the whole report: it is made in the background otherwise."""
    page = wizard.currentPage()
    if isinstance(page, ReportPage):
        page.document()


def use_larger_text(scale: float) -> None:
    """Have the program find the system's text set so much larger."""
    usual = theme.system_font

    def larger() -> QFont:
        font = usual()
        font.setPointSizeF(font.pointSizeF() * scale)
        return font

    theme.system_font = larger


def examined(parts: WizardParts, folder: Path, *, with_pictures: bool) -> dict[str, list[str]]:
    """Walk once; return what does not fit, by language and page or dialog."""
    wizard, check, session = parts.wizard, parts.wizard.context.check, parts.wizard.context.session
    found: dict[str, list[str]] = {}

    def look(page: str) -> None:
        if page == "network":
            session.record_check(verdict_report(check.targets, WAN_DOWN))
            check.restore(verdict_report(check.targets, WAN_DOWN))
        for _ in ("zh", "en"):
            make_preview(wizard)
            examine(page, wizard)
            examine_dialogs(page)
            wizard.context.texts.switch()

    def examine(page: str, window: QWidget) -> None:
        settle()
        name = f"{wizard.context.texts.lang}-{page}"
        found[name] = [*misfits(window), *off_screen(window)]
        if with_pictures:
            window.grab().save(str(folder / f"{name}.png"))

    def examine_dialogs(page: str) -> None:
        if page == "start":
            about = AboutDialog(wizard.context, wizard)
            history = HistoryDialog(wizard.context, about)
            for name, dialog in (("about", about), ("history", history)):
                dialog.open()
                examine(name, dialog)
            about.tabs.setCurrentIndex(1)
            examine("notices", about)
            for dialog in (history, about):
                dialog.close()

    Walker(parts).walk_to_report(ANSWERS, shot=look)
    return found


def main(folder: Path, text_scale: float, *, with_pictures: bool) -> int:
    """Print what does not fit, on every page in both languages."""
    use_larger_text(text_scale)
    with opened(folder / "data", None, "zh") as parts:
        found = examined(parts, folder, with_pictures=with_pictures)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="for the data and the pictures")
    parser.add_argument("--text-scale", type=float, default=1.0, help="how much larger the system's text is set")
    parser.add_argument("--pictures", action="store_true", help="save a picture of every page")
    options = parser.parse_args()
    sys.exit(main(options.folder, options.text_scale, with_pictures=options.pictures))
