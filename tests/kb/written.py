"""What shops type and paste: the written variants, and how many of them the search finds.

`recognition.csv` and `unlisted.txt` were at hand when the search was set: the first 239 and 64 were written before
anything was tuned, the others as a first trial afterwards, of which 79 of 84 were found first and 41 of 43 were
unlisted; then the search was mended for those. `*_held_out` were written after that, and nothing was changed for them.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time_ns

from gui.kb import CodeMatch, match_codes, resolve_code, resolve_screen_text
from tests.kb.data import KNOWLEDGE

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A text as a shop types it, and the entry that is meant."""

    typed: str
    expected: str
    shown_where: str | None
    provider: str | None

    def matches(self) -> tuple[CodeMatch, ...]:
        """Return what the search shows for it."""
        return match_codes(KNOWLEDGE, self.typed, shown_where=self.shown_where, provider=self.provider)

    def is_first(self) -> bool:
        """Say whether the entry is found, and first."""
        first = next(iter(self.matches()), None)
        return first is not None and first.is_found and first.code.id == self.expected

    def is_among_three(self) -> bool:
        """Say whether the entry is among the first three."""
        return self.expected in [match.code.id for match in self.matches()[:3]]


def variants(name: str) -> list[Variant]:
    """Return the variants of a table in this folder."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            Variant(
                typed=row["typed"],
                expected=row["expected"],
                shown_where=row["shown_where"] or None,
                provider=row["provider"] or None,
            )
            for row in csv.DictReader(file)
        ]


def unlisted(name: str) -> list[str]:
    """Return the texts of a list in this folder that no entry fits."""
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def is_unlisted(typed: str) -> bool:
    """Say whether nothing is found for a text: not while typing, and not when it is read."""
    found = any(match.is_found for match in match_codes(KNOWLEDGE, typed))
    return not found and not resolve_code(KNOWLEDGE, typed) and not resolve_screen_text(KNOWLEDGE, typed)


def milliseconds(action: Callable[[], object], times: int = 3) -> float:
    """Return the least processor time of some runs."""

    def once() -> float:
        start = process_time_ns()
        action()
        return (process_time_ns() - start) / 1e6

    return min(once() for _ in range(times))
