"""The path picture: words and symbols for everybody, colours of the theme, and never a word cut off."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from gui.model.observation import ProbeState, Segment, Verdict
from gui.probes.path import PathPart, PathState, PathStep, PathView, path_of_rows
from gui.qt.pages.network import NetworkPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.texts import Texts
from gui.qt.theme import DARK, LIGHT, Palette
from gui.qt.widgets import path_picture
from gui.qt.widgets.path_picture import PathPicture
from gui.session import Session
from tests.qt.test_pages import WAN_DOWN, MakeWizard, walker_for

OUTAGE = path_of_rows((), Verdict(segment=Segment.ISP, fault="outage", confidence=0.8))
#: Content width of a page in a window of 720 px (less the step list, margins, scroll bar and the card's own margin).
NARROW_PX = 720 - 200 - 2 * 32 - 20 - 2 * 16


def mixed() -> PathView:
    """Return a way in which every state is there."""
    states = (
        PathState.FINE, PathState.ATTENTION, PathState.MAYBE, PathState.BROKEN, PathState.HIDDEN, PathState.HIDDEN,
        PathState.NOT_TESTED,
    )  # fmt: skip
    steps = tuple(PathStep(part=part, state=state) for part, state in zip(PathPart, states, strict=True))
    return PathView(steps=steps, place=PathPart.ROUTER_ISP)


def picture_of(view: PathView, lang: str, width: int, *, percent: int = 100) -> PathPicture:
    """Return a picture laid out at a width, the text in a size of the system's choice."""
    picture = PathPicture(Texts(lang))
    font = picture.drawing.font()
    font.setPixelSize(14 * percent // 100)
    picture.drawing.setFont(font)
    picture.show_path(view)
    layout = picture.layout()
    assert layout is not None
    layout.removeWidget(picture.drawing)  # the card's layout must not give it another width
    picture.drawing.resize(width, picture.drawing.heightForWidth(width))
    return picture


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("width", [NARROW_PX, 560, 664])
def test_no_word_is_cut_off(qapp: QApplication, lang: str, percent: int, width: int) -> None:
    """Every part lies inside the picture, has room for its words, and covers no other part."""
    picture = picture_of(mixed(), lang, width, percent=percent)
    drawing = picture.drawing
    areas = drawing.areas()
    canvas = QRectF(drawing.rect())
    for item, area in zip(drawing._items, areas, strict=True):
        assert canvas.contains(area), item
        metrics = QFontMetricsF(drawing.font())
        names = item.name_lines if drawing.is_lying(width) else [item.name]
        assert all(metrics.horizontalAdvance(name) <= area.width() for name in names)
        assert QFontMetricsF(drawing._small_font()).horizontalAdvance(item.word) <= area.width()
        small = QFontMetricsF(drawing._small_font()).height()
        assert (small if item.is_link else len(names) * metrics.height() + small) <= area.height()
    pairs = [(one, two) for i, one in enumerate(areas) for two in areas[i + 1 :]]
    assert not any(one.adjusted(1, 1, -1, -1).intersects(two.adjusted(1, 1, -1, -1)) for one, two in pairs)
    picture.deleteLater()


def test_a_narrow_picture_stands_up(qapp: QApplication) -> None:
    """Where the words do not fit side by side, the picture is high instead."""
    picture = picture_of(mixed(), "zh", 664)
    drawing = picture.drawing
    assert drawing.is_lying(664)
    assert not drawing.is_lying(NARROW_PX)
    assert drawing.hasHeightForWidth()
    assert drawing.heightForWidth(NARROW_PX) > drawing.heightForWidth(664) == drawing.sizeHint().height()
    assert drawing.minimumSizeHint().width() < NARROW_PX
    picture.deleteLater()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_lies_in_the_smallest_window_and_never_jumps(qapp: QApplication, lang: str) -> None:
    """In a window of 900 px everything is side by side, and no result moves a part or changes the height."""
    width = 900 - 200 - 2 * 32 - 20 - 2 * 16
    picture = picture_of(mixed(), lang, width)
    drawing = picture.drawing
    assert drawing.is_lying(width)
    before = drawing.areas()
    for state in PathState:
        steps = tuple(PathStep(part=part, state=state) for part in PathPart)
        picture.show_path(PathView(steps=steps), running=state is PathState.NOT_TESTED)
        assert drawing.areas() == before
    picture.deleteLater()


def test_it_says_in_words_what_it_shows(qapp: QApplication) -> None:
    """A screen reader hears every link and the place, in the present language."""
    texts = Texts("zh")
    picture = PathPicture(texts)
    picture.retranslate()
    assert picture.accessibleName() == ""
    picture.show_path(OUTAGE)
    assert "× 断在这里" in picture.accessibleName()
    assert picture.sentence.text() in picture.accessibleName()
    assert "没法判断" in picture.drawing.accessibleName()
    texts.switch()
    picture.retranslate()
    assert "× broken" in picture.accessibleName()
    picture.show_path(OUTAGE)
    picture.deleteLater()


def painted(picture: PathPicture) -> set[str]:
    """Return the names of all colours of the picture."""
    image = picture.drawing.grab().toImage()
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width", [NARROW_PX, 664])
def test_it_wears_the_theme(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, palette: Palette, width: int) -> None:
    """Each state in its role's colour, light and dark, lying and standing."""
    monkeypatch.setattr(path_picture, "present_palette", lambda: palette)
    picture = picture_of(mixed(), "zh", width)
    assert {palette.fine, palette.attention, palette.broken, palette.not_tested} <= painted(picture)
    picture.deleteLater()


def test_the_network_page_shows_the_run(make_wizard: MakeWizard, session: Session) -> None:
    """It waits first, and marks the place when the verdict is there."""
    parts = make_wizard(session, verdict=WAN_DOWN)
    page = parts.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    page.refresh()
    assert page.path.shown is not None
    assert {step.state for step in page.path.shown.steps} == {PathState.NOT_TESTED}
    walker = walker_for(make_wizard, session, WAN_DOWN)
    page = walker.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    page.refresh()
    assert "等结果" in page.path.accessibleName()
    walker.wait_for_check()
    page.refresh()
    assert page.path.shown is not None
    assert page.path.shown.place is PathPart.ROUTER_ISP
    assert all(row.state is ProbeState.DONE for row in walker.context.check.rows.values())


def test_the_conclusion_shows_the_way(make_wizard: MakeWizard, session: Session) -> None:
    """The same picture as on the network page; none when nothing was run."""
    walker = walker_for(make_wizard, session, WAN_DOWN)
    page = walker.wizard.pages["verdict"]
    assert isinstance(page, VerdictPage)
    page.refresh()
    assert page.path.isHidden()
    walker.wait_for_check()
    page.refresh()
    assert not page.path.isHidden()
    network = walker.wizard.pages["network"]
    assert isinstance(network, NetworkPage)
    network.refresh()
    assert page.path.shown == network.path.shown
