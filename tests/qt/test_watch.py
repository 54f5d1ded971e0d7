"""Watching the line in the window: when it runs, what it shows, what is recorded, and that it ends."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.model.case import EventKind
from gui.model.observation import CheckReport, Verdict
from gui.model.targets import EndpointTarget, Targets
from gui.model.watch import WatchMethod, WatchPart, WatchSummary
from gui.probes import WatchPlan, WatchSample
from gui.probes.timing import Stopwatch
from gui.probes.watch_history import WatchAnswer
from gui.qt import bridge as bridge_module
from gui.qt.bridge import ProbeBridge, WatchMessage
from gui.qt.check import CheckModel
from gui.qt.pages.network import NetworkPage
from gui.qt.watch import JUDGED_EVERY, WatchModel, WatchState
from gui.qt.window import WizardParts
from gui.session import Session
from tests.qt.conftest import CLEAN, verdict_report
from tests.unit.probes.scripted import check as scripted_check

TARGETS = Targets(endpoints=(EndpointTarget(provider="lakala", name="a", host="127.0.0.1"),))


def sample(second: int, *, is_down: bool = False, changes: int = 0) -> WatchSample:
    """Return a round in which everybody answers, or nobody."""
    answers = {
        part: WatchAnswer(
            address="192.168.1.1", method=WatchMethod.ICMP, lost=int(is_down), rtt_ms=None if is_down else ms
        )
        for part, ms in ((WatchPart.GATEWAY, 1.0), (WatchPart.RESOLVER, 4.0), (WatchPart.PROVIDER, 30.0))
    }
    return WatchSample(t_s=float(second), answers=answers, carrier=not is_down, carrier_changes=changes)


def flapping(rounds: int) -> list[WatchSample]:
    """Return a link that goes away and comes back every two seconds."""
    return [sample(second, is_down=bool(second % 2), changes=1) for second in range(rounds)]


class ScriptedWatch:
    """Stands for the real watch: sends its samples and then waits, as the real one, until it is cancelled."""

    def __init__(self) -> None:
        self.samples: list[WatchSample] = []
        self.plans: list[WatchPlan] = []
        self.running = 0
        self.ended = threading.Event()
        self.error: Exception | None = None

    async def __call__(self, plan: WatchPlan, clock: Stopwatch, on_sample: Callable[[WatchSample], None]) -> None:
        """Watch."""
        self.plans.append(plan)
        self.running += 1
        self.ended.clear()
        try:
            for one in self.samples:
                on_sample(one)
            if self.error is not None:
                raise self.error
            await asyncio.Event().wait()
        finally:
            self.running -= 1
            self.ended.set()


@pytest.fixture
def scripted_watch(scripted_run: Callable[[Verdict], None], monkeypatch: pytest.MonkeyPatch) -> ScriptedWatch:
    """Replace run and watch."""
    scripted_run(CLEAN)
    watch = ScriptedWatch()
    monkeypatch.setattr(bridge_module, "watch_line", watch)
    return watch


@pytest.fixture
def bridge(qapp: QApplication) -> Iterator[ProbeBridge]:
    """Yield a bridge and close it."""
    made = ProbeBridge()
    yield made
    made.close()
    assert not made._thread.is_alive()
    made.deleteLater()


@pytest.fixture
def check(bridge: ProbeBridge) -> CheckModel:
    """Return a model of the run."""
    return CheckModel(bridge, TARGETS)


class Recorder:
    """Takes what would be written to the case."""

    def __init__(self) -> None:
        self.taken: list[tuple[WatchSummary, Verdict]] = []

    def __call__(self, watch: WatchSummary, verdict: Verdict) -> None:
        """Take it."""
        self.taken.append((watch, verdict))


def run_once(check: CheckModel, qtbot: QtBot) -> None:
    """Make a run to its end."""
    with qtbot.waitSignal(check.finished):
        check.start()


def test_it_begins_after_the_run_and_gives_way_to_the_next(
    check: CheckModel, scripted_watch: ScriptedWatch, qtbot: QtBot
) -> None:
    """Nothing is watched before and during a run; each run has a watch of its own."""
    watch = WatchModel(check, Recorder())
    states = [watch.state]
    scripted_watch.samples = [sample(0), sample(1)]
    run_once(check, qtbot)
    qtbot.waitUntil(lambda: watch.summary is not None)
    states.append(watch.state)
    check.start()
    states.append(watch.state)
    assert watch.summary is None
    qtbot.waitUntil(lambda: watch.state is WatchState.RUNNING and len(scripted_watch.plans) == 2)
    assert states == [WatchState.WAITING, WatchState.RUNNING, WatchState.WAITING]
    qtbot.waitUntil(lambda: scripted_watch.running == 1)


def test_pause_and_resume(check: CheckModel, scripted_watch: ScriptedWatch, qtbot: QtBot) -> None:
    """A pause ends the sending within 300 ms, keeps what was seen, and lasts over the next run."""
    recorder = Recorder()
    watch = WatchModel(check, recorder)
    scripted_watch.samples = [sample(0)]
    run_once(check, qtbot)
    qtbot.waitUntil(lambda: watch.summary is not None)
    began_s = time.monotonic()
    watch.pause()
    assert scripted_watch.ended.wait(5.0)
    assert time.monotonic() - began_s < 0.3
    assert (watch.state, len(recorder.taken)) == (WatchState.PAUSED, 1)
    watch.resume()
    watch.resume()
    states = [watch.state]
    qtbot.waitUntil(lambda: len(scripted_watch.plans) == 2)
    watch.pause()
    run_once(check, qtbot)
    states.append(watch.state)
    assert states == [WatchState.RUNNING, WatchState.PAUSED]
    assert len(scripted_watch.plans) == 2


def test_samples_of_an_older_watch_are_dropped(check: CheckModel, scripted_watch: ScriptedWatch, qtbot: QtBot) -> None:
    """What is still on its way when the watch has ended does not count."""
    watch = WatchModel(check, Recorder())
    run_once(check, qtbot)
    present = watch._watch_id
    assert present is not None
    check.bridge.watched.emit(WatchMessage(watch_id=present - 1, sample=sample(0)))
    QApplication.processEvents()
    assert watch.summary is None
    watch.pause()
    check.bridge.watched.emit(WatchMessage(watch_id=present, sample=sample(0)))
    QApplication.processEvents()
    assert watch.summary is None


def test_the_network_switch_stops_it(check: CheckModel, scripted_watch: ScriptedWatch, qtbot: QtBot) -> None:
    """Off: nothing is sent any more, and nothing starts, whoever asks."""
    watch = WatchModel(check, Recorder())
    run_once(check, qtbot)
    qtbot.waitUntil(lambda: scripted_watch.running == 1)
    check.allow(allowed=False)
    assert scripted_watch.ended.wait(5.0)
    watch.resume()
    assert watch.state is WatchState.OFF
    check.start()
    check.bridge.close()
    assert (scripted_watch.running, len(scripted_watch.plans)) == (0, 1)


def test_without_permission_it_never_starts(bridge: ProbeBridge, scripted_watch: ScriptedWatch) -> None:
    """Neither a thread nor a packet."""
    check = CheckModel(bridge, TARGETS)
    check.allow(allowed=False)
    watch = WatchModel(check, Recorder())
    watch.resume()
    bridge.unwatch()
    assert watch.state is WatchState.OFF
    assert bridge._thread.ident is None


def test_a_stopped_run_is_not_followed_by_a_watch(
    check: CheckModel, scripted_watch: ScriptedWatch, qtbot: QtBot
) -> None:
    """Who stops the run wants quiet; asking for the watch starts it."""
    watch = WatchModel(check, Recorder())
    check.finished.emit(replace(verdict_report(TARGETS, CLEAN), cancelled=True))
    assert watch.state is WatchState.PAUSED
    watch.resume()
    qtbot.waitUntil(lambda: scripted_watch.running == 1)


def test_the_verdict_follows_and_is_recorded_once(
    check: CheckModel, scripted_watch: ScriptedWatch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flapping is told as soon as it is sure, not every second; the rest of the report stays."""

    async def run(targets: Targets, **_options: object) -> CheckReport:
        return scripted

    scripted = scripted_check()
    monkeypatch.setattr(bridge_module, "run_check", run)
    recorder = Recorder()
    watch = WatchModel(check, recorder)
    scripted_watch.samples = flapping(JUDGED_EVERY * 6)
    run_once(check, qtbot)
    qtbot.waitUntil(lambda: bool(watch.summary and watch.summary.watched_s >= JUDGED_EVERY * 6 - 1))
    report = check.report
    assert report is not None
    assert [verdict.fault for _, verdict in recorder.taken] == ["flapping"]
    assert (report.verdict.fault, report.probes) == ("flapping", scripted.probes)
    check.keeping.emit()
    check.keeping.emit()
    assert len(recorder.taken) == 2
    assert recorder.taken[1][0].watched_s == JUDGED_EVERY * 6 - 1


