"""The one way from the probe thread to the window.

One daemon thread runs an asyncio selector loop (on Windows too: UDP on the proactor loop dies on a port-unreachable).
Its results reach the GUI thread through one queued `Signal(object)` that carries frozen dataclasses.
"""

import sys
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gui.lazy import LazyModule
from gui.model.observation import CheckReport, ProbeResult
from gui.model.targets import Targets

if TYPE_CHECKING:
    import asyncio

    from gui.model.lan import LanScan, TerminalAddress, TerminalTest
    from gui.probes import WatchPlan, WatchSample
    from gui.probes.timing import Stopwatch
else:  # the window is there first
    asyncio = LazyModule("asyncio")

#: How long this thread may keep Python while the window waits for it. Qt gives Python away in many of its calls: with
#: Python's own 5 ms the making of a page took ten times as long as the work in it.
SWITCH_INTERVAL_S = 0.0005
#: How long `close` waits for the loop; the thread is a daemon, so that a hung system call cannot hold the exit.
JOIN_TIMEOUT_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMessage:
    """One message of a run: a probe's row, the finished report, what was seen of the LAN, or a bug that ended it."""

    run_id: int
    row: ProbeResult | None = None
    report: CheckReport | None = None
    lan: "LanScan | TerminalTest | None" = None
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
    targets: Targets,
    *,
    on_update: Callable[[ProbeResult], None],
    cancel: "asyncio.Event",
    terminal: "TerminalAddress | None" = None,
) -> CheckReport:
    """Make the run. Its modules are many: the first run loads them, in the probe thread, while the window is there."""
    from gui.probes import run_check as run  # noqa: PLC0415 (see above)

    return await run(targets, on_update=on_update, cancel=cancel, terminal=terminal)


async def look_at_lan(terminal: "TerminalAddress | None", cancel: "asyncio.Event") -> "LanScan | TerminalTest":
    """Look for terminals on the LAN, or try one. Loaded as late as `run_check`."""
    from gui.probes import find_terminals, try_terminal  # noqa: PLC0415 (see above)

    return await (find_terminals(cancel=cancel) if terminal is None else try_terminal(terminal, cancel=cancel))


class ProbeBridge(QObject):
    """Starts and cancels connectivity runs and watches, and looks at the LAN beside them.

    Emits `message` (a `RunMessage`) and `watched` (a `WatchMessage`) on the GUI thread. Every run and every watch has
    an id, counted from 1; a receiver drops messages of older ones.
    """

    message = Signal(object)
    watched = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run_id = 0
        self._check_id: int | None = None
        self._look_id: int | None = None
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._early: list[Callable[[], None]] = []
        self._cancels: dict[int, asyncio.Event] = {}  # of the probe thread
        self._watch_id = 0
        self._watching: asyncio.Task[None] | None = None  # of the probe thread
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._serve, name="probes", daemon=True)

    def start(self, targets: Targets, terminal: "TerminalAddress | None" = None) -> int:
        """Cancel the present run, start another, and return its id. `terminal`: on the LAN, tried with the rest."""
        self.cancel()
        self._check_id = self._launch(partial(self._check, targets, terminal))
        return self._check_id

    def look_at_lan(self, terminal: "TerminalAddress | None" = None) -> int:
        """Look for terminals, or try one; ends such a look that still goes on. Returns its id."""
        self.cancel_lan()
        self._look_id = self._launch(partial(self._look, terminal))
        return self._look_id

    def cancel(self) -> None:
        """Ask the present run to stop; its report, with what is there, still comes (within 300 ms)."""
        self._stop(self._check_id)
        self._check_id = None

    def cancel_lan(self) -> None:
        """Ask the present look at the LAN to stop; what it saw still comes (within 300 ms)."""
        self._stop(self._look_id)
        self._look_id = None

    def watch(self, plan: "WatchPlan", clock: "Stopwatch") -> int:
        """Stop the present watch, start another, and return its id."""
        self._watch_id += 1
        self._in_loop(partial(self._launch_watch, self._watch_id, plan, clock))
        return self._watch_id

    def unwatch(self) -> None:
        """Stop the present watch; it ends at the next turn of the loop and sends nothing more."""
        if self._thread.is_alive():
            self._in_loop(self._end_watch)

    def close(self) -> None:
        """Stop the loop and its thread. No message comes after this."""
        if not self._thread.is_alive():
            return
        self.cancel()
        self.cancel_lan()
        self._in_loop(lambda: asyncio.get_running_loop().stop())
        self._thread.join(JOIN_TIMEOUT_S)

    def _launch(self, work: "Callable[[int, asyncio.Event], Coroutine[Any, Any, None]]") -> int:
        """Begin some work in the thread; return the id that its messages carry."""
        self._run_id += 1
        self._in_loop(partial(self._begin, self._run_id, work))
        return self._run_id

    def _stop(self, run_id: int | None) -> None:
        if run_id is not None:
            self._in_loop(partial(self._set_cancel, run_id))

    def _in_loop(self, call: Callable[[], None]) -> None:
        """Have the probe thread call something; while it still loads what it needs, it keeps that for later."""
        if self._thread.ident is None:
            self._thread.start()
        with self._lock:
            if self._loop is None:
                self._early.append(call)
            else:
                self._loop.call_soon_threadsafe(call)

    def _serve(self) -> None:
        """Run the loop. It is made here: to load asyncio takes 40 ms, for which the window would stand still."""
        sys.setswitchinterval(SWITCH_INTERVAL_S)
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

    def _begin(self, run_id: int, work: "Callable[[int, asyncio.Event], Coroutine[Any, Any, None]]") -> None:
        cancel = self._cancels[run_id] = asyncio.Event()
        task = asyncio.get_running_loop().create_task(work(run_id, cancel))
        self._tasks.add(task)  # the loop itself only keeps a weak reference
        task.add_done_callback(partial(self._forget, run_id))

    def _launch_watch(self, watch_id: int, plan: "WatchPlan", clock: "Stopwatch") -> None:
        self._end_watch()
        self._watching = asyncio.get_running_loop().create_task(self._watch(watch_id, plan, clock))

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

    def _forget(self, run_id: int, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        del self._cancels[run_id]

    def _set_cancel(self, run_id: int) -> None:
        if (cancel := self._cancels.get(run_id)) is not None:  # else it has ended
            cancel.set()

    async def _look(self, terminal: "TerminalAddress | None", run_id: int, cancel: "asyncio.Event") -> None:
        try:
            seen = await look_at_lan(terminal, cancel)
        except Exception as error:  # noqa: BLE001 (as in `_check`)
            self.message.emit(RunMessage(run_id=run_id, error=error))
        else:
            self.message.emit(RunMessage(run_id=run_id, lan=seen))

    async def _check(
        self, targets: Targets, terminal: "TerminalAddress | None", run_id: int, cancel: "asyncio.Event"
    ) -> None:
        def on_update(row: ProbeResult) -> None:
            self.message.emit(RunMessage(run_id=run_id, row=row))

        try:
            asked = {} if terminal is None else {"terminal": terminal}
            report = await run_check(targets, on_update=on_update, cancel=cancel, **asked)
        except Exception as error:  # noqa: BLE001 (the thread's boundary: the GUI thread's crash dialog takes it)
            self.message.emit(RunMessage(run_id=run_id, error=error))
        else:
            self.message.emit(RunMessage(run_id=run_id, report=report))
