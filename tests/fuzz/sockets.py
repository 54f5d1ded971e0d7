"""Runs clients against hostile servers, many side by side, and notes crashes, times and memory."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter
from unittest import mock

from gui.probes.timing import Stopwatch
from tests.fuzz import hostile
from tests.fuzz.answers import expect_sound
from tests.fuzz.measure import Measured, keep, peak_mib

#: Clients that run side by side, each with a port of its own.
SLOTS = 24
#: Above a client's own limits: for a busy machine.
_SLACK_S = 2.0
#: What the process may grow by.
MOST_MIB = 64
KINDS = ("dns", "http", "tls", "proxy", "ntp")


def budget_s(kind: str) -> float:
    """Return how long a client may take."""
    return hostile.client(kind)[1] + _SLACK_S


def measure_sockets(
    kind: str, inputs: int, seed: int, failures: Path | None, slots: int = SLOTS, first: int | None = None
) -> Measured:
    """Ask hostile servers of a kind so often; a behaviour's seed is `first` (a million of `seed`) plus its number.

    A client that connects twice takes two of them, so that the number of a failure is only near its behaviour's.
    """
    found = Measured(target=f"{kind}-sockets")
    first = seed * 1_000_000 if first is None else first
    server = hostile.start(kind, slots, first)
    try:
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(_ask_all(kind, inputs, first, server.ports, found, failures))
    finally:
        server.stop()
    if found.grown_mib > MOST_MIB:
        found.failures[f"the process grew by {found.grown_mib:.0f} MiB"] = 1
    return found


async def _ask_all(
    kind: str, inputs: int, first: int, ports: tuple[int, ...], found: Measured, failures: Path | None
) -> None:
    ask, limit_s = hostile.client(kind)
    slots = len(ports)

    async def one_slot(slot: int) -> None:
        for number in range(slot, inputs, slots):
            await _ask_one(lambda: ask(Stopwatch(), ports[slot]), found, limit_s, f"seed {first + number}", failures)

    before_mib, began_s = peak_mib(), perf_counter()
    # A name server listens at port 53, which only an administrator may open.
    with mock.patch("gui.probes.resolve.connected_udp", _redirected(ports)) if kind == "dns" else nullcontext():
        await asyncio.gather(*(one_slot(slot) for slot in range(slots)))
    found.spent_s = perf_counter() - began_s
    found.grown_mib = peak_mib() - before_mib


def _redirected(ports: tuple[int, ...]) -> Callable[[str, int], object]:
    """Return `connected_udp` to the server's ports in turn instead of port 53."""
    from gui.probes.resolve import connected_udp  # noqa: PLC0415 (the real one, before it is replaced)

    asked = 0

    def connect(address: str, _port: int) -> object:
        nonlocal asked
        asked += 1
        return connected_udp(address, ports[asked % len(ports)])

    return connect


async def _ask_one(
    ask: Callable[[], Awaitable[object]], found: Measured, limit_s: float, name: str, failures: Path | None
) -> None:
    found.inputs += 1
    began_s, what = perf_counter(), None
    try:
        seen = await asyncio.wait_for(ask(), 5 * limit_s)
        expect_sound(seen if isinstance(seen, tuple) else (seen,))
    except Exception:  # noqa: BLE001 (this is what is looked for)
        what = traceback.format_exc(limit=-8)
    spent_s = perf_counter() - began_s
    found.slowest_s = max(found.slowest_s, spent_s)
    if what is None and spent_s > limit_s + _SLACK_S:
        what = f"took {spent_s:.1f} s"
    if what is not None:
        place = what.strip().splitlines()[-1][:200]
        seen_often = found.failures[place] = found.failures.get(place, 0) + 1
        if failures is not None and seen_often <= 3:
            found.kept.append(str(keep(failures, found.target, name.encode(), what)))
