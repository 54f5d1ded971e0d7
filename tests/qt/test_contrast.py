"""High contrast of the system: its own colours and no others, states by icons and words, the keyboard's place seen."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.qt import theme
from gui.qt.pages.start import StartPage
from gui.qt.theme import LIGHT, contrast_palette, present_palette
from gui.qt.watch_chart import paper_style
from tests.qt.colours import BACKGROUND, CHOSEN, DISABLED, ON_CHOSEN, WORDS, high_contrast_palette
from tests.qt.fit import ANSWERS
from tests.qt.walk import Walker, settle

#: A picture's colours that fill less than this are the edges of letters, mixed of two.
SHARE = 0.004


@pytest.fixture
def high_contrast(themed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[QApplication]:
    """Set the system to high contrast, and back."""
    with monkeypatch.context() as patched:
        patched.setattr(theme, "is_high_contrast", lambda: True)
        patched.setattr(theme, "system_palette", high_contrast_palette)
        theme.paint(themed)
        yield themed
    theme.paint(themed)
    assert present_palette() is LIGHT


def large_areas(image: QImage) -> set[str]:
    """Return the colours that fill more than the edges of letters do."""
    pixels = image.convertToFormat(QImage.Format.Format_RGB32)
    count = Counter(bytes(pixels.constBits()[at : at + 3]) for at in range(0, pixels.sizeInBytes(), 4))
    least = SHARE * sum(count.values())
    return {f"#{blue_green_red[::-1].hex().upper()}" for blue_green_red, number in count.items() if number > least}


def test_every_page_is_in_the_systems_colours(high_contrast: QApplication, walker: Walker) -> None:
    """No background of our own; the paper of the report alone stays paper: it shows what will be printed."""
    seen: dict[str, set[str]] = {}

    def look(page: str) -> None:
        settle()
        seen[page] = large_areas(walker.wizard.grab().toImage())

    walker.context.check.allow(allowed=False)
    walker.walk_to_report(ANSWERS, shot=look)
    assert set(seen) == {"start", "terminal", "symptom", "network", "steps", "verdict", "report"}
    assert {page: found - {BACKGROUND, WORDS, CHOSEN, ON_CHOSEN, DISABLED} for page, found in seen.items()} == {
        page: set() for page in seen
    }
    assert all(BACKGROUND in found and WORDS in found for found in seen.values())


def test_the_keyboards_place_is_seen(high_contrast: QApplication, walker: Walker) -> None:
    """A card that is chosen looks different when it has the focus too: there is no background to tell it."""
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    card = start.trouble.cards.card("qr_failed")
    walker.click(card)
    settle()
    with_focus = card.grab().toImage()
    QTest.keyClick(card, Qt.Key.Key_Tab)
    settle()
    assert not card.hasFocus()
    assert card.isChecked()
    assert card.grab().toImage() != with_focus


def test_states_have_no_colour(themed: QApplication) -> None:
    """All words are in the one colour that the system has for them; what is printed keeps its own."""
    palette = contrast_palette(high_contrast_palette())
    assert {palette.text, palette.secondary, palette.fine, palette.attention, palette.broken} == {WORDS}
    assert {palette.page, palette.surface, palette.focus, palette.inactive} == {BACKGROUND}
    assert (palette.accent, palette.on_accent, palette.not_tested) == (CHOSEN, ON_CHOSEN, DISABLED)
    assert paper_style().text == LIGHT.text


def test_a_choice_that_could_not_be_read_is_not_used(themed: QApplication) -> None:
    """The system's colour for what is chosen may be close to the background; then words and background serve."""
    system = high_contrast_palette()
    system.setColor(QPalette.ColorRole.Highlight, QColor("#303539"))
    palette = contrast_palette(system)
    assert (palette.accent, palette.on_accent) == (WORDS, BACKGROUND)


def test_the_system_is_asked(themed: QApplication) -> None:
    """Without a setting there is none, and the program's own colours are there."""
    assert not theme.is_high_contrast()
    assert present_palette() is LIGHT
    assert themed.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.page)