def test_the_end_records_and_forgets(check: CheckModel, scripted_watch: ScriptedWatch, qtbot: QtBot) -> None:
    """The window closes: what was seen is recorded, and what still comes is not."""
    recorder = Recorder()
    WatchModel(check, recorder, check)
    scripted_watch.samples = [sample(0)]
    with qtbot.waitSignal(check.bridge.watched):
        run_once(check, qtbot)
    QApplication.processEvents()
    check.stop()
    check.stop()
    assert scripted_watch.ended.wait(5.0)
    assert len(recorder.taken) == 1


def test_a_bug_in_the_watch_reaches_the_crash_dialog(
    check: CheckModel, scripted_watch: ScriptedWatch, qtbot: QtBot
) -> None:
    """Raised on the GUI thread, and the watch has ended."""
    watch = WatchModel(check, Recorder())
    scripted_watch.error = ZeroDivisionError()
    with qtbot.captureExceptions() as exceptions:
        run_once(check, qtbot)
        qtbot.waitUntil(lambda: bool(exceptions))
    assert exceptions[0][0] is ZeroDivisionError
    assert watch.state is WatchState.PAUSED


def test_a_bridge_that_closes_ends_the_watch(scripted_watch: ScriptedWatch, qapp: QApplication) -> None:
    """No thread is left although nobody stopped the watch."""
    bridge = ProbeBridge()
    bridge.watch(WatchPlan(), Stopwatch())
    bridge.watch(WatchPlan(), Stopwatch())
    bridge.close()
    assert scripted_watch.running == 0
    assert not bridge._thread.is_alive()
    bridge.deleteLater()


