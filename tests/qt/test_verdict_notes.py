"""The conclusion: what is affected, what they will ask for, swindlers, and causes that rest on weak sources."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel

from gui.model.observation import Segment, Verdict
from gui.qt.pages.verdict import VerdictPage
from gui.qt.window import WizardParts
from gui.session import Session
from tests.qt.walk import Walker

MakeWizard = Callable[..., WizardParts]
CLEAN = Verdict(segment=Segment.NONE, fault="none", confidence=0.9)
FROZEN = {"trouble": "abnormal_or_code", "charged": "no", "shown_where": "card_trade", "code": "1407"}
BLUETOOTH = {"trouble": "no_network", "charged": "no", "terminal_kind": "mpos", "connection": "bluetooth"}


def told(make_wizard: MakeWizard, session: Session, answers: dict[str, str]) -> VerdictPage:
    """Return the conclusion of a case with a clean network."""
    for question, value in answers.items():
        session.record_answer(question, value)
    parts = make_wizard(session, verdict=CLEAN)
    page = Walker(parts).wizard.pages["verdict"]
    assert isinstance(page, VerdictPage)
    page.refresh()
    return page


def test_what_fails_stands_beside_what_still_works(make_wizard: MakeWizard, session: Session) -> None:
    """The scope comes before the ways to take money."""
    page = told(make_wizard, session, FROZEN)
    text = page.texts.text
    assert page.sentence.text() == text("cause.merchant-frozen.sentence")
    affected, *ways = page.bodies["meanwhile"].text().split("\n")
    assert text("scope.one_merchant") in affected
    assert "\n".join(ways) == text("cause.merchant-frozen.meanwhile")


def test_what_they_ask_for_and_the_report_lacks(make_wizard: MakeWizard, session: Session) -> None:
    """A number that was entered, and a code that was answered, are not asked for again."""
    page = told(make_wizard, session, FROZEN)
    number, terminal = (page.texts.text(f"field.{name}.name") for name in ("merchant_no", "terminal_no"))
    lacking = page.bodies["call"].text().split("\n")[-1]
    assert number in lacking
    assert terminal in lacking
    session.set_field("merchant_no", "822290059430BCY")
    page.refresh()
    assert number not in page.bodies["call"].text().split("\n")[-1]
    session.set_field("terminal_no", "A9254710")
    page.refresh()
    asks = page.texts.text("cause.merchant-frozen.asks")
    assert page.bodies["call"].text().split("\n")[-1] == page.texts.text("ui.verdict.asks", asks=asks)


def test_a_known_code_is_not_asked_for(make_wizard: MakeWizard, session: Session) -> None:
    """Whoever typed the code need not hear that it is missing."""
    page = told(make_wizard, session, {**FROZEN, "code": "77"})
    assert page.sentence.text() == page.texts.text("cause.not-signed-in.sentence")
    lacking = page.bodies["call"].text().split("\n")[-1]
    assert page.texts.text("field.terminal_no.name") in lacking
    assert page.texts.text("field.response_code.name") not in lacking


def test_swindlers_are_named_where_they_threaten(make_wizard: MakeWizard, session: Session) -> None:
    """A frozen merchant is warned; a customer's empty card is no bait."""
    page = told(make_wizard, session, FROZEN)
    assert page.texts.text("ui.verdict.scam") in page.network.text()
    session.record_answer("code", "51")
    page.refresh()
    assert page.sentence.text() == page.texts.text("cause.cardholder-balance.sentence")
    assert page.texts.text("ui.verdict.scam") not in page.network.text()


def test_weak_sources_are_told(make_wizard: MakeWizard, session: Session) -> None:
    """The notice says it, and the name in the list of causes carries the mark."""
    page = told(make_wizard, session, {**BLUETOOTH, "other_card_works": "no", "phone_finds_terminal": "no"})
    text = page.texts.text
    assert text("ui.verdict.little_known") in page.network.text()
    name = text("report.cause.little_known", name=text("cause.bluetooth-link.name"))
    assert name in [shown.text() for shown in page.findChildren(QLabel)]
    assert text("ui.verdict.scam") not in page.network.text()


def test_only_the_network_warns_of_nothing(make_wizard: MakeWizard, session: Session) -> None:
    """No cause is named there, so nothing is said about one."""
    page = told(make_wizard, session, {**FROZEN, "trouble": "network_only"})
    assert page.texts.text("ui.verdict.scam") not in page.network.text()


def test_every_meaning_that_stays_open_is_shown(make_wizard: MakeWizard, session: Session) -> None:
    """08 at a QR acquirer, or on a card: both, with where each is used; the place decides 51 on a card."""
    page = told(make_wizard, session, {"trouble": "qr_failed", "shown_where": "qr_trade", "code": "08"})
    shown = page.network.text()
    assert page.texts.text("ui.namespace.unionpay-39") in shown
    assert page.texts.text("ui.namespace.scan-acquirer") in shown
    assert page.texts.text("ui.verdict.doubtful_code") in shown
    for question, value in {"trouble": "abnormal_or_code", "shown_where": "card_trade", "code": "51"}.items():
        session.record_answer(question, value)
    page.refresh()
    assert page.texts.text("ui.namespace.unionpay-39") not in page.network.text()


def test_a_code_among_words_is_marked_as_doubtful(make_wizard: MakeWizard, session: Session) -> None:
    """A fixed text is no code; one maker's code is marked wherever it stands."""
    page = told(make_wizard, session, {"trouble": "abnormal_or_code", "screen_text": "提示 M5 批次号错误"})
    assert page.texts.text("ui.verdict.doubtful_code") in page.network.text()
    session.record_answer("screen_text", "请签到")
    page.refresh()
    assert page.texts.text("ui.verdict.doubtful_code") not in page.network.text()
