"""The built wizard, driven by real mouse and keyboard on a Windows in the lab's network, says what the source says."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

from gui.report import verify_file
from tests.lab.test_wizard import FROZEN, NO_NETWORK, read_back
from tests.lab.world import Lab
from tests.packaged.owner import Owner
from tests.packaged.windows_pc import Screen, WindowsPc, wait_until

pytestmark = [pytest.mark.frozen, pytest.mark.usefixtures("last_picture")]

STORIES = {"healthy": FROZEN, "captive-portal": NO_NETWORK, "resolver-down": NO_NETWORK}
PcOf = Callable[[Lab], WindowsPc]


@pytest.fixture
def pc_of(prefix: Path, screen: Screen) -> PcOf:
    """Give a function that puts a Windows PC into a lab."""
    return lambda lab: WindowsPc(lab, prefix, screen)


def source_run(lab: Lab, answers: dict[str, str], folder: Path) -> dict[str, Any]:
    """Walk the wizard from source in the same network with the same answers; return its exported JSON."""
    command = [sys.executable, "-m", "tests.qt.walk", "--targets", str(lab.targets_file), "--out", str(folder)]
    done = lab.run([*command, "--answers", json.dumps(answers)], timeout_s=120, env={"QT_QPA_PLATFORM": "offscreen"})
    assert done.returncode == 0, done.stderr
    exported: dict[str, Any] = json.loads(next(folder.glob("POSCheckup-*.json")).read_text(encoding="utf-8"))
    return exported


@pytest.mark.parametrize("case", STORIES)
def test_a_walk_by_mouse_and_keyboard(case: str, pc_of: PcOf, tmp_path: Path) -> None:
    """From a folder and a user with Chinese names to the exported report, which says what the source run says."""
    answers = dict(STORIES[case])
    with Lab() as lab:
        lab.apply(case)
        expected = source_run(lab, answers, tmp_path)
        with pc_of(lab) as pc:
            owner = Owner(pc, case)
            owner.start()
            owner.tell_trouble(answers)
            owner.wait_for_check()
            for page in ("steps", "verdict", "report"):
                owner.next(page)
                owner.keep_picture(page)
            pdf, exported = owner.export()
            verify(pdf, exported, expected)


def verify(pdf: Path, exported: Path, expected: dict[str, Any]) -> None:
    """Both files are sealed and whole, and say what the source run said of the same network."""
    assert verify_file(pdf).ok
    assert verify_file(exported).ok
    said = json.loads(exported.read_text(encoding="utf-8"))
    assert said.keys() == expected.keys()
    assert conclusion_of(said) == conclusion_of(expected)
    probabilities, wanted = (
        {one["cause"]: one["p"] for one in report["diagnosis"]["ranked"]} for report in (said, expected)
    )
    assert probabilities == pytest.approx(wanted, abs=1e-9)
    assert len(pypdf.PdfReader(pdf).pages) >= 2
    read_back(pdf, said["verdict"]["sentence"])


def probabilities_of(report: dict[str, Any]) -> dict[str, float]:
    """Return the probability of each cause."""
    return {one["cause"]: one["p"] for one in report["diagnosis"]["ranked"]}


def conclusion_of(report: dict[str, Any]) -> dict[str, Any]:
    """Return what must not depend on the system: answers, verdicts, what is next, and which checks were made."""
    check = report["check"]["verdict"]
    return {
        "answers": report["answers"],
        "network": (check["segment"], check["fault"]),
        "verdict": {name: report["verdict"][name] for name in ("cause", "owner", "sentence")},
        "steps": [step["id"] for step in report["diagnosis"]["next_steps"]],
        "excluded": report["diagnosis"]["excluded"],
        "probes": [(probe["id"], probe["state"]) for probe in report["check"]["probes"]],
    }


def test_killed_in_the_checklist_it_goes_on(pc_of: PcOf) -> None:
    """The power fails in the middle: the next start offers the case, and every answer is there."""
    with Lab() as lab, pc_of(lab) as pc:
        owner = Owner(pc, "killed")
        owner.start()
        owner.tell_trouble(FROZEN)
        owner.wait_for_check()
        owner.next("steps")
        owner.press("space")  # the focus is on the answer that changes nothing: not solved
        wait_until(lambda: any(event["kind"] == "step_done" for event in owner.events()), "a step", limit_s=15)
        before, answers = owner.events(), owner.answers()
        pc.kill_program()
        owner.start_again()
        owner.keep_picture("resume")
        owner.press("Return")
        wait_until(lambda: len(owner.events()) > len(before), "the case goes on", limit_s=30)
        wait_until(lambda: owner.page == "steps", "the checklist", limit_s=30)
        owner.keep_picture("steps-again")
        assert owner.answers() == answers
        assert [event for event in owner.events() if event["kind"] == "step_done"] == [
            event for event in before if event["kind"] == "step_done"
        ]
