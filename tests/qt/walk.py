"""Walks the whole wizard as a user would: real clicks and keys on real widgets, the real network run.

As a program (`python -m tests.qt.walk --help`) it runs inside the lab's pc namespace, prints what the wizard concluded
as JSON, and leaves the exported report in a folder. The other tests use its `Walker`.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget, QWizard

from gui.kb import load_knowledge, load_targets
from gui.model.case import StepOutcome
from gui.qt.about import AboutDialog
from gui.qt.gcpin import GarbageCollectorPin
from gui.qt.pages.base import PAGE_NAMES
from gui.qt.pages.network import NetworkPage
from gui.qt.pages.report import ReportPage
from gui.qt.pages.start import StartPage
from gui.qt.pages.steps import StepsPage
from gui.qt.pages.symptom import SymptomPage
from gui.qt.pages.terminal import TerminalPage
from gui.qt.pages.verdict import VerdictPage
from gui.qt.texts import Texts
from gui.qt.theme import apply_theme
from gui.qt.window import WizardParts, build_wizard
from gui.session import Workspace
from tests.qt.colours import SETTINGS, use_colours
from tests.qt.screen import use_usual_screen

#: A run ends within 10 s; the rest is for a slow machine.
RUN_TIMEOUT_MS = 30_000
#: A change of text moves up through nested layouts one round of events at a time; then a picture may be taken.
SETTLING_ROUNDS = 30


def type_text(edit: QWidget, text: str) -> None:
    """Type into an edit as an input method does: Chinese never comes key by key."""
    edit.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(edit, event)


class Walker:
    """Drives one wizard. Every method does what a hand would do, and nothing else."""

    def __init__(self, parts: WizardParts) -> None:
        self.wizard = parts.wizard
        self.context = parts.wizard.context
        #: Of the mouse; typing is not counted.
        self.clicks = 0

    @property
    def page(self) -> str:
        """Return the name of the shown page."""
        return PAGE_NAMES[self.wizard.currentId()]

    def click(self, button: QAbstractButton) -> None:
        """Click a button that can be clicked."""
        assert button.isEnabled(), button.text()
        self.clicks += 1
        place = QPoint(12, button.height() // 2) if isinstance(button, QCheckBox) else button.rect().center()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=place)

    def press(self, which: QWizard.WizardButton) -> None:
        """Click one of the wizard's own buttons."""
        self.click(self.wizard.button(which))

    def next(self, expected: str | None = None) -> str:
        """Click Next and return the page that shows."""
        self.press(QWizard.WizardButton.NextButton)
        assert expected is None or self.page == expected, f"on {self.page}, expected {expected}"
        return self.page

    def answer(self, question_id: str, value: str) -> None:
        """Click the card of an answer on the present page."""
        page = self.wizard.pages[self.page]
        if isinstance(page, StartPage):
            self.click({"trouble": page.trouble, "charged": page.charged}[question_id].cards.card(value))
        elif isinstance(page, TerminalPage):
            boxes = {"terminal_kind": page.kind.cards, "connection": page.connection.cards, "provider": page.provider}
            self.click(boxes[question_id].card(value))
        elif isinstance(page, SymptomPage):
            self.click(page.questions[question_id].cards.card(value))

    def answer_all(self, answers: Mapping[str, str], ids: tuple[str, ...]) -> None:
        """Give those of the answers that this page asks for."""
        for question_id in ids:
            if question_id in answers:
                self.answer(question_id, answers[question_id])

    def type_code(self, text: str) -> None:
        """Type a code as on the keyboard; Enter takes the first match."""
        page = self.wizard.pages["symptom"]
        assert isinstance(page, SymptomPage)
        type_text(page.code.search.edit, text)
        if page.code.search.matches.isVisible():
            QTest.keyClick(page.code.search.edit, Qt.Key.Key_Return)

    def wait_for_check(self) -> None:
        """Wait until the network run has ended."""
        check = self.context.check
        if check.running:
            loop, limit = QEventLoop(), QTimer()
            check.finished.connect(loop.quit)
            limit.timeout.connect(loop.quit)
            limit.start(RUN_TIMEOUT_MS)
            loop.exec()
            limit.stop()
        assert check.report is not None, "the network run did not end"

    def walk_to_report(self, answers: Mapping[str, str], *, shot: Callable[[str], None] = lambda _page: None) -> None:
        """Walk all pages with the answers (question id to value; `code` is typed); `shot` is called on every page."""
        self.answer_all(answers, ("trouble", "charged"))
        shot("start")
        if self.next() == "terminal":
            self.answer_all(answers, ("provider", "terminal_kind", "connection"))
            shot("terminal")
            self.next("symptom")
            if "code" in answers:
                self.type_code(answers["code"])
            page = self.wizard.pages["symptom"]
            assert isinstance(page, SymptomPage)
            self.answer_all(answers, tuple(page.questions))
            shot("symptom")
            self.next("network")
        if self.context.check.running:
            self.wait_for_check()
        shot("network")
        if self.next() == "steps":
            shot("steps")
            self.next("verdict")
        shot("verdict")
        self.next("report")
        shot("report")

    def walk_without_network(self, answers: Mapping[str, str]) -> None:
        """Walk to the report with no network test."""
        self.context.check.allow(allowed=False)
        self.walk_to_report(answers)

    def step(self, outcome: StepOutcome) -> None:
        """Click one of the four answers of the present step."""
        page = self.wizard.pages["steps"]
        assert isinstance(page, StepsPage)
        self.click(page.buttons[outcome])

    def conclusion(self) -> dict[str, object]:
        """Return what the wizard shows as its conclusion."""
        verdict, network = self.wizard.pages["verdict"], self.wizard.pages["network"]
        assert isinstance(verdict, VerdictPage)
        assert isinstance(network, NetworkPage)
        diagnosis = self.context.session.diagnosis()
        report = self.context.check.report
        return {
            "sentence": verdict.sentence.text(),
            "whose": verdict.whose.text(),
            "network_summary": network.summary.text(),
            "top": diagnosis.ranked[0].cause,
            "name": self.context.texts.text(f"cause.{diagnosis.ranked[0].cause}.name"),
            "p": diagnosis.ranked[0].p,
            "fault": None if report is None else report.verdict.fault,
            "segment": None if report is None else report.verdict.segment.value,
            "remarks": [] if report is None else list(report.verdict.remarks),
        }


