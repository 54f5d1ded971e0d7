"""Every row of the domain list that is told apart so far: break the network, run the check, read the verdict."""

import json
import sys
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from gui.model.codec import from_json
from gui.model.observation import CheckReport, ProbeState
from tests.lab.cases import CASES, Case
from tests.lab.checking import check, check_case
from tests.lab.world import Lab, missing_for_lab

pytestmark = pytest.mark.lab


@pytest.fixture(scope="session")
def reports(request: pytest.FixtureRequest) -> dict[str, Future[CheckReport]]:
    """Run the cases of the selected tests side by side: a run mostly waits for answers that do not come."""
    if (reason := missing_for_lab()) is not None:
        pytest.skip(reason)
    chosen = [item.callspec.params.get("case") for item in request.session.items if hasattr(item, "callspec")]
    with ThreadPoolExecutor(max_workers=4) as pool:
        return {case.id: pool.submit(check_case, case) for case in chosen if isinstance(case, Case)}


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_verdict(case: Case, reports: dict[str, Future[CheckReport]]) -> None:
    """The verdict names the segment, the fault and what is worth a word."""
    report = reports[case.id].result()
    verdict = report.verdict
    assert (verdict.segment, verdict.fault) == (case.segment, case.fault), verdict
    assert set(case.remarks) <= set(verdict.remarks)
    assert not [probe.id for probe in report.probes if probe.state is ProbeState.CRASHED]


#: What is left out of the targets file.
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
