"""Lines and names that look odd: two routers, Windows' own page, a name that leads into the shop, deaf name servers."""

from dataclasses import replace

import pytest

from gui.model.failure import Failure, Operation
from gui.model.observation import Observation, ProbeKind, ProbeOutcome, ProbeState, Segment, Verdict
from gui.model.targets import PortalTarget, PrivateNameTarget, Targets
from gui.probes.system import AdapterKind, DefaultRoute
from tests.unit.probes.scripted import (
    ETHERNET,
    GATEWAY,
    HEALTHY_PC,
    TARGETS,
    Script,
    ScriptedNet,
    ScriptedSystem,
    as_it_is,
    check,
)

O, F = Operation, Failure  # noqa: E741 (read as a table)

NCSI = PortalTarget(url="http://www.msftconnecttest.com/connecttest.txt", status=200, body="Microsoft Connect Test")
WITH_NCSI = replace(TARGETS, portals=(*TARGETS.portals, NCSI))
READER = PrivateNameTarget(host="reader.acq.test", address="192.168.1.60")
WITH_READER = replace(TARGETS, private_names=(READER,))


def verdict(net: ScriptedNet, targets: Targets = TARGETS, system: ScriptedSystem | None = None) -> Verdict:
    """Run on a scripted network."""
    return check(net, system, targets).verdict


@pytest.mark.parametrize(
    ("hop", "is_double"),
    [
        ("192.168.0.1", True),
        ("10.0.0.1", True),
        ("172.31.255.1", True),
        ("100.64.0.1", False),  # the provider's own NAT
        ("203.0.113.1", False),
        (GATEWAY, False),  # a router that counts strangely
        (None, False),
    ],
)
def test_a_private_router_behind_the_router(hop: str | None, is_double: bool) -> None:
    """Two translations are worth a word; a provider's shared address is not the shop's business."""
    seen = verdict(ScriptedNet(second_hop=hop))
    assert (seen.segment, seen.fault) == (Segment.NONE, "none")
    assert ("double-nat" in seen.remarks) is is_double


def test_a_private_router_means_nothing_where_the_first_one_is_not_the_shops() -> None:
    """Inside a VPN, and behind a router with a public address, and without a route."""
    hop = ScriptedNet(second_hop="10.9.0.1")
    tunnel = replace(ETHERNET, name="vpn0", kind=AdapterKind.TUNNEL)
    into_it = DefaultRoute(interface="vpn0", gateway="10.8.0.1", metric=1)
    vpn = replace(HEALTHY_PC, adapters=(ETHERNET, tunnel), routes=(into_it,))
    public = replace(HEALTHY_PC, routes=(DefaultRoute(interface="eth0", gateway="203.0.113.1", metric=0),))
    for info in (vpn, public, replace(HEALTHY_PC, routes=None)):
        assert "double-nat" not in verdict(hop, system=ScriptedSystem(info)).remarks


@pytest.mark.parametrize(
    ("hop", "failure", "detail"),
    [("100.64.0.1", None, {"ttl": 2, "hop": "100.64.0.1"}), (None, F.PING_TIMEOUT, {"ttl": 2})],
)
def test_the_packet_that_asks_for_the_router_is_no_lost_ping(
    hop: str | None, failure: Failure | None, detail: dict[str, object]
) -> None:
    """It never comes back, one is sent in a run, and no loss follows from it."""
    path = next(probe for probe in check(ScriptedNet(second_hop=hop)).probes if probe.kind is ProbeKind.PATH_LOSS)
    asked = [one for one in path.observations if "ttl" in one.detail]
    assert [(one.failure, dict(one.detail)) for one in asked] == [(failure, detail)]
    assert path.outcome is ProbeOutcome.FINE


def page_fails(part: str, failure: Failure | None = F.TCP_REFUSED, *, tls: Failure | None = None) -> ScriptedNet:
    """Fail the pages whose address contains a text, and all handshakes by `tls`."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is O.HTTP_GET and part in target:
            return replace(healthy, failure=failure)
        return replace(healthy, failure=tls) if op is O.TLS_HANDSHAKE else healthy

    return ScriptedNet(script)


@pytest.mark.parametrize("failure", [F.TCP_REFUSED, F.ADDRESS_NOT_AVAILABLE, F.TCP_TIMEOUT, F.HTTP_UNEXPECTED])
def test_only_the_page_of_windows_fails(failure: Failure) -> None:
    """Windows says that there is no internet, and there is one."""
    seen = verdict(page_fails("msftconnecttest", failure), WITH_NCSI)
    assert (seen.segment, seen.fault) == (Segment.NONE, "none")
    assert "ncsi-false-alarm" in seen.remarks


@pytest.mark.parametrize(
    "net",
    [
        ScriptedNet(),
        page_fails(""),  # every page: plain HTTP is blocked
        page_fails("one.test"),
        page_fails("msftconnecttest", tls=F.TLS_UNTRUSTED),
    ],
)
def test_windows_is_not_wrong_when_more_fails(net: ScriptedNet) -> None:
    """No such word where nothing fails, another page fails, or nobody was proved to be reached."""
    assert "ncsi-false-alarm" not in verdict(net, WITH_NCSI).remarks


def reader(failure: Failure | None, here: str | None, public: str = "192.168.1.60") -> Script:
    """Answer for the reader's name: what the PC's resolver says, and the public one."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is O.GETADDRINFO and target == READER.host:
            return replace(healthy, failure=failure, detail={"addresses": [here] if here else []})
        if op is O.DNS_QUERY and healthy.detail["name"] == READER.host:
            return replace(healthy, detail={**healthy.detail, "addresses": [public]})
        return healthy

    return script


