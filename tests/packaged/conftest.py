"""The exe as its users start it: under Wine, in a network namespace without any network."""

import os
import subprocess
from collections.abc import Callable, Mapping

import pytest

Exe = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def exe() -> Exe:
    """Return a function that runs the program with piped streams. `FROZEN_EXE` names it, `WINEPREFIX` the prefix."""
    program = os.environ.get("FROZEN_EXE")
    if not program or "WINEPREFIX" not in os.environ:  # without it Wine makes itself a home without what the exe needs
        pytest.skip("FROZEN_EXE and WINEPREFIX name no program and no prefix")

    def run(
        *arguments: str, stdin: str | None = None, env: Mapping[str, str] | None = None, timeout_s: float = 60
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["timeout", "-k", "5", str(timeout_s), "unshare", "-rn", "wine", program, *arguments],
            input=stdin or "", env={**os.environ, "WINEDEBUG": "-all", **(env or {})},
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip

    return run
