"""Reads `terminals/usb_ids.csv`: makers of terminals, modems and serial bridges by their USB vendor id.

Columns: vendor_id (four hexadecimal digits, lower case), maker_zh, maker_en, class (`UsbClass`), source. A maker whose
id is mostly seen on other things is left out: Feitian's 096e is on the bank keys (U盾) of every second shop.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from gui.kb.files import relative_name
from gui.kb.maker_rows import empty_cells, maker_rows
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
    for line, cells in maker_rows(root / _PLACE, COLUMNS, root, problems):
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


def _defects(cells: dict[str, str], known: dict[str, UsbMaker]) -> Iterator[tuple[str, str]]:
    if not _VENDOR_ID.match(cells["vendor_id"]):
        yield "vendor_id", f"{cells['vendor_id']!r} is not four hexadecimal digits in lower case"
    if cells["vendor_id"] in known:
        yield "vendor_id", f"{cells['vendor_id']!r} is listed twice"
    if cells["class"] not in tuple(UsbClass):
        yield "class", f"{cells['class']!r} is none of {', '.join(UsbClass)}{nearest(cells['class'], tuple(UsbClass))}"
    yield from empty_cells(cells)
