"""The check of the way beyond the router: loss, full-size packets, and who stands behind the router."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from gui.model.observation import JsonValue, Observation, ProbeSpec
from gui.probes import limits
from gui.probes.context import RunContext
from gui.probes.hops import second_hop
from gui.probes.stage import Record, StageSkipped, named_hosts
from gui.probes.together import record_each, results_of

#: Sends a series of packets to an address.
Measure: TypeAlias = Callable[[str], Coroutine[Any, Any, Observation]]

#: Payload that fills an Ethernet frame of 1500 bytes (20 IP + 8 ICMP), and one that passes every usual tunnel.
FULL_SIZE_BYTES, TUNNEL_SIZE_BYTES = 1472, 1372
#: Packets of the second series to an address that answered every one of the first.
AGAIN_COUNT = 3
#: How many addresses are pinged in all where one alone answers.
MORE_PINGED = 4
#: How long a series to an address that answers takes, in full and of three packets.
SERIES_S = limits.PING_COUNT * limits.PING_INTERVAL_S + limits.PING_REPLY_TIMEOUT_S
SHORT_SERIES_S = 3 * limits.PING_INTERVAL_S + limits.PING_REPLY_TIMEOUT_S


async def check_path(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Measure loss beyond the router by ICMP, or by DNS queries where ICMP does not pass; then full-size packets."""

    def ping(address: str) -> Coroutine[Any, Any, Observation]:
        return run.net.ping(address, count=limits.PING_COUNT)

    async with asyncio.TaskGroup() as group:
        pinging = group.create_task(_ping_beyond(run, ping))
        group.create_task(_second_hop(run, record))
    first = pinging.result()
    async with asyncio.TaskGroup() as group:
        repeating = group.create_task(_repeated(run, ping, first))
        group.create_task(_check_size(run, first, record))
    seen = repeating.result()
    for observation in seen:
        record(observation)
    if any(one.failure is None for one in seen):
        return
    servers = [resolver.address for resolver in run.targets.resolvers][:2]
    if not servers and not seen:
        raise StageSkipped("no-targets")
    name = (*named_hosts(run), ".")[0]

    def ask(server: str) -> Coroutine[Any, Any, Observation]:
        return run.net.dns_loss(server, name, count=limits.PING_COUNT)

    for observation in await _twice_if_lossy(run, ask, await results_of(map(ask, servers))):
        record(observation)


async def _second_hop(run: RunContext, record: Record) -> None:
    """Ask who stands behind the router, on the way to the first address that is known."""
    addresses = await _beyond_addresses(run, at_most=1)
    await record_each(record, *(second_hop(run, address) for address in addresses))


async def _ping_beyond(run: RunContext, ping: Measure) -> list[Observation]:
    """Ping what is known by address at once (names may take seconds, or never come), the others when they are found."""
    at_once = [resolver.address for resolver in run.targets.resolvers[:1] if ":" not in resolver.address]
    async with asyncio.TaskGroup() as group:
        series = [group.create_task(ping(address)) for address in at_once]
        found = await _beyond_addresses(run)
        series += [group.create_task(ping(address)) for address in found if address not in at_once]
    return [one.result() for one in series]


async def _repeated(run: RunContext, ping: Measure, first: Sequence[Observation]) -> Sequence[Observation]:
    """Return the series with what had to be measured again."""
    return await _asked_again(run, await _twice_if_lossy(run, ping, first))


async def _check_size(run: RunContext, seen: Sequence[Observation], record: Record) -> None:
    """Send an address that answers three packets each that must not be cut up, beside what is measured again.

    Without a stalled TLS flight they prove nothing.
    """
    answering = [one.target for one in seen if one.failure is None]
    if not answering or any(map(_is_late, seen)) or not _has_time(run, SHORT_SERIES_S):
        return
    address = answering[0]
    sizes = (FULL_SIZE_BYTES, TUNNEL_SIZE_BYTES)
    await record_each(record, *(run.net.ping(address, count=3, size_bytes=size, may_fragment=False) for size in sizes))


async def _beyond_addresses(run: RunContext, at_most: int = limits.MAX_PINGED) -> Sequence[str]:
    """Return IPv4 addresses beyond the router: a resolver, then endpoints, a control, other resolvers."""
    sites = [site.host for site in run.targets.endpoints[:2]] + [site.host for site in run.targets.controls[:1]]
    resolvers = [resolver.address for resolver in run.targets.resolvers[:2]]
    addresses: list[str] = []
    for host in dict.fromkeys((*resolvers[:1], *sites, *resolvers[1:])):
        address = await run.book.find_any(host)
        if address is not None and ":" not in address and address not in addresses:
            addresses.append(address)
        if len(addresses) == at_most:
            break
    return addresses


async def _twice_if_lossy(run: RunContext, measure: Measure, first: Sequence[Observation]) -> Sequence[Observation]:
    """When any series lost some packets, all that answer are measured once more: a few lost or none may be luck."""
    has_lost = any(0 < _count(one, "received") < _count(one, "sent") for one in first)
    if not has_lost or any(map(_is_late, first)) or not _has_time(run, SERIES_S):
        return first
    answering = [one for one in first if _count(one, "received")]
    second = await results_of(measure(one.target) for one in answering)
    again = {one.target: one for one in second}
    return [_sum_of(one, again[one.target]) if one.target in again else one for one in first]


def _sum_of(first: Observation, second: Observation) -> Observation:
    """Return both series to an address as one."""
    totals = {name: _count(first, name) + _count(second, name) for name in ("sent", "received")}
    again: dict[str, JsonValue] = {**totals, "again_received": _count(second, "received")}
    return replace(first, dt_s=first.dt_s + second.dt_s, detail={**first.detail, **again})


async def _asked_again(run: RunContext, seen: Sequence[Observation]) -> Sequence[Observation]:
    """Where one address alone answers, ping it from another socket, and more addresses: is it the address (row 32)?"""
    answering = [one for one in seen if one.failure is None]
    if len(answering) != 1 or len(seen) == 1 or "again_received" in answering[0].detail or _is_late(answering[0]):
        return seen
    if not _has_time(run, SHORT_SERIES_S):
        return seen
    only, pinged = answering[0], {one.target for one in seen}
    more = [address for address in await _beyond_addresses(run, MORE_PINGED) if address not in pinged]
    short = (run.net.ping(address, count=AGAIN_COUNT) for address in (only.target, *more))
    second, *others = await results_of(short)
    again = {**only.detail, "again_received": _count(second, "received")}
    return [*(replace(one, detail=again) if one is only else one for one in seen), *others]


def _is_late(observation: Observation) -> bool:
    """Tell whether the answers come out of a queue: there is no time to measure more."""
    rtt_ms = observation.detail.get("rtt_ms")
    return isinstance(rtt_ms, float) and rtt_ms >= limits.LATE_ANSWER_MS


def _has_time(run: RunContext, needed_s: float) -> bool:
    """Tell whether a further series would end within the run: what was measured so far must not be lost for it."""
    return run.watch.now_s() + needed_s < limits.RUN_BUDGET_S - limits.CLOSING_S


def _count(observation: Observation, name: str) -> int:
    value = observation.detail.get(name, 0)
    return value if isinstance(value, int) else 0
