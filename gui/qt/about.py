"""关于: which program this is, what it keeps and contacts, what it is made of, and the third-party notices.

The licences are read when the window is opened, never at the start of the program.
"""

import sys

import PySide6
from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTabWidget,
    QWidget,
)

from gui import __version__
from gui.kb import load_licences, notices_text
from gui.kb.licences import list_heading
from gui.qt.announce import announce
from gui.qt.context import WizardContext
from gui.qt.place import fit_to_screen
from gui.qt.widgets.basics import button, horizontal, label, scrolling, vertical

#: Both fit into the smallest wizard (900x560) with a window frame.
WINDOW = QSize(840, 520)
SMALLEST = QSize(680, 440)
LIST_PX = 240
DIGEST_CHARACTERS = 12


class AboutDialog(QDialog):
    """Modal to the wizard, so the language cannot change while it is open; Esc closes and deletes it."""

    def __init__(self, context: WizardContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._texts = context, context.texts
        self.setObjectName("about")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = self._texts.text("ui.about.title")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        heading, version = label("heading"), label("secondary")
        heading.setText(self._texts.text("ui.app.brand"))
        version.setText(self._texts.text("ui.about.version", version=__version__))
        self.program = ProgramFacts(context)
        self.third_party = ThirdParty(context)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(title)
        for tab, name in ((scrolling(self.program), "program"), (self.third_party, "third_party")):
            tab.setAccessibleName(self._texts.text(f"ui.about.{name}"))
            self.tabs.addTab(tab, tab.accessibleName())
        self.close_button = button()
        self.close_button.setText(self._texts.text("ui.about.close"))
        self.close_button.clicked.connect(self.reject)
        self.program.stored.clicked.connect(self.show_stored)
        bottom = horizontal(self.close_button)
        bottom.insertStretch(0, 1)
        column = vertical(heading, version, self.tabs, bottom, spacing=8)
        column.setContentsMargins(24, 16, 24, 16)
        self.setLayout(column)
        fit_to_screen(self, WINDOW, SMALLEST)
        self.tabs.tabBar().setFocus()

    def show_stored(self) -> None:
        """Show the cases of before, to delete some or all of them."""
        from gui.qt.history import HistoryDialog  # noqa: PLC0415 (seldom asked for)

        HistoryDialog(self._context, self).open()


class ProgramFacts(QWidget):
    """What the program is, keeps and contacts, one fact a line."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self.setObjectName("facts")
        self._texts = context.texts
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 16, 16, 16)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        knowledge = context.knowledge
        self._add_text(
            "knowledge",
            causes=len(knowledge.causes),
            steps=len(knowledge.steps),
            codes=len(knowledge.codes),
            providers=len(knowledge.providers),
            digest=knowledge.digest[:DIGEST_CHARACTERS],
        )
        self._add_text(
            "runs_on", python=".".join(map(str, sys.version_info[:3])), qt=qVersion(), pyside=PySide6.__version__
        )
        self._add_text("network")
        self._add_text("stores")
        self.folder = QLineEdit(str(context.data_folder))
        self.folder.setReadOnly(True)
        self.folder.setCursorPosition(0)
        self._add("folder", self.folder)
        self.folder.setAccessibleDescription(self._texts.text("ui.about.stores_text"))
        self.stored = button()
        self.stored.setText(self._texts.text("ui.history.open_list"))
        self._grid.addWidget(self.stored, self._grid.rowCount() - 1, 2)
        self._add_text("licence")
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _add_text(self, name: str, **args: object) -> None:
        words = label()
        words.setText(self._texts.text(f"ui.about.{name}_text", **args))
        self._add(name, words)

    def _add(self, name: str, widget: QWidget) -> None:
        title = label("group", wrap=False)
        title.setText(self._texts.text(f"ui.about.{name}"))
        said = f": {widget.text()}" if isinstance(widget, QLabel) else ""  # a label's name is all that is read of it
        widget.setAccessibleName(f"{title.text()}{said}")
        row = self._grid.rowCount()
        beside_field = isinstance(widget, QLineEdit)
        self._grid.addWidget(
            title, row, 0, Qt.AlignmentFlag.AlignVCenter if beside_field else Qt.AlignmentFlag.AlignTop
        )
        self._grid.addWidget(widget, row, 1, 1, 1 if beside_field else 2)


class ThirdParty(QWidget):
    """The components at the left, the notices at the right; choosing one shows its place, Enter finds the next text."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self._texts = context.texts
        text = self._texts.text
        self._licences = load_licences()
        self._components = tuple(self._licences.components.values())
        self.list = QListWidget()
        self.list.addItems([component.name for component in self._components])
        for row, component in enumerate(self._components):
            self.list.item(row).setToolTip(component.name)  # long names are cut
        self.list.setFixedWidth(LIST_PX)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._show_component)
        self.notices = QPlainTextEdit(notices_text(self._licences))
        self.notices.setObjectName("notices")
        self.notices.setReadOnly(True)
        self.notices.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.notices.setTabChangesFocus(True)
        self.notices.setAccessibleName(text("ui.about.notices"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("ui.about.search_example"))
        self.search.setAccessibleName(text("ui.about.search"))
        self.search.returnPressed.connect(self.find_next)
        self.next = button()
        self.next.setText(text("ui.about.next"))
        self.next.setAccessibleDescription(text("ui.about.search"))
        self.next.clicked.connect(self.find_next)
        self.answer = label("secondary")
        self.answer.hide()
        self._arrange(text("ui.about.components", number=len(self._components)))

    def _arrange(self, list_title: str) -> None:
        title = label("group", wrap=False)
        title.setText(list_title)
        self.list.setAccessibleName(list_title)
        right = vertical(horizontal(self.search, self.next), self.answer, self.notices)
        self.setLayout(horizontal(vertical(title, self.list), right, spacing=12, margin=12))

    def find_next(self) -> None:
        """Select the next place of the searched words, after the last the first again; say if there is none."""
        words = self.search.text().strip()
        if not words:
            return
        found = self.notices.find(words)
        if not found:
            before = self.notices.textCursor()
            self.notices.moveCursor(QTextCursor.MoveOperation.Start)
            found = self.notices.find(words)
            if not found:
                self.notices.setTextCursor(before)
        self.answer.setText("" if found else self._texts.text("ui.about.not_found", text=words))
        self.answer.setVisible(not found)
        announce(self.answer, self.answer.text())

    def _show_component(self, row: int) -> None:
        text = self.notices.toPlainText()
        component = self._components[row]
        place = text.find(f"\n\n{list_heading(component, component.version)}\n")
        cursor = self.notices.textCursor()
        cursor.setPosition(utf16_length(text[:place]) + 2)
        self.notices.moveCursor(QTextCursor.MoveOperation.End)  # coming from below, its line is the first that shows
        self.notices.setTextCursor(cursor)


def utf16_length(text: str) -> int:
    """Return the length in Qt's units: characters beyond U+FFFF count twice."""
    return len(text.encode("utf-16-le")) // 2
