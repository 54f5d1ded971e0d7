"""Watches the line after the run: about once a second a packet to the router, the name server and the provider.

A snapshot misses what comes and goes. The watch asks so little that nobody notices it: a ping, a name, and every third
round a TCP connection to one host of the provider, closed at once. No TLS, nothing else. Together less than 0.5 KB/s.
"""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol, TypeAlias, TypeVar

from gui.model.failure import Failure, Operation
from gui.model.observation import Observation, ProbeResult
from gui.model.targets import Targets
from gui.model.watch import WatchMethod, WatchPart
from gui.probes import dial, echo, icmp, limits, resolve
from gui.probes.context import is_address, observed_addresses
from gui.probes.daemon import in_daemon_thread
from gui.probes.facts import Facts, gather_facts
from gui.probes.findings import REFUSING
from gui.probes.plan import host_names
from gui.probes.system import AdapterKind, System, SystemInfo, local_echo, local_system
from gui.probes.system.link import ReadLink, local_link
from gui.probes.system.windows_api import Echo
from gui.probes.timing import Stopwatch, within
from gui.probes.watch_history import WatchAnswer, WatchSample

#: A round a second sees a break of a few seconds; the provider, who is a stranger, is asked every third time only.
ROUND_S = 1.0
PROVIDER_EVERY = 3
#: The carrier is asked for more often than it comes and goes when a plug is loose.
LINK_EVERY_S = 0.5
#: Another router behind the same address shows within this time; so does a new router after a change of the network.
MAC_EVERY = 10
SETTINGS_EVERY_S = 5.0
#: A SYN is repeated after 1 s (RFC 6298, section 2): its answer still counts, as one packet lost.
CONNECT_TIMEOUT_S = 2.4
#: When a lost packet was sent again, by method: the answer tells by its time that the first one was lost.
_SENT_AGAIN_S = {WatchMethod.ICMP: (), WatchMethod.DNS: limits.DNS_SEND_AT_S[1:], WatchMethod.TCP: (1.0,)}
#: Answers vary: up to this much more than the fastest is no sign of a repetition.
_SPREAD_MS = 50.0
#: Failures that are answers: somebody is there and said no.
_ANSWERS = (None, *REFUSING, Failure.DNS_NXDOMAIN, Failure.DNS_NO_ANSWER, Failure.DNS_SERVFAIL, Failure.DNS_REFUSED)

T = TypeVar("T")
OnSample: TypeAlias = Callable[[WatchSample], None]


