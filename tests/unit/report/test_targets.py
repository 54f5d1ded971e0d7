"""Whom a run contacted, as the report lists it."""

import json
from dataclasses import replace

from gui.model.failure import Operation
from gui.model.observation import Observation
from gui.report import document_json
from tests.unit.report.examples import check, document, rich_state


def test_an_address_that_was_only_asked_about_is_no_target() -> None:
    """Everybody on the LAN is asked who claims an address; nobody is contacted at it."""
    report = check()
    asked = Observation(op=Operation.ARP_PROBE, target="192.168.1.50", t0_s=0.1, dt_s=1.0)
    pinged = Observation(op=Operation.PING, target="192.168.1.1", t0_s=0.1, dt_s=1.0)
    portal = replace(report.probes[1], observations=(asked, pinged))
    state = replace(rich_state(), check=replace(report, probes=(report.probes[0], portal)))
    assert json.loads(document_json(document("zh", state)))["targets_tested"] == ["192.168.1.1"]
