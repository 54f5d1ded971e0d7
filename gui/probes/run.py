"""Runs the plan: everything side by side, within the budget, stoppable at any moment.

A broken network is a result. Only `_Rows.probe` catches everything: a programming error in one check must not take the
others with it. An error of `on_update` is the caller's bug and is passed on.
"""

import asyncio
import logging
import selectors
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from gui.journal import Event
from gui.kb import load_usb_makers
from gui.model.lan import TerminalAddress
from gui.model.observation import (
    CheckReport,
    JsonValue,
    Observation,
    ProbeKind,
    ProbeOutcome,
    ProbeResult,
    ProbeSpec,
    ProbeState,
)
from gui.model.targets import Targets
from gui.paths import resources_dir
from gui.probes import limits
from gui.probes.clock import clock_offset_s
from gui.probes.context import AddressBook, RunContext
from gui.probes.daemon import in_daemon_thread
from gui.probes.dial import make_contexts
from gui.probes.facts import gather_facts, has_carrier, has_usable_address
from gui.probes.net import Net
from gui.probes.outcome import outcome_of
from gui.probes.pc_details import detail_values, with_details
from gui.probes.plan import host_names, plan_check
from gui.probes.realnet import RealNet
from gui.probes.stage import StageSkipped
from gui.probes.stages import STAGES
from gui.probes.stopping import until_stopped
from gui.probes.system import System, local_echo, local_system
from gui.probes.timing import Stopwatch
from gui.probes.verdict import judge

_LOG = logging.getLogger(__name__)

OnUpdate = Callable[[ProbeResult], None]


async def run_check(
    targets: Targets,
    *,
    budget_s: float = limits.RUN_BUDGET_S,
    on_update: OnUpdate | None = None,
    cancel: asyncio.Event | None = None,
    terminal: TerminalAddress | None = None,
) -> CheckReport:
    """Test the network and judge what was seen. Ends within `budget_s`, and at once when `cancel` is set.

    `on_update` gets every check when it starts (RUNNING) and when it ends; what it raises ends the run and is raised
    here. `terminal`: where on the LAN the till looks for it; it is tried too. Raises UserError `probes.ca_file`.
    Needs a selector loop: on the proactor loop UDP dies on a port-unreachable.
    """
    watch = Stopwatch()
    known_roots = Path(targets.known_roots) if targets.known_roots else resources_dir() / "kb" / "roots.pem"
    net = RealNet(watch, make_contexts(targets.ca_file, known_roots), local_echo())
    return await run_with(
        targets,
        net,
        local_system(),
        watch=watch,
        budget_s=budget_s,
        on_update=on_update,
        cancel=cancel,
        terminal=terminal,
    )


def run_check_blocking(
    targets: Targets, *, budget_s: float = limits.RUN_BUDGET_S, on_update: OnUpdate | None = None
) -> CheckReport:
    """Do the same from a program without a loop. KeyboardInterrupt stops the run and passes through."""
    with asyncio.Runner(loop_factory=_selector_loop) as runner:
        return runner.run(run_check(targets, budget_s=budget_s, on_update=on_update))


def _selector_loop() -> asyncio.AbstractEventLoop:
    return asyncio.SelectorEventLoop(selectors.SelectSelector())


async def run_with(  # noqa: PLR0913 - each argument is one input of a run
    targets: Targets,
    net: Net,
    system: System,
    *,
    watch: Stopwatch,
    budget_s: float = limits.RUN_BUDGET_S,
    on_update: OnUpdate | None = None,
    cancel: asyncio.Event | None = None,
    terminal: TerminalAddress | None = None,
) -> CheckReport:
    """Run the plan on the given network and system: the real ones, or scripted ones in a test."""
    started_utc = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    book = AddressBook(host_names(targets))
    context = RunContext(targets=targets, net=net, system=system, watch=watch, book=book, terminal=terminal)
    rows = _Rows(plan_check(targets, terminal), context, on_update)
    cancelled = await until_stopped(rows.run(), budget_s - limits.CLOSING_S - watch.now_s(), cancel)
    rows.close(cancelled=cancelled)
    probes = rows.results()
    report = CheckReport(
        started_utc=started_utc,
        duration_ms=round(watch.now_s() * 1000),
        verdict=judge(probes),
        probes=probes,
        cancelled=cancelled,
        clock_offset_s=clock_offset_s(gather_facts(probes)),
    )
    _log_end(report)
    return report


def _log_end(report: CheckReport) -> None:
    verdict, count = report.verdict, len(report.probes)
    fields = {"segment": verdict.segment.value, "fault": verdict.fault, "count": count}
    _LOG.info(Event.RUN_ENDED, {**fields, "duration_ms": report.duration_ms})


def _log_crash(check: str, error: BaseException) -> None:
    """Log a programming error by the name of its check: free text would not reach the log."""
    _LOG.error(Event.CHECK_CRASHED, {"check": check, "error_type": type(error).__name__}, exc_info=error)


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _result_of(details: asyncio.Future[dict[str, JsonValue]] | None) -> dict[str, JsonValue]:
    """Return the PC's details; none when they came too late. A programming error there costs no check."""
    if details is None or not details.done() or details.cancelled():
        return {}
    if (error := details.exception()) is not None:
        _log_crash("details", error)
        return {}
    return details.result()


