"""Every page and dialog fits on every screen that Windows is used with, and the window comes back where it was."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gui.qt import place, theme
from gui.qt.pages.base import PAGE_NAMES
from gui.qt.place import PLACE_NAME, fit_to_screen, forget_place, remember_place, restore_place
from gui.qt.theme import LIGHT, style_sheet, text_scale
from gui.qt.widgets.basics import Columns, button, label
from tests.qt.fit import misfits, off_screen
from tests.qt.walk import settle

ROOT = Path(__file__).resolve().parents[2]
#: Width and height of the screen in its own dots, less 40 px of task bar; scale; how much larger the system's text is.
SCREENS = [
    (1024, 560, 1, 1.0),
    (1024, 560, 1, 1.5),
    (1920, 1000, 2, 1.0),
    (1920, 1000, 2, 1.5),
    (2560, 1380, 1.5, 1.5),
    (3840, 2040, 3, 1.0),
]


def on_screens(folder: Path, *screens: tuple[int, int, int, int]) -> str:
    """Return the name of Qt's platform that has these screens."""
    described = [
        {"name": str(number), "logicalDpi": 96, "dpr": 1, "x": x, "y": y, "width": width, "height": height}
        for number, (x, y, width, height) in enumerate(screens)
    ]
    (folder / "screens.json").write_text(json.dumps({"screens": described}), encoding="ascii")
    return f"offscreen:configfile={folder / 'screens.json'}"


def run(module: str, platform: str, *arguments: str, scale: float = 1) -> str:
    """Run a program of the tests on screens; return what it printed."""
    environ = {**os.environ, "QT_QPA_PLATFORM": platform, "QT_SCALE_FACTOR": str(scale)}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize(("width", "height", "scale", "larger"), SCREENS)
def test_everything_fits(width: int, height: int, scale: float, larger: float, tmp_path: Path) -> None:
    """In both languages: no words are cut off, nothing overlaps or scrolls sideways, Next can be seen."""
    platform = on_screens(tmp_path, (0, 0, width, height))
    looked_at = json.loads(run("tests.qt.fit", platform, str(tmp_path), "--text-scale", str(larger), scale=scale))
    names = [*PAGE_NAMES.values(), "about", "notices", "history"]
    assert sorted(looked_at) == sorted(f"{lang}-{name}" for lang in ("zh", "en") for name in names)
    assert {name: found for name, found in looked_at.items() if found} == {}


def test_what_does_not_fit_is_found(themed: QApplication, qtbot: QtBot) -> None:
    """The test above would fail for words that are cut off, for overlapping, for a page that is too wide."""
    window = QWidget()
    qtbot.addWidget(window)
    area, inner = QScrollArea(window), QWidget()
    inner.setMinimumSize(500, 10)
    area.setWidget(inner)
    area.setGeometry(0, 100, 200, 60)
    words, wrapped, push, edit = label(wrap=False), label(), button(), QLineEdit()
    for with_text in (words, wrapped, push):
        with_text.setText("Much longer than its place")
    edit.setPlaceholderText("A long example")
    for i, widget in enumerate((words, wrapped, push, edit)):
        widget.setParent(window)
        widget.setGeometry(0, 20 * i, 30, 24)
    window.resize(300, 200)
    window.show()
    settle()
    found = "\n".join(misfits(window))
    assert [found.count(part) for part in ("needs", "overlaps", "sideways")] == [4, 3, 1]
    window.move(themed.primaryScreen().geometry().bottomRight())
    assert list(off_screen(window)) != []


def test_no_window_is_larger_than_the_screen(themed: QApplication, qtbot: QtBot) -> None:
    """Neither in the size that it gets nor in the least that it may have; there is room for its frame."""
    window = QWidget()
    qtbot.addWidget(window)
    screen = themed.primaryScreen().availableGeometry().size()
    fit_to_screen(window, screen * 2, screen * 2)
    assert window.size() == window.minimumSize() == screen - place.FRAME
    fit_to_screen(window, QSize(300, 200), QSize(100, 50))
    assert (window.size(), window.minimumSize()) == (QSize(300, 200), QSize(100, 50))


