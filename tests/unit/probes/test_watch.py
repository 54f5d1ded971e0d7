"""The watch: who is asked, what is added up, and what follows from it."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.model.codec import from_json, to_json
from gui.model.failure import Failure, Operation
from gui.model.observation import JsonValue, Observation, Segment
from gui.model.targets import Targets
from gui.model.watch import WatchedPart, WatchMethod, WatchPart, WatchSummary
from gui.probes import judge, limits, plan_watch, summarise, watch_line
from gui.probes import watch as watch_module
from gui.probes.system import Adapter, AdapterKind, Neighbour, SystemInfo
from gui.probes.system.windows_api import EchoAnswer
from gui.probes.timing import Stopwatch
from gui.probes.watch import LineNet, Monitor, WatchDoors, WatchPlan, timed_answer, updated
from gui.probes.watch_history import KEPT_S, MAX_POINTS, WatchAnswer, WatchHistory, WatchSample
from tests.unit.probes.scripted import (
    ETHERNET,
    GATEWAY,
    HEALTHY_PC,
    TARGETS,
    ScriptedNet,
    ScriptedSystem,
    check,
    failing,
)

PLAN = WatchPlan(interface="eth0", gateway=GATEWAY, resolver=GATEWAY, host="a.acq.test", address="203.0.113.10")
GW, DNS, FAR = WatchPart.GATEWAY, WatchPart.RESOLVER, WatchPart.PROVIDER


def answered(rtt_ms: float | None, address: str = GATEWAY) -> WatchAnswer:
    """Return a ping that was answered after so long, or lost."""
    return WatchAnswer(address=address, method=WatchMethod.ICMP, lost=int(rtt_ms is None), rtt_ms=rtt_ms)


def samples(near: Iterable[float | None], far: Iterable[float | None] = ()) -> list[WatchSample]:
    """Return a round per second with the router's answers and the provider's."""
    beyond = list(far)
    return [
        WatchSample(
            t_s=float(second),
            answers={GW: answered(rtt_ms)} | ({FAR: answered(beyond[second], "203.0.113.10:443")} if beyond else {}),
        )
        for second, rtt_ms in enumerate(near)
    ]


def near_of(summary: WatchSummary) -> WatchedPart:
    """Return what was seen of the router."""
    part = summary.part(GW)
    assert part is not None
    return part


#: Every third packet lost.
LOSSY = [None if second % 3 == 1 else 2.0 for second in range(60)]
CLEAN = [2.0] * 60


def test_counts_and_quantiles() -> None:
    """Sent, lost, the median, the slow ones, the slowest and the longest silence."""
    summary = summarise(samples([1.0, None, 3.0, 2.0, 100.0]))
    part = near_of(summary)
    assert (part.sent, part.lost, part.received, part.lost_alone) == (5, 1, 4, 1)
    assert (part.fastest_ms, part.median_ms, part.p95_ms, part.slowest_ms) == (1.0, 2.0, 100.0, 100.0)
    assert part.longest_silence_s == 1.0
    assert part.series_ms == (1.0, None, 3.0, 2.0, 100.0)
    assert part.series_lost == (0, 1, 0, 0, 0)
    assert summary.watched_s == 4.0
    assert summary.part(FAR) is None


def test_nothing_was_seen() -> None:
    """No sample, no part."""
    assert summarise(()) == WatchSummary(watched_s=0.0)


def test_a_spell_is_no_loss_by_chance() -> None:
    """Three lost one after another are a spell; a router that never answered had none."""
    spell = near_of(summarise(samples([1.0, None, None, None, None, 1.0, None, 1.0])))
    assert (spell.spells, spell.lost, spell.lost_alone, spell.longest_silence_s) == (1, 5, 1, 4.0)
    mute = near_of(summarise(samples([None] * 10)))
    assert (mute.spells, mute.received, mute.median_ms, mute.slowest_ms) == (0, 0, None, None)


def test_a_pause_is_no_silence() -> None:
    """What was not watched is neither time watched nor silence."""
    first = samples([1.0, None, None])
    later = [replace(sample, t_s=sample.t_s + 100.0) for sample in samples([None, 1.0])]
    summary = summarise([*first, *later])
    assert summary.watched_s == 3.0
    assert (near_of(summary).spells, near_of(summary).longest_silence_s) == (0, 1.0)


def test_breaks_of_the_link() -> None:
    """Each loss of the carrier is one break, also between two rounds, and the silence that follows is the same one."""
    quiet = [WatchSample(t_s=float(i), carrier=True, answers={GW: answered(1.0)}) for i in range(3)]
    down = WatchSample(t_s=3.0, carrier=False, carrier_changes=1, answers={GW: answered(None)})
    silent = [WatchSample(t_s=4.0 + i, carrier=False, answers={GW: answered(None)}) for i in range(4)]
    up = WatchSample(t_s=8.0, carrier=True, carrier_changes=1, answers={GW: answered(1.0)})
    blink = WatchSample(t_s=9.0, carrier=True, carrier_changes=2, answers={GW: answered(1.0)})
    summary = summarise([*quiet, down, *silent, up, blink])
    assert (summary.carrier_changes, summary.breaks, summary.breaks_per_minute) == (4, 2, 2)


def test_breaks_by_silence_count_once_each() -> None:
    """Where the link tells nothing, spells of the router are the breaks; the worst minute counts."""
    burst: list[float | None] = [1.0, 1.0, None, None, None, None]
    summary = summarise(samples([*burst * 3, *[1.0] * 100, *burst, 1.0]))
    assert (summary.breaks, summary.breaks_per_minute) == (4, 3)


def test_another_router_behind_the_same_address() -> None:
    """A change of the hardware address is counted; rounds that did not look say nothing."""
    macs = ["a", None, "a", "b", "a"]
    summary = summarise(WatchSample(t_s=float(i), gateway_mac=mac) for i, mac in enumerate(macs))
    assert summary.gateway_mac_changes == 2


def test_a_long_watch_does_not_grow() -> None:
    """An hour: the counts are those of the hour, the series those of the last quarter in at most 120 points."""
    history = WatchHistory()
    for sample in samples([5000.0, *[1.0] * 3599]):
        history.add(sample)
    summary = history.summary()
    part = near_of(summary)
    assert len(history._kept_s) == KEPT_S + 1
    assert (part.sent, part.slowest_ms, part.p95_ms) == (3600, 5000.0, 1.0)
    assert len(part.series_ms) <= MAX_POINTS
    assert (summary.from_s, summary.step_s) == (3599 - KEPT_S, 8.0)


def test_a_part_that_is_asked_no_more_leaves_the_picture() -> None:
    """Its counts stay, its curve does not."""
    far_once = samples([1.0], [30.0])
    summary = summarise([*far_once, *samples([1.0] * 1000)[1:]])
    far = summary.part(FAR)
    assert far is not None
    assert (far.sent, far.median_ms, far.slowest_ms) == (1, None, 30.0)
    assert set(far.series_ms) == {None}


@given(st.lists(st.one_of(st.none(), st.floats(min_value=0.01, max_value=5000.0)), max_size=400))
def test_sums_and_series_agree(rtts_ms: list[float | None]) -> None:
    """Whatever comes: nothing is counted twice, and the summary survives its file."""
    summary = summarise(samples(rtts_ms))
    assert from_json(WatchSummary, to_json(summary)) == summary
    for part in summary.parts:
        assert part.lost == sum(part.series_lost) == sum(rtt_ms is None for rtt_ms in rtts_ms)
        assert 0 <= part.lost_alone <= part.lost <= part.sent == len(rtts_ms)


# --- the verdict ---


def verdict_of(watched: Iterable[WatchSample]) -> tuple[Segment, str, tuple[str, ...]]:
    """Judge a clean run with a watch after it."""
    verdict = judge(check().probes, summarise(watched))
    return verdict.segment, verdict.fault, verdict.remarks


def flap(seconds: int) -> list[WatchSample]:
    """Return a link that is away every other second and a half."""
    return [
        WatchSample(
            t_s=float(i),
            carrier=bool(i % 3),
            carrier_changes=int(i % 3 != 2),
            answers={GW: answered((1.0, None)[i % 2])},
        )
        for i in range(seconds)
    ]


def test_a_quiet_watch_changes_nothing() -> None:
    """A clean watch, one that is too short, and none: the run's own verdict."""
    probes = check().probes
    clean = judge(probes)
    assert judge(probes, summarise(samples(CLEAN, CLEAN))) == clean
    assert judge(probes, summarise(flap(9))) == clean
    assert judge(probes, summarise(())) == clean


