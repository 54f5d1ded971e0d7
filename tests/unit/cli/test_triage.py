"""`triage` puts a folder of reports into one table; what is no report is named and skipped, and nothing is executed."""

import csv
import json
import os
import shutil
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gui.paths import MOST_BYTES, MOST_PDF_BYTES
from gui.report.integrity import canonical, seal_of
from gui.unattended.triage_rows import COLUMNS
from tests.unit.cli.conftest import Run
from tests.unit.cli.test_replay import report_json

Change = Callable[[dict[str, Any]], None]


def report(folder: Path, name: str, change: Change = lambda _content: None, *, sealed: bool = True) -> Path:
    """Write a report of a sampled case, changed as wanted and sealed anew; return its path."""
    content = json.loads(report_json(0))
    change(content)
    if sealed:
        content["seal"] = seal_of(content)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(canonical(content) + b"\n")
    return path


def table(path: Path) -> list[dict[str, str]]:
    """Read the table as a spreadsheet does."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def tell(content: dict[str, Any]) -> None:
    """Give the report what a bank looks for."""
    content["answers"] |= {"provider": "lakala", "trouble": "abnormal_or_code"}
    content["fields"] = {"merchant_no": "822290059430BCY", "amount": 1250, "trade_time": "2026-11-27 18:03"}
    content["response_code"] = {
        "shown": "51",
        "meanings": [{"id": "a:51", "meaning_zh": "余额不足", "meaning_en": "x"}],
    }
    content["verdict"] |= {"cause": "cardholder-balance", "owner": "cardholder", "p": 0.93}
    content["diagnosis"]["ranked"][0] |= {"cause": "cardholder-balance", "ref": "C01"}


def tell_another(content: dict[str, Any]) -> None:
    """Give it the same trouble with another amount."""
    tell(content)
    content["fields"]["amount"] = 50


def test_every_report_becomes_a_row(run: Run, tmp_path: Path) -> None:
    """With the columns that are asked for: cause, provider, segment, code and day."""
    report(tmp_path / "in", "2026/one.json", tell)
    status, out, err = run("triage", tmp_path / "in", "--out", tmp_path / "out.csv")
    assert (status, err) == (0, "")
    assert "1 行" in out
    (row,) = table(tmp_path / "out.csv")
    assert tuple(row) == COLUMNS
    wanted = {
        "file": "2026/one.json", "day": "2026-11-27", "provider": "lakala", "provider_name": "拉卡拉", "code": "51",
        "code_meaning": "余额不足", "cause": "cardholder-balance", "owner": "cardholder", "p": "0.93",
        "amount_fen": "1250", "merchant_no": "822290059430BCY", "segment": "none", "intact": "yes",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_day_is_chinas(run: Run, tmp_path: Path) -> None:
    """Without the time of the trade it is that of the report; at half past four in the afternoon UTC it is tomorrow."""
    report(tmp_path / "in", "a.json", lambda content: content.update(generated_utc="2026-11-27T16:30:00Z"))
    report(tmp_path / "in", "b.json", lambda content: content.update(generated_utc="yesterday"))
    run("triage", tmp_path / "in", "--out", tmp_path / "out.csv")
    assert [row["day"] for row in table(tmp_path / "out.csv")] == ["2026-11-28", ""]


def test_a_changed_report_is_marked(run: Run, tmp_path: Path) -> None:
    """It stays in the table: the bank decides."""
    report(tmp_path / "in", "a.json", tell, sealed=False)
    run("triage", tmp_path / "in", "--out", tmp_path / "out.csv")
    assert [row["intact"] for row in table(tmp_path / "out.csv")] == ["no"]


def test_the_same_report_twice_is_one_row(run: Run, tmp_path: Path) -> None:
    """As when the shop sends it again, or as PDF and as JSON."""
    path = report(tmp_path / "in", "a.json")
    shutil.copy(path, tmp_path / "in" / "b.json")
    _, out, _ = run("triage", tmp_path / "in", "--out", tmp_path / "out.csv")
    assert len(table(tmp_path / "out.csv")) == 1
    assert "重复的报告 1 份" in out


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r@"])
def test_nothing_in_a_report_is_a_formula(run: Run, tmp_path: Path, start: str) -> None:
    """A spreadsheet must not run what a stranger wrote."""

    def spoil(content: dict[str, Any]) -> None:
        content["fields"]["merchant_no"] = f'{start}HYPERLINK("x")'
        content["response_code"] = {"shown": f"{start}1+1", "meanings": []}

    report(tmp_path / "in", "=cmd.json", spoil)
    run("triage", tmp_path / "in", "--out", tmp_path / "out.csv")
    (row,) = table(tmp_path / "out.csv")
    assert all(row[name].startswith("'") for name in ("merchant_no", "code", "file"))


PARTS = ("answers", "fields", "verdict", "diagnosis", "check", "response_code", "steps", "case", "program")


def bomb() -> bytes:
    """Return a small PDF whose attachment would unpack to far more than may be read."""
    packed = zlib.compress(b" " * (MOST_BYTES * 2))
    return b"%PDF-1.7\n1 0 obj\n<</EF << /F 2 0 R>>>>\nendobj\n2 0 obj\n<<>>\nstream\n" + packed + b"\nendstream\n"


BAD = {
    "empty.json": b"", "words.json": b"words", "list.json": b"[]", "other.json": b'{"schema": "x"}',
    "deep.json": b"[" * 100_000, "bare.pdf": b"%PDF-1.7\n", "bytes.json": bytes(range(256)), "bomb.pdf": bomb(),
}  # fmt: skip


def test_what_is_no_report_is_named_and_skipped(run: Run, tmp_path: Path) -> None:
    """One line each on standard error; the good ones are there. What is called otherwise is not looked at."""
    report(tmp_path / "in", "good.json")
    for name, content in BAD.items():
        (tmp_path / "in" / name).write_bytes(content)
    (tmp_path / "in" / "note.txt").write_text("not a report", encoding="utf-8")
    (tmp_path / "in" / "folder.json").mkdir()
    for name, size in (("huge.json", MOST_BYTES + 1), ("endless.pdf", MOST_PDF_BYTES + 1)):
        with (tmp_path / "in" / name).open("wb") as huge:
            huge.truncate(size)
    status, out, err = run("triage", tmp_path / "in", "--out", tmp_path / "out.csv")
    lines = err.splitlines()
    assert status == 0
    assert len(table(tmp_path / "out.csv")) == 1
    assert sorted(line.rsplit("/", 1)[-1] for line in lines) == sorted([*BAD, "huge.json", "endless.pdf"])
    assert f"跳过的文件 {len(lines)} 个" in out


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders there")
def test_a_pipe_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    """Nor is a link that leads nowhere."""
    report(tmp_path / "in", "good.json")
    os.mkfifo(tmp_path / "in" / "pipe.json")
    (tmp_path / "in" / "gone.json").symlink_to(tmp_path / "nowhere")
    _, _, err = run("triage", tmp_path / "in", "--out", tmp_path / "out.csv")
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "value", [None, 1, "x", [], [1], {}, {"cause": 1, "ranked": [[]], "meanings": {}, "verdict": 0}]
)
def test_a_part_of_the_wrong_kind_is_an_empty_cell(run: Run, tmp_path: Path, part: str, value: object) -> None:
    """Whatever somebody put there: a row, and no error."""
    report(tmp_path / "in", "a.json", lambda content: content.update({part: value}))
    status, _, err = run("triage", tmp_path / "in", "--out", tmp_path / "out.csv")
    assert (status, err) == (0, "")
    assert len(table(tmp_path / "out.csv")) == 1


def test_the_table_beside_the_reports_is_left_alone(run: Run, tmp_path: Path) -> None:
    """Written into the same folder, twice."""
    report(tmp_path / "in", "a.json")
    for _ in range(2):
        status, _, err = run("triage", tmp_path / "in", "--out", tmp_path / "in" / "out.csv")
        assert (status, err) == (0, "")
    assert len(table(tmp_path / "in" / "out.csv")) == 1


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_duckdb_reads_the_table(run: Run, tmp_path: Path, name: str) -> None:
    """As the documentation shows it: reports by cause and day, with their money."""
    report(tmp_path / "in", "a.json", tell)
    report(tmp_path / "in", "b.json", tell_another)
    report(tmp_path / "in", "c.json")
    status, _, _ = run("triage", tmp_path / "in", "--out", tmp_path / name)
    assert status == 0
    query = f"SELECT cause_name, day, count(*), sum(amount_fen) FROM '{tmp_path / name}' GROUP BY ALL ORDER BY 3 DESC"
    with duckdb.connect() as database:
        first, second = database.sql(query).fetchall()
    assert (first[0], str(first[1]), first[2], first[3]) == ("顾客的卡余额不足", "2026-11-27", 2, 1300)
    assert second[2] == 1


def test_without_duckdb_parquet_is_one_clear_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table for spreadsheets needs nothing."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    report(tmp_path / "in", "a.json")
    status, out, err = run("triage", tmp_path / "in", "--out", tmp_path / "out.parquet", "--lang", "en")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "DuckDB" in err
    assert run("triage", tmp_path / "in", "--out", tmp_path / "out.csv")[0] == 0


@pytest.mark.parametrize(
    ("folder", "out", "part"), [("none", "o.csv", "none"), (".", "o.xlsx", ".parquet"), (".", "no/o.csv", "no")]
)
def test_wrong_use_is_one_clear_line(run: Run, tmp_path: Path, folder: str, out: str, part: str) -> None:
    """No folder, an unknown kind of table, nowhere to write."""
    status, _, err = run("triage", tmp_path / folder, "--out", tmp_path / out)
    assert (status, err.count("\n")) == (2, 1)
    assert part in err
