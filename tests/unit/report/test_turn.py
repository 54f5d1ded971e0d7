"""Whose turn it is, as the first page of the report says it."""

import json
from dataclasses import replace

import pytest

from gui.model.case import CaseState
from gui.model.observation import Segment, Verdict
from gui.report import document_json
from tests.unit.report import examples
from tests.unit.report.examples import document, rich_diagnosis


@pytest.mark.parametrize(
    ("segment", "fault", "owner", "expected"),
    [
        (Segment.ROUTER, "port-blocked", "network_admin", "下一步由谁处理：网络管理员"),
        (Segment.NONE, "none", None, "下一步由谁处理：没有发现故障，不用处理"),
        (Segment.UNKNOWN, "unknown", None, "下一步由谁处理：请收单机构协助判断"),
    ],
)
def test_who_acts_when_only_the_network_was_asked_about(
    segment: Segment, fault: str, owner: str | None, expected: str
) -> None:
    """Whoever the fault is with, as the page says; a cause that is merely likelier than others names nobody."""
    check = replace(examples.check(), verdict=Verdict(segment=segment, fault=fault, confidence=0.9))
    report = document(state=CaseState(answers={"trouble": "network_only"}, check=check), diagnosis=rich_diagnosis())
    assert report.turn == expected
    assert json.loads(document_json(report))["verdict"]["owner"] == owner
    without = document(state=CaseState(answers={"trouble": "network_only"}), diagnosis=rich_diagnosis())
    assert without.turn == "下一步由谁处理：请收单机构协助判断"
