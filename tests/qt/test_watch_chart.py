"""The picture of watching the line: what it draws, in the preview and in the PDF."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QImage, QTextDocument
from pytestqt.qtbot import QtBot

from gui.model.watch import WatchPart
from gui.qt.pdf import pdf_bytes
from gui.qt.watch_chart import add_picture, axis_top_ms, strokes
from gui.report import Document
from gui.report.html import PICTURE_HEIGHT, PICTURE_URL, PICTURE_WIDTH
from gui.report.picture import WatchLine, WatchPicture
from tests.unit.report.examples import document, rich_state
from tests.unit.report.test_picture import part, watch


def squeezed(text: str) -> str:
    """Text without white space: a reader cannot tell a wrapped line from a space."""
    return "".join(text.split())


def watched_document(lang: str = "zh", *, above: int = 0) -> Document:
    """Return a report with the picture of a watch; `above`: so many answers stand before it."""
    state = rich_state()
    assert state.check is not None
    line = {"series_ms": (1.0, None, 30.0, 4.0) * 30, "series_lost": (0, 1, 0, 0) * 30}
    seen = watch(part(WatchPart.GATEWAY, **line), breaks=4)
    answers = {**state.answers, **{f"question-{number}": "yes" for number in range(above)}}
    return document(lang, replace(state, answers=answers, check=replace(state.check, watch=seen)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_is_drawn_as_text_and_lines(qtbot: QtBot, lang: str) -> None:
    """Its words are found by a search, in the one font, and it costs a few kilobytes."""
    report = watched_document(lang)
    data = pdf_bytes(report)
    assert report.picture is not None
    text = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages[1:]))
    for word in (report.picture.lost, report.picture.begin, report.picture.end, report.picture.lines[0].name):
        assert squeezed(word) in text
    assert len(data) < len(pdf_bytes(document(lang))) + 40_000


@pytest.mark.parametrize("above", [0, 6, 12, 18])
def test_the_picture_is_never_cut(qtbot: QtBot, above: int) -> None:
    """Title, legend and the ends of the time are on one page, once, whatever stands before them."""
    report = watched_document(above=above)
    assert report.picture is not None
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf_bytes(report))).pages]
    begin, end = squeezed(report.picture.lost), squeezed(report.picture.end)
    assert [begin in page for page in pages] == [end in page for page in pages]
    assert sum(begin in page for page in pages) == 1
    assert squeezed("持续观察") in next(page for page in pages if begin in page)


def test_the_preview_shows_the_picture(qtbot: QtBot) -> None:
    """The document of the preview holds an image of the size that its page names; without a watch none."""
    text = QTextDocument()
    add_picture(text, watched_document().picture)
    image = text.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(PICTURE_URL))
    assert isinstance(image, QImage)
    assert image.deviceIndependentSize().toSize() == QSize(PICTURE_WIDTH, PICTURE_HEIGHT)
    assert image.pixelColor(0, 0).alpha() == 0
    empty = QTextDocument()
    add_picture(empty, None)
    assert empty.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(PICTURE_URL)) is None


@pytest.mark.parametrize(("slowest", "top"), [(0.0, 10.0), (10.0, 10.0), (11.0, 20.0), (51.0, 100.0), (2001.0, 5000.0)])
def test_the_axis_ends_at_a_round_number(slowest: float, top: float) -> None:
    """The next of 10, 20, 50, 100 ..."""
    line = WatchLine(name="", ms=(slowest, None), lost=(0, 1))
    picture = WatchPicture(lines=(line,), unit="", lost="", begin="", end="", described="")
    assert axis_top_ms(picture) == top
    assert axis_top_ms(replace(picture, lines=())) == 10.0


def test_a_curve_is_interrupted_by_loss_and_by_a_pause() -> None:
    """A few steps in which nothing was asked are bridged."""
    line = WatchLine(name="", ms=(1.0, None, None, 2.0, None, 3.0, *[None] * 6, 4.0), lost=(0, 0, 0, 0, 1, *[0] * 8))
    assert list(strokes(line)) == [[0, 3], [5], [12]]
