"""Single pages: what each shows for what the case says."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gui.model.case import StepOutcome
from gui.model.knowledge import Knowledge, StepKind
from gui.model.observation import Segment, Verdict
from gui.qt.pages.network import NetworkPage
from gui.qt.pages.start import StartPage
from gui.qt.pages.steps import StepsPage
from gui.qt.pages.symptom import SymptomPage
from gui.qt.pages.terminal import TerminalPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.widgets.ranked import CauseRow
from gui.qt.window import WizardParts
from gui.session import Session, Workspace
from tests.qt.walk import Walker, type_text

MakeWizard = Callable[..., WizardParts]
WAN_DOWN = Verdict(segment=Segment.ROUTER, fault="wan-down", confidence=0.85, remarks=("gw-no-ping", "session-limit"))


def walker_for(make_wizard: MakeWizard, session: Session, verdict: Verdict, *, lang: str = "zh") -> Walker:
    """Return a walker whose network run says `verdict`."""
    parts = make_wizard(session, verdict=verdict, lang=lang)
    parts.wizard.context.check.start()
    return Walker(parts)


def verdict_page(walker: Walker) -> VerdictPage:
    """Return the conclusion."""
    page = walker.wizard.pages["verdict"]
    assert isinstance(page, VerdictPage)
    return page


def test_only_the_network(make_wizard: MakeWizard, session: Session) -> None:
    """只检查网络: no questions about cards, the conclusion is the network's, with its remarks in words."""
    walker = walker_for(make_wizard, session, WAN_DOWN)
    walker.answer("trouble", "network_only")
    start, network = walker.wizard.pages["start"], walker.wizard.pages["network"]
    assert isinstance(start, StartPage)
    assert isinstance(network, NetworkPage)
    assert not start.charged.isVisible()
    walker.next("network")
    walker.wait_for_check()
    texts = walker.context.texts
    assert network.remarks.text() == f"{texts.text('remark.gw-no-ping.text')}\n{texts.text('fault.session-limit.name')}"
    walker.next("verdict")
    page = verdict_page(walker)
    assert page.sentence.text() == texts.text("fault.wan-down.name")
    assert page.bodies["now"].text() == texts.text("fault.wan-down.do")
    assert page.money.text() == ""


def test_only_the_network_without_a_run(make_wizard: MakeWizard, session: Session) -> None:
    """Nothing was tested: unknown, never 'fine' and never 'failed'."""
    parts = make_wizard(session)
    walker = Walker(parts)
    walker.answer("trouble", "network_only")
    walker.next("network")
    walker.next("verdict")
    assert verdict_page(walker).sentence.text() == walker.context.texts.text("fault.unknown.name")


def test_too_few_facts_are_no_verdict(make_wizard: MakeWizard, session: Session) -> None:
    """With nothing known the conclusion says so, and what would help."""
    walker = walker_for(make_wizard, session, Verdict(segment=Segment.NONE, fault="none", confidence=0.9))
    walker.walk_to_report({"trouble": "abnormal_or_code"})
    assert verdict_page(walker).sentence.text() == walker.context.texts.text("ui.verdict.unknown.sentence")


def test_two_problems_are_named_together(make_wizard: MakeWizard, session: Session) -> None:
    """The bank refuses the card, and the terminal's clock is wrong: one sentence, and a row for each, both first."""
    session.record_answer("screen_time_right", "no")
    walker = walker_for(make_wizard, session, Verdict(segment=Segment.NONE, fault="none", confidence=0.9))
    walker.walk_to_report({"trouble": "abnormal_or_code", "charged": "no", "connection": "cellular", "code": "51"})
    page, text = verdict_page(walker), walker.context.texts.text
    names = [text(f"cause.{cause}.name") for cause in ("cardholder-balance", "terminal-clock-wrong")]
    assert text("pair.both", first=names[0], second=names[1]) in page.sentence.text()
    assert [rows_of(page)[place].accessibleName().partition(": ")[0] for place in (0, 1)] == names


def test_why_tells_what_would_change_the_verdict(make_wizard: MakeWizard, session: Session) -> None:
    """Asked for at the first cause, worked out only then, and once."""
    walker = walker_for(make_wizard, session, WAN_DOWN)
    walker.walk_to_report({"trouble": "no_network", "charged": "no", "connection": "wifi", "other_card_works": "no"})
    first, second = rows_of(verdict_page(walker))[:2]
    title, none = (walker.context.texts.text(f"change.{key}") for key in ("title", "none"))
    before = first.facts.text()
    assert title not in before
    first.why.click()
    assert title in first.facts.text() or none in first.facts.text()
    assert first.facts.text().startswith(before)
    shown = first.facts.text()
    first.why.click()
    first.why.click()
    assert first.facts.text() == shown
    second.why.click()
    assert title not in second.facts.text()


