"""The wizard walked with real widgets: flow, languages, keyboard, durability."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QWizard
from pytestqt.qtbot import QtBot

from gui.model.case import StepOutcome
from gui.model.knowledge import Knowledge
from gui.model.observation import Segment, Verdict
from gui.qt.pages.network import NetworkPage
from gui.qt.pages.report import ReportPage
from gui.qt.pages.start import StartPage
from gui.qt.pages.steps import StepsPage
from gui.qt.pages.symptom import SymptomPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.window import WizardParts
from gui.session import Session, Workspace
from tests.qt.conftest import visible_texts
from tests.qt.walk import Walker, type_text

MakeWizard = Callable[..., WizardParts]

ONE_CARD = {
    "trouble": "abnormal_or_code",
    "charged": "no",
    "provider": "lakala",
    "terminal_kind": "smart",
    "connection": "wifi",
    "code": "51",
    "shown_where": "card_trade",
    "other_card_works": "yes",
    "qr_works": "yes",
    "other_terminal_works": "unknown",
    "changed_lately": "nothing",
}


@pytest.fixture
def walker(make_wizard: MakeWizard, session: Session) -> Walker:
    """Return a walker for a fresh wizard with a clean network."""
    parts = make_wizard(session)
    parts.wizard.context.check.start()
    return Walker(parts)


def test_it_is_a_real_wizard_in_modern_style(walker: Walker) -> None:
    """The window is a QWizard in ModernStyle with its side widget and its Chinese title."""
    assert isinstance(walker.wizard, QWizard)
    assert walker.wizard.wizardStyle() is QWizard.WizardStyle.ModernStyle
    assert walker.wizard.sideWidget() is walker.wizard.side
    assert walker.wizard.windowTitle() == "POS机体检 · 账户异常排查"


def test_one_card_without_money(walker: Walker) -> None:
    """Code 51 on one card ends on the cardholder's balance."""
    walker.walk_to_report(ONE_CARD)
    assert walker.conclusion()["top"] == "cardholder-balance"


def test_a_network_fault_ends_on_its_cause(make_wizard: MakeWizard, session: Session) -> None:
    """A captive portal on the shop's Wi-Fi is named, and the page says it in words."""
    portal = Verdict(segment=Segment.INTERCEPTION, fault="captive-portal", confidence=0.95)
    parts = make_wizard(session, verdict=portal)
    parts.wizard.context.check.start()
    walker = Walker(parts)
    walker.walk_to_report(
        {"trouble": "no_network", "charged": "no", "connection": "wifi", "other_card_works": "no", "qr_works": "no"}
    )
    assert walker.conclusion()["top"] == "captive-portal"
    assert walker.context.texts.text("fault.captive-portal.name") in str(walker.conclusion()["network_summary"])


def test_a_clean_network_does_not_clear_a_terminal_on_its_own_card(walker: Walker) -> None:
    """On 4G a clean result on the PC is said to mean little, on the check page and in the conclusion."""
    walker.walk_to_report({**ONE_CARD, "trouble": "no_network", "code": "", "connection": "cellular"})
    network, verdict = walker.wizard.pages["network"], walker.wizard.pages["verdict"]
    assert isinstance(network, NetworkPage)
    assert isinstance(verdict, VerdictPage)
    assert "流量卡" in network.own_card.text()
    assert "流量卡" in verdict.network.text()


def test_an_unknown_code_is_called_unlisted(walker: Walker) -> None:
    """A code that is not in the knowledge is 未收录, and is not used."""
    walker.walk_to_report({**ONE_CARD, "code": "Q9X7"})
    symptom, verdict = walker.wizard.pages["symptom"], walker.wizard.pages["verdict"]
    assert isinstance(symptom, SymptomPage)
    assert isinstance(verdict, VerdictPage)
    assert "未收录" in symptom.code.search.chosen.text()
    assert "Q9X7" in verdict.network.text()


def test_matches_appear_while_typing(walker: Walker, qtbot: QtBot) -> None:
    """Typing shows matching entries; picking one by keyboard stores its entry."""
    walker.answer_all(ONE_CARD, ("trouble", "charged"))
    walker.next("terminal")
    walker.next("symptom")
    page = walker.wizard.pages["symptom"]
    assert isinstance(page, SymptomPage)
    type_text(page.code.search.edit, "余额不足")
    assert page.code.search.matches.count() > 0
    QTest.keyClick(page.code.search.edit, Qt.Key.Key_Down)
    QTest.keyClick(page.code.search.matches, Qt.Key.Key_Return)
    stored = walker.context.session.state.answer("code")
    assert stored is not None
    assert ":" in stored


