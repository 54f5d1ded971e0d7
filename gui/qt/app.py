"""Starts Qt, and loads the window's modules in the time that Qt needs to look at the system's fonts."""

import contextlib
import importlib
import logging
import sys
import threading
from pathlib import Path

from PySide6.QtCore import Q_ARG, QMetaObject, Qt, qVersion
from PySide6.QtWidgets import QApplication, QLineEdit

from gui.journal import Event
from gui.model.knowledge import Knowledge
from gui.model.targets import Targets
from gui.qt.theme import apply_theme

_LOG = logging.getLogger(__name__)

_WINDOW = "gui.qt.window"


def run_wizard(
    knowledge: Knowledge, *, lang: str | None, targets: Targets | None, no_network: bool, data_dir: Path | None
) -> int:
    """Show the wizard until it is closed; return the exit status. Needs a display."""
    loading = threading.Thread(target=_load_window, name="load-window", daemon=True)
    loading.start()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("POSCheckup")
    app.setQuitOnLastWindowClosed(True)
    _LOG.info(Event.WINDOW_OPENED, {"qt": qVersion()})
    _read_fonts(app)
    loading.join()
    apply_theme(app)
    from gui.qt.window import run_window  # noqa: PLC0415 (it is loaded by now)

    return run_window(app, knowledge, lang=lang, targets=targets, no_network=no_network, data_dir=data_dir)


def _load_window() -> None:
    with contextlib.suppress(Exception):  # the import that needs it meets the same, where the user can be told
        importlib.import_module(_WINDOW)


def _read_fonts(app: QApplication) -> None:
    """Let Qt make its list of fonts, for which it takes longer than for all the rest of a start.

    Python's other threads run only while Qt's event loop does, so the list is made there, for a text that no one sees.
    """
    unseen = QLineEdit()
    QMetaObject.invokeMethod(unseen, "setText", Qt.ConnectionType.QueuedConnection, Q_ARG(str, "\u8d26"))
    app.processEvents()