def on_symptom(walker: Walker) -> SymptomPage:
    """Walk to the symptom page."""
    walker.answer("trouble", "abnormal_or_code")
    walker.next("terminal")
    walker.next("symptom")
    page = walker.wizard.pages["symptom"]
    assert isinstance(page, SymptomPage)
    return page


def settle() -> None:
    """Let layouts take what was added to them, and a change of text move up through the nested ones."""
    for _ in range(SETTLING_ROUNDS):
        QApplication.processEvents()


@contextmanager
def opened(data: Path, targets_file: Path | None, lang: str) -> Iterator[WizardParts]:
    """Open the program's window on a new case, with the real run begun; the whole of it is closed at the end.

    Without a targets file the network is off.
    """
    use_usual_screen()
    app = QApplication([])
    apply_theme(app)
    pin = GarbageCollectorPin(app)
    knowledge = load_knowledge()
    workspace = Workspace(data, knowledge)
    targets = knowledge.targets if targets_file is None else load_targets(targets_file, knowledge.targets)
    is_allowed = targets_file is not None
    parts = build_wizard(workspace.new_case(), knowledge, Texts(lang), targets, network_allowed=is_allowed)
    parts.wizard.show()
    parts.wizard.context.check.start()
    yield parts
    parts.bridge.close()
    parts.wizard.close()
    workspace.close()
    pin.release()


def main() -> int:
    """Walk once and print the conclusion."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--answers", type=json.loads, required=True, help="JSON object: question id to value")
    parser.add_argument("--lang", default="zh")
    parser.add_argument("--watch", type=int, default=0, metavar="S", help="watch the line for so long, then go on")
    parser.add_argument("--shots", default="", help="save a picture of every page as PREFIX<page>.png")
    parser.add_argument("--colours", default="light", choices=SETTINGS, help="what the system is set to")
    options = parser.parse_args()
    use_colours(options.colours)
    with opened(options.out / "data", options.targets, options.lang) as parts:
        said = walk_once(parts, options)
    json.dump(said, sys.stdout)
    return 0


def walk_once(parts: WizardParts, options: argparse.Namespace) -> dict[str, object]:
    """Walk to the report as the options say and export it; return the conclusion and the files."""
    walker = Walker(parts)

    def stay(page: str) -> None:
        if page == "network" and options.watch:
            loop = QEventLoop()
            QTimer.singleShot(options.watch * 1000, loop.quit)
            loop.exec()

    def shoot(page: str) -> None:
        stay(page)
        settle()
        parts.wizard.grab().save(f"{options.shots}{page}.png")

    def shoot_about() -> None:
        parts.wizard.show_about()
        about = parts.wizard.findChild(AboutDialog)
        assert about is not None
        for number, name in enumerate(("about", "licences")):
            about.tabs.setCurrentIndex(number)
            settle()
            about.grab().save(f"{options.shots}{name}.png")
        about.reject()

    if options.shots:
        shoot_about()
    walker.walk_to_report(options.answers, shot=shoot if options.shots else stay)
    report = parts.wizard.pages["report"]
    assert isinstance(report, ReportPage)
    files = report.export_to(options.out)
    return {**walker.conclusion(), "files": [str(path) for path in files]}


if __name__ == "__main__":
    sys.exit(main())
