"""Times beside the slowest check, the usual tools, the kernel's counters, and the window's gaps."""

import json

from gui.model.failure import Operation
from gui.model.observation import (
    CheckReport,
    Observation,
    ProbeKind,
    ProbeOutcome,
    ProbeResult,
    ProbeState,
    Segment,
    Verdict,
)
from gui.model.targets import ControlTarget, EndpointTarget, NtpTarget, PortalTarget, ResolverTarget, Targets
from tests.bench import check_traffic, gui_gaps
from tests.bench.check_times import CaseTimes, Comparison, times_table, tools_table
from tests.bench.counters import Traffic, parse_counters, rules, total
from tests.bench.usual_tools import PACKAGES, ToolTime, commands
from tests.bench.waiting import ratio, slowest_probe

TARGETS = Targets(
    portals=(PortalTarget(url="http://p.test/x", status=204, body=""),),
    resolvers=(ResolverTarget(address="198.51.100.53"),),
    ntp=(NtpTarget(host="t.test"),),
    controls=(ControlTarget(host="c.test", port=443, tls=True),),
    endpoints=(
        EndpointTarget(provider="x", name="a", host="a.test"),
        EndpointTarget(provider="x", name="b", host="a.test", port=6000, tls=False),
    ),
    ca_file="/ca.pem",
)


def probe(name: str, kind: ProbeKind, duration_ms: int, *seen: tuple[Operation, float, float]) -> ProbeResult:
    """Return a check with its operations: what, start and duration in seconds."""
    observations = tuple(Observation(op=op, target="t", t0_s=t0_s, dt_s=dt_s) for op, t0_s, dt_s in seen)
    return ProbeResult(
        id=name,
        kind=kind,
        state=ProbeState.DONE,
        outcome=ProbeOutcome.FINE,
        duration_ms=duration_ms,
        observations=observations,
    )


def run_of(duration_ms: int, site_starts_s: float) -> CheckReport:
    """Return a run: 0.1 s for the settings, a name in 1.0 s, a site that takes 2.0 s, a page without an address."""
    probes = (
        probe("adapter", ProbeKind.ADAPTER, 100, (Operation.ADAPTER, 0.0, 0.1)),
        probe("system-resolver", ProbeKind.SYSTEM_RESOLVER, 1000, (Operation.GETADDRINFO, 0.1, 1.0)),
        probe("portal", ProbeKind.PORTAL, 1000, (Operation.GETADDRINFO, 1.1, 0.0)),
        probe("endpoint:a.test:443", ProbeKind.ENDPOINT, 3000, (Operation.TCP_CONNECT, site_starts_s, 2.0)),
    )
    verdict = Verdict(segment=Segment.NONE, fault="none", confidence=0.9)
    return CheckReport(started_utc="2026-01-01T00:00:00Z", duration_ms=duration_ms, verdict=verdict, probes=probes)


def test_the_slowest_check_with_what_it_needs() -> None:
    """Settings and the name come before it; the page whose name was not found did nothing itself."""
    slowest = slowest_probe(run_of(3200, 1.1))
    assert slowest.probe == "endpoint:a.test:443"
    assert (round(slowest.own_s, 3), round(slowest.needed_s, 3), round(slowest.seconds, 3)) == (2.0, 1.1, 3.1)
    assert round(ratio(run_of(3410, 1.1)), 3) == 1.1


def test_a_queue_makes_a_run_longer() -> None:
    """A second of waiting for nothing that the check needs does not count as its time."""
    assert round(ratio(run_of(4100, 2.1)), 2) == 1.32


