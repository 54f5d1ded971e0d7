"""Reads `terminals/mac_prefixes.csv`: makers of terminals and modems by the start of their hardware addresses.

Columns: prefix (6, 7 or 9 hexadecimal digits in lower case: IEEE blocks of 24, 28 and 36 bits, MA-L, MA-M, MA-S),
maker_zh, maker_en, class (`MacClass`), source. The maker of a modem says nothing of what the modem is in.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from gui.kb.files import relative_name
from gui.kb.maker_rows import empty_cells, maker_rows
from gui.kb.schema import nearest
from gui.model.errors import KnowledgeError, Problem
from gui.model.knowledge import MacClass, MacMaker

COLUMNS = ("prefix", "maker_zh", "maker_en", "class", "source")

_PLACE = Path("kb", "terminals", "mac_prefixes.csv")
_PREFIX = re.compile(r"(?:[0-9a-f]{6}|[0-9a-f]{7}|[0-9a-f]{9})\Z")


def read_checked_mac_makers(root: Path) -> tuple[MacMaker, ...]:
    """Return the makers below `root`, the folder that holds `kb`. Raises KnowledgeError with every problem."""
    problems: list[Problem] = []
    makers = read_mac_makers(root, problems)
    if problems:
        raise KnowledgeError(problems)
    return makers


def read_mac_makers(root: Path, problems: list[Problem]) -> tuple[MacMaker, ...]:
    """Return the makers below `root`, the folder that holds `kb`. Every defect is added to `problems`."""
    name = relative_name(root / _PLACE, root)
    makers: dict[str, MacMaker] = {}
    for line, cells in maker_rows(root / _PLACE, COLUMNS, root, problems):
        defects = [*_defects(cells), *_clashes(cells["prefix"], makers)]
        problems.extend(Problem(file=name, key=f"line {line}.{column}", message=text) for column, text in defects)
        if cells["class"] in tuple(MacClass):
            makers[cells["prefix"]] = MacMaker(
                prefix=cells["prefix"],
                maker_zh=sys.intern(cells["maker_zh"]),  # a name that many rows share is packed into the exe once
                maker_en=sys.intern(cells["maker_en"]),
                mac_class=MacClass(cells["class"]),
                source=sys.intern(cells["source"]),
            )
    return tuple(makers.values())


def _defects(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    if not _PREFIX.match(cells["prefix"]):
        yield "prefix", f"{cells['prefix']!r} is not 6, 7 or 9 hexadecimal digits in lower case"
    elif int(cells["prefix"][:2], 16) & 3:  # IEEE 802-2014, section 8.2
        yield "prefix", f"{cells['prefix']!r} is a group or locally administered address: no maker has it"
    if cells["class"] not in tuple(MacClass):
        yield "class", f"{cells['class']!r} is none of {', '.join(MacClass)}{nearest(cells['class'], tuple(MacClass))}"
    yield from empty_cells(cells)


def _clashes(prefix: str, known: dict[str, MacMaker]) -> Iterator[tuple[str, str]]:
    if prefix in known:
        yield "prefix", f"{prefix!r} is listed twice"
