"""A terminal's own words for 'no network' never hide what the PC measured on the line that both share."""

import pytest

from gui.diagnose import diagnose
from gui.kb import load_knowledge
from gui.model.case import CaseState
from gui.model.observation import CheckReport, Segment, Verdict

KNOWLEDGE = load_knowledge()
ROOTS = {
    "captive-portal": "captive-portal",
    "no-carrier": "no-internet",
    "wan-down": "no-internet",
    "outage": "no-internet",
    "arrears-portal": "no-internet",
    "resolver-down": "dns-failure",
    "isp-dns-down": "dns-failure",
    "dns-hijack": "dns-hijacked",
    "port-blocked": "firewall-blocks-provider",
    "firewall-reject": "firewall-blocks-provider",
    "path-loss": "unstable-line",
    "wifi-loss": "unstable-line",
    "tls-mitm": "proxy-vpn-or-inspection",
    "mtu-black-hole": "mtu-problem",
}
WORDS = ("", "E102", "E103", "E104", "E107", "FF", "网络异常", "通讯失败", "连接服务器失败")


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("fault", ROOTS)
@pytest.mark.parametrize("connection", ["wifi", "ethernet"])
def test_the_measured_fault_is_the_root(fault: str, words: str, connection: str) -> None:
    """With any general network code the first cause is the one of the verdict."""
    verdict = Verdict(segment=Segment(KNOWLEDGE.network_faults[fault].segment), fault=fault, confidence=0.9)
    answers = {
        "trouble": "no_network",
        "charged": "no",
        "connection": connection,
        "other_card_works": "no",
        "qr_works": "no",
        "code": words,
    }
    report = CheckReport(started_utc="2026-11-23T10:00:00Z", duration_ms=1500, verdict=verdict, probes=())
    diagnosis = diagnose(KNOWLEDGE, CaseState(answers=answers, check=report))
    assert diagnosis.ranked[0].cause == ROOTS[fault]
