"""The run on a scripted network: order, budget, cancel, crash, and what is told while it goes on."""

import asyncio
import json
from dataclasses import dataclass, replace

import pytest

from gui.model.codec import from_json, to_json
from gui.model.errors import UserError
from gui.model.failure import Failure, Operation
from gui.model.observation import CheckReport, Observation, ProbeOutcome, ProbeResult, ProbeState, Segment
from gui.model.targets import EndpointTarget, PortalTarget, Targets
from gui.probes import judge, plan_check, run_check_blocking
from gui.probes.run import run_with
from gui.probes.system import Adapter, InterfaceAddress, SystemInfo
from gui.probes.timing import Stopwatch
from tests.unit.probes.scripted import (
    ETHERNET,
    GATEWAY,
    PUBLIC_DNS,
    TARGETS,
    ScriptedNet,
    ScriptedSystem,
    check,
    failing,
)


def test_a_healthy_network_is_fine() -> None:
    """Every planned check is done, in the order of the plan, and the clock is known."""
    report = check()
    assert [probe.id for probe in report.probes] == [spec.id for spec in plan_check(TARGETS)]
    assert {probe.state for probe in report.probes} == {ProbeState.DONE}
    assert {probe.outcome for probe in report.probes} == {ProbeOutcome.FINE}
    assert (report.verdict.segment, report.verdict.fault, report.verdict.remarks) == (Segment.NONE, "none", ())
    assert report.clock_offset_s == 0.01
    assert not report.cancelled


def test_the_report_survives_json_and_is_judged_alike() -> None:
    """An old file can be judged again."""
    report = check()
    again = from_json(CheckReport, json.loads(json.dumps(to_json(report))))
    assert judge(again.probes) == report.verdict


def test_every_check_is_told_when_it_starts_and_when_it_ends() -> None:
    """One RUNNING and one final result each."""
    told: list[ProbeResult] = []
    report = check(on_update=told.append)
    running = [row.id for row in told if row.state is ProbeState.RUNNING]
    assert sorted(running) == sorted(probe.id for probe in report.probes)
    assert {row.id: row for row in told} == {probe.id: probe for probe in report.probes}


def test_an_error_of_the_listener_is_passed_on() -> None:
    """It is a bug of the caller, not a state of the network."""

    def listener(row: ProbeResult) -> None:
        if row.id == "portal":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        check(on_update=listener)


def test_a_crashed_check_takes_no_other_with_it(caplog: pytest.LogCaptureFixture) -> None:
    """A programming error is named in the log and clears nobody."""
    report = check(ScriptedNet(raises=frozenset({Operation.HTTP_GET})))
    states = {probe.id: (probe.state, probe.outcome) for probe in report.probes}
    assert states["portal"] == (ProbeState.CRASHED, ProbeOutcome.NOT_TESTED)
    assert states["clock"][0] is ProbeState.DONE
    assert report.verdict.segment is Segment.UNKNOWN
    assert "check portal crashed: ExceptionGroup" in caplog.text


@dataclass(slots=True)
class CancellingNet(ScriptedNet):
    """Waits for something that somebody else cancelled."""

    async def ping(
        self,
        address: str,
        *,
        count: int,
        interval_s: float = 0.0,
        size_bytes: int = 32,
        may_fragment: bool = True,
        ttl: int | None = None,
    ) -> Observation:
        """See `Net`."""
        raise asyncio.CancelledError


def test_a_cancel_from_inside_is_a_crash_of_that_check_alone(caplog: pytest.LogCaptureFixture) -> None:
    """The run goes on: nobody cancelled it."""
    report = check(CancellingNet())
    states = {probe.id: probe.state for probe in report.probes}
    assert states.pop("path-loss") is ProbeState.CRASHED
    assert set(states.values()) == {ProbeState.DONE}
    assert not report.cancelled
    assert "check path-loss crashed: CancelledError" in caplog.text


def test_a_crashed_check_leaves_nothing_running() -> None:
    """When one of several pings is programmed wrongly, the others are stopped with it."""

    async def left_after_a_run() -> list[str]:
        targets = replace(TARGETS, portals=(), ntp=())
        net = HalfHangingNet()
        await run_with(targets, net, ScriptedSystem(), watch=Stopwatch())
        return [repr(task) for task in asyncio.all_tasks() if task is not asyncio.current_task()]

    assert asyncio.run(left_after_a_run()) == []


@dataclass(slots=True)
class HalfHangingNet(ScriptedNet):
    """Of the pings beyond the router one raises and the others never end."""

    async def ping(
        self,
        address: str,
        *,
        count: int,
        interval_s: float = 0.0,
        size_bytes: int = 32,
        may_fragment: bool = True,
        ttl: int | None = None,
    ) -> Observation:
        """See `Net`."""
        if address == PUBLIC_DNS:
            raise ZeroDivisionError
        if address != GATEWAY:
            await asyncio.Event().wait()
        return await self._see(Operation.PING, address, sent=count, received=count)


