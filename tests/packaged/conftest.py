"""The shop's PC with Windows for the tests of this folder: one prefix and one screen for all, a network for each."""

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

import wine
from tests.lab.world import ROOT, Lab, missing_for_lab
from tests.packaged.windows_pc import EXE, PICTURES, Screen, WindowsPc

Exe = Callable[..., subprocess.CompletedProcess[str]]
WindowsPython = Callable[[Sequence[str]], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """Give a virtual screen."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    screen = Screen()
    yield screen
    screen.close()


@pytest.fixture
def last_picture(request: pytest.FixtureRequest, screen: Screen) -> Iterator[None]:
    """Keep what was on the screen at the end, for whoever asks why a test failed."""
    yield
    screen.picture().save(str(PICTURES / f"last-{request.node.name}.png"))


@pytest.fixture(scope="session", autouse=True)
def own_drive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the build's Python, too, run on a Windows drive of this run: another run may be copying the one that builds.

    What the programs write stays out of that one.
    """
    if not wine.PREFIX.exists():
        yield
        return
    copy = wine.copy_prefix(tmp_path_factory.mktemp("windows") / "prefix")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wine, "PREFIX", copy)
        yield
    shutil.rmtree(copy, ignore_errors=True)


@pytest.fixture(scope="session")
def prefix(own_drive: None) -> Path:
    """Give the Windows drive of this run."""
    if not EXE.exists():
        pytest.fail("there is no dist/POSCheckup.exe: python3 build/dev.py exe")
    if (reason := missing_for_lab()) is not None:
        pytest.skip(reason)
    return wine.PREFIX


@pytest.fixture(scope="session")
def shop(prefix: Path, screen: Screen) -> Iterator[WindowsPc]:
    """Give a PC in a healthy network, for programs that end by themselves."""
    with Lab() as lab, WindowsPc(lab, prefix, screen) as pc:
        yield pc


@pytest.fixture(scope="session")
def exe(shop: WindowsPc) -> Exe:
    """Give a function that runs the exe with piped streams to its end."""

    def run(
        *arguments: str, stdin: str | None = None, env: Mapping[str, str] | None = None, timeout_s: float = 60
    ) -> subprocess.CompletedProcess[str]:
        return shop.run(*arguments, stdin=stdin, env=env, timeout_s=timeout_s)

    return run


@pytest.fixture(scope="session")
def windows_python(shop: WindowsPc) -> WindowsPython:
    """Give a function that runs `python.exe *args` of the build in the project's folder."""
    return lambda arguments: shop.run(*arguments, program=wine.PYTHON / "python.exe", cwd=ROOT)


@pytest.fixture
def pc(prefix: Path, screen: Screen) -> Iterator[WindowsPc]:
    """Give a PC with an empty data folder."""
    with Lab() as lab, WindowsPc(lab, prefix, screen) as made:
        yield made
