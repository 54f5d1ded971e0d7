"""The card for the terminal on the shop's own network: consent before a packet, words for every result."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gui.model.failure import Operation
from gui.model.knowledge import Knowledge, MacClass
from gui.model.lan import LanDevice, LanProblem, LanScan, TerminalAddress, TerminalAnswer, TerminalTest
from gui.model.observation import Observation, ProbeKind
from gui.model.targets import Targets
from gui.qt import bridge as bridge_module
from gui.qt.bridge import RunMessage
from gui.qt.lan import LanJob
from gui.qt.pages.network import NetworkPage
from gui.qt.texts import Texts
from gui.qt.widgets import lan_card as lan_card_module
from gui.qt.widgets.lan_card import LanCard
from gui.qt.widgets.lan_texts import device_text, plugged_lines, rest_lines, scan_lines, words_of_test
from gui.qt.window import WizardParts
from gui.session import Session
from tests.qt.conftest import CLEAN, verdict_report, visible_texts
from tests.qt.walk import Walker, type_text

PAX = LanDevice(address="192.168.1.77", maker_prefix="00176f", maker_zh="百富", maker_en="PAX", mac_class=MacClass.POS)
MODEM = replace(PAX, address="192.168.1.90", maker_zh="移远", maker_en="Quectel", mac_class=MacClass.MODEM)
PHONE = LanDevice(address="192.168.1.101", has_random_mac=True)
ROUTER = LanDevice(address="192.168.1.1", maker_prefix="aabbcc", is_router=True)
SCAN = LanScan(subnet="192.168.1.0/24", devices=(PAX, MODEM, PHONE, ROUTER), random_count=1, sent=250)
TEST = TerminalTest(address="192.168.1.77", port=8443, answer=TerminalAnswer.ANSWERS, device=PAX)

Looks = list[TerminalAddress | None]


class Script:
    """Stands in for the probe thread's look at the LAN. `hold`: it ends only when it is cancelled."""

    def __init__(self) -> None:
        self.looks: Looks = []
        self.hold = False
        self.error: Exception | None = None
        self.answer = TerminalAnswer.ANSWERS

    async def look(self, terminal: TerminalAddress | None, cancel: asyncio.Event) -> LanScan | TerminalTest:
        """See `bridge.look_at_lan`."""
        self.looks.append(terminal)
        if self.hold:
            await cancel.wait()
            return replace(SCAN, cancelled=True)
        if self.error is not None:
            raise self.error
        return SCAN if terminal is None else replace(TEST, answer=self.answer)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Replace the look at the LAN: not a packet is sent."""
    made = Script()
    monkeypatch.setattr(bridge_module, "look_at_lan", made.look)
    return made


@pytest.fixture
def consent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Agree to everything, and return what was asked."""
    asked: list[str] = []

    def ask(_parent: object, _texts: Texts, key: str, **_args: object) -> bool:
        asked.append(key)
        return True

    monkeypatch.setattr(lan_card_module, "ask", ask)
    return asked


@pytest.fixture
def parts(session: Session, make_wizard: Callable[..., WizardParts]) -> WizardParts:
    """Return a wizard on its network page, after a clean run."""
    session.record_answer("trouble", "no_network")
    made = make_wizard(session)
    made.wizard.context.check.start()
    Walker(made).wait_for_check()
    made.wizard.go_to("network")
    return made


@pytest.fixture
def card(parts: WizardParts) -> LanCard:
    """Return the card."""
    page = parts.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    return page.lan


def click(parts: WizardParts, button: QPushButton) -> None:
    """Click a button."""
    Walker(parts).click(button)


def finish(qtbot: QtBot, card: LanCard, begin: Callable[[], None]) -> None:
    """Do something, and wait for the result of the look."""
    with qtbot.waitSignal(card.model.finished):
        begin()
    QApplication.processEvents()  # new rows show themselves


