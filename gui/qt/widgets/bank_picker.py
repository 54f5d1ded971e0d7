"""Which bank's card is it? The choice shows the bank's telephone, with the word to verify it."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from gui.kb import load_reference
from gui.qt.texts import Texts
from gui.qt.widgets.basics import label, vertical


class BankPicker(QWidget):
    """A list of banks and the number of the chosen one. The numbers are loaded when it is first filled."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self.banks = QComboBox()
        self.number = label()
        self.setLayout(vertical(self.banks, self.number, spacing=4))
        self.banks.currentIndexChanged.connect(self._show_number)

    def fill(self) -> None:
        """Write all texts in the present language; the choice stays."""
        chosen, text = self.banks.currentIndex(), self._texts.text
        with QSignalBlocker(self.banks):
            self.banks.clear()
            self.banks.addItem(text("ui.verdict.bank"))
            for bank in load_reference().banks:
                self.banks.addItem(bank.name_zh if self._texts.lang == "zh" else bank.name_en)
            self.banks.setCurrentIndex(max(chosen, 0))
        self.banks.setAccessibleName(text("ui.verdict.bank"))
        self._show_number()

    def _show_number(self) -> None:
        index, text = self.banks.currentIndex(), self._texts.text
        if index <= 0:
            self.number.setText("")
            return
        phone = load_reference().banks[index - 1].phone
        found = text("ui.verdict.bank_phone", phone=phone) if phone else text("ui.verdict.no_bank_phone")
        scam = f"\n{text('report.banks.scam')}" if phone else ""
        self.number.setText(f"{self.banks.currentText()} {found}{scam}")
