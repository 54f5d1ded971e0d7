"""One question of the knowledge base with its answer cards."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Question
from gui.qt.texts import Texts
from gui.qt.widgets.basics import label, vertical
from gui.qt.widgets.choices import ChoiceCards


class QuestionBox(QWidget):
    """Question, why it is asked, and one card per answer, 不清楚 last. `answered` carries (question id, value)."""

    answered = Signal(str, str)

    def __init__(self, question: Question, texts: Texts, *, columns: int = 3, titled: bool = True) -> None:
        super().__init__()
        self.question = question
        self._texts = texts
        self._title = label("group")
        self._why = label("secondary")
        self.cards = ChoiceCards((*question.values, UNKNOWN), self._value_text, columns=columns)
        self.setLayout(vertical(self._title, self._why, self.cards, spacing=4))
        self._title.setVisible(titled)  # a page that asks only this has it as its heading
        self.cards.chosen.connect(self._emit_answered)
        self.retranslate()

    def retranslate(self) -> None:
        """Write question, reason and answers in the present language."""
        text = self._texts.text(f"question.{self.question.id}.text")
        self._title.setText(text)
        self._why.setText(self._texts.text(f"question.{self.question.id}.why"))
        self.cards.retranslate()
        self.cards.set_label(text)

    def _value_text(self, value: str) -> str:
        return self._texts.value(self.question.id, value)

    def _emit_answered(self, value: str) -> None:
        self.answered.emit(self.question.id, value)
