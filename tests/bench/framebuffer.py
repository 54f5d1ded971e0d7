"""Reads the screen of an X server straight from its memory: a picture costs no process and takes half a millisecond.

`Xvfb -fbdir DIR` keeps its screen in the file `DIR/Xvfb_screen0`, an X window dump (XWD) that it maps into memory: a
header, the colour map, then the pixels, which change in the file as they change on the screen.
"""

import mmap
import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

#: The header of `X11/XWDFile.h`, file version 7: 25 big-endian words of 32 bits; then the window's name, up to
#: `header_size`, then `ncolors` entries of 12 bytes.
_HEADER = struct.Struct(">25I")
_VERSION, _Z_PIXMAP, _COLOUR_BYTES = 7, 2, 12
_PIXEL_BITS, _PIXEL_BYTES = 32, 4
#: Every n-th pixel of every n-th row is looked at: text is still seen, and a look stays below a millisecond.
_STEP = 2
#: What a painted page looks like, the same for every program: letters have many shades at their edges, but cover little
#: of a page; a window that was only made has one colour, and a box with an error message leaves the desktop in view.
_COLOURS_OF_LETTERS = 8
_LEAST_DRAWN, _MOST_DESKTOP = 0.001, 0.02


class XwdError(Exception):
    """The file is not a screen that this module can read; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the pixels of an X window dump are: offsets and lengths in bytes, the screen's size in pixels."""

    offset: int
    row_bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A rectangle of the screen, in pixels."""

    left: int
    top: int
    width: int
    height: int


def parse_header(data: bytes) -> Layout:
    """Read the header of an X window dump. Raises XwdError for another kind than 32 bits a pixel in one plane."""
    if len(data) < _HEADER.size:
        raise XwdError(f"{len(data)} bytes are too few for a header")
    words = _HEADER.unpack_from(data)
    header_bytes, version, pixmap_format, _depth, width, height = words[:6]
    pixel_bits, row_bytes, colour_count = words[11], words[12], words[19]
    if (version, pixmap_format, pixel_bits) != (_VERSION, _Z_PIXMAP, _PIXEL_BITS):
        raise XwdError(f"version {version}, format {pixmap_format}, {pixel_bits} bits a pixel")
    return Layout(offset=header_bytes + colour_count * _COLOUR_BYTES, row_bytes=row_bytes, width=width, height=height)


def is_painted(pixels: Sequence[int], desktop: int) -> bool:
    """Tell whether a page with letters covers a region whose colour was `desktop` before the program started."""
    counts = Counter(pixels)
    drawn = len(pixels) - max(counts.values(), default=0)
    return (
        len(counts) >= _COLOURS_OF_LETTERS
        and drawn >= _LEAST_DRAWN * len(pixels)
        and counts[desktop] <= _MOST_DESKTOP * len(pixels)
    )


class Framebuffer:
    """The screen of an Xvfb that was started with `-fbdir`. A context manager: after it the file is let go."""

    def __init__(self, folder: Path) -> None:
        with (folder / "Xvfb_screen0").open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.layout = parse_header(self._memory[: _HEADER.size])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._memory.close()

    def pixels(self, region: Region) -> list[int]:
        """Return the pixels of a region, thinned out: one number for each, equal for equal colours."""
        seen: list[int] = []
        for row in range(region.top, region.top + region.height, _STEP):
            start = self.layout.offset + row * self.layout.row_bytes + region.left * _PIXEL_BYTES
            line = self._memory[start : start + region.width * _PIXEL_BYTES]
            seen += memoryview(line).cast("I")[::_STEP]
        return seen

    def colour(self, left: int, top: int) -> int:
        """Return one pixel, as a number that is equal for equal colours."""
        return self.pixels(Region(left=left, top=top, width=1, height=1))[0]

    def snapshot(self) -> bytes:
        """Return the whole screen as it is now, rows without padding, 4 bytes a pixel (blue, green, red, unused)."""
        first, length = self.layout.offset, self.layout.width * _PIXEL_BYTES
        starts = (first + row * self.layout.row_bytes for row in range(self.layout.height))
        return b"".join(self._memory[start : start + length] for start in starts)