def test_cancel_keeps_what_is_there() -> None:
    """What hung is cancelled, not failed."""
    report = check(ScriptedNet(hangs=frozenset({Operation.TLS_HANDSHAKE})), cancel_at_once=True)
    states = {probe.id: probe.state for probe in report.probes}
    assert report.cancelled
    assert states["portal"] is ProbeState.DONE
    assert states["endpoint:a.acq.test:443"] is ProbeState.CANCELLED
    assert report.verdict.segment is Segment.UNKNOWN


def test_the_budget_ends_the_run() -> None:
    """What did not come in time was not run, which is no failure."""
    report = check(ScriptedNet(hangs=frozenset({Operation.GETADDRINFO})), budget_s=0.5)
    late = {probe.id: probe for probe in report.probes}["endpoint:a.acq.test:443"]
    assert (late.state, late.outcome) == (ProbeState.SKIPPED, ProbeOutcome.NOT_TESTED)
    assert late.skipped_reason == "skipped.no-time"
    assert report.verdict.segment is Segment.UNKNOWN
    assert not report.cancelled


@pytest.mark.parametrize(
    ("adapter", "fault", "reason"),
    [
        (Adapter(name="eth0", is_enabled=True, is_running=False, mtu=1500), "no-carrier", "skipped.no-link"),
        (Adapter(name="eth0", is_enabled=False, is_running=False, mtu=1500), "no-carrier", "skipped.no-link"),
        (Adapter(name="eth0", is_enabled=True, is_running=True, mtu=1500), "no-dhcp-lease", "skipped.no-address"),
        (
            Adapter(
                name="eth0",
                is_enabled=True,
                is_running=True,
                mtu=1500,
                addresses=(InterfaceAddress(address="169.254.1.2", prefix=16),),
            ),
            "no-dhcp-lease",
            "skipped.no-address",
        ),
    ],
)
def test_without_a_link_nothing_else_is_run(adapter: Adapter, fault: str, reason: str) -> None:
    """The root cause hides the rest: not one packet is sent."""
    net = ScriptedNet()
    report = check(net, ScriptedSystem(SystemInfo(adapters=(adapter,), routes=())))
    assert report.verdict.fault == fault
    assert {probe.skipped_reason for probe in report.probes[1:]} == {reason}
    assert net.asked == []


def test_a_system_that_tells_nothing_leaves_its_checks_out() -> None:
    """On a system without routes and name servers the provider is still tested."""
    report = check(system=ScriptedSystem(SystemInfo(adapters=(ETHERNET,))))
    assert {probe.id: probe.skipped_reason for probe in report.probes}["gateway"] == "skipped.no-gateway"
    assert report.verdict.segment is Segment.NONE


def test_without_targets_nothing_is_known() -> None:
    """Neither good nor bad is said of what was not tested."""
    report = check(targets=Targets())
    assert {probe.skipped_reason for probe in report.probes[2:-1]} == {"skipped.no-targets"}
    assert report.verdict.segment is Segment.UNKNOWN


def test_addresses_need_no_lookup() -> None:
    """An endpoint may be given by its address."""
    net = ScriptedNet(failing({Operation.GETADDRINFO: Failure.DNS_TIMEOUT}))
    report = check(net, targets=Targets(endpoints=(EndpointTarget(provider="x", name="x", host="203.0.113.10"),)))
    assert report.verdict.segment is Segment.NONE
    assert not [line for line in net.asked if line.startswith("getaddrinfo")]


def test_a_missing_certificate_file_is_the_users_error() -> None:
    """Nothing is sent before it is known whom to trust."""
    with pytest.raises(UserError, match=r"probes\.ca_file"):
        run_check_blocking(Targets(ca_file="/nowhere/ca.pem"))


def test_a_page_given_with_port_and_path_is_planned_once() -> None:
    """Repeated hosts and ports make one row."""
    twice = EndpointTarget(provider="x", name="x", host="h.test")
    targets = Targets(portals=(PortalTarget(url="http://p.test:8080/a?b", status=200),), endpoints=(twice, twice))
    ids = [spec.id for spec in plan_check(targets)]
    assert len(ids) == len(set(ids))


def test_stopping_the_task_stops_everything() -> None:
    """A caller that cancels the whole task leaves no task behind."""

    async def start_and_stop() -> set[str]:
        net, under_way = ScriptedNet(hangs=frozenset({Operation.GETADDRINFO})), asyncio.Event()
        work = run_with(TARGETS, net, ScriptedSystem(), watch=Stopwatch(), on_update=lambda _row: under_way.set())
        task = asyncio.ensure_future(work)
        await under_way.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return {left.get_name() for left in asyncio.all_tasks() if left is not asyncio.current_task()}

    assert asyncio.run(start_and_stop()) == set()


def test_no_whole_hardware_address_is_in_a_report() -> None:
    """The router's neighbour entry tells its maker's part; the rest would identify the device."""
    report = check(system=ScriptedSystem(mac="aa:bb:cc:dd:ee:ff"))
    seen = [one for probe in report.probes for one in probe.observations if one.op is Operation.NEIGHBOUR]
    assert [one.detail["maker_prefix"] for one in seen] == ["aa:bb:cc"]
    assert "dd:ee:ff" not in json.dumps(to_json(report))
