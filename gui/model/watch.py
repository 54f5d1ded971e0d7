"""What watching the line over time saw, next to the snapshot of a connectivity run. Rates, not single packets."""

from dataclasses import dataclass
from enum import StrEnum


class WatchPart(StrEnum):
    """Whom the watch asks, from near to far."""

    GATEWAY = "gateway"
    RESOLVER = "resolver"
    PROVIDER = "provider"


class WatchMethod(StrEnum):
    """How it asks. The router is asked by TCP where it answers no pings."""

    ICMP = "icmp"
    DNS = "udp-dns"
    TCP = "tcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedPart:
    """What came of asking one of them. Times in milliseconds are None when nothing was answered.

    `lost_alone`: lost packets outside of spells; `spells`: times of total silence. `series_ms` is the slowest answer
    and `series_lost` the lost packets of each step of the summary; None and 0: nothing was asked.
    """

    part: WatchPart
    address: str
    method: WatchMethod
    sent: int
    lost: int
    lost_alone: int
    spells: int
    longest_silence_s: float
    fastest_ms: float | None
    median_ms: float | None
    p95_ms: float | None
    slowest_ms: float | None
    series_ms: tuple[float | None, ...] = ()
    series_lost: tuple[int, ...] = ()

    @property
    def received(self) -> int:
        """Return how many packets were answered."""
        return self.sent - self.lost


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSummary:
    """Everything that is kept of a watch. `watched_s` leaves out pauses.

    `breaks`: how often the link, or every answer of the router, was gone; `breaks_per_minute` counts those of the worst
    minute. Counts and losses are those of the whole watch, quantiles and series those of its last part: the series
    begin `from_s` after the watch began and have one value per `step_s`.
    """

    watched_s: float
    parts: tuple[WatchedPart, ...] = ()
    carrier_changes: int = 0
    breaks: int = 0
    breaks_per_minute: int = 0
    gateway_mac_changes: int = 0
    from_s: float = 0.0
    step_s: float = 1.0

    def part(self, part: WatchPart) -> WatchedPart | None:
        """Return what was seen of one of them, None when it was not asked."""
        return next((one for one in self.parts if one.part is part), None)
