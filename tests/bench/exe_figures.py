"""Prints what the exe costs beside a bare wizard's: `python -m tests.bench.exe_figures [--dist DIR] [--rounds N]`.

Without `--dist` both programs are built first, by the same recipe, into `.work/figures`. `--dist DIR` takes the
two one-file exes and the two folders that are there. Exit status: 0, or 1 when a figure misses its limit.

Everything runs under Wine on the lab's PC, seen from outside. The programs take turns (bare, POSCheckup, bare, ...), so
that what else the machine does meets both alike; the medians are compared. A start goes from the creation of the
program's first process to the first picture of its page on the screen; the memory is taken then: the proportional set
size of all of the program's processes. Pictures of every first start are kept in `dist/bench/`.
"""

import argparse
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab.world import ROOT, missing_for_lab

sys.path.insert(0, str(ROOT / "build"))  # as pytest does: the build's scripts are no package
import exe
from tests.bench.first_page import Start, StartsOnWindows

MIB = 1024 * 1024
OURS, BARE = "POSCheckup", "BareWizard"
ROUNDS = 5
#: The promises: the one-file exe in bytes, and ratios to the bare wizard.
MOST_BYTES, MOST_SIZE_RATIO, MOST_RATIO = 30 * MIB, 1.15, 1.3
PICTURES = ROOT / "dist" / "bench"
BUILT = ROOT / ".work" / "figures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; the values are in the unit that `name` says."""

    name: str
    ours: float
    bare: float
    most_ratio: float
    most: float | None = None
    #: The least and the most that was measured of each, where a figure is a median.
    ours_range: tuple[float, float] | None = None
    bare_range: tuple[float, float] | None = None

    @property
    def ratio(self) -> float:
        """How many times the bare wizard's it is."""
        return self.ours / self.bare

    @property
    def is_kept(self) -> bool:
        """Whether no limit is missed."""
        return self.ratio <= self.most_ratio and (self.most is None or self.ours <= self.most)


def size_figure(ours_bytes: int, bare_bytes: int) -> Figure:
    """Compare the sizes of the one-file exes."""
    return Figure(
        name="one file, MiB",
        ours=ours_bytes / MIB,
        bare=bare_bytes / MIB,
        most_ratio=MOST_SIZE_RATIO,
        most=MOST_BYTES / MIB,
    )


def median_figure(name: str, ours: Sequence[float], bare: Sequence[float]) -> Figure:
    """Compare the medians of what was measured in turns."""
    return Figure(
        name=name,
        ours=statistics.median(ours),
        bare=statistics.median(bare),
        most_ratio=MOST_RATIO,
        ours_range=(min(ours), max(ours)),
        bare_range=(min(bare), max(bare)),
    )


def start_figures(kind: str, starts: Mapping[str, Sequence[Start]]) -> list[Figure]:
    """Compare time and memory of the starts of both programs (`starts` by program)."""
    ours, bare = starts[OURS], starts[BARE]
    return [
        median_figure(
            f"start to the first page, {kind}, s", [one.seconds for one in ours], [one.seconds for one in bare]
        ),
        median_figure(
            f"memory at the first page, {kind}, MiB",
            [one.memory_bytes / MIB for one in ours],
            [one.memory_bytes / MIB for one in bare],
        ),
    ]


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| figure | POSCheckup | bare wizard | ratio | limit |", "|---|---:|---:|---:|---|"]
    lines += [
        f"| {one.name} | {_value(one.ours, one.ours_range)} | {_value(one.bare, one.bare_range)} | {one.ratio:.2f} "
        f"| {_limit(one)} |"
        for one in figures
    ]
    return "\n".join(lines)


def _value(value: float, span: tuple[float, float] | None) -> str:
    return f"{value:.2f}" if span is None else f"{value:.2f} ({span[0]:.2f}–{span[1]:.2f})"


def _limit(figure: Figure) -> str:
    words = f"≤ {figure.most_ratio:g} ×"
    if figure.most is not None:
        words += f", ≤ {figure.most:g}"
    return words if figure.is_kept else f"{words}: missed"


def programs(dist: Path) -> dict[str, dict[str, Path]]:
    """Return the programs in a folder of builds, by kind and name."""
    return {
        "one file": {name: dist / f"{name}.exe" for name in (BARE, OURS)},
        "folder": {name: dist / name / f"{name}.exe" for name in (BARE, OURS)},
    }


def build_both(dist: Path) -> None:
    """Build the two programs into a folder, by one recipe."""
    for name in (BARE, OURS):
        exe.build(name, dist)


def measure(dist: Path, rounds: int) -> list[Figure]:
    """Take every figure of the programs in a folder of builds."""
    figures = [size_figure((dist / f"{OURS}.exe").stat().st_size, (dist / f"{BARE}.exe").stat().st_size)]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with StartsOnWindows(dist / f"{BARE}.exe") as starter:
        for kind, pair in programs(dist).items():
            figures += start_figures(kind, starter.in_turns(pair, rounds, PICTURES / kind.replace(" ", "-")))
    return figures


def main() -> int:
    """Build what is missing, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dist", type=Path, help="a folder with both programs, as one file and as a folder each")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="starts of each program that count (default 5)")
    options = parser.parse_args()
    if (reason := missing_for_lab()) is not None:
        parser.error(reason)
    if options.dist is None:
        build_both(BUILT)
    figures = measure((options.dist or BUILT).resolve(), options.rounds)
    print(table(figures))  # noqa: T201 (a command that prints)
    return 0 if all(one.is_kept for one in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
