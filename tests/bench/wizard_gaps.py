"""Shows the wizard on the lab's PC, walks it while the checks run, and measures the gaps of its event loop.

Runs in the lab (`tests.bench.gui_gaps` starts it) and prints JSON: the longest gap by phase, in milliseconds, and the
network verdict. A timer of 5 ms notes how long after its last tick it comes; whatever holds the loop longer, be it a
page that is made, a report that is built or another thread that keeps Python, is a gap. The measuring begins with the
window's first picture. Nothing is imported here that the program itself would load later.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, thread_time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWizard

from gui.kb import load_knowledge, load_targets
from gui.qt.gcpin import GarbageCollectorPin
from gui.qt.texts import Texts
from gui.qt.theme import apply_theme
from gui.qt.window import WizardParts, _set_icon, build_wizard
from gui.session import Workspace

TICK_MS = 5
#: Between two actions of the user, and how often the end of a run is looked for.
PAUSE_MS = 150

Phase = tuple[str, Callable[[], object]]


class GapMeter(QObject):
    """Notes the longest gap of the event loop in every phase: `[milliseconds, those of them that this thread worked]`.

    The rest of a gap is waiting: for Python, which another thread holds, or for a processor, which others use.
    """

    def __init__(self) -> None:
        super().__init__()
        self.phase = ""
        self.longest_ms: dict[str, tuple[float, float]] = {}
        self._last_s = self._last_work_s = 0.0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self, phase: str) -> None:
        """Begin."""
        self.phase, self._last_s, self._last_work_s = phase, perf_counter(), thread_time()
        self._timer.start()

    def stop(self) -> None:
        """End."""
        self._timer.stop()

    def enter(self, phase: str) -> None:
        """Begin another phase; what the last one still holds up counts for that one."""
        self._tick()
        self.phase = phase

    def _tick(self) -> None:
        now_s, work_s = perf_counter(), thread_time()
        gap = (1000 * (now_s - self._last_s), 1000 * (work_s - self._last_work_s))
        self._last_s, self._last_work_s = now_s, work_s
        self.longest_ms[self.phase] = max(self.longest_ms.get(self.phase, gap), gap)


class Walk(QObject):
    """Does one thing after another, with a pause after each; a phase that ends with a run waits for its end."""

    def __init__(self, parts: WizardParts) -> None:
        super().__init__()
        self.wizard = parts.wizard
        self.meter = GapMeter()
        self._todo: Iterator[Phase] = iter(self._phases())
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self._go_on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt names it)
        """Begin when the window's first picture is painted."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self.start)
        return False

    def start(self) -> None:
        """Begin: the window is there, the other pages and the first run follow."""
        self.meter.start("first page, other pages made, a run in progress")
        self._timer.start(PAUSE_MS * 2)  # the run begins in between

    def _phases(self) -> Iterator[Phase]:
        """Yield what is done, by the name under which its gaps count."""
        answer, forward = self._answer, self._next
        yield "first page, answers", lambda: (answer("trouble", "no_network"), answer("charged", "no"))
        yield "to the page 终端", forward
        yield "answers, the run for this provider begins", lambda: answer("provider", "lakala")
        yield "to the page 现象", forward
        yield "to the page 网络检测, the run ends there", forward
        yield "run again, rows updating", self.wizard.pages["network"].again.click  # type: ignore[attr-defined]  # the network page's button
        yield "the other language", self.wizard.context.texts.switch
        yield "the first language again", self.wizard.context.texts.switch
        yield "to the page 排查步骤", forward
        yield "to the page 结论", forward
        yield "to the page 报告", forward
        yield "page 报告", lambda: None

    def _go_on(self) -> None:
        if self.wizard.context.check.running and self.meter.phase.endswith(("there", "updating", "progress")):
            return
        following = next(self._todo, None)
        if following is None:
            self._timer.stop()
            self.meter.stop()
            QApplication.exit(0)
            return
        self._timer.setInterval(PAUSE_MS)
        name, act = following
        self.meter.enter(name)
        act()

    def _next(self) -> None:
        self.wizard.button(QWizard.WizardButton.NextButton).click()

    def _answer(self, question_id: str, value: str) -> None:
        """Click an answer's card, wherever it is on the present page."""
        page = self.wizard.present_page()
        holder = getattr(page, question_id)
        cards = getattr(holder, "cards", holder)
        card: QAbstractButton = cards.card(value)
        card.click()


def main() -> int:
    """Walk once and print the gaps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    app = QApplication([])
    apply_theme(app)
    pin = GarbageCollectorPin(app)
    knowledge = load_knowledge()
    workspace = Workspace(options.data, knowledge)
    targets = load_targets(options.targets, knowledge.targets)
    parts = build_wizard(workspace.new_case(), knowledge, Texts("zh"), targets, data_folder=workspace.folder)
    walk = Walk(parts)
    parts.wizard.installEventFilter(walk)
    parts.wizard.first_shown.connect(_set_icon)
    parts.wizard.first_shown.connect(parts.wizard.context.check.start)
    parts.wizard.show()
    app.exec()
    report = parts.wizard.context.check.report
    verdict = None if report is None else report.verdict.fault
    json.dump(
        {"page": parts.wizard.present_page().name, "fault": verdict, "gaps_ms": walk.meter.longest_ms}, sys.stdout
    )
    parts.bridge.close()
    parts.wizard.close()
    workspace.close()
    pin.release()
    return 0


if __name__ == "__main__":
    sys.exit(main())
