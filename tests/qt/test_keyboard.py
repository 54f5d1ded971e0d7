"""Keys alone: every control is reached in the order in which it is seen, and the way leads to the written report."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QMessageBox,
    QRadioButton,
    QStyle,
    QWidget,
    QWizard,
)
from pytestqt.qtbot import QtBot

from gui.model.case import StepOutcome
from gui.qt.pages.report import ReportPage
from gui.qt.pages.start import StartPage
from gui.qt.pages.steps import StepsPage
from gui.qt.pages.symptom import SymptomPage
from gui.qt.pages.terminal import TerminalPage
from gui.qt.window import WizardParts
from gui.qt.wizard import BUTTONS, CheckupWizard
from gui.session import Session, Workspace
from tests.qt.past_cases import from_about
from tests.qt.test_accessible import unfold
from tests.qt.test_wizard import ONE_CARD
from tests.qt.walk import Walker

MakeWizard = Callable[..., WizardParts]
#: More than any page has.
MOST_STOPS = 200


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    """Return each language in turn."""
    return str(request.param)


@pytest.fixture
def walker(make_wizard: MakeWizard, session: Session, qtbot: QtBot) -> Walker:
    """Return a walker for a wizard that has the keyboard."""
    return active(make_wizard(session), qtbot)


def active(parts: WizardParts, qtbot: QtBot) -> Walker:
    """Give the keyboard to a wizard whose network run has begun."""
    parts.wizard.context.check.start()
    parts.wizard.activateWindow()
    qtbot.waitUntil(parts.wizard.isActiveWindow)
    return Walker(parts)


def focused() -> QWidget:
    """Return the widget that has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    QTest.keyClick(focused(), key, modifier)


def tab_to(*wanted: QWidget) -> None:
    """Press Tab until one of the widgets has the keyboard."""
    for _ in range(MOST_STOPS):
        if focused() in wanted:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"not reached: {wanted}")


def stops(key: Qt.Key = Qt.Key.Key_Tab, seen: Callable[[QWidget], None] = lambda _stop: None) -> list[QWidget]:
    """Press Tab until the keyboard is back where it was; return what had it, that place last."""
    start, found = focused(), []
    for _ in range(MOST_STOPS):
        press(key)
        seen(focused())
        found.append(focused())
        if focused() is start:
            return found
    raise AssertionError(f"Tab does not come back to {start}")


def place(widget: QWidget, inside: QWidget) -> QRect:
    """Return where a widget is."""
    return QRect(widget.mapTo(inside, QPoint(0, 0)), widget.size())


def regions(wizard: CheckupWizard, found: list[QWidget]) -> list[list[QWidget]]:
    """Return the stops of the page, of the buttons and of the side list, in the order in which Tab comes to them."""
    page = wizard.present_page()
    kinds = ["page" if page.isAncestorOf(w) else "side" if wizard.side.isAncestorOf(w) else "buttons" for w in found]
    first = next(i for i, kind in enumerate(kinds) if kind == "page" and kinds[i - 1] != "page")
    turned, kinds = found[first:] + found[:first], kinds[first:] + kinds[:first]
    assert kinds == sorted(kinds, key=["page", "buttons", "side"].index)
    return [[w for w, kind in zip(turned, kinds, strict=True) if kind == name] for name in ("page", "buttons", "side")]


def reachable(wizard: CheckupWizard) -> set[QWidget]:
    """Return everything that Tab has to reach: of a question that is answered, the answer."""
    return {
        widget
        for widget in wizard.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (isinstance(widget, QRadioButton) and is_left_to_arrows(widget))
    }


def is_left_to_arrows(card: QRadioButton) -> bool:
    """Tell whether another card of the question is chosen: from that the arrow keys lead to this one."""
    return not card.isChecked() and card.group().checkedButton() is not None


