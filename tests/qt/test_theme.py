"""Colours are readable, the style sheet knows its roles, and the window's pieces say what they mean."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication, QLabel

from gui.model.failure import Failure, Operation
from gui.model.observation import Observation, ProbeKind, ProbeOutcome, ProbeResult, ProbeState
from gui.qt import font, theme
from gui.qt.font import FONT_FAMILY
from gui.qt.texts import Texts
from gui.qt.theme import DARK, LIGHT, READABLE, Palette, apply_theme, contrast, set_role, style_sheet
from gui.qt.widgets.status_row import StatusRow

TEXT_ROLES = ("text", "secondary", "accent", "fine", "attention", "broken", "not_tested")


def test_contrast_is_that_of_the_standard() -> None:
    """Black on white has the most there is; the grey is the well-known one that just passes."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("role", TEXT_ROLES)
def test_text_is_readable(palette: Palette, role: str) -> None:
    """Every colour that carries words has enough contrast on both backgrounds."""
    for background in (palette.page, palette.surface):
        assert contrast(getattr(palette, role), background) >= READABLE


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_words_on_the_accent_are_readable(palette: Palette) -> None:
    """The primary button's words can be read."""
    assert contrast(palette.on_accent, palette.accent) >= READABLE


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_has_no_open_role(palette: Palette) -> None:
    """Every role of the sheet exists, and every colour of the palette is used."""
    sheet = style_sheet(palette)
    assert "@" not in sheet
    assert [field.name for field in fields(palette) if getattr(palette, field.name) not in sheet] == []


def test_a_role_is_set_once(qapp: QApplication) -> None:
    """Setting a role changes the property, and setting it again is harmless."""
    label = QLabel()
    set_role(label, "role", "broken")
    set_role(label, "role", "broken")
    assert label.property("role") == "broken"
    label.deleteLater()


ROWS = {
    "waiting": (ProbeState.WAITING, ProbeOutcome.NOT_TESTED, "等待"),
    "skipped": (ProbeState.SKIPPED, ProbeOutcome.NOT_TESTED, "未执行"),
    "cancelled": (ProbeState.CANCELLED, ProbeOutcome.NOT_TESTED, "已停止"),
    "crashed": (ProbeState.CRASHED, ProbeOutcome.NOT_TESTED, "程序出错"),
}


@pytest.mark.parametrize("name", ROWS)
def test_not_run_is_never_called_failed(qapp: QApplication, name: str) -> None:
    """A check that did not run is grey and says so in words."""
    state, outcome, words = ROWS[name]
    row = StatusRow(Texts("zh"))
    row.show_row(ProbeResult(id="a", kind=ProbeKind.PORTAL, state=state, outcome=outcome, duration_ms=0))
    assert words in row.result.text()
    assert row.icon.role == "not_tested"
    assert row.icon.state != "broken"
    row.deleteLater()


def test_raw_facts_are_there_for_the_technician(qapp: QApplication) -> None:
    """Operation, target, failure and time of every observation can be read."""
    seen = Observation(
        op=Operation.TCP_CONNECT, target="203.0.113.10:443", t0_s=0.1, dt_s=1.5, failure=Failure.TCP_TIMEOUT
    )
    row = StatusRow(Texts("en"))
    row.show_row(
        ProbeResult(
            id="a",
            kind=ProbeKind.ENDPOINT,
            state=ProbeState.DONE,
            outcome=ProbeOutcome.BROKEN,
            duration_ms=1500,
            observations=(seen,),
        )
    )
    assert row.facts.text() == "tcp_connect 203.0.113.10:443: tcp_timeout  1500 ms"
    assert (row.icon.state, row.icon.role) == ("broken", "broken")
    row.retranslate()
    assert row.time.text() == "1.5 s"
    row.deleteLater()


@pytest.fixture
def without_bundled_font(qapp: QApplication) -> Iterator[None]:
    """Take the bundled font out of Qt again, as other tests may have used it, and leave the application as it was."""
    QFontDatabase.removeAllApplicationFonts()
    assert not QFontDatabase.hasFamily(FONT_FAMILY)
    own_font, own_sheet = qapp.font(), qapp.styleSheet()
    yield
    QFontDatabase.removeAllApplicationFonts()
    qapp.setFont(own_font)
    qapp.setStyleSheet(own_sheet)


def test_the_bundled_font_waits_until_it_is_needed(
    qapp: QApplication, without_bundled_font: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A window in the system's own font opens without unpacking another."""
    monkeypatch.setattr(theme, "SYSTEM_FONTS", ("Nowhere Sans", QFontDatabase.families()[0]))
    apply_theme(qapp)
    assert not QFontDatabase.hasFamily(FONT_FAMILY)


def test_a_system_without_chinese_fonts_gets_the_bundled_one(
    qapp: QApplication, without_bundled_font: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its family is what the window then asks for."""
    monkeypatch.setattr(theme, "SYSTEM_FONTS", ("Nowhere Sans",))
    apply_theme(qapp)
    assert QFontDatabase.hasFamily(FONT_FAMILY)
    assert qapp.font().families() == ["Nowhere Sans", FONT_FAMILY, "sans-serif"]
    assert QFontInfo(qapp.font()).family() == FONT_FAMILY


def test_a_damaged_font_does_not_keep_the_window_shut(
    qapp: QApplication, without_bundled_font: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most of the program works without it."""
    monkeypatch.setattr(theme, "SYSTEM_FONTS", ("Nowhere Sans",))
    monkeypatch.setattr(font, "resources_dir", lambda: tmp_path)
    apply_theme(qapp)
    assert not QFontDatabase.hasFamily(FONT_FAMILY)
