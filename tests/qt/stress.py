"""Probes without a pause while pages open and close and short-lived widgets come and go, for a given time.

Runs in the lab's pc namespace (`python -m tests.qt.stress --targets FILE --data DIR --seconds 60`) and prints what
happened as JSON. Without the collector's pin this crashes within seconds: widgets in reference cycles are destroyed in
the probe thread.
"""

import argparse
import json
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget, QWizard

from gui.kb import load_knowledge, load_targets
from gui.qt.bridge import RunMessage
from gui.qt.gcpin import GarbageCollectorPin
from gui.qt.pages.base import PAGE_NUMBERS
from gui.qt.texts import Texts
from gui.qt.theme import apply_theme
from gui.qt.window import WizardParts, build_wizard
from gui.session import Workspace

TURN_MS = 20
WIDGETS_PER_TURN = 20


class Knot(QWidget):
    """A widget in a reference cycle: only the cyclic collector frees it. Notes the thread in which it dies."""

    died_in: set[int | None]

    def __init__(self, died_in: set[int | None]) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel("·"))
        self.itself = self
        self.died_in = died_in

    def __del__(self) -> None:
        self.died_in.add(threading.get_ident())


class Stress(QObject):
    """Turns pages and makes widgets on a timer, and starts every run anew when it has ended."""

    def __init__(self, parts: WizardParts, seconds: float) -> None:
        super().__init__()
        self.parts = parts
        self.died_in: set[int | None] = set()
        self.events = self.runs = self.turns = self.widgets = 0
        self.worst_gap_ms = 0
        self._left_ms = round(seconds * 1000)
        self._clock = QElapsedTimer()
        self._gap = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self._turn)
        parts.bridge.message.connect(self._count)

    def start(self) -> None:
        """Begin."""
        self._clock.start()
        self._gap.start()
        self._timer.start()

    def _count(self, _message: RunMessage) -> None:
        self.events += 1

    def _turn(self) -> None:
        self.worst_gap_ms = max(self.worst_gap_ms, self._gap.restart())
        wizard = self.parts.wizard
        if self._clock.elapsed() > self._left_ms:
            self._timer.stop()
            QApplication.exit(0)
            return
        if not wizard.context.check.running:
            self.runs += 1
            wizard.context.check.start()
        for _ in range(WIDGETS_PER_TURN):
            Knot(self.died_in)
        self.widgets += WIDGETS_PER_TURN
        self._turn_page(wizard)

    def _turn_page(self, wizard: QWizard) -> None:
        self.turns += 1
        if wizard.currentId() == PAGE_NUMBERS["report"]:
            wizard.restart()
        else:
            wizard.next()


def main() -> int:
    """Run the stress and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    app = QApplication([])
    apply_theme(app)
    pin = GarbageCollectorPin(app)
    knowledge = load_knowledge()
    workspace = Workspace(options.data, knowledge)
    session = workspace.new_case()
    session.record_answer("trouble", "no_network")
    parts = build_wizard(session, knowledge, Texts("zh"), load_targets(options.targets, knowledge.targets))
    parts.wizard.show()
    stress = Stress(parts, options.seconds)
    stress.start()
    app.exec()
    parts.bridge.close()
    parts.wizard.close()
    workspace.close()
    pin.release()
    figures = {name: getattr(stress, name) for name in ("events", "runs", "turns", "widgets", "worst_gap_ms")}
    only_gui_thread = stress.died_in == {threading.main_thread().ident}
    json.dump({**figures, "destroyed_on_gui_thread_only": only_gui_thread}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
