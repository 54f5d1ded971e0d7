"""The ways a report takes: photos in it, fields left out of it, a picture of it, print, bookmarks."""

import hashlib
import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageReader
from pytestqt.qtbot import QtBot

from gui.model.errors import UserError
from gui.model.photo import MOST_PHOTOS
from gui.qt import export
from gui.qt.first_page import first_page_png
from gui.qt.pages.report import ReportPage
from gui.qt.pdf import pdf_bytes
from gui.qt.photo import LONGEST_PX, prepared_photo
from gui.report import Document, document_html, document_json
from gui.report.html import photo_url
from gui.report.pdf_outline import Heading, with_outline
from tests.unit.report.examples import document

#: A camera's notes: EXIF with the orientation 6 (turn right by a quarter) and a text that stands for the place.
EXIF = (
    b"Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
    b"\x0e\x01\x02\0\x0c\0\0\0&\0\0\0\0\0\0\0SECRET PLACE"
)


def photo_file(path: Path, width: int = 400, height: int = 300, colour: str = "#7f9f3f") -> Path:
    """Write a photo with a camera's notes, lying on its side."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    image.setText("Comment", "SECRET TEXT")
    assert image.save(str(path))
    if path.suffix == ".jpg":
        data = path.read_bytes()
        path.write_bytes(data[:2] + b"\xff\xe1" + (len(EXIF) + 2).to_bytes(2, "big") + EXIF + data[2:])
    return path


def bookmarks(reader: PdfReader) -> list[Destination]:
    """Return the bookmarks of a PDF, all of one level."""
    return [mark for mark in reader.outline if isinstance(mark, Destination)]


@pytest.mark.parametrize("name", ["slip.jpg", "screen.png"])
def test_a_photo_is_upright_smaller_and_without_notes(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    """Nothing of what a camera or a program wrote beside the picture is left."""
    photo = prepared_photo(photo_file(tmp_path / name, 4000, 3000))
    size = (photo.width_px, photo.height_px)
    assert size == ((960, LONGEST_PX) if name == "slip.jpg" else (LONGEST_PX, 960))
    assert photo.jpeg.startswith(b"\xff\xd8")
    assert not [mark for mark in (b"Exif", b"SECRET", b"\xff\xfe") if mark in photo.jpeg]
    image = QImage.fromData(photo.jpeg)
    assert not image.textKeys()


def test_a_small_photo_keeps_its_size(qtbot: QtBot, tmp_path: Path) -> None:
    """Making it larger would add bytes and no detail."""
    photo = prepared_photo(photo_file(tmp_path / "a.png", 40, 30))
    assert (photo.width_px, photo.height_px) == (40, 30)


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n cut off"])
def test_what_is_no_photo_is_told(qtbot: QtBot, tmp_path: Path, content: bytes) -> None:
    """Whatever the name says."""
    path = tmp_path / "照片.jpg"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"photo\.unreadable"):
        prepared_photo(path)


def test_photos_go_into_the_report_and_out_again(report_page: ReportPage, tmp_path: Path) -> None:
    """Each has a page in the PDF and its digest in the sealed JSON; taken out, its bytes are gone from the disk."""
    report_page.photos.add_from(photo_file(tmp_path / "a.jpg"))
    report_page.photos.add_from(photo_file(tmp_path / "b.png", colour="#3f7f9f"))
    first, second = report_page.context.session.photos
    report = report_page.document()
    listed = json.loads(document_json(report))["photos"]
    assert [one["sha256"] for one in listed] == [hashlib.sha256(one.jpeg).hexdigest() for one in (first, second)]
    assert photo_url(2) in document_html(report)
    pdf = PdfReader(io.BytesIO(pdf_bytes(report)))
    assert [len(one.images) for one in pdf.pages[-2:]] == [1, 1]
    assert [mark.title for mark in bookmarks(pdf)][-2:] == ["照片 1（共 2 张）", "照片 2（共 2 张）"]
    report_page.photos.removers[first.number]()
    assert report_page.context.session.photos == (second,)
    assert len(json.loads(document_json(report_page.document()))["photos"]) == 1
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir() if path.is_file())
    assert (first.jpeg[-64:] in kept, second.jpeg[-64:] in kept) == (False, True)


def test_a_preview_in_the_making_does_not_lose_a_new_photo(
    report_page: ReportPage, tmp_path: Path, qtbot: QtBot
) -> None:
    """What was begun without the photo is not shown when it is done."""
    report_page._document = None
    report_page._make_preview()
    report_page.photos.add_from(photo_file(tmp_path / "a.jpg"))
    qtbot.waitUntil(lambda: report_page._document is not None)
    assert len(report_page.document().photos) == 1


def test_no_more_photos_than_a_mailbox_takes(report_page: ReportPage, tmp_path: Path) -> None:
    """The button is off then, and the session itself refuses one more."""
    for number in range(MOST_PHOTOS):
        report_page.photos.add_from(photo_file(tmp_path / f"{number}.png", 40, 30))
    assert not report_page.photos.add.isEnabled()
    with pytest.raises(UserError, match=r"photo\.too_many"):
        report_page.context.session.add_photo(prepared_photo(tmp_path / "0.png"))


def test_every_known_field_has_a_switch(report_page: ReportPage) -> None:
    """What is unticked is neither seen nor written, and the choice is kept with the case."""
    shown = {name: box.text() for name, box in report_page.left_out.boxes.items() if not box.isHidden()}
    assert (shown["screen_text"], shown["merchant_name"]) == ("屏幕文字", "商户名称")
    assert "rrn" not in shown
    for name in ("screen_text", "merchant_name"):
        report_page.left_out.boxes[name].click()
    written = document_json(report_page.document()).decode()
    assert not [text for text in ("账户异常", "老王水果店") if text in written + document_html(report_page.document())]
    assert report_page.context.session.state.left_out == {"screen_text", "merchant_name"}
    report_page.left_out.boxes["merchant_name"].click()
    assert "老王水果店" in document_json(report_page.document()).decode()


def test_the_first_page_goes_to_the_clipboard_as_a_picture(report_page: ReportPage) -> None:
    """For a chat; the text layer is not needed there."""
    report_page.copy_picture.click()
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (1191, 1684)
    assert report_page.done.text() == report_page.texts.text("ui.report.copied_picture")
    assert report_page.taken


def test_the_pointer_shows_that_the_program_works(
    report_page: ReportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the files are made, and no longer, whatever came of it."""
    seen: list[bool] = []

    def look(_document: Document) -> bytes:
        cursor = QGuiApplication.overrideCursor()
        seen.append(cursor is not None and cursor.shape() is Qt.CursorShape.WaitCursor)
        raise UserError("report.font", path="font")

    monkeypatch.setitem(export.FORMATS, ".png", look)
    with pytest.raises(UserError):
        report_page.export_to(tmp_path)
    assert seen == [True]
    assert QGuiApplication.overrideCursor() is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_is_a_plain_png(qtbot: QtBot, lang: str) -> None:
    """It has no text beside the pixels, and is neither empty nor cut off at its edges."""
    png = first_page_png(document(lang))
    chunks, place = [], 8
    while place < len(png):
        chunks.append(png[place + 4 : place + 8])
        place += 12 + int.from_bytes(png[place : place + 4], "big")
    assert set(chunks) == {b"IHDR", b"pHYs", b"IDAT", b"IEND"}
    image = QImage.fromData(png)
    dark = [image.pixelColor(x, y).lightness() < 128 for x in range(0, 1191, 3) for y in range(0, 1684, 3)]
    assert 0.01 < sum(dark) / len(dark) < 0.3
    edge = [image.pixelColor(x, 30).lightness() for x in range(1191)]
    assert min(edge) == 255


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bookmarks_lead_to_their_pages(qtbot: QtBot, lang: str) -> None:
    """Every section's title stands on the page that its bookmark names."""
    report = document(lang)
    reader = PdfReader(io.BytesIO(pdf_bytes(report)), strict=True)
    marks = {str(mark.title): reader.get_destination_page_number(mark) for mark in bookmarks(reader)}
    assert list(marks) == [report.title, *(section.title for section in report.details)]
    pages = ["".join(one.extract_text().split()) for one in reader.pages]
    assert all("".join(title.split()) in pages[number or 0] for title, number in marks.items())


