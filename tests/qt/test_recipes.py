"""The recipes for a page and for a probe in CONTRIBUTING, followed to the letter on a copy, and run there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kb.test_contributing import follow_code

ROOT = Path(__file__).resolve().parents[2]
#: Shows the wizard in both languages and walks to the new page; prints where it was and what stood there.
SHOW_PAGE = """
import sys, tempfile
from pathlib import Path
from PySide6.QtWidgets import QApplication
from gui.kb import load_knowledge
from gui.qt.texts import Texts
from gui.qt.window import build_wizard
from gui.session import Workspace
app = QApplication(sys.argv)
knowledge = load_knowledge()
for lang in ("zh", "en"):
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder), knowledge)
        session = workspace.new_case()
        session.record_answer("trouble", "network_only")
        parts = build_wizard(session, knowledge, Texts(lang), knowledge.targets, network_allowed=False)
        parts.wizard.show()
        parts.wizard.go_to("prepare")
        page = parts.wizard.present_page()
        print(page.name, page.needed.text())
        parts.wizard.go_to("report")
        print(parts.wizard.present_page().name)
        parts.wizard.close()
        parts.bridge.close()
        workspace.close()
"""
#: Runs every check on the scripted network; prints each row's outcome where the router's page answers and where not.
RUN_PROBE = """
from gui.model.failure import Failure, Operation
from tests.unit.probes.scripted import ScriptedNet, check, failing
for script in ({}, {Operation.TCP_CONNECT: Failure.TCP_TIMEOUT}):
    row = next(row for row in check(ScriptedNet(script=failing(script))).probes if row.kind == "router_page")
    print(row.state, row.outcome, row.observations[0].target)
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the program."""
    for folder in ("gui", "resources"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run(copy: Path, *arguments: str) -> list[str]:
    """Run Python with the copy's program and the tests' helpers; return the lines that it printed."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join((str(copy), str(ROOT)))}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_the_recipe_adds_a_page(copy: Path) -> None:
    """It comes where the flow says, with its words in both languages, and leads on."""
    follow_code(copy, "## A page")
    assert run(copy, "-c", SHOW_PAGE) == [
        "prepare 商户编号、终端编号、时间、金额、屏幕上的代码。",
        "report",
        "prepare Merchant and terminal number, time, amount, the code on the screen.",
        "report",
    ]


def test_the_recipe_adds_a_probe(copy: Path) -> None:
    """It has a row of its own, which is fine where the page answers and worth a word where not."""
    follow_code(copy, "## A probe")
    assert run(copy, "-c", RUN_PROBE) == ["done fine 192.168.1.1:80", "done attention 192.168.1.1:80"]


@pytest.mark.parametrize("recipe", ["## A page", "## A probe"])
def test_what_it_makes_keeps_the_rules(copy: Path, recipe: str) -> None:
    """The knowledge still loads without a finding, and the new code is as the linter wants it."""
    follow_code(copy, recipe)
    assert len(run(copy, "-m", "gui", "--data-dir", str(copy / "data"), "kb")) == 1
    ruff = ["-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), "--no-cache", "gui"]
    assert run(copy, *ruff) == ["All checks passed!"]
    assert run(copy, "-m", "ruff", "format", "--check", "-q", "--config", ruff[4], "--no-cache", "gui") == []