def network_page(parts: WizardParts) -> NetworkPage:
    """Return the page."""
    return cast("NetworkPage", parts.wizard.pages["network"])


@pytest.fixture
def watched_page(session: Session, make_wizard: Callable[..., WizardParts]) -> tuple[WizardParts, NetworkPage]:
    """Show the network page after a clean run; samples are given by hand."""
    parts = make_wizard(session)
    page = network_page(parts)
    check = parts.wizard.context.check
    check.finished.emit(scripted_check())
    check.restore(scripted_check())
    session.record_answer("trouble", "network_only")
    parts.wizard.go_to("network")
    assert parts.wizard.present_page() is page
    return parts, page


def give(page: NetworkPage, samples: list[WatchSample]) -> None:
    """Hand samples to the page's watch, as the bridge does."""
    for one in samples:
        page.watch._take(WatchMessage(watch_id=page.watch._watch_id or 0, sample=one))


def test_the_card_shows_what_was_seen(watched_page: tuple[WizardParts, NetworkPage], qtbot: QtBot) -> None:
    """A sentence, the numbers, the picture in words for a reader, and in the other language too."""
    parts, page = watched_page
    card = page.watch_card
    assert card.chart.isHidden()
    assert card.seen.text().startswith("检测完以后")
    give(page, [sample(second) for second in range(20)])
    assert card.seen.text() == "看了 19 秒，没有断过，也没有丢数据。"
    assert card.chart.isVisible()
    assert card.chart.accessibleDescription() == card.numbers.text()
    assert card.numbers.text().startswith("过去 19 秒：路由器 1.0 毫秒，丢 0%；")
    parts.wizard.context.texts.switch()
    assert card.seen.text() == "Watched for 19 s: no break, nothing lost."
    assert page.summary.text() == "The network is fine"


