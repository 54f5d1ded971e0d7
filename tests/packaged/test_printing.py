"""打印 in the built program: Windows' own dialog, and a printer driver that gets the pages, on a Windows under Wine."""

import base64
import re
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

import wine
from tests.lab.test_wizard import NO_NETWORK
from tests.lab.world import ROOT
from tests.packaged.owner import Owner, differs
from tests.packaged.windows_pc import PICTURES, WindowsPc, wait_until

pytestmark = [pytest.mark.frozen, pytest.mark.usefixtures("last_picture")]

#: How Wine's PostScript driver writes a picture in greys: its size, its frame, then the pixels.
IMAGE = re.compile(
    rb"/Width (\d+)\s+/Height (\d+)\s.*?/ASCII85Decode filter /RunLengthDecode filter\s.*?image\s+(.*?)~>", re.DOTALL
)


def unpacked(data: bytes) -> bytes:
    """Return what RunLengthDecode makes of it (PostScript Language Reference, 3.13.3)."""
    pieces, place = [], 0
    while place < len(data) and (length := data[place]) != 128:
        if length < 128:
            pieces.append(data[place + 1 : place + 2 + length])
            place += length + 2
        else:
            pieces.append(data[place + 1 : place + 2] * (257 - length))
            place += 2
    return b"".join(pieces)


def printed_pages(file: Path) -> list[QImage]:
    """Return the pictures that a printer was given."""
    pages = []
    for width, height, text in IMAGE.findall(file.read_bytes()):
        pixels = unpacked(base64.a85decode(text))
        image = QImage(pixels, int(width), int(height), int(width), QImage.Format.Format_Grayscale8)
        pages.append(image.copy())
    return pages


def is_printed(file: Path) -> bool:
    """Tell whether the whole of a job came."""
    return file.exists() and b"%%EOF" in file.read_bytes()[-100:]


def add_printer(pc: WindowsPc, file: Path, folder: Path) -> None:
    """Give Windows a printer that prints into a file."""
    said = folder / "added.txt"
    script = wine.windows_path(ROOT / "tests" / "packaged" / "add_printer.py")
    command = ["wine", str(wine.PYTHON / "pythonw.exe"), script, "收银台", str(file), wine.windows_path(said)]
    pc.lab.start(command, env=pc.environment(), cwd=folder)
    wait_until(lambda: said.exists() and bool(said.read_text(encoding="utf-8")), "the printer")
    assert said.read_text(encoding="utf-8") == "done"


def difference(one: QImage, other: QImage) -> int:
    """Return by how much the light differs on two pages, place by place: fine differences of drawing count little."""
    small = [image.scaled(84, 119, mode=Qt.TransformationMode.SmoothTransformation) for image in (one, other)]
    pixels = [[image.pixelColor(x, y).lightness() for y in range(119) for x in range(84)] for image in small]
    return sum(abs(a - b) for a, b in zip(*pixels, strict=True))


def test_the_report_is_printed(pc: WindowsPc, tmp_path: Path) -> None:
    """All of its pages come to the printer, the first one as in the picture of it that was exported."""
    file = tmp_path / "printed.ps"
    add_printer(pc, file, tmp_path)
    owner = Owner(pc, "printing")
    owner.start()
    owner.tell_trouble(NO_NETWORK)
    for name in ("steps", "verdict", "report"):
        owner.next(name)
    pdf, _exported = owner.export()
    owner.press("Tab")  # from export to print
    before = pc.screen.picture()
    owner.press("space")
    wait_until(lambda: differs(before, pc.screen.picture()), "the print dialog", limit_s=20)
    owner.keep_picture("dialog")
    owner.press("Return")
    wait_until(lambda: is_printed(file), "the printed report", limit_s=30)
    owner.keep_picture("done")
    pages = printed_pages(file)
    assert len(pages) == len(pypdf.PdfReader(pdf).pages)
    for number, page in enumerate(pages, start=1):
        page.save(str(PICTURES / f"printing-page-{number}.png"))
        assert (page.width(), page.height()) == (2480, 3508)
    seen = QImage(str(pdf.with_suffix(".png")))
    assert difference(pages[0], seen) < min(difference(page, seen) for page in pages[1:]) / 2
