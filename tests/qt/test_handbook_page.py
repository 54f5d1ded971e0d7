"""The handbook opens from the wizard: what is written is this program's, and what goes wrong is said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from gui.kb import LANGUAGES, load_catalog, load_reference
from gui.qt.window import WizardParts
from gui.report.handbook_build import build_handbook
from gui.report.handbook_html import handbook_html
from gui.session import Session
from tests.qt.walk import Walker

Make = Callable[..., WizardParts]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Take what would be opened in a browser."""
    paths: list[Path] = []

    def take(url: QUrl) -> bool:
        paths.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    return paths


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_opens_in_the_present_language(
    lang: str, make_wizard: Make, session: Session, opened: list[Path], qtbot: QtBot, tmp_path: Path
) -> None:
    """The page is the same as the command writes, in the folder of the data, and the window stays usable meanwhile."""
    walker = Walker(make_wizard(session, lang=lang))
    context = walker.context
    context.data_folder = tmp_path
    walker.click(walker.wizard.side.handbook)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [tmp_path / f"handbook-{lang}.html"]
    catalogs = {name: load_catalog(name) for name in LANGUAGES}
    expected = handbook_html(build_handbook(context.knowledge, load_reference(), catalogs, lang))
    assert opened[0].read_bytes() == expected


def test_no_browser(
    make_wizard: Make, session: Session, boxes: list[str], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the file: it can be opened elsewhere."""
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    walker = Walker(make_wizard(session))
    walker.context.data_folder = tmp_path
    walker.click(walker.wizard.side.handbook)
    qtbot.waitUntil(lambda: bool(boxes))
    assert boxes[0].startswith("打不开手册。")
    assert str(tmp_path / "handbook-zh.html") in boxes[0]


def test_a_folder_that_is_gone(
    make_wizard: Make, session: Session, boxes: list[str], opened: list[Path], qtbot: QtBot, tmp_path: Path
) -> None:
    """Nothing opens, and the reason is said in words."""
    walker = Walker(make_wizard(session))
    walker.context.data_folder = tmp_path / "gone"
    walker.click(walker.wizard.side.handbook)
    qtbot.waitUntil(lambda: bool(boxes))
    assert opened == []
    assert str(tmp_path / "gone") in boxes[0]
