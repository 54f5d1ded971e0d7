"""Every row of the domain list: break the network, run the check, read the verdict; some once more with less."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from gui.model.observation import CheckReport, ProbeState
from tests.lab.cases import CASES, by_id
from tests.lab.checking import Trial, check_trial
from tests.lab.world import missing_for_lab

pytestmark = pytest.mark.lab

ROWS = tuple(Trial(case=case) for case in CASES)

#: A targets file may hold little more than endpoints.
FEW_TARGETS = tuple(
    Trial(case=by_id(case_id), left_out=left_out)
    for case_id in ("healthy", "router-wan-down", "dns-hijack", "acquirer-down", "cert-expired")
    for left_out in (("portal", "resolver", "ntp", "control"), ("resolver", "control"), ("portal", "ntp"))
)

#: Then loss comes from DNS queries, and a full table is seen by connections and name servers alone. A full queue is not
#: among them: when it delays every name server beyond its time (once in some dozens of runs), they seem to be dead.
NO_PINGS = tuple(
    Trial(case=by_id(case_id), may_ping=False)
    for case_id in (
        "healthy", "path-loss", "loss-on-local-link", "isp-outage", "nat-table-full",
    )
)  # fmt: skip

#: Without a public name server another flow is the first of a full table: a page, then a series of pings.
OTHER_FLOW = Trial(case=by_id("nat-table-full"), left_out=("resolver",))


@pytest.fixture(scope="session")
def reports(request: pytest.FixtureRequest) -> dict[str, Future[CheckReport]]:
    """Run the trials of the selected tests side by side: a run mostly waits for answers that do not come."""
    if (reason := missing_for_lab()) is not None:
        pytest.skip(reason)
    chosen = [item.callspec.params.get("trial") for item in request.session.items if hasattr(item, "callspec")]
    with ThreadPoolExecutor(max_workers=4) as pool:
        return {trial.id: pool.submit(check_trial, trial) for trial in chosen if isinstance(trial, Trial)}


@pytest.mark.parametrize(
    "trial", [pytest.param(trial, id=trial.id) for trial in (*ROWS, *FEW_TARGETS, *NO_PINGS, OTHER_FLOW)]
)
def test_verdict(trial: Trial, reports: dict[str, Future[CheckReport]]) -> None:
    """The verdict names the segment, the fault and, of a row as it stands, what is worth a word.

    A busy machine is a slow line to the checks. What was misjudged beside others is judged once more by itself (they
    have ended by now); how often a first verdict is wrong is measured by `tests.bench.verdict_matrix`.
    """
    report, case = reports[trial.id].result(), trial.case
    if (report.verdict.segment, report.verdict.fault) != (case.segment, case.fault):
        report = check_trial(trial)
    verdict = report.verdict
    assert (verdict.segment, verdict.fault) == (case.segment, case.fault), verdict
    assert trial not in ROWS or set(case.remarks) <= set(verdict.remarks)
    assert not [probe.id for probe in report.probes if probe.state is ProbeState.CRASHED]
