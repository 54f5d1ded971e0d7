"""The first minute: how soon something useful is said, and the ways that lead to the verdict (`test_shops.py`)."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWizard
from pytestqt.qtbot import QtBot

from gui.model.observation import CheckReport, Segment, Verdict
from gui.model.targets import Targets
from gui.qt import bridge as bridge_module
from gui.qt.pages.network import NetworkPage
from gui.qt.pages.report import ReportPage
from gui.qt.pages.start import StartPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.window import WizardParts
from gui.session import Session
from tests.qt.conftest import verdict_report
from tests.qt.walk import Walker

VERDICT_NOW = QWizard.WizardButton.CustomButton1
BACK = QWizard.WizardButton.BackButton
NO_LINE = Verdict(segment=Segment.ROUTER, fault="wan-down", confidence=0.9)
CLEAN = Verdict(segment=Segment.NONE, fault="none", confidence=0.95)

Make = Callable[..., WizardParts]


def verdict_page(walker: Walker) -> VerdictPage:
    """Return the page of the verdict."""
    page = walker.wizard.pages["verdict"]
    assert isinstance(page, VerdictPage)
    return page


def test_the_first_useful_sentence_comes_after_two_clicks(make_wizard: Make, session: Session) -> None:
    """Nobody charges twice, whatever they do next."""
    walker = Walker(make_wizard(session))
    walker.answer("trouble", "abnormal_or_code")
    walker.answer("charged", "yes")
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    assert start.money.isVisible()
    assert start.money.text().startswith("顾客已被扣款：先不要再刷！")
    assert walker.clicks == 2


def test_what_is_skipped_stays_open(make_wizard: Make, session: Session) -> None:
    """Back from a verdict that was jumped to leads to where the jump began, and the list to all that was skipped."""
    walker = Walker(make_wizard(session))
    steps = walker.wizard.side.steps
    assert [page for page, step in steps.items() if step.isEnabled()] == ["start"]
    assert not walker.wizard.button(VERDICT_NOW).isEnabled()
    walker.answer("trouble", "abnormal_or_code")
    assert all(step.isEnabled() for step in steps.values())
    walker.press(VERDICT_NOW)
    assert walker.page == "verdict"
    assert not walker.wizard.button(VERDICT_NOW).isVisible()
    assert [page for page, step in steps.items() if step.property("state") == "done"] == ["start"]
    walker.press(BACK)
    assert walker.page == "start"
    walker.press(VERDICT_NOW)
    for page in ("symptom", "report", "terminal", "terminal", "network"):
        walker.click(steps[page])
        assert walker.page == page
        assert session.state.page == page
    assert walker.next() == "steps"
    assert not walker.wizard.button(VERDICT_NOW).isVisible()


def test_only_the_network(make_wizard: Make, session: Session) -> None:
    """A case that has no checklist leads past it, and its verdict is one page away from the network's."""
    walker = Walker(make_wizard(session))
    walker.answer("trouble", "network_only")
    steps = walker.wizard.side.steps
    assert [page for page, step in steps.items() if step.isEnabled()] == ["start", "network", "verdict", "report"]
    walker.click(steps["network"])
    assert not walker.wizard.button(VERDICT_NOW).isVisible()


def test_a_verdict_before_the_network_run_ended(
    make_wizard: Make, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says that it is not the last word, until the run has ended."""
    parts = make_wizard(session)
    may_end, finish = asyncio.Event(), bridge_module.run_check

    async def slow(*targets: Targets, **options: Any) -> CheckReport:
        await may_end.wait()
        return await finish(*targets, **options)

    monkeypatch.setattr(bridge_module, "run_check", slow)
    walker = Walker(parts)
    walker.context.check.start()
    walker.answer("trouble", "no_network")
    walker.press(VERDICT_NOW)
    assert "网络还在检测" in verdict_page(walker).network.text()
    parts.bridge._in_loop(may_end.set)
    walker.wait_for_check()
    assert "网络还在检测" not in verdict_page(walker).network.text()


def test_the_time_left_counts_down_and_nothing_moves(
    make_wizard: Make, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the run goes on, up to its limit; the buttons beside the words stay where they are."""

    class Clock:
        elapsed_ms = 0

        def start(self) -> None:
            """Begin."""

        def elapsed(self) -> int:
            return self.elapsed_ms

    async def endless(*_targets: Targets, cancel: asyncio.Event, **_options: Any) -> CheckReport:
        await cancel.wait()
        return verdict_report(Targets(), CLEAN)

    walker, clock = Walker(make_wizard(session)), Clock()
    monkeypatch.setattr(bridge_module, "run_check", endless)
    monkeypatch.setattr(walker.context.check, "_clock", clock)
    walker.context.check.start()
    walker.answer("trouble", "no_network")
    walker.click(walker.wizard.side.steps["network"])
    page = walker.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    said, places = [], set()
    for clock.elapsed_ms in (0, 3200, 9999, 12000):
        page._show_progress()
        QApplication.processEvents()
        said.append(page.state.text())
        places.add((page.cancel.geometry().getRect(), page.bar.geometry().getRect()))
    assert said == [f"正在检测，最多还要 {left} 秒……" for left in (10, 7, 1, 1)]
    assert len(places) == 1
    walker.click(page.cancel)
    walker.wait_for_check()
    assert page.cancel.geometry().getRect() in {place[0] for place in places}


def test_the_keyboard_gets_there_too(make_wizard: Make, session: Session, qtbot: QtBot) -> None:
    """A number chooses, Alt+V shows the verdict, and a step of the list takes the space bar."""
    walker = Walker(make_wizard(session))
    walker.wizard.activateWindow()
    qtbot.waitUntil(walker.wizard.isActiveWindow)
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    start.trouble.cards.card("abnormal_or_code").setFocus()
    QTest.keyClick(start.trouble.cards.card("abnormal_or_code"), Qt.Key.Key_1)
    with qtbot.waitSignal(walker.wizard.currentIdChanged):  # a mnemonic presses the button for a moment
        QTest.keyClick(walker.wizard, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    assert walker.page == "verdict"
    QTest.keyClick(walker.wizard.side.steps["symptom"], Qt.Key.Key_Space)
    assert walker.page == "symptom"


@pytest.mark.parametrize(("other_card", "turn"), [("yes", "Most likely to act next: Customer"), (None, None)])
def test_the_report_says_whose_turn_it_is_without_a_cause(
    make_wizard: Make, session: Session, other_card: str | None, turn: str | None
) -> None:
    """As the verdict does: many causes of one owner are as good as one. Without that much, nobody is named."""
    for question, value in (("trouble", "abnormal_or_code"), ("charged", "no"), ("other_card_works", other_card)):
        if value is not None:
            session.record_answer(question, value)
    walker = Walker(make_wizard(session, lang="en"))
    walker.click(walker.wizard.side.steps["report"])
    page = walker.wizard.pages["report"]
    assert isinstance(page, ReportPage)
    document, text = page.document(), walker.context.texts.text
    assert document.turn == (turn or text("report.turn.unknown"))
    customer = text("report.headline.leaning", owner=text("owner.cardholder"))
    assert document.headline == (customer if turn else text("report.headline.unknown"))
    verdict = document.content["verdict"]
    assert isinstance(verdict, dict)
    assert verdict["owner"] == ("cardholder" if turn else None)