def test_a_link_that_comes_and_goes() -> None:
    """Row 24, also when the run fell into a phase without a link."""
    assert verdict_of(flap(20)) == (Segment.LINK, "flapping", ())
    unplugged = ScriptedSystem(replace(HEALTHY_PC, adapters=(replace(ETHERNET, is_running=False),)))
    probes = check(system=unplugged).probes
    assert judge(probes).fault == "no-carrier"
    assert judge(probes, summarise(flap(20))).fault == "flapping"


def test_plugging_a_cable_once_is_no_flapping() -> None:
    """The shop does what it was told: unplug, and plug in."""
    once = [replace(sample, carrier_changes=int(sample.t_s in (20.0, 25.0)), carrier=True) for sample in samples(CLEAN)]
    assert verdict_of(once)[1] == "none"


def test_a_router_that_falls_silent_again_and_again() -> None:
    """Bursts of total loss and nothing else; a fault further out, or loss between the bursts, has its own name."""
    burst: list[float | None] = [*[1.0] * 12, None, None, None, None]
    summary = summarise(samples(burst * 4))
    assert judge(check().probes, summary).fault == "flapping"
    away = check(ScriptedNet(failing({Operation.TCP_CONNECT: Failure.TCP_TIMEOUT})))
    assert judge(away.probes, summary) == away.verdict
    lossy = [None if second % 4 == 1 else 2.0 for second in range(24)]
    assert judge(check().probes, summarise(samples([*lossy, None, None, None] * 5))).fault == "wifi-loss"
    assert judge(check().probes, replace(summary, parts=())).fault == "none"


