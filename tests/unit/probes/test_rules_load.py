"""A router under load: a full queue, a full table of connections, and what only looks like them."""

from dataclasses import dataclass, field, replace

import pytest

from gui.model.failure import Failure, Operation
from gui.model.observation import JsonValue, Observation, Segment, Verdict
from gui.model.targets import Targets
from tests.unit.probes.scripted import ADDRESSES, GATEWAY, PUBLIC_DNS, TARGETS, Script, ScriptedNet, check

O, F = Operation, Failure  # noqa: E741 (read as a table)
A, B, CONTROL = ADDRESSES.values()


def verdict(script: Script, targets: Targets = TARGETS) -> Verdict:
    """Run on a scripted line."""
    return check(ScriptedNet(script), targets=targets).verdict


@dataclass
class Line:
    """A line as the check sees it: round-trip times and lost packets of the pings beyond, and what is silent."""

    rtt_ms: float = 5.0
    spread_ms: float = 2.0
    received: int = 24
    near_ms: float | None = 1.0
    failures: dict[Operation, Failure] = field(default_factory=dict)

    def __call__(self, op: Operation, target: str, healthy: Observation) -> Observation:
        """See `Script`."""
        if op is O.PING and target == GATEWAY:
            return self._near(healthy)
        if op is O.PING and healthy.detail["sent"] == 24:
            times: dict[str, JsonValue] = {
                "received": self.received,
                "rtt_ms": self.rtt_ms,
                "rtt_min_ms": self.rtt_ms - self.spread_ms,
                "rtt_max_ms": self.rtt_ms + self.spread_ms,
            }
            return replace(healthy, detail={**healthy.detail, **times})
        failure = None if target.startswith(GATEWAY) else self.failures.get(op)
        return replace(healthy, failure=failure) if failure else healthy

    def _near(self, healthy: Observation) -> Observation:
        if self.near_ms is None:
            return replace(healthy, failure=F.PING_TIMEOUT, detail={**healthy.detail, "received": 0, "rtt_ms": None})
        return replace(healthy, detail={**healthy.detail, "rtt_ms": self.near_ms})


SLOW_SITES = {O.TCP_CONNECT: F.TCP_TIMEOUT, O.HTTP_GET: F.TCP_TIMEOUT, O.NTP_QUERY: F.NTP_TIMEOUT}


@pytest.mark.parametrize(
    ("line", "segment", "fault", "confidence"),
    [
        (Line(rtt_ms=900.0, spread_ms=400.0), Segment.ROUTER, "bufferbloat", 0.85),
        (Line(rtt_ms=3030.0, spread_ms=30.0), Segment.ROUTER, "bufferbloat", 0.85),
        (Line(rtt_ms=3030.0, received=19, failures=SLOW_SITES), Segment.ROUTER, "bufferbloat", 0.85),
        (Line(rtt_ms=900.0, spread_ms=20.0), Segment.ROUTER, "bufferbloat", 0.6),  # or a very slow line
        (Line(rtt_ms=470.0, spread_ms=400.0), Segment.ROUTER, "bufferbloat", 0.7),  # it fills and empties
        (Line(rtt_ms=470.0, spread_ms=400.0, received=12), Segment.ISP, "path-loss", 0.9),
        (Line(rtt_ms=600.0, spread_ms=150.0), Segment.NONE, "none", 0.95),  # 3G (row 6)
        (Line(rtt_ms=900.0, near_ms=300.0), Segment.NONE, "none", 0.95),  # the PC's own WiFi
        (Line(rtt_ms=900.0, received=12), Segment.ISP, "path-loss", 0.9),
        (Line(rtt_ms=5.0, received=12), Segment.ISP, "path-loss", 0.9),
    ],
)
def test_late_answers(line: Line, segment: Segment, fault: str, confidence: float) -> None:
    """A router nearby, and seconds beyond it: a queue. Slow lines and lossy ones are neither."""
    seen = verdict(line)
    assert (seen.segment, seen.fault, seen.confidence) == (segment, fault, confidence)


def test_a_full_queue_explains_every_silence() -> None:
    """Time servers and pages that were too late are no blocked ones."""
    assert verdict(Line(rtt_ms=2000.0, failures=SLOW_SITES)).remarks == ()
    assert "ntp-blocked" in verdict(Line(failures={O.NTP_QUERY: F.NTP_TIMEOUT})).remarks


def test_a_router_without_pings_is_near_by_its_ports() -> None:
    """It refuses a connection at once; where it does nothing, nothing is known of the way to it."""

    def knocked(op: Operation, target: str, healthy: Observation) -> Observation:
        seen = Line(rtt_ms=2000.0, near_ms=None)(op, target, healthy)
        return replace(seen, failure=F.TCP_REFUSED) if op is O.TCP_CONNECT and GATEWAY in target else seen

    def silent(op: Operation, target: str, healthy: Observation) -> Observation:
        seen = knocked(op, target, healthy)
        return replace(seen, failure=F.TCP_TIMEOUT) if op is O.TCP_CONNECT and GATEWAY in target else seen

    assert verdict(knocked).fault == "bufferbloat"
    assert verdict(silent).fault == "none"