def test_the_buttons_of_the_card(watched_page: tuple[WizardParts, NetworkPage], qtbot: QtBot) -> None:
    """One button stops and starts it; with the network switched off it cannot be pressed."""
    parts, page = watched_page
    card = page.watch_card
    words = [(card.switch.text(), card.state.text())]
    QTest.mouseClick(card.switch, Qt.MouseButton.LeftButton)
    words.append((card.switch.text(), card.state.text()))
    QTest.mouseClick(card.switch, Qt.MouseButton.LeftButton)
    assert page.watch.state is WatchState.RUNNING
    parts.wizard.context.check.allow(allowed=False)
    words.append((card.switch.text(), card.state.text()))
    assert words == [
        ("暂停观察", "正在观察……"),
        ("继续观察", "已暂停。"),
        ("继续观察", "网络检测已关闭，不观察。"),
    ]
    assert not card.switch.isEnabled()


def test_a_fault_of_the_watch_changes_the_conclusion(
    watched_page: tuple[WizardParts, NetworkPage], session: Session
) -> None:
    """The banner says so, the case holds it, and another page adds the newest numbers once."""
    parts, page = watched_page
    session.record_check(scripted_check())
    give(page, flapping(30))
    assert page.summary.text() == "网线或WiFi：连接时断时续"
    assert session.state.check is not None
    assert session.state.check.verdict.fault == "flapping"
    give(page, flapping(32)[30:])
    parts.wizard.next()
    kinds = [event.kind for event in session.case.events]
    assert kinds.count(EventKind.WATCHED) == 2
    check = session.state.check
    assert check.watch is not None
    assert check.watch.watched_s == 31.0


def test_nothing_is_recorded_in_a_closed_case(watched_page: tuple[WizardParts, NetworkPage], session: Session) -> None:
    """A case that is finished stays as it is."""
    _, page = watched_page
    session.record_check(scripted_check())
    give(page, [sample(0)])
    session.close()
    page.watch.keep()
    assert session.case.events[-1].kind is EventKind.CLOSED


def test_a_hidden_card_does_no_work(watched_page: tuple[WizardParts, NetworkPage]) -> None:
    """The picture is not drawn while another page shows; coming back it is up to date."""
    parts, page = watched_page
    parts.wizard.next()
    give(page, [sample(second) for second in range(5)])
    assert page.watch_card.seen.text().startswith("检测完以后")
    parts.wizard.back()
    assert page.watch_card.seen.text().startswith("看了 4 秒")


def pixels(image: QImage) -> int:
    """Return how many pixels are red: the crosses."""
    red = 0
    for x in range(image.width()):
        for y in range(image.height()):
            colour = image.pixelColor(x, y)
            red += colour.red() > 150 and colour.green() < 90 and colour.blue() < 90
    return red


def test_lost_packets_are_marked(watched_page: tuple[WizardParts, NetworkPage], qtbot: QtBot) -> None:
    """The crosses: more of them with losses, and only the legend's without."""
    _, page = watched_page
    chart = page.watch_card.chart
    give(page, [sample(second) for second in range(20)])
    qtbot.waitUntil(lambda: chart.height() == chart.sizeHint().height())
    clean = pixels(chart.grab().toImage())
    give(page, [sample(20 + second, is_down=True) for second in range(10)])
    assert pixels(chart.grab().toImage()) > clean + 100
