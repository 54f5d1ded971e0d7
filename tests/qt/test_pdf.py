"""The PDF: every string comes out as it went in, one page of summary, and nothing half-written."""

import base64
import html
import io
import lzma
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QFontDatabase, QImage
from pytestqt.qtbot import QtBot

from gui.model.case import StepOutcome, StepRecord
from gui.model.errors import UserError
from gui.paths import resources_dir
from gui.qt import font, sheets
from gui.qt.font import FONT_FAMILY, FONT_FILE, font_data
from gui.qt.pdf import pdf_bytes, write_pdf
from gui.report import Document, details_html, document_json, summary_html, verify_file
from gui.report.qr import png_data_uri
from tests.unit.report import examples
from tests.unit.report.examples import document, empty_document, rich_state

MAKERS = [pytest.param(document, id="rich"), pytest.param(empty_document, id="empty")]


def crowded_document(lang: str = "zh") -> Document:
    """A case with all that can be on the first page, and more probes than fit one sheet."""
    state = rich_state()
    fields = {"order_no": "PAY" * 20, "auth_code": "A12345", "merchant_name": "户" * 40, "note": "说明 " * 200}
    answers = {**state.answers, "screen_text": "账户异常，请联系客服。" * 12}
    steps = tuple(
        StepRecord(step="restart-router", outcome=StepOutcome.CANNOT, at_utc=examples.NOW_UTC) for _ in range(9)
    )
    check = replace(examples.check(), probes=examples.check().probes * 8)
    changed = replace(state, fields={**state.fields, **fields}, answers=answers, steps=steps, check=check)
    return document(lang, changed)


def squeezed(text: str) -> str:
    """Text without white space: a reader cannot tell a wrapped line from a space."""
    return "".join(text.split())


def strings_of(page: str) -> list[str]:
    """Return the text of every element of an HTML page."""
    body = page.partition("</head>")[2]
    return [squeezed(html.unescape(part)) for part in re.split(r"<[^>]*>", body) if part.strip()]


def code_points(text: str) -> set[int]:
    """Return the code points in the block of radicals."""
    return {ord(character) for character in text if 0x2E80 <= ord(character) <= 0x2FDF}


@pytest.mark.parametrize("make", [*MAKERS, pytest.param(crowded_document, id="crowded")])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_string_comes_out_as_it_went_in(qtbot: QtBot, make: Callable[[str], Document], lang: str) -> None:
    """Chinese with 户, Latin with ff, fi and fl, icons: read back by pypdf, no radical among them."""
    report = make(lang)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf_bytes(report))).pages]
    first, others = squeezed(pages[0]), squeezed("".join(pages[1:]))
    for text in strings_of(summary_html(report)):
        assert text in first, text
    for text in strings_of(details_html(report)):
        assert text in others or _is_cut_by_a_footer(text, report), text
    assert first.count(squeezed(report.title)) == 1, "drawn twice: synthetic bold"
    assert code_points("".join(pages)) == set()
    assert "户" in first or make is empty_document


def _is_cut_by_a_footer(text: str, report: Document) -> bool:
    """A long paragraph may run over a page boundary, where the footer stands between its lines."""
    return text in squeezed("".join(line for section in report.details for line in section.lines)) and len(text) > 100


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_another_reader_finds_the_same_strings(qtbot: QtBot, tmp_path: Path, lang: str) -> None:
    """Poppler, whose text extraction has nothing in common with pypdf's."""
    report = document(lang)
    path = tmp_path / "report.pdf"
    write_pdf(report, path)
    done = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    text = done.stdout.decode()
    assert code_points(text) == set()
    found = squeezed(text)
    for part in strings_of(summary_html(report)) + strings_of(details_html(report)):
        assert part in found, part


@pytest.mark.parametrize("make", [*MAKERS, pytest.param(crowded_document, id="crowded")])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_is_one_page_and_pages_are_numbered(
    qtbot: QtBot, make: Callable[[str], Document], lang: str
) -> None:
    """The summary on the first sheet of A4, the details from the second on, and the file small."""
    report = make(lang)
    data = pdf_bytes(report)
    reader = PdfReader(io.BytesIO(data))
    assert len(data) <= 150_000
    assert data.startswith(b"%PDF-1.6")
    for number, page in enumerate(reader.pages, start=1):
        text = squeezed(page.extract_text())
        assert squeezed(report.page_label.format(page=number, pages=len(reader.pages))) in text
        assert squeezed(report.footer) in text
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        assert (squeezed(report.headline) in text) == (number == 1)
    assert squeezed(report.details_title) in squeezed(reader.pages[1].extract_text())


def test_qt_reads_the_qr_code(qtbot: QtBot) -> None:
    """The corner of its first square is where it must be: after a border of 8 pixels, and 4 pixels wide."""
    image = QImage.fromData(base64.b64decode(png_data_uri("POSCheckup").partition(",")[2]))
    assert (image.width(), image.height()) == (100, 100)
    dark = [image.pixelColor(x, x).lightness() < 128 for x in range(16)]
    assert dark == [False] * 8 + [True] * 4 + [False] * 4


