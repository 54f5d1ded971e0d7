"""Networks and PCs that behave in every way their protocols allow, and a loop whose clock jumps to the next event.

A behaviour follows from a `random.Random` alone, so a seed names it. On this loop a run of ten seconds takes a few
milliseconds: nothing ever waits for real, and what hangs costs nothing.
"""

import asyncio
import selectors
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random
from typing import Any, TypeVar

from gui.model.failure import Failure, Operation
from gui.model.lan import TerminalAddress
from gui.model.observation import CheckReport, JsonValue, Observation
from gui.model.targets import ControlTarget, EndpointTarget, PortalTarget, Targets
from gui.probes.run import run_with
from gui.probes.system import (
    Adapter,
    AdapterKind,
    AddressClaim,
    ClaimQuestion,
    ClockSource,
    DefaultRoute,
    InterfaceAddress,
    Neighbour,
    PcDetails,
    SystemInfo,
    UsbDevice,
)
from gui.probes.timing import Stopwatch
from tests.unit.probes.scripted import GATEWAY, HEALTHY_PC, TARGETS, ScriptedNet

T = TypeVar("T")

ADDRESSES = (
    "203.0.113.10", "203.0.113.11", "203.0.113.20", "100.64.0.99", "0.0.0.0", "127.0.0.1", "10.0.0.9", "169.254.7.7",
    "192.168.1.50", GATEWAY, "2001:db8::1", "::", "fe80::1", "fe80::1%3", "", "no address", "256.1.1.1",
)  # fmt: skip
#: What a value of a detail may turn into: JSON of any type.
ODD_VALUES: tuple[JsonValue, ...] = (
    None, True, False, 0, -1, -1e9, 10**12, 1e300, 10**400, 0.1, "", "text", "203.0.113.10", [], [None], [[]],
    ["", "x"], [1, "0.0.0.0"], {}, {"a": None},
)  # fmt: skip
#: Errors of a kind that a mistake in a check would raise. The last is what waiting for something cancelled raises.
ERRORS: tuple[type[BaseException], ...] = (
    ZeroDivisionError, ValueError, KeyError, OSError, TimeoutError, RuntimeError, asyncio.CancelledError,
)  # fmt: skip
SYSTEM_CALLS = ("read", "read_details", "neighbour", "neighbours", "claims")


class Mood(StrEnum):
    """How an operation behaves for a whole run."""

    HEALTHY = "healthy"
    FAILS = "fails"
    ANY = "any"
    ODD = "odd"
    HANGS = "hangs"
    RAISES = "raises"


class Hang(Exception):  # noqa: N818 (no error: the call never returns)
    """Raised by a blocking call that would never return."""


class _Jumping(selectors.SelectSelector):
    """Waits for nothing: moves the clock on instead."""

    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        """See `BaseSelector`. Raises AssertionError where nothing would ever happen again."""
        if timeout is None:
            raise AssertionError("everything waits for ever")
        self.now_s += timeout
        return []


class JumpingLoop(asyncio.SelectorEventLoop):
    """A selector loop on a clock of its own."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the loop's own time in seconds."""
        return self._jumping.now_s


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopWatch(Stopwatch):
    """Counts by the running loop's clock."""

    def now_s(self) -> float:
        """See `Stopwatch`."""
        return asyncio.get_running_loop().time() - self.started_s


async def inline(call: Callable[[], T], _name: str) -> T:
    """Stand in for `in_daemon_thread`: the scripted system blocks nobody."""
    await asyncio.sleep(0)
    try:
        return call()
    except Hang:
        await asyncio.Event().wait()
        raise AssertionError("never") from None


@dataclass(slots=True)
class ChaosNet(ScriptedNet):
    """Implements `Net`: each kind of operation in a mood of its own. `raised` are the operations that raised."""

    random: Random = field(default_factory=Random)
    moods: dict[Operation, Mood] = field(default_factory=dict)
    failures: dict[Operation, Failure | None] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)
    on_call: Callable[[], None] = lambda: None

    async def _see(self, op: Operation, target: str, **detail: JsonValue) -> Observation:
        random, mood = self.random, self.moods.get(op, Mood.HEALTHY)
        self.on_call()
        await asyncio.sleep(random.choice((0.0, 0.0, 0.001, 0.02, 0.3, 1.7, 5.0)) if mood is not Mood.HEALTHY else 0.01)
        healthy = Observation(op=op, target=target, t0_s=0.0, dt_s=0.01, detail=detail)
        match mood:
            case Mood.HANGS if random.random() < 0.5:
                await asyncio.Event().wait()
            case Mood.RAISES if random.random() < 0.5:
                self.raised.add(op.value)
                raise random.choice(ERRORS)
            case Mood.FAILS:
                return replace(healthy, failure=self.failures.get(op), detail=failed(detail))
            case Mood.ANY | Mood.ODD:
                return any_observation(random, healthy, is_odd=mood is Mood.ODD)
        return healthy


