"""The quick guide: one A4 page with all of its words as text, money first, in the same bytes each time."""

import functools
import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QDateTime
from pytestqt.qtbot import QtBot

from gui import cli
from gui.kb import LANGUAGES, load_catalog, load_knowledge
from gui.model.knowledge import Risk
from gui.qt.quick_guide import quick_guide_bytes
from gui.report.quick_guide import CODES, STEPS, quick_guide_html

CATALOGS = {lang: load_catalog(lang) for lang in LANGUAGES}
KNOWLEDGE = load_knowledge()


def squeezed(text: str) -> str:
    """Text without white space: a reader cannot tell a wrapped line from a space."""
    return "".join(text.split())


@functools.cache
def pdf_of(lang: str) -> bytes:
    """Return the page in one language; a `QApplication` is there."""
    return quick_guide_bytes(quick_guide_html(KNOWLEDGE, CATALOGS, lang), CATALOGS[lang].text("guide.title"))


@functools.cache
def text_of(lang: str) -> str:
    """Return what stands on the page, squeezed."""
    return squeezed(PdfReader(io.BytesIO(pdf_of(lang))).pages[0].extract_text())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_of_it_is_on_one_page(qtbot: QtBot, lang: str) -> None:
    """Every piece of text that was laid out is on the one sheet, which is A4, and above its lower margin."""
    (page,) = PdfReader(io.BytesIO(pdf_of(lang))).pages
    assert [round(float(length) / 72 * 25.4) for length in (page.mediabox.width, page.mediabox.height)] == [210, 297]
    html = quick_guide_html(KNOWLEDGE, CATALOGS, lang).partition("</head>")[2]
    pieces = [squeezed(piece) for piece in re.split(r"<[^>]*>", html)]
    assert [piece for piece in pieces if piece not in text_of(lang)] == []
    assert not re.search("[\u2e80-\u2fdf]", text_of(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_money_comes_first(qtbot: QtBot, lang: str) -> None:
    """Before any step, and the first step looks whether it was paid; no step could charge twice or lose a trade."""
    shown, text = text_of(lang), CATALOGS[lang].text
    places = [shown.index(squeezed(text(key))) for key in ("guide.title", "handbook.money.title", "guide.steps")]
    assert places == sorted(places)
    assert KNOWLEDGE.steps[STEPS[0]].proves_payment
    assert {KNOWLEDGE.steps[name].risk for name in STEPS} <= {Risk.SAFE, Risk.INTERRUPTS}


def test_it_says_what_a_shop_looks_for(qtbot: QtBot) -> None:
    """The codes with their meaning, the numbers with their place, and every hotline of the knowledge, no other."""
    shown, text = text_of("zh"), CATALOGS["zh"].text
    meanings = {code.id: code.meaning_zh for code in KNOWLEDGE.codes}
    assert all(squeezed(f"{name.partition(':')[2]}{meanings[name]}") in shown for name in CODES)
    for name in ("merchant_no", "terminal_no", "terminal_sn", "rrn"):
        assert squeezed(text(f"field.{name}.name") + text(f"guide.where.{name}")) in shown
    phones = {provider.phone for provider in KNOWLEDGE.providers.values() if provider.phone}
    assert len(phones) >= 5
    assert set(re.findall(r"95\d{3}|400-\d{3}-\d{4}", shown)) == phones
    assert "列出的号码，打以前也请核对" in shown


def test_the_bytes_are_the_same_each_time(qtbot: QtBot) -> None:
    """No time of writing is in it: it lies beside an exe that can be built again."""
    pdf = pdf_of("zh")
    assert pdf == pdf_of.__wrapped__("zh")
    now = QDateTime.currentDateTimeUtc()
    assert not [form for form in ("yyyyMMdd", "yyyy-MM-dd") if now.toString(form).encode() in pdf]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_writes_it(qtbot: QtBot, tmp_path: Path, lang: str) -> None:
    """One file, the same as from within."""
    path = tmp_path / "速查.pdf"
    assert cli.main(["kb", "--quick-guide", str(path), "--lang", lang]) == 0
    assert path.read_bytes() == pdf_of(lang)
    assert [file.name for file in tmp_path.iterdir()] == ["速查.pdf"]


def test_where_nothing_can_be_written(qtbot: QtBot, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Bad input: one line that names the file."""
    path = tmp_path / "missing" / "guide.pdf"
    assert cli.main(["kb", "--quick-guide", str(path)]) == 2
    assert str(path) in capfd.readouterr().err
