"""The one way from the probe thread to the window.

One daemon thread runs an asyncio selector loop (on Windows too: UDP on the proactor loop dies on a port-unreachable).
Its results reach the GUI thread through one queued `Signal(object)` that carries frozen dataclasses.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.lazy import LazyModule
from gui.model.observation import CheckReport, ProbeResult
from gui.model.targets import Targets

if TYPE_CHECKING:
    import asyncio
else:  # the window is there first
    asyncio = LazyModule("asyncio")

#: How long `close` waits for the loop; the thread is a daemon, so that a hung system call cannot hold the exit.
JOIN_TIMEOUT_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMessage:
    """One message of a run: a probe's row, the finished report, or the exception that ended it (a bug)."""

    run_id: int
    row: ProbeResult | None = None
    report: CheckReport | None = None
    error: Exception | None = None


async def run_check(
    targets: Targets, *, on_update: Callable[[ProbeResult], None], cancel: "asyncio.Event"
) -> CheckReport:
    """Make the run. Its modules are many: the first run loads them, in the probe thread, while the window is there."""
    from gui.probes import run_check as run  # noqa: PLC0415 (see above)

    return await run(targets, on_update=on_update, cancel=cancel)


class ProbeBridge(QObject):
    """Starts and cancels connectivity runs. Emits `message` (a `RunMessage`) on the GUI thread.

    Every run has an id, counted from 1; a receiver drops messages of older runs.
    """

    message = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run_id = 0
        self._may_cancel = False
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._early: list[Callable[[], None]] = []
        self._cancels: dict[int, asyncio.Event] = {}  # of the probe thread
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._serve, name="probes", daemon=True)

    def start(self, targets: Targets) -> int:
        """Cancel the present run, start another, and return its id."""
        self.cancel()
        self._run_id += 1
        self._may_cancel = True
        if self._thread.ident is None:
            self._thread.start()
        self._in_loop(partial(self._launch, self._run_id, targets))
        return self._run_id

    def cancel(self) -> None:
        """Ask the present run to stop; its report, with what is there, still comes (within 300 ms)."""
        if self._may_cancel:
            self._may_cancel = False
            self._in_loop(partial(self._stop, self._run_id))

    def close(self) -> None:
        """Stop the loop and its thread. No message comes after this."""
        if not self._thread.is_alive():
            return
        self.cancel()
        self._in_loop(lambda: asyncio.get_running_loop().stop())
        self._thread.join(JOIN_TIMEOUT_S)

    def _in_loop(self, call: Callable[[], None]) -> None:
        """Have the probe thread call something; while it still loads what it needs, it keeps that for later."""
        with self._lock:
            if self._loop is None:
                self._early.append(call)
            else:
                self._loop.call_soon_threadsafe(call)

    def _serve(self) -> None:
        """Run the loop. It is made here: to load asyncio takes 40 ms, for which the window would stand still."""
        loop = asyncio.SelectorEventLoop()
        asyncio.set_event_loop(loop)
        with self._lock:
            self._loop = loop
            for call in self._early:
                loop.call_soon(call)
        try:
            loop.run_forever()
            pending = asyncio.all_tasks(loop)
            for task in pending:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        finally:
            loop.close()

    def _launch(self, run_id: int, targets: Targets) -> None:
        cancel = self._cancels[run_id] = asyncio.Event()
        task = asyncio.get_running_loop().create_task(self._check(run_id, targets, cancel))
        self._tasks.add(task)  # the loop itself only keeps a weak reference
        task.add_done_callback(self._tasks.discard)

    def _stop(self, run_id: int) -> None:
        self._cancels.pop(run_id).set()

    async def _check(self, run_id: int, targets: Targets, cancel: "asyncio.Event") -> None:
        def on_update(row: ProbeResult) -> None:
            self.message.emit(RunMessage(run_id=run_id, row=row))

        try:
            report = await run_check(targets, on_update=on_update, cancel=cancel)
        except Exception as error:  # noqa: BLE001 (the thread's boundary: the GUI thread's crash dialog takes it)
            self.message.emit(RunMessage(run_id=run_id, error=error))
        else:
            self.message.emit(RunMessage(run_id=run_id, report=report))
