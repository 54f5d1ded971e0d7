"""The unattended interface: exit statuses, JSON that other programs rely on, and one clear line for every mistake."""

import functools
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from gui import cli
from gui.kb import ChosenTargets, load_catalog, load_knowledge
from gui.model.errors import KnowledgeError, Problem, UserError
from gui.model.knowledge import Knowledge
from gui.model.observation import CheckReport, Segment
from gui.model.targets import EndpointTarget, Targets
from gui.store import Store
from gui.unattended import commands, console, selftest
from tests.unit.knowledge_factory import make_check

ROOT = Path(__file__).resolve().parents[2]
CASE = {
    "provider": "lakala",
    "connection": "wifi",
    "code": "51",
    "trouble": "abnormal_or_code",
    "answers": {"charged": "no", "shown_where": "card_trade", "other_card_works": "yes"},
    "fields": {"merchant_no": "822290059430BCY", "amount": "12.50"},
}

Run = Callable[..., tuple[int, str, str]]


_load_knowledge_once = functools.cache(load_knowledge)
_load_catalog_once = functools.cache(load_catalog)


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading takes a quarter of a second, and what is loaded never changes."""
    monkeypatch.setattr("gui.kb.load_knowledge", _load_knowledge_once)
    monkeypatch.setattr(cli, "load_catalog", _load_catalog_once)


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
    return _write(tmp_path, CASE)


def _write(folder: Path, data: object) -> Path:
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
    case = _write(tmp_path, {"answers": TWO_PROBLEMS})
    found = json.loads(run("diagnose", case, "--json", "-")[1])
    assert found["named_pair"] == ["cardholder-balance", "terminal-clock-wrong"] == found["pairs"][0]["causes"]
    assert found["pairs"][0]["p"] <= found["ranked"][0]["p"] <= found["ranked"][0]["p_present"]
    assert abs(sum(item["p"] for item in found["ranked"]) + found["unknown_p"] - 1) < 1e-9
    assert "可能同时有两个问题" in run("diagnose", case)[1]
    assert "two problems at once" in run("--lang", "en", "diagnose", case)[1]


def test_what_would_change_the_verdict(run: Run, tmp_path: Path) -> None:
    """Another answer to a question that was answered, or one to a question that was not, with a sentence each."""
    answers = {"trouble": "abnormal_or_code", "charged": "no", "shown_where": "card_trade", "other_card_works": "no"}
    found = json.loads(run("diagnose", _write(tmp_path, {"answers": answers}), "--json", "-")[1])
    assert found["would_change"]
    for turn in found["would_change"]:
        assert turn["cause"] != found["ranked"][0]["cause"]
        assert turn["given"] == answers.get(turn["question"], "unknown")
        assert turn["text"]


def test_unlisted_code_is_no_error(run: Run, tmp_path: Path) -> None:
    """Unlisted code is no error."""
    status, out, _ = run("diagnose", _write(tmp_path, {"code": "ZZ9Q"}))
    assert status == 0
    assert "未收录" in out


def test_unclear_case_says_so(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unclear case says so."""
    monkeypatch.setattr("gui.model.diagnosis.Diagnosis.top", None)
    assert "还看不出原因" in run("diagnose", _write(tmp_path, {}))[1]


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
    case = _write(tmp_path, {"trouble": "no_network", "connection": "wifi", "check": check})
    found = json.loads(run("diagnose", case, "--json", "-")[1])
    assert {"network", "connection"} <= {item["id"] for item in found["evidence"]}
    assert found["ranked"][0]["ref"] == "C10"


def test_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with status 130 and no traceback."""

    def interrupt(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "run_check_blocking", interrupt)
    assert run("check") == (130, "", "")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ":97"}, True),
        ({"DISPLAY": ":98.0"}, False),
        ({"DISPLAY": "desk:0"}, True),
        ({"DISPLAY": "nonsense"}, False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
    ],
)
def test_display(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: bool) -> None:
    """A display is what Qt can show a window on; a local X server must be there, or Qt would abort."""
    monkeypatch.setattr(sys, "platform", "linux")
    exists = Path.exists
    monkeypatch.setattr(Path, "exists", lambda path: str(path) == "/tmp/.X11-unix/X97" or exists(path))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli.has_display() is expected


def test_windows_always_has_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows always has a display."""
    monkeypatch.setattr(sys, "platform", "win32")
    assert cli.has_display()


def test_bare_command_opens_the_wizard(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bare command opens the wizard."""
    asked: list[dict[str, Any]] = []

    class FakeApp:
        """Stands for `gui.qt.app`, which needs a display."""

        @staticmethod
        def run_wizard(load: Callable[[], tuple[Knowledge, ChosenTargets]], **options: Any) -> int:
            knowledge, chosen = load()
            assert knowledge.causes
            assert chosen == ChosenTargets(targets=knowledge.targets)
            asked.append(options)
            return 0

    monkeypatch.setattr(cli, "has_display", lambda: True)
    monkeypatch.setitem(sys.modules, "gui.qt.app", FakeApp)
    assert run("--lang", "en", "--no-network", "--data-dir", tmp_path)[0] == 0
    assert asked == [{"lang": "en", "no_network": True, "data_dir": tmp_path}]
    assert run()[0] == 0
    assert asked[1] == {"lang": None, "no_network": False, "data_dir": None}


def test_missing_qt_is_one_clear_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing Qt is one clear line."""
    monkeypatch.setattr(cli, "has_display", lambda: True)
    monkeypatch.setitem(sys.modules, "gui.qt.app", None)
    status, _, err = run()
    assert (status, err.count("\n")) == (2, 1)
    assert "dev.py" in err


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "en_GB"}, "en"),
        ({"LC_ALL": "C"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US"}, "zh"),
    ],
)
def test_language_of_the_system(monkeypatch: pytest.MonkeyPatch, names: dict[str, str], expected: str) -> None:
    """English systems get English, all others Chinese."""
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert console.default_language() == expected


