"""Work without Qt that would hold the window: it is done in a thread of its own, and the window takes its result."""

import importlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from gui.model.knowledge import Knowledge

#: What the modules of the later pages import, besides Qt and what the first page has loaded. On the window's own thread
#: they hold it for a quarter of a second. Modules that make types of Qt are not among them: those belong to its thread.
LATER_MODULES = (
    "gui.kb.search",
    "gui.report.html",
    "gui.report.path",
    "gui.report.picture",
    "gui.probes.path",
    "gui.probes.watch",
    "gui.probes.verdict",
    "gui.diagnose.diagnosis",
    "gui.diagnose.explain",
    "gui.diagnose.offer",
    "gui.report.build",
    "gui.report.output",
)
#: How long `stop` waits: the threads are daemons, so that a hung disk cannot hold the exit.
JOIN_TIMEOUT_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """What came of some work: a result, or an error that is a bug."""

    number: int
    result: object = None
    error: Exception | None = None


class Background(QObject):
    """Does one piece of work at a time that counts: `finished` carries the newest one's result, on the GUI thread.

    What an older one brings is dropped. An error is raised on the GUI thread, where the crash dialog takes it.
    """

    finished = Signal(object)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._threads: list[threading.Thread] = []
        self._ended.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def start(self, work: Callable[[], object]) -> None:
        """Begin; the work must not touch Qt."""
        self._number += 1
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        run = partial(self._run, self._number, work)
        self._threads.append(threading.Thread(target=run, name="background", daemon=True))
        self._threads[-1].start()

    def forget(self) -> None:
        """Drop the result of what is being done."""
        self._number += 1

    def stop(self) -> None:
        """Drop everything and wait for the end of the threads. Nothing comes after this."""
        self.forget()
        for thread in self._threads:
            thread.join(JOIN_TIMEOUT_S)

    def _run(self, number: int, work: Callable[[], object]) -> None:
        try:
            end = _End(number=number, result=work())
        except Exception as error:  # noqa: BLE001 (the thread's boundary: the GUI thread's crash dialog takes it)
            end = _End(number=number, error=error)
        self._ended.emit(end)

    def _take(self, end: _End) -> None:
        if end.number != self._number:
            return
        if end.error is not None:
            raise end.error
        self.finished.emit(end.result)


def prepare_later_pages(knowledge: Knowledge) -> None:
    """Import what the later pages need, and make the index that they look up codes and words in."""
    for module in LATER_MODULES:
        importlib.import_module(module)
    from gui.kb.entries import index_of  # noqa: PLC0415 (here it is loaded in the background)

    index_of(knowledge)