def rows_of(page: VerdictPage) -> list[CauseRow]:
    """Return the rows of the causes, from the top."""
    items = (page.ranked.itemAt(place) for place in range(page.ranked.count()))
    widgets = (item.widget() for item in items if item is not None)
    return [widget for widget in widgets if isinstance(widget, CauseRow)]


def test_the_words_for_the_hotline_can_be_copied(make_wizard: MakeWizard, session: Session) -> None:
    """Copy takes the sentence and what to say."""
    walker = walker_for(make_wizard, session, WAN_DOWN)
    walker.walk_to_report({"trouble": "no_network", "charged": "no", "connection": "wifi", "other_card_works": "no"})
    page = verdict_page(walker)
    page.copy.click()
    assert page.sentence.text() in QApplication.clipboard().text()
    assert page.copy.text() == walker.context.texts.text("ui.verdict.copied")


@pytest.mark.parametrize(("provider", "has_phone"), [("lakala", True), ("ruiyinxin", False)])
def test_a_phone_only_where_it_is_sourced(
    make_wizard: MakeWizard, session: Session, knowledge: Knowledge, provider: str, has_phone: bool
) -> None:
    """A sourced number comes with the advice to compare it; without one the label on the terminal is named."""
    walker = walker_for(make_wizard, session, Verdict(segment=Segment.NONE, fault="none", confidence=0.9))
    walker.walk_to_report(
        {"trouble": "abnormal_or_code", "provider": provider, "code": "1407", "other_card_works": "no", "charged": "no"}
    )
    words = verdict_page(walker).bodies["call"].text()
    assert "机身标签或官网" in words
    assert ("谨防假客服" in words) is has_phone
    assert verdict_page(walker).bank.isHidden()
    assert bool(knowledge.providers[provider].phone) is has_phone
    assert (knowledge.providers[provider].phone in words) is has_phone or not has_phone


def test_reasons_for_a_cause_are_there_on_demand(make_wizard: MakeWizard, session: Session) -> None:
    """Evidence for and against stands in words below the cause: answers, code, network and steps."""
    walker = walker_for(make_wizard, session, WAN_DOWN)
    for question, value in {
        "trouble": "no_network",
        "charged": "no",
        "connection": "wifi",
        "provider": "lakala",
    }.items():
        session.record_answer(question, value)
    session.record_answer("code", "newland-starpos:E103")
    session.record_step("restart-router", StepOutcome.NOT_SOLVED)
    walker.wait_for_check()
    page = verdict_page(walker)
    page.refresh()
    more = [row for row in page.findChildren(QPushButton) if row.text() == walker.context.texts.text("ui.verdict.why")]
    assert more
    shown = "\n".join(child.text() for child in page.findChildren(type(page.excluded)))
    assert walker.context.texts.text("fault.wan-down.name") in shown
    assert "E103" in shown


def test_another_provider_from_the_list(make_wizard: MakeWizard, session: Session) -> None:
    """The list holds the providers beyond the cards; choosing one tests that provider's hosts."""
    walker = walker_for(make_wizard, session, Verdict(segment=Segment.NONE, fault="none", confidence=0.9))
    walker.answer("trouble", "no_network")
    walker.wait_for_check()
    walker.next("terminal")
    page = walker.wizard.pages["terminal"]
    assert isinstance(page, TerminalPage)
    page.others.setCurrentIndex(page.others.findData("allinpay"))
    page.others.activated.emit(page.others.currentIndex())
    assert walker.context.answer("provider") == "allinpay"
    assert page.provider.value is None
    walker.next("symptom")
    assert {endpoint.provider for endpoint in walker.context.check.targets.endpoints} == {"allinpay"}
    assert walker.context.check.running
    walker.wait_for_check()


def test_run_again_and_cancel(make_wizard: MakeWizard, session: Session, qtbot: QtBot) -> None:
    """The buttons of the check page start and stop a run, and show which of both is possible."""
    walker = walker_for(make_wizard, session, WAN_DOWN)
    walker.answer("trouble", "network_only")
    walker.next("network")
    walker.wait_for_check()
    page = walker.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    assert not page.cancel.isEnabled()
    with qtbot.waitSignal(walker.context.check.finished):
        walker.click(page.again)
        assert page.cancel.isEnabled()
    assert len([event for event in session.case.events if event.kind == "checked"]) == 2