def test_help_is_in_the_language(capfd: pytest.CaptureFixture[str]) -> None:
    """Help is in the language."""
    for arguments, word in ((["--help"], "账户异常"), (["check", "--lang=en", "--help"], "network")):
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        assert caught.value.code == 0
        assert word in capfd.readouterr().out


def test_windowed_exe_has_no_standard_streams(
    run: Run, tmp_path: Path, case_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windowed exe has no standard streams."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert run("diagnose", case_file, "--json", "-")[0] == 0
    assert run("diagnose", case_file, "--json", tmp_path / "out.json")[0] == 0
    assert run("diagnose", "-")[0] == 2
    assert (tmp_path / "out.json").exists()


def test_console_that_knows_no_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Console that knows no Chinese."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    console.set_up_streams()
    console.say("账户 ok")
    assert raw.getvalue() == b"\\u8d26\\u6237 ok\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's pipe")
def test_reader_that_goes_away_is_no_error() -> None:
    """`| head` ends the program quietly."""
    command = [sys.executable, "-m", "gui", "kb", "--json", "-"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.read(1)
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 130


def _program(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as its users do, without a display."""
    plain = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    plain.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, "-m", "gui", *map(str, arguments)],
        cwd=ROOT, env={**plain, "PYTHONUTF8": "1", **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_report_and_verify_without_a_display(case_file: Path, tmp_path: Path) -> None:
    """Report and verify without a display."""
    written = _program("report", case_file, "--out", tmp_path / "报告")
    assert (written.returncode, written.stderr) == (0, "")
    paths = [Path(line) for line in written.stdout.splitlines()]
    assert [path.suffix for path in paths] == [".pdf", ".json", ".txt"]
    assert len(paths[2].read_text(encoding="utf-8")) <= 300
    for path in paths[:2]:
        verified = _program("verify", path)
        assert (verified.returncode, verified.stderr) == (0, "")
    content = paths[1].read_bytes()
    paths[1].write_bytes(content.replace(b"12", b"13", 1))
    assert _program("verify", paths[1]).returncode == 1
    paths[1].write_bytes(content)
    assert _program("diagnose", paths[1]).returncode == 0


def test_report_into_a_file_is_one_clear_line(run: Run, case_file: Path, tmp_path: Path) -> None:
    """Report into a file is one clear line."""
    status, _, err = run("report", case_file, "--out", case_file / "below")
    assert (status, err.count("\n")) == (2, 1)
    assert "below" in err


def test_bare_command_without_a_display_does_the_job(tmp_path: Path) -> None:
    """Bare command without a display does the job."""
    for _ in range(2):
        done = _program("--no-network", "--data-dir", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count("POSCheckup-") == 3
    assert len(list((tmp_path / "reports").glob("*.pdf"))) == 2


def test_job_without_a_display_checks_the_network(
    run: Run, checks: list[tuple[Targets, float]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Job without a display checks the network."""
    written: list[Path] = []
    monkeypatch.setattr(cli, "has_display", lambda: False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(commands, "_write_report", lambda *arguments: written.append(arguments[-1]))
    (tmp_path / "cases.db").write_text("damaged")
    status, out, _ = run("--data-dir", tmp_path)
    assert status == 1
    assert "damaged-1" in out
    assert "网络检测结果" in out
    assert (len(checks), written) == (1, [tmp_path / "reports"])


def test_second_copy_without_a_display(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Second copy without a display."""
    monkeypatch.setattr(cli, "has_display", lambda: False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    with Store(tmp_path):
        status, _, err = run("--no-network", "--data-dir", tmp_path)
    assert (status, err.count("\n")) == (2, 1)
    assert "已经打开" in err


def test_selftest() -> None:
    """The self test passes on a sound copy, every part of it."""
    done = _program("selftest", "--json", "-")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["ok"]
    assert {"knowledge", "texts", "fonts", "database", "loopback", "diagnosis", "report"} == {
        check["name"] for check in found["checks"] if check["ok"]
    }


def test_failing_self_test_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failing self test is told."""

    def fail(_folder: Path) -> str:
        raise UserError("data.full", path="x")

    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(selftest, "_CHECKS", {"good": lambda _folder: "fine", "bad": fail})
    status, out, _ = run("selftest", "--json", tmp_path / "out.json")
    assert status == 1
    assert "不正常  bad  UserError: data.full" in out
    assert [check["ok"] for check in json.loads((tmp_path / "out.json").read_text())["checks"]] == [True, False]
