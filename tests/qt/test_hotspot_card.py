"""The card that guides the short test: money first, four steps, and a result that counts as evidence."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.model.case import StepOutcome
from gui.model.observation import Segment, Verdict
from gui.qt.pages.network import NetworkPage
from gui.qt.pages.steps import StepsPage
from gui.qt.widgets.hotspot_card import HotspotCard
from gui.session import Session
from tests.qt.conftest import CLEAN
from tests.qt.test_pages import MakeWizard, verdict_page, walker_for
from tests.qt.walk import Walker

DOWN = Verdict(segment=Segment.ACQUIRER, fault="down", confidence=0.6, remarks=("ip-filter",))
RESOLVER = Verdict(segment=Segment.DNS, fault="resolver-down", confidence=0.6, remarks=("isp-dns-down",))
WIFI = {"trouble": "no_network", "charged": "no", "connection": "wifi", "shown_where": "card_trade"}
CELLULAR = {**WIFI, "connection": "cellular"}


def on_the_network_page(
    make_wizard: MakeWizard, session: Session, verdict: Verdict, answers: dict[str, str], *, lang: str = "zh"
) -> tuple[Walker, HotspotCard]:
    """Walk to the network page with these answers, wait for the run, and return the card."""
    walker = walker_for(make_wizard, session, verdict, lang=lang)
    walker.answer_all(answers, ("trouble", "charged"))
    if walker.next() == "terminal":
        walker.answer_all(answers, ("connection",))
        walker.next("symptom")
        walker.next("network")
    walker.wait_for_check()
    page = walker.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    page.refresh()
    return walker, page.split


def choose(walker: Walker, card: HotspotCard, value: str) -> None:
    """Click a result."""
    assert card.cards is not None
    walker.click(card.cards.card(value))


def test_a_terminal_on_its_own_card(make_wizard: MakeWizard, session: Session) -> None:
    """The page says what the PC cannot see and guides the test; money stands before the steps."""
    _walker, card = on_the_network_page(make_wizard, session, CLEAN, CELLULAR)
    assert card.isVisible()
    assert card.body.isVisible()
    assert not card.more.isVisible()
    assert "流量卡" in card.title.text()
    assert card.title.text() in card.accessibleName()
    assert card.money.text().startswith("先管钱")
    assert card.money.y() < card.steps.y()
    lines = card.steps.text().split("\n")
    assert [line[:2] for line in lines] == ["1.", "2.", "3.", "4."]
    assert lines[2].index("没有扣款") < lines[2].index("试一笔")
    assert card.result.text() == ""


def test_the_own_card_needs_no_run(make_wizard: MakeWizard, session: Session) -> None:
    """It is guided while the run goes on as little as when none was allowed: the run says nothing about it."""
    parts = make_wizard(session)
    parts.wizard.context.check.allow(allowed=False)
    walker = Walker(parts)
    walker.answer_all(CELLULAR, ("trouble", "charged"))
    walker.next("terminal")
    walker.answer("connection", "cellular")
    walker.next("symptom")
    walker.next("network")
    page = parts.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    assert page.split.isVisible()


def test_a_customer_who_may_have_paid_is_not_tried_again(make_wizard: MakeWizard, session: Session) -> None:
    """Then nothing but a sign-in, in the warning and in the step."""
    _walker, card = on_the_network_page(
        make_wizard, session, CLEAN, {**CELLULAR, "trouble": "charged_but_failed", "charged": "yes"}
    )
    assert "不要再试任何交易" in card.money.text()
    assert "试一笔" not in card.steps.text()


@pytest.mark.parametrize(("value", "words"), [("yes", "流量卡"), ("no", "不是流量卡")])
def test_a_result_is_evidence(make_wizard: MakeWizard, session: Session, value: str, words: str) -> None:
    """It answers the checklist's question, which then is not asked any more, and the card says what it means."""
    walker, card = on_the_network_page(make_wizard, session, CLEAN, CELLULAR)
    before = {item.cause: item.p for item in session.diagnosis().ranked}
    choose(walker, card, value)
    assert session.state.answer("works_on_other_network") == value
    assert words in card.result.text()
    after = {item.cause: item.p for item in session.diagnosis().ranked}
    assert (after["data-card-expired"] > before["data-card-expired"]) is (value == "yes")
    assert "ask-works-on-other-network" not in [step.id for step in session.diagnosis().next_steps]
    assert card.cards is not None
    assert card.cards.value == value


def test_cannot_do_it(make_wizard: MakeWizard, session: Session) -> None:
    """It moves nothing, is not asked again, is noted once, and can be changed or undone later."""
    walker, card = on_the_network_page(make_wizard, session, CLEAN, CELLULAR)
    before = session.diagnosis().ranked[0]
    choose(walker, card, "unknown")
    choose(walker, card, "unknown")
    assert [(record.step, record.outcome) for record in session.state.steps] == [
        ("ask-works-on-other-network", StepOutcome.CANNOT)
    ]
    assert session.diagnosis().ranked[0].p == pytest.approx(before.p)
    assert "ask-works-on-other-network" not in [step.id for step in session.diagnosis().next_steps]
    choose(walker, card, "yes")
    assert session.state.answer("works_on_other_network") == "yes"
    session.undo_step()
    assert not session.state.steps