def test_every_control_is_reached_in_the_order_in_which_it_is_seen(
    make_wizard: MakeWizard, session: Session, lang: str, qtbot: QtBot
) -> None:
    """Forwards and backwards on every page, without a trap, and in sight when it has the keyboard."""
    walker = active(make_wizard(session, lang=lang), qtbot)
    wizard = walker.wizard

    def in_sight(stop: QWidget) -> None:
        page = wizard.present_page()
        if page.isAncestorOf(stop) and stop.height() < page.area.viewport().height():
            viewport = page.area.viewport()
            assert viewport.rect().contains(place(stop, viewport)), stop

    def look(_page: str) -> None:
        unfold(wizard)
        forwards = stops(seen=in_sight)
        assert reachable(wizard) <= set(forwards)
        assert stops(Qt.Key.Key_Backtab) == [*forwards[-2::-1], forwards[-1]]
        for region in regions(wizard, forwards):
            for before, after in pairwise(region):
                upper, lower = place(before, wizard), place(after, wizard)
                assert lower.center().y() > upper.bottom() or lower.left() > upper.left(), (before, after)

    walker.walk_to_report(ONE_CARD, shot=look)


def go_on(walker: Walker, expected: str) -> None:
    """Tab to Next and press Enter."""
    tab_to(walker.wizard.button(QWizard.WizardButton.NextButton))
    press(Qt.Key.Key_Return)
    assert walker.page == expected


def answer_by_keys(walker: Walker) -> None:
    """Answer the first three pages: by number, by space, by typing, with Enter to store what was typed."""
    pages = walker.wizard.pages
    start, terminal, symptom = pages["start"], pages["terminal"], pages["symptom"]
    assert isinstance(start, StartPage)
    assert isinstance(terminal, TerminalPage)
    assert isinstance(symptom, SymptomPage)
    tab_to(start.trouble.cards.card("abnormal_or_code"))
    press(Qt.Key.Key_1)
    tab_to(start.charged.cards.card("yes"))
    press(Qt.Key.Key_2)
    press(Qt.Key.Key_Return)
    assert walker.page == "terminal"  # Enter on an answer goes on
    tab_to(terminal.provider.card("lakala"))
    press(Qt.Key.Key_Space)
    tab_to(terminal.merchant_no.edit)
    QTest.keyClicks(focused(), "822290059430BCY")
    press(Qt.Key.Key_Return)
    assert walker.page == "terminal"  # Enter in a field stores it
    go_on(walker, "symptom")
    tab_to(symptom.code.search.edit)
    QTest.keyClicks(focused(), "51")
    press(Qt.Key.Key_Return)


def do_a_step_by_keys(walker: Walker) -> None:
    """Answer the step that is shown."""
    steps = walker.wizard.pages["steps"]
    assert isinstance(steps, StepsPage)
    if steps._question is not None:
        tab_to(*steps._question.cards.findChildren(QRadioButton))
        press(Qt.Key.Key_1)
    else:
        tab_to(steps.buttons[StepOutcome.NOT_SOLVED])
        press(Qt.Key.Key_Return)
    assert len(walker.context.session.state.steps) == 1
    assert walker.page == "steps"


