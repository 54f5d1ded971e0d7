"""The icons: one for every trouble and everybody who may have to act, in the theme's colours, and nothing moves."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Knowledge, Owner
from gui.qt.icons import drawing
from gui.qt.pages.start import StartPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.theme import DARK, LIGHT, present_palette
from gui.qt.window import WizardParts
from gui.session import Session
from tests.qt.walk import Walker

Make = Callable[..., WizardParts]
#: Of a check, of a notice, of a step at the side.
STATES = [
    f"state-{name}" for name in ("waiting", "running", "not_tested", "fine", "attention", "broken", "present", "done")
]


def colours(image: QImage) -> set[str]:
    """Return the colours of what is painted solidly."""
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return {image.pixelColor(x, y).name().upper() for x, y in places if image.pixelColor(x, y).alpha() == 255}


def test_every_trouble_every_owner_and_every_state_has_one(themed: QApplication, knowledge: Knowledge) -> None:
    """Each is another picture, and fills its place without touching the edge."""
    troubles = [f"trouble-{value}" for value in (*knowledge.questions["trouble"].values, UNKNOWN)]
    for names in (troubles, [f"owner-{owner}" for owner in Owner], STATES):
        for name in names:
            icon = drawing(name, "#000000", 40)
            assert icon is not None, name
            image = icon.toImage()
            edge = [image.pixelColor(x, y).alpha() for x in range(40) for y in (0, 39)]
            assert max(edge) == 0, name
            assert "#000000" in colours(image), name
    pictures = [drawing(name, "#000000") for name in (*troubles, *STATES)]
    images = [picture.toImage() for picture in pictures if picture is not None]
    assert all(one != other for place, one in enumerate(images) for other in images[:place])


@pytest.mark.parametrize("ratio", [1.0, 1.5, 3.0])
def test_they_are_sharp_and_coloured(themed: QApplication, ratio: float) -> None:
    """As many dots as the screen has, in the theme's colour and no other."""
    for palette in (LIGHT, DARK):
        icon = drawing("trouble-qr_failed", palette.accent, ratio=ratio)
        assert icon is not None
        assert (icon.width(), icon.deviceIndependentSize().width()) == (20 * ratio, 20)
        assert colours(icon.toImage()) == {QColor(palette.accent).name().upper()}
    assert drawing("no-such-icon", "#000000") is None


def test_nothing_moves_when_they_come(make_wizard: Make, session: Session, qtbot: QtBot) -> None:
    """The first picture of the window has room for them; they come with the first quiet moment."""
    parts = make_wizard(session)
    start = parts.wizard.pages["start"]
    assert isinstance(start, StartPage)
    cards = [start.trouble.cards.card(value) for value in ("no_network", "payout_missing")]
    before = [(card.geometry(), card.iconSize(), card.sizeHint()) for card in cards]
    with qtbot.waitSignal(parts.wizard.first_shown):
        pass
    assert [(card.geometry(), card.iconSize(), card.sizeHint()) for card in cards] == before
    for card in cards:
        assert colours(card.icon().pixmap(20).toImage()) == {present_palette().accent}


def test_the_verdict_draws_who_has_to_act(make_wizard: Make, session: Session) -> None:
    """Another one for another owner, and a question mark for nobody; the words say it too."""
    walker = Walker(make_wizard(session))
    walker.answer("trouble", "charged_but_failed")
    page = walker.wizard.pages["verdict"]
    assert isinstance(page, VerdictPage)
    walker.click(walker.wizard.side.steps["verdict"])
    acquirer = page.owner.pixmap().toImage()
    expected = drawing("owner-acquirer", present_palette().accent, page.owner.pixmap().width())
    assert expected is not None
    assert acquirer == expected.toImage()
    assert page.whose.text() == "该谁处理：支付机构"
    walker.click(walker.wizard.side.steps["start"])
    walker.answer("trouble", "network_only")
    walker.click(walker.wizard.side.steps["verdict"])
    assert page.owner.pixmap().toImage() != acquirer
