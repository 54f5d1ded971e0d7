"""The handbook as PDF: every word is in it as text, no block is cut, and each chapter begins a page."""

import functools
import html
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from gui import cli
from gui.kb import LANGUAGES, load_catalog, load_knowledge, load_reference
from gui.qt.handbook_pdf import handbook_pdf_bytes
from gui.report.handbook import Handbook
from gui.report.handbook_build import build_handbook
from gui.report.handbook_paper import handbook_blocks

CATALOGS = {lang: load_catalog(lang) for lang in LANGUAGES}


def squeezed(text: str) -> str:
    """Text without white space: a reader cannot tell a wrapped line from a space."""
    return "".join(text.split())


def short_handbook(lang: str) -> Handbook:
    """Four chapters of brief and long entries with a group each: enough for page breaks."""
    whole = build_handbook(load_knowledge(), load_reference(), CATALOGS, lang)
    kept = (replace(chapter, groups=chapter.groups[:1]) for chapter in whole.chapters[:4])
    return replace(whole, chapters=tuple(kept))


@functools.cache
def pages_of(handbook_lang: str) -> tuple[str, ...]:
    """Return the text of every page, squeezed; a `QApplication` is there."""
    reader = PdfReader(io.BytesIO(handbook_pdf_bytes(short_handbook(handbook_lang))))
    return tuple(squeezed(page.extract_text()) for page in reader.pages)


def blocks_of(handbook: Handbook) -> Iterator[list[str]]:
    """Yield the pieces of text of every block, squeezed."""
    for block in handbook_blocks(handbook):
        pieces = re.split(r"<[^>]*>", block.html.partition("</head>")[2])
        yield [squeezed(html.unescape(piece)) for piece in pieces if piece.strip()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_is_there(qtbot: QtBot, lang: str) -> None:
    """As text, without radicals; every block is whole on one page, and every page says what edition it is of."""
    handbook, pages = short_handbook(lang), pages_of(lang)
    assert not re.search("[\u2e80-\u2fdf]", "".join(pages))
    assert [
        block for block in blocks_of(handbook) if not any(all(word in page for word in block) for page in pages)
    ] == []
    assert all(squeezed(handbook.edition) in page for page in pages)


def test_chapters_begin_pages(qtbot: QtBot) -> None:
    """Each at the head of one."""
    for chapter in short_handbook("zh").chapters:
        assert any(page.startswith(squeezed(chapter.title)) for page in pages_of("zh")[1:])


def test_the_command_writes_it(qtbot: QtBot, tmp_path: Path) -> None:
    """A name that ends in .pdf is enough."""
    path = tmp_path / "手册.PDF"
    assert cli.main(["kb", "--handbook", str(path), "--lang", "en"]) == 0
    reader = PdfReader(path)
    assert reader.metadata is not None
    assert reader.metadata.title == CATALOGS["en"].text("handbook.title")
    assert len(reader.pages) > 50
