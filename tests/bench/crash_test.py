"""Kills the real wizard at random moments and looks for what is lost: `python -m tests.bench.crash_test [--kills 200]`.

Restless hands (`tests/qt/restless_hands.py`) click and type in the program, `python -m gui --no-network`, which is
killed (SIGKILL) at a moment that the seed gives: while it starts, or some time after its window was there. All rounds
have one data folder: each goes on with the case that the one before left, and finds its files as the kill left them.
After each kill:

- the store opens, calls nothing damaged, and SQLite's `integrity_check` is fine;
- every event that the program's pages were told of is there as it was told, in every case of the folder, and at most
  one more (killed between the disk and the telling);
- the case that was worked on last is offered again, and what it adds up to is what its events say.

`--exe FILE` does the same with the Windows program under Wine (`tests/bench/crash_exe.py`). Prints a table; exit status
1: something was lost or did not open.
"""

import argparse
import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from gui.kb import load_knowledge
from gui.model.case import CaseFile
from gui.model.codec import to_json
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.session import Workspace, replay
from gui.store import Store
from tests.bench.tables import markdown
from tests.lab.world import ROOT

Told = dict[str, list[dict[str, Any]]]

#: One kill of ten comes while the program starts, within so many seconds.
STARTS_OF_TEN, START_S = 1, 1.0
#: The others come up to so many events after the window is there, and then up to so many seconds later.
MOST_EVENTS, MOST_S = 40, 0.05
#: A program that says nothing for so long hangs.
LIMIT_S = 120.0


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came of the kills."""

    kills: int = 0
    while_starting: int = 0
    reopened: int = 0
    sound: int = 0
    durable: int = 0
    answers: int = 0
    lost: int = 0
    untold: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        """Whether every kill left a case that opens, and nothing was lost."""
        return not self.problems and self.kills == self.reopened == self.sound and not self.lost

    def table(self) -> str:
        """Return the figures as a Markdown table."""
        rows = [
            ("kills, of them while starting", f"{self.kills}, {self.while_starting}"),
            ("the case reopens", f"{self.reopened} of {self.kills}"),
            ("`integrity_check` is ok", f"{self.sound} of {self.kills}"),
            (
                "events told before a kill, of them more than a page turned",
                f"{self.durable}, {self.answers}",
            ),
            ("of these lost", str(self.lost)),
            ("durable beyond what was told", str(self.untold)),
        ]
        return markdown(("crash test", "seen"), rows, right=(1,))


class Ledger:
    """What must be in a data folder: every event that was durable, case by case."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._told: Told = {}
        self._kept: Told = {}

    def note(self, line: Mapping[str, Any]) -> None:
        """Take a line of the program: what was in the case before it is there already."""
        known = self._told.setdefault(line["case"], [])
        known += [event for event in line["events"] if event["seq"] > len(known)]

    def check(self, folder: Path, tally: Tally, *, most_untold: float = 1) -> None:
        """Look at the folder as a kill left it; what is wrong is noted in the tally."""
        told = {case: events[len(self._kept.get(case, [])) :] for case, events in self._told.items()}
        tally.durable += sum(map(len, told.values()))
        tally.answers += sum(event["kind"] != "page_shown" for events in told.values() for event in events)
        try:
            stored = self._open(folder)
        except (UserError, AssertionError) as error:
            tally.problems.append(f"kill {tally.kills}: {error!r}")
            return
        tally.reopened += 1
        tally.sound += integrity(folder / "cases.db") == "ok"
        for case, events in self._told.items():
            found = stored.get(case, [])
            tally.lost += sum(event not in found for event in events)
            tally.untold += len(found) - len(events)
            if found[: len(events)] != events or len(found) > len(events) + most_untold:
                tally.problems.append(f"kill {tally.kills}: case {case} has {len(found)} events, told {len(events)}")
        self._told = {case: list(events) for case, events in stored.items()}
        self._kept = {case: list(events) for case, events in stored.items()}

    def _open(self, folder: Path) -> Told:
        """Open the folder as the program does, look at what it offers, and return every case's events."""
        workspace = Workspace(folder, self._knowledge)
        with closing(workspace):
            offered = workspace.unfinished()
            assert workspace.notice is None, workspace.notice
            if offered is not None:
                assert workspace.resume(offered).state == replay(offered)
        with Store(folder) as store:
            cases = [store.load(stored.id) for stored in store.cases()]
        worked_on = next((case for case in cases if is_worked_on(case)), None)
        assert offered == worked_on, f"offered {offered and offered.id}"
        return {case.id: [as_told(event) for event in case.events] for case in cases}


