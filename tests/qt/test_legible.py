"""Words can be read and the focus can be seen: computed from the theme and the style sheet, and seen in the picture."""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QApplication, QWidget, QWizard
from pytestqt.qtbot import QtBot

from gui.paths import resources_dir
from gui.qt import theme
from gui.qt.about import AboutDialog
from gui.qt.pages.report import ReportPage
from gui.qt.pages.start import StartPage
from gui.qt.pages.symptom import SymptomPage
from gui.qt.pages.terminal import TerminalPage
from gui.qt.theme import DARK, LIGHT, READABLE, Palette, contrast
from gui.qt.window import WizardParts
from gui.session import Session
from tests.qt.test_wizard import ONE_CARD
from tests.qt.walk import Walker, settle, type_text

MakeWizard = Callable[..., WizardParts]
PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
#: WCAG 2.1, 1.4.11: what shows a state, as the focus, against what was there before.
SEEN = 3.0
#: How far from its edges a control shows its focus.
EDGE_PX = 7

STATUS = ("fine", "attention", "broken", "not_tested")
#: Roles of words by the surface on which they stand, in the style sheet or painted (the path, the chart, the slip).
USED = {
    "page": ("text", "secondary", "accent", *STATUS),
    "surface": ("text", "secondary", "accent", *STATUS),
    "focus": ("text",),
    "accent": ("on_accent",),
}
#: What cannot be operated may be fainter (WCAG 1.4.3 excepts it); these are the pairs.
DISABLED = {"not_tested": "page", "secondary": "inactive"}


@PALETTES
def test_every_role_can_be_read_where_it_is_used(palette: Palette) -> None:
    """On page, card, focused card and accent."""
    colours = asdict(palette)
    faint = [
        (role, surface, contrast(colours[role], colours[surface]))
        for surface, roles in USED.items()
        for role in roles
        if contrast(colours[role], colours[surface]) < READABLE
    ]
    assert faint == []


@PALETTES
def test_what_is_disabled_is_listed(palette: Palette) -> None:
    """The excepted pairs stand in the sheet as they stand here, and none is lost in its background."""
    sheet = (resources_dir() / "style.qss").read_text(encoding="utf-8")
    found = {}
    for selector, words, ground in pairs_of(sheet):
        if ":disabled" in selector:
            found[words.strip("@")] = ground.strip("@")
    assert found == DISABLED
    colours = asdict(palette)
    assert all(contrast(colours[words], colours[ground]) >= SEEN for words, ground in DISABLED.items())


def pairs_of(sheet: str) -> Iterator[tuple[str, str, str]]:
    """Yield selector, words' colour and background of every rule that gives both."""
    for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        for ground_name, words_name in (("background", "color"), ("selection-background-color", "selection-color")):
            words = re.search(rf"(?<![-\w]){words_name}: ([^;]+);", body)
            ground = re.search(rf"(?<![-\w]){ground_name}: ([^;]+);", body)
            if words and ground and ground[1] != "transparent":
                yield selector.strip(), words[1], ground[1]


@PALETTES
def test_every_pair_of_the_style_sheet_can_be_read(palette: Palette) -> None:
    """What a rule writes on what it paints, the selection among it."""
    pairs = list(pairs_of(theme.style_sheet(palette)))
    faint = [
        (selector, contrast(words, ground))
        for selector, words, ground in pairs
        if ":disabled" not in selector and contrast(words, ground) < READABLE
    ]
    assert faint == []
    assert len(pairs) >= 8


@PALETTES
def test_every_colour_of_words_in_the_sheet_is_listed_here(palette: Palette) -> None:
    """A role that words get in the style sheet is one whose contrast is computed above."""
    sheet = (resources_dir() / "style.qss").read_text(encoding="utf-8")
    written = set(re.findall(r"(?<![-\w])(?:selection-)?color: @(\w+)@", sheet))
    assert written <= {role for roles in USED.values() for role in roles}
    painted = set(re.findall(r"(?<![-\w])background(?:-color)?: @(\w+)@", sheet))
    assert painted <= {*USED, "border", "inactive", "secondary"}  # lines, bars, what is disabled


@PALETTES
def test_the_colours_of_qt_itself_can_be_read(palette: Palette) -> None:
    """Placeholders, links, selection and tool tips are Qt's to paint, in the palette that it is given."""
    given = theme._qt_palette(palette)
    role = QPalette.ColorRole
    pairs = (
        (role.WindowText, role.Window), (role.Text, role.Base), (role.Text, role.AlternateBase),
        (role.ButtonText, role.Button), (role.PlaceholderText, role.Base), (role.HighlightedText, role.Highlight),
        (role.Link, role.Base), (role.Link, role.Window), (role.ToolTipText, role.ToolTipBase),
    )  # fmt: skip
    for words, ground in pairs:
        assert contrast(given.color(words).name(), given.color(ground).name()) >= READABLE, words


