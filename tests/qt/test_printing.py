"""Printing: pages as pictures, Windows' dialog and printer as scripted functions, the PDF program where there is none.

The real dialog and a real printer driver are in `tests/packaged/test_printing.py`.
"""

import ctypes
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QImage
from pytestqt.qtbot import QtBot

from gui.probes.system.win32 import dll
from gui.qt import printing
from gui.qt.font import provide_font
from gui.qt.pages.report import ReportPage
from gui.qt.pdf import pdf_bytes
from gui.qt.printed_pages import Paper, PrintedPages, place_on
from gui.qt.windows_printer import Dialog, GreyBitmap, Job, NoDialogError, Order, ask_for_printer, print_pages
from gui.report import verify_file
from tests.unit.probes.test_win32 import Functions
from tests.unit.report.examples import document

A4_AT_300 = (2480, 3508)
#: What GetDeviceCaps says of an office printer with A4 at 600 dots an inch: 5 mm at the edge stay white.
OFFICE_PRINTER = {88: 600, 90: 600, 110: 4960, 111: 7016, 112: 118, 113: 118}
CONTEXT = 77


@pytest.mark.parametrize(
    ("paper", "place"),
    [
        (Paper(dots_per_inch=(600, 600), size=(4960, 7016), unprinted=(118, 100)), (-118, -100, 4961, 7016)),
        # Letter is wider and lower than A4
        (Paper(dots_per_inch=(300, 300), size=(2550, 3300), unprinted=(0, 0)), (108, 0, 2333, 3300)),
        # A3: as large as it is, in the middle
        (Paper(dots_per_inch=(300, 300), size=(3508, 4961), unprinted=(50, 50)), (464, 676, 2480, 3508)),
        # a receipt printer's dots are not square
        (Paper(dots_per_inch=(200, 100), size=(1654, 1169), unprinted=(0, 0)), (0, 0, 1654, 1169)),
    ],
)
def test_the_sheet_goes_on_the_paper(paper: Paper, place: tuple[int, int, int, int]) -> None:
    """Whole, never larger than it is, and in the middle."""
    found = place_on(paper)
    assert all(abs(got - wanted) <= 1 for got, wanted in zip(found, place, strict=True)), found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_are_those_of_the_pdf(qtbot: QtBot, lang: str) -> None:
    """As many, each with writing on it and with white at its edges; a page is on white, whatever was painted before."""
    provide_font()
    report = document(lang)
    pages = PrintedPages(report)
    assert len(pages) == len(PdfReader(io.BytesIO(pdf_bytes(report))).pages)
    for number in (0, *range(len(pages)), 0):
        image = pages.paint(number)
        assert (image.width(), image.height()) == A4_AT_300
        dark = [image.pixelColor(x, y).lightness() < 128 for x in range(0, 2480, 5) for y in range(0, 3508, 5)]
        assert 0.001 < sum(dark) / len(dark) < 0.3
        edge = [image.pixelColor(x, y).lightness() for x in (20, 2460) for y in range(0, 3508, 3)]
        assert min(edge) == 255


