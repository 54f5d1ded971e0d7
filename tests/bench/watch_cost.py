"""Prints what watching the line costs, measured in the lab: `python -m tests.bench.watch_cost`.

Traffic by the kernel's own counters on the PC's adapter, processor time of a process that only watches (beside one that
only sleeps), and the longest time in which the window with the picture does not react. Each against its limit.
"""

import argparse
import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QApplication

from gui.kb import load_knowledge, load_targets
from gui.probes import WatchHistory, plan_watch, run_check, watch_line
from gui.probes.timing import Stopwatch
from gui.qt.gcpin import GarbageCollectorPin
from gui.qt.texts import Texts
from gui.qt.theme import apply_theme
from gui.qt.window import build_wizard
from gui.session import Workspace
from tests.lab.run_check import read_targets
from tests.lab.world import Lab
from tests.qt.walk import Walker

MAX_BYTES_PER_S = 2048.0
MAX_CPU_PER_CENT = 2.0
MAX_GAP_MS = 50.0
#: As often a timer asks whether the window still reacts.
TICK_MS = 5
COUNTERS = """\
table ip cost {
counter sent { }
counter heard { }
chain o { type filter hook output priority 0; oifname "eth0" counter name sent; }
chain i { type filter hook input priority 0; iifname "eth0" counter name heard; }
}
"""


def counted() -> tuple[int, int]:
    """Return the packets and bytes that went out and came in so far."""
    done = subprocess.run(["nft", "-j", "list", "counters"], capture_output=True, text=True, check=True)
    counters = [entry["counter"] for entry in json.loads(done.stdout)["nftables"] if "counter" in entry]
    return sum(one["packets"] for one in counters), sum(one["bytes"] for one in counters)


async def measured(work: Callable[[], Awaitable[None]], seconds: float) -> dict[str, float]:
    """Do something for a while; return packets and bytes per second and the share of one core in per cent."""
    packets, octets = counted()
    cpu_s = time.process_time()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(work(), seconds)
    cpu_s = time.process_time() - cpu_s
    packets_after, octets_after = counted()
    return {
        "packets_per_s": (packets_after - packets) / seconds,
        "bytes_per_s": (octets_after - octets) / seconds,
        "cpu_per_cent": 100 * cpu_s / seconds,
    }


async def watch_only(targets_file: Path, seconds: float) -> dict[str, float]:
    """Watch what a run has found; the run itself does not count."""
    targets = read_targets(targets_file)
    report = await run_check(targets)
    history = WatchHistory()
    return await measured(lambda: watch_line(plan_watch(report.probes, targets), Stopwatch(), history.add), seconds)


async def sleep_only(seconds: float) -> dict[str, float]:
    """Load the same modules, and do nothing."""
    return await measured(lambda: asyncio.sleep(seconds + 1), seconds)


def window(targets_file: Path, seconds: float) -> dict[str, float]:
    """Show the network page while the line is watched, then not; return the longest gap and the processor's share."""
    app = QApplication([])
    apply_theme(app)
    pin = GarbageCollectorPin(app)
    knowledge = load_knowledge()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder), knowledge)
        session = workspace.new_case()
        session.record_answer("trouble", "network_only")
        parts = build_wizard(session, knowledge, Texts("zh"), load_targets(targets_file, knowledge.targets))
        parts.wizard.show()
        check = parts.wizard.context.check
        parts.wizard.go_to("network")
        check.start()
        Walker(parts).wait_for_check()
        gap_ms, watching = _ticks(app, seconds)
        check.allow(allowed=False)
        _, paused = _ticks(app, seconds)
        parts.bridge.close()
        parts.wizard.close()
        workspace.close()
    pin.release()
    return {"gap_ms": gap_ms, "window_cpu_per_cent": watching - paused}


def _ticks(app: QApplication, seconds: float) -> tuple[float, float]:
    """Run the window for a while; return the longest time between two ticks and the processor's share in per cent."""
    gap, timer, worst_ms = QElapsedTimer(), QTimer(), [0.0]

    def tick() -> None:
        worst_ms[0] = max(worst_ms[0], gap.nsecsElapsed() / 1e6 - TICK_MS)
        gap.restart()

    timer.timeout.connect(tick)
    QTimer.singleShot(round(seconds * 1000), app.quit)
    cpu_s = time.process_time()
    gap.start()
    timer.start(TICK_MS)
    app.exec()
    timer.stop()
    return worst_ms[0], 100 * (time.process_time() - cpu_s) / seconds


def inside(part: str, targets_file: Path, seconds: float) -> dict[str, float]:
    """Measure one part on the shop's PC."""
    if part == "window":
        return window(targets_file, seconds)
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(watch_only(targets_file, seconds) if part == "watch" else sleep_only(seconds))


def in_lab(part: str, case: str, seconds: float) -> dict[str, float]:
    """Measure one part in a world of its own."""
    with Lab() as lab:
        lab.sh("pc", f"nft -f - <<'END'\n{COUNTERS}END")
        lab.apply(case)
        command = [sys.executable, "-m", "tests.bench.watch_cost", "--inside", part, str(lab.targets_file)]
        environ = {"QT_QPA_PLATFORM": "offscreen"}
        done = lab.run([*command, "--seconds", str(seconds)], timeout_s=seconds * 2 + 60, env=environ)
    if done.returncode:
        raise SystemExit(done.stderr)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def say(name: str, value: float, unit: str, limit: float) -> bool:
    """Print one figure beside its limit; return whether it keeps it."""
    is_kept = value <= limit
    print(f"{name:44}{value:10.2f} {unit:8} limit {limit:g} {'kept' if is_kept else 'MISSED'}")  # noqa: T201 (a command that prints)
    return is_kept


def main() -> int:
    """Measure all parts, or one of them on the inside; return 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--inside", nargs=2, metavar=("PART", "TARGETS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        sys.stdout.write(json.dumps(inside(options.inside[0], Path(options.inside[1]), options.seconds)))
        return 0
    kept = []
    idle = in_lab("idle", "healthy", options.seconds)
    for case in ("healthy", "everything-dropped"):
        cost = in_lab("watch", case, options.seconds)
        kept.append(say(f"{case}: traffic, both ways", cost["bytes_per_s"], "B/s", MAX_BYTES_PER_S))
        print(f"{case + ': packets, both ways':44}{cost['packets_per_s']:10.2f} /s")  # noqa: T201 (as above)
        kept.append(say(f"{case}: share of one core", cost["cpu_per_cent"], "%", MAX_CPU_PER_CENT))
    print(f"{'a process that only sleeps':44}{idle['cpu_per_cent']:10.2f} %")  # noqa: T201 (as above)
    shown = in_lab("window", "healthy", options.seconds)
    kept.append(say("window with the picture: longest gap", shown["gap_ms"], "ms", MAX_GAP_MS))
    kept.append(say("window with the picture: share of one core", shown["window_cpu_per_cent"], "%", MAX_CPU_PER_CENT))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
