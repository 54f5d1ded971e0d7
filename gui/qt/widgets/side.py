"""The step list at the left: done, present, to come, each a way there; below it cases, handbook, About, language."""

from collections.abc import Container, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QSpacerItem, QStyle, QVBoxLayout, QWidget

from gui.model.bank import NO_BANK, Bank, Logo
from gui.qt.icons import drawing, room
from gui.qt.texts import Texts
from gui.qt.theme import present_palette, set_role
from gui.qt.widgets.basics import button, horizontal, label, scrolling, vertical

WIDTH_PX = 200
#: Of the state beside a step.
ICON_PX = 16
#: At its right.
LINE_PX = 1
#: Both sides of the white around the logo: most are made for paper.
LOGO_EDGE = QSize(8, 8)


class SideList(QFrame):
    """Shows where the user is, and leads elsewhere.

    `step_clicked`: the page of the step; `history_clicked`, `handbook_clicked`, `about_clicked`, `language_clicked`:
    the links below.
    """

    step_clicked = Signal(str)

    history_clicked = Signal()
    language_clicked = Signal()
    handbook_clicked = Signal()
    about_clicked = Signal()

    def __init__(self, pages: Sequence[str], texts: Texts, bank: Bank = NO_BANK) -> None:
        super().__init__()
        self.setObjectName("side")
        self._texts, self._bank = texts, bank
        self._present = pages[0]
        self._visited: tuple[str, ...] = ()
        self._has_icons = False
        self.logo = QLabel(self)
        self.logo.setObjectName("logo")
        self.logo.setVisible(bank.logo is not None)
        self._brand, self._subtitle = label("brand"), label("subtitle")
        self.steps: dict[str, QPushButton] = {page: button(name="step") for page in pages}
        for page, step in self.steps.items():
            step.setIconSize(QSize(ICON_PX, ICON_PX))
            step.clicked.connect(partial(self.step_clicked.emit, page))
        self.history = button(link=True)
        self.history.clicked.connect(self.history_clicked)
        self.handbook = button(link=True)
        self.handbook.clicked.connect(self.handbook_clicked)
        self.about = button(link=True)
        self.about.clicked.connect(self.about_clicked)
        self.language = button(link=True)
        self.language.clicked.connect(self.language_clicked)
        layout = vertical(spacing=4)
        layout.addItem(_gap(20))
        if bank.logo is not None:
            self._show_logo(bank.logo, layout)
        layout.addWidget(self._brand)
        layout.addWidget(self._subtitle)
        layout.addItem(_gap(12))
        for step in self.steps.values():
            layout.addWidget(step)
        layout.addStretch(1)
        layout.addWidget(self.history)
        layout.addLayout(horizontal(self.handbook, self.about, spacing=0))
        layout.addWidget(self.language)
        layout.addItem(_gap(12))
        self._inside = QWidget()
        self._inside.setLayout(layout)
        self._inside.setObjectName("side_list")
        area = scrolling(self._inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(vertical(area))
        self.retranslate()

    def show_progress(self, present: str, visited: Sequence[str]) -> None:
        """Mark the present page, and those before it as done."""
        self._present, self._visited = present, tuple(visited)
        self.retranslate()

    def allow(self, pages: Container[str]) -> None:
        """Let these pages be gone to; the others stay to be read."""
        for page, step in self.steps.items():
            step.setEnabled(page in pages)

    def show_icons(self) -> None:
        """Draw the icons: once the window is there, since Qt loads two more libraries for SVG."""
        self._has_icons = True
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Draw icons anew in other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._has_icons:
            self.retranslate()

    def _show_icon(self, step: QPushButton, state: str) -> None:
        if not self._has_icons or state == "ahead":
            step.setIcon(room())
            return
        colours = present_palette()
        colour = colours.accent if state == "present" else colours.fine
        step.setIcon(drawing(f"state-{state}", colour, ICON_PX, self.devicePixelRatioF()) or room())

    def _show_logo(self, logo: Logo, layout: QVBoxLayout) -> None:
        """Put the bank's logo above the program's name."""
        from gui.qt.logo import logo_picture  # noqa: PLC0415 (most shops have none)

        picture = QPixmap.fromImage(logo_picture(logo, self.devicePixelRatio()))
        self.logo.setPixmap(picture)
        self.logo.setFixedSize(picture.deviceIndependentSize().toSize() + LOGO_EDGE)
        row = horizontal(self.logo)
        row.setContentsMargins(16, 0, 16, 0)
        row.addStretch(1)
        layout.addLayout(row)
        self._subtitle.hide()  # the smallest window has no room for both

    def retranslate(self) -> None:
        """Write the list in the present language."""
        text = self._texts.text
        self.logo.setAccessibleName(self._bank.name(self._texts.lang))
        self._brand.setText(text("ui.app.brand"))
        self._subtitle.setText(text("ui.app.subtitle"))
        self.history.setText(text("ui.history.link"))
        self.handbook.setText(text("ui.app.handbook"))
        self.about.setText(text("ui.about.link"))
        self.language.setText(text("ui.app.other_language"))
        for page, step in self.steps.items():
            state = "present" if page == self._present else "done" if page in self._visited else "ahead"
            step.setText(text(f"ui.{page}.step"))
            self._show_icon(step, state)
            step.setAccessibleName(f"{text(f'ui.{page}.step')} {text(f'ui.app.step_{state}')}")
            set_role(step, "state", state)
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self.setFixedWidth(max(WIDTH_PX, self._inside.minimumSizeHint().width() + bar + LINE_PX))


def _gap(px: int) -> QSpacerItem:
    """Return a gap that gives way on a low screen, before anything has to be scrolled."""
    return QSpacerItem(0, px, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Maximum)
