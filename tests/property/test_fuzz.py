"""The short form of `python -m tests.bench.fuzz`: the worst inputs that are known, and some of each kind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INPUTS = 6000


@pytest.mark.skipif(sys.platform == "win32", reason="no alarm there that breaks an input off")
def test_no_input_and_no_server_is_too_much(tmp_path: Path) -> None:
    """None crashes, none takes longer than its budget, and no process grows beyond its bound."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.fuzz", "--inputs", str(INPUTS), "--failures", tmp_path],
        cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "ignore"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{INPUTS:,}" in done.stdout
