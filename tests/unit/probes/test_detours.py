"""A VPN that the PC's packets go through: found without a packet, proved by the PC's own line, told when it works."""

import asyncio
import errno
import socket
import sys
from dataclasses import replace

import pytest

from gui.model.failure import Failure, Operation
from gui.model.observation import CheckReport, Observation, ProbeKind, ProbeOutcome, ProbeResult, Segment
from gui.model.targets import ControlTarget, ResolverTarget, Targets
from gui.probes import bypass, judge
from gui.probes.system import Adapter, AdapterKind, DefaultRoute, InterfaceAddress, SystemInfo
from gui.probes.timing import Stopwatch
from tests.unit.probes.scripted import ETHERNET, HEALTHY_PC, ScriptedNet, ScriptedSystem, check

HOME = "127.0.0.1"
OWN_LINE = replace(ETHERNET, gateways=("192.168.1.1",))
TUNNEL = Adapter(
    name="公司网络",
    is_enabled=True,
    is_running=True,
    mtu=1400,
    addresses=(InterfaceAddress(address="10.8.0.2", prefix=24),),
    kind=AdapterKind.TUNNEL,
)
#: OpenVPN's two halves of a default route are not listed as one; the second route of a corporate VPN is.
HALVES = replace(HEALTHY_PC, adapters=(OWN_LINE, TUNNEL))
TWO_ROUTES = replace(
    HALVES, routes=(DefaultRoute(interface=TUNNEL.name, gateway="10.8.0.1", metric=5), *(HEALTHY_PC.routes or ()))
)


def by_tunnel(failure: Failure | None, past: Failure | None) -> ScriptedNet:
    """Return a network where everything beyond fails by the tunnel, and `past` is the result by the PC's own line."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is Operation.ROUTE:
            return replace(healthy, detail={"source": "10.8.0.2"})
        if " by " in target:
            return replace(healthy, failure=past)
        if failure is None or op in (Operation.GETADDRINFO, Operation.NEIGHBOUR) or target.startswith("192.168.1.1"):
            return healthy
        return replace(healthy, failure=failure, detail={**healthy.detail, "received": 0, "addresses": []})

    return ScriptedNet(script)


def detour(report: CheckReport) -> ProbeResult:
    """Return the row about detours."""
    return next(probe for probe in report.probes if probe.kind is ProbeKind.DETOUR)


@pytest.mark.parametrize(
    ("info", "past", "segment", "fault", "confidence"),
    [
        (TWO_ROUTES, None, Segment.PC, "vpn-default-route", 0.95),
        (HALVES, None, Segment.PC, "vpn-default-route", 0.95),
        (TWO_ROUTES, Failure.PERMISSION_DENIED, Segment.PC, "vpn-default-route", 0.8),
        (TWO_ROUTES, Failure.TCP_TIMEOUT, Segment.PC, "vpn-default-route", 0.5),
        (HALVES, Failure.TCP_TIMEOUT, Segment.ISP, "outage", 0.6),
    ],
)
def test_a_dead_tunnel(info: SystemInfo, past: Failure | None, segment: Segment, fault: str, confidence: float) -> None:
    """The PC's own line decides: where it is dead as well, the tunnel is not to blame."""
    report = check(by_tunnel(Failure.TCP_TIMEOUT, past), ScriptedSystem(info))
    verdict = report.verdict
    assert (verdict.segment, verdict.fault, verdict.confidence) == (segment, fault, confidence)
    assert ("outage" in verdict.remarks) is (confidence == 0.5)
    assert detour(report).outcome is ProbeOutcome.BROKEN
    assert [one.detail.get("via") for one in detour(report).observations] == [None, TUNNEL.name, "eth0"]


def test_a_tunnel_without_a_line_beside_it() -> None:
    """A host-only adapter without a router of its own proves nothing, so it is not tried."""
    info = replace(TWO_ROUTES, adapters=(replace(OWN_LINE, gateways=()), TUNNEL))
    net = by_tunnel(Failure.TCP_TIMEOUT, None)
    assert check(net, ScriptedSystem(info)).verdict.confidence == 0.8
    assert not [line for line in net.asked if " by " in line]


def test_a_tunnel_that_works_is_told() -> None:
    """The terminal does not share it; the PC's own line is left alone."""
    net = by_tunnel(None, None)
    report = check(net, ScriptedSystem(HALVES))
    assert (report.verdict.fault, report.verdict.remarks) == ("none", ("vpn-active",))
    assert detour(report).outcome is ProbeOutcome.ATTENTION
    assert not [line for line in net.asked if " by " in line]


