"""Real widgets, offscreen: the session, store and knowledge are the real ones, only the network run is scripted."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gui.kb import load_knowledge
from gui.model.knowledge import Knowledge
from gui.model.lan import TerminalAddress
from gui.model.observation import CheckReport, ProbeOutcome, ProbeResult, ProbeState, Segment, Verdict
from gui.model.targets import Targets
from gui.probes import WatchPlan, WatchSample, plan_check
from gui.probes.timing import Stopwatch
from gui.qt import bridge as bridge_module
from gui.qt.gcpin import GarbageCollectorPin
from gui.qt.pages.report import ReportPage
from gui.qt.texts import Texts
from gui.qt.theme import apply_theme
from gui.qt.window import WizardParts, build_wizard
from gui.session import Session, Workspace
from tests.qt.screen import use_usual_screen
from tests.qt.walk import Walker

use_usual_screen()


@pytest.fixture(autouse=True)
def no_widget_or_timer_is_left(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a window or a running timer behind."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    windows = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    timers = [thing for thing in gc.get_objects() if isinstance(thing, QTimer)]
    running = [timer for timer in timers if shiboken6.isValid(timer) and timer.isActive()]
    assert not windows
    assert not running


@pytest.fixture(autouse=True)
def collector_on_the_gui_thread(qapp: QApplication, no_widget_or_timer_is_left: None) -> Iterator[None]:
    """Collect garbage on the GUI thread only, as the program does: a bridge's thread would destroy widgets."""
    pin = GarbageCollectorPin(qapp)
    yield
    pin.release()
    pin.deleteLater()


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer every message box at once, and note what it said."""
    said: list[str] = []

    def run(box: QMessageBox) -> int:
        said.append(f"{box.text()}\n{box.informativeText()}\n{box.detailedText()}")
        box.buttons()[0].click()
        box.deleteLater()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", run)
    return said


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Return the real knowledge base."""
    return load_knowledge()


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    """Return the application with its theme."""
    apply_theme(qapp)
    return qapp


@pytest.fixture
def workspace(tmp_path: Path, knowledge: Knowledge) -> Iterator[Workspace]:
    """Yield a workspace in an empty folder."""
    made = Workspace(tmp_path / "data", knowledge)
    yield made
    made.close()


@pytest.fixture
def session(workspace: Workspace) -> Session:
    """Return a new case."""
    return workspace.new_case()


def verdict_report(targets: Targets, verdict: Verdict, terminal: TerminalAddress | None = None) -> CheckReport:
    """Return a finished report with one row per planned probe."""
    rows = tuple(
        ProbeResult(
            id=spec.id,
            kind=spec.kind,
            state=ProbeState.DONE,
            outcome=ProbeOutcome.FINE,
            duration_ms=12,
            observations=(),
        )
        for spec in plan_check(targets, terminal)
    )
    return CheckReport(started_utc="2026-11-23T10:00:00Z", duration_ms=1234, verdict=verdict, probes=rows)


CLEAN = Verdict(segment=Segment.NONE, fault="none", confidence=0.95)


@pytest.fixture
def scripted_run(monkeypatch: pytest.MonkeyPatch) -> Callable[[Verdict], None]:
    """Replace the network run: it reports every row and then the verdict, without a packet; the watch sees nothing."""

    def script(verdict: Verdict) -> None:
        async def run(
            targets: Targets,
            *,
            on_update: Callable[[ProbeResult], None],
            cancel: asyncio.Event,
            budget_s: float = 10.0,
            terminal: TerminalAddress | None = None,
        ) -> CheckReport:
            report = verdict_report(targets, verdict, terminal)
            for row in report.probes:
                on_update(row)
                await asyncio.sleep(0)
            return report

        async def watch(plan: WatchPlan, clock: Stopwatch, on_sample: Callable[[WatchSample], None]) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(bridge_module, "run_check", run)
        monkeypatch.setattr(bridge_module, "watch_line", watch)

    return script


@pytest.fixture
def make_wizard(
    qtbot: QtBot, themed: QApplication, knowledge: Knowledge, scripted_run: Callable[[Verdict], None]
) -> Iterator[Callable[..., WizardParts]]:
    """Return a function that shows a wizard for a session, with a scripted network run (clean by default)."""
    made: list[WizardParts] = []

    def make(session: Session, *, verdict: Verdict = CLEAN, lang: str = "zh") -> WizardParts:
        scripted_run(verdict)
        parts = build_wizard(session, knowledge, Texts(lang), knowledge.targets)
        made.append(parts)
        parts.wizard.show()
        return parts

    yield make
    for parts in made:
        parts.wizard.close()
        parts.bridge.close()
        parts.wizard.deleteLater()


def visible_texts(widget: QWidget) -> list[str]:
    """Return the texts of all visible labels and buttons of a widget."""
    found = []
    for child in widget.findChildren(QWidget):
        text = getattr(child, "text", None)
        if child.isVisible() and callable(text) and isinstance(text(), str):
            found.append(text())
    return found


@pytest.fixture
def walker(make_wizard: Callable[..., WizardParts], session: Session) -> Walker:
    """Return a walker on a fresh wizard, without a network run."""
    return Walker(make_wizard(session))


@pytest.fixture
def report_page(make_wizard: Callable[..., WizardParts], session: Session) -> ReportPage:
    """Return the report page after a walk."""
    session.record_answer("screen_text", "账户异常")
    session.set_field("merchant_name", "老王水果店")
    parts = make_wizard(session)
    Walker(parts).walk_to_report({"trouble": "no_network", "charged": "no", "connection": "wifi"})
    found = parts.wizard.pages["report"]
    assert isinstance(found, ReportPage)
    return found
