"""A line edit for one field of the report: checked when it is left, with the reason in words below it."""

from PySide6.QtWidgets import QLineEdit, QWidget

from gui.model.errors import UserError
from gui.model.fields import format_field
from gui.qt.context import WizardContext
from gui.qt.theme import set_role
from gui.qt.widgets.basics import label, vertical


class FieldEdit(QWidget):
    """Label, edit, and help or the reason why the text cannot be taken. What was typed is never thrown away."""

    def __init__(self, name: str, context: WizardContext) -> None:
        super().__init__()
        self.name = name
        self._context = context
        self._title = label()
        self.edit = QLineEdit()
        self.edit.setMaxLength(200)
        self._hint = label("secondary")
        self.setLayout(vertical(self._title, self.edit, self._hint, spacing=4))
        self.edit.editingFinished.connect(self.commit)

    def retranslate(self) -> None:
        """Write label and hint in the present language; the text stays."""
        text = self._context.texts.text
        self._title.setText(text(f"field.{self.name}.name"))
        self.edit.setPlaceholderText(text(f"field.{self.name}.example"))
        self.edit.setAccessibleName(self._title.text())
        self._show_hint()

    def refresh(self) -> None:
        """Show the stored value, unless the user is typing or the text has to be corrected."""
        if self.edit.hasFocus() or self.edit.property("invalid") == "true":
            return
        value = self._context.session.state.fields.get(self.name)
        self.edit.setText("" if value is None else format_field(self.name, value))

    def commit(self) -> bool:
        """Store the text; return False and show the reason when it cannot be taken."""
        try:
            value = self._context.session.set_field(self.name, self.edit.text())
        except UserError as error:
            set_role(self.edit, "invalid", "true")
            set_role(self._hint, "role", "broken")
            what, _means, todo = self._context.texts.error(error)
            self._hint.setText(f"✕ {what} {todo}")
            self.edit.setAccessibleDescription(self._hint.text())
            return False
        self._show_hint()
        typed = self.edit.text()
        shown = "" if value is None else format_field(self.name, value)
        if typed != shown:
            self.edit.setText(shown)
        return True

    def _show_hint(self) -> None:
        set_role(self.edit, "invalid", "false")
        set_role(self._hint, "role", "")
        self._hint.setText(self._context.texts.text(f"field.{self.name}.help"))
        self.edit.setAccessibleDescription(self._hint.text())
