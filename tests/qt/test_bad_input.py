"""What can go wrong at the user's place gets a clear message in both languages, and loses nothing."""

import contextlib
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from gui.journal import log_path, open_journal
from gui.kb import ChosenTargets
from gui.model.case import EventKind
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.model.observation import CheckReport, Segment, Verdict
from gui.model.targets import Targets
from gui.qt import app as app_module
from gui.qt.dialogs import CrashReporter, ask, show_error
from gui.qt.export import FORMATS
from gui.qt.pages.network import NetworkPage
from gui.qt.pages.report import ReportPage
from gui.qt.texts import Texts
from gui.qt.window import WizardParts
from gui.session import Session, Workspace
from tests.qt.conftest import CLEAN
from tests.qt.walk import Walker

MakeWizard = Callable[..., WizardParts]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["zh", "en"])
def report_page(request: pytest.FixtureRequest, make_wizard: MakeWizard, session: Session) -> ReportPage:
    """Return the report page after a walk, in both languages."""
    parts = make_wizard(session, lang=request.param)
    parts.wizard.context.check.start()
    Walker(parts).walk_to_report({"trouble": "no_network", "charged": "no", "connection": "wifi"})
    page = parts.wizard.pages["report"]
    assert isinstance(page, ReportPage)
    return page


