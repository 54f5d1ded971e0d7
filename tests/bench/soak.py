"""Prints what a long watch takes and whether it takes more and more: `python -m tests.bench.soak [--save]`.

Two parts, each in a process of its own, with the wizard's window and its watch card on the screen all the time:

- `--hours`: a working day on a fast clock (`soak_time`). The watch, its history, the bridge, the window and Qt are the
  real ones; the line is one that has all the troubles of a day (`soak_line`).
- `--real-minutes`: real sockets in the lab, in real time, after a real run.

Memory and counts are read in the rest between two rounds, at regular times, after a warm-up that fills what the watch
keeps (a quarter of an hour). At the end the window is closed, and nothing may be left: no thread, no timer, no window,
no file or socket. Status 1: a limit is missed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from unittest import mock

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from gui.kb import load_knowledge, load_targets
from gui.model.knowledge import Knowledge
from gui.model.observation import CheckReport
from gui.model.targets import Targets
from gui.probes import WatchPlan, WatchSample
from gui.probes.timing import Stopwatch
from gui.probes.watch import Monitor, WatchDoors
from gui.probes.watch_history import KEPT_S
from gui.qt import bridge as bridge_module
from gui.qt.bridge import WatchMessage
from gui.qt.gcpin import GarbageCollectorPin
from gui.qt.pages.network import NetworkPage
from gui.qt.texts import Texts
from gui.qt.theme import apply_theme
from gui.qt.window import WizardParts, build_wizard
from gui.session import Workspace
from tests.bench.soak_line import SoakLine, SoakSystem
from tests.bench.soak_meter import FIGURES, Log, Reading, growth_table, is_kept, open_files, quietest, read
from tests.bench.soak_time import FastClock, FastStopwatch, fast_loops
from tests.bench.tables import source_state
from tests.lab.world import ROOT, Lab
from tests.qt.walk import Walker
from tests.unit.probes.scripted import TARGETS
from tests.unit.probes.scripted import check as scripted_check

RESULT = Path(__file__).parent / "results" / "soak.md"
#: By then everything that is kept for a while is full.
WARM_UP_S = KEPT_S + 60.0
FAST_EVERY_S, REAL_EVERY_S = 120.0, 10.0
#: In real time the rest between two rounds is found by looking several times, so often.
LOOKS, LOOK_MS = 12, 70
#: What a process opens once (Qt's eventfds, say) is open after a minute; it is not left over from the watch.
REHEARSAL_H = 1 / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Soak:
    """What came of one part: the readings after the warm-up, what was left at the end, and what was watched."""

    readings: tuple[Reading, ...]
    left: tuple[str, ...]
    watched_s: float
    rounds: int
    events: int

    @property
    def is_kept(self) -> bool:
        """Whether every limit is kept."""
        return not self.left and all(is_kept(self.readings, figure) for figure in FIGURES)


#: Begins to look at a wizard that is not watching yet; what it returns waits for the end and gives the readings.
Follow = Callable[[WizardParts], Callable[[], list[Reading]]]


def soaked(app: QApplication, knowledge: Knowledge, targets: Targets, follow: Follow) -> Soak:
    """Open the wizard on its network page, run and watch, let `follow` read, close all, and see what is left."""
    files, threads, tops = open_files(), set(threading.enumerate()), set(app.topLevelWidgets())
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder), knowledge)
        session = workspace.new_case()
        session.record_answer("trouble", "network_only")
        parts = build_wizard(session, knowledge, Texts("zh"), targets)
        readings = _followed(parts, follow)
        page = parts.wizard.pages["network"]
        assert isinstance(page, NetworkPage)
        summary, rounds = page.watch.summary, page.watch._samples
        assert summary is not None
        assert page.watch_card.isVisible()
        assert page.watch_card.chart.accessibleDescription()
        timers = parts.wizard.findChildren(QTimer)
        parts.wizard.close()
        parts.bridge.close()
        running = [timer for timer in timers if timer.isActive()]
        for gone in (parts.wizard, parts.bridge):
            gone.deleteLater()
        events = len(session.case.events)
        del parts, page, timers
        workspace.close()
    left = [f"{len(running)} timers run"] if running else []
    left += _left(app, files, threads, tops)
    return Soak(readings=tuple(readings), left=tuple(left), watched_s=summary.watched_s, rounds=rounds, events=events)


def _followed(parts: WizardParts, follow: Follow) -> list[Reading]:
    parts.wizard.show()
    parts.wizard.go_to("network")
    readings = follow(parts)
    parts.wizard.context.check.start()
    Walker(parts).wait_for_check()
    return readings()


def _left(app: QApplication, files: int, threads: set[threading.Thread], tops: set[QWidget]) -> Iterator[str]:
    """Yield what is there that was not there before the window."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.processEvents()
    for thread in set(threading.enumerate()) - threads:
        thread.join(1.0)
        if thread.is_alive():
            yield f"thread {thread.name}"
    for widget in set(app.topLevelWidgets()) - tops:
        yield f"window {type(widget).__name__}"
    if (more := open_files() - files) > 0:
        yield f"{more} open files or sockets"


