"""The list of modules that the exe keeps at hand for its start is the one that a start needs."""

import os
import subprocess
import sys
from pathlib import Path

from pack import READERS

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "build" / "early_modules.txt"


def test_what_a_start_needs_is_at_hand() -> None:
    """A module that is missing in the list makes every start of the exe unpack all the others first."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.qt.early"],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    needed, listed = set(done.stdout.split()), set(LIST.read_text(encoding="ascii").split())
    assert needed - listed - {*READERS} == set()  # the exe has what they read in packed form
    assert listed <= needed