class Windows(Functions):
    """Stands in for the dialog and the printer; notes what is called, and gives what a test sets."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.failing: str | None = None
        self.answer = {"ordered": 1, "flags": 0, "first": 1, "last": 1, "context": CONTEXT}
        self.status = 0
        self.asked: tuple[int, ...] = ()
        self.title: str | None = None
        self.places: list[tuple[int, ...]] = []
        self.pictures: list[bytes] = []
        self.printers = 1
        for name in ("StartDocW", "StartPage", "EndPage", "EndDoc", "AbortDoc", "DeleteDC", "SetStretchBltMode"):
            self.have(name, lambda *given, name=name: self._note(name, *given))
        self.have("GetDeviceCaps", lambda _context, what: OFFICE_PRINTER[what])
        self.have("GetDefaultPrinterW", self._name_length)
        self.have("PrintDlgW", self._show)
        self.have("CommDlgExtendedError", lambda: self.status)
        self.have("GlobalFree", lambda handle: self.calls.append(f"free {handle}"))
        self.have("StretchDIBits", self._draw)

    def _note(self, name: str, *given: int) -> int:
        assert given[0] == CONTEXT
        self.calls.append(name)
        if name == "StartDocW":
            self.title = Job.from_address(given[1]).name
        return 0 if name == self.failing else 1

    def _name_length(self, _name: object, length: int) -> int:
        dll.U32.from_address(length).value = 5 * self.printers
        return 0

    def _show(self, address: int) -> int:
        dialog = Dialog.from_address(address)
        self.asked = (dialog.owner, dialog.least, dialog.most, dialog.size)
        dialog.mode, dialog.names = 501, 502
        dialog.flags |= self.answer["flags"]
        dialog.first, dialog.last = self.answer["first"], self.answer["last"]
        dialog.context = self.answer["context"]
        return self.answer["ordered"]

    def _draw(self, context: int, *given: Any) -> int:
        place, source, (pixels, address, *_flags) = given[:4], given[4:8], given[8:]
        layout = GreyBitmap.from_address(address)
        assert (context, source) == (CONTEXT, (0, 0, layout.width, -layout.height))
        assert bytes(layout.colours[-8:]) == bytes((254, 254, 254, 0, 255, 255, 255, 0))
        self.places.append(place)
        self.pictures.append(pixels)
        return 0 if self.failing == "StretchDIBits" else layout.width


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    """Replace Windows' libraries."""
    found = Windows()
    monkeypatch.setattr(dll, "function", found.find)
    monkeypatch.setattr(dll, "last_error", lambda: found.error)
    return found


def test_sizes_are_those_of_the_sdk() -> None:
    """Computed by hand from commdlg.h and wingdi.h for 64 bits."""
    assert (ctypes.sizeof(Dialog), Dialog.context.offset, Dialog.instance.offset) == (120, 32, 56)
    assert (ctypes.sizeof(Job), ctypes.sizeof(GreyBitmap)) == (40, 40 + 1024)


def test_all_pages_are_ordered(windows: Windows) -> None:
    """The dialog stands above the window, knows how many pages there are, and its memory is given back."""
    assert ask_for_printer(4711, 3) == Order(context=CONTEXT, pages=range(3))
    assert windows.asked == (4711, 1, 3, 120)
    assert windows.calls == ["free 501", "free 502"]


def test_some_pages_are_ordered(windows: Windows) -> None:
    """From and to, as the dialog counts them."""
    windows.answer |= {"flags": 2, "first": 2, "last": 3}
    assert ask_for_printer(4711, 4) == Order(context=CONTEXT, pages=range(1, 3))


def test_the_dialog_is_cancelled(windows: Windows) -> None:
    """That is no error."""
    windows.answer["ordered"] = 0
    assert ask_for_printer(4711, 3) is None


@pytest.mark.parametrize("trouble", ["no printer", "no driver", "no context", "no library"])
def test_there_is_no_dialog(windows: Windows, monkeypatch: pytest.MonkeyPatch, trouble: str) -> None:
    """Each way is told apart from a user who cancelled."""
    if trouble == "no printer":
        windows.printers = 0
    elif trouble == "no driver":
        windows.answer["ordered"], windows.status = 0, 0x1004
    elif trouble == "no context":
        windows.answer["context"] = 0
    else:
        monkeypatch.setattr(dll, "function", Functions().find)
    with pytest.raises(NoDialogError):
        ask_for_printer(4711, 3)


def test_pages_go_to_the_printer(qtbot: QtBot, windows: Windows) -> None:
    """In one job, byte for byte, as large as A4 is in its dots."""
    provide_font()
    pages = PrintedPages(document("zh"))
    pictures = {number: pages.paint(number).copy() for number in (1, 2)}
    print_pages(Order(context=CONTEXT, pages=range(1, 3)), "报告", pictures.__getitem__)
    page = ["StartPage", "SetStretchBltMode", "EndPage"]
    assert windows.calls == ["StartDocW", *page, *page, "EndDoc", "DeleteDC"]
    assert windows.title == "报告"
    assert windows.places == [(-118, -118, 4960, 7015)] * 2
    assert windows.pictures == [bytes(picture.constBits()) for picture in pictures.values()]


@pytest.mark.parametrize("failing", ["StartDocW", "StartPage", "StretchDIBits", "EndPage", "EndDoc"])
def test_a_printer_that_fails_gets_no_half_report(windows: Windows, failing: str) -> None:
    """The job is thrown away, unless it never began or was already given out whole; the printer is closed."""
    windows.failing = failing
    image = QImage(8, 8, QImage.Format.Format_Grayscale8)
    with pytest.raises(OSError, match=failing):
        print_pages(Order(context=CONTEXT, pages=range(1)), "report", lambda _page: image)
    assert ("AbortDoc" in windows.calls) == (failing not in ("StartDocW", "EndDoc"))
    assert windows.calls[-1] == "DeleteDC"


