"""The network of an earlier case beside the present one: what is different, and every check then and now."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QDialog, QWidget

from gui.model.observation import CheckReport
from gui.qt.place import fit_to_screen
from gui.qt.texts import Texts
from gui.qt.widgets.basics import Notice, button, horizontal, vertical
from gui.qt.widgets.table import Table
from gui.report import Words
from gui.report.compare import compare_checks

WINDOW = QSize(760, 480)
#: Marks a row that differs; the two texts say how.
CHANGED = "≠"


class CompareDialog(QDialog):
    """One sentence and a table; nothing is decided here."""

    def __init__(self, texts: Texts, then: CheckReport, now: CheckReport, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = Words(texts.catalog)
        compared = compare_checks(words, then, now)
        self.setWindowTitle(texts.text("history.compare.title"))
        self.setAccessibleName(self.windowTitle())
        times = {"then": words.minute(then.started_utc), "now": words.minute(now.started_utc)}
        titles = [texts.text(f"history.compare.column.{name}", **times) for name in ("what", "then", "now")]
        self.sentence = Notice("fine" if not now.verdict.is_fault else "attention")
        self.list = Table(self.windowTitle(), ["", *titles], stretched=(1, 2, 3))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for row in compared.rows:
            self.list.add((CHANGED if row.is_changed else "", row.name, row.then, row.now), {0: "attention"})
        self.close_button = button()
        self.close_button.setText(texts.text("ui.about.close"))
        self.close_button.clicked.connect(self.reject)
        below = horizontal(self.close_button)
        below.insertStretch(0, 1)
        self.setLayout(vertical(self.sentence, self.list, below, margin=16, spacing=12))
        self.sentence.say(compared.sentence)
        fit_to_screen(self, WINDOW, WINDOW)
        self.list.choose_first()
        self.list.setFocus()