@pytest.mark.parametrize(("dt_s", "fault"), [(1.2, "bufferbloat"), (0.5, "none")])
def test_a_full_queue_where_pings_do_not_pass(dt_s: float, fault: str) -> None:
    """Everything that connected or answered was late."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if target.startswith(GATEWAY):
            return healthy
        if op is O.PING:
            return replace(healthy, failure=F.PING_TIMEOUT, detail={**healthy.detail, "received": 0, "rtt_ms": None})
        return replace(healthy, dt_s=dt_s)

    assert verdict(script).fault == fault


def test_nothing_more_is_measured_on_a_full_queue() -> None:
    """Neither a second round nor full-size packets: the run would not end in time."""
    net = ScriptedNet(Line(rtt_ms=2000.0, received=20))
    check(net)
    assert net.asked.count(f"ping {PUBLIC_DNS}") == 1


@dataclass
class Table:
    """A router that lets the flows through that are named (operation, target, which in turn), and no other."""

    passing: set[tuple[Operation, str, int]]
    counts: dict[tuple[Operation, str], int] = field(default_factory=dict)

    def __call__(self, op: Operation, target: str, healthy: Observation) -> Observation:
        """See `Script`."""
        if target.startswith(GATEWAY) or op is O.GETADDRINFO:
            return healthy
        number = self.counts[op, target] = self.counts.get((op, target), 0) + 1
        if (op, target, number) in self.passing:
            return replace(healthy, detail={**healthy.detail, "tries": 1})
        silent = {O.PING: F.PING_TIMEOUT, O.DNS_QUERY: F.DNS_TIMEOUT, O.NTP_QUERY: F.NTP_TIMEOUT}
        lost: dict[str, JsonValue] = {"received": 0, "rtt_ms": None, "tries": 4, "addresses": [], "offset_s": None}
        return replace(healthy, failure=silent.get(op, F.TCP_TIMEOUT), detail={**healthy.detail, **lost})


TIME = "time.test:123"


@pytest.mark.parametrize(
    ("passing", "fault", "confidence"),
    [
        ({(O.DNS_QUERY, PUBLIC_DNS, 2)}, "session-limit", 0.8),
        ({(O.PING, A, 1)}, "session-limit", 0.8),
        # Windows: the second series is the same flow for the router.
        ({(O.PING, A, number) for number in range(1, 5)}, "session-limit", 0.5),
        ({(O.NTP_QUERY, TIME, 1)}, "session-limit", 0.5),
        # By address and by kind of packet: other causes.
        ({(O.PING, address, number) for address in (A, B, CONTROL) for number in range(1, 5)}, "port-blocked", 0.6),
        ({(O.NTP_QUERY, TIME, number) for number in (1, 2)}, "down", 0.4),
        (set(), "outage", 0.6),
    ],
)
def test_flows(passing: set[tuple[Operation, str, int]], fault: str, confidence: float) -> None:
    """All or nothing by flow is a full table; by address or kind of packet it is not."""
    seen = verdict(Table(passing))
    assert (seen.fault, seen.confidence) == (fault, confidence)


def test_a_table_with_room_for_some() -> None:
    """Old connections end and a few new ones get in; most do not."""
    some = {(O.DNS_QUERY, PUBLIC_DNS, 1), (O.TCP_CONNECT, "a.acq.test:443", 1), (O.TLS_HANDSHAKE, "a.acq.test:443", 1)}
    assert verdict(Table(some)).fault == "session-limit"


def test_an_acquirer_alone_is_no_full_table() -> None:
    """A resolver that answers a few queries only, while everybody but the acquirer is reached."""
    control = {(op, "www.control.test:443", 1) for op in (O.TCP_CONNECT, O.TLS_HANDSHAKE)}
    few = replace(TARGETS, portals=())
    assert verdict(Table({(O.DNS_QUERY, PUBLIC_DNS, 1), *control}), targets=few).fault == "down"


@pytest.mark.parametrize(("pinged", "fault"), [(A, "session-limit"), (PUBLIC_DNS, "down")])
def test_a_connection_that_ended_before_a_series_of_pings(pinged: str, fault: str) -> None:
    """The control was reached, then the pings had the place: of an address that is silent else, or of a resolver."""
    control = {(op, "www.control.test:443", 1) for op in (O.TCP_CONNECT, O.TLS_HANDSHAKE)}
    few = replace(TARGETS, portals=(), ntp=())
    seen = verdict(Table({(O.PING, pinged, 1), *control}), targets=few)
    assert seen.fault == fault


def test_lost_queries_of_a_lossy_line_are_no_full_table() -> None:
    """With loss single queries fail as well; pings tell."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is O.PING and target != GATEWAY:
            return replace(healthy, detail={**healthy.detail, "received": 12})
        return table(op, target, healthy)

    table = Table({(O.DNS_QUERY, PUBLIC_DNS, 1)})
    assert verdict(script).fault == "path-loss"


def test_the_second_series_is_sent_only_where_one_address_alone_answers() -> None:
    """Three packets, from another socket."""
    lonely, healthy = ScriptedNet(Table({(O.PING, A, 1)})), ScriptedNet()
    check(lonely)
    check(healthy)
    assert lonely.asked.count(f"ping {A}") == 2 + 2  # with the two sizes
    assert healthy.asked.count(f"ping {A}") == 1


def test_late_in_a_run_nothing_more_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was seen so far must not be lost for a further series."""
    monkeypatch.setattr("gui.probes.limits.RUN_BUDGET_S", 1.0)
    lonely, lossy = ScriptedNet(Table({(O.PING, A, 1)})), ScriptedNet(Line(received=12))
    check(lonely)
    check(lossy)
    assert lonely.asked.count(f"ping {A}") == 1
    assert lossy.asked.count(f"ping {A}") == 1
