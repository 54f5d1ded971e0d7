"""Adds up what the watch sees: counts of the whole watch, and the last minutes in full. Pure; no clock of its own.

A long watch must not grow: samples older than `KEPT_S` are dropped, what they count for is in the sums by then.
"""

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gui.model.failure import Failure
from gui.model.watch import WatchedPart, WatchMethod, WatchPart, WatchSummary

#: How much of the watch is kept in full, for quantiles and the picture.
KEPT_S = 900.0
#: So many packets lost one after another are a spell of silence: with 30 % loss by chance it happens once a minute,
#: with 5 % once in two hours.
SPELL = 3
#: A longer time between two samples is a pause (or a PC that slept): nothing is known of it.
PAUSE_S = 5.0
#: The picture has no more points than this; the steps are those that people count in.
MAX_POINTS = 120
_STEPS_S = (1.0, 2.0, 3.0, 5.0, 8.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchAnswer:
    """What came of asking one part once. `lost` of `sent` packets; `rtt_ms` None: none was answered."""

    address: str
    method: WatchMethod
    sent: int = 1
    lost: int = 0
    rtt_ms: float | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSample:
    """One round. `t_s` counts from the beginning of the watch; a part that was not asked is missing.

    `carrier`: whether the link is there now (None: the system does not tell), `carrier_changes`: how often that changed
    since the round before. `gateway_mac` is None in rounds that did not look.
    """

    t_s: float
    answers: Mapping[WatchPart, WatchAnswer] = field(default_factory=dict)
    carrier: bool | None = None
    carrier_changes: int = 0
    gateway_mac: str | None = None


def summarise(samples: Iterable[WatchSample]) -> WatchSummary:
    """Return the summary of samples in their order."""
    history = WatchHistory()
    for sample in samples:
        history.add(sample)
    return history.summary()


class WatchHistory:
    """The samples of one watch, and what they add up to."""

    def __init__(self) -> None:
        self._kept_s: deque[float] = deque()
        self._parts: dict[WatchPart, _PartSums] = {}
        self._link = _LinkSums()
        self._watched_s = 0.0
        self._last_s: float | None = None

    def add(self, sample: WatchSample) -> None:
        """Take the next sample."""
        if self._last_s is not None and sample.t_s - self._last_s > PAUSE_S:
            for sums in self._parts.values():
                sums.forget_run()
        elif self._last_s is not None:
            self._watched_s += sample.t_s - self._last_s
        self._last_s = sample.t_s
        for part, answer in sample.answers.items():
            if part not in self._parts:
                self._parts[part] = _PartSums(answer)
            self._parts[part].add(sample.t_s, answer)
        self._link.add(sample, self._parts.get(WatchPart.GATEWAY))
        self._kept_s.append(sample.t_s)
        while sample.t_s - self._kept_s[0] > KEPT_S:
            self._kept_s.popleft()

    def summary(self) -> WatchSummary:
        """Return what the samples so far add up to."""
        from_s = self._kept_s[0] if self._kept_s else 0.0
        length_s = (self._last_s or 0.0) - from_s
        step_s = next((step for step in _STEPS_S if length_s < step * MAX_POINTS), _STEPS_S[-1])
        points = min(int(length_s / step_s) + 1, MAX_POINTS) if self._kept_s else 0
        frame = _Frame(from_s=from_s, step_s=step_s, points=points)
        return WatchSummary(
            watched_s=round(self._watched_s, 1),
            parts=tuple(self._parts[part].summary(part, frame) for part in WatchPart if part in self._parts),
            carrier_changes=self._link.changes,
            breaks=self._link.breaks,
            breaks_per_minute=self._link.breaks_per_minute,
            gateway_mac_changes=self._link.mac_changes,
            from_s=round(from_s, 1),
            step_s=step_s,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where the series begin, how long a step is and how many there are."""

    from_s: float
    step_s: float
    points: int


class _PartSums:
    """The sums of one part, its last answers (time, round trip, lost), and the run of lost packets that goes on."""

    def __init__(self, newest: WatchAnswer) -> None:
        self.newest = newest
        self.sent = self.lost = self.spells = 0
        self.run = 0
        self.run_began_s = 0.0
        self._lost_in_spells = 0
        self._longest_silence_s = 0.0
        self._slowest_ms: float | None = None
        self._kept: deque[tuple[float, float | None, int]] = deque()

    def add(self, t_s: float, answer: WatchAnswer) -> None:
        had_answers = self.sent > self.lost
        self.newest = answer
        self._kept.append((t_s, answer.rtt_ms, answer.lost))
        while t_s - self._kept[0][0] > KEPT_S:
            self._kept.popleft()
        self.sent += answer.sent
        self.lost += answer.lost
        if self.run:
            self._longest_silence_s = max(self._longest_silence_s, t_s - self.run_began_s)
        if answer.rtt_ms is not None:
            self._slowest_ms = max(self._slowest_ms or 0.0, answer.rtt_ms)
            self.run = 0
        else:
            self._lengthen_run(t_s, answer.lost, had_answers=had_answers)

    def _lengthen_run(self, t_s: float, lost: int, *, had_answers: bool) -> None:
        before = self.run
        if not before:
            self.run_began_s = t_s
        self.run += lost
        if self.run >= SPELL:
            self._lost_in_spells += lost if before >= SPELL else self.run
            self.spells += had_answers and before < SPELL

    def forget_run(self) -> None:
        """End the run without an answer: what came after it is not known."""
        self.run = 0

    def summary(self, part: WatchPart, frame: _Frame) -> WatchedPart:
        slowest, lost, rtts_ms = self._series(frame)
        return WatchedPart(
            part=part,
            address=self.newest.address,
            method=self.newest.method,
            sent=self.sent,
            lost=self.lost,
            lost_alone=self.lost - self._lost_in_spells,
            spells=self.spells,
            longest_silence_s=round(self._longest_silence_s, 1),
            fastest_ms=_quantile(rtts_ms, 0.0),
            median_ms=_quantile(rtts_ms, 0.5),
            p95_ms=_quantile(rtts_ms, 0.95),
            slowest_ms=None if self._slowest_ms is None else round(self._slowest_ms, 1),
            series_ms=tuple(slowest),
            series_lost=tuple(lost),
        )

    def _series(self, frame: _Frame) -> tuple[list[float | None], list[int], list[float]]:
        """Return per step the slowest answer and the lost packets, and all round trips in order. Asked every second."""
        slowest: list[float | None] = [None] * frame.points
        lost, rtts_ms = [0] * frame.points, []
        for t_s, rtt_ms, lost_now in self._kept:
            if t_s < frame.from_s:
                continue
            place = min(int((t_s - frame.from_s) / frame.step_s), frame.points - 1)
            lost[place] += lost_now
            if rtt_ms is not None:
                rtts_ms.append(rtt_ms)
                before_ms = slowest[place]
                if before_ms is None or rtt_ms > before_ms:
                    slowest[place] = rtt_ms
        rtts_ms.sort()
        return [None if ms is None else round(ms, 1) for ms in slowest], lost, rtts_ms


def _quantile(ordered: Sequence[float], p: float) -> float | None:
    """Return the nearest-rank quantile of ordered numbers."""
    return round(ordered[max(math.ceil(p * len(ordered)) - 1, 0)], 1) if ordered else None


class _LinkSums:
    """How often the link, or everything on it, was gone, and how often another router answered."""

    def __init__(self) -> None:
        self.changes = self.breaks = self.breaks_per_minute = self.mac_changes = 0
        self._lately_s: deque[float] = deque()
        self._carrier_lost_s = -math.inf
        self._is_silence_counted = False
        self._mac: str | None = None

    def add(self, sample: WatchSample, gateway: _PartSums | None) -> None:
        self.changes += sample.carrier_changes
        # Down now: of 3 changes 2 were losses of the carrier. Up now: 1.
        losses = (sample.carrier_changes + (sample.carrier is False)) // 2
        if losses:
            self._carrier_lost_s = sample.t_s
        self._count(sample.t_s, losses + self._silences(gateway))
        if sample.gateway_mac is not None:
            self.mac_changes += self._mac not in (None, sample.gateway_mac)
            self._mac = sample.gateway_mac

    def _silences(self, gateway: _PartSums | None) -> int:
        """Return 1 when the router has just fallen silent and no lost carrier, counted already, explains it."""
        if gateway is None or gateway.run < SPELL or gateway.sent == gateway.lost:
            self._is_silence_counted = False
            return 0
        is_new = not self._is_silence_counted
        self._is_silence_counted = True
        return int(is_new and self._carrier_lost_s < gateway.run_began_s - PAUSE_S)

    def _count(self, t_s: float, breaks: int) -> None:
        self.breaks += breaks
        self._lately_s.extend([t_s] * breaks)
        while self._lately_s and t_s - self._lately_s[0] > 60.0:
            self._lately_s.popleft()
        self.breaks_per_minute = max(self.breaks_per_minute, len(self._lately_s))
