"""The real program with restless hands at it: `python -m tests.qt.restless_hands --seed N ARGUMENTS OF THE PROGRAM`.

Starts `gui`'s own command line and, once its window is there, clicks cards, types into fields and turns pages for ever,
in an order that the seed gives. Whoever started it kills it. On standard output stands a line of JSON for everything
that is durable, at the moment when the program's own pages are told: `{"case": id, "events": [...]}` first, with what
the case held when it was opened, then the same with each new event alone.
"""

import json
import os
import sys
from collections.abc import Callable, Sequence
from random import Random

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMessageBox, QWidget, QWizard

from gui.cli import main as run_program
from gui.model.case import CaseState, Event
from gui.model.codec import to_json
from gui.qt import window
from gui.qt.pages.steps import StepsPage
from gui.qt.widgets.choices import ChoiceCard
from gui.qt.window import WizardParts
from gui.qt.wizard import CheckupWizard
from gui.session import Session
from tests.qt.walk import type_text

#: What is typed: numbers, words, codes, and what no field takes.
TEXTS = ("55", "A0", "账户异常", "852100000000001", "12.50", "收银台 2", "", "交易失败 请联系发卡行", "x" * 180)
#: So many of ten deeds turn a page, and so many of ten turns go on: both ways are walked, and the report is reached.
TURNS_OF_TEN, ONWARD_OF_TEN = 2, 6
#: One case of so many is not gone on with: a new one is begun.
AFRESH_OF = 8


class RestlessHands(QObject):
    """Does one thing each time the program is idle."""

    def __init__(self, wizard: CheckupWizard, random: Random) -> None:
        super().__init__(wizard)
        self._wizard = wizard
        self._random = random
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._do_something)
        self._timer.start()

    def _do_something(self) -> None:
        if self._random.randrange(10) < TURNS_OF_TEN:
            self._turn()
        else:
            deeds: tuple[Callable[[QWidget], None], ...] = (self._choose, self._choose, self._type, self._step)
            self._random.choice(deeds)(self._wizard.present_page())

    def _turn(self) -> None:
        forward = self._random.randrange(10) < ONWARD_OF_TEN
        which = QWizard.WizardButton.NextButton if forward else QWizard.WizardButton.BackButton
        self._click([self._wizard.button(which)])

    def _choose(self, page: QWidget) -> None:
        self._click(page.findChildren(ChoiceCard))

    def _step(self, page: QWidget) -> None:
        if isinstance(page, StepsPage):
            self._click([*page.buttons.values(), page.undo])

    def _type(self, page: QWidget) -> None:
        edits = [edit for edit in page.findChildren(QLineEdit) if edit.isVisible() and edit.isEnabled()]
        if edits:
            edit = self._random.choice(edits)
            edit.clear()
            type_text(edit, self._random.choice(TEXTS))
            QTest.keyClick(edit, Qt.Key.Key_Return)

    def _click(self, buttons: Sequence[QAbstractButton]) -> None:
        usable = [button for button in buttons if button.isVisible() and button.isEnabled()]
        if usable:
            QTest.mouseClick(self._random.choice(usable), Qt.MouseButton.LeftButton)


def say(session: Session, events: tuple[Event, ...]) -> None:
    """Tell what is durable; a line that was written is read, even when this program is killed right after it."""
    line = json.dumps({"case": session.case_id, "events": to_json(events)}, ensure_ascii=True)
    os.write(1, f"{line}\n".encode("ascii"))


def main() -> int:
    """Run the program; its own exit status, if nobody kills it."""
    if sys.argv[1:2] != ["--seed"]:
        raise SystemExit("usage: python -m tests.qt.restless_hands --seed N ARGUMENTS OF THE PROGRAM")
    random = Random(int(sys.argv[2]))
    build = window.build_wizard

    def build_and_begin(session: Session, *arguments: object, **more: object) -> WizardParts:
        def tell(_state: CaseState) -> None:
            say(session, session.case.events[-1:])

        session.subscribe(tell)  # before the pages: nobody hears of an event earlier
        say(session, session.case.events)
        parts = build(session, *arguments, **more)  # type: ignore[arg-type]  # as the program calls it
        parts.wizard.first_shown.connect(lambda: RestlessHands(parts.wizard, random))
        return parts

    def answer(box: QMessageBox) -> int:
        refusing = [button for button in box.buttons() if box.buttonRole(button) is QMessageBox.ButtonRole.RejectRole]
        (refusing if refusing and not random.randrange(AFRESH_OF) else box.buttons())[0].click()
        return 0

    window.build_wizard = build_and_begin
    QMessageBox.exec = answer  # type: ignore[assignment,method-assign]  # the question whether to go on
    return run_program(sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
