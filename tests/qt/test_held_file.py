"""A folder that answers late, at the window: told, not shown as stored, and stored when the folder answers again."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from gui.qt.pages.start import StartPage
from gui.qt.window import WizardParts
from gui.session import Session, Workspace
from tests.qt.walk import Walker


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_answer_that_cannot_be_written_yet(
    make_wizard: Callable[..., WizardParts],
    workspace: Workspace,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
) -> None:
    """Another program holds the file for longer than is waited for; the answer before stays, on screen and disk."""
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.text()))
    walker = Walker(make_wizard(session, lang=lang))
    start = walker.wizard.pages["start"]
    assert isinstance(start, StartPage)
    walker.answer("trouble", "payout_missing")
    workspace._store._connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(tmp_path / "data" / "cases.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    walker.answer("trouble", "no_network")
    assert said == [walker.context.texts.text("error.data.busy.what")]
    assert start.trouble.cards.value == session.state.answers["trouble"] == "payout_missing"
    other.close()
    walker.answer("trouble", "no_network")
    assert start.trouble.cards.value == "no_network"
    unfinished = workspace.unfinished()
    assert unfinished == session.case
    assert len(said) == 1
