"""A QR code as an image inside the HTML."""

import base64
import struct
import zlib
from collections.abc import Iterable

import segno

_MODULE_PX = 4
_BORDER_MODULES = 2
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_data_uri(text: str) -> str:
    """Return `text` as a QR code (ISO/IEC 18004, error correction M) in a PNG data URI, black on white."""
    code = segno.make(text, error="m", micro=False)
    image = _png(code.matrix_iter(scale=_MODULE_PX, border=_BORDER_MODULES))
    return "data:image/png;base64," + base64.b64encode(image).decode("ascii")


def _png(rows: Iterable[Iterable[int]]) -> bytes:
    """Return a square PNG of one bit per pixel (PNG, third edition, section 11.2) from rows of 1, dark, and 0, light.

    segno could write it too, with all its other formats and what they need: a tenth of a megabyte of the exe.
    """
    lines = ["".join("01"[not dark] for dark in row) for row in rows]
    side = len(lines)
    bytes_per_line = (side + 7) // 8
    data = b"".join(
        b"\0" + int(line.ljust(bytes_per_line * 8, "0"), 2).to_bytes(bytes_per_line, "big")  # filter type 0: none
        for line in lines
    )
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)  # bit depth 1, greyscale
    chunks = {b"IHDR": header, b"IDAT": zlib.compress(data, 9), b"IEND": b""}
    return _PNG_SIGNATURE + b"".join(_chunk(kind, content) for kind, content in chunks.items())


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
