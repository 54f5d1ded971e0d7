"""Choice cards: one answer out of a few, by mouse, arrow keys or number keys."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton

from gui.qt.icons import GRID_PX, drawing, room
from gui.qt.theme import present_palette
from gui.qt.widgets.basics import Columns

TextOf = Callable[[str], str]


class ChoiceCard(QRadioButton):
    """A radio button whose whole surface can be clicked."""

    def hitButton(self, pos: QPoint) -> bool:
        """Accept a click anywhere on the card, not only on the text."""
        return self.rect().contains(pos)


class ChoiceCards(Columns):
    """A grid of cards, one per value. `chosen` is emitted with the value when the user picks one.

    `text_of(value)` gives a card's words in the present language; `retranslate` asks it again.
    """

    chosen = Signal(str)

    def __init__(self, values: Sequence[str], text_of: TextOf, *, columns: int = 3) -> None:
        self._cards = {value: ChoiceCard() for value in values}
        super().__init__(self._cards.values(), columns)
        self._text_of = text_of
        self._icons_of = ""
        self._has_icons = False
        self._group = QButtonGroup(self)
        for value, card in self._cards.items():
            card.setObjectName("choice")
            card.setProperty("value", value)
            self._group.addButton(card)
        self._group.buttonClicked.connect(self._emit_chosen)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the cards' texts in the present language; the choice stays."""
        for value, card in self._cards.items():
            card.setText(self._text_of(value))
            card.setAccessibleName(self._text_of(value))
        self.arrange()

    def keep_room(self, question_id: str) -> None:
        """Leave room for the icons of a question that `show_icons` draws, so that nothing moves then."""
        self._icons_of = question_id
        for card in self._cards.values():
            card.setIconSize(QSize(GRID_PX, GRID_PX))
            card.setIcon(room())
        self.arrange()

    def show_icons(self) -> None:
        """Draw the icons in the present colours."""
        self._has_icons = True
        for value, card in self._cards.items():
            name = f"{self._icons_of}-{value}"
            icon = drawing(name, present_palette().accent, ratio=self.devicePixelRatioF())
            if icon is not None:
                card.setIcon(icon)

    def changeEvent(self, event: QEvent) -> None:
        """Draw icons anew in other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._has_icons:
            self.show_icons()

    def set_label(self, text: str) -> None:
        """Name the whole question for screen readers."""
        self.setAccessibleName(text)
        for value, card in self._cards.items():
            card.setAccessibleName(f"{text} {self._text_of(value)}")

    @property
    def value(self) -> str | None:
        """The chosen value, or None."""
        card = self._group.checkedButton()
        return None if card is None else str(card.property("value"))

    def choose(self, value: str | None) -> None:
        """Show a value as chosen without emitting `chosen`; None clears the choice."""
        if value in self._cards:
            self._cards[value].setChecked(True)
            return
        self._group.setExclusive(False)
        for card in self._cards.values():
            card.setChecked(False)
        self._group.setExclusive(True)

    def card(self, value: str) -> ChoiceCard:
        """Return the card of a value."""
        return self._cards[value]

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard to the chosen card, or the first; a focus proxy would be a stop of its own for Tab."""
        (self._group.checkedButton() or next(iter(self._cards.values()))).setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by number key: 1 is the first card."""
        number = event.key() - Qt.Key.Key_1
        values = list(self._cards)
        if 0 <= number < len(values) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._cards[values[number]].setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._cards[values[number]].click()
            return
        super().keyPressEvent(event)

    def _emit_chosen(self, card: QRadioButton) -> None:
        self.chosen.emit(str(card.property("value")))
