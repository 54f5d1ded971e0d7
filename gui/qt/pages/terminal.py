"""终端: provider, kind, connection, and the two numbers every hotline asks for. Remembered for next time."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QGridLayout

from gui.model.evidence import UNKNOWN
from gui.qt.context import WizardContext
from gui.qt.pages.base import Page
from gui.qt.widgets.basics import label, vertical
from gui.qt.widgets.choices import ChoiceCards
from gui.qt.widgets.field import FieldEdit
from gui.qt.widgets.question import QuestionBox
from gui.qt.widgets.where_to_find import WhereToFind

#: The providers that most shops have, as cards; the others are in the list below them.
FIRST_PROVIDERS = ("lakala", "chinaums", "unionpay", "shengpay", "ruiyinxin")


class TerminalPage(Page):
    """Everything here is optional: 不清楚 is an answer, and the numbers may be left empty."""

    name = "terminal"

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        self._title = label("group")
        self.provider = ChoiceCards((*FIRST_PROVIDERS, UNKNOWN), self._provider_text, columns=3)
        self.others = QComboBox()
        self._other_ids = [name for name in context.knowledge.providers if name not in FIRST_PROVIDERS]
        self.kind = QuestionBox(context.knowledge.questions["terminal_kind"], context.texts)
        self.connection = QuestionBox(context.knowledge.questions["connection"], context.texts)
        self.merchant_no = FieldEdit("merchant_no", context)
        self.terminal_no = FieldEdit("terminal_no", context)
        self.where = WhereToFind(("merchant_no", "terminal_no"), context.texts)
        numbers = QGridLayout()
        numbers.setHorizontalSpacing(12)
        numbers.addWidget(self.merchant_no, 0, 0)
        numbers.addWidget(self.terminal_no, 0, 1)
        self.column.addLayout(vertical(self._title, self.provider, self.others))
        self.column.addWidget(self.kind)
        self.column.addWidget(self.connection)
        self.column.addLayout(numbers)
        self.column.addWidget(self.where)
        self.column.setSpacing(16)
        self.provider.chosen.connect(self._record_provider)
        self.others.activated.connect(self._record_other)
        for box in (self.kind, self.connection):
            box.answered.connect(self.record_answer)

    def retranslate(self) -> None:
        """Write all texts anew."""
        super().retranslate()
        self._title.setText(self.texts.text("question.provider.text"))
        self.provider.retranslate()
        self.provider.set_label(self._title.text())
        with QSignalBlocker(self.others):
            self.others.clear()
            self.others.addItem(self.texts.text("ui.terminal.other_provider"), None)
            for name in self._other_ids:
                self.others.addItem(self._provider_text(name), name)
        self.others.setAccessibleName(f"{self._title.text()} {self.texts.text('ui.terminal.other_provider')}")
        for item in (self.kind, self.connection, self.merchant_no, self.terminal_no, self.where):
            item.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Show what the case or the shop's profile says."""
        provider = self.context.answer("provider")
        self.provider.choose(provider)
        self.others.setCurrentIndex(max(self.others.findData(provider), 0) if provider else 0)
        self.kind.cards.choose(self.context.answer("terminal_kind"))
        self.connection.cards.choose(self.context.answer("connection"))
        self.merchant_no.refresh()
        self.terminal_no.refresh()

    def validatePage(self) -> bool:
        """Store the numbers; a bad one keeps the page and says why."""
        fine = [self.merchant_no.commit(), self.terminal_no.commit()]
        if all(fine):
            self.context.check.use_provider(self.context.answer("provider"))
        return all(fine)

    def leave(self) -> None:
        """Store the numbers as far as they can be taken."""
        self.merchant_no.commit()
        self.terminal_no.commit()

    def _provider_text(self, value: str) -> str:
        return self.texts.text("answer.unknown" if value == UNKNOWN else f"provider.{value}.name")

    def _record_provider(self, value: str) -> None:
        self.record_answer("provider", value)
        self.refresh()

    def _record_other(self, index: int) -> None:
        value = self.others.itemData(index)
        if value is not None:
            self._record_provider(str(value))
