"""The shop's PC as a Windows under Wine: the built exe on its screen, in the lab's network, driven by mouse and keys.

What is read back is what a user would have: pictures of the screen, and the files that the program wrote.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from PySide6.QtGui import QColor, QImage

import wine
from gui.qt.theme import LIGHT
from tests.lab.world import ROOT, Lab

EXE = ROOT / "dist" / "POSCheckup.exe"
#: Pictures of every page, kept as the test run's output.
PICTURES = ROOT / "dist" / "screens"
SCREEN = (1280, 800)
#: A user and a folder as shops have them.
USER, FOLDER = "王小明", "收银 电脑"
#: The wizard's Next button.
ACCENT = QColor(LIGHT.accent)
#: A program that holds a text on the clipboard until it is ended.
_HOLD_TEXT = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
app.clipboard().setText(sys.argv[1])
print("held", flush=True)
app.exec()
"""
_POLL_S = 0.05
_LIMIT_S = 60.0


class Screen:
    """A virtual X display. Its window has no decoration: Wine draws the Windows desktop into it.

    `framebuffer`: a folder where the X server keeps its screen in a file (see tests/bench/framebuffer.py).
    """

    def __init__(self, framebuffer: Path | None = None) -> None:
        reading, writing = os.pipe()
        size = f"{SCREEN[0]}x{SCREEN[1]}x24"
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
        command += [] if framebuffer is None else ["-fbdir", str(framebuffer)]
        self._process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as answer:
            self.name = f":{answer.readline().strip()}"

    def close(self) -> None:
        """End the X server."""
        self._process.terminate()
        self._process.wait()

    def do(self, *arguments: object) -> str:
        """Move the real pointer or press real keys (xdotool's own words)."""
        command = ["xdotool", *map(str, arguments)]
        env = {**os.environ, "DISPLAY": self.name}
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout

    def begin(self, *arguments: object) -> "subprocess.Popen[bytes]":
        """Begin as `do`, and return at once."""
        return subprocess.Popen(["xdotool", *map(str, arguments)], env={**os.environ, "DISPLAY": self.name})

    @contextmanager
    def clipboard(self, text: str) -> Iterator[None]:
        """Let the display's clipboard hold a text for a while; Wine takes it from there."""
        env = {**os.environ, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}
        command = [sys.executable, "-c", _HOLD_TEXT, text]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            yield
            holder.terminate()

    def picture(self) -> QImage:
        """Return what is on the screen."""
        command = ["import", "-silent", "-window", "root", "png:-"]
        env = {**os.environ, "DISPLAY": self.name}
        data = subprocess.run(command, env=env, check=True, capture_output=True).stdout
        return QImage.fromData(data)


class WindowsPc:
    """One Windows on the lab's `pc`. A context manager: its processes end with it."""

    def __init__(self, lab: Lab, prefix: Path, screen: Screen, exe: Path = EXE) -> None:
        self.lab = lab
        self.screen = screen
        self._prefix = prefix
        self._home = tempfile.TemporaryDirectory(prefix="shop-")
        self.folder = Path(self._home.name) / FOLDER
        self.folder.mkdir()
        self.exe = self.folder / exe.name
        shutil.copy(exe, self.exe)
        self.user_folder = prefix / "drive_c" / "users" / USER
        self.data_folder = self.user_folder / "AppData" / "Local" / "POSCheckup"
        self.documents = self.user_folder / "Documents"

    def __enter__(self) -> Self:
        for folder in (self.data_folder, self.documents):
            shutil.rmtree(folder, ignore_errors=True)
        self.documents.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill_all()
        self._home.cleanup()

    def environment(self) -> dict[str, str]:
        """Return the environment of a Windows program on this PC."""
        return {**wine.environment(self._prefix), "DISPLAY": self.screen.name, "USER": USER, "LOGNAME": USER}

    def run(
        self,
        *arguments: str,
        program: Path | None = None,
        stdin: str | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        timeout_s: float = 90.0,
    ) -> subprocess.CompletedProcess[str]:
        """Run the exe (or another Windows program) to its end with pipes for its streams."""
        piped = 'printf %s "$STDIN" | wine "$@" 2> >(cat >&2) | cat; exit "${PIPESTATUS[1]}"'
        command = ["bash", "-c", piped, "run", str(program or self.exe), *arguments]
        whole = {**self.environment(), "STDIN": stdin or "", **(env or {})}
        return self.lab.run(command, env=whole, cwd=cwd or self.folder, timeout_s=timeout_s)

    def start(self, *arguments: str, program: Path | None = None) -> None:
        """Double-click: start the exe in Wine's desktop window, which covers the screen."""
        desktop = f"/desktop=shop,{SCREEN[0]}x{SCREEN[1]}"
        command = ["wine", "explorer", desktop, wine.windows_path(program or self.exe), *arguments]
        self.lab.start(command, env=self.environment(), cwd=self.folder)

    def kill_all(self) -> None:
        """Pull the plug: every Windows process of this PC ends; no later start meets a server that is ending."""
        for option in ("-k", "-w"):
            self.lab.run([wine.server(), option], env=self.environment(), timeout_s=20)

    def kill_program(self) -> None:
        """End the exe at once, as the task manager does, then its desktop: the screen is dark."""
        self.lab.run(["pkill", "-KILL", "-f", rf"^Z:.*{self.exe.name}"])  # not the desktop that started it
        self.kill_all()
        wait_until(lambda: is_dark(self.screen.picture()), "the end of the desktop", limit_s=30)


def is_dark(picture: QImage) -> bool:
    """Tell whether nothing is on the screen."""
    return all(
        picture.pixelColor(x, y).lightness() == 0 for y in range(0, SCREEN[1], 40) for x in range(0, SCREEN[0], 40)
    )


def wait_until(condition: Callable[[], bool], what: str, limit_s: float = _LIMIT_S) -> None:
    """Wait for another program: look again and again, up to the limit. Raises AssertionError."""
    end = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {limit_s:.0f} s: {what}")
        time.sleep(_POLL_S)