def test_a_tunnel_that_carries_only_the_office() -> None:
    """Packets to the provider do not go through it: that is no detour."""
    report = check(system=ScriptedSystem(HALVES))
    assert report.verdict.remarks == ()
    assert detour(report).outcome is ProbeOutcome.FINE


@pytest.mark.parametrize("is_running", [True, False])
def test_without_a_tunnel_nothing_is_asked(is_running: bool) -> None:
    """Not even the way of a packet."""
    idle = replace(TUNNEL, is_running=False)
    net = ScriptedNet()
    report = check(net, ScriptedSystem(replace(HALVES, adapters=(OWN_LINE, idle) if is_running else (OWN_LINE,))))
    assert [one.target for one in detour(report).observations] == ["system"]
    assert not [line for line in net.asked if line.startswith("route")]


@pytest.mark.parametrize(
    ("targets", "asked"),
    [
        (Targets(), None),
        (Targets(resolvers=(ResolverTarget(address="198.51.100.53"),)), "route 198.51.100.53"),
        (Targets(resolvers=(ResolverTarget(address="2001:db8::1"),)), None),
        (Targets(controls=(ControlTarget(host="203.0.113.20"),)), "route 203.0.113.20"),
    ],
)
def test_whose_way_is_asked_for(targets: Targets, asked: str | None) -> None:
    """A host of the targets, by IPv4; the check contacts nobody else."""
    net = by_tunnel(None, None)
    check(net, ScriptedSystem(HALVES), targets)
    assert [line for line in net.asked if line.startswith("route")] == ([asked] if asked else [])


@pytest.mark.parametrize(
    ("name", "kind", "is_tunnel"),
    [
        ("tun0", AdapterKind.ETHERNET, True),
        ("ppp0", AdapterKind.OTHER, True),
        ("以太网 2", AdapterKind.TUNNEL, True),
        ("以太网 2", AdapterKind.ETHERNET, False),
    ],
)
def test_an_older_file_is_judged_by_its_routes(name: str, kind: AdapterKind, is_tunnel: bool) -> None:
    """It holds no row about detours: the preferred of two default routes tells, by the adapter's kind or name."""
    tunnel = replace(TUNNEL, name=name, kind=kind)
    routes = (DefaultRoute(interface=name, gateway="10.8.0.1", metric=5), *(HEALTHY_PC.routes or ()))
    info = replace(HALVES, adapters=(OWN_LINE, tunnel), routes=routes)
    probes = check(by_tunnel(Failure.TCP_TIMEOUT, None), ScriptedSystem(info)).probes
    older = judge([probe for probe in probes if probe.kind is not ProbeKind.DETOUR])
    assert (older.fault == "vpn-default-route") is is_tunnel
    assert not is_tunnel or older.confidence == 0.8


class NoWay(socket.socket):
    """A socket of a system that has no way to an address."""

    def connect(self, address: object) -> None:
        """Refuse."""
        raise OSError(errno.ENETUNREACH, "no route")


def test_the_system_tells_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the address that it would send from; no way at all is an observation, not an error."""
    watch = Stopwatch()
    assert bypass.source_address(watch, HOME).detail == {"source": HOME}
    assert bypass.source_address(watch, "::1").detail == {"source": "::1"}
    monkeypatch.setattr(socket, "socket", NoWay)
    assert bypass.source_address(watch, HOME).failure is Failure.NETWORK_UNREACHABLE


def connect_by(adapter: str, port: int) -> Observation:
    """Connect to this machine by an adapter."""

    async def work() -> Observation:
        return await bypass.tcp_connect_by(Stopwatch(), adapter, HOME, HOME, port, 1.0)

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(work())


@pytest.mark.skipif(sys.platform != "linux", reason="names a Linux adapter")
def test_a_connection_by_an_adapter() -> None:
    """It is made by that adapter or not at all."""
    with socket.create_server((HOME, 0)) as server:
        port = server.getsockname()[1]
        assert connect_by("lo", port).failure is None
        assert connect_by("none-such", port).failure is Failure.UNKNOWN
    assert connect_by("lo", port).failure is Failure.TCP_REFUSED


def test_a_system_that_cannot_choose_the_adapter() -> None:
    """Windows needs nothing more than the address; any other system but Linux says that it cannot."""
    with socket.socket() as tcp:
        bypass._pin(tcp, "以太网", "win32")
        with pytest.raises(OSError, match="no way"):
            bypass._pin(tcp, "en0", "darwin")