@pytest.fixture
def with_dialog(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> Windows:
    """Let printing take the dialog, as on Windows."""
    monkeypatch.setattr(printing, "HAS_DIALOG", True)
    windows.answer |= {"flags": 2, "first": 1, "last": 1}
    return windows


def text_of(page: ReportPage, key: str) -> str:
    """Return a text of the report page."""
    return page.texts.text(f"ui.report.{key}")


def test_print_asks_for_the_printer_and_says_when_it_is_done(
    report_page: ReportPage, with_dialog: Windows, qtbot: QtBot
) -> None:
    """Meanwhile the window goes on; the report counts as taken."""
    report_page.print.click()
    qtbot.waitUntil(lambda: report_page.done.text() == text_of(report_page, "printed"))
    assert with_dialog.asked[0] == int(report_page.window().winId())
    assert with_dialog.calls[-1] == "DeleteDC"
    assert len(with_dialog.pictures) == 1
    assert report_page.taken


def test_thinking_better_of_it_says_nothing(report_page: ReportPage, with_dialog: Windows, qtbot: QtBot) -> None:
    """Nothing was taken then."""
    with_dialog.answer["ordered"] = 0
    report_page.print.click()
    qtbot.waitUntil(lambda: "free 502" in with_dialog.calls)
    assert report_page.done.text() == ""
    assert not report_page.taken


def test_a_printer_that_fails_is_told(
    report_page: ReportPage, with_dialog: Windows, boxes: list[str], qtbot: QtBot
) -> None:
    """With what to do."""
    with_dialog.failing = "EndPage"
    report_page.print.click()
    qtbot.waitUntil(lambda: bool(boxes))
    assert report_page.texts.text("error.print.failed.what") in boxes[0]


@pytest.mark.parametrize("error", [63, 1223])
def test_a_job_that_the_user_stopped_is_no_failure(
    report_page: ReportPage, with_dialog: Windows, qtbot: QtBot, error: int
) -> None:
    """As where Windows asks for the name of a PDF, and gets none: nothing was taken."""
    with_dialog.failing, with_dialog.error = "StartDocW", error
    report_page.print.click()
    qtbot.waitUntil(lambda: report_page.done.text() == text_of(report_page, "not_printed"))
    assert not report_page.taken
    assert with_dialog.calls[-1] == "DeleteDC"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """Note the files that would be opened in another program."""
    files: list[Path] = []

    def note(url: QUrl) -> bool:
        files.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    return files


def test_without_a_dialog_a_copy_is_opened_that_verifies(
    report_page: ReportPage, opened: list[Path], tmp_path: Path
) -> None:
    """In the PC's own program for PDFs; the next one throws it away."""
    report_page.print.click()
    assert verify_file(opened[0]).ok
    assert report_page.done.text() == text_of(report_page, "opened_pdf")
    printing.forget_copies()
    assert not list(tmp_path.glob(f"{printing.PREFIX}*"))


def test_without_a_printer_too(report_page: ReportPage, with_dialog: Windows, opened: list[Path], qtbot: QtBot) -> None:
    """Windows has a dialog then, but nothing to choose in it."""
    with_dialog.printers = 0
    report_page.print.click()
    qtbot.waitUntil(lambda: report_page.done.text() == text_of(report_page, "opened_pdf"))
    assert verify_file(opened[0]).ok


@pytest.mark.parametrize("printers", [None, 0])
def test_without_a_pdf_program_printing_says_so(
    report_page: ReportPage,
    windows: Windows,
    boxes: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    qtbot: QtBot,
    printers: int | None,
) -> None:
    """And leaves no copy: where there is no dialog, and where there is no printer."""
    monkeypatch.setattr(printing, "HAS_DIALOG", printers is not None)
    windows.printers = printers or 0
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    report_page.print.click()
    qtbot.waitUntil(lambda: bool(boxes))
    assert report_page.texts.text("error.print.no_program.what") in boxes[0]
    assert not list(tmp_path.glob(f"{printing.PREFIX}*"))
