"""One connectivity check on the lab's PC, for the tests and the benches."""

import json
import sys
from collections.abc import Mapping

from gui.model.codec import from_json
from gui.model.observation import CheckReport
from tests.lab.cases import Case
from tests.lab.world import Lab


def check(lab: Lab, *arguments: str, env: Mapping[str, str] | None = None) -> CheckReport:
    """Run the connectivity check on the shop's PC."""
    argv = [sys.executable, "-W", "always", "-m", "tests.lab.run_check", str(lab.targets_file), *arguments]
    done = lab.run(argv, env=env)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return from_json(CheckReport, json.loads(done.stdout))


def check_case(case: Case) -> CheckReport:
    """Run the check in a world of its own."""
    with Lab() as lab:
        lab.apply(case.id)
        return check(lab, *case.arguments, env=case.env)
