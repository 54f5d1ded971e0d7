"""The unattended interface: exit statuses, JSON that other programs rely on, and one clear line for every mistake."""

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from gui.model.errors import KnowledgeError, Problem
from gui.model.observation import Segment
from gui.model.targets import EndpointTarget, Targets
from gui.unattended import commands
from tests.unit.cli.conftest import CASE, Run, write_case
from tests.unit.knowledge_factory import make_check


def _find_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "run_check_blocking", lambda *_a, **_k: make_check(Segment.NONE, "none"))


def test_kb_to_standard_output_is_json(run: Run) -> None:
    """`kb --json -` writes JSON and nothing else."""
    status, out, err = run("kb", "--json", "-")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert {"causes", "questions", "steps", "codes", "providers"} <= found.keys()
    assert "C01" in {cause["ref"] for cause in found["causes"]}


def test_kb_to_a_file_says_a_word(run: Run, tmp_path: Path) -> None:
    """Kb to a file says a word."""
    status, out, _ = run("kb", "--json", tmp_path / "kb.json", "--lang", "en")
    assert status == 0
    assert "causes" in out
    assert json.loads((tmp_path / "kb.json").read_text(encoding="utf-8"))["causes"]
    assert "知识库完好" in run("kb")[1]


def test_bad_data_tell_every_problem(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad data tell every problem."""
    problems = [Problem(file="kb/a.toml", key=f"a.{name}", message="wrong") for name in "xy"]

    def fail() -> None:
        raise KnowledgeError(problems)

    monkeypatch.setattr("gui.kb.load_knowledge", fail)
    assert run("kb") == (1, "", "kb/a.toml: a.x: wrong\nkb/a.toml: a.y: wrong\n")


def test_kb_tells_what_trying_it_out_finds(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Findings go to standard error and into the JSON, with status 1; the knowledge of the program has none."""
    assert "0 findings" in run("kb", "--lang", "en")[1]
    found = (Problem(file="kb/causes", key="a-cause", message="never first"),)
    monkeypatch.setattr(commands, "review_knowledge", lambda _knowledge: found)
    status, out, err = run("kb", "--json", tmp_path / "kb.json", "--lang", "en")
    assert (status, err) == (1, "kb/causes: a-cause: never first\n")
    assert "has 1 findings" in out
    findings = json.loads((tmp_path / "kb.json").read_text(encoding="utf-8"))["findings"]
    assert findings == ["kb/causes: a-cause: never first"]


def test_diagnose(run: Run, case_file: Path) -> None:
    """`diagnose --json -` finds the cause, with reasons in words."""
    status, out, err = run("diagnose", case_file, "--json", "-")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert found["ranked"][0]["ref"] == "C01"
    assert abs(sum(item["p"] for item in found["ranked"]) + found["unknown_p"] - 1) < 1e-9
    assert all(step["why"] and step["why"] != step["why_key"] for step in found["next_steps"])
    assert {"id": "code", "value": "51", "source": "code", "at_utc": ""} in found["evidence"]


def test_diagnose_in_words(run: Run, case_file: Path, tmp_path: Path) -> None:
    """Without `--json -` a person gets a few lines."""
    status, out, _ = run("diagnose", case_file, "--json", tmp_path / "out.json")
    assert status == 0
    assert "最可能的原因" in out
    assert "1. " in out
    assert (tmp_path / "out.json").exists()
    assert "Most likely cause" in run("--lang", "en", "diagnose", case_file)[1]


TWO_PROBLEMS = {"trouble": "abnormal_or_code", "charged": "no", "code": "51", "screen_time_right": "no"}


def test_two_problems_at_the_same_time(run: Run, tmp_path: Path) -> None:
    """Named in words and in JSON; what a pair has is a part of the ranking, which sums to one all the same."""
    case = write_case(tmp_path, {"answers": TWO_PROBLEMS})
    found = json.loads(run("diagnose", case, "--json", "-")[1])
    assert found["named_pair"] == ["cardholder-balance", "terminal-clock-wrong"] == found["pairs"][0]["causes"]
    assert found["pairs"][0]["p"] <= found["ranked"][0]["p"] <= found["ranked"][0]["p_present"]
    assert abs(sum(item["p"] for item in found["ranked"]) + found["unknown_p"] - 1) < 1e-9
    assert "可能同时有两个问题" in run("diagnose", case)[1]
    assert "two problems at once" in run("--lang", "en", "diagnose", case)[1]


def test_what_would_change_the_verdict(run: Run, tmp_path: Path) -> None:
    """Another answer to a question that was answered, or one to a question that was not, with a sentence each."""
    answers = {"trouble": "abnormal_or_code", "charged": "no", "shown_where": "card_trade", "other_card_works": "no"}
    found = json.loads(run("diagnose", write_case(tmp_path, {"answers": answers}), "--json", "-")[1])
    assert found["would_change"]
    for turn in found["would_change"]:
        assert turn["cause"] != found["ranked"][0]["cause"]
        assert turn["given"] == answers.get(turn["question"], "unknown")
        assert turn["text"]


def test_unlisted_code_is_no_error(run: Run, tmp_path: Path) -> None:
    """Unlisted code is no error."""
    status, out, _ = run("diagnose", write_case(tmp_path, {"code": "ZZ9Q"}))
    assert status == 0
    assert "未收录" in out


def test_unclear_case_says_so(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unclear case says so."""
    monkeypatch.setattr("gui.model.diagnosis.Diagnosis.top", None)
    assert "还看不出原因" in run("diagnose", write_case(tmp_path, {}))[1]


def test_case_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Case from standard input."""
    text = "\ufeff" + json.dumps(CASE, ensure_ascii=False)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode("utf-8"))))
    assert run("diagnose", "-", "--json", "-")[0] == 0


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "case.json"),
        (b"{", "case.json"),
        (b"[]", "{"),
        (b"\xff\xfe", "UTF-8"),
        (b'{"code": NaN}', "case.json"),
        (b'{"amount": ' + b"9" * 5000 + b"}", "case.json"),
        (b"[" * 100_000, "case.json"),
        (b'{"colour": 1}', "colour"),
        (b'{"conection": "wifi"}', "connection"),
        (b'{"provider": "lakalla"}', "lakala"),
        (b'{"code": 51}', "code"),
        (b'{"answers": {"chargd": "no"}}', "charged"),
        (b'{"answers": {"charged": "perhaps"}}', "unknown"),
        (b'{"check": {"verdict": {"segment": "moon", "fault": "x", "confidence": 1}}}', "check.verdict.segment"),
        (b'{"check": {}}', "check.verdict"),
        (b'{"fields": {"amount": "a lot"}}', ""),
        (b'{"steps": [{"step": "nothing", "outcome": "solved"}]}', "steps[0].step"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_malformed_case_is_one_clear_line(run: Run, tmp_path: Path, content: bytes, named: str, lang: str) -> None:
    """Malformed case is one clear line."""
    path = tmp_path / "case.json"
    path.write_bytes(content)
    for command in (("diagnose", path), ("report", path, "--out", tmp_path / "out")):
        status, out, err = run(*command, "--lang", lang)
        assert (status, out) == (2, "")
        assert err.count("\n") == 1
        assert named in err
        assert "Traceback" not in err
        assert "error." not in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nonsense"], "nonsense"),
        (["diagnose"], "CASE.json"),
        (["check", "--budget-s", "soon"], "soon"),
        (["check", "--budget-s", "0"], "--budget-s"),
        (["check", "--budget-s", "nan"], "--budget-s"),
        (["check", "--budget-s"], "--budget-s"),
        (["check", "--provider", "lakalla"], "lakala"),
        (["check", "--lang", "fr"], "zh"),
        (["--no-network", "check"], "--no-network"),
        (["kb", "extra"], "extra"),
        (["--no-network=yes"], "--no-network"),
        (["diagnose", "/nowhere/case.json"], "/nowhere/case.json"),
        (["diagnose", "/"], "/"),
        (["check", "--targets", "/nowhere/targets.toml"], "/nowhere/targets.toml"),
        (["verify", "/nowhere/report.pdf"], "/nowhere/report.pdf"),
        (["kb", "--json", "/nowhere/kb.json"], "/nowhere/kb.json"),
        (["report", "case.json"], "--out"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    run: Run, checks: list[tuple[Targets, float]], arguments: Sequence[str], named: str
) -> None:
    """Wrong usage is one clear line."""
    for lang in ("zh", "en"):
        status, _, err = run("--lang", lang, *arguments)
        assert status == 2
        assert err.count("\n") == 1
        assert named in err
        assert "error." not in err
    assert checks == []


def test_check_finds_a_fault(run: Run, checks: list[tuple[Targets, float]]) -> None:
    """A fault gives status 1, and the JSON has the agreed keys."""
    status, out, err = run("check", "--json", "-", "--budget-s", "3")
    found = json.loads(out)
    assert (status, err) == (1, "")
    assert found.keys() >= {"schema", "started_utc", "duration_ms", "verdict", "probes"}
    assert {name: found["verdict"][name] for name in ("segment", "fault")} == {"segment": "router", "fault": "wan-down"}
    assert checks[0][1] == 3.0


def test_check_without_a_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check without a fault."""
    _find_nothing(monkeypatch)
    status, out, _ = run("check")
    assert status == 0
    assert "网络检测结果" in out


def test_check_tests_only_the_given_targets(run: Run, checks: list[tuple[Targets, float]], tmp_path: Path) -> None:
    """Check tests only the given targets."""
    path = tmp_path / "targets.toml"
    path.write_text('[[endpoint]]\nprovider = "own"\nname = "n"\nhost = "own.test"\nport = 443\ntls = true\n')
    assert run("--targets", path, "check", "--provider", "own", "--json", tmp_path / "out.json")[0] == 1
    assert run("check", "--targets", path)[0] == 1
    expected = Targets(endpoints=(EndpointTarget(provider="own", name="n", host="own.test"),))
    assert [targets for targets, _ in checks] == [expected, expected]


def test_output_of_check_is_input_of_diagnose(run: Run, checks: list[tuple[Targets, float]], tmp_path: Path) -> None:
    """Output of check is input of diagnose."""
    check = json.loads(run("check", "--json", "-")[1])
    case = write_case(tmp_path, {"trouble": "no_network", "connection": "wifi", "check": check})
    found = json.loads(run("diagnose", case, "--json", "-")[1])
    assert {"network", "connection"} <= {item["id"] for item in found["evidence"]}
    assert found["ranked"][0]["ref"] == "C10"


def test_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with status 130 and no traceback."""

    def interrupt(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "run_check_blocking", interrupt)
    assert run("check") == (130, "", "")
