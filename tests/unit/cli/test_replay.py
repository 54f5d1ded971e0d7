"""An exported report, judged once more, comes to the same probabilities, or it is said why not."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gui import kb
from gui.report import document_json
from tests.bench.sampled_cases import sample_cases, state_of
from tests.bench.sampled_reports import report_of
from tests.unit.cli.conftest import Run

CASES = 6


@cache
def report_json(number: int) -> bytes:
    """Return the report of a sampled case with everything answered."""
    knowledge = kb.load_knowledge()
    case = list(sample_cases(knowledge, 5, number + 1))[number]
    return document_json(report_of(knowledge, state_of(knowledge, case, list(knowledge.questions))))


def written(folder: Path, number: int = 0, change: Callable[[dict[str, Any]], None] = lambda _content: None) -> Path:
    """Write that report, changed as wanted; return its path."""
    content = json.loads(report_json(number))
    change(content)
    path = folder / "report.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize("number", range(CASES))
def test_the_same_knowledge_comes_to_the_same(run: Run, tmp_path: Path, number: int) -> None:
    """To 1e-12, from the events alone."""
    status, out, err = run("replay", written(tmp_path, number), "--json", "-")
    found = json.loads(out)
    assert (status, err, found["confirmed"], found["same_knowledge"]) == (0, "", True, True)
    assert found["largest_difference"] <= 1e-12
    assert found["case"] == "20261128-AAAA"


def change_p(content: dict[str, Any]) -> None:
    """Make the first cause a little more probable."""
    content["diagnosis"]["ranked"][0]["p"] += 1e-9


def change_answer(content: dict[str, Any]) -> None:
    """Leave the answers of the case out."""
    del content["events"][1:-1]


def drop_cause(content: dict[str, Any]) -> None:
    """Leave a cause out."""
    content["diagnosis"]["ranked"].pop()


@pytest.mark.parametrize("change", [change_p, change_answer, drop_cause])
def test_a_changed_report_is_found(run: Run, tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Its probabilities, its events or its causes: they do not belong together any more."""
    status, out, _ = run("replay", written(tmp_path, change=change))
    assert status == 1
    assert "和报告不同" in out


def test_other_knowledge_is_said(run: Run, tmp_path: Path) -> None:
    """It cannot confirm, whatever it comes to."""

    def other(content: dict[str, Any]) -> None:
        content["program"]["knowledge_digest"] = "0" * 64

    status, out, _ = run("replay", written(tmp_path, change=other), "--lang", "en")
    assert status == 1
    assert "other knowledge" in out


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": "poscheckup.report/2"}', "%PDF-1.7 nothing"])
def test_what_is_no_report_is_one_clear_line(run: Run, tmp_path: Path, content: str) -> None:
    """With the name of the file."""
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    status, out, err = run("replay", path)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "other.json" in err


@pytest.mark.parametrize("part", ["program", "diagnosis"])
@pytest.mark.parametrize("value", [None, [], {"ranked": [{"cause": "x", "p": "much"}]}])
def test_a_report_that_lacks_a_part_is_one_clear_line(run: Run, tmp_path: Path, part: str, value: object) -> None:
    """It says which part."""
    status, _, err = run("replay", written(tmp_path, change=lambda content: content.update({part: value})))
    assert status in (1, 2)
    assert status == 1 or part in err