def test_loss_that_the_run_missed() -> None:
    """Rows 23 and 45: on the way to the router, or beyond it only; a few packets are not enough."""
    assert verdict_of(samples(LOSSY, LOSSY))[:2] == (Segment.LINK, "wifi-loss")
    assert verdict_of(samples(LOSSY))[:2] == (Segment.LINK, "wifi-loss")
    assert verdict_of(samples(LOSSY, CLEAN))[1] == "none", "a router answers when it likes"
    assert verdict_of(samples(CLEAN, LOSSY))[:2] == (Segment.ISP, "path-loss")
    assert verdict_of(samples(CLEAN[:15], LOSSY[:15]))[1] == "none"
    assert verdict_of(samples([2.0] * 30, [None, None, *CLEAN[:28]]))[1] == "none", "two may be lost by chance"


def test_late_answers_while_the_router_is_quick() -> None:
    """Row 31; a line that is always slow, or a router that is late itself, is something else."""
    bursts = [900.0 if second % 10 == 0 else 20.0 for second in range(60)]
    remark = ("latency-under-load",)
    assert verdict_of(samples(CLEAN, bursts)) == (Segment.NONE, "none", remark)
    assert verdict_of(samples([400.0] * 60, bursts))[2] == ()
    assert verdict_of(samples(CLEAN, [600.0] * 60))[2] == ()
    assert verdict_of(samples(CLEAN[:5], bursts[:5]))[2] == ()
    only_far = [replace(one, answers={FAR: one.answers[FAR]}) for one in samples(CLEAN, bursts)]
    assert verdict_of(only_far)[2] == ()


# --- whom it asks ---


def test_the_plan_follows_from_the_run() -> None:
    """Router, name server, and the first host of the provider that was reached."""
    plan = plan_watch(check().probes, TARGETS)
    assert plan == replace(PLAN, port=443)


