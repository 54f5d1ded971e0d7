"""The screen's file is read as the X Window Dump format says, and a painted page is told from what comes before it."""

import struct
from pathlib import Path

import pytest

from tests.bench.framebuffer import Framebuffer, Layout, Region, XwdError, is_painted, parse_header

WIDTH, HEIGHT, COLOURS = 8, 4, 256
HEADER_BYTES, ROW_BYTES = 160, 64
DESKTOP, PAPER = 0x256F95, 0xFFFFFF
WORDS = {0: HEADER_BYTES, 1: 7, 2: 2, 3: 24, 4: WIDTH, 5: HEIGHT, 11: 32, 12: ROW_BYTES, 19: COLOURS}


def header(**changed: int) -> bytes:
    """Return a header of Xvfb's kind; `w11=8` changes word 11."""
    words = {**WORDS, **{int(name[1:]): value for name, value in changed.items()}}
    return struct.pack(">25I", *(words.get(number, 0) for number in range(25)))


@pytest.fixture
def screen(tmp_path: Path) -> Path:
    """Return a folder with a screen whose pixel in row r and column c is 0x100 * r + c, with padding in every row."""
    rows = b"".join(
        struct.pack(f"<{WIDTH}I", *(0x100 * row + column for column in range(WIDTH))).ljust(ROW_BYTES, b"\xee")
        for row in range(HEIGHT)
    )
    content = header().ljust(HEADER_BYTES, b"\0") + bytes(12 * COLOURS) + rows
    (tmp_path / "Xvfb_screen0").write_bytes(content)
    return tmp_path


def page(letters: int = 200, shades: int = 10, desktop: int = 0, size: int = 10_000) -> list[int]:
    """Return the pixels of a white page with letters, `desktop` of them still showing what is below."""
    drawn = [number % shades for number in range(letters)]
    return [*drawn, *[DESKTOP] * desktop, *[PAPER] * (size - letters - desktop)]


def test_header() -> None:
    """The pixels begin after the name and the colour map."""
    expected = Layout(offset=HEADER_BYTES + 12 * COLOURS, row_bytes=ROW_BYTES, width=WIDTH, height=HEIGHT)
    assert parse_header(header()) == expected


@pytest.mark.parametrize("data", [b"", header()[:-1], header(w1=6), header(w2=1), header(w11=24)])
def test_other_files_are_refused(data: bytes) -> None:
    """A short file, another version, another order of the bits, another depth."""
    with pytest.raises(XwdError):
        parse_header(data)


def test_pixels_of_a_region(screen: Path) -> None:
    """Every second pixel of every second row, from the region's corner."""
    with Framebuffer(screen) as framebuffer:
        assert framebuffer.pixels(Region(left=1, top=1, width=5, height=3)) == [
            0x101,
            0x103,
            0x105,
            0x301,
            0x303,
            0x305,
        ]
        assert framebuffer.colour(7, 2) == 0x207


def test_the_screen_is_seen_as_it_changes(screen: Path) -> None:
    """The X server writes into the same file."""
    with Framebuffer(screen) as framebuffer, (screen / "Xvfb_screen0").open("r+b") as file:
        file.seek(framebuffer.layout.offset)
        file.write(struct.pack("<I", DESKTOP))
        file.flush()
        assert framebuffer.colour(0, 0) == DESKTOP


def test_snapshot_is_without_padding(screen: Path) -> None:
    """Four bytes a pixel and nothing else, as QImage takes it."""
    with Framebuffer(screen) as framebuffer:
        picture = framebuffer.snapshot()
    assert len(picture) == WIDTH * HEIGHT * 4
    assert struct.unpack_from("<I", picture, WIDTH * 4) == (0x100,)


@pytest.mark.parametrize(
    ("pixels", "painted"),
    [
        (page(), True),
        (page(desktop=100), True),
        ([], False),
        ([DESKTOP] * 10_000, False),
        ([0] * 10_000, False),
        (page(letters=0), False),
        (page(shades=3), False),
        (page(letters=9), False),
        (page(desktop=6_000), False),
    ],
    ids=["page", "edge of the desktop", "nothing", "desktop", "black", "empty", "frames", "specks", "error box"],
)
def test_painted(pixels: list[int], painted: bool) -> None:
    """Letters on a page that covers the region; neither an empty window nor a box on the desktop."""
    assert is_painted(pixels, DESKTOP) is painted
