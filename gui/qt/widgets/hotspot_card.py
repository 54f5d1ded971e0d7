"""Guides the short test that tells what this PC cannot: a phone hotspot, or another name server.

Money stands first: before the terminal tries anything, the last trade is looked up.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.diagnose import SplitTest
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Question
from gui.qt.texts import Texts
from gui.qt.widgets.basics import Card, Fold, Notice, clear, label, vertical
from gui.qt.widgets.choices import ChoiceCards

STEPS = (1, 2, 3, 4)


class HotspotCard(Card):
    """What cannot be seen from here, four numbered steps, and one card per result. `answered` carries the result.

    The result is a value of the question, or `unknown` for 做不了.
    """

    answered = Signal(str)

    def __init__(self, texts: Texts) -> None:
        self.title, self.why = label("group"), label()
        self.more = Fold(texts)
        self.money = Notice("attention")
        self.steps = label()
        self.result = Notice("fine")
        self.cards: ChoiceCards | None = None
        self._place = QVBoxLayout()
        self.body = QWidget()
        self.body.setLayout(vertical(self.money, self.steps, self._place))
        super().__init__(self.title, self.why, self.more, self.body, self.result)
        self._texts = texts
        self._test: SplitTest | None = None
        self._question: Question | None = None
        self._answer: str | None = None
        self._charged = False
        self.more.opened.connect(self._fold)
        self.hide()

    def show_test(
        self, test: SplitTest | None, question: Question | None, answer: str | None, *, charged: bool
    ) -> None:
        """Show a test and its result so far; None hides the card. `charged`: the customer may have paid already."""
        is_new = test != self._test
        self._test, self._question, self._answer, self._charged = test, question, answer, charged
        self.setVisible(test is not None and question is not None)
        if is_new:
            self._make_cards()
            self.more.close_up()
        self.retranslate()

    def retranslate(self) -> None:
        """Write the card in the present language."""
        if self._test is None or self.cards is None:
            return
        text, test = self._texts.text, self._test.id
        self.title.setText(text(f"split.{test}.title"))
        self.why.setText(text(f"split.{test}.why"))
        self.more.say(text("split.show"), self.title.text())
        self.steps.setText("\n".join(text("split.step_number", number=n, text=self._step_text(n)) for n in STEPS))
        moves_terminal = not self._has_own_steps()
        self.money.say(text("split.money_charged" if self._charged else "split.money") if moves_terminal else "")
        self.cards.retranslate()
        self.cards.set_label(self.title.text())
        self.cards.choose(self._answer)
        self.result.say("" if self._answer is None else text(f"split.{test}.result.{self._answer}"))
        self.setAccessibleName(f"{self.title.text()} {self.why.text()}")
        self._fold()

    def _make_cards(self) -> None:
        clear(self._place)
        self.cards = None
        if self._test is not None and self._question is not None:
            self.cards = ChoiceCards((*self._question.values, UNKNOWN), self._answer_text)
            self.cards.chosen.connect(self.answered)
            self._place.addWidget(self.cards)

    def _fold(self) -> None:
        optional = self._test is not None and self._test.is_optional
        self.more.setVisible(optional)
        self.body.setVisible(not optional or self.more.is_open or self._answer is not None)

    def _has_own_steps(self) -> bool:
        return self._test is not None and self._texts.catalog.has(f"split.{self._test.id}.step1")

    def _step_text(self, number: int) -> str:
        """Return a step's words: the test's own, or the hotspot's; with money at stake those that try no trade."""
        if self._test is not None and self._has_own_steps():
            return self._texts.text(f"split.{self._test.id}.step{number}")
        careful = f"split.hotspot.step{number}_charged"
        is_careful = self._charged and self._texts.catalog.has(careful)
        return self._texts.text(careful if is_careful else f"split.hotspot.step{number}")

    def _answer_text(self, value: str) -> str:
        if value == UNKNOWN or self._test is None:
            return self._texts.text("ui.steps.outcome.cannot")
        return self._texts.text(f"split.{self._test.id}.answer.{value}")
