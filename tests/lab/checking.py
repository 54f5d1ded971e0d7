"""One connectivity check on the lab's PC, for the tests and the benches."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from gui.model.codec import from_json
from gui.model.observation import CheckReport
from tests.lab.cases import Case
from tests.lab.world import Lab

#: Without capabilities, and outside of `ping_group_range`, no ICMP socket opens.
_WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A case with what is left out of its targets file, and whether the check may ping."""

    case: Case
    left_out: tuple[str, ...] = ()
    may_ping: bool = True

    @property
    def id(self) -> str:
        """Name it in a test's name."""
        parts = (self.case.id, *(f"no {name}" for name in self.left_out), *(() if self.may_ping else ("no ping",)))
        return ", ".join(parts)


def check(lab: Lab, *arguments: str, env: Mapping[str, str] | None = None, may_ping: bool = True) -> CheckReport:
    """Run the connectivity check on the shop's PC."""
    argv = [sys.executable, "-W", "always", "-m", "tests.lab.run_check", str(lab.targets_file), *arguments]
    done = lab.run(argv if may_ping else [*_WITHOUT_RIGHTS, *argv], env=env)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return from_json(CheckReport, json.loads(done.stdout))


def check_case(case: Case) -> CheckReport:
    """Run the check in a world of its own."""
    return check_trial(Trial(case=case))


def check_trial(trial: Trial) -> CheckReport:
    """Do the same in other circumstances."""
    case = trial.case
    with Lab() as lab:
        if trial.left_out:
            lab.write_targets(leave_out=trial.left_out)
        lab.apply(case.id)
        return check(lab, *case.arguments, env=case.env, may_ping=trial.may_ping)
