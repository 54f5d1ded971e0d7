"""How long a run took beside its slowest check: the pure part of `tests.bench.check_times`.

Checks run side by side, so that a run takes as long as its slowest check and what that one had to wait for: the PC's
settings, which tell the router and the name servers, and an address, where it tests a host by name. Nothing else may
come before a check. So the time of a check is that of its own operations, from the first to the end of the last, and of
those two waits; a gap of any other kind (a queue, a lock, work before the first check or after the last one) makes the
run longer than that.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from gui.model.failure import Operation
from gui.model.observation import CheckReport, Observation, ProbeResult

_LOOKUPS = (Operation.GETADDRINFO, Operation.DNS_QUERY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slowest:
    """The check that took the longest, in seconds: its own operations, and the wait for settings and an address."""

    probe: str
    own_s: float
    needed_s: float

    @property
    def seconds(self) -> float:
        """Return both together."""
        return self.own_s + self.needed_s


def slowest_probe(report: CheckReport) -> Slowest:
    """Return the check with the longest chain of its own operations and what they needed."""
    adapter_s = max((probe.duration_ms / 1000 for probe in report.probes if probe.id == "adapter"), default=0.0)
    lookups = [one for probe in report.probes for one in probe.observations if one.op in _LOOKUPS and one.dt_s > 0]
    return max((_chain(probe, adapter_s, lookups) for probe in report.probes), key=lambda one: one.seconds)


def _chain(probe: ProbeResult, adapter_s: float, lookups: Iterable[Observation]) -> Slowest:
    own = [one for one in probe.observations if one.dt_s > 0]  # an address that was not found costs nothing itself
    if probe.id == "adapter":
        return Slowest(probe=probe.id, own_s=adapter_s, needed_s=0.0)
    if not own:
        return Slowest(probe=probe.id, own_s=0.0, needed_s=adapter_s)
    start_s, end_s = min(one.t0_s for one in own), max(one.t0_s + one.dt_s for one in own)
    before = [one.dt_s for one in lookups if one not in probe.observations and one.t0_s + one.dt_s <= start_s]
    return Slowest(probe=probe.id, own_s=end_s - start_s, needed_s=adapter_s + max(before, default=0.0))


def ratio(report: CheckReport) -> float:
    """Return how many times as long as its slowest check the run took."""
    return report.duration_ms / 1000 / slowest_probe(report).seconds
