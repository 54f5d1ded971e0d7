"""What a process holds, read again and again, and whether that is more and more: for `tests.bench.soak`."""

import gc
import os
import statistics
import sys
import threading
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import psutil
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication

from tests.bench.tables import against, markdown

_PROCESS = psutil.Process()
_FDS = Path("/proc/self/fd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the process held at a time (seconds of the watch).

    `blocks`: Python's own count of memory blocks in use; `objects`: what its collector follows; `qobjects`: Qt's, with
    the timers.
    """

    at_s: float
    rss_kib: float
    blocks: float
    objects: float
    fds: float
    threads: float
    timers: float
    qobjects: float


class Log:
    """Keeps readings as bare numbers in one piece of memory, so that the meter does not measure what it keeps."""

    def __init__(self) -> None:
        self._names = tuple(field.name for field in fields(Reading))
        self._numbers = array("d")

    def keep(self, reading: Reading) -> None:
        """Keep one more."""
        self._numbers.extend(astuple(reading))

    def readings(self) -> list[Reading]:
        """Return all that were kept, in their order."""
        width = len(self._names)
        rows = (self._numbers[start : start + width] for start in range(0, len(self._numbers), width))
        return [Reading(**dict(zip(self._names, row, strict=True))) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One of the figures: its name, the most that it may grow in an hour (0: not at all), and how to read it."""

    name: str
    growth_per_h: float
    of: Callable[[Reading], float]
    unit: str = ""


#: A leak of one object or 100 bytes in a round would be 3,600 objects and 350 KiB in an hour. Memory as the system
#: counts it moves in pages and pools, so that it may seem to grow a little over a short time.
FIGURES = (
    Figure(name="memory (RSS)", growth_per_h=512.0, of=lambda one: one.rss_kib, unit=" KiB"),
    Figure(name="Python's memory blocks", growth_per_h=600.0, of=lambda one: one.blocks),
    Figure(name="Python objects", growth_per_h=100.0, of=lambda one: one.objects),
    Figure(name="open files and sockets", growth_per_h=0.0, of=lambda one: one.fds),
    Figure(name="threads", growth_per_h=0.0, of=lambda one: one.threads),
    Figure(name="Qt timers", growth_per_h=0.0, of=lambda one: one.timers),
    Figure(name="Qt objects", growth_per_h=0.0, of=lambda one: one.qobjects),
)


#: Python remembers up to 4,096 attributes that were looked up, each with its name. Qt's binding asks by names that it
#: makes anew each time, so that the first hour of painting fills that cache: it is emptied before the counting.
_forget_lookups = getattr(sys, "_clear_internal_caches", None) or sys._clear_type_cache


def read(at_s: float, owners: Iterable[QObject] = ()) -> Reading:
    """Return what is held now. `owners`: objects of Qt that belong to no window. Call on the window's thread."""
    _forget_lookups()
    gc.collect()
    held = _qt_objects(owners)
    timers = sum(isinstance(one, QTimer) for one in held)
    count = len(held)
    del held
    objects = len(gc.get_objects())
    return Reading(
        at_s=at_s,
        rss_kib=_PROCESS.memory_info().rss / 1024,  # after the lists above: the first reading needs room for them too
        blocks=sys.getallocatedblocks(),
        objects=objects,
        fds=open_files(),
        threads=threading.active_count(),
        timers=timers,
        qobjects=count,
    )


def open_files() -> int:
    """Return how many files, sockets and pipes are open, without the one that looks."""
    return len(os.listdir(_FDS)) - 1  # noqa: PTH208 (opens one, as said)


def _qt_objects(owners: Iterable[QObject]) -> list[QObject]:
    app = QCoreApplication.instance()
    tops: list[QObject] = [*owners, *QApplication.topLevelWidgets()]
    found = [child for top in (tops if app is None else (*tops, app)) for child in (top, *top.findChildren(QObject))]
    return list({id(one): one for one in found}.values())


def quietest(readings: Sequence[Reading]) -> Reading:
    """Return the least of several readings, figure by figure: what is held between two rounds."""
    lowest = {
        name: min(getattr(one, name) for one in readings) for name in Reading.__dataclass_fields__ if name != "at_s"
    }
    return Reading(at_s=readings[-1].at_s, **lowest)


def slope_per_h(readings: Sequence[Reading], of: Callable[[Reading], float]) -> float:
    """Return how much a figure grows in an hour: the line of least squares through the readings."""
    hours = [one.at_s / 3600 for one in readings]
    return statistics.linear_regression(hours, [of(one) for one in readings]).slope


def is_kept(readings: Sequence[Reading], figure: Figure) -> bool:
    """Return whether a figure stays as it should; a count must never be above the first reading."""
    values = [figure.of(one) for one in readings]
    if figure.growth_per_h == 0.0:
        return max(values) == values[0]
    return slope_per_h(readings, figure.of) <= figure.growth_per_h


def growth_rows(readings: Sequence[Reading]) -> list[tuple[str, ...]]:
    """Return a row per figure: first, last, least and most, the slope, its limit."""
    rows = []
    for figure in FIGURES:
        values, slope = [figure.of(one) for one in readings], slope_per_h(readings, figure.of)
        kept = is_kept(readings, figure)
        same = "never more" if kept else "never more: missed"
        rows.append(
            (
                figure.name,
                *(f"{value:,.0f}{figure.unit}" for value in (values[0], values[-1], min(values), max(values))),
                f"{slope:+,.1f}{figure.unit}/h",
                same if figure.growth_per_h == 0.0 else against(slope, figure.growth_per_h, f"{figure.unit}/h"),
            )
        )
    return rows


def growth_table(readings: Sequence[Reading]) -> str:
    """Return the rows as a table."""
    head = ("figure", "after warming up", "at the end", "least", "most", "slope", "limit")
    return markdown(head, growth_rows(readings), right=(1, 2, 3, 4, 5))
