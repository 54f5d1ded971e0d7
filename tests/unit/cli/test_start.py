"""How the program begins: with a window or without, in which language, on which streams; and the self test."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gui import cli
from gui.kb import ChosenTargets, load_catalog
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.model.targets import Targets
from gui.store import Store
from gui.unattended import commands, console, selftest
from tests.unit.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ":97"}, True),
        ({"DISPLAY": ":98.0"}, False),
        ({"DISPLAY": "desk:0"}, True),
        ({"DISPLAY": "nonsense"}, False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
    ],
)
def test_display(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: bool) -> None:
    """A display is what Qt can show a window on; a local X server must be there, or Qt would abort."""
    monkeypatch.setattr(sys, "platform", "linux")
    exists = Path.exists
    monkeypatch.setattr(Path, "exists", lambda path: str(path) == "/tmp/.X11-unix/X97" or exists(path))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli.has_display() is expected


def test_windows_always_has_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows always has a display."""
    monkeypatch.setattr(sys, "platform", "win32")
    assert cli.has_display()


def test_bare_command_opens_the_wizard(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bare command opens the wizard."""
    asked: list[dict[str, Any]] = []

    class FakeApp:
        """Stands for `gui.qt.app`, which needs a display."""

        @staticmethod
        def run_wizard(load: Callable[[], tuple[Knowledge, ChosenTargets]], **options: Any) -> int:
            knowledge, chosen = load()
            assert knowledge.causes
            assert chosen == ChosenTargets(targets=knowledge.targets)
            asked.append(options)
            return 0

    monkeypatch.setattr(cli, "has_display", lambda: True)
    monkeypatch.setitem(sys.modules, "gui.qt.app", FakeApp)
    assert run("--lang", "en", "--no-network", "--data-dir", tmp_path)[0] == 0
    assert asked == [{"lang": "en", "no_network": True, "data_dir": tmp_path}]
    assert run()[0] == 0
    assert asked[1] == {"lang": None, "no_network": False, "data_dir": None}


def test_missing_qt_is_one_clear_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing Qt is one clear line."""
    monkeypatch.setattr(cli, "has_display", lambda: True)
    monkeypatch.setitem(sys.modules, "gui.qt.app", None)
    status, _, err = run()
    assert (status, err.count("\n")) == (2, 1)
    assert "dev.py" in err


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "en_GB"}, "en"),
        ({"LC_ALL": "C"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US"}, "zh"),
    ],
)
def test_language_of_the_system(monkeypatch: pytest.MonkeyPatch, names: dict[str, str], expected: str) -> None:
    """English systems get English, all others Chinese."""
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert console.default_language() == expected


def test_help_is_in_the_language(capfd: pytest.CaptureFixture[str]) -> None:
    """Help is in the language."""
    for arguments, word in ((["--help"], "账户异常"), (["check", "--lang=en", "--help"], "network")):
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        assert caught.value.code == 0
        assert word in capfd.readouterr().out


def test_windowed_exe_has_no_standard_streams(
    run: Run, tmp_path: Path, case_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windowed exe has no standard streams."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert run("diagnose", case_file, "--json", "-")[0] == 0
    assert run("diagnose", case_file, "--json", tmp_path / "out.json")[0] == 0
    assert run("diagnose", "-")[0] == 2
    assert (tmp_path / "out.json").exists()


def test_console_that_knows_no_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Console that knows no Chinese."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    console.set_up_streams()
    console.say("账户 ok")
    assert raw.getvalue() == b"\\u8d26\\u6237 ok\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's pipe")
def test_reader_that_goes_away_is_no_error() -> None:
    """`| head` ends the program quietly."""
    command = [sys.executable, "-m", "gui", "kb", "--json", "-"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.read(1)
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 130


def _program(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as its users do, without a display."""
    plain = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    plain.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, "-m", "gui", *map(str, arguments)],
        cwd=ROOT, env={**plain, "PYTHONUTF8": "1", **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_report_and_verify_without_a_display(case_file: Path, tmp_path: Path) -> None:
    """Report and verify without a display."""
    written = _program("report", case_file, "--out", tmp_path / "报告")
    assert (written.returncode, written.stderr) == (0, "")
    paths = [Path(line) for line in written.stdout.splitlines()]
    assert [path.suffix for path in paths] == [".pdf", ".json", ".png", ".txt"]
    assert len(paths[3].read_text(encoding="utf-8")) <= 300
    for path in paths[:2]:
        verified = _program("verify", path)
        assert (verified.returncode, verified.stderr) == (0, "")
        assert load_catalog("zh").text("verify.note") in verified.stdout
        assert _program("replay", path).returncode == 0
    content = paths[1].read_bytes()
    paths[1].write_bytes(content.replace(b"12", b"13", 1))
    assert _program("verify", paths[1]).returncode == 1
    paths[1].write_bytes(content)
    assert _program("diagnose", paths[1]).returncode == 0


def test_report_into_a_file_is_one_clear_line(run: Run, case_file: Path, tmp_path: Path) -> None:
    """Report into a file is one clear line."""
    status, _, err = run("report", case_file, "--out", case_file / "below")
    assert (status, err.count("\n")) == (2, 1)
    assert "below" in err


def test_bare_command_without_a_display_does_the_job(tmp_path: Path) -> None:
    """Bare command without a display does the job."""
    for _ in range(2):
        done = _program("--no-network", "--data-dir", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count("POSCheckup-") == 4
    assert len(list((tmp_path / "reports").glob("*.pdf"))) == 2


def test_job_without_a_display_checks_the_network(
    run: Run, checks: list[tuple[Targets, float]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Job without a display checks the network."""
    written: list[Path] = []
    monkeypatch.setattr(cli, "has_display", lambda: False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(commands, "_write_report", lambda *arguments: written.append(arguments[-1]))
    (tmp_path / "cases.db").write_text("damaged")
    status, out, _ = run("--data-dir", tmp_path)
    assert status == 1
    assert "damaged-1" in out
    assert "网络检测结果" in out
    assert (len(checks), written) == (1, [tmp_path / "reports"])


def test_second_copy_without_a_display(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Second copy without a display."""
    monkeypatch.setattr(cli, "has_display", lambda: False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    with Store(tmp_path):
        status, _, err = run("--no-network", "--data-dir", tmp_path)
    assert (status, err.count("\n")) == (2, 1)
    assert "已经打开" in err


def test_selftest() -> None:
    """The self test passes on a sound copy, every part of it."""
    done = _program("selftest", "--json", "-")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["ok"]
    assert {"knowledge", "texts", "fonts", "database", "loopback", "diagnosis", "report"} == {
        check["name"] for check in found["checks"] if check["ok"]
    }


def test_failing_self_test_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failing self test is told."""

    def fail(_folder: Path) -> str:
        raise UserError("data.full", path="x")

    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(selftest, "_CHECKS", {"good": lambda _folder: "fine", "bad": fail})
    status, out, _ = run("selftest", "--json", tmp_path / "out.json")
    assert status == 1
    assert "不正常  bad  UserError: data.full" in out
    assert [check["ok"] for check in json.loads((tmp_path / "out.json").read_text())["checks"]] == [True, False]