def test_the_plan_where_pings_do_not_pass() -> None:
    """The router is asked at a port where it answered, be it with a refusal."""

    def no_ping(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is Operation.PING:
            return replace(healthy, failure=Failure.PING_TIMEOUT, detail={**healthy.detail, "received": 0})
        refused = op is Operation.TCP_CONNECT and target.startswith(GATEWAY)
        return replace(healthy, failure=Failure.TCP_REFUSED) if refused else healthy

    assert plan_watch(check(ScriptedNet(no_ping)).probes, TARGETS).gateway_port == 53


def test_the_plan_without_a_link_or_a_name() -> None:
    """Nothing is known yet: only the name to ask for. With addresses only there is no name."""
    unplugged = ScriptedSystem(SystemInfo(adapters=(replace(ETHERNET, is_running=False),)))
    assert plan_watch(check(system=unplugged).probes, TARGETS) == WatchPlan(host="a.acq.test")
    literal = Targets(endpoints=tuple(replace(one, host="203.0.113.10") for one in TARGETS.endpoints))
    plan = plan_watch(check(targets=literal).probes, literal)
    assert (plan.host, plan.address) == (None, "203.0.113.10")


def test_new_settings() -> None:
    """Another router and name server are asked from now on; the adapter that is watched stays."""
    other = replace(HEALTHY_PC, dns_servers=("192.168.1.9",))
    assert updated(PLAN, other).resolver == "192.168.1.9"
    assert updated(PLAN, SystemInfo(adapters=())) == PLAN
    assert updated(replace(PLAN, interface="wlan0"), HEALTHY_PC).interface == "wlan0"
    tunnel = Adapter(name="tun0", is_enabled=True, is_running=True, mtu=1500, kind=AdapterKind.TUNNEL)
    unplugged = SystemInfo(adapters=(tunnel, replace(ETHERNET, is_running=False)))
    assert updated(WatchPlan(), unplugged).interface == "eth0"
    moved = updated(replace(PLAN, gateway="192.168.0.1", gateway_port=80), HEALTHY_PC)
    assert (moved.gateway, moved.gateway_port) == (GATEWAY, None)


@pytest.mark.parametrize(
    ("method", "took_ms", "fastest_ms", "lost", "rtt_ms"),
    [
        (WatchMethod.ICMP, 900.0, 1.0, 0, 900.0),
        (WatchMethod.TCP, 1003.0, 2.0, 1, 3.0),
        (WatchMethod.TCP, 1003.0, None, 0, 1003.0),
        (WatchMethod.TCP, 1400.0, 20.0, 0, 1400.0),
        (WatchMethod.TCP, 1010.0, 600.0, 0, 1010.0),
        (WatchMethod.DNS, 402.0, 1.0, 1, 2.0),
        (WatchMethod.DNS, 1001.0, 1.0, 2, 1.0),
        (WatchMethod.DNS, 636.0, 600.0, 0, 636.0),
    ],
)
def test_packets_sent_again_count_as_lost(
    method: WatchMethod, took_ms: float, fastest_ms: float | None, lost: int, rtt_ms: float
) -> None:
    """The time of an answer tells whether the first packet was lost; a slow line is no loss."""
    answer = timed_answer(method, took_ms, fastest_ms)
    assert (answer.lost, answer.sent, answer.rtt_ms) == (lost, lost + 1, rtt_ms)


# --- the monitor ---


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the rounds follow each other without waiting."""
    monkeypatch.setattr(watch_module, "ROUND_S", 0.0)
    monkeypatch.setattr(watch_module, "LINK_EVERY_S", 0.0)
    monkeypatch.setattr(watch_module, "SETTINGS_EVERY_S", 0.0)


def watch(
    net: ScriptedNet | None = None,
    system: ScriptedSystem | None = None,
    plan: WatchPlan = PLAN,
    *,
    rounds: int = 30,
    read_link: Callable[[str], bool | None] = lambda _name: True,
) -> list[WatchSample]:
    """Watch the scripted network for some rounds."""
    seen: list[WatchSample] = []

    async def run() -> None:
        enough = asyncio.Event()

        def take(sample: WatchSample) -> None:
            seen.append(sample)
            if len(seen) >= rounds:
                enough.set()

        doors = WatchDoors(
            net=net or ScriptedNet(), system=system or ScriptedSystem(), read_link=read_link, clock=Stopwatch()
        )
        task = asyncio.ensure_future(Monitor(plan, doors, take).run())
        await asyncio.wait({task, asyncio.ensure_future(enough.wait())}, return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        await task

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner, contextlib.suppress(asyncio.CancelledError):
        runner.run(run())
    return seen


def test_rounds(at_once: None) -> None:
    """Router and name server every round, the provider every third, in order; nobody else."""
    net = ScriptedNet()
    seen = watch(net)
    assert [sorted(one.answers) for one in seen[:4]] == [[GW, FAR, DNS], [GW, DNS], [GW, DNS], [GW, FAR, DNS]]
    assert [one.t_s for one in seen] == sorted(one.t_s for one in seen)
    assert set(net.asked) == {f"ping {GATEWAY}", f"dns_query {GATEWAY}", "tcp_connect 203.0.113.10:443"}
    assert seen[0].gateway_mac == "02:00:00:00:00:01"
    assert seen[1].gateway_mac is None
    part = near_of(summarise(seen))
    assert (part.address, part.method, part.lost, part.median_ms) == (GATEWAY, WatchMethod.ICMP, 0, 5.0)


def test_a_router_that_is_asked_by_tcp(at_once: None) -> None:
    """A refusal is an answer, silence is a loss."""
    plan = WatchPlan(gateway=GATEWAY, gateway_port=80)
    refused = watch(ScriptedNet(failing({Operation.TCP_CONNECT: Failure.TCP_REFUSED})), plan=plan)
    assert near_of(summarise(refused)).lost == 0
    silent = watch(ScriptedNet(failing({Operation.TCP_CONNECT: Failure.TCP_TIMEOUT})), plan=plan)
    assert near_of(summarise(silent)).received == 0


def test_every_query_that_was_sent_counts(at_once: None) -> None:
    """A name server that is silent was asked several times."""

    def silent(op: Operation, target: str, healthy: Observation) -> Observation:
        tries: dict[str, JsonValue] = {"tries": 4}
        return replace(healthy, failure=Failure.DNS_TIMEOUT, detail=tries) if op is Operation.DNS_QUERY else healthy

    answer = watch(ScriptedNet(silent))[0].answers[DNS]
    assert (answer.sent, answer.lost, answer.failure) == (4, 4, Failure.DNS_TIMEOUT)


def test_the_carrier_is_followed(at_once: None) -> None:
    """Every change is counted once, and a change makes the watch look at the settings again."""
    states = iter([True, False, True, None, True, False] * 40)
    other = replace(HEALTHY_PC, dns_servers=("192.168.1.9",))
    seen = watch(system=ScriptedSystem(other), rounds=60, read_link=lambda _name: next(states, False))
    assert sum(one.carrier_changes for one in seen) > 3
    assert seen[-1].answers[DNS].address == "192.168.1.9"


def test_what_the_run_did_not_find_is_found_later(at_once: None) -> None:
    """After a run without a link: router and name server from the settings, the provider's address by its name."""
    seen = watch(plan=WatchPlan(host="a.acq.test"), rounds=30)
    assert seen[-1].carrier is True
    assert {one.answers[FAR].address for one in seen if FAR in one.answers} == {"203.0.113.10:443"}


def test_without_a_router_nothing_is_sent(at_once: None) -> None:
    """No router, no name server: only the settings are read. A system that knows no neighbours is no news."""
    net = ScriptedNet()
    assert not any(one.answers for one in watch(net, ScriptedSystem(SystemInfo(adapters=())), WatchPlan(host="x.test")))
    assert net.asked == []

    class NoTable(ScriptedSystem):
        def neighbour(self, address: str) -> Neighbour | None:
            return None

    assert not any(one.gateway_mac for one in watch(system=NoTable()))


def test_a_hung_driver_is_asked_once(at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rounds go on without the settings, and no second thread is left hanging."""
    monkeypatch.setattr(limits, "ADAPTER_TIMEOUT_S", 0.01)
    hangs, asked = threading.Event(), list[int]()

    class Hung(ScriptedSystem):
        def read(self) -> SystemInfo:
            asked.append(1)
            hangs.wait(10.0)
            return HEALTHY_PC

    seen = watch(system=Hung(), plan=WatchPlan(), rounds=20)
    hangs.set()
    assert len(seen) >= 20
    assert len(asked) == 1


def test_a_bug_ends_the_watch(at_once: None) -> None:
    """A programming error is raised, never swallowed."""
    with pytest.raises(ExceptionGroup) as caught:
        watch(ScriptedNet(raises=frozenset({Operation.PING})))
    assert isinstance(caught.value.exceptions[0], ZeroDivisionError)


def test_the_real_line_is_loopback_here() -> None:
    """The three real operations against this machine itself."""

    async def run() -> list[Observation]:
        net = LineNet(Stopwatch(), None)
        return [await net.tcp_connect("127.0.0.1", 9, 1.0), await net.dns_query("127.0.0.1", "x.test", "A")]

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        seen = runner.run(run())
    assert {one.failure for one in seen} == {Failure.TCP_REFUSED}


def test_the_real_watch_is_stopped_within_its_first_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """`watch_line` puts the real parts together; cancelling it leaves nothing behind."""
    seen: list[WatchSample] = []

    async def run() -> None:
        enough = asyncio.Event()
        monkeypatch.setattr(watch_module, "local_system", lambda: ScriptedSystem(SystemInfo(adapters=())))
        plan = WatchPlan(gateway="127.0.0.1", gateway_port=9)

        def take(sample: WatchSample) -> None:
            seen.append(sample)
            enough.set()

        task = asyncio.ensure_future(watch_line(plan, Stopwatch(), take))
        await enough.wait()
        task.cancel()
        await asyncio.wait({task})

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(run())
    assert seen[0].answers[GW].failure is Failure.TCP_REFUSED


def test_the_ping_of_the_system_itself_where_there_is_one() -> None:
    """Windows has a call of its own; elsewhere an ICMP socket, which may be refused."""

    async def run() -> list[Observation]:
        own = LineNet(Stopwatch(), lambda _request: EchoAnswer(status=0, round_trip_ms=1))
        return [await own.ping("127.0.0.1", count=1), await LineNet(Stopwatch(), None).ping("127.0.0.1", count=1)]

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        own, plain = runner.run(run())
    assert own.failure is None
    assert plain.failure in (None, Failure.PERMISSION_DENIED)
