"""Message boxes: what happened, what it means, what to do."""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gui.journal import Event, log_crash, log_path
from gui.model.errors import UserError
from gui.qt.announce import announce
from gui.qt.texts import Texts
from gui.report import redact

_LOG = logging.getLogger(__name__)


def show_error(parent: QWidget | None, texts: Texts, error: UserError) -> None:
    """Show an error of the user's world; nothing is lost by it."""
    _LOG.info(Event.USER_ERROR, {"error_key": error.key})
    what, means, todo = texts.error(error)
    box = QMessageBox(QMessageBox.Icon.Warning, texts.text("ui.app.title"), what, parent=parent)
    box.setInformativeText(f"{means}\n\n{todo}")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.addButton(texts.text("ui.app.ok"), QMessageBox.ButtonRole.AcceptRole)
    # the box announces its first sentence only; the rest is said when it is there
    QTimer.singleShot(0, box, partial(announce, box, f"{what} {means} {todo}", is_urgent=True))
    box.exec()


def ask(parent: QWidget | None, texts: Texts, key: str, *, enter_is: str = "yes", **args: object) -> bool:
    """Ask a question with two words as answers (`<key>.yes`, `<key>.no`); return True for the first.

    `enter_is`: the answer that the Enter key gives; Esc is always the second.
    """
    box = QMessageBox(
        QMessageBox.Icon.Question, texts.text("ui.app.title"), texts.text(f"{key}.text", **args), parent=parent
    )
    box.setTextFormat(Qt.TextFormat.PlainText)
    yes = box.addButton(texts.text(f"{key}.yes"), QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(texts.text(f"{key}.no"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(yes if enter_is == "yes" else no)
    box.exec()
    return box.clickedButton() is yes


def choose_folder(parent: QWidget, texts: Texts) -> Path | None:
    """Ask for the folder that a report is saved to; None when the user changed their mind."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = QFileDialog.getExistingDirectory(parent, texts.text("ui.report.choose_folder"), documents)
    return Path(folder) if folder else None


@contextmanager
def busy() -> Iterator[None]:
    """Show by the pointer that the program works, for what may take a second on an old PC."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


class CrashReporter(QObject):
    """Takes every exception that nobody expected, of any thread, and shows it without anything secret."""

    crashed = Signal(str)
    failed = Signal(object)

    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._showing = False
        self.crashed.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self.failed.connect(self._show_error, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the hook of this process and of its threads."""
        sys.excepthook = self._take
        threading.excepthook = lambda args: self._take(args.exc_type, args.exc_value, args.exc_traceback)

    @staticmethod
    def release() -> None:
        """Give Python its own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _take(self, kind: type[BaseException], value: BaseException | None, trace: TracebackType | None) -> None:
        user_error = value if isinstance(value, UserError) else getattr(value, "__cause__", None)
        if isinstance(user_error, UserError):
            self.failed.emit(user_error)
            return
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, value or kind(), trace)
            return
        log_crash(_LOG, value or kind())
        places = traceback.format_tb(trace)
        text = redact(f"{kind.__name__}: {value}\n{''.join(places)}").text
        if sys.stderr is not None:
            sys.stderr.write(text)
        self.crashed.emit(text)

    def _show_error(self, error: UserError) -> None:
        show_error(None, self._texts, error)

    def _show(self, text: str) -> None:
        if self._showing:  # a failing timer must not pile up boxes
            return
        self._showing = True
        box = QMessageBox(
            QMessageBox.Icon.Critical, self._texts.text("ui.app.title"), self._texts.text("ui.crash.text")
        )
        path = log_path()
        log = self._texts.text("cli.log.none") if path is None else self._texts.text("cli.log.path", path=path)
        box.setInformativeText(f"{self._texts.text('ui.crash.informative')}\n\n{log}")
        box.setDetailedText(text)
        box.addButton(self._texts.text("ui.app.ok"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()
        self._showing = False
