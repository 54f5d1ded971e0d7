"""What of the case goes into the report: a box to tick for each field and answer that is known."""

from functools import partial

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from gui.model.errors import UserError
from gui.model.fields import FIELDS
from gui.qt.context import WizardContext
from gui.qt.dialogs import show_error

#: Typed answers, whose words are the user's own; chosen answers hold nothing but what the program offered.
_TYPED = ("code", "screen_text")
_COLUMNS = 4


class LeftOut(QWidget):
    """A ticked box is a field that is written; the choice is stored at once and kept with the case."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self._context = context
        self.boxes = {name: QCheckBox() for name in (*_TYPED, *FIELDS)}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(_COLUMNS, 1)
        self.setLayout(self._grid)
        for name, box in self.boxes.items():
            box.clicked.connect(partial(self._choose, name))

    def retranslate(self) -> None:
        """Write the names in the present language."""
        text = self._context.texts.text
        for name, box in self.boxes.items():
            box.setText(text(f"report.label.{name}" if name in _TYPED else f"field.{name}.name"))

    def refresh(self) -> None:
        """Show a box for everything that is known, ticked unless it is left out."""
        state = self._context.session.state
        known = [name for name in self.boxes if name in state.fields or state.answers.get(name)]
        for name, box in self.boxes.items():
            box.setVisible(name in known)
            box.setChecked(name not in state.left_out)
        for index, name in enumerate(known):
            self._grid.addWidget(self.boxes[name], index // _COLUMNS, index % _COLUMNS)

    def _choose(self, name: str) -> None:
        is_written = self.boxes[name].isChecked()
        try:
            self._context.session.leave_out(name, is_left_out=not is_written)
        except UserError as error:
            self.boxes[name].setChecked(not is_written)
            show_error(self, self._context.texts, error)
