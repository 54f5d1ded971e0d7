"""The first minute: how many clicks it takes to know something, and the ways that lead there."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWizard
from pytestqt.qtbot import QtBot

from gui.model.observation import CheckReport, Segment, Verdict
from gui.model.targets import Targets
from gui.qt import bridge as bridge_module
from gui.qt.pages.report import ReportPage
from gui.qt.pages.start import StartPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.window import WizardParts
from gui.session import Session
from tests.qt.walk import Walker

VERDICT_NOW = QWizard.WizardButton.CustomButton1
BACK = QWizard.WizardButton.BackButton
NO_LINE = Verdict(segment=Segment.ROUTER, fault="wan-down", confidence=0.9)
CLEAN = Verdict(segment=Segment.NONE, fault="none", confidence=0.95)

Make = Callable[..., WizardParts]


class Clicks(QObject):
    """Counts the clicks of a mouse that really arrive at a button of the program."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.number = 0
        self._app = app
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Count, and let it through."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(watched, QAbstractButton):
            self.number += 1
        return False

    def stop(self) -> None:
        """Count no more."""
        self._app.removeEventFilter(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One of the commonest troubles: what is clicked (page, question, answer), and what the verdict has to say."""

    name: str
    clicks: Sequence[tuple[str, str, str]]
    verdict: Verdict = field(default=CLEAN)
    whose: str
    sentence: str


COMMONEST = (
    Trouble(
        name="one card fails",
        clicks=(
            ("start", "trouble", "abnormal_or_code"),
            ("start", "charged", "no"),
            ("symptom", "other_card_works", "yes"),
        ),
        whose="多半该谁处理：顾客",
        sentence="多半是顾客这张卡的问题，您的POS机不用动。",
    ),
    Trouble(
        name="nothing connects",
        clicks=(("start", "trouble", "no_network"), ("start", "charged", "no")),
        verdict=NO_LINE,
        whose="该谁处理：宽带运营商",
        sentence="店里的宽带断了，不是账户的问题。",
    ),
    Trouble(
        name="charged but failed",
        clicks=(("start", "trouble", "charged_but_failed"),),
        whose="该谁处理：支付机构",
        sentence="还不确定，最可能是：顾客的钱可能扣了，但机器没收到结果：先查明细，千万别再刷。",
    ),
)


@pytest.mark.parametrize("trouble", COMMONEST, ids=lambda one: one.name)
def test_a_verdict_in_six_clicks(trouble: Trouble, make_wizard: Make, session: Session, themed: QApplication) -> None:
    """Each of the three commonest troubles, while the network run goes on; the page then takes what the run found."""
    walker = Walker(make_wizard(session, verdict=trouble.verdict))
    walker.context.check.start()
    clicks = Clicks(themed)
    for page, question, answer in trouble.clicks:
        if walker.page != page:
            walker.click(walker.wizard.side.steps[page])
        walker.answer(question, answer)
    walker.press(VERDICT_NOW)
    clicks.stop()
    assert walker.page == "verdict"
    assert clicks.number <= 6
    walker.wait_for_check()
    assert shown(walker) == (trouble.whose, trouble.sentence)


def shown(walker: Walker) -> tuple[str, str]:
    """Return whose turn it is and the one sentence of the verdict."""
    page = verdict_page(walker)
    return page.whose.text(), page.sentence.text()


def verdict_page(walker: Walker) -> VerdictPage:
    """Return the page of the verdict."""
    page = walker.wizard.pages["verdict"]
    assert isinstance(page, VerdictPage)
    return page


def test_the_first_useful_sentence_comes_after_two_clicks(
    make_wizard: Make, session: Session, themed: QApplication
) -> None:
    """Nobody charges twice, whatever they do next."""
    walker = Walker(make_wizard(session))
    clicks = Clicks(themed)
    walker.answer("trouble", "abnormal_or_code")
    walker.answer("charged", "yes")
    clicks.stop()
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    assert start.money.isVisible()
    assert start.money.text().startswith("顾客已被扣款：先不要再刷！")
    assert clicks.number == 2


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
    assert page.document().turn == (turn or walker.context.texts.text("report.turn.unknown"))