# --- the fast part ---


class FastReader(QObject):
    """Takes every round after the window took it, and reads at regular times of the fast clock."""

    def __init__(self, clock: FastClock, parts: WizardParts, until_s: float, every_s: float) -> None:
        super().__init__()
        self._log = Log()
        self._ended = QEventLoop(self)
        self._clock, self._parts, self._until_s, self._every_s = clock, parts, until_s, every_s
        self._next_s = WARM_UP_S
        parts.bridge.watched.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def wait(self) -> list[Reading]:
        """Return the readings, at the end."""
        self._ended.exec()
        return self._log.readings()

    def _take(self, message: WatchMessage) -> None:
        """Read when it is time; the window has drawn the round before by then."""
        if message.error is not None:
            raise message.error
        with self._clock.take():
            now_s = self._clock.now_s()
            if now_s >= self._next_s and not self._clock.is_over:
                self._next_s += self._every_s
                self._log.keep(read(now_s, (self._parts.bridge,)))
        if now_s >= self._until_s:
            self._clock.stop()
            self._ended.quit()


@contextmanager
def fast_watch(clock: FastClock) -> Iterator[None]:
    """Let the bridge watch the line of `soak_line` on the fast clock, after a run that saw nothing wrong."""
    report = scripted_check()
    line = SoakLine(clock)
    doors = WatchDoors(
        net=line, system=SoakSystem(clock=clock), read_link=line.is_linked, clock=FastStopwatch(clock=clock)
    )

    async def run(_targets: Targets, **_options: object) -> CheckReport:
        return report

    async def watch(plan: WatchPlan, _clock: Stopwatch, on_sample: Callable[[WatchSample], None]) -> None:
        def give(sample: WatchSample) -> None:
            clock.give()
            on_sample(sample)

        await Monitor(plan, doors, give).run()

    with (
        fast_loops(clock),
        mock.patch.object(bridge_module, "run_check", run),
        mock.patch.object(bridge_module, "watch_line", watch),
    ):
        yield


def fast_soak(app: QApplication, knowledge: Knowledge, hours: float, every_s: float = FAST_EVERY_S) -> Soak:
    """Watch for so many hours of the fast clock."""
    clock = FastClock()

    def follow(parts: WizardParts) -> Callable[[], list[Reading]]:
        return FastReader(clock, parts, hours * 3600, every_s).wait

    with fast_watch(clock):
        return soaked(app, knowledge, TARGETS, follow)


# --- the real part ---


def real_soak(app: QApplication, knowledge: Knowledge, targets: Targets, minutes: float) -> Soak:
    """Watch the lab's line in real time."""
    return soaked(app, knowledge, targets, partial(_follow_really, minutes * 60))


def _follow_really(until_s: float, parts: WizardParts) -> Callable[[], list[Reading]]:
    return partial(_read_really, until_s, parts)