@pytest.mark.parametrize(
    ("script", "is_filtered"),
    [
        (reader(F.DNS_NO_ANSWER, None), True),
        (reader(F.DNS_NXDOMAIN, None), True),
        (reader(None, "0.0.0.0"), True),
        (reader(None, "192.168.1.60"), False),
        (reader(F.DNS_NXDOMAIN, None, public="203.0.113.99"), False),  # the name was moved or given up
        (reader(F.DNS_TIMEOUT, None), False),  # silence is no filter
    ],
)
def test_a_router_that_lets_no_name_lead_into_the_shop(script: Script, *, is_filtered: bool) -> None:
    """The public resolver gives the private address, the PC's own says that there is none."""
    seen = verdict(ScriptedNet(script), WITH_READER)
    expected = (Segment.ROUTER, "dns-rebind-filter") if is_filtered else (Segment.NONE, "none")
    assert (seen.segment, seen.fault) == expected


def test_a_filter_for_private_addresses_is_called_only_when_all_else_works() -> None:
    """With the provider out of reach, that is the trouble."""
    hidden = reader(F.DNS_NXDOMAIN, None)

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is O.TCP_CONNECT and "acq.test" in target:
            return replace(healthy, failure=F.UNKNOWN)
        return hidden(op, target, healthy)

    assert verdict(ScriptedNet(script), WITH_READER).segment is Segment.UNKNOWN
    only_internet = replace(WITH_READER, endpoints=())
    assert verdict(ScriptedNet(hidden), only_internet).fault == "dns-rebind-filter"


def test_a_private_name_says_nothing_of_the_name_servers() -> None:
    """It is asked of them by `getaddrinfo` alone, and of the public ones."""
    net = ScriptedNet(reader(F.DNS_NXDOMAIN, None, public="203.0.113.99"))
    report = check(net, targets=WITH_READER)
    assert report.verdict.remarks == ()
    assert net.asked.count(f"getaddrinfo {READER.host}") == 1
    resolver = next(probe for probe in report.probes if probe.kind is ProbeKind.SYSTEM_RESOLVER)
    assert resolver.outcome is ProbeOutcome.ATTENTION
    assert all(probe.state is ProbeState.DONE for probe in report.probes)
    without = ScriptedNet()
    check(without)
    assert not [line for line in without.asked if READER.host in line]


def late(answered: Failure | None) -> Script:
    """Let every `getaddrinfo` run out of time; `answered`: what the name server says to a raw query."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is O.GETADDRINFO:
            return replace(healthy, failure=F.DNS_TIMEOUT, dt_s=3.0, detail={"addresses": []})
        if op is O.DNS_QUERY and target == GATEWAY:
            is_deaf = healthy.detail["type"] == "AAAA"
            return replace(healthy, failure=F.DNS_TIMEOUT if is_deaf else answered)
        return healthy

    return script


def test_names_that_come_too_late_are_found() -> None:
    """`getaddrinfo` waits for IPv6; the raw answers lead to the hosts, and the row does not say that none is found."""
    report = check(ScriptedNet(late(None)))
    assert (report.verdict.segment, report.verdict.fault) == (Segment.DNS, "aaaa-swallowed")
    rows = {probe.kind: probe.outcome for probe in report.probes}
    assert rows[ProbeKind.SYSTEM_RESOLVER] is ProbeOutcome.ATTENTION
    assert rows[ProbeKind.ENDPOINT] is ProbeOutcome.FINE
    silent = check(ScriptedNet(late(F.DNS_TIMEOUT)))
    assert {one.kind: one.outcome for one in silent.probes}[ProbeKind.SYSTEM_RESOLVER] is ProbeOutcome.BROKEN


@pytest.mark.parametrize(("trip_s", "name_s"), [(0.7, 2.2), (0.44, 1.1), (0.3, 1.5)])
def test_a_slow_line_is_not_a_slow_name_server(trip_s: float, name_s: float) -> None:
    """Where the line itself takes long, so do the names (row 6); the name server is not to blame."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        dt_s = name_s if op is O.DNS_QUERY else trip_s
        slow = {**healthy.detail, "rtt_ms": 450.0} if op is O.PING and target != GATEWAY else healthy.detail
        return replace(healthy, dt_s=dt_s, detail=slow)

    seen = verdict(ScriptedNet(script))
    assert (seen.segment, seen.remarks) == (Segment.NONE, ("link-slow",))
    assert verdict(ScriptedNet(as_it_is)).remarks == ()