def test_larger_text_of_the_system_is_taken_over(themed: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes of letters and lines grow with it, as far as the screen has room; it never gets smaller than usual."""
    font = QFont()
    monkeypatch.setattr(theme, "system_font", lambda: font)
    room = themed.primaryScreen().availableGeometry().width() / theme.LEAST_WIDTH_PX
    most = min(room, theme.MOST_SCALE)
    for points, scale in ((9.0, 1.0), (6.0, 1.0), (9.9, 1.1), (40.0, most)):
        font.setPointSizeF(points)
        assert text_scale() == pytest.approx(scale)
    font.setPixelSize(12)
    assert text_scale() == 1.0
    monkeypatch.setattr(theme, "text_scale", lambda: 1.5)
    sheet = style_sheet(LIGHT)
    assert "QLabel#sentence { font-size: 42px;" in sheet
    assert "min-height: 30px; }" in sheet


def test_columns_give_way(themed: QApplication, qtbot: QtBot) -> None:
    """As many as there is room for; what has unequal widths may keep more of them."""
    for even, columns_in in ((True, {600: 2, 250: 1, 420: 2}), (False, {600: 3, 250: 1, 420: 2})):
        items = [button() for _ in range(3)]
        for item, width in zip(items, (200, 150, 100), strict=True):
            item.setFixedWidth(width)
        window = QWidget()
        qtbot.addWidget(window)
        columns = Columns(items, 3, even=even)
        columns.setParent(window)
        columns.arrange()
        window.show()
        for width, count in columns_in.items():
            columns.resize(width, 200)
            settle()
            assert len({item.y() for item in items}) == -(-3 // count), (even, width)
        assert columns.minimumSizeHint().width() == 200
        columns.resize(600, 200)
        items[0].hide()
        columns.arrange()
        grid = columns.layout()
        assert isinstance(grid, QGridLayout)
        assert grid.getItemPosition(grid.indexOf(items[1])) == (0, 0, 1, 1)


def test_the_place_is_kept(themed: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    """Size, position and being maximised come back; the file goes when everything is deleted."""
    windows = [QWidget() for _ in range(3)]
    for window in windows:
        qtbot.addWidget(window)
    first, second, third = windows
    restore_place(first, tmp_path)  # nothing was kept: nothing happens
    first.setGeometry(60, 70, 320, 240)
    first.show()
    remember_place(first, tmp_path)
    restore_place(second, tmp_path)
    assert second.geometry() == QRect(60, 70, 320, 240)
    second.showMaximized()
    remember_place(second, tmp_path)
    restore_place(third, tmp_path)
    assert third.isMaximized()
    assert third.normalGeometry().size() == QSize(320, 240)
    forget_place(tmp_path)
    forget_place(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"x" * 66, b"\x01\xd9\xd0\xcb", b"\xff" * 5000], ids=len)
def test_a_damaged_place_changes_nothing(themed: QApplication, qtbot: QtBot, tmp_path: Path, content: bytes) -> None:
    """Nor does one that cannot be read or written."""
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(60, 70, 320, 240)
    (tmp_path / PLACE_NAME).write_bytes(content)
    restore_place(window, tmp_path)
    assert window.geometry() == QRect(60, 70, 320, 240)
    remember_place(window, tmp_path / "nowhere")
    restore_place(window, tmp_path / "nowhere")
    assert window.pos() == QPoint(60, 70)


def test_a_screen_that_is_gone(tmp_path: Path) -> None:
    """The program left at the second screen, larger than the first: the next time it is on the first, and fits."""
    first, second = (0, 0, 1024, 600), (1024, 0, 1920, 1080)
    left = json.loads(run("tests.qt.left", on_screens(tmp_path, first, second), str(tmp_path), "1200,100,1500,900"))
    assert left == [1200, 100, 1500, 900]
    again = json.loads(run("tests.qt.left", on_screens(tmp_path, first, second), str(tmp_path)))
    assert again == [1200, 100, 1500, 900]
    x, y, width, height = json.loads(run("tests.qt.left", on_screens(tmp_path, first), str(tmp_path)))
    assert QRect(*first).contains(QRect(x, y, width, height))
    assert min(width - 900, height - 540) >= 0
