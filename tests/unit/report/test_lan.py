"""What the report says of the shop's own network, and that it keeps the shop's other devices to itself."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from gui.kb import load_catalog
from gui.model.case import Event, EventKind
from gui.model.codec import to_json
from gui.model.lan import LanProblem, LanReport, LanScan, TerminalAnswer
from gui.report import Document, build_document, document_json
from tests.unit.model.test_lan import PAX, SCAN, TEST
from tests.unit.report import examples
from tests.unit.report.test_document import SCHEMA

AT = "2026-11-23T08:00:00Z"
LAN = LanReport(scan=SCAN.of_terminals_only(), scanned_utc=AT, test=TEST, tested_utc=AT)
HIDDEN = frozenset({"terminal_address"})


def report(lan: LanReport | None, *, lang: str = "zh", hidden: frozenset[str] = frozenset()) -> Document:
    """Return the report of a case in which the LAN was looked at, in the real texts."""
    state = replace(examples.rich_state(), lan=lan)
    case = examples.case_of(state)
    seen = Event(seq=len(case.events) + 1, at_utc=AT, kind=EventKind.LAN_SEEN, data={"test": to_json(TEST)})
    case = replace(case, events=(*case.events, *((seen,) if lan and lan.test else ())))
    return build_document(
        examples.knowledge(),
        load_catalog(lang),
        case,
        state,
        examples.rich_diagnosis(),
        now_utc=AT,
        system="Windows 11",
        hidden_fields=hidden,
    )


def lan_lines(made: Document) -> tuple[str, ...]:
    """Return the lines of the section; empty without one."""
    titles = ("店里局域网上的POS机", "The terminal on the shop's network")
    return next((section.lines for section in made.details if section.title in titles), ())


def test_nobody_looked() -> None:
    """There is no section and no member of the JSON."""
    made = report(None)
    assert lan_lines(made) == ()
    assert "lan" not in made.content


def test_what_was_seen_in_both_languages() -> None:
    """The test with its time, the devices by makers of terminals, the rest as a count."""
    assert lan_lines(report(LAN)) == (
        "2026-11-23 16:00:00（北京时间） 测试 192.168.1.77:8443：有设备，端口没开",
        "192.168.1.77（百富，地址前段 00176f）",
        "2026-11-23 16:00:00（北京时间） 查找 192.168.1.0/24：疑似POS机 1 台，其他设备 1 台，其中随机地址 0 台。",
        "疑似POS机：192.168.1.77（百富，地址前段 00176f）",
        "没找到不代表没有。",
    )
    english = lan_lines(report(LAN, lang="en"))
    assert "terminal tested at 192.168.1.77:8443: a device is there, the port is closed" in english[0]
    assert "192.168.1.77 (PAX, hardware address begins 00176f)" in english[3]


def test_a_moved_terminal_and_a_look_that_was_not_made() -> None:
    """Where the port answers instead, and why nobody looked."""
    moved = replace(TEST, answer=TerminalAnswer.NOT_FOUND, device=None, found_at=("192.168.1.88",))
    no_look = LanScan(problem=LanProblem.TUNNEL)
    lines = lan_lines(report(replace(LAN, test=moved, scan=no_look)))
    assert "没有应答" in lines[0]
    assert lines[1] == "同一端口在这里有应答：192.168.1.88"
    assert "VPN" in lines[2]
    assert len(lines) == 3


def test_nobody_found() -> None:
    """That proves nothing, and the report says so; a device without a known maker is not spoken of."""
    lines = lan_lines(report(LanReport(scan=replace(SCAN, devices=()), scanned_utc=AT)))
    assert "疑似POS机 0 台" in lines[0]
    assert lines[-1] == "没找到不代表没有。"
    stranger = replace(TEST, device=replace(PAX, maker_zh="", maker_en=""))
    assert len(lan_lines(report(LanReport(test=stranger, tested_utc=AT)))) == 1


@pytest.mark.parametrize("lan", [LAN, LanReport(scan=LanScan(problem=LanProblem.NO_LAN)), LanReport(test=TEST), None])
def test_the_json_fits_the_schema(lan: LanReport | None) -> None:
    """With every part and with none, events included."""
    Draft202012Validator(SCHEMA).validate(json.loads(document_json(report(lan))))


def test_an_address_that_is_left_out_is_nowhere() -> None:
    """Neither in the section nor in the events; what was found around stays."""
    made = report(LAN, hidden=HIDDEN)
    assert "8443" not in document_json(made).decode()
    assert "8443" not in " ".join(lan_lines(made))
    assert len(lan_lines(made)) == 3
