"""Starts Windows programs on the lab's PC and sees from outside when their first page is on the screen."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from PySide6.QtGui import QImage

import wine
from tests.bench.framebuffer import Framebuffer, Region, is_painted
from tests.lab.world import Lab
from tests.packaged.windows_pc import SCREEN, Screen, WindowsPc

#: Where both programs have the title and the upper part of their page; the pointer rests below it.
PAGE = Region(left=156, top=60, width=900, height=140)
#: A place that no window of 960 x 680 pixels in the middle of the screen covers.
_BARE_DESKTOP = (20, 20)
_POLL_S, _LIMIT_S, _KIB = 0.01, 90.0, 1024
#: No resume dialog, no network test: both programs only show a window. The bare wizard does not read its arguments.
_ARGUMENTS = ("--no-network",)
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One start: until the first page was on the screen, and the memory that the program's processes took then."""

    seconds: float
    memory_bytes: int


class StartsOnWindows:
    """A Windows desktop with a warm Wine server. A context manager: its processes end with it."""

    def __init__(self, any_exe: Path) -> None:
        self._any_exe = any_exe

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            self._screen = Screen(folder)
            stack.callback(self._screen.close)
            self._framebuffer = stack.enter_context(Framebuffer(folder))
            prefix = folder / "prefix"
            wine.copy_prefix(prefix)
            lab = stack.enter_context(Lab())
            self._pc = stack.enter_context(WindowsPc(lab, prefix, self._screen, self._any_exe))
            self._warm_up()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def in_turns(self, pair: Mapping[str, Path], rounds: int, picture: Path) -> dict[str, list[Start]]:
        """Start the programs one after the other, a round to warm up and `rounds` that count; return their starts.

        A picture of every program's moment in the first round is written to `picture` with the program's name added.
        """
        starts: dict[str, list[Start]] = {name: [] for name in pair}
        for number in range(rounds + 1):
            for name, program in pair.items():
                start = self._start(program, None if number else picture.with_name(f"{picture.name}-{name}.png"))
                if number:
                    starts[name].append(start)
        return starts

    def _warm_up(self) -> None:
        """Show Wine's desktop, whose process keeps the Wine server alive from here on."""
        desktop = f"/desktop=shop,{SCREEN[0]}x{SCREEN[1]}"
        self._pc.lab.start(["wine", "explorer", desktop], env=self._pc.environment(), cwd=self._pc.folder)
        black = self._framebuffer.colour(*_BARE_DESKTOP)
        _wait_until(lambda: self._framebuffer.colour(*_BARE_DESKTOP) != black, "Wine's desktop")
        self._desktop = self._framebuffer.colour(*_BARE_DESKTOP)

    def _start(self, program: Path, picture: Path | None) -> Start:
        """Start a program without any data of an earlier start, and end it when its page is there."""
        shutil.rmtree(self._pc.data_folder, ignore_errors=True)
        windows_name = wine.windows_path(program)
        self._pc.start(*_ARGUMENTS, program=program)
        try:
            _wait_until(self._is_page_there, f"a page of {program.name}")
            now_s = time.clock_gettime(time.CLOCK_BOOTTIME)
            if picture is not None:
                self._save(picture)
            processes = processes_of(windows_name)
            began_s = min(map(start_time_s, processes))
            return Start(seconds=now_s - began_s, memory_bytes=sum(map(memory_bytes, processes)))
        finally:
            self._end(windows_name)

    def _is_page_there(self) -> bool:
        return is_painted(self._framebuffer.pixels(PAGE), self._desktop)

    def _end(self, windows_name: str) -> None:
        """Kill the program, and wait until its processes and its window are gone."""
        for process in processes_of(windows_name):
            os.kill(int(process.name), signal.SIGKILL)
        _wait_until(lambda: not processes_of(windows_name), f"the end of {windows_name}")
        _wait_until(lambda: set(self._framebuffer.pixels(PAGE)) == {self._desktop}, "an empty desktop")

    def _save(self, picture: Path) -> None:
        width, height = SCREEN
        data = self._framebuffer.snapshot()
        QImage(data, width, height, width * 4, QImage.Format.Format_RGB32).save(str(picture))


def processes_of(windows_name: str, proc: Path = Path("/proc")) -> list[Path]:
    """Return the folders in `/proc` of the processes that run a Windows program, by its Windows path."""
    named = (path for path in proc.iterdir() if path.name.isdecimal())
    return [path for path in named if _read(path / "cmdline").split(b"\0", 1)[0] == windows_name.encode()]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return b""


def start_time_s(process: Path) -> float:
    """Return when a process was created, in seconds since the machine's start (proc_pid_stat(5), field 22)."""
    after_name = (process / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
    return int(after_name.split()[22 - 3]) / _TICKS_PER_S


def memory_bytes(process: Path) -> int:
    """Return the proportional set size of a process in bytes: shared pages count as the share of one user."""
    lines = (process / "smaps_rollup").read_text(encoding="ascii", errors="replace").splitlines()
    return _KIB * sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _wait_until(condition: Callable[[], bool], what: str) -> None:
    """Look again and again until it is so. Raises TimeoutError."""
    end = time.monotonic() + _LIMIT_S
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {_LIMIT_S:.0f} s: {what}")
        time.sleep(_POLL_S)
