"""What is stored on this computer, and its deletion: some cases, or everything."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from gui.model.errors import UserError
from gui.qt.context import WizardContext
from gui.qt.dialogs import ask, show_error
from gui.qt.widgets.basics import button, horizontal, label, vertical
from gui.report import Words

WINDOW = QSize(640, 400)


class StoredCases(QDialog):
    """Lists the cases. The one at hand cannot be chosen; accepted when all is to be deleted, which ends the program."""

    def __init__(self, context: WizardContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        text = context.texts.text
        self.setWindowTitle(text("ui.stored.title"))
        intro = label()
        intro.setText(text("ui.stored.intro"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.windowTitle())
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.some, self.all, self.close_button = button(), button(), button()
        self.some.setText(text("ui.stored.some.yes"))
        self.all.setText(text("ui.stored.all.yes"))
        self.close_button.setText(text("ui.about.close"))
        for control in (self.list, self.some, self.all):
            control.setAccessibleDescription(intro.text())
        self.list.itemSelectionChanged.connect(self._selection_changed)
        self.some.clicked.connect(self.delete_selected)
        self.all.clicked.connect(self.delete_all)
        self.close_button.clicked.connect(self.reject)
        self.setLayout(vertical(intro, self.list, horizontal(self.some, self.all, self.close_button), margin=16))
        self.setMinimumSize(WINDOW)
        self.show_cases()

    def show_cases(self) -> None:
        """Write the list anew."""
        text, words = self._context.texts.text, Words(catalog=self._context.texts.catalog)
        self.list.clear()
        for case in self._context.session.stored_cases():
            trouble = "" if case.trouble is None else words.answer("trouble", case.trouble)
            time = words.time(case.created_utc)
            item = QListWidgetItem(
                text("ui.stored.case", time=time, trouble=trouble, number=case.event_count, case=case.id), self.list
            )
            item.setData(Qt.ItemDataRole.UserRole, case.id)
            if case.id == self._context.session.case_id:
                item.setText(text("ui.stored.present", case=item.text()))
                item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._selection_changed()

    def delete_selected(self) -> None:
        """Ask, and delete the chosen cases."""
        chosen = [item.data(Qt.ItemDataRole.UserRole) for item in self.list.selectedItems()]
        if ask(self, self._context.texts, "ui.stored.some", enter_is="no", number=len(chosen)):
            try:
                self._context.session.delete_cases(chosen)
            except UserError as error:
                show_error(self, self._context.texts, error)
            self.show_cases()

    def delete_all(self) -> None:
        """Ask, and end the program, which then deletes everything."""
        if ask(self, self._context.texts, "ui.stored.all", enter_is="no"):
            self.accept()

    def _selection_changed(self) -> None:
        self.some.setEnabled(bool(self.list.selectedItems()))
