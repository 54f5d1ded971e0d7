"""A line edit for one field of the report: checked when it is left, with the reason in words below it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.model.errors import UserError
from gui.model.fields import format_field
from gui.qt.announce import announce
from gui.qt.context import WizardContext
from gui.qt.theme import set_role
from gui.qt.widgets.basics import label, vertical
from gui.session.values import REFUSED, is_masked

#: What the style sheet and Qt leave free at both sides of an edit's text.
ROUND_TEXT_PX = 24


class FieldEdit(QWidget):
    """Label, edit, and help or the reason why the text cannot be taken. What was typed is never thrown away."""

    def __init__(self, name: str, context: WizardContext) -> None:
        super().__init__()
        self.name = name
        self._context = context
        self._error: UserError | None = None
        self._masked = False
        self._title = label()
        self.edit = QLineEdit()
        self.edit.setMaxLength(200)
        self.edit.installEventFilter(self)
        self._hint = label("secondary")
        self.setLayout(vertical(self._title, self.edit, self._hint, spacing=4))
        self.edit.editingFinished.connect(self.commit)

    def retranslate(self) -> None:
        """Write label and hint in the present language; the text stays, corrected or not."""
        text = self._context.texts.text
        self._title.setText(text(f"field.{self.name}.name"))
        self.edit.setPlaceholderText(text(f"field.{self.name}.example"))
        example = self.edit.fontMetrics().horizontalAdvance(self.edit.placeholderText())
        self.edit.setMinimumWidth(example + ROUND_TEXT_PX)
        self.edit.setAccessibleName(self._title.text())
        self._show_hint()

    def refresh(self) -> None:
        """Show the stored value, unless the user is typing or the text has to be corrected."""
        if not self.edit.hasFocus() and self._error is None:
            self.edit.setText(self._stored_text())

    def commit(self) -> bool:
        """Store the text; return False and show the reason when it cannot be taken."""
        typed = self.edit.text()
        self._error = None
        if typed != self._stored_text():  # a masked value shown again would be no valid input
            try:
                stored = self._context.session.set_field(self.name, typed)
            except UserError as error:
                self._error = error
            else:
                self.edit.setText(self._stored_text())
                self._masked = is_masked(stored, typed)
        self._show_hint()
        if typed and self._hint.property("role"):
            announce(self.edit, self._hint.text())
        return self._error is None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter store the field: it must not reach the wizard's Next or Finish."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):  # noqa: SIM102 (one question each)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.commit()
                return True
        return super().eventFilter(watched, event)

    def _stored_text(self) -> str:
        value = self._context.session.state.fields.get(self.name)
        return "" if value is None else format_field(self.name, value)

    def _show_hint(self) -> None:
        texts = self._context.texts
        set_role(self.edit, "invalid", "false" if self._error is None else "true")
        set_role(self._hint, "role", "broken" if self._error else "attention" if self._masked else "")
        if self._error is not None:
            what, means, todo = texts.error(self._error)
            why = f"{means} " if self._error.key == REFUSED else ""
            self._hint.setText(f"× {what} {why}{todo}")
        else:
            self._hint.setText(texts.text("ui.report.masked" if self._masked else f"field.{self.name}.help"))
        self.edit.setAccessibleDescription(self._hint.text())
