"""What people write differently: traditional characters, ones of the same sound or look, words around a code.

The tables are in `resources/kb/typing`. They are read when something is first looked for, never at the start.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gui.packed import packed_or
from gui.paths import resources_dir
from gui.plain import nfkc

#: Cost of one slip, in characters. A wrong character of the same sound or look, and two neighbours swapped, are what
#: fingers, keyboards and photos do by themselves; any other wrong, missing or added character counts whole. Estimates.
LIKELY_SLIP = 0.35
SLIP = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellingTables:
    """The tables as written in `resources/kb/typing`; see the comments there."""

    traditional: str
    same_sound: str
    look_alike: str
    units: str
    instead: tuple[str, ...]
    labels: tuple[str, ...]
    references: tuple[str, ...]
    noise: tuple[str, ...]
    small_words: tuple[str, ...]


class Spelling:
    """The tables, ready for use."""

    def __init__(self, tables: SpellingTables) -> None:
        self.tables = tables
        pairs = [pair.split() for pair in tables.instead]
        same = {old: new for old, new in pairs if len(old) == 1}
        simplified = {old: group[0] for group in tables.traditional.split() for old in group[1:]}
        self._plain = str.maketrans({old: same.get(new, new) for old, new in (simplified | same).items()})
        self._words = [(old, new) for old, new in pairs if len(old) > 1]
        self._groups: dict[str, set[str]] = {}
        for kind, groups in (("sound", tables.same_sound), ("look", tables.look_alike)):
            for number, group in enumerate(groups.split()):
                for character in group:
                    self._groups.setdefault(character, set()).add(f"{kind}{number}")

    def plain(self, text: str) -> str:
        """Return the text in the one way in which texts are compared: upper case, half width, simplified characters."""
        text = nfkc(text).upper().translate(self._plain).strip()
        for old, new in self._words:
            text = text.replace(old, new)
        return text

    def is_likely_slip(self, one: str, other: str) -> bool:
        """Say whether one character is easily taken for the other: the same sound or look."""
        return not self._groups.get(one, set()).isdisjoint(self._groups.get(other, ()))

    def distance(self, typed: str, shown: str, limit: float, *, part: bool = False) -> float:
        """Return the cost of the slips that make `typed` of `shown`, infinite when it is above the limit.

        Damerau-Levenshtein in its restricted form (optimal string alignment: Damerau 1964, Levenshtein 1966) with the
        costs above. `part`: of any part of `shown` (the free ends of Sellers 1980).
        """
        if (len(typed) - len(shown)) * SLIP > limit or (not part and (len(shown) - len(typed)) * SLIP > limit):
            return math.inf
        before: list[float] = []
        row = [0.0 if part else SLIP * column for column in range(len(shown) + 1)]
        for line in range(1, len(typed) + 1):
            before, row = row, self._next_row(typed, shown, line, (before, row))
            if min(row) > limit:
                return math.inf
        cost = min(row) if part else row[-1]
        return cost if cost <= limit else math.inf

    def _next_row(
        self, typed: str, shown: str, line: int, above: tuple[Sequence[float], Sequence[float]]
    ) -> list[float]:
        two_above, one_above = above
        here, row = typed[line - 1], [SLIP * line]
        for column in range(1, len(shown) + 1):
            there = shown[column - 1]
            wrong = 0.0 if here == there else LIKELY_SLIP if self.is_likely_slip(here, there) else SLIP
            cost = min(row[-1] + SLIP, one_above[column] + SLIP, one_above[column - 1] + wrong)
            if line > 1 < column and here == shown[column - 2] and typed[line - 2] == there:
                cost = min(cost, two_above[column - 2] + LIKELY_SLIP)
            row.append(cost)
        return row


@functools.cache
def own_spelling() -> Spelling:
    """Return the program's own tables, read when first asked for. Raises KnowledgeError with every problem."""
    return Spelling(load_spelling_tables())


def load_spelling_tables(root: Path | None = None) -> SpellingTables:
    """Return the tables below `root` (default: the program's own). Raises KnowledgeError with every problem."""
    return packed_or("spelling", lambda: _read(resources_dir())) if root is None else _read(root)


def _read(root: Path) -> SpellingTables:
    from gui.kb.spelling_files import read_spelling_tables  # noqa: PLC0415 (the exe does without)

    return read_spelling_tables(root)