def test_without_consent_nothing_is_sent(
    parts: WizardParts, card: LanCard, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal sends nothing, and the question comes again next time."""
    asked: list[str] = []

    def refuse(_parent: object, _texts: Texts, key: str, **_args: object) -> bool:
        asked.append(key)
        return False

    monkeypatch.setattr(lan_card_module, "ask", refuse)
    click(parts, card.find_button)
    click(parts, card.find_button)
    card.model.find()
    QApplication.processEvents()
    assert asked == ["ui.lan.consent"] * 2
    assert (script.looks, card.model.job) == ([], LanJob.NONE)


def test_find_shows_terminals_and_counts_the_rest(
    parts: WizardParts, card: LanCard, script: Script, consent: list[str], qtbot: QtBot
) -> None:
    """One question per window; other devices of the shop are counted, on the page as in the case."""
    finish(qtbot, card, lambda: click(parts, card.find_button))
    finish(qtbot, card, lambda: click(parts, card.find_button))
    assert (consent, script.looks) == (["ui.lan.consent"], [None, None])
    texts = visible_texts(card)
    assert "192.168.1.77  百富" in texts
    assert any("另外还有 1 台" in text for text in texts)
    assert not any("192.168.1.101" in text for text in texts)
    lan = parts.wizard.context.session.state.lan
    assert lan is not None
    assert lan.scan == replace(SCAN, devices=(PAX, MODEM), other_count=1)


def test_a_found_address_is_put_into_the_field(
    parts: WizardParts, card: LanCard, script: Script, consent: list[str], qtbot: QtBot
) -> None:
    """The port that was typed stays; only a terminal's address is offered."""
    finish(qtbot, card, lambda: click(parts, card.find_button))
    offers = [one for one in card.findChildren(QPushButton) if one.isVisible() and one.text() == "填入这个地址"]
    assert len(offers) == 1
    click(parts, offers[0])
    assert card.field.edit.text() == "192.168.1.77:"
    card.field.edit.setText("192.168.1.9:6000")
    click(parts, offers[0])
    assert card.field.edit.text() == "192.168.1.77:6000"


def test_the_address_is_tried_stored_and_remembered(
    parts: WizardParts, card: LanCard, script: Script, qtbot: QtBot
) -> None:
    """Full-width digits are taken; the result stands in words; the next run tries it too."""
    type_text(card.field.edit, "１９２．１６８．１．７７：８４４３")
    finish(qtbot, card, lambda: click(parts, card.test_button))
    assert script.looks == [TerminalAddress(address="192.168.1.77", port=8443)]
    assert "192.168.1.77:8443 有应答" in card.answer.text()
    context = parts.wizard.context
    assert context.session.state.fields["terminal_address"] == "192.168.1.77:8443"
    context.check.start()
    assert context.check.specs[-1].kind is ProbeKind.TERMINAL
    assert context.check.specs[-1].targets == ("192.168.1.77:8443",)
    Walker(parts).wait_for_check()


def test_consent_lets_a_test_look_around(
    parts: WizardParts, card: LanCard, script: Script, consent: list[str], qtbot: QtBot
) -> None:
    """After the user agreed to a look at the network, a silent terminal may be looked for."""
    finish(qtbot, card, lambda: click(parts, card.find_button))
    type_text(card.field.edit, "192.168.1.77:8443")
    finish(qtbot, card, lambda: click(parts, card.test_button))
    assert script.looks[-1] == TerminalAddress(address="192.168.1.77", port=8443, may_look_around=True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("192.168.1.77", "地址或端口不对"), ("8.8.8.8:443", "互联网上的地址"), ("", "请照例子写")],
)
def test_a_wrong_address_is_explained_and_not_tried(
    parts: WizardParts, card: LanCard, script: Script, typed: str, words: str
) -> None:
    """The reason stands below the field; what was typed stays."""
    type_text(card.field.edit, typed)
    click(parts, card.test_button)
    QApplication.processEvents()
    assert any(words in text for text in visible_texts(card))
    assert (script.looks, card.field.edit.text()) == ([], typed)


def test_the_switch_stops_everything(
    parts: WizardParts, card: LanCard, script: Script, consent: list[str], qtbot: QtBot
) -> None:
    """With the network test off nothing begins, and what still comes of a look is dropped."""
    script.hold = True
    click(parts, card.find_button)
    qtbot.waitUntil(lambda: bool(script.looks))
    parts.wizard.context.check.allow(allowed=False)
    assert card.model.job is LanJob.NONE
    qtbot.waitUntil(lambda: not parts.bridge._tasks)
    QApplication.processEvents()
    assert parts.wizard.context.session.state.lan is None
    assert not card.find_button.isEnabled()
    assert not card.test_button.isEnabled()
    assert any("关掉了网络检测" in text for text in visible_texts(card))
    card.model.find()
    card.model.test("192.168.1.77:8443")
    assert len(script.looks) == 1


def test_stopping_keeps_what_was_seen(
    parts: WizardParts, card: LanCard, script: Script, consent: list[str], qtbot: QtBot
) -> None:
    """The button is there while a look runs; the result says that it was stopped."""
    script.hold = True
    assert not card.stop_button.isVisible()
    click(parts, card.find_button)
    assert card.stop_button.isVisible()
    assert "正在查找" in card.state.text()
    finish(qtbot, card, lambda: click(parts, card.stop_button))
    assert "已停止" in card.found.text()
    assert not card.stop_button.isVisible()


def test_results_of_an_older_look_are_dropped(parts: WizardParts, card: LanCard, script: Script) -> None:
    """Only the newest look counts."""
    card.model._run_id = 99
    parts.bridge.message.emit(RunMessage(run_id=98, lan=SCAN))
    QApplication.processEvents()
    assert parts.wizard.context.session.state.lan is None