def press_export(page: ReportPage, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Click Export and choose a folder in the dialog."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(folder))
    page.export.click()


def test_a_folder_that_cannot_be_written(
    report_page: ReportPage, boxes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the place; the page and every answer stay; another folder works."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    before = report_page.context.session.state
    press_export(report_page, blocked, monkeypatch)
    assert len(boxes) == 1
    assert str(blocked) in boxes[0]
    assert report_page.context.session.state == before
    press_export(report_page, tmp_path, monkeypatch)
    assert len(boxes) == 1
    assert len(list(tmp_path.glob("POSCheckup-*"))) == len(FORMATS)
    assert blocked.read_text() == "not a folder"


def test_a_full_disk(
    report_page: ReportPage, boxes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full while writing: a clear message, and no half-written file."""

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = tmp_path / "full"
    folder.mkdir()
    monkeypatch.setattr("os.fsync", full)
    press_export(report_page, folder, monkeypatch)
    assert len(boxes) == 1
    assert report_page.texts.text("error.report.disk_full.what", path="").strip()[:4] in boxes[0]
    assert list(folder.iterdir()) == []


def test_no_folder_chosen_changes_nothing(report_page: ReportPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving the folder dialog is no error."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "")
    report_page.export.click()
    assert report_page.done.text() == ""


def test_the_short_text_goes_to_the_clipboard(report_page: ReportPage) -> None:
    """Copy gives a text that fits into one message."""
    report_page.copy.click()
    text = QApplication.clipboard().text()
    assert 20 < len(text) <= 300


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_network_at_all(make_wizard: MakeWizard, session: Session, lang: str) -> None:
    """Nothing measured is 'unknown', in words, and the wizard goes on to a report."""
    nothing = Verdict(segment=Segment.UNKNOWN, fault="unknown", confidence=0.0)
    parts = make_wizard(session, lang=lang, verdict=nothing)
    parts.wizard.context.check.start()
    walker = Walker(parts)
    walker.walk_to_report({"trouble": "no_network", "charged": "no"})
    page = parts.wizard.pages["network"]
    assert isinstance(page, NetworkPage)
    assert page.verdict.property("role") == "attention"
    assert walker.context.texts.text("fault.unknown.name") in page.summary.text()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_second_copy_says_so(
    lang: str,
    boxes: list[str],
    tmp_path: Path,
    knowledge: Knowledge,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second program names the first and ends; the first keeps its data."""
    first = Workspace(tmp_path, knowledge)
    session = first.new_case()
    monkeypatch.setattr(app_module, "QApplication", lambda _args: qapp)
    status = app_module.run_wizard(
        lambda: (knowledge, ChosenTargets(targets=knowledge.targets)), lang=lang, no_network=True, data_dir=tmp_path
    )
    assert status == 2
    assert len(boxes) == 1
    session.record_answer("trouble", "no_network")
    assert session.state.answers["trouble"] == "no_network"
    first.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_error_has_three_parts(lang: str, boxes: list[str], qapp: QApplication) -> None:
    """What happened, what it means, and what to do are all shown."""
    texts = Texts(lang)
    error = UserError("report.disk_full", path="X:\\report")
    show_error(None, texts, error)
    assert all(part in boxes[0] for part in texts.error(error))


def test_a_question_takes_the_first_answer(boxes: list[str], qapp: QApplication) -> None:
    """The first button is yes."""
    assert ask(None, Texts("zh"), "ui.resume", case="A", started="2026-11-23")
    assert "2026-11-23" in boxes[0]


@pytest.fixture
def crash_reporter(qapp: QApplication) -> Iterator[CrashReporter]:
    """Yield an installed reporter, and give Python its hooks back."""
    reporter = CrashReporter(Texts("zh"))
    reporter.install()
    yield reporter
    reporter.release()
    reporter.deleteLater()


def test_a_crash_is_shown_without_secrets(
    crash_reporter: CrashReporter, boxes: list[str], qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unexpected exception is shown with its place; a card number in it is masked."""
    try:
        int("card 4111111111111111")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(boxes))
    assert "ValueError" in boxes[0]
    assert "4111111111111111" not in boxes[0]
    assert "4111111111111111" not in capsys.readouterr().err


def test_a_crash_is_logged_and_the_log_is_named(
    crash_reporter: CrashReporter, boxes: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    """The log says where it crashed; the box names the log. What the user is told is logged by its key."""
    with open_journal(tmp_path):
        for error in (ZeroDivisionError("secret"), UserError("data.full", path="secret")):
            sys.excepthook(type(error), error, None)
        qtbot.waitUntil(lambda: len(boxes) == 2)
        log = log_path()
        assert log is not None
        assert str(log) in "".join(boxes)
        written = log.read_text(encoding="utf-8")
    assert " crashed error_type=ZeroDivisionError trace=ZeroDivisionError\n" in written
    assert " user-error error_key=data.full\n" in written
    sys.excepthook(ValueError, ValueError(), None)
    qtbot.waitUntil(lambda: len(boxes) == 3)
    assert "没有日志" in boxes[2]


def test_ctrl_c_is_no_crash(crash_reporter: CrashReporter, boxes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt goes to Python's own hook."""
    taken: list[object] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda *args: taken.append(args))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert len(taken) == 1
    assert boxes == []


def test_the_program_goes_on_where_it_was(
    boxes: list[str],
    tmp_path: Path,
    knowledge: Knowledge,
    qapp: QApplication,
    scripted_run: Callable[[Verdict], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A case that was not finished is offered at the next start, and opens on its page with its answers."""
    with_answers = Workspace(tmp_path, knowledge)
    session = with_answers.new_case()
    session.record_answer("trouble", "no_network")
    session.show_page("terminal")
    with_answers.close()
    scripted_run(CLEAN)
    seen: list[tuple[str, str | None]] = []

    def look(*_app: object) -> int:
        wizard = next(window for window in qapp.topLevelWidgets() if type(window).__name__ == "CheckupWizard")
        walker = Walker(WizardParts(wizard=wizard, bridge=None))  # type: ignore[arg-type]  # only its wizard is used
        seen.append((walker.page, walker.context.answer("trouble")))
        wizard.close()
        wizard.deleteLater()
        return 0

    monkeypatch.setattr(app_module, "QApplication", lambda _args: qapp)
    monkeypatch.setattr(QApplication, "exec", look)
    loaded = (knowledge, ChosenTargets(targets=Targets()))
    assert app_module.run_wizard(lambda: loaded, lang="zh", no_network=False, data_dir=tmp_path) == 0
    assert seen == [("terminal", "no_network")]
    assert len(boxes) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_case_that_cannot_be_read_is_told(
    lang: str,
    boxes: list[str],
    tmp_path: Path,
    knowledge: Knowledge,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is not offered, stays in the file, and the window opens on a new case."""
    workspace = Workspace(tmp_path, knowledge)
    session = workspace.new_case()
    session.record_answer("trouble", "no_network")
    workspace._store.append(session.case_id, EventKind.STEP_DONE, {"step": "a", "outcome": "exploded"}, "t")
    workspace.close()
    cases: list[list[str]] = []

    def look(*_app: object) -> int:
        wizard = next(window for window in qapp.topLevelWidgets() if type(window).__name__ == "CheckupWizard")
        cases.append([case.id for case in wizard.context.session.history().cases()])  # type: ignore[attr-defined]
        wizard.close()
        wizard.deleteLater()
        return 0

    monkeypatch.setattr(app_module, "QApplication", lambda _args: qapp)
    monkeypatch.setattr(QApplication, "exec", look)
    loaded = (knowledge, ChosenTargets(targets=Targets()))
    assert app_module.run_wizard(lambda: loaded, lang=lang, no_network=True, data_dir=tmp_path) == 0
    assert [box.partition("\n")[0] for box in boxes] == [Texts(lang).text("error.data.unreadable.what")]
    assert str(tmp_path) in boxes[0]
    assert cases[0][1:] == [session.case_id]


def test_a_broken_file_beside_the_exe_is_told_before_the_window(
    boxes: list[str], tmp_path: Path, knowledge: Knowledge, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bank's file that cannot be read is named with its place, and the window opens all the same."""
    place = {"file": "POSCheckup.toml", "line": 3, "entry": "endpoint[0].port"}
    problem = UserError("kb.targets_wrong_value", **place, example="port = 443")
    loaded = (knowledge, ChosenTargets(targets=Targets(), problems=(problem,)))
    seen: list[bool] = []

    def look(*_app: object) -> int:
        wizard = next(window for window in qapp.topLevelWidgets() if type(window).__name__ == "CheckupWizard")
        seen.append(wizard.isVisible())
        wizard.close()
        wizard.deleteLater()
        return 0

    monkeypatch.setattr(app_module, "QApplication", lambda _args: qapp)
    monkeypatch.setattr(QApplication, "exec", look)
    assert app_module.run_wizard(lambda: loaded, lang="zh", no_network=True, data_dir=tmp_path) == 0
    assert seen == [True]
    (box,) = boxes
    assert "第 3 行" in box
    assert "endpoint[0].port" in box


def test_what_loading_raises_is_raised_where_it_is_waited_for(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The knowledge is loaded in another thread; an error there ends the start as it would in this one."""

    def load() -> NoReturn:
        raise UserError("targets.missing", path="no.toml")

    monkeypatch.setattr(app_module, "QApplication", lambda _args: qapp)
    with pytest.raises(UserError, match=r"targets\.missing"):
        app_module.run_wizard(load, lang="zh", no_network=True, data_dir=tmp_path)


def test_the_report_type_is_what_the_session_stores(session: Session) -> None:
    """A recorded run comes back from the store as it was."""
    report = CheckReport(started_utc="2026-11-23T10:00:00Z", duration_ms=1, verdict=CLEAN, probes=())
    session.record_check(report)
    assert session.state.check == report


@pytest.mark.skipif(sys.platform == "win32", reason="a console's Ctrl+C cannot be sent to one process there")
def test_ctrl_c_ends_the_window_with_its_own_status(tmp_path: Path) -> None:
    """The wizard in a process of its own ends with 130 on an interrupt, and its data are whole."""
    command = [sys.executable, "-m", "gui", "--no-network", "--data-dir", str(tmp_path)]
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, env=environ, cwd=ROOT) as process:
        while not (tmp_path / "cases.db").exists():
            with contextlib.suppress(subprocess.TimeoutExpired):
                pytest.fail(f"it ended by itself with {process.wait(0.05)}")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
