"""Watching the line as the window sees it: whether it goes on, what it saw, and when that is recorded.

What needs the probes themselves is loaded when a run has ended: by then they are there.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from gui.model.observation import CheckReport, Verdict
from gui.model.watch import WatchSummary
from gui.probes import WatchHistory
from gui.probes.timing import Stopwatch
from gui.qt.bridge import WatchMessage
from gui.qt.check import CheckModel

if TYPE_CHECKING:
    from gui.probes import WatchPlan

#: Run and watch are judged together from time to time: what it takes to call a fault does not come within a second.
JUDGED_EVERY = 5

Record = Callable[[WatchSummary, Verdict], object]


class WatchState(StrEnum):
    """`WAITING`: for the end of the first run; `OFF`: no network test is allowed."""

    OFF = "off"
    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"


class WatchModel(QObject):
    """Watches from the end of every run until the next one begins; each run has a watch of its own.

    `changed`: something to redraw. `record(summary, verdict)` is called when the verdict changes, when another page is
    shown and at the end: the case does not grow every second.
    """

    changed = Signal()

    def __init__(self, check: CheckModel, record: Record, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self._bridge = check.bridge
        self._record = record
        self._history = WatchHistory()
        self._clock = Stopwatch()
        self._plan: WatchPlan | None = None
        self._watch_id: int | None = None
        self._is_paused = False
        self._samples = self._new_samples = 0
        self._summary: WatchSummary | None = None
        self._bridge.watched.connect(self._take, Qt.ConnectionType.QueuedConnection)
        check.finished.connect(self._begin)
        check.changed.connect(self._follow)
        check.keeping.connect(self.keep)
        check.stopped.connect(self._end)

    @property
    def state(self) -> WatchState:
        """What the watch does now."""
        if self._watch_id is not None:
            return WatchState.RUNNING
        if not self._check.allowed:
            return WatchState.OFF
        return WatchState.WAITING if self._plan is None or self._check.running else WatchState.PAUSED

    @property
    def summary(self) -> WatchSummary | None:
        """What was seen since the newest run, or is recorded of it; None: nothing."""
        if not self._samples:
            report = self._check.report
            return None if report is None else report.watch
        if self._summary is None:  # made when somebody looks
            self._summary = self._history.summary()
        return self._summary

    def pause(self) -> None:
        """Stop watching until the user says otherwise."""
        self._is_paused = True
        self._halt()
        self.keep()
        self.changed.emit()

    def resume(self) -> None:
        """Go on, if network tests are allowed and there was a run."""
        self._is_paused = False
        self._start()
        self.changed.emit()

    def keep(self) -> None:
        """Record what was seen since the last time."""
        report, summary = self._check.report, self.summary
        if report is not None and summary is not None and self._new_samples:
            self._judge(report, summary)

    def _begin(self, report: CheckReport) -> None:
        """Begin anew after a run. A user who stopped the run wants quiet: then only `resume` begins."""
        from gui.probes import plan_watch  # noqa: PLC0415 (see above)

        self._forget()
        self._plan = plan_watch(report.probes, self._check.targets)
        if not self._is_paused and not report.cancelled:
            self._start()
        self.changed.emit()

    def _follow(self) -> None:
        """Give way to a run, and end when no network test is allowed any more."""
        if self._check.running or self._check.report is None:
            self._halt()
            self._forget()
        elif not self._check.allowed:
            self._halt()
        self.changed.emit()

    def _start(self) -> None:
        if self._plan is not None and self._check.allowed and not self._check.running and self._watch_id is None:
            self._watch_id = self._bridge.watch(self._plan, self._clock)

    def _halt(self) -> None:
        if self._watch_id is not None:
            self._watch_id = None
            self._bridge.unwatch()

    def _forget(self) -> None:
        self._history, self._clock = WatchHistory(), Stopwatch()
        self._plan = self._summary = None
        self._samples = self._new_samples = 0

    def _end(self) -> None:
        self._halt()
        self.keep()
        self._forget()

    def _take(self, message: WatchMessage) -> None:
        if message.watch_id != self._watch_id:
            return
        if message.error is not None:
            self._watch_id = None
            self.changed.emit()
            raise message.error
        if message.sample is not None:
            self._history.add(message.sample)
            self._summary = None
            self._samples += 1
            self._new_samples += 1
            self._judge_sometimes()
        self.changed.emit()

    def _judge_sometimes(self) -> None:
        report, summary = self._check.report, self.summary if self._samples % JUDGED_EVERY == 0 else None
        if report is None or summary is None:
            return
        verdict = _verdict_of(report, summary)
        if (verdict.fault, verdict.remarks) != (report.verdict.fault, report.verdict.remarks):
            self._judge(report, summary)

    def _judge(self, report: CheckReport, summary: WatchSummary) -> None:
        verdict = _verdict_of(report, summary)
        self._new_samples = 0
        self._check.complete(replace(report, watch=summary, verdict=verdict))
        self._record(summary, verdict)


def _verdict_of(report: CheckReport, summary: WatchSummary) -> Verdict:
    from gui.probes import judge  # noqa: PLC0415 (see above)

    return judge(report.probes, summary)