class _Rows:
    """The checks of one run: what each has seen so far, and how it ended."""

    def __init__(self, specs: tuple[ProbeSpec, ...], context: RunContext, on_update: OnUpdate | None) -> None:
        self._specs = specs
        self._context = context
        self._watch = context.watch
        self._on_update = on_update
        self._seen: dict[str, list[Observation]] = {spec.id: [] for spec in specs}
        self._started_s: dict[str, float] = {}
        self._ended: dict[str, ProbeResult] = {}
        self._details: asyncio.Future[dict[str, JsonValue]] | None = None

    async def run(self) -> None:
        """Do every check; beside them the PC's details are read, for which only the time of the adapters is waited."""
        self._details = asyncio.ensure_future(in_daemon_thread(self._read_details, "details"))
        self._context.details = self._details
        try:
            await self._run_checks()
            await asyncio.wait({self._details}, timeout=max(limits.ADAPTER_TIMEOUT_S - self._watch.now_s(), 0.0))
        finally:
            self._details.cancel()  # no effect on what has ended

    def _read_details(self) -> dict[str, JsonValue]:
        return detail_values(self._context.system.read_details(), load_usb_makers())

    async def _run_checks(self) -> None:
        """Read the PC's settings, then do everything else at once; nothing when there is no link to test."""
        await self._probe(self._specs[0])
        reason = self._no_link_reason()
        if reason is not None:
            for spec in self._specs[1:]:
                self._end(spec, ProbeState.SKIPPED, reason)
            return
        tasks = [asyncio.ensure_future(self._probe(spec)) for spec in self._specs[1:]]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def close(self, *, cancelled: bool) -> None:
        """End what is still open: cancelled, or out of time. What was seen is kept."""
        for spec in self._specs:
            if spec.id not in self._ended:
                if cancelled:
                    self._end(spec, ProbeState.CANCELLED)
                else:
                    self._end(spec, ProbeState.SKIPPED, "no-time")

    def results(self) -> tuple[ProbeResult, ...]:
        """Return the ended checks in the order of the plan, the details of the PC with its settings."""
        ended = tuple(self._ended[spec.id] for spec in self._specs)
        details = _result_of(self._details)
        return tuple(with_details(probe, details) for probe in ended)

    async def _probe(self, spec: ProbeSpec) -> None:
        self._started_s[spec.id] = self._watch.now_s()
        self._tell(self._result(spec, ProbeState.RUNNING))
        state, reason = ProbeState.DONE, None
        try:
            await STAGES[spec.kind](spec, self._context, self._seen[spec.id].append)
        except StageSkipped as skipped:
            state, reason = ProbeState.SKIPPED, skipped.reason
        except asyncio.CancelledError as error:
            if _is_being_cancelled():
                raise
            _log_crash(spec.id, error)  # not the check was cancelled: something that it waited for
            state = ProbeState.CRASHED
        except Exception as error:  # noqa: BLE001 (the probe boundary: the other checks go on)
            _log_crash(spec.id, error)
            state = ProbeState.CRASHED
        self._release(spec.kind)
        self._end(spec, state, reason)

    def _release(self, kind: ProbeKind) -> None:
        """Let nobody wait for what an ended check will not deliver any more."""
        if kind is ProbeKind.SYSTEM_RESOLVER:
            self._context.book.close("system", "system_raw")
        elif kind is ProbeKind.DNS_COMPARE:
            self._context.book.close("public")
        elif kind is ProbeKind.PORTAL and not self._context.pages_seen.done():
            self._context.pages_seen.set_result(())

    def _no_link_reason(self) -> str | None:
        seen = self._seen[self._specs[0].id]
        if self._context.info is None:
            return None
        if not has_carrier(seen):
            return "no-link"
        return None if has_usable_address(seen) else "no-address"

    def _end(self, spec: ProbeSpec, state: ProbeState, reason: str | None = None) -> None:
        self._ended[spec.id] = result = self._result(spec, state, reason)
        if all(one.id in self._ended for one in self._specs if one.kind is not ProbeKind.DETOUR):
            self._context.others_ended.set()
        self._tell(result)

    def _result(self, spec: ProbeSpec, state: ProbeState, reason: str | None = None) -> ProbeResult:
        seen = tuple(sorted(self._seen[spec.id], key=lambda one: one.t0_s))
        outcome = outcome_of(spec.kind, seen) if state is ProbeState.DONE else ProbeOutcome.NOT_TESTED
        since_s = self._watch.now_s() - self._started_s.get(spec.id, self._watch.now_s())
        return ProbeResult(
            id=spec.id,
            kind=spec.kind,
            state=state,
            outcome=outcome,
            duration_ms=round(since_s * 1000),
            observations=seen,
            skipped_reason=f"skipped.{reason}" if reason else None,
        )

    def _tell(self, result: ProbeResult) -> None:
        if self._on_update is not None:
            self._on_update(result)