def test_the_result_by_keyboard(make_wizard: MakeWizard, session: Session) -> None:
    """A number key chooses, as on every card of answers."""
    _walker, card = on_the_network_page(make_wizard, session, CLEAN, CELLULAR)
    assert card.cards is not None
    card.cards.card("yes").setFocus()
    QTest.keyClick(card.cards.card("yes"), Qt.Key.Key_2)
    assert session.state.answer("works_on_other_network") == "no"


def test_offered_when_the_pc_is_fine_and_the_terminal_fails(make_wizard: MakeWizard, session: Session) -> None:
    """Folded until it is asked for, or answered."""
    walker, card = on_the_network_page(make_wizard, session, CLEAN, WIFI)
    assert card.isVisible()
    assert not card.body.isVisible()
    walker.click(card.more)
    assert card.body.isVisible()
    choose(walker, card, "no")
    walker.click(card.more)
    assert card.body.isVisible()


@pytest.mark.parametrize("answers", [{"trouble": "network_only"}, {**WIFI, "connection": "ethernet"}])
def test_not_offered_otherwise(make_wizard: MakeWizard, session: Session, answers: dict[str, str]) -> None:
    """Nothing is wrong, or no terminal is in question."""
    _walker, card = on_the_network_page(make_wizard, session, CLEAN, answers)
    assert card.isHidden()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_provider_or_a_filter(make_wizard: MakeWizard, session: Session, lang: str) -> None:
    """Both are named, the hotspot separates them, and the checklist begins with it; the conclusion keeps a reserve."""
    walker, card = on_the_network_page(make_wizard, session, DOWN, WIFI, lang=lang)
    text = walker.context.texts.text
    page = walker.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    assert page.summary.text().endswith(text("fault.down.name"))
    assert page.remarks.text() == text("remark.ip-filter.text")
    assert card.title.text() == text("split.ask-works-on-other-network.title")
    walker.next("steps")
    steps = walker.wizard.pages["steps"]
    assert isinstance(steps, StepsPage)
    assert steps.step_title.text() == text("step.ask-works-on-other-network.title")
    assert all(text(f"fault.{fault}.name") in steps.why.text() for fault in ("down", "ip-filter"))
    walker.next("verdict")
    shown = verdict_page(walker)
    assert all(text(f"fault.{fault}.name") in shown.network.text() for fault in ("down", "ip-filter"))
    assert shown.sentence.text().startswith(text("ui.verdict.tentative", sentence=""))
    session.record_answer("works_on_other_network", "yes")
    shown.refresh()
    assert text("fault.ip-filter.name") not in shown.network.text()


def test_the_routers_name_server_or_the_providers(make_wizard: MakeWizard, session: Session) -> None:
    """Another name server separates them: its own steps, no talk of trades, and a meaning for each result."""
    walker, card = on_the_network_page(make_wizard, session, RESOLVER, WIFI)
    text = walker.context.texts.text
    assert card.steps.text().count("223.5.5.5") == 2
    assert card.money.text() == ""
    choose(walker, card, "pc_only")
    assert session.state.answer("dns_change_helps") == "pc_only"
    assert card.result.text() == text("split.ask-dns-change-helps.result.pc_only")
    walker.context.texts.switch()
    assert card.result.text() == text("split.ask-dns-change-helps.result.pc_only")
    assert card.cards is not None
    assert card.cards.value == "pc_only"


def test_only_the_network_names_both_and_then_the_one(make_wizard: MakeWizard, session: Session) -> None:
    """Without a checklist the conclusion still names both, and what the test told once it was done."""
    walker, card = on_the_network_page(make_wizard, session, DOWN, {"trouble": "network_only"})
    text = walker.context.texts.text
    assert card.isVisible()
    walker.next("verdict")
    shown = verdict_page(walker)
    assert text("remark.ip-filter.text") in shown.bodies["call"].text()
    session.record_answer("works_on_other_network", "no")
    shown.refresh()
    assert text("split.ask-works-on-other-network.result.no") in shown.bodies["call"].text()
    assert text("remark.ip-filter.text") not in shown.bodies["call"].text()


def test_while_a_run_goes_on_the_old_verdict_is_not_split(make_wizard: MakeWizard, session: Session) -> None:
    """The card comes back with the new verdict."""
    walker, card = on_the_network_page(make_wizard, session, DOWN, WIFI)
    page = walker.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    walker.click(page.again)
    assert card.isHidden()
    page._record_split("yes")
    assert session.state.answer("works_on_other_network") is None
    walker.wait_for_check()
    page.refresh()
    assert card.isVisible()
