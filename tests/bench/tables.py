"""What the benches share to print: Markdown tables, and the state of the sources that a figure belongs to."""

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.lab.world import ROOT


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return a Markdown table; `right`: numbers of the columns (from 0) with figures, which stand on the right."""
    rule = ["---:" if number in right else "---" for number in range(len(head))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def against(value: float, limit: float, unit: str = "", *, at_least: bool = False) -> str:
    """Return a limit in words, with what the value does to it."""
    sign, is_kept = ("≥", value >= limit) if at_least else ("≤", value <= limit)
    words = f"{sign} {limit:g}{unit}"
    return words if is_kept else f"{words}: missed"


def source_state() -> str:
    """Return the date and the commit of the sources, and whether files differ from it."""
    commit = _git("rev-parse", "--short=10", "HEAD") or "no commit"
    changed = " with changes" if _git("status", "--porcelain", "--untracked-files=no", "--", "gui", "tests/lab") else ""
    return f"{datetime.now(UTC):%Y-%m-%d}, commit {commit}{changed}"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""
