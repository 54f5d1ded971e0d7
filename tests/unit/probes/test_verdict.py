"""The verdict on scripted networks: groups of causes that are easily confused, and rows that the lab has not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gui.model.failure import Failure, Operation
from gui.model.observation import CheckReport, JsonValue, Observation, ProbeOutcome, ProbeState, Segment, Verdict
from gui.model.targets import ControlTarget, Targets
from gui.probes import judge
from gui.probes.system import Adapter, DefaultRoute, InterfaceAddress, SystemInfo
from tests.unit.probes.scripted import (
    ADDRESSES,
    ETHERNET,
    GATEWAY,
    HEALTHY_PC,
    PUBLIC_DNS,
    TARGETS,
    Script,
    ScriptedNet,
    ScriptedSystem,
    as_it_is,
    check,
    failing,
)

O, F = Operation, Failure  # noqa: E741 (read as a table)


def broken(*rules: tuple[Operation, str, Failure | None, dict[str, JsonValue]]) -> Script:
    """Change what is seen where the operation fits and the target contains a text; the first rule counts."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        for kind, part, failure, detail in rules:
            if op is kind and part in target:
                return replace(healthy, failure=failure, detail={**healthy.detail, **detail})
        return healthy

    return script


def verdict(script: Script, system: ScriptedSystem | None = None, targets: Targets = TARGETS) -> Verdict:
    """Run on a scripted network."""
    return check(ScriptedNet(script), system, targets).verdict


#: Everything beyond the router is silent.
DEAD = {
    O.DNS_QUERY: F.DNS_TIMEOUT, O.GETADDRINFO: F.DNS_TIMEOUT, O.HTTP_GET: F.TCP_TIMEOUT, O.NTP_QUERY: F.NTP_TIMEOUT,
}  # fmt: skip
NO_CLOCK: tuple[tuple[Operation, str, Failure | None, dict[str, JsonValue]], ...] = (
    (O.NTP_QUERY, "", F.NTP_TIMEOUT, {"offset_s": None}),
    (O.HTTP_GET, "", F.TCP_TIMEOUT, {}),
)
LOST: dict[str, JsonValue] = {"received": 0}
HALF: dict[str, JsonValue] = {"sent": 24, "received": 12}
NO_ANSWER: dict[str, JsonValue] = {"addresses": []}
OFF: dict[str, JsonValue] = {"offset_s": 3600.0}
DATE_OFF: dict[str, JsonValue] = {"date_offset_s": 3600.0}
ENDPOINTS = "acq.test"
TLS, TCP, PING = O.TLS_HANDSHAKE, O.TCP_CONNECT, O.PING

