"""Work in the background: the newest result counts, a bug is not lost, and the pages have what they need."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from gui.qt.background import LATER_MODULES, Background


@pytest.fixture
def background() -> Iterator[Background]:
    """Yield one, and end its threads."""
    made = Background()
    yield made
    made.stop()


def test_the_work_is_done_beside_and_its_result_taken_here(background: Background, qtbot: QtBot) -> None:
    """The thread that works is not the one that is told."""
    told: list[tuple[object, int]] = []
    background.finished.connect(lambda result: told.append((result, threading.get_ident())))
    with qtbot.waitSignal(background.finished):
        background.start(threading.get_ident)
    ((worker, here),) = told
    assert here == threading.get_ident()
    assert worker != here


def test_only_the_newest_result_counts(background: Background, qtbot: QtBot) -> None:
    """The first work ends last, and nobody hears of it."""
    gate = threading.Event()
    told: list[object] = []
    background.finished.connect(told.append)
    background.start(lambda: gate.wait(10.0) and "old")
    with qtbot.waitSignal(background.finished):
        background.start(lambda: "new")
    gate.set()
    background.stop()
    qtbot.wait(0)
    assert told == ["new"]


def test_what_is_forgotten_is_not_told(background: Background, qtbot: QtBot) -> None:
    """The caller has it from elsewhere by now."""
    with qtbot.assertNotEmitted(background.finished):
        background.start(lambda: "late")
        background.forget()
        background.stop()
        qtbot.wait(0)


def test_a_bug_is_raised_on_the_window_s_thread(background: Background, qtbot: QtBot) -> None:
    """The crash dialog shows it; it is not lost with its thread."""

    def broken() -> object:
        raise ZeroDivisionError("a bug")

    with capture_exceptions() as caught:
        background.start(broken)
        qtbot.waitUntil(lambda: bool(caught))
    assert [error[0] for error in caught] == [ZeroDivisionError]


def test_the_later_pages_load_only_qt_themselves() -> None:
    """What they need besides is in the list: on the window's thread it would hold the window."""
    script = f"""
import importlib, sys
import gui.qt.window
from gui.kb import load_knowledge
load_knowledge()
for name in {LATER_MODULES!r}:
    importlib.import_module(name)
before = set(sys.modules)
for page in ("terminal", "symptom", "network", "steps", "verdict", "report"):
    importlib.import_module("gui.qt.pages." + page)
print(*sorted(name for name in set(sys.modules) - before if not name.startswith("gui.qt.")))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True, env={**os.environ}
    )
    assert done.stdout.split() == []
