"""Cases of before in the program: another one is gone on with, and all are deleted."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.kb import ChosenTargets
from gui.model.case import EventKind
from gui.model.knowledge import Knowledge
from gui.model.observation import Verdict
from gui.model.targets import Targets
from gui.qt import app as app_module
from gui.qt.past_report import PastReport
from gui.qt.texts import Texts
from gui.qt.wizard import CheckupWizard
from gui.session import Workspace
from tests.qt.conftest import CLEAN, verdict_report
from tests.qt.past_cases import BROKEN, MARK, Boxes, answered_boxes, choose, ended, opened, shown
from tests.qt.walk import type_text

Use = Callable[[CheckupWizard], None]


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> Boxes:
    """Answer every box, and note what it said."""
    return answered_boxes(monkeypatch)


@pytest.fixture
def run_program(
    tmp_path: Path,
    knowledge: Knowledge,
    qapp: QApplication,
    scripted_run: Callable[[Verdict], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., int]:
    """Return a function that runs the program; each of its windows in turn is used by one of the given functions."""
    scripted_run(CLEAN)

    def run(*uses: Use) -> int:
        left = list(uses)

        def use(*_app: object) -> int:
            wizard = next(
                window for window in qapp.topLevelWidgets() if isinstance(window, CheckupWizard) and window.isVisible()
            )
            left.pop(0)(wizard)
            wizard.close()
            wizard.deleteLater()
            return 0

        monkeypatch.setattr(app_module, "QApplication", lambda _args: qapp)
        monkeypatch.setattr(QApplication, "exec", use)
        loaded = (knowledge, ChosenTargets(targets=knowledge.targets))
        status = app_module.run_wizard(lambda: loaded, lang="zh", no_network=True, data_dir=tmp_path)
        assert left == []
        return status

    return run


def test_an_unfinished_case_is_gone_on_with(
    run_program: Callable[..., int], boxes: Boxes, tmp_path: Path, knowledge: Knowledge
) -> None:
    """The next window shows it where it was, with its own run; what was typed in the other is stored; it is resumed."""
    workspace = Workspace(tmp_path, knowledge)
    old, other = workspace.new_case(), workspace.new_case()
    for session in (old, other):
        session.record_answer("trouble", "no_network")
        session.show_page("terminal")
    old.record_check(verdict_report(knowledge.targets, BROKEN))
    old.show_page("network")
    workspace.close()

    def leave(wizard: CheckupWizard) -> None:
        assert wizard.context.session.case_id == other.case_id
        type_text(wizard.pages["terminal"].merchant_no.edit, MARK)  # type: ignore[attr-defined]
        history = shown(wizard)
        choose(history, 1)
        QTest.keyClick(history.open_case, Qt.Key.Key_Space)
        assert not wizard.isVisible()

    def look(wizard: CheckupWizard) -> None:
        session = wizard.context.session
        assert (session.case_id, wizard.present_page().name) == (old.case_id, "network")
        assert wizard.context.check.report == old.state.check
        assert not wizard.context.check.running
        assert not wizard.context.check.allowed

    def offered(wizard: CheckupWizard) -> None:
        assert wizard.context.session.case_id == old.case_id

    assert run_program(leave, look) == 0
    assert run_program(offered) == 0
    assert [old.case_id in said for said in boxes.said] == [False, True]
    again = Workspace(tmp_path, knowledge)
    assert again.reopen(other.case_id).state.fields["merchant_no"] == MARK
    again.close()


def test_a_finished_case_is_opened_again_only_when_the_user_says_so(
    run_program: Callable[..., int], tmp_path: Path, knowledge: Knowledge
) -> None:
    """接着处理 in its report: that is recorded, and the next window shows its last page."""
    workspace = Workspace(tmp_path, knowledge)
    case = ended(workspace)
    workspace.close()

    def leave(wizard: CheckupWizard) -> None:
        history = shown(wizard)
        choose(history, 1)
        history.open_case.click()
        (past,) = history.findChildren(PastReport)
        past.go_on.click()
        assert not wizard.isVisible()

    def look(wizard: CheckupWizard) -> None:
        session = wizard.context.session
        assert (session.case_id, wizard.present_page().name) == (case.case_id, "report")
        assert not session.state.closed
        assert EventKind.REOPENED in [event.kind for event in session.case.events]

    assert run_program(leave, look) == 0


def test_a_case_that_cannot_be_opened_after_all_leaves_the_present_one(
    run_program: Callable[..., int], boxes: Boxes, tmp_path: Path, knowledge: Knowledge
) -> None:
    """It is told, and the window opens with the same case again."""
    seen: list[str] = []

    def leave(wizard: CheckupWizard) -> None:
        seen.append(wizard.context.session.case_id)
        wizard.context.next_case = "nobody"

    def look(wizard: CheckupWizard) -> None:
        seen.append(wizard.context.session.case_id)

    assert run_program(leave, look) == 0
    assert seen[0] == seen[1]
    assert Texts("zh").text("error.data.no_case.what", case="nobody") in boxes.said[0]


@pytest.mark.parametrize("writes_on", [False, True])
def test_delete_all_ends_the_program_and_leaves_nothing(
    boxes: Boxes,
    tmp_path: Path,
    knowledge: Knowledge,
    qapp: QApplication,
    scripted_run: Callable[[Verdict], None],
    monkeypatch: pytest.MonkeyPatch,
    writes_on: bool,
) -> None:
    """What is typed and not stored yet when the window closes goes too; what is in the way is told, with status 2."""
    workspace = Workspace(tmp_path, knowledge)
    session = workspace.new_case()
    session.record_answer("trouble", "no_network")
    session.show_page("terminal")
    workspace.close()
    scripted_run(CLEAN)
    blockers: list[sqlite3.Connection] = []

    def use(*_app: object) -> int:
        wizard = next(window for window in qapp.topLevelWidgets() if isinstance(window, CheckupWizard))
        type_text(wizard.pages["terminal"].merchant_no.edit, MARK)  # type: ignore[attr-defined]
        history = opened(wizard)
        history.all.click()
        assert not wizard.isVisible()
        if writes_on:
            blockers.append(sqlite3.connect(tmp_path / "cases.db", isolation_level=None))
            blockers[0].execute("BEGIN IMMEDIATE")
        wizard.deleteLater()
        return 0

    monkeypatch.setattr(app_module, "QApplication", lambda _args: qapp)
    monkeypatch.setattr(QApplication, "exec", use)
    monkeypatch.setattr("gui.store.database.BUSY_TIMEOUT_S", 0.0)
    loaded = (knowledge, ChosenTargets(targets=Targets()))
    status = app_module.run_wizard(lambda: loaded, lang="zh", no_network=True, data_dir=tmp_path)
    for blocker in blockers:
        blocker.close()
    found = [path.name for path in tmp_path.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]
    if writes_on:
        assert (status, len(boxes.said), found) == (2, 3, ["cases.db"])
        assert "没有删干净" in boxes.said[-1]
    else:
        assert (status, len(boxes.said), found) == (0, 2, [])
