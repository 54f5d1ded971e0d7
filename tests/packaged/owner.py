"""The shop owner at the keyboard and mouse of the Windows PC: walks the built wizard and sees what it wrote.

Answers go in by keys (Tab to the next question, its number), Next is clicked where its colour is seen on the screen.
What the program understood is read from its own database, which it writes before it shows the next page.
"""

import contextlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor, QImage

import wine
from gui.kb import load_knowledge
from gui.model.evidence import UNKNOWN
from gui.qt.pages.terminal import FIRST_PROVIDERS
from tests.packaged.windows_pc import ACCENT, PICTURES, SCREEN, Screen, WindowsPc, wait_until

#: The Next button is a block of the accent colour, this many pixels or more, in the lower right of the window.
_BUTTON_PIXELS = 1200
#: The window on the screen (Wine puts it in the middle): where the pointer rests so that keys go to it.
_INSIDE = (700, 620)
_NEVER_ASKED = ("code", "screen_text")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the screen."""

    x: int
    y: int


class Owner:
    """Uses the wizard on a PC. `name`: in the pictures' file names."""

    def __init__(self, pc: WindowsPc, name: str) -> None:
        self._pc = pc
        self._screen: Screen = pc.screen
        self._name = name
        self._knowledge = load_knowledge()

    def start(self, *arguments: str) -> None:
        """Double-click the exe, and wait for its first page."""
        self._double_click(*arguments)
        try:
            wait_until(lambda: is_painted(self._screen.picture()), "the wizard")
        except AssertionError:
            self.keep_picture("not-started")  # what is seen later is a screen whose Windows was ended
            raise
        self._screen.do("mousemove", *_INSIDE)

    def start_again(self, *arguments: str) -> None:
        """Double-click after the program was killed, and wait for its question whether to go on."""
        self._double_click(*arguments)
        wait_until(lambda: has_box(self._screen.picture()), "the question")
        self._screen.do("mousemove", SCREEN[0] // 2, SCREEN[1] // 2)

    def _double_click(self, *arguments: str) -> None:
        """Start the exe with the lab's hosts in place of the real ones."""
        self._pc.start("--targets", wine.windows_path(self._pc.lab.targets_file), *arguments)

    def events(self) -> list[dict[str, Any]]:
        """Return what the newest case holds so far (from a copy: the program may write at any time)."""
        database = self._pc.data_folder / "cases.db"
        if not database.exists():
            return []
        with tempfile.TemporaryDirectory() as folder:
            for part in self._pc.data_folder.glob("cases.db*"):
                shutil.copy(part, folder)
            connection = sqlite3.connect(Path(folder) / database.name)
            try:
                rows = connection.execute(
                    "SELECT kind, data FROM events WHERE case_id = (SELECT max(id) FROM cases) ORDER BY seq"
                ).fetchall()
            except sqlite3.Error:  # copied in the middle of a write: look again
                return []
            finally:
                connection.close()
        return [{"kind": kind, **json.loads(data)} for kind, data in rows]

    def answers(self) -> dict[str, str]:
        """Return the answers given by hand so far."""
        return {event["id"]: event["value"] for event in self.events() if event["kind"] == "answered"}

    @property
    def page(self) -> str | None:
        """The page that the program says it shows."""
        return next((event["page"] for event in reversed(self.events()) if event["kind"] == "page_shown"), None)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        if keys:
            self._screen.do("key", "--delay", 60, *keys)

    def answer(self, question: str, value: str) -> None:
        """Press the number of an answer of the question that has the focus."""
        number = self.values(question).index(value) + 1
        self.press(str(number))
        wait_until(lambda: self.answers().get(question) == value, f"{question} = {value}", limit_s=15)

    def values(self, question: str) -> tuple[str, ...]:
        """Return the answers of a question in the order of its cards."""
        if question == "provider":
            return (*FIRST_PROVIDERS, UNKNOWN)
        return tuple(self._knowledge.questions[question].values)

    def next(self, page: str) -> None:
        """Click Next with the mouse, and wait for the page."""
        wait_until(lambda: find_button(self._screen.picture()) is not None, "the Next button")
        before = self._screen.picture()
        spot = find_button(before)
        assert spot is not None
        self._screen.do("mousemove", spot.x, spot.y, "click", 1, "mousemove", *_INSIDE)
        wait_until(lambda: self.page == page, f"page {page}", limit_s=30)
        self._settle(before)

    def _settle(self, before: QImage) -> None:
        """Wait until the screen shows something new and stays so: a page is on the disk before it is painted."""
        seen = [before]

        def is_still() -> bool:
            now = self._screen.picture()
            seen.append(now)
            return now != before and now == seen[-2]

        with contextlib.suppress(AssertionError):  # a progress bar may move for longer
            wait_until(is_still, "a still picture", limit_s=5)

    def keep_picture(self, page: str) -> None:
        """Save what is on the screen as the test's output."""
        self._screen.picture().save(str(PICTURES / f"{self._name}-{page}.png"))

    def tell_trouble(self, answers: Mapping[str, str]) -> None:
        """Fill the pages up to the network check."""
        self.fill_start(answers)
        self.keep_picture("start")
        self.next("terminal")
        self.fill_terminal(answers)
        self.keep_picture("terminal")
        self.next("symptom")
        self.fill_symptom(answers)
        self.keep_picture("symptom")
        self.next("network")

    def fill_start(self, answers: Mapping[str, str]) -> None:
        """Say what is wrong, and whether the customer was charged."""
        self.answer("trouble", answers["trouble"])
        if "charged" in answers:
            self.press("Tab")
            self.answer("charged", answers["charged"])

    def fill_terminal(self, answers: Mapping[str, str]) -> None:
        """Say what is known of the terminal."""
        for stops, question in ((0, "provider"), (2, "terminal_kind"), (1, "connection")):
            self.press(*["Tab"] * stops)
            if question in answers:
                self.answer(question, answers[question])

    def fill_symptom(self, answers: Mapping[str, str]) -> None:
        """Type the code and answer the questions below it."""
        if "code" in answers:
            self._write(answers["code"])
            self.press("Return")
            wait_until(lambda: "code" in self.answers(), "the code", limit_s=15)
            if ":" not in self.answers()["code"]:
                self.press("Tab")  # past the meanings, of which none was chosen
        self.press("Tab")  # past 在哪里找
        asked = [one.id for one in self._knowledge.questions.values() if one.page == "symptom"]
        for question in (one for one in asked if one not in _NEVER_ASKED):
            self.press("Tab")
            if question in answers:
                self.answer(question, answers[question])

    def _write(self, text: str) -> None:
        """Type letters; paste Chinese, as Wine has no input method."""
        if text.isascii():
            self._screen.do("type", "--delay", 60, text)
            return
        before = self._screen.picture()
        with self._screen.clipboard(text):
            self.press("ctrl+v")
            self._settle(before)

    def show_verdict(self) -> None:
        """Ask for the verdict at once, by Alt+V."""
        self.press("alt+v")
        wait_until(lambda: self.page == "verdict", "the verdict", limit_s=30)

    def wait_for_check(self) -> dict[str, Any]:
        """Wait for the end of the network check and return its report."""
        checks: list[dict[str, Any]] = []

        def ended() -> bool:
            checks[:] = [event["report"] for event in self.events() if event["kind"] == "checked"]
            return bool(checks)

        wait_until(ended, "the network check")
        self.keep_picture("network")
        return checks[-1]

    def export(self) -> tuple[Path, Path]:
        """Press the export button, which has the focus, take the folder that Windows offers; return PDF and JSON."""
        before = self._screen.picture()
        self.press("space")
        wait_until(lambda: differs(before, self._screen.picture()), "the folder dialog", limit_s=20)
        written: list[Path] = []

        def all_of_them() -> bool:
            written[:] = sorted(self._pc.documents.glob("POSCheckup-*"))
            return [path.suffix for path in written] == [".json", ".pdf", ".png", ".txt"]

        self.press("Return")  # Wine's dialog goes into the folder first
        with contextlib.suppress(AssertionError):
            wait_until(all_of_them, "the exported report", limit_s=3)
        if not written:
            self.press("period", "Return")  # this very folder
        wait_until(all_of_them, "the exported report", limit_s=30)
        self.keep_picture("report")
        return written[1], written[0]


def find_button(picture: QImage) -> Spot | None:
    """Return the middle of the Next button: the lowest large block of the accent colour."""
    points = [
        (x, y)
        for y in range(picture.height() // 2, picture.height(), 2)
        for x in range(picture.width() // 2, picture.width(), 2)
        if QColor(picture.pixel(x, y)) == ACCENT
    ]
    bottom = [point for point in points if points and point[1] > points[-1][1] - 40]
    if len(bottom) * 4 < _BUTTON_PIXELS:
        return None
    return Spot(sum(x for x, _y in bottom) // len(bottom), sum(y for _x, y in bottom) // len(bottom))


def is_painted(picture: QImage) -> bool:
    """Tell whether a window with writing covers the middle of the screen: many colours, and not the desktop's."""
    middle = [picture.pixel(x, y) for y in range(60, 760, 10) for x in range(200, 1080, 6)]
    desktop = picture.pixel(5, 5)
    return len(set(middle)) > 8 and middle.count(desktop) < len(middle) // 4


def differs(before: QImage, after: QImage) -> bool:
    """Tell whether a tenth of the window's points changed: another window opened."""
    points = [(x, y) for y in range(60, 760, 20) for x in range(200, 1080, 20)]
    return sum(before.pixel(x, y) != after.pixel(x, y) for x, y in points) > len(points) // 10


def has_box(picture: QImage) -> bool:
    """Tell whether a box with writing, smaller than the wizard, stands on the desktop."""
    points = [picture.pixel(x, y) for y in range(250, 550, 4) for x in range(400, 880, 4)]
    free = points.count(picture.pixel(5, 5))
    return len(set(points)) > 8 and len(points) // 10 < len(points) - free
