"""Tries the terminal at the address and port that the user gave: a few pings, a connection, the neighbour table.

Only an address of the PC's own network is tried. A silent one is looked for elsewhere, with the user's consent, at the
same port of devices by makers of terminals that the neighbour table knows: at most a handful, no sweep.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gui.kb import load_mac_makers
from gui.model.failure import Failure, Operation
from gui.model.knowledge import MacMaker
from gui.model.lan import LanDevice, TerminalAddress, TerminalAnswer, TerminalTest, terminals_of
from gui.model.observation import JsonValue, Observation
from gui.probes import limits
from gui.probes.context import RunContext
from gui.probes.daemon import in_daemon_thread
from gui.probes.findings import REFUSING
from gui.probes.lan_facts import Lan, devices_of, place_of
from gui.probes.net import Net
from gui.probes.stopping import until_stopped
from gui.probes.system import System
from gui.probes.timing import Stopwatch, within
from gui.probes.together import results_of, run_all

#: A device on the LAN answers in milliseconds, one that sleeps (WiFi power saving) within a second or so.
TCP_TIMEOUT_S = 2.0
PING_COUNT, PING_INTERVAL_S = 3, 0.3
#: At how many other devices the port is tried, and how long.
MAX_OTHERS, OTHER_TIMEOUT_S = 4, 1.0

Record = Callable[[Observation], None]


async def mac_makers() -> Mapping[str, MacMaker]:
    """Return the makers by prefix: from the sources that reads a file."""
    return {one.prefix: one for one in await in_daemon_thread(load_mac_makers, "makers")}


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalProbe:
    """What trying a terminal needs."""

    net: Net
    system: System
    watch: Stopwatch
    lan: Lan

    async def run(self, terminal: TerminalAddress, record: Record) -> LanDevice | None:
        """Try the address and, where nobody is, look around if that is allowed. Returns who has the address.

        Neighbour detail: maker_prefix, maker, has_random_mac; `others`: how many other devices but the router the PC
        sees. A connection to another device has `looked_around`.
        """
        seen = await results_of(
            (
                _recorded(self.net.tcp_connect(terminal.address, terminal.port, TCP_TIMEOUT_S), record),
                _recorded(self.net.ping(terminal.address, count=PING_COUNT, interval_s=PING_INTERVAL_S), record),
            )
        )
        t0_s = self.watch.now_s()
        table = await in_daemon_thread(self.system.neighbours, "neighbours")
        if table is None:
            return None
        devices = devices_of(table, self.lan, await mac_makers())
        there = next((one for one in devices if one.address == terminal.address), None)
        record(self._neighbour(terminal.address, t0_s, there, devices))
        if there is None and not any(map(_is_sign_of_life, seen)) and terminal.may_look_around:
            candidates = terminals_of(devices)[:MAX_OTHERS]
            await run_all(*(self._knock(one, terminal.port, record) for one in candidates))
        return there

    def _neighbour(
        self, address: str, t0_s: float, there: LanDevice | None, devices: Sequence[LanDevice]
    ) -> Observation:
        failure = Failure.HOST_UNREACHABLE if there is None else None
        detail: dict[str, JsonValue] = {"others": sum(not one.is_router and one is not there for one in devices)}
        if there is not None:
            detail |= {"maker_prefix": there.maker_prefix, "maker": there.maker_zh}
            detail |= {"has_random_mac": there.has_random_mac}
        return self.watch.observe(Operation.NEIGHBOUR, address, t0_s, failure=failure, **detail)

    async def _knock(self, device: LanDevice, port: int, record: Record) -> None:
        seen = await self.net.tcp_connect(device.address, port, OTHER_TIMEOUT_S)
        label: dict[str, JsonValue] = {"looked_around": True, "maker_prefix": device.maker_prefix}
        record(replace(seen, detail={**seen.detail, **label}))


async def _recorded(call: Coroutine[Any, Any, Observation], record: Record) -> Observation:
    seen = await call
    record(seen)
    return seen


def _is_sign_of_life(seen: Observation) -> bool:
    return seen.failure in (None, *REFUSING)


def answer_of(seen: Sequence[Observation]) -> TerminalAnswer:
    """Return what the observations of a terminal say; those of other devices do not count."""
    own = [one for one in seen if not one.detail.get("looked_around")]
    connections = [one.failure for one in own if one.op is Operation.TCP_CONNECT]
    if None in connections:
        return TerminalAnswer.ANSWERS
    if any(failure in REFUSING for failure in connections):
        return TerminalAnswer.REFUSED
    is_there = any(one.failure is None for one in own)
    return TerminalAnswer.SILENT_PORT if is_there else TerminalAnswer.NOT_FOUND


def found_at(seen: Sequence[Observation]) -> tuple[str, ...]:
    """Return the addresses of other devices whose port was open."""
    opened = (one for one in seen if one.detail.get("looked_around") and one.failure is None)
    return tuple(one.target.rpartition(":")[0] for one in opened)


async def check_terminal(run: RunContext, record: Record) -> str | None:
    """Try the terminal of a run; return why not, as the end of a text key `skipped.*`, when it cannot be tried."""
    if run.terminal is None or run.info is None:
        return "no-targets"
    lan = place_of(run.terminal.address, run.info)
    if isinstance(lan, TerminalAnswer):
        return "terminal-elsewhere"
    await TerminalProbe(net=run.net, system=run.system, watch=run.watch, lan=lan).run(run.terminal, record)
    return None


async def try_with(
    terminal: TerminalAddress, net: Net, system: System, watch: Stopwatch, cancel: asyncio.Event | None = None
) -> TerminalTest:
    """Try the terminal once on the given network and system. Cancelling takes effect at once."""
    seen: list[Observation] = []
    answer, device = TerminalAnswer.CANCELLED, None

    async def work() -> None:
        nonlocal answer, device
        info = await within(in_daemon_thread(system.read, "adapters"), limits.RUN_BUDGET_S)
        place = place_of(terminal.address, info)
        if isinstance(place, TerminalAnswer):
            answer = place
            return
        probe = TerminalProbe(net=net, system=system, watch=watch, lan=place)
        device = await probe.run(terminal, seen.append)
        answer = answer_of(seen)

    await until_stopped(work(), limits.RUN_BUDGET_S, cancel)
    return TerminalTest(
        address=terminal.address,
        port=terminal.port,
        answer=answer,
        pings_sent=_sum(seen, "sent"),
        pings_received=_sum(seen, "received"),
        device=device,
        found_at=found_at(seen),
    )


def _sum(seen: Sequence[Observation], name: str) -> int:
    values = (one.detail.get(name) for one in seen if one.op is Operation.PING)
    return sum(value for value in values if isinstance(value, int))
