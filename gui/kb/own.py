"""The program's own knowledge, wherever it is: packed into the exe, or in the files of `resources/kb`."""

from pathlib import Path
from typing import cast

from gui.model.knowledge import Knowledge, UsbMaker
from gui.packed import packed
from gui.paths import resources_dir


def load_knowledge(root: Path | None = None) -> Knowledge:
    """Return the knowledge below `root`, the folder that holds `kb` and `i18n` (default: the program's own).

    Raises `KnowledgeError` with every problem of every file, each with file, key and the nearest valid name.
    """
    checked = _packed_knowledge() if root is None else None
    if checked is not None:
        return checked
    from gui.kb.loader import read_knowledge  # noqa: PLC0415 (the exe does without)

    return read_knowledge(root or resources_dir())


def load_usb_makers(root: Path | None = None) -> tuple[UsbMaker, ...]:
    """Return the makers below `root` (default: the program's own). Raises KnowledgeError with every problem."""
    checked = _packed_knowledge() if root is None else None
    if checked is not None:
        return checked.usb_makers
    from gui.kb.usb_ids import read_checked_usb_makers  # noqa: PLC0415 (the exe does without)

    return read_checked_usb_makers(root or resources_dir())


def _packed_knowledge() -> Knowledge | None:
    return cast("Knowledge | None", packed("knowledge"))