def is_worked_on(case: CaseFile) -> bool:
    """Say whether somebody answered anything."""
    return any(event.kind in ("answered", "field_set", "step_done") for event in case.events)


def as_told(event: object) -> Any:
    """Return an event as it comes back from JSON."""
    return json.loads(json.dumps(to_json(event)))


def integrity(database: Path) -> str:
    """Return what SQLite says of the file."""
    with closing(sqlite3.connect(database)) as connection:
        (finding,) = connection.execute("PRAGMA integrity_check").fetchone()
    return str(finding)


class Lines:
    """What a program writes to a pipe, line by line; a line that it was killed in is none."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._rest = b""

    def until(self, wait_s: float, most: int | None = None) -> list[str]:
        """Return the lines that come within a time, up to the pipe's end, or to a number of lines and a few more."""
        end_s, lines = time.monotonic() + wait_s, list[str]()
        while (left_s := end_s - time.monotonic()) > 0 and (most is None or len(lines) < most):
            if not select.select([self._pipe], [], [], left_s)[0]:
                break
            chunk = os.read(self._pipe, 1 << 16)
            if not chunk:
                break
            *whole, self._rest = (self._rest + chunk).split(b"\n")
            lines += [line.decode("ascii") for line in whole]
        return lines


def kill_once(ledger: Ledger, folder: Path, random: Random, tally: Tally) -> None:
    """Start the program, kill it at a random moment, and note what it told before."""
    command = [sys.executable, "-m", "tests.qt.restless_hands", "--seed", str(random.randrange(1 << 30))]
    command += ["--no-network", "--data-dir", str(folder)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        lines = Lines(program.stdout.fileno())
        if random.randrange(10) < STARTS_OF_TEN:
            tally.while_starting += 1
            said = lines.until(random.uniform(0, START_S))
        else:
            said = lines.until(LIMIT_S, 1 + random.randrange(MOST_EVENTS))
            said += lines.until(random.uniform(0, MOST_S))
        program.send_signal(signal.SIGKILL)
        said += lines.until(LIMIT_S)
        errors = program.stderr.read().decode()
    for line in said:
        ledger.note(json.loads(line))
    if program.returncode != -signal.SIGKILL or errors:
        tally.problems.append(f"kill {tally.kills}: ended by itself with {program.returncode}: {errors}")


def crash(kills: int, seed: int, folder: Path) -> Tally:
    """Kill the program so many times in one data folder, and look at what each kill left."""
    random, tally, ledger = Random(seed), Tally(), Ledger(load_knowledge())
    for _ in range(kills):
        tally.kills += 1
        kill_once(ledger, folder, random, tally)
        ledger.check(folder, tally)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--exe", type=Path, help="the Windows program, under Wine")
    options = parser.parse_args(arguments)
    if options.exe is not None:
        from tests.bench.crash_exe import crash_exe  # noqa: PLC0415 - it needs Wine and an X server

        tally = crash_exe(options.exe.resolve(), options.kills, options.seed)
    else:
        with tempfile.TemporaryDirectory(prefix="crash-") as folder:
            tally = crash(options.kills, options.seed, Path(folder) / "data")
    sys.stdout.write("\n".join([tally.table(), *tally.problems, ""]))
    return 0 if tally.is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
