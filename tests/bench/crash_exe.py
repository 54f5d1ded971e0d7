"""The crash test of the Windows program, under Wine: `python -m tests.bench.crash_test --exe FILE [--kills N]`.

Real keys go to the program's window until TerminateProcess ends it, at a moment that the seed gives. What must be there
afterwards is what was in the program's files just before: a copy of them is read, as another program could. The next
start is asked whether to go on, and goes on.
"""

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from typing import Any

from gui.kb import load_knowledge
from tests.bench.crash_test import Ledger, Tally
from tests.lab.world import ROOT, Lab

sys.path.insert(0, str(ROOT / "build"))  # as pytest does: the build's scripts are no package
import wine
from tests.packaged.owner import has_box, is_painted
from tests.packaged.windows_pc import SCREEN, Screen, WindowsPc, wait_until

#: What is pressed: answers, the way to the next question, the other language. Nothing that opens a dialog of Windows or
#: ends the program.
KEYS = ("1", "2", "3", "4", "1", "2", "Tab", "Tab", "Tab", "ctrl+l")
#: And pages on and back: a round walks to the report, or back to the pages with the questions, or stays there.
TURNS = (("alt+n", "alt+n", "alt+b"), ("alt+n", "alt+b", "alt+b"), ("alt+b", "alt+b", "alt+b"))
#: Keys of one round, one every so many milliseconds, and the time from the first of them to the order to kill.
KEYS_OF_A_ROUND, EVERY_MS, MOST_S = 120, 40, 2.5


def crash_exe(exe: Path, kills: int, seed: int) -> Tally:
    """Kill the program so many times, and look at what each kill left."""
    with ExitStack() as stack:
        screen = Screen()
        stack.callback(screen.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crash-exe-")))
        wine.copy_prefix(folder / "prefix")
        lab = stack.enter_context(Lab())
        pc = stack.enter_context(WindowsPc(lab, folder / "prefix", screen, exe))
        return crash_pc(pc, kills, seed)


def crash_pc(pc: WindowsPc, kills: int, seed: int) -> Tally:
    """Do that on a PC that is there."""
    random, tally, ledger = Random(seed), Tally(), Ledger(load_knowledge())
    for _ in range(kills):
        tally.kills += 1
        start(pc)
        use_until_killed(pc, random, ledger)
        with files_of(pc) as left:  # the program may be older than these sources: its own files stay as they are
            ledger.check(left, tally, most_untold=float("inf"))
    return tally


def start(pc: WindowsPc) -> None:
    """Start the program; where it asks whether to go on, go on."""
    pc.start("--no-network")
    wait_until(lambda: has_box(pc.screen.picture()) or is_painted(pc.screen.picture()), "the program")
    if not is_painted(pc.screen.picture()):
        pc.screen.do("mousemove", SCREEN[0] // 2, SCREEN[1] // 2, "key", "Return")
        wait_until(lambda: is_painted(pc.screen.picture()), "the wizard")
    pc.screen.do("mousemove", SCREEN[0] // 2, SCREEN[1] - 180)


def use_until_killed(pc: WindowsPc, random: Random, ledger: Ledger) -> None:
    """Press keys; note what is on the disk; kill the program while keys are still coming."""
    keys = random.choices((*KEYS, *random.choice(TURNS)), k=KEYS_OF_A_ROUND)
    hands = pc.screen.begin("key", "--delay", EVERY_MS, *keys)
    with contextlib.suppress(subprocess.TimeoutExpired):
        hands.wait(random.uniform(0.1, MOST_S))
    for line in durable(pc):
        ledger.note(line)
    done = pc.run("/c", f"taskkill /F /IM {pc.exe.name} >nul 2>&1", program=Path("cmd"))  # it speaks no UTF-8
    hands.terminate()
    hands.wait()
    if done.returncode:
        raise RuntimeError(f"taskkill ended with {done.returncode}")
    pc.kill_program()  # what is left: the desktop


@contextlib.contextmanager
def files_of(pc: WindowsPc) -> Iterator[Path]:
    """Give a copy of the program's data folder."""
    with tempfile.TemporaryDirectory(prefix="crash-files-") as folder:
        copy = Path(folder) / "data"
        shutil.copytree(pc.data_folder, copy)
        yield copy


def durable(pc: WindowsPc) -> list[dict[str, Any]]:
    """Return what is in the program's files, as `Ledger.note` takes it: nothing, when they were copied in a write."""
    with tempfile.TemporaryDirectory(prefix="crash-now-") as folder:
        for part in pc.data_folder.glob("cases.db*"):
            shutil.copy(part, folder)
        if not (Path(folder) / "cases.db").exists():
            return []
        with closing(sqlite3.connect(Path(folder) / "cases.db")) as connection, contextlib.suppress(sqlite3.Error):
            rows = connection.execute(
                "SELECT case_id, json_object('seq', seq, 'at_utc', at_utc, 'kind', kind, 'data', json(data))"
                " FROM events ORDER BY case_id, seq"
            ).fetchall()
            return [{"case": case, "events": [json.loads(event)]} for case, event in rows]
    return []