def test_nothing_is_recorded_once_the_window_closes(
    parts: WizardParts, card: LanCard, script: Script, consent: list[str], qtbot: QtBot
) -> None:
    """A look that still runs is ended, and its result dropped."""
    script.hold = True
    click(parts, card.find_button)
    qtbot.waitUntil(lambda: bool(script.looks))
    session = parts.wizard.context.session
    parts.wizard.reject()
    qtbot.waitUntil(lambda: not parts.bridge._tasks)
    QApplication.processEvents()
    assert session.state.lan is None


def test_a_bug_reaches_the_crash_dialog(
    parts: WizardParts, card: LanCard, script: Script, consent: list[str], qtbot: QtBot
) -> None:
    """A programming error of the probe thread is raised on the GUI thread, and the card can be used again."""
    script.error = ZeroDivisionError()
    with qtbot.captureExceptions() as exceptions:
        click(parts, card.find_button)
        qtbot.waitUntil(lambda: bool(exceptions))
    assert exceptions[0][0] is ZeroDivisionError
    assert card.find_button.isEnabled()


def test_a_terminal_on_its_own_card_closes_the_card(parts: WizardParts, card: LanCard) -> None:
    """The reason is said; whoever wants to look all the same may."""
    parts.wizard.context.session.record_answer("connection", "cellular")
    assert not card.body.isVisible()
    assert "从局域网看不到它" in card.intro.text()
    click(parts, card.open)
    assert card.body.isVisible()


def test_texts_follow_the_language(
    parts: WizardParts, card: LanCard, script: Script, consent: list[str], qtbot: QtBot
) -> None:
    """Results too."""
    finish(qtbot, card, lambda: click(parts, card.find_button))
    type_text(card.field.edit, "192.168.1.77:8443")
    finish(qtbot, card, lambda: click(parts, card.test_button))
    parts.wizard.context.texts.switch()
    QApplication.processEvents()
    assert "192.168.1.77:8443 answers" in card.answer.text()
    assert "192.168.1.77  PAX" in visible_texts(card)
    assert card.find_button.text() == "Find"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("answer", TerminalAnswer)
def test_every_answer_has_its_words(lang: str, answer: TerminalAnswer) -> None:
    """With the address in them where it matters, with the maker where a device was seen."""
    test = replace(TEST, answer=answer, found_at=("192.168.1.88",))
    said = words_of_test(Texts(lang), test)
    assert "192.168.1.88" in said
    assert ("百富" in said or "PAX" in said) == (answer in ("answers", "refused", "silent_port", "not_found"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_problem_has_its_words(lang: str) -> None:
    """Nothing else is said then."""
    for problem in LanProblem:
        scan = LanScan(problem=problem)
        assert len([*scan_lines(Texts(lang), scan), *rest_lines(Texts(lang), scan)]) == 1


def test_devices_in_words() -> None:
    """A modem says little, a router is named."""
    texts = Texts("zh")
    assert "通信模块" in device_text(texts, MODEM)
    assert device_text(texts, replace(PAX, is_router=True)).endswith("（这是路由器）")


def _report_with(**detail: Any) -> Any:
    report = verdict_report(Targets(), CLEAN)
    system = Observation(op=Operation.ADAPTER, target="system", t0_s=0.0, dt_s=0.0, detail=detail)
    return replace(report, probes=(replace(report.probes[0], observations=(system,)), *report.probes[1:]))


def test_what_is_plugged_in(knowledge: Knowledge) -> None:
    """Terminals by USB, serial ports of terminals, and serial adapters; no modem, nothing unknown, nothing twice."""
    usb = [
        {"vendor_id": "1eab", "product_id": "0003", "maker": "新大陆", "class": "pos"},
        {"vendor_id": "0b00", "product_id": "0054", "maker": "Ingenico", "class": "pos"},
        {"vendor_id": "2c7c", "product_id": "0125", "maker": "移远", "class": "modem"},
    ]
    ports = [
        {"name": "COM3", "maker": "新大陆", "class": "pos"},
        {"name": "COM4", "maker": "沁恒 CH34x", "class": "serial_bridge"},
        {"name": "COM1"},
    ]
    report = _report_with(usb=usb, serial_ports=ports)
    zh = plugged_lines(Texts("zh"), knowledge, report)
    assert zh[1:] == [
        "USB：Ingenico",
        "串口 COM3：新大陆",
        "串口转接线 COM4：沁恒 CH34x。POS机或密码键盘可能接在这里。",
    ]
    en = plugged_lines(Texts("en"), knowledge, report)
    assert en[2] == "Serial port COM3: Newland"
    assert plugged_lines(Texts("zh"), knowledge, _report_with()) == []
    assert plugged_lines(Texts("zh"), knowledge, None) == []