def test_times_table() -> None:
    """The two promises in seconds have no other; the rest is measured by the slowest check."""
    healthy = CaseTimes(case="healthy", reports=(run_of(2500, 1.1), run_of(2501, 1.1)))
    other = CaseTimes(case="path-loss", reports=(run_of(3410, 1.1), run_of(3100, 1.1)))
    assert (healthy.is_kept, other.is_kept) == (False, True)
    lines = times_table([healthy, other]).splitlines()
    assert lines[2] == "| healthy | 2.50 (≤ 2.5: missed) | endpoint:a.test:443 | 3.10 | 0.81 | none |"
    assert lines[3] == "| path-loss | 3.41 | endpoint:a.test:443 | 3.10 | 1.10 (≤ 1.1) | none |"


def test_the_tools_get_the_same_facts() -> None:
    """Each is on the list of packages; names at two servers for two types, TLS where there is TLS."""
    lines = commands(TARGETS)
    used = {line[0] for line in lines}
    assert used == set(PACKAGES)
    assert len([line for line in lines if line[0] == "dig"]) == 4 * 2 * 2
    assert [line[3] for line in lines if line[0] == "openssl"] == ["c.test:443", "a.test:443"]
    assert [line for line in lines if line[0] == "curl"][1][-1] == "https://c.test:443/"


def test_tools_table_says_when_it_is_partial() -> None:
    """The ratio is of what was measured."""
    tools = (ToolTime(tool="ping", calls=2, seconds=38.0), ToolTime(tool="dig", calls=4, seconds=2.0))
    comparison = Comparison(ours_s=2.0, tools=tools)
    whole, partial = tools_table(comparison, {}), tools_table(comparison, {"mtr": "mtr-tiny"})
    assert whole.endswith("tools / our run: 20.0 (≥ 5)")
    assert partial.endswith("tools / our run: 20.0 (≥ 5, partial: tools are missing)")
    assert "| mtr: not installed (package mtr-tiny) | - | - |" in partial


def counter(number: int, packets: int, octets: int) -> dict[str, object]:
    """Return a counter as `nft -j` writes it."""
    return {
        "counter": {"family": "inet", "name": f"c{number}", "table": "traffic", "packets": packets, "bytes": octets}
    }


def test_counters() -> None:
    """In the order of the rules, without what never came."""
    kinds = rules().count("counter c")
    listed = [counter(number, 0, 0) for number in range(2, kinds)]
    listed += [counter(1, 52, 3400), counter(0, 204, 28_900)]
    traffic = parse_counters(json.dumps({"nftables": [{"metainfo": {"version": "1"}}, *listed]}))
    assert traffic == (
        Traffic(kind="icmp", packets=204, octets=28_900),
        Traffic(kind="dns over udp", packets=52, octets=3400),
    )
    assert total(traffic) == Traffic(kind="all", packets=256, octets=32_300)


def test_every_counter_is_used_on_both_ways() -> None:
    """In and out, by the port of the other side."""
    text = rules()
    assert text.count("counter name c0 accept") == 2
    assert "udp sport 53 counter name c1" in text
    assert "udp dport 53 counter name c1" in text


def test_traffic_limits() -> None:
    """Packets and bytes, of the healthy run."""
    full = (Traffic(kind="icmp", packets=400, octets=200_000),)
    assert check_traffic.is_kept(full)
    assert not check_traffic.is_kept((*full, Traffic(kind="ntp", packets=1, octets=0)))
    table = check_traffic.table("healthy", (*full, Traffic(kind="ntp", packets=1, octets=76)))
    assert table.endswith("| **all** | **401** (≤ 400: missed) | **200.1** (≤ 200: missed) |")
    assert "limit" not in check_traffic.table("path-loss", full)
    assert "≤" not in check_traffic.table("path-loss", full)


def test_gaps_are_judged_by_the_middle_run() -> None:
    """One outlier is shown, and does not decide."""
    runs = [{"a page": (20.0, 15.0)}, {"a page": (300.0, 10.0)}, {"a page": (50.4, 30.0)}]
    assert gui_gaps.is_kept(runs)
    assert gui_gaps.table("healthy", runs).splitlines()[2] == "| a page | 50 (≤ 50) | 30 | 300 |"
    assert not gui_gaps.is_kept([{"a page": (51.0, 1.0)}])
