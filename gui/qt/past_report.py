"""The report of a finished case, to look at and to take once more. Nothing of the case changes by that."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QWidget

from gui.model.errors import UserError
from gui.qt.background import Background
from gui.qt.context import WizardContext
from gui.qt.dialogs import busy, choose_folder, show_error
from gui.qt.pages.report import MadeReport, report_maker
from gui.qt.place import fit_to_screen
from gui.qt.widgets.basics import Notice, button, horizontal, label, vertical
from gui.qt.widgets.paper import Paper, add_pictures
from gui.session import Session

WINDOW = QSize(820, 520)


class PastReport(QDialog):
    """Shows the report; accepted when the user wants to go on with the case."""

    def __init__(self, context: WizardContext, session: Session, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._session = context, session
        text = context.texts.text
        self.setWindowTitle(text("ui.history.shown"))
        self.setAccessibleName(self.windowTitle())
        heading, note = label("group"), label("secondary")
        heading.setText(title)
        note.setText(text("ui.history.shown_note"))
        self.preview = Paper()
        self.preview.setAccessibleName(text("ui.report.preview"))
        self.said = Notice("fine")
        self.export, self.go_on, self.close_button = button(primary=True), button(), button()
        self.export.setText(text("ui.history.export"))
        self.go_on.setText(text("ui.history.go_on"))
        self.close_button.setText(text("ui.about.close"))
        self.export.clicked.connect(self._export)
        self.go_on.clicked.connect(self.accept)
        self.close_button.clicked.connect(self.reject)
        below = horizontal(self.export, self.go_on, self.close_button)
        below.insertStretch(2, 1)
        self.setLayout(vertical(heading, note, self.preview, self.said, below, margin=16, spacing=12))
        fit_to_screen(self, WINDOW, WINDOW)
        self._maker = Background(self)
        self._maker.finished.connect(self._show)
        self._maker.start(report_maker(context, session))
        self.export.setFocus()

    def done(self, result: int) -> None:
        """Leave what is still being made."""
        self._maker.stop()
        self.preview.stop()
        super().done(result)

    def _show(self, made: object) -> None:
        if not isinstance(made, MadeReport):
            raise TypeError(f"expected a document, got {made!r}")
        self.preview.show_html(made.html, partial(add_pictures, document=made.document))

    def _export(self) -> None:
        try:
            paths = export_once_more(self._context, self._session, self)
        except UserError as error:
            show_error(self, self._context.texts, error)
            return
        if paths:
            self.said.say(self._context.texts.text("ui.report.exported", files="\n".join(map(str, paths))))


def export_once_more(context: WizardContext, session: Session, parent: QWidget) -> list[Path]:
    """Ask for a folder and write a stored case's report as the page 报告 does; no paths when none was chosen.

    Raises UserError `report.*`.
    """
    from gui.qt.export import export_report  # noqa: PLC0415 (much, and only a report that is taken needs it)

    folder = choose_folder(parent, context.texts)
    if folder is None:
        return []
    with busy():
        return export_report(report_maker(context, session)().document, folder)