@pytest.mark.parametrize("broken", [b"%PDF-1.6\n", b"", b"trailer\n<<\n/Size 3\n>>\nstartxref\n9 \n%%EOF\n"])
def test_another_program_s_pdf_is_left_alone(broken: bytes) -> None:
    """Bookmarks are a comfort: what cannot be read here comes back as it was."""
    assert with_outline(broken, (Heading(title="a", page=0),)) == broken


def test_a_bookmark_to_no_page_leaves_the_pdf_alone(qtbot: QtBot) -> None:
    """Nor is anything added without bookmarks."""
    pdf = pdf_bytes(document())
    assert with_outline(pdf, (Heading(title="a", page=99),)) == pdf
    assert with_outline(pdf, ()) == pdf


def test_the_jpeg_format_is_there(qtbot: QtBot) -> None:
    """Telephones make nothing else."""
    assert b"jpeg" in [bytes(kind.data()) for kind in QImageReader.supportedImageFormats()]


def test_a_photo_that_cannot_be_added_changes_nothing(
    report_page: ReportPage, boxes: list[str], tmp_path: Path
) -> None:
    """The reason is told, the report stays."""
    before = report_page.document()
    path = tmp_path / "broken.png"
    path.write_bytes(b"nothing")
    report_page.photos.add_from(path)
    assert report_page.texts.text("error.photo.unreadable.what", path=str(path)) in boxes[0]
    assert report_page.document() is before