def test_the_language_switch_keeps_every_answer(walker: Walker) -> None:
    """Switching to English and back on every page changes words, and no answer."""
    walker.walk_to_report(ONE_CARD)
    before = walker.context.session.state
    walker.context.texts.switch()
    assert walker.wizard.windowTitle().startswith("POSCheckup")
    assert walker.context.session.state == before
    assert all(page.heading.text().isascii() for page in walker.wizard.pages.values())
    walker.context.texts.switch()
    assert walker.wizard.windowTitle().startswith("POS机体检")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_shows_a_raw_key(make_wizard: MakeWizard, session: Session, lang: str) -> None:
    """Every visible text is words, never a text key; English pages hold no Chinese beyond what slips print."""
    parts = make_wizard(session, lang=lang)
    parts.wizard.context.check.start()
    walker = Walker(parts)
    seen: list[str] = []
    walker.walk_to_report(ONE_CARD, shot=lambda _page: seen.extend(visible_texts(walker.wizard)))
    assert len(seen) > 100
    assert not [text for text in seen if text.startswith(("ui.", "cause.", "step.", "question.", "probe.", "fault."))]


def test_whole_wizard_by_keyboard(walker: Walker, qtbot: QtBot) -> None:
    """Number keys choose, Alt+N goes on: no mouse is needed to get to the report."""
    walker.wizard.activateWindow()
    qtbot.waitUntil(walker.wizard.isActiveWindow)
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    first = start.trouble.cards.card("abnormal_or_code")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_1)
    assert walker.context.answer("trouble") == "abnormal_or_code"
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert walker.context.answer("trouble") == "no_network"
    for expected in ("terminal", "symptom", "network", "steps", "verdict", "report"):
        with qtbot.waitSignal(walker.wizard.currentIdChanged):  # a mnemonic presses the button for a moment
            QTest.keyClick(walker.wizard, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
        assert walker.page == expected
        if expected == "network":
            walker.wait_for_check()


def test_every_control_has_an_accessible_name(walker: Walker) -> None:
    """A screen reader can name every button, edit and list on every page."""

    def check(_page: str) -> None:
        for kind in (QPushButton, QLineEdit, QCheckBox):
            for control in walker.wizard.findChildren(kind):
                if control.isVisible():
                    named = control.accessibleName() or getattr(control, "text", str)()
                    assert named, control

    walker.walk_to_report(ONE_CARD, shot=check)


def test_back_keeps_the_answers_and_next_returns(walker: Walker) -> None:
    """Back from the symptom page shows the stored answers; Next leads to the same page again."""
    walker.answer_all(ONE_CARD, ("trouble", "charged"))
    walker.next("terminal")
    walker.answer_all(ONE_CARD, ("provider", "terminal_kind", "connection"))
    walker.next("symptom")
    walker.press(QWizard.WizardButton.BackButton)
    assert walker.page == "terminal"
    assert walker.context.answer("provider") == "lakala"
    assert walker.next() == "symptom"


def test_every_answer_is_on_disk_before_the_next_page(
    make_wizard: MakeWizard, workspace: Workspace, session: Session
) -> None:
    """What the store holds after each click is what the session knows."""
    parts = make_wizard(session)
    walker = Walker(parts)
    walker.answer("trouble", "no_network")
    unfinished = workspace.unfinished()
    assert unfinished is not None
    assert workspace.resume(unfinished).state.answers["trouble"] == "no_network"


def test_a_case_goes_on_where_it_was(make_wizard: MakeWizard, workspace: Workspace, session: Session) -> None:
    """A second wizard on the stored case comes back to the same page with the same answers."""
    parts = make_wizard(session)
    walker = Walker(parts)
    walker.answer_all(ONE_CARD, ("trouble", "charged"))
    walker.next("terminal")
    walker.answer_all(ONE_CARD, ("provider",))
    walker.next("symptom")
    unfinished = workspace.unfinished()
    assert unfinished is not None
    again = make_wizard(workspace.resume(unfinished))
    again.wizard.go_to("symptom")
    assert Walker(again).page == "symptom"
    assert again.wizard.context.answer("provider") == "lakala"


def test_steps_solved_and_undo(walker: Walker, knowledge: Knowledge) -> None:
    """A step's answer brings the next step; undo gives the same state as before."""
    walker.answer_all(ONE_CARD, ("trouble", "charged"))
    for name in ("terminal", "symptom", "network"):
        walker.next(name)
    walker.wait_for_check()
    walker.next("steps")
    page = walker.wizard.pages["steps"]
    assert isinstance(page, StepsPage)
    before = (page.step_title.text(), walker.context.session.diagnosis())
    while not page.buttons[StepOutcome.NOT_SOLVED].isVisible():
        question = page._question
        assert question is not None
        walker.click(question.cards.card("unknown"))
        before = (page.step_title.text(), walker.context.session.diagnosis())
    walker.step(StepOutcome.NOT_SOLVED)
    assert page.step_title.text() != before[0]
    walker.click(page.undo)
    assert (page.step_title.text(), walker.context.session.diagnosis()) == before
    while walker.context.session.diagnosis().next_steps[0].kind != "action":
        if page._question is not None:
            walker.click(page._question.cards.card("unknown"))
        else:
            walker.step(StepOutcome.NOT_SOLVED)
    walker.step(StepOutcome.SOLVED)
    assert not page.card.isVisible()
    assert "解决" in page.solved.text()


def test_charged_customers_are_asked_about_before_a_retry(walker: Walker) -> None:
    """A customer who was charged: the first page warns, and the first step looks at the money."""
    walker.answer_all({"trouble": "charged_but_failed", "charged": "yes"}, ("trouble", "charged"))
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    assert "不要再刷" in start.money.text()
    for page in ("terminal", "symptom", "network"):
        walker.next(page)
    walker.wait_for_check()
    walker.next("steps")
    first = walker.context.session.diagnosis().next_steps[0]
    assert first.kind == "check_money"


def test_the_switch_stops_the_network_test(walker: Walker) -> None:
    """With the switch off nothing runs, and the page says that nothing was tested."""
    walker.wait_for_check()
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    walker.click(start.network)
    assert not walker.context.check.allowed
    assert not walker.context.check.running


def test_hosts_are_named_before_they_are_contacted(walker: Walker, knowledge: Knowledge) -> None:
    """The first page lists every target of the run."""
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    walker.click(start.show_hosts)
    assert all(endpoint.host in start.hosts.text() for endpoint in knowledge.targets.endpoints)
    assert all(portal.url.split("/")[2] in start.hosts.text() for portal in knowledge.targets.portals)


def test_a_bad_number_keeps_the_page_and_the_text(walker: Walker) -> None:
    """A merchant number that cannot be one is explained below the field, and stays typed."""
    walker.answer("trouble", "no_network")
    walker.next("terminal")
    page = walker.wizard.pages["terminal"]
    edit = page.merchant_no.edit  # type: ignore[attr-defined]  # the page is the terminal page
    QTest.keyClicks(edit, "12")
    walker.press(QWizard.WizardButton.NextButton)
    assert walker.page == "terminal"
    assert edit.text() == "12"
    assert [shown for shown in page.findChildren(QLabel) if shown.text().startswith("×")]
    edit.clear()
    QTest.keyClicks(edit, "822290059430BCY")
    walker.next("symptom")
    assert walker.context.session.state.fields["merchant_no"] == "822290059430BCY"


def test_a_card_number_never_reaches_the_case(walker: Walker, tmp_path: Path) -> None:
    """A card number typed as screen text is masked before it is stored, and the user is told."""
    walker.answer("trouble", "abnormal_or_code")
    walker.next("terminal")
    walker.next("symptom")
    page = walker.wizard.pages["symptom"]
    assert isinstance(page, SymptomPage)
    type_text(page.code.search.edit, "账户异常 4111 1111 1111 1111")
    page.code.search.flush()
    assert page.code.masked.isVisible()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir() if path.is_file())
    assert b"4111 1111 1111 1111" not in stored
    assert b"4111111111111111" not in stored


