"""The program's own line drawings, as SVG texts: `resources/icons`. Without Qt.

In the exe they are packed: every file is unpacked, and looked at by antivirus programs, at each start.
"""

import functools
from collections.abc import Mapping

from gui.packed import packed_or
from gui.paths import resources_dir


@functools.cache
def load_drawings() -> Mapping[str, str]:
    """Return every drawing by its name: that of its file without `.svg`."""
    return packed_or("drawings", _read)


def _read() -> dict[str, str]:
    paths = sorted((resources_dir() / "icons").glob("*.svg"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}