SCENARIOS: dict[str, tuple[Script, Segment, str]] = {
    "one host untrusted among good ones": (
        broken((TLS, ENDPOINTS, F.TLS_UNTRUSTED, {})), Segment.INTERCEPTION, "tls-mitm"),
    "all untrusted by an antivirus": (
        broken((TLS, "", F.TLS_UNTRUSTED, {"issuer": "ESET SSL Filter CA"})), Segment.PC, "tls-mitm"),
    "date failures and a clock that is off": (
        broken((TLS, "", F.TLS_EXPIRED, {}), (O.NTP_QUERY, "", None, OFF), (O.HTTP_GET, "", None, DATE_OFF)),
        Segment.CLOCK, "clock-wrong"),
    "date failures and no clock to compare": (
        broken((TLS, "", F.TLS_NOT_YET_VALID, {}), *NO_CLOCK), Segment.CLOCK, "clock-wrong"),
    "expired beside a good control, no clock": (
        broken((TLS, ENDPOINTS, F.TLS_EXPIRED, {}), *NO_CLOCK), Segment.ACQUIRER, "cert-expired"),
    "expired while the clock is right": (
        broken((TLS, "", F.TLS_EXPIRED, {})), Segment.ACQUIRER, "cert-expired"),
    "a portal that shows its own certificate": (
        broken((O.HTTP_GET, "", F.HTTP_UNEXPECTED, {}), (TLS, "", F.TLS_INVALID_NAME, {})),
        Segment.INTERCEPTION, "captive-portal"),
    "a portal and silence else": (
        broken((O.HTTP_GET, "", F.HTTP_UNEXPECTED, {}), (TCP, "test:", F.TCP_TIMEOUT, {})),
        Segment.ISP, "arrears-portal"),
    "everybody untrusted": (
        broken((TLS, "", F.TLS_UNTRUSTED, {"issuer": "Filter Box"})), Segment.INTERCEPTION, "tls-mitm"),
    "handshakes stall at the acquirer alone": (
        broken((TLS, ENDPOINTS, F.TLS_TIMEOUT, {})), Segment.ACQUIRER, "down"),
    "clock off by NTP alone": (
        broken((O.NTP_QUERY, "", None, OFF), (O.HTTP_GET, "", F.TCP_TIMEOUT, {})), Segment.CLOCK, "clock-wrong"),
    "a time server that the web contradicts": (
        broken((O.NTP_QUERY, "", None, OFF)), Segment.NONE, "none"),
    "every handshake stalls, full packets vanish": (
        broken((TLS, "", F.TLS_TIMEOUT, {}), (PING, "198", None, {})), Segment.INTERCEPTION, "transparent-proxy"),
    "every handshake stalls, nothing known of packets": (
        broken((TLS, "", F.TLS_TIMEOUT, {}), (PING, "203", F.PING_TIMEOUT, LOST), (PING, "198", F.PING_TIMEOUT, LOST)),
        Segment.INTERCEPTION, "transparent-proxy"),
    "every handshake is cut off": (
        broken((TLS, "", F.TCP_RESET, {})), Segment.ROUTER, "firewall-reject"),
    "the acquirer refuses, the control answers": (
        broken((TCP, ENDPOINTS, F.TCP_REFUSED, {})), Segment.ACQUIRER, "down"),
    "everybody refuses": (
        broken((TCP, "test:", F.TCP_REFUSED, {})), Segment.ROUTER, "firewall-reject"),
    "silent ports of hosts that answer pings": (
        broken((TCP, ENDPOINTS, F.TCP_TIMEOUT, {}), (TCP, "control", F.TCP_TIMEOUT, {})),
        Segment.ROUTER, "port-blocked"),
    "a page that leads elsewhere while TLS is right": (
        broken((O.HTTP_GET, "", F.HTTP_UNEXPECTED, {})), Segment.NONE, "none"),
    "the PC forbids it": (
        broken((TCP, "test:", F.PERMISSION_DENIED, {})), Segment.PC, "local-firewall"),
    "the PC forbids one port": (
        broken((TCP, "acq.test:443", F.PERMISSION_DENIED, {})), Segment.PC, "local-firewall"),
    "the PC forbids a host that is no provider's": (
        broken((TCP, "control.test", F.PERMISSION_DENIED, {})), Segment.NONE, "none"),
    "every host wants a newer TLS than the PC has": (
        broken((TLS, "", F.TLS_VERSION, {"newest_offered": "TLSv1.2"})), Segment.PC, "tls-too-old"),
    "only the acquirer wants a newer TLS": (
        broken((TLS, ENDPOINTS, F.TLS_VERSION, {"newest_offered": "TLSv1.2"})), Segment.PC, "tls-too-old"),
    "only the acquirer refuses the newest TLS": (
        broken((TLS, ENDPOINTS, F.TLS_VERSION, {"newest_offered": "TLSv1.3"})), Segment.UNKNOWN, "unknown"),
    "loss beyond one address only": (
        broken((PING, "203.0.113.10", None, HALF)), Segment.NONE, "none"),
    "loss to a router that answers when it likes": (
        broken((PING, GATEWAY, None, HALF)), Segment.NONE, "none"),
    "loss beyond, the router cannot be pinged": (
        broken((PING, GATEWAY, F.PING_TIMEOUT, LOST), (PING, "", None, HALF)), Segment.ISP, "path-loss"),
    "the provider's name does not exist here alone": (
        broken((O.GETADDRINFO, ENDPOINTS, F.DNS_NXDOMAIN, NO_ANSWER)), Segment.DNS, "filtered"),
    "no name server answers": (
        broken((O.GETADDRINFO, "", F.DNS_TIMEOUT, NO_ANSWER), (O.DNS_QUERY, GATEWAY, F.DNS_TIMEOUT, NO_ANSWER),
               (TCP, f"{GATEWAY}:53", F.TCP_REFUSED, {})), Segment.DNS, "resolver-down"),
    "the router's name server cannot": (
        broken((O.GETADDRINFO, "", F.DNS_SERVFAIL, NO_ANSWER), (O.DNS_QUERY, GATEWAY, F.DNS_SERVFAIL, NO_ANSWER)),
        Segment.ISP, "isp-dns-down"),
    "a private address where the public one differs": (
        broken((O.GETADDRINFO, ENDPOINTS, None, {"addresses": ["10.0.0.9"]}), (TLS, ENDPOINTS, F.TLS_UNTRUSTED, {})),
        Segment.INTERCEPTION, "dns-hijack"),
    "a CDN gives other addresses": (
        broken((O.GETADDRINFO, ENDPOINTS, None, {"addresses": ["203.0.113.77"]})), Segment.NONE, "none"),
    "an unclear failure": (
        broken((TCP, ENDPOINTS, F.UNKNOWN, {})), Segment.UNKNOWN, "unknown"),
}  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str) -> None:
    """The root cause, and nothing that only looks like it."""
    script, segment, fault = SCENARIOS[name]
    seen = verdict(script)
    assert (seen.segment, seen.fault) == (segment, fault)


