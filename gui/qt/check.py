"""The connectivity run as the window sees it: the rows, whether it runs, and its report."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Signal

from gui.model.observation import CheckReport, ProbeOutcome, ProbeResult, ProbeSpec, ProbeState
from gui.model.targets import Targets
from gui.probes import RUN_BUDGET_S, plan_check
from gui.qt.bridge import ProbeBridge, RunMessage

if TYPE_CHECKING:  # the first page does without
    from gui.model.lan import TerminalAddress

#: The longest that a run may take; the bar is full then.
BUDGET_MS = RUN_BUDGET_S * 1000
#: No run has this id.
STOPPED = -1


class CheckModel(QObject):
    """Rows by probe id in the order of the plan. `changed`: something to redraw; `finished`: a new report.

    `keeping`: what was seen since and is not recorded yet should be now (another page shows); `stopped`: the window
    closes.
    """

    changed = Signal()
    finished = Signal(object)
    keeping = Signal()
    stopped = Signal()

    def __init__(self, bridge: ProbeBridge, targets: Targets, provider: str | None = None) -> None:
        super().__init__()
        self.bridge = bridge
        self._terminal: TerminalAddress | None = None
        self._all_targets = targets
        self._targets = targets.for_provider(provider)
        self._run_id = 0
        self._clock = QElapsedTimer()
        self.allowed = True
        self.running = False
        self.report: CheckReport | None = None
        self.specs: tuple[ProbeSpec, ...] = ()
        self.rows: dict[str, ProbeResult] = {}
        self._plan()
        bridge.message.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def targets(self) -> Targets:
        """What the next run may contact."""
        return self._targets

    def use_provider(self, provider: str | None) -> None:
        """Test this provider's hosts from now on; what already ran for other hosts is run again, if allowed."""
        targets = self._all_targets.for_provider(provider)
        if targets == self._targets:
            return
        self._targets = targets
        if self.allowed and (self.running or self.report is not None):
            self.start()
        else:
            self.report = None
            self._plan()
            self.changed.emit()

    def use_terminal(self, terminal: "TerminalAddress | None") -> None:
        """Try the terminal at this address on the LAN in every run from the next one on."""
        self._terminal = terminal

    def allow(self, *, allowed: bool) -> None:
        """Say whether any network test may run. Forbidding it ends a run, and what still comes of it is dropped."""
        self.allowed = allowed
        if not allowed and self.running:
            self.running = False
            self._run_id = STOPPED
            self.bridge.cancel()
            self._plan()
        self.changed.emit()

    def start(self) -> None:
        """Start a run if it is allowed; a run in progress is cancelled and its messages are dropped."""
        if not self.allowed:
            return
        self._plan()
        self.report = None
        self.running = True
        self._clock.start()
        self._run_id = self.bridge.start(self._targets, self._terminal)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the run; what is there stays."""
        self.bridge.cancel()

    def stop(self) -> None:
        """Stop for good: the window closes, and nothing that still comes may be recorded."""
        self.stopped.emit()
        self._run_id = STOPPED
        self.bridge.cancel()

    def complete(self, report: CheckReport) -> None:
        """Show the present report with what the watch after it adds."""
        self.report = report
        self.changed.emit()

    def progress(self) -> float:
        """Return 0..1: the share of rows that are done, or of the time that is used, whichever is more."""
        if not self.running:
            return 1.0 if self.report else 0.0
        done = sum(row.state not in (ProbeState.WAITING, ProbeState.RUNNING) for row in self.rows.values())
        return max(done / max(len(self.rows), 1), min(self._clock.elapsed() / BUDGET_MS, 0.99))

    def seconds_left(self) -> int:
        """Return for how long a run that goes on may take at most, in whole seconds: 1 in its last moments."""
        return max(math.ceil((BUDGET_MS - self._clock.elapsed()) / 1000), 1)

    def restore(self, report: CheckReport) -> None:
        """Show the report of a case that goes on."""
        self.report = report
        self.rows = {row.id: row for row in report.probes}
        self.changed.emit()

    def _plan(self) -> None:
        self.specs = plan_check(self._targets, self._terminal)
        self.rows = {spec.id: _waiting(spec) for spec in self.specs}

    def _take(self, message: RunMessage) -> None:
        if message.run_id != self._run_id:
            return
        if message.error is not None:
            self.running = False
            self.changed.emit()
            raise message.error
        if message.row is not None:
            self.rows[message.row.id] = message.row
        if message.report is not None:
            self._finish(message.report)
        self.changed.emit()

    def _finish(self, report: CheckReport) -> None:
        self.running = False
        self.report = report
        self.rows = {row.id: row for row in report.probes}
        self.finished.emit(report)


def _waiting(spec: ProbeSpec) -> ProbeResult:
    return ProbeResult(
        id=spec.id, kind=spec.kind, state=ProbeState.WAITING, outcome=ProbeOutcome.NOT_TESTED, duration_ms=0
    )


def rows_in_order(specs: tuple[ProbeSpec, ...], rows: Mapping[str, ProbeResult]) -> tuple[ProbeResult, ...]:
    """Return the rows in the order of the plan, then any others (a report of another plan)."""
    planned = [rows[spec.id] for spec in specs if spec.id in rows]
    return (*planned, *(row for key, row in rows.items() if key not in {spec.id for spec in specs}))
