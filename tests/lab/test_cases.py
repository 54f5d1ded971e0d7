"""Every row of the domain list that is told apart so far: break the network, run the check, read the verdict."""

import json
import sys

import pytest

from gui.model.codec import from_json
from gui.model.observation import CheckReport, ProbeState
from tests.lab.cases import CASES, Case
from tests.lab.world import Lab

pytestmark = pytest.mark.lab


def check(lab: Lab, *arguments: str) -> CheckReport:
    """Run the connectivity check on the shop's PC."""
    done = lab.run([sys.executable, "-W", "always", "-m", "tests.lab.run_check", str(lab.targets_file), *arguments])
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return from_json(CheckReport, json.loads(done.stdout))


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_verdict(case: Case, lab: Lab) -> None:
    """The verdict names the segment, the fault and what is worth a word."""
    lab.apply(case.id)
    report = check(lab)
    verdict = report.verdict
    assert (verdict.segment, verdict.fault) == (case.segment, case.fault), verdict
    assert set(case.remarks) <= set(verdict.remarks)
    assert not [probe.id for probe in report.probes if probe.state is ProbeState.CRASHED]


#: The only way to the truth is closed, the rest must still be right. What is left out of the targets file.
@pytest.mark.parametrize(
    "left_out", [("portal", "resolver", "ntp", "control"), ("resolver", "control"), ("portal", "ntp")]
)
@pytest.mark.parametrize("case_id", ["healthy", "router-wan-down", "dns-hijack", "acquirer-down", "cert-expired"])
def test_verdict_with_few_targets(case_id: str, left_out: tuple[str, ...], lab: Lab) -> None:
    """A targets file may hold little more than endpoints."""
    expected = next(case for case in CASES if case.id == case_id)
    lab.write_targets(leave_out=left_out)
    lab.apply(case_id)
    verdict = check(lab).verdict
    assert (verdict.segment, verdict.fault) == (expected.segment, expected.fault), verdict


@pytest.mark.parametrize("case_id", ["healthy", "path-loss", "loss-on-local-link", "isp-outage"])
def test_verdict_without_permission_to_ping(case_id: str, lab: Lab) -> None:
    """Without capabilities, and outside of `ping_group_range`, no ICMP socket opens: loss comes from DNS queries."""
    expected = next(case for case in CASES if case.id == case_id)
    lab.apply(case_id)
    argv = [sys.executable, "-m", "tests.lab.run_check", str(lab.targets_file)]
    done = lab.run(["setpriv", "--bounding-set=-all", "--inh-caps=-all", *argv])
    verdict = from_json(CheckReport, json.loads(done.stdout)).verdict
    assert (verdict.segment, verdict.fault) == (expected.segment, expected.fault), verdict