def _read_really(until_s: float, parts: WizardParts) -> list[Reading]:
    clock, log, pause = Stopwatch(), Log(), Pause()
    pause.wait(WARM_UP_S)
    while clock.now_s() < until_s:
        looks = []
        for _ in range(LOOKS):
            looks.append(read(clock.now_s(), (parts.bridge,)))
            pause.wait(LOOK_MS / 1000)
        log.keep(quietest(looks))
        pause.wait(REAL_EVERY_S - LOOKS * LOOK_MS / 1000)
    return log.readings()


class Pause:
    """Lets the window go on for a while. One connection for all: of each, Qt's binding keeps 1 block of memory."""

    def __init__(self) -> None:
        self._loop, self._timer = QEventLoop(), QTimer(singleShot=True)
        self._timer.timeout.connect(self._loop.quit)

    def wait(self, seconds: float) -> None:
        """Return after that time."""
        self._timer.start(round(seconds * 1000))
        self._loop.exec()


# --- the command ---


def inside(part: str, length: float, targets_file: Path | None) -> Soak:
    """Do one part in this process."""
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)  # else no event loop runs after the first window
    apply_theme(app)
    pin = GarbageCollectorPin(app)
    knowledge = load_knowledge()
    try:
        fast_soak(app, knowledge, REHEARSAL_H)
        if part == "fast" or targets_file is None:
            return fast_soak(app, knowledge, length)
        return real_soak(app, knowledge, load_targets(targets_file, knowledge.targets), length)
    finally:
        pin.release()


def in_a_process(part: str, length: float) -> Soak:
    """Do one part in a process of its own, the real one in the lab."""
    command = [sys.executable, "-m", "tests.bench.soak", "--inside", part, str(length)]
    environ = {"QT_QPA_PLATFORM": "offscreen"}
    if part == "fast":
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, text=True, check=False
        )
    else:
        with Lab() as lab:
            lab.apply("healthy")
            done = lab.run([*command, str(lab.targets_file)], timeout_s=length * 60 + 420, env=environ)
    if done.returncode:
        raise SystemExit(done.stderr)
    return soak_of(json.loads(done.stdout))


def soak_of(told: Mapping[str, object]) -> Soak:
    """Return what another process told."""
    readings = told["readings"]
    assert isinstance(readings, list)
    values: dict[str, object] = {**told, "readings": tuple(Reading(**one) for one in readings)}
    return Soak(**values)  # type: ignore[arg-type]  # JSON of our own


def section(title: str, soak: Soak) -> str:
    """Return one part of the result."""
    left = ", ".join(soak.left) or "nothing"
    words = (
        f"{soak.rounds:,} rounds, {soak.watched_s / 60:,.1f} minutes watched, {len(soak.readings)} readings from "
        f"{WARM_UP_S / 60:.0f} minutes on; {soak.events} events in the case. Left after closing: {left}."
    )
    return f"## {title}\n\n{words}\n\n{growth_table(soak.readings)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do both parts, or one of them on the inside; return 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=8.0, help="on the fast clock; 0: leave out")
    parser.add_argument("--real-minutes", type=float, default=30.0, help="in real time; 0: leave out")
    parser.add_argument("--save", action="store_true", help=f"also write {RESULT.name}")
    parser.add_argument("--inside", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.inside:
        part, length, *files = options.inside
        soak = inside(part, float(length), Path(files[0]) if files else None)
        sys.stdout.write(json.dumps(asdict(soak)))
        return 0
    parts = (
        ("fast", options.hours, f"{options.hours:g} hours on a fast clock"),
        ("real", options.real_minutes, f"{options.real_minutes:g} minutes in real time, real sockets in the lab"),
    )
    state = source_state()
    soaks = {title: in_a_process(part, length) for part, length, title in parts if length > 0}
    text = "\n\n".join((f"# A long watch\n\n{state}", *(section(title, soak) for title, soak in soaks.items())))
    sys.stdout.write(f"{text}\n")
    if options.save:
        RESULT.write_text(f"{text}\n", encoding="utf-8")
    return 0 if all(soak.is_kept for soak in soaks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
