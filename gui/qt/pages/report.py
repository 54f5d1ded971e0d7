"""报告: what the bank will ask, a preview of exactly what will be written, export, and a short text for chats."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from gui.model.case import CaseState
from gui.model.diagnosis import Diagnosis
from gui.model.errors import UserError
from gui.qt.background import Background
from gui.qt.context import WizardContext
from gui.qt.dialogs import busy, choose_folder, show_error
from gui.qt.pages.base import Page
from gui.qt.system import system_summary
from gui.qt.widgets.basics import Columns, Notice, button, label
from gui.qt.widgets.field import FieldEdit
from gui.qt.widgets.left_out import LeftOut
from gui.qt.widgets.paper import Paper, add_pictures
from gui.qt.widgets.photos import Photos
from gui.qt.widgets.where_to_find import AT_THE_BACK, SLIP_LINES, WhereToFind
from gui.report import Document, build_document, document_html, short_text
from gui.session import Session, utc_now

if TYPE_CHECKING:
    from gui.qt.printing import Printing

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
Diagnose = Callable[[CaseState], Diagnosis]

#: How long nothing must change until the preview is made: the page itself is shown first.
PREVIEW_MS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeReport:
    """A document with what the preview shows of it, and the state that it was made from."""

    state: CaseState
    document: Document
    html: str


def _make(build: Callable[..., Document], state: CaseState, diagnose: Diagnose) -> MadeReport:
    document = build(diagnose(state), now_utc=utc_now())
    return MadeReport(state=state, document=document, html=document_html(document))


def report_maker(context: WizardContext, session: Session) -> Callable[[], MadeReport]:
    """Return what makes the report of a case as it is now, in any thread. Raises UserError `data.*`."""
    case, state = session.case, session.state
    of_case = partial(build_document, context.knowledge, context.texts.catalog, case, state)
    build = partial(of_case, system=system_summary(), photos=session.photos, bank=context.bank)
    return partial(_make, build, state, session.diagnose)


class ReportPage(Page):
    """The preview is made from the same document as the files."""

    name = "report"

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        self.fields = {name: FieldEdit(name, context) for name in REPORT_FIELDS}
        self._grid = Columns(self.fields.values(), 3)
        self.where = WhereToFind([name for name in (*SLIP_LINES, AT_THE_BACK) if name in self.fields], context.texts)
        self.taken = False
        self._document: Document | None = None
        self._state: CaseState | None = None
        self._printing: Printing | None = None
        self._maker = Background(self)
        self._maker.finished.connect(self._show_preview)
        self._soon = QTimer(self, singleShot=True, interval=PREVIEW_MS)
        self._soon.timeout.connect(self._make_preview)
        context.check.stopped.connect(self._stop)
        self.fields_title, self.preview_title = label("group"), label("group")
        self.preview = Paper()
        self.preview.setMinimumHeight(320)
        self.photos_title, self.left_out_title = label("group"), label("group")
        self.photos, self.left_out = Photos(context), LeftOut(context)
        self.photos.changed.connect(self._begin_anew)
        self.export = button(primary=True)
        self.print, self.copy_picture, self.copy = button(), button(), button()
        self.done = Notice("fine")
        self.export.clicked.connect(self._export)
        self.print.clicked.connect(self._print)
        self.copy_picture.clicked.connect(self._copy_picture)
        self.copy.clicked.connect(self._copy)
        self._ways = Columns((self.export, self.print, self.copy_picture, self.copy), 4, even=False)
        self.column.addWidget(self._ways)
        self.column.addWidget(self.done)
        self.column.addWidget(self.fields_title)
        self.column.addWidget(self._grid)
        self.column.addWidget(self.where)
        self.column.addWidget(self.photos_title)
        self.column.addWidget(self.photos)
        self.column.addWidget(self.left_out_title)
        self.column.addWidget(self.left_out)
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
        self.print.setText(text("ui.report.print"))
        self.copy_picture.setText(text("ui.report.copy_picture"))
        self.copy.setText(text("ui.report.copy"))
        self.photos_title.setText(text("ui.photo.title"))
        self.left_out_title.setText(text("ui.report.left_out"))
        self.photos.retranslate()
        self.left_out.retranslate()
        self.where.retranslate()
        for field in self.fields.values():
            field.retranslate()
        for columns in (self._grid, self._ways):
            columns.arrange()
        self.done.say("")
        self._document = None
        self.refresh()

    def focus_first(self) -> None:
        """Everything may stay empty here: a key exports the report."""
        self.export.setFocus()

    def refresh(self) -> None:
        """Show the stored fields and the preview."""
        for field in self.fields.values():
            field.refresh()
        by_qr = any(self.context.answer(question) == value for question, value in QR_ANSWERS)
        self.fields[QR_FIELD].setVisible(by_qr)
        self._grid.arrange()
        self.left_out.refresh()
        if self.isVisible() and self._is_outdated():
            self.taken = False
            self._soon.start()

    def leave(self) -> None:
        """Store the fields as far as they can be taken."""
        for field in self.fields.values():
            field.commit()

    def document(self) -> Document:
        """Return the report that is shown: exactly this one is written, with its time and its check code."""
        if self._is_outdated():
            self._soon.stop()
            self._maker.forget()
            self._show_preview(self._work()())
        if self._document is None:
            raise RuntimeError("the preview shows no document")
        return self._document

    def export_to(self, folder: Path) -> list[Path]:
        """Write every format into a folder and return the paths, the PDF first. Raises UserError."""
        from gui.qt.export import export_report  # noqa: PLC0415 (much, and only a report that is taken needs it)

        with busy():
            paths = export_report(self.document(), folder)
        self.taken = True
        return paths

    def validatePage(self) -> bool:
        """Finish only when every field can be taken; each that cannot shows its reason."""
        taken = [field.commit() for field in self.fields.values()]
        return all(taken)

    def _begin_anew(self) -> None:
        """Forget the document, and one that is still being made: it has the photos of before."""
        self._maker.forget()
        self._document = None
        self.refresh()

    def _is_outdated(self) -> bool:
        return self._document is None or self._state is not self.context.session.state

    def _make_preview(self) -> None:
        """Have the document made in the background: it takes longer than the window may stand still."""
        if self._is_outdated():
            self._maker.start(self._work())

    def _stop(self) -> None:
        self._soon.stop()
        self._maker.stop()
        self.preview.stop()

    def _work(self) -> Callable[[], MadeReport]:
        """Return what makes the document of the present state."""
        return report_maker(self.context, self.context.session)

    def _show_preview(self, made: object) -> None:
        if not isinstance(made, MadeReport):
            raise TypeError(f"expected a document, got {made!r}")
        self._document, self._state, self.taken = made.document, made.state, False
        self.preview.show_html(made.html, partial(add_pictures, document=made.document))

    def _export(self) -> None:
        folder = choose_folder(self, self.texts)
        if folder is None:
            return
        try:
            paths = self.export_to(folder)
        except UserError as error:
            show_error(self, self.texts, error)
            return
        self.done.say(self.texts.text("ui.report.exported", files="\n".join(map(str, paths))))

    def _print(self) -> None:
        from gui.qt.printing import Printing  # noqa: PLC0415 (only a report that is taken needs it)

        if self._printing is None:
            self._printing = Printing(self)
            self._printing.said.connect(self._say)
            self._printing.failed.connect(partial(show_error, self, self.texts))
            self.context.check.stopped.connect(self._printing.stop)
        self._take(self._printing.start)

    def _copy_picture(self) -> None:
        from gui.qt.first_page import first_page_image  # noqa: PLC0415 (only a report that is taken needs it)

        def copy(document: Document) -> None:
            with busy():
                QGuiApplication.clipboard().setImage(first_page_image(document))

        self._take(copy, "ui.report.copied_picture")

    def _copy(self) -> None:
        self._take(lambda document: QGuiApplication.clipboard().setText(short_text(document)), "ui.report.copied")

    def _take(self, take: Callable[[Document], None], said: str | None = None) -> None:
        """Take the report out in some way and say so (None: it is said later), or why it did not work."""
        try:
            take(self.document())
        except UserError as error:
            show_error(self, self.texts, error)
            return
        if said is not None:
            self._say(said, taken=True)

    def _say(self, key: str, taken: bool) -> None:
        """Say what came of a way out, and note whether the report is out by now."""
        self.taken = self.taken or taken
        self.done.say(self.texts.text(key))
