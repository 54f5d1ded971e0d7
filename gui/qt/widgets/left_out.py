"""What of the case goes into the report: a box to tick for each field and answer that is known."""

from functools import partial

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from gui.model.errors import UserError
from gui.qt.context import WizardContext
from gui.qt.dialogs import show_error
from gui.report.wording import LEAVABLE, Words

_COLUMNS = 4


class LeftOut(QWidget):
    """A ticked box is a field that is written; the choice is stored at once and kept with the case."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self._context = context
        self.boxes: dict[str, QCheckBox] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(_COLUMNS, 1)
        self.setLayout(self._grid)

    def retranslate(self) -> None:
        """Write the names in the present language."""
        for name, box in self.boxes.items():
            box.setText(self._name_of(name))
            box.setAccessibleDescription(self._context.texts.text("ui.report.left_out"))

    def refresh(self) -> None:
        """Show a box for everything that is known, ticked unless it is left out."""
        state = self._context.session.state
        known = [name for name in LEAVABLE if name in state.fields or state.answers.get(name)]
        for index, name in enumerate(known):
            self._grid.addWidget(self._box(name), index // _COLUMNS, index % _COLUMNS)
        for name, box in self.boxes.items():
            box.setVisible(name in known)
            box.setChecked(name not in state.left_out)

    def _box(self, name: str) -> QCheckBox:
        """Return the box of a name; it is made when it is first needed."""
        if name not in self.boxes:
            box = self.boxes[name] = QCheckBox(self._name_of(name))
            box.setAccessibleDescription(self._context.texts.text("ui.report.left_out"))
            box.clicked.connect(partial(self._choose, name))
        return self.boxes[name]

    def _name_of(self, name: str) -> str:
        return Words(self._context.texts.catalog).name(name)

    def _choose(self, name: str) -> None:
        is_written = self.boxes[name].isChecked()
        try:
            self._context.session.leave_out(name, is_left_out=not is_written)
        except UserError as error:
            self.boxes[name].setChecked(not is_written)
            show_error(self, self._context.texts, error)
