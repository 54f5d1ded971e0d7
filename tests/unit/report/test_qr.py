"""The QR code's picture is a PNG that shows the code's matrix, also where the exe leaves segno's writers out."""

import base64
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
import segno

from gui.report.qr import png_data_uri

ROOT = Path(__file__).resolve().parents[3]
TEXT = "POSCheckup 20261123-ABCD 账户异常"
PREFIX = "data:image/png;base64,"


def pixels(png: bytes) -> tuple[int, list[list[int]]]:
    """Return the side and the rows of a greyscale PNG of one bit per pixel without filters, and check its checksums."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, rest = {}, png[8:]
    while rest:
        (length,) = struct.unpack_from(">I", rest)
        kind, data, (crc,) = rest[4:8], rest[8 : 8 + length], struct.unpack_from(">I", rest, 8 + length)
        assert zlib.crc32(kind + data) == crc
        chunks[kind], rest = data, rest[12 + length :]
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, *kinds = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert kinds == [1, 0, 0, 0, 0]
    lines, stride = zlib.decompress(chunks[b"IDAT"]), (width + 7) // 8 + 1
    assert len(lines) == stride * height
    rows = [lines[start + 1 : start + stride] for start in range(0, len(lines), stride)]
    return width, [[row[x // 8] >> (7 - x % 8) & 1 for x in range(width)] for row in rows]


@pytest.mark.parametrize("text", [TEXT, "1", "x" * 300], ids=["as in a report", "smallest", "large"])
def test_every_module_is_four_pixels_wide(text: str) -> None:
    """Black on white, with a border of two modules."""
    side, rows = pixels(base64.b64decode(png_data_uri(text).removeprefix(PREFIX)))
    matrix = segno.make(text, error="m", micro=False).matrix
    assert side == len(rows) == (len(matrix) + 4) * 4
    for y, row in enumerate(rows):
        for x, light in enumerate(row):
            inside = 2 <= x // 4 < len(matrix) + 2 and 2 <= y // 4 < len(matrix) + 2
            dark = inside and matrix[y // 4 - 2][x // 4 - 2]
            assert light == (not dark)


def test_no_more_of_segno_is_needed() -> None:
    """With the exe's empty modules in place nothing changes, and neither xml.sax nor gzip is loaded."""
    script = (
        "import runpy, sys; runpy.run_path('build/left_out.py');"
        "from gui.report.qr import png_data_uri; print(png_data_uri(sys.argv[1]));"
        "assert not {'xml.sax', 'gzip', 'urllib.request'} & set(sys.modules)"
    )
    command = [sys.executable, "-X", "utf8", "-c", script, TEXT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, png_data_uri(TEXT), "")