class WatchNet(Protocol):
    """The three operations of `gui.probes.net.Net` that the watch needs."""

    async def ping(self, address: str, *, count: int) -> Observation:
        """See `Net`."""

    async def dns_query(self, server: str, name: str, rdtype: str) -> Observation:
        """See `Net`."""

    async def tcp_connect(self, address: str, port: int, timeout_s: float) -> Observation:
        """See `Net`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPlan:
    """Whom to ask. None: not known (yet); `gateway_port` None: the router answers pings.

    `host` is the provider's name, asked of the name server; `address` and `port` are where the provider was reached.
    """

    interface: str | None = None
    gateway: str | None = None
    gateway_port: int | None = None
    resolver: str | None = None
    host: str | None = None
    address: str | None = None
    port: int = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchDoors:
    """Where the watch looks: the network, the system, the carrier, and the clock that all its times count on."""

    net: WatchNet
    system: System
    read_link: ReadLink
    clock: Stopwatch


def plan_watch(probes: Sequence[ProbeResult], targets: Targets) -> WatchPlan:
    """Return whom to ask, from what the run found: the watch itself looks for nothing. Pure."""
    facts = gather_facts(probes)
    route = facts.routes[0] if facts.routes else None
    sites = sorted(facts.endpoints or facts.controls, key=lambda site: not site.is_ok)
    best = next((site for site in sites if site.address), None)
    names = [name for name in host_names(targets) if not is_address(name)]
    own = best.host if best is not None and best.host in names else None
    return WatchPlan(
        interface=None if route is None else route.interface,
        gateway=None if route is None else route.gateway,
        gateway_port=_gateway_port(facts),
        resolver=next(iter(facts.dns_servers), None),
        host=own or next(iter(names), None),
        address=None if best is None else best.address,
        port=443 if best is None else best.port,
    )


def _gateway_port(facts: Facts) -> int | None:
    """Return a port at which a router that answers no pings answers, open or closed."""
    if any(ping.received for ping in facts.gateway_pings if ping.method == "icmp"):
        return None
    knocks = [one for one in facts.gateway if one.op is Operation.TCP_CONNECT and one.failure in (None, *REFUSING)]
    return int(knocks[0].target.rpartition(":")[2]) if knocks else None


async def watch_line(plan: WatchPlan, clock: Stopwatch, on_sample: OnSample) -> None:
    """Watch this PC's line until cancelled. `on_sample` gets every round; what it raises ends the watch.

    Needs a selector loop, as `gui.probes.run`.
    """
    doors = WatchDoors(net=LineNet(clock, local_echo()), system=local_system(), read_link=local_link(), clock=clock)
    await Monitor(plan, doors, on_sample).run()


class LineNet:
    """The real network, without TLS: loading the trusted roots would cost more than a minute of watching."""

    def __init__(self, clock: Stopwatch, system_echo: Echo | None) -> None:
        self._clock = clock
        self._system_echo = system_echo

    async def ping(self, address: str, *, count: int) -> Observation:
        """See `Net`."""
        series = icmp.Series(count=count)
        if self._system_echo is not None:
            return await echo.ping(self._clock, address, series, self._system_echo)
        return await icmp.ping(self._clock, address, series)

    async def dns_query(self, server: str, name: str, rdtype: str) -> Observation:
        """See `Net`."""
        return await resolve.dns_query(self._clock, server, name, rdtype)

    async def tcp_connect(self, address: str, port: int, timeout_s: float) -> Observation:
        """See `Net`."""
        return await dial.tcp_connect(self._clock, address, port, timeout_s)


class Monitor:
    """One watch. Rounds begin once a second whether or not the one before has its answers; they end in order."""

    def __init__(self, plan: WatchPlan, doors: WatchDoors, on_sample: OnSample) -> None:
        self._plan = plan
        self._doors = doors
        self._on_sample = on_sample
        self._fastest_ms: dict[WatchPart, float] = {}
        self._carrier: bool | None = None
        self._carrier_changes = 0
        self._must_read = plan.gateway is None
        self._read_s = 0.0
        self._is_reading = False

    async def run(self) -> None:
        """Watch until cancelled. Raises an ExceptionGroup for a programming error."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow_link())
            before: asyncio.Task[None] | None = None
            clock = self._doors.clock
            for number in itertools.count():
                next_s = clock.now_s() + ROUND_S
                before = group.create_task(self._round(number, before))
                await asyncio.sleep(max(next_s - clock.now_s(), 0.0))

    async def _round(self, number: int, before: "asyncio.Task[None] | None") -> None:
        t_s = self._doors.clock.now_s()
        await self._read_settings(t_s)
        answers, mac = await asyncio.gather(self._ask_all(number), self._gateway_mac(number))
        if before is not None:
            await asyncio.wait({before})
        changes, self._carrier_changes = self._carrier_changes, 0
        self._on_sample(
            WatchSample(
                t_s=round(t_s, 2), answers=answers, carrier=self._carrier, carrier_changes=changes, gateway_mac=mac
            )
        )

    async def _ask_all(self, number: int) -> dict[WatchPart, WatchAnswer]:
        plan, net = self._plan, self._doors.net
        calls: dict[WatchPart, tuple[str, WatchMethod, Coroutine[Any, Any, Observation]]] = {}
        if plan.gateway is not None and plan.gateway_port is None:
            calls[WatchPart.GATEWAY] = plan.gateway, WatchMethod.ICMP, net.ping(plan.gateway, count=1)
        elif plan.gateway is not None and plan.gateway_port is not None:
            knock = net.tcp_connect(plan.gateway, plan.gateway_port, CONNECT_TIMEOUT_S)
            calls[WatchPart.GATEWAY] = plan.gateway, WatchMethod.TCP, knock
        if plan.resolver is not None and plan.host is not None:
            query = net.dns_query(plan.resolver, plan.host, "A")
            calls[WatchPart.RESOLVER] = plan.resolver, WatchMethod.DNS, query
        if plan.address is not None and number % PROVIDER_EVERY == 0:
            connect = net.tcp_connect(plan.address, plan.port, CONNECT_TIMEOUT_S)
            calls[WatchPart.PROVIDER] = f"{plan.address}:{plan.port}", WatchMethod.TCP, connect
        seen = await asyncio.gather(*(call for _, _, call in calls.values()))
        answered = zip(calls.items(), seen, strict=True)
        return {part: self._answer(part, address, method, one) for (part, (address, method, _)), one in answered}

    def _answer(self, part: WatchPart, address: str, method: WatchMethod, seen: Observation) -> WatchAnswer:
        if part is WatchPart.RESOLVER and self._plan.address is None:
            self._use_addresses(observed_addresses(seen))
        if seen.failure not in _ANSWERS:
            tries = seen.detail.get("tries", 1)
            sent = tries if isinstance(tries, int) else 1
            return WatchAnswer(address=address, method=method, sent=sent, lost=sent, failure=seen.failure)
        took_ms = _round_trip_ms(seen)
        fastest_ms = self._fastest_ms.get(part)
        self._fastest_ms[part] = took_ms if fastest_ms is None else min(fastest_ms, took_ms)
        return replace(timed_answer(method, took_ms, fastest_ms), address=address, failure=seen.failure)

    def _use_addresses(self, addresses: Iterable[str]) -> None:
        """Learn where the provider is, when the run came to no address: the link was away then."""
        found = min(addresses, key=lambda address: ":" in address, default=None)
        self._plan = replace(self._plan, address=found)

    async def _gateway_mac(self, number: int) -> str | None:
        gateway = self._plan.gateway
        if gateway is None or number % MAC_EVERY:
            return None
        neighbour = await _in_time(partial(self._doors.system.neighbour, gateway), "neighbours")
        return None if neighbour is None else neighbour.mac

    async def _follow_link(self) -> None:
        while True:
            if (name := self._plan.interface) is not None:
                carrier = await in_daemon_thread(partial(self._doors.read_link, name), "link")
                if None not in (carrier, self._carrier) and carrier is not self._carrier:
                    self._carrier_changes += 1
                    self._must_read = True  # another network may be behind the plug now
                self._carrier = carrier
            await asyncio.sleep(LINK_EVERY_S)

    async def _read_settings(self, t_s: float) -> None:
        """Look whom to ask, when that may have changed; seldom, and never again once a driver has hung."""
        is_due = t_s - self._read_s >= SETTINGS_EVERY_S or self._read_s == 0.0
        if not self._must_read or self._is_reading or not is_due:
            return
        self._is_reading, self._read_s = True, t_s
        info = await _in_time(self._doors.system.read, "adapters")
        if info is None:
            return
        self._is_reading = False
        self._plan = updated(self._plan, info)
        self._must_read = self._plan.gateway is None


