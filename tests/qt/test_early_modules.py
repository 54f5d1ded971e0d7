"""The list of modules that the exe keeps at hand for its start is the one that a start needs."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "build" / "early_modules.txt"
#: Only the sources read the data files; in the exe they are packed (`READERS` in `build/pack.py`).
READERS = frozenset(
    f"gui.kb.{name}"
    for name in (
        "checks", "codes", "entities", "loader", "mac_prefixes", "maker_rows", "reference", "spelling_files",
        "text_files", "translations", "usb_ids",
    )
)  # fmt: skip


def test_what_a_start_needs_is_at_hand() -> None:
    """A module that is missing in the list makes every start of the exe unpack all the others first."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.qt.early"],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    needed, listed = set(done.stdout.split()), set(LIST.read_text(encoding="ascii").split())
    assert needed - listed - READERS == set()
    assert listed <= needed
