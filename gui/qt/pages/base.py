"""What all pages share: a scrolling column, a heading, re-translation, and the way to the next page."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget, QWizardPage

from gui.model.errors import UserError
from gui.qt.announce import announce
from gui.qt.context import WizardContext
from gui.qt.dialogs import show_error
from gui.qt.widgets.basics import label, scrolling

#: Longer lines are hard to read.
COLUMN_MAX_PX = 760
#: How much shows above and below what the keyboard came to.
MARGIN_PX = 8
#: Page names by the page ids of QWizard, and the other way round; QWizard counts, the flow names.
PAGE_NAMES = dict(enumerate(("start", "terminal", "symptom", "network", "steps", "verdict", "report")))
PAGE_NUMBERS = {name: number for number, name in PAGE_NAMES.items()}


class Page(QWizardPage):
    """Base of all pages. Subclasses fill `self.column`, and override `retranslate` and `refresh`.

    The wizard calls `retranslate` once all pages are there, and after every switch of the language.

    `refresh` shows the session's state: it is called when the page is entered and whenever the session changes while
    the page is visible (QWizard itself only refreshes in `initializePage`).
    """

    name: str

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self.context = context
        self.texts = context.texts
        self.heading = label("heading")
        self.intro = label("secondary")
        self.column = QVBoxLayout()
        self.column.setSpacing(12)
        #: The page that Next leads to this once, in place of the flow's.
        self.leads_to: str | None = None
        #: The news that was announced last; None while the page is not shown.
        self._told: str | None = None
        self._build_frame()

    def _build_frame(self) -> None:
        holder = QWidget()
        holder.setObjectName("column")
        holder.setMaximumWidth(COLUMN_MAX_PX)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(32, 24, 32, 16)
        inside.setSpacing(12)
        inside.addWidget(self.heading)
        inside.addWidget(self.intro)
        inside.addLayout(self.column)
        inside.addStretch(1)
        row = QWidget()
        centred = QHBoxLayout(row)
        centred.setContentsMargins(0, 0, 0, 0)
        centred.addWidget(holder, 1)
        self.area = scrolling(row)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # pages must not shift sideways
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)

    def show_whole(self, widget: QWidget | None) -> None:
        """Scroll to a widget of the page: Qt does so only for a way inside the page, and of a text to its cursor."""
        content = self.area.widget()
        if widget is not None and content is not None and content.isAncestorOf(widget):
            middle = widget.mapTo(content, widget.rect().center())
            self.area.ensureVisible(middle.x(), middle.y(), 0, widget.height() // 2 + MARGIN_PX)

    def retranslate(self) -> None:
        """Write heading and intro in the present language; subclasses add their own widgets."""
        self.heading.setText(self.texts.text(f"ui.{self.name}.heading"))
        self.intro.setText(self.texts.text(f"ui.{self.name}.intro"))
        self.intro.setVisible(bool(self.intro.text()))
        self.setAccessibleName(self.heading.text())

    def refresh(self) -> None:
        """Show the session's state."""

    def refresh_if_seen(self) -> None:
        """Show it if the page is there to be seen: it is shown when the page is entered anyway."""
        if self.isVisible():
            self.refresh()

    def news(self) -> str:
        """Return what changes while the page is shown, and should be heard then: its result so far."""
        return ""

    def announce_news(self, *, entered: bool = False) -> None:
        """Have the news read out if they are any; with the heading when the page is entered."""
        if self._told is None and not entered:
            return
        news, before = self.news(), self._told
        self._told = news
        if entered:
            announce(self, f"{self.heading.text()} {news}".rstrip())
        elif news != before:
            announce(self, news)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell everything once more when the page is entered again."""
        super().hideEvent(event)
        self._told = None

    def record_answer(self, question_id: str, value: str) -> None:
        """Store an answer; when it cannot be stored, say why and show what is stored."""
        self.store(partial(self.context.session.record_answer, question_id, value))

    def store(self, record: Callable[[], object]) -> bool:
        """Call something that records; a `UserError` (disk full ...) is shown. Return whether it was recorded."""
        try:
            record()
        except UserError as error:
            show_error(self, self.texts, error)
            self.refresh()
            return False
        return True

    def leave(self) -> None:
        """Store what is typed and not stored yet: the page is left by Next, Back or the end of the program."""

    def initializePage(self) -> None:
        """Enter by Next; the wizard then records which page is shown and refreshes it, as on Back."""
        self.area.verticalScrollBar().setValue(0)
        QTimer.singleShot(0, self, self.focus_first)  # QWizard sets its own focus after this

    def focus_first(self) -> None:
        """Put the keyboard where the page's first answer is given; pages that only show something leave it on Next."""

    def cleanupPage(self) -> None:
        """Keep everything on Back (QWizard would reset fields), and store what is still being typed."""
        self.leave()

    def nextId(self) -> int:
        """Ask the navigator; -1 ends the wizard."""
        following = self.leads_to or self.context.navigator.next(self.name, self.context.session.state)
        return -1 if following is None else PAGE_NUMBERS[following]
