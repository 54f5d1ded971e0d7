"""报告: what the bank will ask, a preview of exactly what will be written, export, and a short text for chats."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QTextBrowser

from gui.model.case import CaseState
from gui.model.errors import UserError
from gui.qt.context import WizardContext
from gui.qt.dialogs import show_error
from gui.qt.pages.base import BREATH_MS, Page
from gui.qt.system import system_summary
from gui.qt.watch_chart import add_picture
from gui.qt.widgets.basics import Notice, button, horizontal, label
from gui.qt.widgets.field import FieldEdit
from gui.report import Document, build_document, document_html, short_text
from gui.session import utc_now

#: The fields asked here, in the order in which a slip prints them; the two numbers were asked on the terminal page.
QR_FIELD = "order_no"
QR_ANSWERS = (("shown_where", "qr_trade"), ("trouble", "qr_failed"))
REPORT_FIELDS = (
    "merchant_name",
    "trade_time",
    "amount",
    "card_last4",
    "rrn",
    "trace_no",
    "batch_no",
    "terminal_sn",
    QR_FIELD,
    "note",
)


class ReportPage(Page):
    """The preview is made from the same document as the files."""

    name = "report"

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        self.fields = {name: FieldEdit(name, context) for name in REPORT_FIELDS}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for i, field in enumerate(self.fields.values()):
            grid.addWidget(field, i // 3, i % 3)
        self.taken = False
        self._document: Document | None = None
        self._shown: Document | None = None
        self._state: CaseState | None = None
        self.fields_title, self.preview_title = label("group"), label("group")
        self.preview = QTextBrowser()
        self.preview.setObjectName("paper")
        self.preview.setMinimumHeight(320)
        self.preview.setOpenLinks(False)
        self.export = button(primary=True)
        self.copy = button()
        self.done = Notice("fine")
        self.export.clicked.connect(self._export)
        self.copy.clicked.connect(self._copy)
        self.column.addLayout(horizontal(self.export, self.copy))
        self.column.addWidget(self.done)
        self.column.addWidget(self.fields_title)
        self.column.addLayout(grid)
        self.column.addWidget(self.preview_title)
        self.column.addWidget(self.preview)

    def retranslate(self) -> None:
        """Write all texts anew."""
        super().retranslate()
        text = self.texts.text
        self.fields_title.setText(text("ui.report.fields"))
        self.preview_title.setText(text("ui.report.preview"))
        self.preview.setAccessibleName(text("ui.report.preview"))
        self.export.setText(text("ui.report.export"))
        self.copy.setText(text("ui.report.copy"))
        for field in self.fields.values():
            field.retranslate()
        self.done.say("")
        self._document = None
        self.refresh()

    def refresh(self) -> None:
        """Show the stored fields and the preview."""
        for field in self.fields.values():
            field.refresh()
        by_qr = any(self.context.answer(question) == value for question, value in QR_ANSWERS)
        self.fields[QR_FIELD].setVisible(by_qr)
        if self.isVisible():
            QTimer.singleShot(BREATH_MS, self, self._make_preview)

    def leave(self) -> None:
        """Store the fields as far as they can be taken."""
        for field in self.fields.values():
            field.commit()

    def document(self) -> Document:
        """Return the report that is shown: exactly this one is written, with its time and its check code."""
        session = self.context.session
        if self._document is None or self._state is not session.state:
            self._state = session.state
            self.taken = False
            self._document = build_document(
                self.context.knowledge,
                self.texts.catalog,
                session.case,
                session.state,
                session.diagnosis(),
                now_utc=utc_now(),
                system=system_summary(),
            )
        return self._document

    def export_to(self, folder: Path) -> list[Path]:
        """Write PDF and JSON into a folder and return their paths. Raises UserError."""
        from gui.qt.export import export_report  # noqa: PLC0415 (much, and only a report that is taken needs it)

        paths = export_report(self.document(), folder)
        self.taken = True
        return paths

    def validatePage(self) -> bool:
        """Finish only when every field can be taken; each that cannot shows its reason."""
        taken = [field.commit() for field in self.fields.values()]
        return all(taken)

    def _make_preview(self) -> None:
        """Make the document once the page is there, and show it after that: at no time does the window stand still."""
        if self.document() is not self._shown:
            QTimer.singleShot(BREATH_MS, self, self._show_preview)

    def _show_preview(self) -> None:
        self._shown = self.document()
        place = self.preview.verticalScrollBar().value()
        add_picture(self.preview.document(), self._shown.picture)
        self.preview.setHtml(document_html(self._shown))
        self.preview.verticalScrollBar().setValue(place)

    def _export(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = QFileDialog.getExistingDirectory(self, self.texts.text("ui.report.choose_folder"), documents)
        if not folder:
            return
        try:
            paths = self.export_to(Path(folder))
        except UserError as error:
            show_error(self, self.texts, error)
            return
        self.done.say(self.texts.text("ui.report.exported", files="\n".join(map(str, paths))))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(short_text(self.document()))
        self.taken = True
        self.done.say(self.texts.text("ui.report.copied"))
