"""The real program, killed at random moments: the short form of `python -m tests.bench.crash_test`."""

import sys
from pathlib import Path

import pytest

from tests.bench.crash_test import Ledger, Tally, crash
from tests.unit.knowledge_factory import make_knowledge

KILLS = 6


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL, and waiting at a pipe")
def test_a_killed_program_loses_nothing_that_was_durable(tmp_path: Path) -> None:
    """The case reopens after every kill, the file is sound, and each event that the pages were told of is there."""
    tally = crash(KILLS, 2, tmp_path / "data")
    assert tally.problems == []
    assert tally.is_fine
    assert tally.durable > KILLS
    assert (tally.kills, tally.reopened, tally.sound, tally.lost) == (KILLS, KILLS, KILLS, 0)
    assert f"{KILLS} of {KILLS}" in tally.table()


def test_what_is_lost_would_be_seen(tmp_path: Path) -> None:
    """An event that was told and is not there, and a file that was damaged, are problems."""
    tally, ledger = Tally(kills=1), Ledger(make_knowledge())
    ledger.note({"case": "a", "events": [{"seq": 1, "kind": "answered", "data": {"id": "charged", "value": "no"}}]})
    ledger.check(tmp_path, tally)
    assert (tally.lost, len(tally.problems), tally.is_fine) == (1, 1, False)
    (tmp_path / "cases.db").write_text("no database")
    ledger.check(tmp_path, tally)
    assert len(tally.problems) == 2
