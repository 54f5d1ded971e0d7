"""The bridge between the probe thread and the window, and the two crashes that it must never have."""

import asyncio
import gc
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.model.observation import CheckReport, ProbeResult, Verdict
from gui.model.targets import EndpointTarget, Targets
from gui.qt import bridge as bridge_module
from gui.qt.bridge import ProbeBridge, RunMessage
from gui.qt.check import CheckModel
from gui.qt.gcpin import GarbageCollectorPin
from tests.qt.conftest import CLEAN, verdict_report

TARGETS = Targets(endpoints=(EndpointTarget(provider="lakala", name="a", host="127.0.0.1"),))


class Emitter(QObject):
    """A signal that carries a boolean, as a button's does."""

    flipped = Signal(bool)


@pytest.fixture
def bridge(qapp: QApplication) -> Iterator[ProbeBridge]:
    """Yield a bridge and close it."""
    made = ProbeBridge()
    yield made
    made.close()
    made.deleteLater()


def test_a_thousand_emits_keep_the_reference_count_of_true(qapp: QApplication) -> None:
    """PySide6 6.12.0 drops a reference of True per emit and aborts; the pinned version must not."""
    emitter = Emitter()
    taken: list[bool] = []
    emitter.flipped.connect(taken.append)
    before = sys.getrefcount(True)  # noqa: FBT003 (the object itself is what is counted)
    for _ in range(1000):
        emitter.flipped.emit(True)  # noqa: FBT003 (a signal has no keyword)
    assert len(taken) == 1000
    taken.clear()
    assert abs(sys.getrefcount(True) - before) < 10  # noqa: FBT003 (as above)


def test_messages_arrive_on_the_gui_thread(
    bridge: ProbeBridge, qtbot: QtBot, scripted_run: Callable[[Verdict], None]
) -> None:
    """Every row and the report come over the one signal, on the thread of the window."""
    scripted_run(CLEAN)
    threads: list[int] = []
    bridge.message.connect(lambda _message: threads.append(threading.get_ident()), Qt.ConnectionType.QueuedConnection)
    with qtbot.waitSignal(bridge.message, check_params_cb=lambda message: message.report is not None):
        bridge.start(TARGETS)
    qtbot.waitUntil(lambda: len(threads) > 1)
    assert set(threads) == {threading.main_thread().ident}


def test_results_of_an_older_run_are_dropped(bridge: ProbeBridge, qtbot: QtBot) -> None:
    """A model that was restarted ignores what the first run still says."""
    check = CheckModel(bridge, TARGETS)
    old = RunMessage(run_id=0, report=verdict_report(TARGETS, CLEAN))
    check._run_id = 5
    bridge.message.emit(old)
    QApplication.processEvents()
    assert check.report is None


def test_cancel_keeps_what_is_there(bridge: ProbeBridge, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cancelled run still delivers its report."""

    async def run(targets: Targets, *, on_update: Callable[[ProbeResult], None], cancel: asyncio.Event) -> CheckReport:
        await cancel.wait()
        return verdict_report(targets, CLEAN)

    monkeypatch.setattr(bridge_module, "run_check", run)
    check = CheckModel(bridge, TARGETS)
    check.start()
    states = [check.running]
    assert 0.0 <= check.progress() < 1.0
    with qtbot.waitSignal(check.finished):
        check.cancel()
    states.append(check.running)
    assert states == [True, False]
    assert check.progress() == 1.0


def test_a_bug_in_the_run_reaches_the_crash_dialog(
    bridge: ProbeBridge, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A programming error of the probe thread is raised on the GUI thread, never swallowed."""

    async def run(targets: Targets, *, on_update: Callable[[ProbeResult], None], cancel: asyncio.Event) -> CheckReport:
        await asyncio.sleep(0)
        raise ZeroDivisionError

    monkeypatch.setattr(bridge_module, "run_check", run)
    check = CheckModel(bridge, TARGETS)
    with qtbot.captureExceptions() as exceptions:
        with qtbot.waitSignal(bridge.message):
            check.start()
        qtbot.waitUntil(lambda: bool(exceptions))
    assert exceptions[0][0] is ZeroDivisionError
    assert not check.running


def test_closing_ends_the_thread_in_the_middle_of_a_run(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Close does not wait for a run that hangs."""
    started = threading.Event()

    async def run(targets: Targets, *, on_update: Callable[[ProbeResult], None], cancel: asyncio.Event) -> CheckReport:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(bridge_module, "run_check", run)
    made = ProbeBridge()
    made.start(TARGETS)
    assert started.wait(5.0)
    made.close()
    assert not made._thread.is_alive()
    made.close()
    made.deleteLater()


class Cycle(QObject):
    """A QObject that only the cyclic collector can free."""

    def __init__(self, freed: list[int]) -> None:
        super().__init__()
        self.itself = self
        self.freed = freed

    def __del__(self) -> None:
        self.freed.append(threading.get_ident())


def test_garbage_is_collected_on_the_gui_thread(qtbot: QtBot) -> None:
    """Objects in reference cycles die on the GUI thread, although another thread allocates all the time."""
    freed: list[int] = []
    stop = threading.Event()

    def allocate() -> None:
        while not stop.is_set():
            [[] for _ in range(1000)]

    worker = threading.Thread(target=allocate)
    worker.start()
    for _ in range(2000):
        Cycle(freed)
    qtbot.waitUntil(lambda: len(freed) > 1000, timeout=20_000)
    stop.set()
    worker.join()
    gc.collect()
    assert set(freed) == {threading.main_thread().ident}


def test_the_pin_gives_the_collector_back(qapp: QApplication) -> None:
    """After release Python collects by itself again."""
    pin = GarbageCollectorPin()
    assert not gc.isenabled()
    pin.release()
    assert gc.isenabled()
    gc.disable()  # the fixture's own pin holds it for the rest of the test
    pin.deleteLater()