def test_a_question_of_the_checklist_is_asked_in_place(make_wizard: MakeWizard, session: Session) -> None:
    """A question step shows answer cards; its answer counts, stands in the list, and can be undone."""
    walker = walker_for(make_wizard, session, Verdict(segment=Segment.NONE, fault="none", confidence=0.9))
    walker.answer("trouble", "abnormal_or_code")
    walker.answer("charged", "no")
    for name in ("terminal", "symptom", "network"):
        walker.next(name)
    walker.wait_for_check()
    walker.next("steps")
    page = walker.wizard.pages["steps"]
    assert isinstance(page, StepsPage)
    for _ in range(20):
        if page._question is not None:
            break
        walker.step(StepOutcome.NOT_SOLVED)
    question = page._question
    assert question is not None
    asked = question.question.id
    walker.click(question.cards.card(question.question.values[0]))
    assert walker.context.answer(asked) == question.question.values[0]
    assert walker.context.texts.value(asked, question.question.values[0]) in page.done.text()
    walker.click(page.undo)
    assert walker.context.answer(asked) is None


def test_every_step_can_be_shown(make_wizard: MakeWizard, session: Session, knowledge: Knowledge) -> None:
    """The checklist ends: answering 做不了 to everything leads to the last page, and no step shows twice."""
    walker = walker_for(make_wizard, session, Verdict(segment=Segment.NONE, fault="none", confidence=0.9))
    session.record_answer("trouble", "abnormal_or_code")
    shown: list[str] = []
    while (steps := session.diagnosis().next_steps) and len(shown) < 300:
        shown.append(steps[0].id)
        kind = knowledge.steps[steps[0].id].kind
        session.record_step(steps[0].id, StepOutcome.UNKNOWN if kind is StepKind.QUESTION else StepOutcome.CANNOT)
    assert len(shown) == len(set(shown))
    page = walker.wizard.pages["steps"]
    assert isinstance(page, StepsPage)
    page.refresh()
    assert page.finished.text() == walker.context.texts.text("ui.steps.nothing_left")


@pytest.mark.parametrize(("minutes", "words"), [(0.5, "0.5 分钟"), (90.0, "1.5 小时"), (4320.0, "3 天")])
def test_durations_in_the_unit_of_people(make_wizard: MakeWizard, session: Session, minutes: float, words: str) -> None:
    """Three days are three days, not 4320 minutes."""
    walker = walker_for(make_wizard, session, WAN_DOWN)
    page = walker.wizard.pages["steps"]
    assert isinstance(page, StepsPage)
    assert words in page._duration(minutes)


def test_typed_words_are_no_code(make_wizard: MakeWizard, session: Session) -> None:
    """Words on the screen are kept as words; emptying the field takes them back."""
    walker = walker_for(make_wizard, session, WAN_DOWN)
    walker.answer("trouble", "abnormal_or_code")
    walker.next("terminal")
    walker.next("symptom")
    page = walker.wizard.pages["symptom"]
    assert isinstance(page, SymptomPage)
    type_text(page.code.search.edit, "请稍候再来一遍吧")
    page.code.search.flush()
    assert walker.context.answer("screen_text") == "请稍候再来一遍吧"
    page.code.search.edit.selectAll()
    QTest.keyClick(page.code.search.edit, Qt.Key.Key_Delete)
    page.code.search.flush()
    assert not walker.context.answer("screen_text")


def test_the_profile_fills_the_next_case(make_wizard: MakeWizard, workspace: Workspace, session: Session) -> None:
    """What the shop said about its terminal is there next time."""
    walker = walker_for(make_wizard, session, WAN_DOWN)
    walker.walk_to_report(
        {"trouble": "no_network", "provider": "shengpay", "terminal_kind": "e_signature", "connection": "ethernet"}
    )
    session.close()
    again = workspace.new_case()
    assert {again.state.answer(name) for name in ("provider", "terminal_kind", "connection")} == {
        "shengpay",
        "e_signature",
        "ethernet",
    }


@pytest.mark.parametrize(("charged", "warned"), [("yes", True), ("unknown", True), ("no", False)])
def test_the_conclusion_warns_while_money_may_be_at_stake(
    make_wizard: MakeWizard, session: Session, charged: str, *, warned: bool
) -> None:
    """As long as nobody knows that the customer was not charged, the conclusion says to look first."""
    walker = walker_for(make_wizard, session, Verdict(segment=Segment.NONE, fault="none", confidence=0.9))
    walker.walk_to_report({"trouble": "abnormal_or_code", "charged": charged, "code": "1407", "other_card_works": "no"})
    assert bool(verdict_page(walker).money.text()) is warned
