"""The windowed exe for other programs: pipes, files, exit statuses, and a box only where nobody reads its streams."""

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path, PureWindowsPath

import pytest
from pypdf import PdfReader

from gui.kb import LANGUAGES, knowledge_summary, load_catalog, load_knowledge, load_reference
from gui.model.observation import JsonValue
from gui.report.handbook_build import build_handbook
from gui.report.handbook_html import handbook_html
from gui.unattended.rejudge import rejudge
from tests.packaged.windows_pc import WindowsPc, wait_until

pytestmark = pytest.mark.frozen

Exe = Callable[..., subprocess.CompletedProcess[str]]

CHINESE = {"LC_ALL": "zh_CN.UTF-8"}


def windows_path(path: Path) -> str:
    """Return the path as Wine's programs see it: Z: is the root of the file system."""
    return str(PureWindowsPath(f"Z:{path}"))


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Return a data folder with a Chinese name, as the exe sees it."""
    return windows_path(tmp_path / "数据")


def source_summary() -> JsonValue:
    """Return what `kb --json` says of the files in `resources/`: what the exe carries must be the same."""
    summary = knowledge_summary(load_knowledge(), load_catalog("zh"), load_catalog("en"))
    parsed: JsonValue = json.loads(json.dumps({**summary, "findings": []}))
    return parsed


def read_log(tmp_path: Path) -> str:
    """Return the log of the exe that ran with `folder`."""
    return (tmp_path / "数据" / "logs" / "poscheckup.log").read_text(encoding="utf-8")


def test_json_through_a_pipe(exe: Exe, folder: str, tmp_path: Path) -> None:
    """`--json -` writes UTF-8 and nothing else, and the log tells the story."""
    done = exe("--data-dir", folder, "kb", "--json", "-")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == source_summary()
    first, last = read_log(tmp_path).splitlines()
    assert " started version=" in first
    assert " platform=win32 build=10." in first
    assert first.endswith(" frozen=true")
    assert " ended exit_status=0 " in last


def test_text_through_a_pipe_is_utf_8(exe: Exe, folder: str) -> None:
    """Chinese text arrives whatever the code page of Windows is."""
    for env in (CHINESE, {"LC_ALL": "en_US.UTF-8"}):
        done = exe("--data-dir", folder, "kb", "--lang", "zh", env=env)
        assert (done.returncode, done.stderr) == (0, "")
        assert "知识库完好" in done.stdout


def test_case_through_a_pipe(exe: Exe, folder: str) -> None:
    """A case is read from standard input."""
    case = json.dumps({"code": "51", "fields": {"merchant_name": "老王小吃"}}, ensure_ascii=False)
    done = exe("--data-dir", folder, "diagnose", "-", "--json", "-", stdin=case)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["ranked"]


def test_json_into_a_file(exe: Exe, folder: str, tmp_path: Path) -> None:
    """`--json FILE` writes the file, and a word for a person."""
    target = tmp_path / "知识库.json"
    done = exe("--data-dir", folder, "kb", "--json", windows_path(target), "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "causes" in done.stdout
    assert json.loads(target.read_text(encoding="utf-8"))["causes"]


def test_the_handbook(exe: Exe, folder: str, tmp_path: Path) -> None:
    """The exe writes what the sources write, byte for byte, and the same as PDF."""
    catalogs = {lang: load_catalog(lang) for lang in LANGUAGES}
    page, paper = tmp_path / "手册.html", tmp_path / "手册.pdf"
    for target in (page, paper):
        done = exe("--data-dir", folder, "kb", "--handbook", windows_path(target), "--lang", "zh")
        assert (done.returncode, done.stderr) == (0, "")
    assert page.read_bytes() == handbook_html(build_handbook(load_knowledge(), load_reference(), catalogs, "zh"))
    assert "账户异常" in "".join(sheet.extract_text() for sheet in PdfReader(paper).pages[:40])


def test_the_banks_side(exe: Exe, folder: str, tmp_path: Path) -> None:
    """A report of the exe is whole, judged the same once more by the exe and by the sources, and a row of the table."""
    case, out, table = tmp_path / "案例.json", tmp_path / "报告", tmp_path / "汇总.csv"
    answers = {"charged": "no", "other_card_works": "no", "shown_where": "card_trade"}
    told = {"code": "03", "trouble": "abnormal_or_code", "provider": "lakala", "answers": answers}
    case.write_text(json.dumps(told), encoding="utf-8")
    done = exe("--data-dir", folder, "report", windows_path(case), "--out", windows_path(out))
    assert (done.returncode, done.stderr) == (0, "")
    pdf, exported = sorted(out.glob("*.pdf")) + sorted(out.glob("*.json"))
    for path in (pdf, exported):
        assert exe("--data-dir", folder, "verify", windows_path(path)).returncode == 0
        again = exe("--data-dir", folder, "replay", windows_path(path), "--json", "-")
        assert json.loads(again.stdout)["confirmed"]
    now = rejudge(load_knowledge(), pdf)
    assert now.is_confirmed
    done = exe("--data-dir", folder, "triage", windows_path(out), "--out", windows_path(table))
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines())
    assert (row["provider"], row["code"], row["intact"]) == ("lakala", "03", "yes")
    done = exe("--data-dir", folder, "triage", windows_path(out), "--out", windows_path(table.with_suffix(".parquet")))
    assert (done.returncode, "DuckDB" in done.stderr) == (2, True)


def test_a_banks_file_lies_beside_the_exe(shop: WindowsPc, exe: Exe, folder: str) -> None:
    """Its hosts are tested instead of the built-in ones; when it is broken it is named, and those are tested."""
    file = shop.exe.with_name("POSCheckup.toml")
    tables = '["portal", "resolver", "ntp", "control", "endpoint"]'
    try:
        file.write_text(
            f"replace = {tables}\n[[endpoint]]\nprovider = '银行'\nname = 'main'\nhost = 'pos.bank.test'\n", "utf-8"
        )
        good = exe("--data-dir", folder, "check", "--budget-s", "2", "--json", "-")
        file.write_text("[[endpoint]]\nprovider = 1\n", "utf-8")
        bad = exe("--data-dir", folder, "check", "--budget-s", "2", "--json", "-", "--lang", "zh")
    finally:
        file.unlink()
    assert "pos.bank.test" in good.stdout
    assert "lakala" not in good.stdout
    assert good.stderr == ""
    assert "POSCheckup.toml" in bad.stderr
    assert "第 2 行" in bad.stderr
    assert "endpoint[0].provider" in bad.stderr
    assert "lakala" in bad.stdout


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("nonsense",), "nonsense"),
        (("kb", "--nonsense"), "--nonsense"),
        (("diagnose",), "CASE.json"),
        (("diagnose", "Z:/nowhere/账本.json"), "账本.json"),
        (("check", "--budget-s", "0"), "--budget-s"),
        (("--targets", "Z:/nowhere/targets.toml"), "targets.toml"),
    ],
)
def test_wrong_usage_is_one_line_and_no_box(exe: Exe, folder: str, arguments: tuple[str, ...], named: str) -> None:
    """A script gets a line and status 2. A box would wait for ever: then this test runs into its time limit."""
    done = exe("--data-dir", folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert named in done.stderr


def test_system_language(exe: Exe, folder: str) -> None:
    """Without `--lang` the language of Windows counts."""
    assert "不认识" in exe("--data-dir", folder, "kb", "--x", env=CHINESE).stderr
    assert "not known" in exe("--data-dir", folder, "kb", "--x", env={"LC_ALL": "en_US.UTF-8"}).stderr


def test_help_and_version(exe: Exe, folder: str) -> None:
    """Help and version go to standard output."""
    done = exe("--data-dir", folder, "--lang", "zh", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "账户异常" in done.stdout
    assert exe("--data-dir", folder, "--version").stdout.startswith("POSCheckup ")


def test_unwritable_folder_is_no_obstacle(exe: Exe, tmp_path: Path) -> None:
    """Without a log the work is done all the same."""
    (tmp_path / "file").write_text("")
    done = exe("--data-dir", windows_path(tmp_path / "file"), "kb")
    assert (done.returncode, done.stderr) == (0, "")


def test_log_holds_no_argument(exe: Exe, folder: str, tmp_path: Path) -> None:
    """What is on the command line or in a file never reaches the log."""
    exe("--data-dir", folder, "diagnose", "Z:/4111111111111111/老王.json")
    exe("--data-dir", folder, "diagnose", "-", stdin='{"code": "4111111111111111", "colour": "老王"}')
    log = read_log(tmp_path)
    assert log.count(" user-error error_key=") == 2
    assert log.isascii()
    assert "4111" not in log


@pytest.mark.parametrize(
    ("argument", "key"), [("--nonsense", "cli.unrecognised"), ("--targets=Z:/no", "kb.targets_unreadable")]
)
def test_started_without_streams_an_error_is_a_box(
    shop: WindowsPc, folder: str, tmp_path: Path, argument: str, key: str
) -> None:
    """From a shortcut: the program shows a box, and ends when it is answered."""
    start = f"start /wait {shop.exe.name} --data-dir {folder} {argument}"
    shop.lab.start(["wine", "cmd", "/c", start], env=shop.environment(), cwd=shop.folder)
    window = shop.screen.do("search", "--sync", "--onlyvisible", "--name", "^POSCheckup$").split()[0]
    shop.screen.do("windowfocus", "--sync", window, "key", "Return")
    log = tmp_path / "数据" / "logs" / "poscheckup.log"
    wait_until(lambda: log.exists() and " ended exit_status=2 " in read_log(tmp_path), "the end of the program")
    assert f" user-error error_key={key}" in read_log(tmp_path)
