"""和上次一样吗: what helped when the trouble was the same, and a button that begins with it."""

from PySide6.QtCore import Signal

from gui.qt.theme import set_role
from gui.qt.widgets.basics import Card, button, horizontal, label


class HelpedCard(Card):
    """Hidden while there is nothing to offer. `wanted`: the user wants to begin with that step."""

    wanted = Signal()

    def __init__(self) -> None:
        self.text = label()
        self.begin = button()
        row = horizontal(self.text, self.begin, spacing=12)
        row.setStretch(0, 1)
        super().__init__(row, name="notice")
        set_role(self, "role", "fine")
        self.begin.clicked.connect(self.wanted)
        self.hide()

    def offer(self, text: str, begin: str, *, is_shown: bool) -> None:
        """Say what helped, or hide when that is empty; without the button while the step is the one that is shown."""
        self.text.setText(text)
        self.setAccessibleName(text)
        self.begin.setText(begin)
        self.begin.setVisible(not is_shown)
        self.setVisible(bool(text))