@pytest.fixture
def in_colours(themed: QApplication) -> Iterator[Callable[[Palette], None]]:
    """Return what paints the application in a palette, until the test ends."""

    def paint(palette: Palette) -> None:
        themed.setPalette(theme._qt_palette(palette))
        themed.setStyleSheet(theme.style_sheet(palette))

    yield paint
    paint(theme.present_palette())


def picture(widget: QWidget, window: QWidget) -> QImage:
    """Return how a widget looks at present."""
    settle()
    return window.grab(QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())).toImage()


def changed_edge_pixels(before: QImage, after: QImage) -> int:
    """Count the pixels near the edge that changed as much as an eye needs to see it."""
    width, height = before.width(), before.height()
    return sum(
        contrast(before.pixelColor(x, y).name(), after.pixelColor(x, y).name()) >= SEEN
        for x in range(width)
        for y in range(height)
        if min(x, y, width - 1 - x, height - 1 - y) < EDGE_PX and before.pixel(x, y) != after.pixel(x, y)
    )


def sees_focus(control: QWidget, window: QWidget, elsewhere: QWidget) -> bool:
    """Tell whether a control looks different at its edge, all along it, when it has the keyboard."""
    elsewhere.setFocus(Qt.FocusReason.TabFocusReason)
    before = picture(control, window)
    control.setFocus(Qt.FocusReason.TabFocusReason)
    after = picture(control, window)
    return changed_edge_pixels(before, after) >= 1.5 * (control.width() + control.height())


@PALETTES
def test_the_focus_is_seen(
    make_wizard: MakeWizard, session: Session, qtbot: QtBot, in_colours: Callable[[Palette], None], palette: Palette
) -> None:
    """On every kind of control, chosen or not, right or wrong: at its edge, with a contrast of 3:1."""
    in_colours(palette)
    walker = Walker(make_wizard(session))
    wizard = walker.wizard
    walker.context.check.allow(allowed=False)
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    lost: list[str] = []

    def look(*controls: QWidget) -> None:
        for control in controls:
            wizard.present_page().show_whole(control)
            if not sees_focus(control, wizard, wizard.side.language):
                lost.append(f"{walker.page}: {control}")

    start, terminal, symptom = (wizard.pages[name] for name in ("start", "terminal", "symptom"))
    report = wizard.pages["report"]
    assert isinstance(start, StartPage)
    assert isinstance(terminal, TerminalPage)
    assert isinstance(symptom, SymptomPage)
    assert isinstance(report, ReportPage)
    walker.answer_all(ONE_CARD, ("trouble", "charged"))
    cards = start.trouble.cards
    look(cards.card("abnormal_or_code"), cards.card("no_network"), start.network, start.show_hosts)
    look(*map(wizard.button, (QWizard.WizardButton.NextButton, QWizard.WizardButton.CancelButton)))
    look(wizard.side.steps["start"], wizard.side.steps["terminal"], wizard.side.about)
    walker.next("terminal")
    edit = terminal.merchant_no.edit
    look(terminal.others, edit)
    type_text(edit, "12")
    edit.clearFocus()
    look(edit)
    edit.clear()
    walker.next("symptom")
    type_text(symptom.code.search.edit, "余额")
    look(symptom.code.search.matches)
    symptom.code.search.edit.clear()
    symptom.code.search.flush()
    for name in ("network", "steps", "verdict", "report"):
        walker.next(name)
    settle()  # the page takes the keyboard to its export button
    look(report.export, report.copy, report.preview)
    assert lost == []


@PALETTES
def test_the_focus_is_seen_in_about(
    make_wizard: MakeWizard, session: Session, qtbot: QtBot, in_colours: Callable[[Palette], None], palette: Palette
) -> None:
    """Tabs, scrolled facts, the list, the notices and the buttons."""
    in_colours(palette)
    wizard = make_wizard(session).wizard
    wizard.show_about()
    about = wizard.findChild(AboutDialog)
    assert about is not None
    about.activateWindow()
    qtbot.waitUntil(about.isActiveWindow)
    facts = about.tabs.widget(0)
    assert facts is not None
    lost = []
    for number, controls in enumerate(
        (
            (about.tabs.tabBar(), facts, about.program.folder, about.program.stored),
            (about.third_party.list, about.third_party.search, about.third_party.next, about.third_party.notices),
        )
    ):
        about.tabs.setCurrentIndex(number)
        lost += [str(control) for control in controls if not sees_focus(control, about, about.close_button)]
    assert lost == []
    about.reject()
