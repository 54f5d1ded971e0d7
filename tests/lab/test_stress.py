"""60 s of real probing with pages opening and closing leave the program alive."""

import json
import sys
from pathlib import Path

import pytest

from tests.lab.world import Lab, missing_for_lab

pytestmark = [
    pytest.mark.lab,
    pytest.mark.slow,
    pytest.mark.skipif(missing_for_lab() is not None, reason=missing_for_lab() or ""),
]


def test_a_minute_of_probing_and_turning_pages(tmp_path: Path) -> None:
    """The process ends by itself with status 0, and every widget died on the GUI thread."""
    with Lab() as lab:
        command = [sys.executable, "-X", "faulthandler", "-m", "tests.qt.stress", "--targets", str(lab.targets_file)]
        command += ["--data", str(tmp_path), "--seconds", "60"]
        done = lab.run(command, timeout_s=180, env={"QT_QPA_PLATFORM": "offscreen", "POSCHECKUP_LAB": "1"})
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["destroyed_on_gui_thread_only"]
    assert figures["turns"] > 100
    assert figures["runs"] >= 5
    assert figures["events"] > 50
