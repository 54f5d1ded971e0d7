"""A router under load, with other flows first in its table than in the case itself, and without permission to ping."""

import json
import sys

import pytest

from gui.model.codec import from_json
from gui.model.observation import CheckReport, Segment
from tests.lab.checking import check
from tests.lab.world import Lab

pytestmark = pytest.mark.lab


@pytest.mark.parametrize(
    "left_out",
    [
        ("resolver",),  # a page, then a series of pings
        ("resolver", "portal"),  # a time server
        ("resolver", "portal", "ntp"),  # a series of pings from its first packet on, or a connection
    ],
)
def test_whichever_flow_gets_the_only_place(left_out: tuple[str, ...], lab: Lab) -> None:
    """Without a public name server something else is the first new flow; connections that end leave it to the next."""
    lab.write_targets(leave_out=left_out)
    lab.apply("nat-table-full")
    verdict = check(lab).verdict
    assert (verdict.segment, verdict.fault) == (Segment.ROUTER, "session-limit"), verdict


@pytest.mark.parametrize(
    ("case_id", "fault"), [("bufferbloat-upload", "bufferbloat"), ("nat-table-full", "session-limit")]
)
def test_without_permission_to_ping(case_id: str, fault: str, lab: Lab) -> None:
    """Connections and name servers tell it alone."""
    lab.apply(case_id)
    argv = [sys.executable, "-m", "tests.lab.run_check", str(lab.targets_file)]
    done = lab.run(["setpriv", "--bounding-set=-all", "--inh-caps=-all", *argv])
    verdict = from_json(CheckReport, json.loads(done.stdout)).verdict
    assert (verdict.segment, verdict.fault) == (Segment.ROUTER, fault), verdict