def _timed(script: Script, op: Operation, part: str, dt_s: float) -> Script:
    def timed(kind: Operation, target: str, healthy: Observation) -> Observation:
        seen = script(kind, target, healthy)
        return replace(seen, dt_s=dt_s) if kind is op and part in target else seen

    return timed


def test_a_slow_resolver_on_a_quick_line() -> None:
    """Every answer takes long and is right."""
    assert verdict(_timed(as_it_is, O.DNS_QUERY, GATEWAY, 1.5)).fault == "slow"


def test_a_resolver_that_swallows_ipv6_questions() -> None:
    """`getaddrinfo` waits although a raw query is answered at once."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is O.DNS_QUERY and healthy.detail["type"] == "AAAA":
            return replace(healthy, failure=F.DNS_TIMEOUT)
        return healthy

    assert verdict(_timed(script, O.GETADDRINFO, "", 3.0)).fault == "aaaa-swallowed"


def test_a_refusal_that_comes_too_soon_is_a_firewall() -> None:
    """The acquirer is 300 ms away, the refusal comes within 10 ms."""
    far = broken((TCP, ENDPOINTS, F.TCP_REFUSED, {"address": "203.0.113.10"}), (PING, "", None, {"rtt_ms": 300.0}))
    seen = verdict(far)
    assert (seen.segment, seen.fault) == (Segment.ROUTER, "firewall-reject")
    assert "link-slow" in seen.remarks


def test_a_line_without_full_size_packets_is_no_fault() -> None:
    """PPPoE says that 1500 bytes do not fit; everything works."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if healthy.detail.get("size_bytes") == 1472:
            return replace(healthy, failure=F.PING_TIMEOUT, detail={**healthy.detail, "blocked_size": True})
        return healthy

    assert verdict(script).remarks == ("mtu-1492-normal",)


DEAD_WITH_ROUTER = failing(DEAD | {TCP: F.TCP_TIMEOUT})


def dead_line(op: Operation, target: str, healthy: Observation) -> Observation:
    """The router answers pings, nothing else answers anything."""
    if op is PING:
        lost: dict[str, JsonValue] = {**healthy.detail, **LOST}
        return healthy if target == GATEWAY else replace(healthy, failure=F.PING_TIMEOUT, detail=lost)
    return DEAD_WITH_ROUTER(op, target, healthy)


def test_dead_lines() -> None:
    """The same silence, with different settings of the PC and signs of the router."""
    assert verdict(dead_line).fault == "outage"
    tunnel = DefaultRoute(interface="tun0", gateway="10.8.0.1", metric=5)
    two_routes = replace(HEALTHY_PC, routes=(tunnel, *(HEALTHY_PC.routes or ())))
    assert verdict(dead_line, ScriptedSystem(two_routes)).fault == "vpn-default-route"
    assert verdict(dead_line, ScriptedSystem(replace(HEALTHY_PC, routes=()))).fault == "wrong-gateway"
    all_dead = failing(DEAD | {TCP: F.TCP_TIMEOUT, PING: F.PING_TIMEOUT})
    nobody = verdict(all_dead, ScriptedSystem(mac=None))
    assert (nobody.segment, nobody.remarks[0]) == (Segment.ROUTER, "wrong-gateway")
    unreachable = failing(DEAD | {TCP: F.NETWORK_UNREACHABLE, PING: F.PING_TIMEOUT})
    literal = replace(TARGETS, endpoints=tuple(replace(one, host="203.0.113.10") for one in TARGETS.endpoints))
    assert verdict(unreachable, targets=literal).fault == "wan-down"


