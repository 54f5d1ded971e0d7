"""The release workflow cannot run here; what can go wrong in it without a runner is checked."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
#: What a step may run: the project's own commands and nothing else, so that the workflow stays thin.
OWN_COMMAND = re.compile(r"python build/dev\.py (?P<command>[a-z-]+)( .*)?")
#: GitHub's own actions only, each at a commit, with its version beside it.
PINNED_ACTION = re.compile(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.name)
def path(request: pytest.FixtureRequest) -> Path:
    """Give each workflow."""
    file: Path = request.param
    return file


def _read(path: Path) -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def _steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in _read(path)["jobs"].values() for step in job["steps"]]


def test_there_is_a_release_workflow() -> None:
    """The other tests are about something."""
    assert [path.name for path in WORKFLOWS] == ["release.yml"]


def test_it_only_calls_the_projects_commands(path: Path) -> None:
    """Every `run` is one command that `dev.py` knows."""
    import dev  # noqa: PLC0415 (the script of the build folder)

    commands = [OWN_COMMAND.fullmatch(step["run"].strip()) for step in _steps(path) if "run" in step]
    assert None not in commands
    asked = [match["command"] for match in commands if match]
    assert asked == ["audit", "test", "exe", "test-exe", "sign"]
    assert set(asked) <= set(dev.COMMANDS)


def test_it_may_only_read(path: Path) -> None:
    """No job has a right that the whole has not, and the whole reads."""
    document = _read(path)
    assert document["permissions"] == {"contents": "read"}
    assert not [name for name, job in document["jobs"].items() if "permissions" in job]


def test_it_starts_by_a_tag_or_by_hand(path: Path) -> None:
    """Nobody's pull request can start it. YAML 1.1 reads the key `on` as true."""
    assert _read(path)[True] == {"push": {"tags": ["v*"]}, "workflow_dispatch": None}


def test_actions_are_pinned(path: Path) -> None:
    """A tag can be moved to other code, a commit cannot."""
    used = [line.strip(" -") for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED_ACTION.fullmatch(line)] == []


def test_secrets_reach_only_the_signing(path: Path) -> None:
    """No other step sees the certificate or its password; whether there is one is all that the job knows."""
    document = _read(path)
    for step in _steps(path):
        text = yaml.safe_dump(step)
        assert ("secrets." in text) == ("build/dev.py sign" in text)
    for job in document["jobs"].values():
        secret = [value for value in job["env"].values() if "secrets." in value]
        assert secret == ["${{ secrets.SIGNING_PFX_BASE64 != '' }}"]


def test_the_interpreter_is_the_one_of_the_exe(path: Path) -> None:
    """The native build and the one through Wine use the same CPython."""
    import wine  # noqa: PLC0415 (the script of the build folder)

    versions = [step["with"]["python-version"] for step in _steps(path) if "setup-python" in step.get("uses", "")]
    assert len(versions) == 1
    assert wine.__doc__ is not None
    assert f"CPython {versions[0]}." in wine.__doc__
