"""Runs Windows Python under Wine on the shop's PC of the lab. WINPY names the script that starts it."""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.lab.world import Lab, missing_for_lab

WindowsPython = Callable[[Sequence[str]], subprocess.CompletedProcess[str]]

#: The name of the Wine prefix; its wineserver belongs to the namespace in which it was started.
_PREFIX = "os"


@pytest.fixture(scope="session")
def windows_python() -> Iterator[WindowsPython]:
    """Give a function that runs `python.exe *args` in the project's folder, inside the lab's network."""
    winpy = os.environ.get("WINPY")
    if not winpy:
        pytest.skip("WINPY is not set: no Windows Python here")
    if (reason := missing_for_lab()) is not None:
        pytest.skip(reason)
    wine_prefix = Path(winpy).parent / f"prefix-{_PREFIX}"
    subprocess.run(["wineserver", "-k"], env={**os.environ, "WINEPREFIX": str(wine_prefix)}, check=False)
    with Lab() as lab:
        yield lambda arguments: lab.run([winpy, _PREFIX, *arguments], timeout_s=120.0)
