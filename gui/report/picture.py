"""What watching the line saw, in words and as a picture's content: the same for the page and the report. No Qt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from gui.model.watch import WatchedPart, WatchPart, WatchSummary

#: Below so many lost packets, or this share of them, no word is lost about them: every WiFi loses some.
_NOTICED_LOST, _NOTICED_SHARE = 3, 0.02
#: From so many seconds without any answer on a single silence is told.
_NOTICED_SILENCE_S = 3.0
#: Up to this time seconds are counted, then minutes.
_SECONDS_UP_TO = 90.0


class Say(Protocol):
    """Returns a text of the catalog by its key."""

    def __call__(self, key: str, **args: object) -> str:
        """Return the text with its places filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLine:
    """One curve: `ms` the slowest answer and `lost` the lost packets per step; None and 0 where nothing was asked."""

    name: str
    ms: tuple[float | None, ...]
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPicture:
    """Everything the picture shows, its words in one language. `described` says it to who does not see it."""

    lines: tuple[WatchLine, ...]
    unit: str
    lost: str
    begin: str
    end: str
    described: str


def duration(seconds: float, say: Say) -> str:
    """Return a time in seconds, or in minutes when it is long."""
    if seconds < _SECONDS_UP_TO:
        return say("watch.words.seconds", number=f"{seconds:.0f}")
    return say("report.duration.minutes", number=f"{seconds / 60:.0f}")


def watch_picture(watch: WatchSummary, say: Say, *, is_live: bool) -> WatchPicture:
    """Return the picture of a watch; `is_live`: it goes on, so that its end is now."""
    lines = tuple(
        WatchLine(name=say(f"watch.part.{part.part}"), ms=part.series_ms, lost=part.series_lost) for part in watch.parts
    )
    length_s = max((len(line.ms) for line in lines), default=0) * watch.step_s
    begin = say("watch.chart.ago", time=duration(length_s, say)) if is_live else say("watch.chart.begin")
    return WatchPicture(
        lines=lines,
        unit=say("watch.chart.milliseconds"),
        lost=say("watch.chart.lost"),
        begin=begin,
        end=say("watch.chart.now") if is_live else say("watch.chart.end", time=duration(length_s, say)),
        described=described(watch, say),
    )


def described(watch: WatchSummary, say: Say) -> str:
    """Return the numbers in one sentence: `过去 3 分钟：路由器 1 毫秒，丢 0%；…`."""
    parts = say("report.separator").join(_part_words(part, say) for part in watch.parts)
    if not parts:
        return say("watch.say.nothing")
    return say("watch.words.line", time=duration(watch.watched_s, say), parts=parts)


def _part_words(part: WatchedPart, say: Say) -> str:
    name = say(f"watch.part.{part.part}")
    if part.median_ms is None:
        return say("watch.words.part_silent", name=name)
    return say("watch.words.part", name=name, median=milliseconds(part.median_ms), lost=percent(part))


def milliseconds(value: float) -> str:
    """Return a time with as many digits as it deserves."""
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def percent(part: WatchedPart) -> str:
    """Return the lost share in per cent, never 0 when anything was lost."""
    share = 100 * part.lost / part.sent if part.sent else 0.0
    return f"{share:.0f}" if share == 0 or share >= 1 else "<1"


def seen_sentences(watch: WatchSummary, say: Say) -> Iterator[str]:
    """Yield what the watch saw, in plain words: breaks, else a long silence, else loss, else that it was quiet."""
    if not watch.parts and not watch.breaks:
        yield say("watch.say.nothing")
        return
    yield _seen(watch, say)
    if watch.gateway_mac_changes:
        yield say("watch.say.other_router", count=watch.gateway_mac_changes)


def _seen(watch: WatchSummary, say: Say) -> str:
    time = duration(watch.watched_s, say)
    answering = [part for part in watch.parts if part.received]
    gateway = watch.part(WatchPart.GATEWAY)
    if watch.breaks:
        longest_s = gateway.longest_silence_s if gateway is not None and gateway.received else 0.0
        key = "broke_for" if longest_s >= _NOTICED_SILENCE_S else "broke"
        return say(f"watch.say.{key}", time=time, count=watch.breaks, seconds=f"{longest_s:.0f}")
    longest = max(answering, key=lambda part: part.longest_silence_s, default=None)
    if longest is not None and longest.longest_silence_s >= _NOTICED_SILENCE_S and longest.spells:
        name = say(f"watch.part.{longest.part}")
        return say("watch.say.silent", time=time, name=name, seconds=f"{longest.longest_silence_s:.0f}")
    lossy = [say(f"watch.part.{part.part}") for part in answering if _is_noticed(part)]
    if lossy:
        return say("watch.say.lost", time=time, names=say("ui.list_separator").join(lossy))
    return say("watch.say.few" if any(part.lost for part in answering) else "watch.say.clean", time=time)


def _is_noticed(part: WatchedPart) -> bool:
    return part.lost >= _NOTICED_LOST and part.lost >= _NOTICED_SHARE * part.sent


_Cell = Callable[[WatchedPart, Say], str]


def _time(value: float | None, say: Say) -> str:
    return say("watch.table.none") if value is None else say("watch.table.milliseconds", number=milliseconds(value))


#: The columns of the table: the name of the text, the width in per cent, and what stands in them.
COLUMNS: tuple[tuple[str, int, _Cell], ...] = (
    ("part", 30, lambda part, say: f"{say(f'watch.part.{part.part}')}\n{part.address}"),
    ("how", 13, lambda part, say: say(f"watch.method.{part.method}")),
    ("answered", 13, lambda part, say: say("watch.table.answers", received=part.received, sent=part.sent)),
    ("lost", 8, lambda part, say: say("watch.table.percent", percent=percent(part))),
    ("median", 12, lambda part, say: _time(part.median_ms, say)),
    ("p95", 12, lambda part, say: _time(part.p95_ms, say)),
    ("longest", 12, lambda part, say: say("watch.words.seconds", number=f"{part.longest_silence_s:.0f}")),
)
