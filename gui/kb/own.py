"""The program's own knowledge, wherever it is: packed into the exe, or in the files of `resources/kb`."""

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from gui.model.knowledge import Knowledge, MacMaker, UsbMaker
from gui.packed import packed_or
from gui.paths import resources_dir

if TYPE_CHECKING:
    from gui.model.reference import Reference


def load_knowledge(root: Path | None = None) -> Knowledge:
    """Return the knowledge below `root`, the folder that holds `kb` and `i18n` (default: the program's own).

    Raises `KnowledgeError` with every problem of every file, each with file, key and the nearest valid name.
    """
    return packed_or("knowledge", lambda: _read(resources_dir())) if root is None else _read(root)


def load_usb_makers(root: Path | None = None) -> tuple[UsbMaker, ...]:
    """Return the makers below `root` (default: the program's own). Raises KnowledgeError with every problem."""
    knowledge = packed_or("knowledge", _none) if root is None else None
    if knowledge is not None:
        return knowledge.usb_makers
    from gui.kb.usb_ids import read_checked_usb_makers  # noqa: PLC0415 (the exe does without)

    return read_checked_usb_makers(root or resources_dir())


def load_mac_makers(root: Path | None = None) -> tuple[MacMaker, ...]:
    """Return the makers below `root` (default: the program's own). Raises KnowledgeError with every problem."""
    knowledge = packed_or("knowledge", _none) if root is None else None
    if knowledge is not None:
        return knowledge.mac_makers
    from gui.kb.mac_prefixes import read_checked_mac_makers  # noqa: PLC0415 (the exe does without)

    return read_checked_mac_makers(root or resources_dir())


def load_reference(root: Path | None = None) -> "Reference":
    """Return the tables to look up below `root` (default: the program's own). Raises KnowledgeError."""
    return _own_tables(resources_dir()) if root is None else _read_tables(root)


def _none() -> Knowledge | None:
    """Read nothing: from the sources one table is quicker read alone."""
    return None


def _read(root: Path) -> Knowledge:
    from gui.kb.loader import read_knowledge  # noqa: PLC0415 (the exe does without)

    return read_knowledge(root)


@functools.cache  # a window asks again with every letter that is typed
def _own_tables(root: Path) -> "Reference":
    return packed_or("reference", lambda: _read_tables(root))


def _read_tables(root: Path) -> "Reference":
    from gui.kb.reference import read_reference  # noqa: PLC0415 (the exe does without)

    return read_reference(root)
