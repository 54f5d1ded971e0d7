"""What every test of the command line has: a way to run it in this process, a case, and a check that is made up."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gui import cli
from gui.model.observation import CheckReport
from gui.model.targets import Targets
from gui.unattended import commands
from tests.unit.knowledge_factory import make_check

CASE = {
    "provider": "lakala",
    "connection": "wifi",
    "code": "51",
    "trouble": "abnormal_or_code",
    "answers": {"charged": "no", "shown_where": "card_trade", "other_card_works": "yes"},
    "fields": {"merchant_no": "822290059430BCY", "amount": "12.50"},
}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def always_loaded(loaded_once: None) -> None:
    """Nothing here is about loading."""


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the system is Chinese, and nothing else of it matters."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in this process; returns status, stdout, stderr."""

    def run_command(*arguments: object) -> tuple[int, str, str]:
        status = cli.main([str(argument) for argument in arguments])
        found = capfd.readouterr()
        return status, found.out, found.err

    return run_command


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """A well-formed case."""
    return write_case(tmp_path, CASE)


def write_case(folder: Path, data: object) -> Path:
    """Write a file that `diagnose` and `report` read; return its path."""
    path = folder / "case.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Targets, float]]:
    """Put a finished run in place of the real one; returns what was asked for."""
    asked: list[tuple[Targets, float]] = []

    def fake(targets: Targets, *, budget_s: float) -> CheckReport:
        asked.append((targets, budget_s))
        return make_check()

    monkeypatch.setattr(commands, "run_check_blocking", fake)
    return asked
