"""The drawings of slip and terminal: a number at everything that the page asks for, and nothing cut off."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication

from gui.qt.pages.report import ReportPage
from gui.qt.pages.symptom import SymptomPage
from gui.qt.pages.terminal import TerminalPage
from gui.qt.texts import Texts
from gui.qt.theme import present_palette
from gui.qt.widgets.where_to_find import AT_THE_BACK, ON_SCREEN, SLIP_LINES, WhereDrawing, WhereToFind
from gui.qt.window import WizardParts
from gui.session import Session
from tests.qt.walk import Walker

LANGS = ("zh", "en")


def picture(drawing: WhereDrawing) -> QImage:
    """Return what is painted, in the size that the drawing asks for."""
    drawing.resize(drawing.sizeHint())
    return drawing.grab().toImage()


def accent_pixels(image: QImage) -> int:
    """Return how many pixels have the colour of the numbers' circles."""
    accent = QColor(present_palette().accent).rgb()
    return sum(image.pixel(QPoint(x, y)) == accent for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("lang", LANGS)
def test_every_field_has_its_number(themed: QApplication, lang: str) -> None:
    """Each of slip, screen and back gets exactly one circle more."""
    texts, one = Texts(lang), 0
    assert accent_pixels(picture(WhereDrawing((), texts))) == 0
    names = (*SLIP_LINES, ON_SCREEN, AT_THE_BACK)
    for count in range(1, len(names) + 1):
        seen = accent_pixels(picture(WhereDrawing(names[:count], texts)))
        one = one or seen
        assert 0.8 * one * count <= seen <= 1.2 * one * count  # the digits take some of the circles


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_cut_off(themed: QApplication, lang: str) -> None:
    """The drawing fits the column of the smallest window, and every word fits the screen or label that it stands on."""
    drawing = WhereDrawing(SLIP_LINES, Texts(lang))
    assert drawing.sizeHint().width() <= 900 - 200 - 2 * 32
    metrics = QFontMetricsF(drawing.small_font())
    for name in ("message", ON_SCREEN, AT_THE_BACK):
        assert metrics.horizontalAdvance(drawing.line_text(name)) <= 100


def test_the_link_opens_and_closes(themed: QApplication) -> None:
    """Drawing and legend show together; the drawing says what the legend says, in the present language."""
    texts = Texts("zh")
    where = WhereToFind(("merchant_no", "terminal_no"), texts)
    where.retranslate()
    assert where.drawing.isHidden()
    assert where.legend.isHidden()
    where.link.click()
    assert not where.drawing.isHidden()
    assert not where.legend.isHidden()
    chinese = where.drawing.accessibleName()
    assert chinese == where.legend.text() != ""
    texts.switch()
    where.retranslate()
    assert where.drawing.accessibleName() == where.legend.text() != chinese
    where.link.click()
    assert where.drawing.isHidden()


def test_the_pages_that_ask_show_it(make_wizard: Callable[..., WizardParts], session: Session) -> None:
    """What terminal, symptom and report page ask for and a slip or a terminal shows has a number there."""
    walker = Walker(make_wizard(session))
    walker.answer("trouble", "abnormal_or_code")
    for name, kind, count in (("terminal", TerminalPage, 2), ("symptom", SymptomPage, 1), ("report", ReportPage, 8)):
        walker.click(walker.wizard.side.steps[name])
        page = walker.wizard.pages[name]
        assert isinstance(page, kind)
        walker.click(page.where.link)
        assert page.where.drawing.isVisible()
        assert page.where.legend.text().split("   ")[-1].startswith(f"{count}\u00a0")
