"""Starts Qt, and loads the window's modules in the time that Qt needs to look at the system's fonts."""

import importlib
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaObject, Qt, qVersion
from PySide6.QtWidgets import QApplication, QListWidget

from gui.journal import Event
from gui.qt.theme import apply_theme

if TYPE_CHECKING:
    from gui.kb import ChosenTargets
    from gui.model.knowledge import Knowledge

Load = Callable[[], "tuple[Knowledge, ChosenTargets]"]

_LOG = logging.getLogger(__name__)


class _Loading(threading.Thread):
    """Loads the knowledge and the window's modules."""

    def __init__(self, load: Load) -> None:
        super().__init__(name="loading", daemon=True)
        self._load = load
        self._loaded: tuple[Knowledge, ChosenTargets] | None = None
        self._error: BaseException | None = None

    def run(self) -> None:
        """Load; what goes wrong is kept for `result`."""
        try:
            self._loaded = self._load()
            importlib.import_module("gui.qt.window")
        except BaseException as error:  # noqa: BLE001 (raised again where it is waited for)
            self._error = error

    def result(self) -> "tuple[Knowledge, ChosenTargets]":
        """Wait for it. Raises what loading raised."""
        self.join()
        if self._loaded is None or self._error is not None:
            raise self._error or RuntimeError("nothing was loaded")
        return self._loaded


def run_wizard(load: Load, *, lang: str | None, no_network: bool, data_dir: Path | None) -> int:
    """Show the wizard until it is closed; return the exit status. Needs a display.

    `load` is called in another thread and returns the knowledge and what may be contacted.
    What it raises is raised here.
    """
    loading = _Loading(load)
    loading.start()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("POSCheckup")
    app.setQuitOnLastWindowClosed(True)
    _LOG.info(Event.WINDOW_OPENED, {"qt": qVersion()})
    _read_fonts(app)
    knowledge, chosen = loading.result()
    apply_theme(app)
    from gui.qt.window import run_window  # noqa: PLC0415 (it is loaded by now)

    return run_window(app, knowledge, lang=lang, chosen=chosen, no_network=no_network, data_dir=data_dir)


def _read_fonts(app: QApplication) -> None:
    """Let Qt make its list of fonts, for which it takes longer than for all the rest of a start.

    Python's other threads run only while Qt's event loop does; a list on no screen has its texts measured from there.
    """
    unseen = QListWidget()
    unseen.addItem("\u8d26")
    QMetaObject.invokeMethod(unseen, "scrollToBottom", Qt.ConnectionType.QueuedConnection)
    app.processEvents()
