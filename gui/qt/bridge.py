"""The one way from the probe thread to the window.

One daemon thread runs an asyncio selector loop (on Windows too: UDP on the proactor loop dies on a port-unreachable).
Its results reach the GUI thread through one queued `Signal(object)` that carries frozen dataclasses.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.lazy import LazyModule
from gui.model.observation import CheckReport, ProbeResult
from gui.model.targets import Targets

if TYPE_CHECKING:
    import asyncio

    from gui.probes import WatchPlan, WatchSample
    from gui.probes.timing import Stopwatch
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


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchMessage:
    """One message of a watch: a round, or the exception that ended it (a bug)."""

    watch_id: int
    sample: "WatchSample | None" = None
    error: Exception | None = None


async def watch_line(plan: "WatchPlan", clock: "Stopwatch", on_sample: "Callable[[WatchSample], None]") -> None:
    """Watch until cancelled; loaded when it is needed, as the run."""
    from gui.probes import watch_line as watch  # noqa: PLC0415 (see above)

    await watch(plan, clock, on_sample)


async def run_check(
    targets: Targets, *, on_update: Callable[[ProbeResult], None], cancel: "asyncio.Event"
) -> CheckReport:
    """Make the run. Its modules are many: the first run loads them, in the probe thread, while the window is there."""
    from gui.probes import run_check as run  # noqa: PLC0415 (see above)

    return await run(targets, on_update=on_update, cancel=cancel)


class ProbeBridge(QObject):
    """Starts and cancels connectivity runs and watches. Emits `message` (`RunMessage`) and `watched` (`WatchMessage`).

    Every run and every watch has an id, counted from 1; a receiver, on the GUI thread, drops messages of older ones.
    """

    message = Signal(object)
    watched = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run_id = 0
        self._cancel: asyncio.Event | None = None
        self._watch_id = 0
        self._watching: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._serve, name="probes", daemon=True)

    def start(self, targets: Targets) -> int:
        """Cancel the present run, start another, and return its id."""
        self.cancel()
        self._run_id += 1
        loop, cancel = self._loop, asyncio.Event()
        if self._thread.ident is None:
            self._thread.start()
        self._cancel = cancel
        loop.call_soon_threadsafe(self._launch, self._run_id, targets, cancel)
        return self._run_id

    def cancel(self) -> None:
        """Ask the present run to stop; its report, with what is there, still comes (within 300 ms)."""
        if self._cancel is not None:
            self._loop.call_soon_threadsafe(self._cancel.set)
            self._cancel = None

    def watch(self, plan: "WatchPlan", clock: "Stopwatch") -> int:
        """Stop the present watch, start another, and return its id."""
        self._watch_id += 1
        loop = self._loop
        if self._thread.ident is None:
            self._thread.start()
        loop.call_soon_threadsafe(self._launch_watch, self._watch_id, plan, clock)
        return self._watch_id

    def unwatch(self) -> None:
        """Stop the present watch; it ends at the next turn of the loop and sends nothing more."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end_watch)

    def close(self) -> None:
        """Stop the loop and its thread. No message comes after this."""
        if not self._thread.is_alive():
            return
        self.cancel()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(JOIN_TIMEOUT_S)

    @cached_property
    def _loop(self) -> "asyncio.AbstractEventLoop":
        return asyncio.SelectorEventLoop()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            pending = asyncio.all_tasks(self._loop)
            for task in pending:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        finally:
            self._loop.close()

    def _launch(self, run_id: int, targets: Targets, cancel: "asyncio.Event") -> None:
        task = self._loop.create_task(self._check(run_id, targets, cancel))
        self._tasks.add(task)  # the loop itself only keeps a weak reference
        task.add_done_callback(self._tasks.discard)

    def _launch_watch(self, watch_id: int, plan: "WatchPlan", clock: "Stopwatch") -> None:
        self._end_watch()
        self._watching = self._loop.create_task(self._watch(watch_id, plan, clock))

    def _end_watch(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None

    async def _watch(self, watch_id: int, plan: "WatchPlan", clock: "Stopwatch") -> None:
        def on_sample(sample: "WatchSample") -> None:
            self.watched.emit(WatchMessage(watch_id=watch_id, sample=sample))

        try:
            await watch_line(plan, clock, on_sample)
        except Exception as error:  # noqa: BLE001 (the thread's boundary, as below)
            self.watched.emit(WatchMessage(watch_id=watch_id, error=error))

    async def _check(self, run_id: int, targets: Targets, cancel: "asyncio.Event") -> None:
        def on_update(row: ProbeResult) -> None:
            self.message.emit(RunMessage(run_id=run_id, row=row))

        try:
            report = await run_check(targets, on_update=on_update, cancel=cancel)
        except Exception as error:  # noqa: BLE001 (the thread's boundary: the GUI thread's crash dialog takes it)
            self.message.emit(RunMessage(run_id=run_id, error=error))
        else:
            self.message.emit(RunMessage(run_id=run_id, report=report))
