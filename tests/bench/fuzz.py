"""Gives the program hostile files and answers: `python -m tests.bench.fuzz [--inputs 1000000] [--seed 1]`.

Most inputs go to what reads bytes, by the shares in `tests/fuzz/files.py` and `tests/fuzz/answers.py`; half a per cent
are real connections to hostile servers on loopback, with the program's real time limits. Every input of a target is run
in one process, whose growth is measured. A failing input is written to `.work/fuzz/`, with how to replay it:
`--replay FILE`. A run of a million is written to `tests/bench/results/fuzz.md`. Exit status: 0, or 1 when an input
crashed, took longer than its budget, or a process grew beyond its bound.
"""

import argparse
import multiprocessing
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter

from tests.bench.tables import markdown, source_state
from tests.fuzz.measure import Measured, measure, timed
from tests.fuzz.registry import TARGETS
from tests.fuzz.sockets import KINDS, MOST_MIB, budget_s, measure_sockets
from tests.lab.world import ROOT

INPUTS, PROCESSES = 1_000_000, 2
#: The short form: to start a process and to make all bombs would take longer than all else.
SHORT_PROCESSES, SHORT_BOMBS = 3, 11
#: Of a million inputs, so many are real connections of each kind.
SOCKET_SHARE = 1000
FAILURES = ROOT / ".work" / "fuzz"
RESULTS = Path(__file__).parent / "results" / "fuzz.md"


def shares(inputs: int) -> dict[str, int]:
    """Return how many inputs each target gets; together they are exactly as many as asked for."""
    wanted = {name: target.share for name, target in TARGETS.items()} | {
        f"{kind}-sockets": SOCKET_SHARE for kind in KINDS
    }
    total = sum(wanted.values())
    found = {name: max(share * inputs // total, 8) for name, share in wanted.items()}
    first = next(iter(found))
    found[first] += inputs - sum(found.values())
    return found


def run_target(name: str, count: int, options: argparse.Namespace) -> Measured:
    """Run a target in this process."""
    if name in TARGETS:
        return measure(TARGETS[name], count, options.seed, options.failures, SHORT_BOMBS if options.short else 1)
    return measure_sockets(name.removesuffix("-sockets"), count, options.seed, options.failures)


def run_all(options: argparse.Namespace) -> list[Measured]:
    """Run every target, each in a new process: the sockets, which mostly wait, then the largest first."""
    todo, context = shares(options.inputs), multiprocessing.get_context("spawn")
    processes, tasks = (SHORT_PROCESSES, None) if options.short else (PROCESSES, 1)
    with ProcessPoolExecutor(processes, mp_context=context, max_tasks_per_child=tasks) as pool:
        by_size = sorted(todo, key=lambda name: (name in TARGETS, -todo[name]))
        running = {name: pool.submit(run_target, name, todo[name], options) for name in by_size}
        for name in by_size:
            done = running[name].result()
            sys.stderr.write(f"{name}: {done.inputs} inputs, {done.crashes} failures\n")
    return [running[name].result() for name in todo]


def table(measured: Sequence[Measured]) -> str:
    """Return a line per target, and the sum."""
    rows = []
    for one in measured:
        target = TARGETS.get(one.target)
        kind = one.target.removesuffix("-sockets")
        what = target.what if target else f"{kind.upper() if kind != 'proxy' else kind}: hostile servers, real sockets"
        budget, most_mib = (target.budget_s, target.memory_mib) if target else (budget_s(kind), MOST_MIB)
        slowest, grown = f"{one.slowest_s:.2f} s of {budget:g} s", f"{one.grown_mib:.0f} of {most_mib} MiB"
        rate = f"{one.inputs / max(one.spent_s, 0.001):,.0f}"
        rows.append((one.target, what, f"{one.inputs:,}", f"{one.crashes:,}", slowest, grown, rate))
    total, failed = sum(one.inputs for one in measured), sum(one.crashes for one in measured)
    rows.append(("all", "", f"{total:,}", f"{failed:,}", "", "", ""))
    slowest, memory = "slowest input, of its budget", "memory: growth, of its bound"
    head = ("target", "what", "inputs", "failures", slowest, memory, "inputs per second")
    return markdown(head, rows, right=(2, 3, 4, 5, 6))


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def replay(path: Path) -> int:
    """Run one kept input again."""
    name = path.name.rpartition("-")[0]
    if name not in TARGETS:
        seed = int(path.read_text(encoding="ascii").removeprefix("seed "))
        say(f"{name}: the behaviour of seed {seed}, alone")
        found = measure_sockets(name.removesuffix("-sockets"), 1, 0, None, slots=1, first=seed)
        say("\n".join(found.failures) or "no failure")
        return int(found.crashes > 0)
    with tempfile.TemporaryDirectory() as folder:
        spent_s, what = timed(TARGETS[name].open(Path(folder)), path.read_bytes(), TARGETS[name].budget_s)
    say(f"{name}: {spent_s:.2f} s of {TARGETS[name].budget_s:g} s\n{what or 'no failure'}")
    return int(what is not None or spent_s > TARGETS[name].budget_s)


def main() -> int:
    """Run it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=INPUTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="few of the known worst inputs, and few processes")
    parser.add_argument("--failures", type=Path, default=FAILURES, help="where failing inputs are written")
    parser.add_argument("--replay", type=Path, help="run one kept input again")
    options = parser.parse_args()
    if options.replay:
        return replay(options.replay)
    began_s = perf_counter()
    measured = run_all(options)
    failed = sum(one.crashes for one in measured)
    minutes = (perf_counter() - began_s) / 60
    head = f"{options.inputs:,} inputs, seed {options.seed}, {minutes:.0f} minutes; {source_state()}"
    text = f"# Fuzzing\n\n{head}\n\n{table(measured)}\n"
    say(text)
    for one in measured:
        for place, times in one.failures.items():
            say(f"{one.target}: {times} times: {place}")
        for path in one.kept:
            say(f"    python -m tests.bench.fuzz --replay {path}")
    if options.inputs >= INPUTS:
        RESULTS.write_text(text, encoding="utf-8")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