def test_the_report_page_exports_every_format(walker: Walker, tmp_path: Path) -> None:
    """All of the same report, and the case is closed by Finish."""
    walker.walk_to_report(ONE_CARD)
    report = walker.wizard.pages["report"]
    assert isinstance(report, ReportPage)
    folder = tmp_path / "导出"
    folder.mkdir()
    paths = report.export_to(folder)
    assert [path.suffix for path in paths] == [".pdf", ".json", ".png", ".txt"]
    assert all(path.stat().st_size > 1000 for path in paths[:3])
    assert paths[3].read_text(encoding="utf-8") == report.document().short
    walker.press(QWizard.WizardButton.FinishButton)
    assert walker.context.session.state.closed


def test_every_page_is_registered(walker: Walker) -> None:
    """The wizard has the seven pages of the flow, whether they are there at once or come later."""
    assert list(walker.wizard.pages) == ["start", "terminal", "symptom", "network", "steps", "verdict", "report"]


def test_only_the_first_page_is_waited_for(make_wizard: MakeWizard, session: Session, qtbot: QtBot) -> None:
    """The others are made when the window has been painted and what they need is loaded."""
    wizard = make_wizard(session).wizard
    at_first = wizard.pageIds()
    with qtbot.waitSignal(wizard.first_shown):
        pass
    when_shown = wizard.pageIds()
    qtbot.waitUntil(lambda: sorted(wizard.pageIds()) == list(range(7)))
    assert (at_first, when_shown) == ([0], [0])


def test_a_next_that_comes_first_finds_its_page(make_wizard: MakeWizard, session: Session) -> None:
    """A case that goes on walks to its page before the window was ever painted."""
    session.record_answer("trouble", "no_network")
    wizard = make_wizard(session).wizard
    wizard.go_to("terminal")
    assert wizard.present_page().name == "terminal"
