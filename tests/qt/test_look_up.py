"""Banks' numbers and WeChat's limits in the window: only where they help, and a number never alone."""

import pytest
from PySide6.QtGui import QGuiApplication

from gui.model.observation import Segment, Verdict
from gui.qt.pages.symptom import SymptomPage
from gui.qt.pages.verdict import VerdictPage
from gui.session import Session
from tests.qt.test_pages import MakeWizard, verdict_page, walker_for
from tests.qt.walk import Walker, type_text

CLEAN = Verdict(segment=Segment.NONE, fault="none", confidence=0.9)
NO_MONEY = {"trouble": "abnormal_or_code", "code": "unionpay-39:51", "charged": "no", "other_card_works": "yes"}
REFUSED = {"trouble": "qr_failed", "charged": "no", "shown_where": "qr_trade", "code": "wechat-pay:NOAUTH"}


def concluded(walker: Walker, session: Session, answers: dict[str, str]) -> VerdictPage:
    """Return the page 结论 for answers wherever they are asked."""
    walker.walk_without_network({"trouble": answers["trouble"]})
    for question, value in answers.items():
        session.record_answer(question, value)
    page = verdict_page(walker)
    page.refresh()
    return page


@pytest.mark.parametrize(
    ("lang", "verify", "scam"), [("zh", "请核对卡背面或官网", "谨防假客服"), ("en", "verify", "fake")]
)
def test_the_number_of_the_bank_that_is_chosen(
    make_wizard: MakeWizard, session: Session, lang: str, verify: str, scam: str
) -> None:
    """It comes with the word to verify it and the warning, can be copied, and stays in the other language."""
    walker = walker_for(make_wizard, session, CLEAN, lang=lang)
    page = concluded(walker, session, NO_MONEY)
    assert not page.bank.isHidden()
    assert page.bank.number.text() == ""
    page.bank.banks.setCurrentIndex(1)
    shown = page.bank.number.text()
    assert "95588" in shown
    assert verify in shown
    assert scam in shown
    page.copy.click()
    assert QGuiApplication.clipboard().text().endswith(shown)
    walker.context.texts.switch()
    page.refresh()
    assert "95588" in page.bank.number.text() != shown


def test_a_bank_without_a_sourced_number(make_wizard: MakeWizard, session: Session) -> None:
    """The back of the card is named, and no number."""
    walker = walker_for(make_wizard, session, CLEAN)
    page = concluded(walker, session, NO_MONEY)
    page.bank.banks.setCurrentIndex(page.bank.banks.findText("上海银行"))
    assert page.bank.number.text() == "上海银行 电话请看卡背面或官网"


def symptom_page(walker: Walker) -> SymptomPage:
    """Return the page 现象."""
    page = walker.wizard.pages["symptom"]
    assert isinstance(page, SymptomPage)
    return page


def test_a_limit_that_is_typed(make_wizard: MakeWizard, session: Session) -> None:
    """What no code says is looked up among WeChat's limits; the conclusion says it again."""
    walker = walker_for(make_wizard, session, CLEAN)
    walker.walk_to_report({"trouble": "qr_failed", "charged": "no", "code": "收款功能被限制，请联系服务商"})
    assert "「收单被关」" in verdict_page(walker).network.text()
    search = symptom_page(walker).code.search
    search.edit.clear()
    type_text(search.edit, "SUBMIT_UBO_INFORMATION")
    search.flush()
    assert "「补受益所有人资料」" in search.chosen.text()
    walker.wizard.close()
    search.edit.clear()
    type_text(search.edit, "XYZZY_NOTHING")
    assert "未收录" in search.chosen.text()


def test_where_a_limit_may_be_the_cause(make_wizard: MakeWizard, session: Session) -> None:
    """On a QR trade that WeChat refuses, where the reason is to be seen; on a card trade nothing of it."""
    walker = walker_for(make_wizard, session, CLEAN)
    assert "微信支付商家助手" in concluded(walker, session, REFUSED).network.text()
    session.record_answer("shown_where", "card_trade")
    page = verdict_page(walker)
    page.refresh()
    assert "微信支付商家助手" not in page.network.text()