async def _in_time(call: Callable[[], T], name: str) -> T | None:
    """Return what the system tells, None when it takes too long: no round may wait for a driver that hangs."""
    try:
        return await within(in_daemon_thread(call, name), limits.ADAPTER_TIMEOUT_S)
    except TimeoutError:
        return None


def updated(plan: WatchPlan, info: SystemInfo) -> WatchPlan:
    """Return the plan with the present router and name server. The adapter stays: its breaks are being counted."""
    route = info.routes[0] if info.routes else None
    candidates = [one.name for one in info.adapters if one.is_enabled and one.kind is not AdapterKind.TUNNEL]
    interface = plan.interface or (route.interface if route is not None else next(iter(candidates), None))
    gateway = route.gateway if route is not None else plan.gateway
    port = plan.gateway_port if gateway == plan.gateway else None
    server = next(iter(info.dns_servers or ()), plan.resolver)
    return replace(plan, interface=interface, gateway=gateway, gateway_port=port, resolver=server)


def timed_answer(method: WatchMethod, took_ms: float, fastest_ms: float | None) -> WatchAnswer:
    """Return an answer that took so long; where its time shows that packets were sent again, they count as lost.

    A slow line looks alike in single answers, so only what is far slower than the fastest answer, and by the time of a
    repetition, is taken for one.
    """
    usual_ms = (fastest_ms or 0.0) * 2 + _SPREAD_MS
    for lost, again_s in reversed(list(enumerate(_SENT_AGAIN_S[method], start=1))):
        rest_ms = took_ms - again_s * 1000
        if fastest_ms is not None and took_ms > usual_ms and 0.0 <= rest_ms <= usual_ms:
            return WatchAnswer(address="", method=method, sent=lost + 1, lost=lost, rtt_ms=round(rest_ms, 2))
    return WatchAnswer(address="", method=method, rtt_ms=round(took_ms, 2))


def _round_trip_ms(seen: Observation) -> float:
    """Return the measured round trip of a ping, else how long the operation took."""
    rtt_ms = seen.detail.get("rtt_ms")
    return float(rtt_ms) if isinstance(rtt_ms, (int, float)) else seen.dt_s * 1000