def test_dead_names_with_endpoints_only() -> None:
    """Without any address to try, the verdict says how little it knows."""
    only = Targets(endpoints=TARGETS.endpoints)
    silent = verdict(dead_line, targets=only)
    assert (silent.segment, silent.remarks[0]) == (Segment.ISP, "isp-dns-down")
    assert silent.confidence <= 0.5
    cannot = failing({O.DNS_QUERY: F.DNS_REFUSED, O.GETADDRINFO: F.DNS_SERVFAIL})
    assert verdict(cannot, targets=only).fault == "wan-down"
    closed = failing({O.DNS_QUERY: F.TCP_REFUSED, O.GETADDRINFO: F.DNS_SERVFAIL})
    assert verdict(closed, targets=only).fault == "resolver-down"
    away = failing({TCP: F.TCP_TIMEOUT, PING: F.PING_TIMEOUT})
    assert verdict(away, targets=only).fault == "down"


def test_one_endpoint_and_nothing_to_compare() -> None:
    """A single host leaves room for two explanations; the verdict names both."""
    one = Targets(endpoints=TARGETS.endpoints[:1])
    expired = verdict(broken((TLS, "", F.TLS_EXPIRED, {})), targets=one)
    assert (expired.fault, expired.remarks[0]) == ("cert-expired", "clock-wrong")
    untrusted = verdict(broken((TLS, "", F.TLS_UNTRUSTED, {})), targets=one)
    assert (untrusted.fault, untrusted.remarks[0]) == ("tls-mitm", "captive-portal")
    refused = verdict(broken((TCP, ENDPOINTS, F.TCP_REFUSED, {})), targets=one)
    assert (refused.fault, refused.remarks[0]) == ("firewall-reject", "down")


def test_full_packets_that_vanish_stall_every_handshake() -> None:
    """A lost full-size ping alone proves nothing; with stalled handshakes it does."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if healthy.detail.get("size_bytes") == 1472:
            return replace(healthy, failure=F.PING_TIMEOUT, detail={**healthy.detail, **LOST})
        return replace(healthy, failure=F.TLS_TIMEOUT) if op is TLS else healthy

    def only_ping(op: Operation, target: str, healthy: Observation) -> Observation:
        return healthy if op is TLS else script(op, target, healthy)

    assert verdict(script).fault == "mtu-black-hole"
    assert verdict(only_ping).fault == "none"


def test_first_of_two_name_servers_is_dead() -> None:
    """Every name waits for it."""
    two = replace(HEALTHY_PC, dns_servers=("192.168.1.9", GATEWAY))
    silent = broken((O.DNS_QUERY, "192.168.1.9", F.DNS_TIMEOUT, NO_ANSWER))
    assert verdict(silent, ScriptedSystem(two)).fault == "primary-dead"


def test_a_wrong_router_address_while_the_lan_answers() -> None:
    """Nobody has the router's address; another host on the LAN is the name server."""
    settings_ = replace(HEALTHY_PC, dns_servers=("192.168.1.2",))
    silent = failing(DEAD | {TCP: F.HOST_UNREACHABLE, PING: F.PING_TIMEOUT})

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        seen = silent(op, target, healthy)
        if op is O.DNS_QUERY and target == "192.168.1.2":
            return replace(seen, failure=F.DNS_REFUSED)
        return replace(seen, failure=F.HOST_UNREACHABLE) if op is O.NEIGHBOUR else seen

    assert verdict(script, ScriptedSystem(settings_, mac=None)).fault == "wrong-gateway"


@pytest.mark.parametrize(
    ("prefix", "failure", "named"),
    [
        (4, F.HOST_UNREACHABLE, "wrong-netmask"),
        (4, F.TCP_TIMEOUT, "wrong-netmask"),
        (16, F.TCP_TIMEOUT, "down"),
    ],
)
def test_a_mask_that_hides_the_internet(prefix: int, failure: Failure, named: str) -> None:
    """The PC looks for the provider on its own LAN: not always said by the system, but seen by the mask itself."""
    wide = replace(ETHERNET, addresses=(InterfaceAddress(address="192.168.1.50", prefix=prefix),))
    literal = Targets(endpoints=(replace(TARGETS.endpoints[0], host="203.0.113.10"),))
    silent = failing({TCP: failure, PING: F.PING_TIMEOUT})
    assert verdict(silent, ScriptedSystem(replace(HEALTHY_PC, adapters=(wide,))), literal).fault == named