def test_from_the_first_page_to_the_files_by_keys(
    walker: Walker, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers, a code, a number, a step and the export, with no mouse."""
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(folder))
    answer_by_keys(walker)
    go_on(walker, "network")
    walker.wait_for_check()
    qtbot.waitUntil(lambda: focused() is walker.wizard.button(QWizard.WizardButton.NextButton))
    press(Qt.Key.Key_Return)
    assert walker.page == "steps"
    do_a_step_by_keys(walker)
    go_on(walker, "verdict")
    go_on(walker, "report")
    report, state = walker.wizard.pages["report"], walker.context.session.state
    assert isinstance(report, ReportPage)
    qtbot.waitUntil(lambda: focused() is report.export)
    press(Qt.Key.Key_Return)
    assert {path.suffix for path in folder.iterdir()} == {".pdf", ".json", ".png", ".txt"}
    assert walker.page == "report"
    given = {name: state.answer(name) for name in ("trouble", "charged", "provider")}
    assert given == {"trouble": "abnormal_or_code", "charged": "no", "provider": "lakala"}
    assert (state.answer("code") or "").endswith(":51")
    assert state.fields["merchant_no"] == "822290059430BCY"


def test_the_arrows_lead_to_every_answer(walker: Walker) -> None:
    """Row by row."""
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    tab_to(start.trouble.cards.card("abnormal_or_code"))
    press(Qt.Key.Key_1)
    cards = {focused()}
    for _ in range(4):  # rows of two
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down):
            press(key)
            cards.add(focused())
    assert cards == set(start.trouble.cards.findChildren(QRadioButton))


def test_enter_presses_what_has_the_keyboard_and_nothing_else(walker: Walker, boxes: list[str]) -> None:
    """On a button of the page it does not go on; held down it presses once."""
    walker.walk_to_report(ONE_CARD)
    report = walker.wizard.pages["report"]
    assert isinstance(report, ReportPage)
    QGuiApplication.clipboard().clear()
    report.copy.setFocus()
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)
    QApplication.sendEvent(report.copy, held)
    assert QGuiApplication.clipboard().text() == ""
    press(Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() != ""
    assert walker.page == "report"
    assert boxes == []
    assert not walker.context.session.state.closed


def test_page_keys_scroll_wherever_the_keyboard_is(walker: Walker) -> None:
    """What holds nothing to tab to can be read all the same."""
    walker.walk_to_report(ONE_CARD)
    bar = walker.wizard.present_page().area.verticalScrollBar()
    unfold(walker.wizard)
    walker.wizard.button(QWizard.WizardButton.FinishButton).setFocus()
    press(Qt.Key.Key_PageDown)
    assert bar.value() > 0
    press(Qt.Key.Key_PageUp)
    assert bar.value() == 0


def test_escape_closes_and_keeps(walker: Walker, workspace: Workspace, boxes: list[str], qtbot: QtBot) -> None:
    """About and the stored cases close; the wizard closes without a question, and can go on with the case."""
    walker.answer("trouble", "no_network")
    about, stored = from_about(walker.wizard)
    for dialog in (stored, about):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
    assert walker.wizard.isVisible()
    QTest.keyClick(walker.wizard, Qt.Key.Key_Escape)
    assert not walker.wizard.isVisible()
    assert boxes == []
    unfinished = workspace.unfinished()
    assert unfinished is not None
    assert workspace.resume(unfinished).state.answers["trouble"] == "no_network"


def test_enter_deletes_nothing(walker: Walker, boxes: list[str]) -> None:
    """In the list of what is stored it has no meaning."""
    about, stored = from_about(walker.wizard)
    for target in (stored, stored.list):
        QTest.keyClick(target, Qt.Key.Key_Return)
    assert boxes == []
    assert stored.isVisible()
    stored.reject()
    about.reject()


def test_enter_is_the_safe_answer(walker: Walker, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end without a report and every deletion ask, and Enter says no."""
    words: list[tuple[str, str]] = []

    def run(box: QMessageBox) -> int:
        words.append((box.defaultButton().text(), box.buttons()[-1].text()))
        box.deleteLater()
        return 0

    workspace.new_case().record_answer("trouble", "qr_failed")
    monkeypatch.setattr(QMessageBox, "exec", run)
    text = walker.context.texts.text
    walker.walk_to_report(ONE_CARD)
    walker.press(QWizard.WizardButton.FinishButton)
    about, stored = from_about(walker.wizard)
    stored.delete_all()
    stored.list.selectAll()
    stored.delete_chosen()
    stored.reject()
    about.reject()
    assert [default for default, _ in words] == [
        text("ui.finish.no"),
        text("ui.history.all.no"),
        text("ui.history.some.no"),
    ]
    assert not walker.context.session.state.closed


def test_letters_lead_to_one_button_each(make_wizard: MakeWizard, session: Session, lang: str, qtbot: QtBot) -> None:
    """On every page; the letter stands in the button's words, and the style underlines it."""
    walker = active(make_wizard(session, lang=lang), qtbot)

    def look(_page: str) -> None:
        buttons = [b for b in walker.wizard.findChildren(QAbstractButton) if b.isVisible() and "&" in b.text()]
        letters = [QKeySequence.mnemonic(button.text()).toString() for button in buttons]
        assert all(letters)
        assert len(letters) == len(set(letters)) >= 2
        assert set(buttons) <= set(map(walker.wizard.button, BUTTONS))
        hint = QStyle.StyleHint.SH_UnderlineShortcut
        assert all(button.style().styleHint(hint, None, button) for button in buttons)

    walker.walk_to_report(ONE_CARD, shot=look)
