"""What the exe holds in place of the data files: read, checked and put together once, by the build.

Reading TOML, checking every reference and unpacking a hundred small files take longer than all the rest of a start.
`build/pack.py` writes one module per content, `packed_<name>`; run from the sources there is none, and the files in
`resources/` are read. A pickle runs code when it is read: these lie among the exe's own code and nowhere else.
"""

import functools
import importlib
import sys
from collections.abc import Callable
from typing import TypeVar, cast

Content = TypeVar("Content")

#: How xz data begin (The .xz File Format, section 2.1.1.1).
XZ_MARK = b"\xfd7zXZ\x00"


def packed_or(name: str, read: Callable[[], Content]) -> Content:
    """Return what the build packed as `name` (a key of its `MODULES` without `packed_`); outside the exe, `read()`.

    What was packed is of the type that `read` returns: `build/pack.py` packs what the same readers gave it.
    """
    content = _packed(name)
    return read() if content is None else cast("Content", content)


@functools.cache
def _packed(name: str) -> object | None:
    if not hasattr(sys, "_MEIPASS"):
        return None
    module = importlib.import_module(f"packed_{name}")
    import pickle  # noqa: PLC0415 (only the exe needs it)

    content: bytes = module.CONTENT
    if content.startswith(XZ_MARK):
        import lzma  # noqa: PLC0415 (not all is packed so)

        content = lzma.decompress(content)
    unpacked: object = pickle.loads(content)  # noqa: S301 (see above)
    del module.CONTENT  # hundreds of KB that nobody needs twice
    return unpacked


def forget() -> None:
    """Unpack anew when asked next; for tests, which are the exe for a while."""
    _packed.cache_clear()
