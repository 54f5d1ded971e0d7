"""SECURITY.md speaks of what is there: every path and command in it exists."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / ".github" / "SECURITY.md").read_text(encoding="utf-8")
#: Made by the build, or by the program in the user's folder.
MADE = {"dist/POSCheckup.cdx.json"}


def test_every_file_it_names_is_there() -> None:
    """In the text between backticks, whatever has a folder and an ending."""
    named = set(re.findall(r"`([A-Za-z_.]+/[A-Za-z0-9_./]+\.[a-z]+)`", PAGE)) - MADE
    assert len(named) >= 5
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_every_command_it_names_is_there() -> None:
    """Of the project's own script, and of the benches."""
    commands = (ROOT / "build" / "dev.py").read_text(encoding="utf-8")
    ours = re.findall(r"python3 build/dev\.py ([a-z-]+)", PAGE)
    assert {"audit", "exe", "sign"} <= set(ours)
    assert [name for name in ours if f'"{name}": (_' not in commands] == []
    modules = [shlex.split(line)[2] for line in PAGE.splitlines() if line.startswith("python -m tests.")]
    assert modules
    assert [name for name in modules if not (ROOT / f"{name.replace('.', '/')}.py").is_file()] == []
