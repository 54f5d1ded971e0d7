"""The step list at the left: done, present, to come; below it the cases of before, About and the language switch."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel

from gui.qt.texts import Texts
from gui.qt.theme import set_role
from gui.qt.widgets.basics import button, label, vertical

WIDTH_PX = 200


class SideList(QFrame):
    """Shows where the user is. `history_clicked`, `about_clicked`, `language_clicked`: the links below."""

    history_clicked = Signal()
    language_clicked = Signal()
    about_clicked = Signal()

    def __init__(self, pages: Sequence[str], texts: Texts) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setFixedWidth(WIDTH_PX)
        self._texts = texts
        self._present = pages[0]
        self._visited: tuple[str, ...] = ()
        self._brand, self._subtitle = label("brand"), label("step")
        self._steps: dict[str, QLabel] = {page: label("step") for page in pages}
        self.history = button(link=True)
        self.history.clicked.connect(self.history_clicked)
        self.about = button(link=True)
        self.about.clicked.connect(self.about_clicked)
        self.language = button(link=True)
        self.language.clicked.connect(self.language_clicked)
        layout = vertical(self._brand, self._subtitle, spacing=4)
        layout.setContentsMargins(0, 24, 0, 16)
        layout.addSpacing(16)
        for step in self._steps.values():
            layout.addWidget(step)
        layout.addStretch(1)
        layout.addWidget(self.history)
        layout.addWidget(self.about)
        layout.addWidget(self.language)
        self.setLayout(layout)
        self.retranslate()

    def show_progress(self, present: str, visited: Sequence[str]) -> None:
        """Mark the present page, and those before it as done."""
        self._present, self._visited = present, tuple(visited)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the list in the present language."""
        text = self._texts.text
        self._brand.setText(text("ui.app.brand"))
        self._subtitle.setText(text("ui.app.subtitle"))
        self.history.setText(text("ui.history.link"))
        self.about.setText(text("ui.about.link"))
        self.language.setText(text("ui.app.other_language"))
        for page, step in self._steps.items():
            state = "present" if page == self._present else "done" if page in self._visited else "ahead"
            mark = {"present": "→", "done": "✓", "ahead": "　"}[state]
            step.setText(f"{mark} {text(f'ui.{page}.step')}")
            step.setAccessibleName(f"{text(f'ui.{page}.step')} {text(f'ui.app.step_{state}')}")
            set_role(step, "state", state)
