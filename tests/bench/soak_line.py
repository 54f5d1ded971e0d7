"""A shop's line that is not there, for the fast part of `tests.bench.soak`: all that a watch can see, in eight hours.

Every round trip is drawn from a seeded generator. One packet in a hundred is lost; every 40 minutes the link is away
for ten seconds, every hour the provider for two minutes, every half hour the name server says no for a minute, and
every two hours another router answers.
"""

import asyncio
import random
from dataclasses import dataclass, field

from gui.model.failure import Failure, Operation
from gui.model.observation import Observation
from gui.probes.system import Neighbour
from tests.bench.soak_time import FastClock, FastStopwatch
from tests.unit.probes.scripted import ScriptedSystem

_LOST = {
    Operation.PING: Failure.PING_TIMEOUT,
    Operation.DNS_QUERY: Failure.DNS_TIMEOUT,
    Operation.TCP_CONNECT: Failure.TCP_TIMEOUT,
}
_PATIENCE_S = {Operation.PING: 1.0, Operation.DNS_QUERY: 1.5, Operation.TCP_CONNECT: 2.4}


@dataclass(slots=True)
class SoakLine:
    """Implements `WatchNet`, and tells the carrier."""

    clock: FastClock
    draws: random.Random = field(default_factory=lambda: random.Random(1))
    asked: int = 0

    def is_linked(self, _name: str = "") -> bool:
        """Return whether the cable is in."""
        return not 600.0 <= self.clock.now_s() % 2400.0 < 610.0

    async def ping(self, address: str, *, count: int) -> Observation:
        """See `Net`."""
        return await self._see(Operation.PING, address, 0.002)

    async def dns_query(self, server: str, name: str, rdtype: str) -> Observation:
        """See `Net`."""
        seen = await self._see(Operation.DNS_QUERY, server, 0.008)
        if seen.failure is None and self.clock.now_s() % 1800.0 < 60.0:
            return FastStopwatch(clock=self.clock, started_s=0.0).observe(
                Operation.DNS_QUERY, server, seen.t0_s, failure=Failure.DNS_SERVFAIL
            )
        return seen

    async def tcp_connect(self, address: str, port: int, timeout_s: float) -> Observation:
        """See `Net`."""
        is_away = 1200.0 <= self.clock.now_s() % 3600.0 < 1320.0
        return await self._see(Operation.TCP_CONNECT, f"{address}:{port}", 0.035, is_away=is_away)

    async def _see(self, op: Operation, target: str, usual_s: float, *, is_away: bool = False) -> Observation:
        self.asked += 1
        watch = FastStopwatch(clock=self.clock, started_s=0.0)
        t0_s = watch.now_s()
        is_lost = is_away or not self.is_linked() or self.draws.random() < 0.01
        await asyncio.sleep(_PATIENCE_S[op] if is_lost else usual_s * self.draws.uniform(0.5, 2.0))
        return watch.observe(op, target, t0_s, failure=_LOST[op] if is_lost else None)


@dataclass(frozen=True, slots=True)
class SoakSystem(ScriptedSystem):
    """A PC behind a router that is another one every two hours."""

    clock: FastClock = field(default_factory=FastClock)

    def neighbour(self, address: str) -> Neighbour | None:
        """See `System`."""
        return Neighbour(mac=f"02:00:00:00:00:{int(self.clock.now_s() / 7200) % 2:02x}")
