"""The flow file and the navigator."""

from pathlib import Path

import pytest

from gui.model.case import CaseState
from gui.model.errors import KnowledgeError
from gui.session import Navigator, load_flow

PAGES = ("start", "terminal", "symptom", "network", "steps", "verdict", "report")


def test_the_real_flow() -> None:
    """The flow that ships leads through all pages, and past the terminal when only the network matters."""
    navigator = Navigator(load_flow())
    assert (navigator.first, navigator.pages) == ("start", PAGES)
    assert navigator.path(CaseState()) == PAGES
    assert navigator.path(CaseState(answers={"trouble": "no_network"})) == PAGES
    only_network = CaseState(answers={"trouble": "network_only"})
    assert navigator.path(only_network) == ("start", "network", "verdict", "report")
    assert navigator.next("report", CaseState()) is None


def test_unknown_page_is_a_bug() -> None:
    """Unknown page is a bug."""
    with pytest.raises(KeyError):
        Navigator(load_flow()).next("nowhere", CaseState())


def _problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "flow.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_flow(path)
    assert {problem.file for problem in caught.value.problems} == {"flow.toml"}
    return [f"{problem.key}: {problem.message}" for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("pages = [", "(file): "),
        ('pages = ["a"]\nextra = 1\n[next]', "extra: unknown key"),
        ("pages = []\n[next]", "pages: expected a list"),
        ("pages = [1]\n[next]", "pages: expected a list"),
        ('pages = ["a"]', "next: expected a table"),
        ('pages = ["a"]\n[next]\nb = []', "next.b: no such page"),
        ('pages = ["a", "a"]\n[next]\na = [{ to = "a" }]', "pages[1]: a is there twice"),
        ('pages = ["a", "b"]\n[next]\na = 1', "next.a: expected a list of rules"),
        ('pages = ["a", "b"]\n[next]\na = ["b"]', "next.a: expected a list of rules"),
        ('pages = ["a", "b"]\n[next]\na = [{ to = "b", if = 1 }]', "next.a[0].if: unknown key"),
        ('pages = ["a", "b"]\n[next]\na = [{ to = "b" }]\nb = [{ to = "a" }]', "next.b[0].to: expected a later page"),
        ('pages = ["a", "b"]\n[next]\na = [{ to = "b", when = { maybe = 1 } }, { to = "b" }]', "next.a[0].when: "),
        ('pages = ["a", "b"]\n[next]\na = [{ to = "b", when = { known = "x" } }]', "next.a: the last rule"),
        ('pages = ["a", "b"]\n[next]', "next.a: the last rule"),
        ('pages = ["a", "b", "c"]\n[next]\na = [{ to = "c" }]\nb = [{ to = "c" }]', "pages.b: no rule leads"),
    ],
)
def test_bad_flow_is_named(tmp_path: Path, text: str, problem: str) -> None:
    """Bad flow is named."""
    assert any(found.startswith(problem) for found in _problems(tmp_path, text))


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    """Every problem is told at once."""
    text = 'pages = ["a", "b"]\nextra = 1\n[next]\na = [{ to = "x" }]\nc = []'
    assert len(_problems(tmp_path, text)) == 4


def test_missing_file_is_told(tmp_path: Path) -> None:
    """Missing file is told."""
    with pytest.raises(KnowledgeError, match=r"flow\.toml"):
        load_flow(tmp_path / "flow.toml")