def test_only_the_bundled_font_is_used(qtbot: QtBot) -> None:
    """Any other could bring radicals or ligatures, or be missing on the next machine."""
    reader = PdfReader(io.BytesIO(pdf_bytes(document())))
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index] # pypdf types a page's entries as objects
    }
    assert all(name.endswith("POSCheckupSansSC-Regular") for name in fonts)


def test_no_row_of_a_table_is_split(qtbot: QtBot) -> None:
    """Each probe's name stands on the page on which its targets stand."""
    reader = PdfReader(io.BytesIO(pdf_bytes(crowded_document())))
    pages = [squeezed(page.extract_text()) for page in reader.pages[1:]]
    name = squeezed(examples.catalog("zh").text("probe.endpoint.name"))
    row = name + "".join(f"203.0.113.{i}:443" for i in range(10, 14)) + "…"
    assert [page.count(row) for page in pages] == [page.count("203.0.113.10:443203") for page in pages]
    assert sum(page.count(row) for page in pages) == 8


def test_a_first_page_that_never_fits_is_still_one_page(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands below its edge is cut off; the details have it."""
    monkeypatch.setattr(sheets, "_SCALES", (1.0,))
    pages = PdfReader(io.BytesIO(pdf_bytes(crowded_document()))).pages
    assert squeezed(crowded_document().details_title) in squeezed(pages[1].extract_text())


def test_the_json_is_attached(qtbot: QtBot) -> None:
    """The same bytes as the file beside it."""
    report = document()
    attachments = PdfReader(io.BytesIO(pdf_bytes(report))).attachments
    assert attachments == {f"{report.case_id}.json": [document_json(report)]}


def test_a_written_pdf_verifies_until_a_byte_changes(qtbot: QtBot, tmp_path: Path) -> None:
    """In the text, in the attachment, in the last line."""
    path = tmp_path / "报告.pdf"
    write_pdf(document(), path)
    data = path.read_bytes()
    assert verify_file(path).reason_key == "verify.untouched"
    assert verify_file(path).case_id == document().case_id
    assert list(tmp_path.iterdir()) == [path]
    for index in (0, 9, len(data) // 3, len(data) // 2, len(data) - 700, len(data) - 20, len(data) - 1):
        path.write_bytes(data[:index] + bytes([data[index] ^ 1]) + data[index + 1 :])
        assert not verify_file(path).ok, index
    path.write_bytes(data + b"\n")
    assert not verify_file(path).ok


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="missing"),
        pytest.param(lzma.compress(b"OTTO")[:-1], id="cut off"),
        pytest.param(b"OTTO", id="not packed"),
        pytest.param(lzma.compress(b"text"), id="no font"),
    ],
)
def test_a_missing_font_is_a_message(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    """A PDF with empty boxes instead of Chinese would be worse than none."""
    monkeypatch.setattr(font, "FONT_FAMILY", "A font that is not there")
    monkeypatch.setattr(font, "resources_dir", lambda: tmp_path)
    (tmp_path / "fonts").mkdir()
    if content is not None:
        (tmp_path / "fonts" / FONT_FILE).write_bytes(content)
    with pytest.raises(UserError, match=r"^report\.font"):
        write_pdf(document(), tmp_path / "report.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["fonts"]


def test_an_unwritable_folder_is_a_message(qtbot: QtBot, tmp_path: Path) -> None:
    """And leaves nothing."""
    with pytest.raises(UserError, match=r"^report\.no_folder"):
        write_pdf(document(), tmp_path / "gone" / "report.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_font_has_what_reports_need_and_no_radicals(qtbot: QtBot) -> None:
    """GB 2312, the icons, no U+2E80-2FDF, and a licence beside it."""
    folder = resources_dir() / "fonts"
    pdf_bytes(empty_document())
    assert FONT_FAMILY in QFontDatabase.families()
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8").upper()
    assert (folder / FONT_FILE).stat().st_size < 700_000
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - a tool of development, slow to load

    characters = TTFont(io.BytesIO(font_data())).getBestCmap()
    wanted = {character for character in map(chr, range(0x4E00, 0xA000)) if _in_gb2312(character)}
    assert len(wanted) == 6763
    assert {ord(character) for character in wanted} | set(map(ord, "✓×!–→·●•¥￥，。（）“”")) <= set(characters)
    assert not [point for point in characters if 0x2E80 <= point <= 0x2FDF]
    by_glyph: dict[str, list[int]] = {}
    for point, glyph in characters.items():
        by_glyph.setdefault(glyph, []).append(point)
    assert [points for points in by_glyph.values() if len(points) > 1] == [[0x20, 0xA0]]


def _in_gb2312(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False
