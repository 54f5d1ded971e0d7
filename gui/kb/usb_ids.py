"""Reads `terminals/usb_ids.csv`: makers of terminals, modems and serial bridges by their USB vendor id.

Columns: vendor_id (four hexadecimal digits, lower case), maker_zh, maker_en, class (`UsbClass`), source. A maker whose
id is mostly seen on other things is left out: Feitian's 096e is on the bank keys (U盾) of every second shop.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from gui.kb.files import csv_records, read_text, relative_name
from gui.kb.schema import nearest
from gui.model.errors import KnowledgeError, Problem
from gui.model.knowledge import UsbClass, UsbMaker

COLUMNS = ("vendor_id", "maker_zh", "maker_en", "class", "source")

_PLACE = Path("kb", "terminals", "usb_ids.csv")
_VENDOR_ID = re.compile(r"[0-9a-f]{4}\Z")


def read_checked_usb_makers(root: Path) -> tuple[UsbMaker, ...]:
    """Return the makers below `root`, the folder that holds `kb`. Raises KnowledgeError with every problem."""
    problems: list[Problem] = []
    makers = read_usb_makers(root, problems)
    if problems:
        raise KnowledgeError(problems)
    return makers


def read_usb_makers(root: Path, problems: list[Problem]) -> tuple[UsbMaker, ...]:
    """Return the makers below `root`, the folder that holds `kb`. Every defect is added to `problems`."""
    name = relative_name(root / _PLACE, root)
    makers: dict[str, UsbMaker] = {}
    for line, cells in _rows(root, name, problems):
        for column, message in _defects(cells, makers):
            problems.append(Problem(file=name, key=f"line {line}.{column}", message=message))
        if cells["class"] in tuple(UsbClass):
            makers[cells["vendor_id"]] = UsbMaker(
                vendor_id=cells["vendor_id"],
                maker_zh=cells["maker_zh"],
                maker_en=cells["maker_en"],
                usb_class=UsbClass(cells["class"]),
                source=cells["source"],
            )
    return tuple(makers.values())


def _rows(root: Path, name: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    defects = len(problems)
    records = csv_records(read_text(root / _PLACE, root, problems), name, problems)
    if len(problems) > defects:  # there is no such file
        return
    if tuple(next(records, (1, []))[1]) != COLUMNS:
        problems.append(Problem(file=name, key="line 1", message=f"the columns must be {','.join(COLUMNS)}"))
        return
    for line, cells in records:
        if len(cells) == len(COLUMNS):
            yield line, dict(zip(COLUMNS, map(str.strip, cells), strict=True))
        else:
            message = f"expected {len(COLUMNS)} columns, found {len(cells)}"
            problems.append(Problem(file=name, key=f"line {line}", message=message))


def _defects(cells: dict[str, str], known: dict[str, UsbMaker]) -> Iterator[tuple[str, str]]:
    if not _VENDOR_ID.match(cells["vendor_id"]):
        yield "vendor_id", f"{cells['vendor_id']!r} is not four hexadecimal digits in lower case"
    if cells["vendor_id"] in known:
        yield "vendor_id", f"{cells['vendor_id']!r} is listed twice"
    if cells["class"] not in tuple(UsbClass):
        yield "class", f"{cells['class']!r} is none of {', '.join(UsbClass)}{nearest(cells['class'], tuple(UsbClass))}"
    for column in ("maker_zh", "maker_en", "source"):
        if not cells[column]:
            yield column, "must not be empty"