def test_a_filter_that_answers_nothing() -> None:
    """The provider's name leads to no address at all."""
    nowhere: dict[str, JsonValue] = {"addresses": ["0.0.0.0"]}
    assert (
        verdict(broken((O.GETADDRINFO, ENDPOINTS, None, nowhere), (TCP, ENDPOINTS, F.TCP_REFUSED, {}))).fault
        == "filtered"
    )


def test_a_resolver_that_answers_for_every_name() -> None:
    """The same address for the provider and for a name that does not exist."""
    landing: dict[str, JsonValue] = {"addresses": ["100.64.0.99"]}
    names = broken((O.GETADDRINFO, "", None, landing), (TLS, "", F.TLS_UNTRUSTED, {}))

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is O.DNS_QUERY and target == GATEWAY:
            return replace(healthy, failure=None, detail={**healthy.detail, **landing, "addresses": ["100.64.0.99"]})
        return names(op, target, healthy)

    assert verdict(script).fault == "dns-hijack"


def test_a_closed_name_server_before_a_dead_line() -> None:
    """An address from another router would look like this."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        seen = dead_line(op, target, healthy)
        return replace(seen, failure=F.TCP_REFUSED) if op is O.DNS_QUERY and target == GATEWAY else seen

    assert verdict(script).remarks[0] == "rogue-dhcp"


def test_a_router_outside_of_the_subnet_is_worth_a_warning() -> None:
    """The internet works, the terminal beside the PC does not."""
    narrow = replace(ETHERNET, addresses=(InterfaceAddress(address="192.168.1.130", prefix=26),))
    assert verdict(as_it_is, ScriptedSystem(replace(HEALTHY_PC, adapters=(narrow,)))).fault == "wrong-netmask"


def test_hosts_file_without_anybody_to_compare() -> None:
    """Blamed only where the line works and the override does not."""
    system = ScriptedSystem(replace(HEALTHY_PC, hosts_entries={"a.acq.test": ("203.0.113.99",)}))
    dead = broken((TCP, "a.acq.test", F.TCP_TIMEOUT, {}), (O.DNS_QUERY, "", F.DNS_TIMEOUT, NO_ANSWER))
    assert verdict(dead, system).fault == "hosts-override"
    assert verdict(as_it_is, system).fault == "none"


def test_loss_in_the_second_round_is_chance() -> None:
    """A single lost packet asks for a second round, which clears the line."""
    seen: list[str] = []

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is PING and healthy.detail["size_bytes"] == 32:
            seen.append(target)
            if seen.count(target) == 1:
                return replace(healthy, detail={**healthy.detail, "received": 23})
        return healthy

    assert verdict(script).fault == "none"
    assert seen.count(PUBLIC_DNS) == 2


def test_a_series_without_loss_may_be_luck() -> None:
    """On a lossy link one address looks clean at first: all are pinged again, and it counts by what both rounds say."""
    lucky, seen = ADDRESSES["a.acq.test"], list[str]()

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is not PING or healthy.detail["size_bytes"] != 32:
            return healthy
        seen.append(target)
        sent = healthy.detail["sent"]
        assert isinstance(sent, int)
        is_luck = target == lucky and seen.count(target) == 1
        return healthy if is_luck else replace(healthy, detail={**healthy.detail, "received": sent * 2 // 3})

    found = verdict(script)
    assert (found.segment, found.fault) == (Segment.LINK, "wifi-loss")
    assert seen.count(lucky) == 2


def test_nothing_is_judged_without_observations() -> None:
    """Neither fine nor broken."""
    assert judge(()).segment is Segment.UNKNOWN


_SYSTEMS = st.sampled_from(
    [
        HEALTHY_PC,
        SystemInfo(adapters=(ETHERNET,)),
        replace(HEALTHY_PC, routes=()),
        replace(HEALTHY_PC, dns_servers=("192.168.1.9", GATEWAY)),
        replace(HEALTHY_PC, hosts_entries={"a.acq.test": ("203.0.113.99",)}),
        SystemInfo(adapters=(Adapter(name="w", is_enabled=True, is_running=False, mtu=1500),)),
        SystemInfo(adapters=()),
    ]
)
_ADDRESSES = st.sampled_from(["203.0.113.10", "100.64.0.99", "0.0.0.0", "127.0.0.1", "2001:db8::1"])


@st.composite
def networks(draw: st.DrawFn) -> Script:
    """Draw a network in which every operation at every target behaves in its own way."""
    random = draw(st.randoms(use_true_random=False))

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        failure = random.choice([None, None, *Failure])
        addresses: list[JsonValue] = [random.choice(["203.0.113.10", "100.64.0.99", "0.0.0.0", "2001:db8::1"])]
        detail: dict[str, JsonValue] = {
            **healthy.detail,
            "addresses": [] if failure else addresses,
            "received": random.randint(0, 24),
            "offset_s": random.choice([0.0, 100.0, None]),
        }
        return replace(healthy, failure=failure, dt_s=random.random() * 3, detail=detail)

    return script


@settings(max_examples=200)
@given(networks(), _SYSTEMS, st.booleans())
def test_any_network_gives_a_verdict(script: Script, info: SystemInfo, stop: bool) -> None:
    """No check crashes, and what was not run is never broken."""
    system = ScriptedSystem(info)
    report: CheckReport = check(ScriptedNet(script), system, budget_s=0.4 if stop else 10.0)
    assert ProbeState.CRASHED not in {probe.state for probe in report.probes}
    not_run = [probe.outcome for probe in report.probes if probe.state is not ProbeState.DONE]
    assert set(not_run) <= {ProbeOutcome.NOT_TESTED}
    assert 0.0 <= report.verdict.confidence <= 1.0
    assert judge(report.probes) == report.verdict


def test_a_stranger_is_named_by_who_signed_for_it() -> None:
    """The issuer of the certificate tells an antivirus program from a router from a portal."""
    seen = verdict(broken((TLS, "", F.TLS_UNTRUSTED, {"issuer": "Filter Box" * 20})))
    assert (seen.fault, seen.issuer) == ("tls-mitm", ("Filter Box" * 20)[:80])
    assert verdict(broken((TLS, "", F.TLS_EXPIRED, {"issuer": "Real CA"}))).issuer is None
    assert verdict(as_it_is).issuer is None


WITH_CLOSED_PORT = replace(TARGETS, controls=(ControlTarget(host="www.control.test", closed_port=9),))


def test_a_port_that_serves_nothing_must_be_closed() -> None:
    """When it connects, somebody accepts everything: a box, if no handshake ends, else only worth a word."""
    closed: tuple[Operation, str, Failure | None, dict[str, JsonValue]] = (TCP, ":9", F.TCP_REFUSED, {})
    healthy = check(ScriptedNet(broken(closed)), targets=WITH_CLOSED_PORT)
    assert (healthy.verdict.fault, healthy.verdict.remarks) == ("none", ())
    assert all(probe.outcome is ProbeOutcome.FINE for probe in healthy.probes if probe.id.startswith("control"))
    box = verdict(broken((TLS, "", F.TLS_TIMEOUT, {})), targets=WITH_CLOSED_PORT)
    assert (box.fault, box.confidence) == ("transparent-proxy", 0.95)
    passing = check(targets=WITH_CLOSED_PORT)
    assert (passing.verdict.fault, passing.verdict.remarks) == ("none", ("accepts-everything",))
    assert any(probe.outcome is ProbeOutcome.ATTENTION for probe in passing.probes if probe.id.startswith("control"))


def test_where_everything_is_accepted_a_bare_connection_proves_nothing() -> None:
    """Terminals without TLS: that their port connects counts only where an unused one does not."""
    plain = tuple(one for one in TARGETS.endpoints if not one.tls)
    control = (ControlTarget(host="www.control.test", tls=False, closed_port=9),)
    targets = Targets(endpoints=plain, controls=control)
    only_tcp = ((PING, "", F.PING_TIMEOUT, LOST), (O.DNS_QUERY, "", F.DNS_TIMEOUT, NO_ANSWER))
    assert verdict(broken((TCP, ":9", F.TCP_REFUSED, {}), *only_tcp), targets=targets).fault == "none"
    accepted = verdict(broken(*only_tcp), targets=targets)
    assert (accepted.fault, accepted.remarks) == ("transparent-proxy", ("accepts-everything",))


def test_a_refused_version_of_tls_is_the_pcs_where_it_is_capped() -> None:
    """Refused with the newest one, somebody else may be too old."""
    capped = verdict(broken((TLS, "", F.TLS_VERSION, {"newest_offered": "TLSv1.2"})))
    newest = verdict(broken((TLS, "", F.TLS_VERSION, {"newest_offered": "TLSv1.3"})))
    assert (capped.confidence, newest.confidence) == (0.9, 0.5)
    plain = replace(TARGETS, endpoints=())
    assert verdict(broken((TLS, "", F.TLS_VERSION, {})), targets=plain).fault != "tls-too-old"
