"""The two README commands: what they say when something is missing, and that they do nothing twice."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def dev() -> ModuleType:
    """Return build/dev.py as a module (the folder is no package, on purpose)."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "build" / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(sys.platform == "win32", reason="about Debian's packages")
def test_without_rights_the_command_is_named(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may not install gets the very command that does it."""
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name, **_where: f"/usr/bin/{name}")
    with pytest.raises(dev.SetupError, match="sudo apt-get install --no-install-recommends libegl1"):
        dev.install_packages(["libegl1"])


def test_without_apt_the_packages_are_named(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """On other systems the names of the missing pieces are all that can be said."""
    monkeypatch.setattr(shutil, "which", lambda _name, **_where: None)
    with pytest.raises(dev.SetupError, match="libegl1"):
        dev.install_packages(["libegl1"])


def test_an_old_python_is_refused(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.10 gets one clear sentence."""
    monkeypatch.setattr(dev.sys, "version_info", (3, 10, 0))
    with pytest.raises(dev.SetupError, match=r"3\.11 or newer"):
        dev.environment("requirements.txt")


def test_a_broken_environment_is_noticed(dev: ModuleType, tmp_path: Path) -> None:
    """A half-made environment counts as none; this very Python is a whole one."""
    assert not dev._is_usable(tmp_path / "python")
    assert dev._is_usable(Path(sys.executable))


@pytest.mark.parametrize(
    ("release", "wanted"), [("NAME=x\nID=debian\n", True), ("ID=ubuntu\nID_LIKE=debian\n", False), (None, False)]
)
def test_the_browser_is_asked_for_where_it_is_a_package(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: str | None, wanted: bool
) -> None:
    """On Debian; Ubuntu has it as a snap only, and other systems have neither."""
    monkeypatch.setattr(dev, "OS_RELEASE", tmp_path / "os-release")
    if release is not None:
        dev.OS_RELEASE.write_text(release, encoding="utf-8")
    assert (dev.test_programs().get("chromedriver") == "chromium-driver") is wanted
    assert dev.TEST_PROGRAMS.items() <= dev.test_programs().items()


LOCKS = [f"requirements{name}.txt" for name in ("", "-dev", "-exe", "-reference", "-fuzz")]


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_pinned_by_hash(name: str) -> None:
    """The lock files hold exact versions, each with a hash, and name no index."""
    text = (ROOT / "build" / name).read_text(encoding="utf-8")
    entries = [line for line in text.splitlines() if line and line[0] not in " #"]
    assert entries
    assert all("==" in line and line.endswith("\\") for line in entries)
    assert "--hash=sha256:" in text
    assert "http" not in text


@pytest.mark.parametrize(
    ("tests", "parts", "all_of_them"),
    [("TESTS", "TEST_PARTS", "tests"), ("PACKAGED_TESTS", "PACKAGED_PARTS", "tests/packaged")],
)
def test_every_test_belongs_to_one_group(dev: ModuleType, tests: str, parts: str, all_of_them: str) -> None:
    """What one group leaves out another one runs, every group is run, and what is new belongs to the last one."""
    groups = getattr(dev, tests)
    named = {path for paths in groups.values() for path in paths if not path.startswith("--")}
    ignored = {path.partition("=")[2] for paths in groups.values() for path in paths if path.startswith("--")}
    assert named - {all_of_them} == ignored
    assert list(groups.values())[-1][0] == all_of_them
    assert all((ROOT / path).exists() for path in named)
    assert sorted(name for part in getattr(dev, parts) for name in part) == sorted(groups)


@pytest.mark.parametrize(("run_all", "tests"), [("_run_all_tests", "TESTS"), ("_test_exe", "PACKAGED_TESTS")])
def test_one_failing_group_fails_all(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, run_all: str, tests: str
) -> None:
    """The others are run to their end; a process that a signal ended (negative) fails too."""
    ran: list[str] = []
    statuses = dict.fromkeys(getattr(dev, tests), 0)
    last = list(statuses)[-1]

    def run(name: str, command: list[str], *, live: bool) -> int:
        assert command[-len(getattr(dev, tests)[name]) :] == list(getattr(dev, tests)[name])
        ran.append(name)
        return statuses[name]

    monkeypatch.setattr(dev, "_run_tests", run)
    monkeypatch.setattr(dev, "require_system", lambda _programs: None)
    monkeypatch.setattr(dev, "environment", lambda _lock: Path("python"))
    monkeypatch.setattr(dev.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 0))
    asked = "python" if run_all == "_run_all_tests" else []
    statuses[last] = -11
    assert getattr(dev, run_all)(asked) == 11
    assert sorted(ran) == sorted(statuses)
    statuses[last] = 0
    assert getattr(dev, run_all)(asked) == 0


def test_a_group_ends_with_pytests_words_and_status(
    dev: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What ran beside another group is shown whole, its summary last; without a test it fails."""
    (tmp_path / "test_nothing.py").write_text("")
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, "-p", "no:cacheprovider", str(tmp_path)]
    assert dev._run_tests("nothing", command, live=False) == 5
    assert "no tests ran in" in capsys.readouterr().out.splitlines()[-1]


def test_options_of_the_program_are_passed_on() -> None:
    """`run` hands everything after it to the program, options included."""
    command = [sys.executable, str(ROOT / "build" / "dev.py"), "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "run: set up and open the wizard" in " ".join(shown.split())


def test_the_lock_is_complete() -> None:
    """It is installed without resolving anything, so nothing may be missing from it.

    What the posterior is compared with comes without what it does not need for that.
    """
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    missing = [line for line in done.stdout.splitlines() if " requires " in line or " has requirement " in line]
    assert [line for line in missing if not line.startswith(("pyagrum ", "pgmpy "))] == []