def failed(detail: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the detail of an operation that came to nothing."""
    empty: dict[str, JsonValue] = {"addresses": [], "received": 0, "rtt_ms": None, "offset_s": None}
    return {**detail, **{name: value for name, value in empty.items() if name in detail}}


def any_observation(random: Random, healthy: Observation, *, is_odd: bool) -> Observation:
    """Return some observation of the same operation: plausible, or with values and keys of any kind."""
    failure = random.choice((None, None, *Failure))
    detail: dict[str, JsonValue] = {**(failed(dict(healthy.detail)) if failure else healthy.detail)}
    if "addresses" in detail and failure is None:
        detail["addresses"] = [random.choice(ADDRESSES) for _ in range(random.randint(0, 2))]
    if "received" in detail:
        detail["received"] = random.randint(0, 24)
    if is_odd:
        detail["blocked_size"] = random.choice(ODD_VALUES)
        for name in [*detail]:
            if random.random() < 0.4:
                detail[name] = random.choice(ODD_VALUES)
            elif random.random() < 0.2:
                del detail[name]
    offset: JsonValue = random.choice((0.0, 90.0, -3e8))
    detail |= {name: offset for name in ("offset_s", "date_offset_s") if name in detail and not is_odd}
    return replace(healthy, failure=failure, dt_s=random.choice((0.0, 0.01, 0.4, 2.0)), detail=detail)


@dataclass(slots=True, kw_only=True)
class ChaosSystem:
    """Implements `System`: settings of any kind, and calls that hang or raise. `raised` as in `ChaosNet`."""

    random: Random
    moods: dict[str, Mood]
    info: SystemInfo
    raised: set[str] = field(default_factory=set)

    def read(self) -> SystemInfo:
        """See `System`."""
        return self._told("read", self.info)

    def read_details(self) -> PcDetails:
        """See `System`."""
        usb = (UsbDevice(vendor_id=self.random.choice(("1eab", "", "x")), product_id="0003"),)
        known = PcDetails(usb_devices=usb, clock_source=ClockSource(kind=self.random.choice((None, "ntp"))))
        return self._told("read_details", self.random.choice((PcDetails(), known)))

    def neighbour(self, address: str) -> Neighbour | None:
        """See `System`."""
        mac = self.random.choice((None, "02:00:00:00:00:01", ""))
        return self._told("neighbour", self.random.choice((None, Neighbour(mac=mac))))

    def claims(self, question: ClaimQuestion) -> tuple[AddressClaim, ...]:
        """See `System`."""
        random = self.random
        macs = ("02:00:00:00:00:01", "aa:bb:cc:00:00:01", "aa:bb:cc:00:00:02", "00:00:00:00:00:00:00:00", "aa:bb")
        addresses = (question.own, question.gateway, "192.168.1.9")
        told = tuple(
            AddressClaim(address=address, macs=tuple(random.sample(macs, random.randint(0, 2))))
            for address in addresses
            if address is not None and random.random() < 0.7
        )
        return self._told("claims", told)

    def neighbours(self) -> Mapping[str, Neighbour] | None:
        """See `System`."""
        macs = (None, "02:00:00:00:00:01", "00:17:6f:00:00:01", "")
        table = {address: Neighbour(mac=self.random.choice(macs)) for address in self.random.sample(ADDRESSES[:10], 4)}
        return self._told("neighbours", self.random.choice((None, table)))

    def _told(self, call: str, value: T) -> T:
        mood = self.moods.get(call, Mood.HEALTHY)
        if mood is Mood.HANGS:
            raise Hang
        if mood is Mood.RAISES:
            self.raised.add(call)
            raise self.random.choice(ERRORS[:-1])
        return value


def any_adapter(random: Random, name: str) -> Adapter:
    """Return an adapter; mostly one that could be."""
    addresses = tuple(
        InterfaceAddress(
            address=random.choice(ADDRESSES), prefix=random.choice((0, 4, 8, 24, 26, 32, 64, 128, -1)),
            is_duplicate=random.random() < 0.05,
        )
        for _ in range(random.randint(0, 2))
    )  # fmt: skip
    likely = (InterfaceAddress(address="192.168.1.50", prefix=random.choice((24, 24, 26, 4))),)
    return Adapter(
        name=name,
        is_enabled=random.random() < 0.9,
        is_running=random.random() < 0.9,
        mtu=random.choice((0, 1500, -1, 2**32 - 1)),
        addresses=likely if random.random() < 0.6 else addresses,
        kind=random.choice((AdapterKind.ETHERNET, AdapterKind.TUNNEL, AdapterKind.UNKNOWN)),
        is_virtual=random.choice((None, True, False)),
        has_random_mac=random.choice((None, True, False)),
        gateways=random.choice((None, (), (GATEWAY,))),
        dns_servers=random.choice((None, ())),
        dhcp=random.choice((None, True, False)),
        dhcp_server=random.choice((None, GATEWAY, "192.168.1.7", "")),
    )


def any_info(random: Random) -> SystemInfo:
    """Return the settings of a PC."""
    if random.random() < 0.4:
        return HEALTHY_PC
    names = random.sample(("eth0", "wlan0", "tun0", "以太网"), random.randint(0, 3))
    gateways = (GATEWAY, GATEWAY, "192.168.1.254", "10.8.0.1", "fe80::1", "", "no address")
    routes = tuple(
        DefaultRoute(interface=random.choice(("eth0", "tun0", "")), gateway=random.choice(gateways), metric=metric)
        for metric in range(random.randint(0, 2))
    )
    servers = tuple(random.sample(("192.168.1.9", GATEWAY, "198.51.100.53", "fe80::1", "no address"), 2))
    return SystemInfo(
        adapters=tuple(any_adapter(random, name) for name in names),
        routes=random.choice((None, routes, routes)),
        dns_servers=random.choice((None, (), (GATEWAY,), servers)),
        hosts_entries=random.choice(({}, {"a.acq.test": (random.choice(ADDRESSES),)}, {"one.test": ()})),
    )


def any_targets(random: Random) -> Targets:
    """Return what a run may contact: mostly everything, else parts of it, or addresses in place of names."""
    if random.random() < 0.6:
        return TARGETS
    by_address = EndpointTarget(provider="acq", name="x", host=random.choice(("203.0.113.10", "2001:db8::1")))
    return Targets(
        portals=random.choice(((), TARGETS.portals, (PortalTarget(url="http://203.0.113.80:x/", status=204),))),
        resolvers=random.choice(((), TARGETS.resolvers)),
        ntp=random.choice(((), TARGETS.ntp)),
        controls=random.choice(((), TARGETS.controls, (ControlTarget(host="a.acq.test", tls=False),))),
        endpoints=random.choice(((), TARGETS.endpoints, (by_address, by_address), TARGETS.endpoints[2:])),
    )


def any_mood(random: Random, *, may_raise: bool) -> Mood:
    """Return a mood, often a healthy one: most causes touch few operations."""
    moods = (Mood.FAILS, Mood.FAILS, Mood.ANY, Mood.ODD, Mood.HANGS, Mood.RAISES)
    chosen = random.choice(moods) if random.random() < 0.5 else Mood.HEALTHY
    return Mood.HEALTHY if chosen is Mood.RAISES and not may_raise else chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A run that ended: its report, what raised in it, and what it left behind."""

    targets: Targets
    terminal: TerminalAddress | None
    report: CheckReport
    raised: frozenset[str]
    left: Sequence[str]


def any_terminal(random: Random) -> TerminalAddress | None:
    """Return where the terminal is looked for; mostly nowhere."""
    if random.random() < 0.7:
        return None
    address = random.choice(("192.168.1.77", "192.168.1.50", GATEWAY, "10.0.0.9", "203.0.113.10"))
    return TerminalAddress(address=address, port=random.choice((1, 8443, 65535)), may_look_around=random.random() < 0.5)


async def run_behaviour(random: Random) -> Ran:
    """Run the plan on a network and a PC of some behaviour, and stop it at some step or not."""
    may_raise = random.random() < 0.3
    cancel, targets = asyncio.Event(), any_targets(random)
    net = ChaosNet(
        random=random,
        moods={op: any_mood(random, may_raise=may_raise) for op in Operation},
        failures={op: random.choice((None, *Failure)) for op in Operation},
        on_call=_stopper(random, cancel),
    )
    system_moods = {
        call: random.choice((Mood.HANGS, *([Mood.RAISES] if may_raise else [])))
        for call in SYSTEM_CALLS
        if random.random() < 0.08
    }
    system = ChaosSystem(random=random, moods=system_moods, info=any_info(random))
    if random.random() < 0.1:
        asyncio.get_running_loop().call_later(random.random() * 8, cancel.set)
    watch = LoopWatch(started_s=asyncio.get_running_loop().time())
    budget_s = random.choice((10.0, 10.0, 10.0, 1.0, 0.4, 0.0))
    terminal = any_terminal(random)
    report = await run_with(targets, net, system, watch=watch, budget_s=budget_s, cancel=cancel, terminal=terminal)
    await asyncio.sleep(0)
    left = [repr(task) for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    return Ran(
        targets=targets, terminal=terminal, report=report, raised=frozenset(net.raised | system.raised), left=left
    )


def _stopper(random: Random, cancel: asyncio.Event) -> Callable[[], None]:
    """Return what is called with every operation: sets `cancel` at one of them, or never."""
    steps_left = random.randint(1, 60) if random.random() < 0.2 else 0

    def count() -> None:
        nonlocal steps_left
        steps_left -= 1
        if not steps_left:
            cancel.set()

    return count
