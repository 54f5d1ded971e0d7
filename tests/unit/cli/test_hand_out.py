"""`kb --shop-file FILE`: a bank's engineer sees every mistake before a shop does; and what the file does unattended."""

import json
import shutil
from pathlib import Path

import pytest

from gui.model.targets import Targets
from tests.fuzz.pictures import png_of
from tests.fuzz.target import SEEDS
from tests.unit.cli.conftest import Run

FINE = """
provider = "lakala"
bank_name_zh = "示例银行"
bank_name_en = "Example Bank"
hotline = "95588"
logo = "bank.png"
language = "en"

[[endpoint]]
provider = "lakala"
name = "front"
host = "pos.bank.test"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A sound file with its logo."""
    shutil.copy(SEEDS / "logo" / "bank.png", tmp_path)
    path = tmp_path / "POSCheckup.toml"
    path.write_text(FINE, encoding="utf-8")
    return path


def test_a_sound_file(run: Run, file: Path) -> None:
    """One line says so, in the language that is asked for."""
    status, out, err = run("kb", "--shop-file", file)
    assert (status, err) == (0, "")
    assert str(file) in out
    assert "No mistake" in run("kb", "--shop-file", file, "--lang", "en")[1]


def test_every_mistake_has_its_line(run: Run, file: Path) -> None:
    """Those of the text in their order, then what is wrong with the picture; each with how it should be."""
    wrong = FINE.replace("95588", "x").replace("lakala", "lakalla", 1).replace("host =", "hots =")
    file.write_text(wrong, encoding="utf-8")
    (file.parent / "bank.png").write_bytes(png_of(9000, 9000, 1))
    status, out, err = run("kb", "--shop-file", file)
    assert status == 1
    assert "5" in out
    lines = err.splitlines()
    entries = ["provider", "hotline", "endpoint[0].host", "endpoint[0].hots", "logo"]
    assert len(lines) == len(entries)
    for line, entry, row in zip(lines, entries, (2, 5, 9, 12, 6), strict=True):
        assert entry in line
        assert f"第 {row} 行" in line
        assert str(file) in line
    assert 'provider = "lakala"' in lines[0]


def test_for_programs(run: Run, file: Path) -> None:
    """The same as JSON, alone on standard output."""
    status, out, err = run("kb", "--shop-file", file, "--json", "-")
    assert (status, json.loads(out), err) == (0, {"ok": True, "problems": []}, "")
    file.write_text("language = 'fr'\n", encoding="utf-8")
    status, out, err = run("kb", "--shop-file", file, "--json", "-")
    found = json.loads(out)
    assert (status, found["ok"], len(found["problems"]), err) == (1, False, 1, "")


def test_no_file(run: Run, tmp_path: Path) -> None:
    """A wrong name is a mistake, not a file without any."""
    status, _, err = run("kb", "--shop-file", tmp_path / "none.toml")
    assert (status, err.count("\n")) == (1, 1)
    assert "none.toml" in err


@pytest.fixture
def beside(file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file lies beside the program."""
    monkeypatch.setattr("gui.kb.shop_file.shop_file", lambda: file)
    return file


def test_a_report_of_a_case_has_the_hotline(run: Run, beside: Path, case_file: Path, tmp_path: Path) -> None:
    """Also where no window is open; what is wrong with the file is told, and stops nothing."""
    beside.write_text(f"{FINE}prot = 1\n", encoding="utf-8")
    status, _, err = run("report", case_file, "--out", tmp_path / "out")
    assert status == 0
    assert "endpoint[0].prot" in err
    content = json.loads(next((tmp_path / "out").glob("*.json")).read_text(encoding="utf-8"))
    assert content["bank"]["hotline"] == "95588"
    (tmp_path / "again").mkdir()
    assert run("report", case_file, "--out", tmp_path / "again")[0] == 0


def test_without_a_display(
    run: Run,
    beside: Path,
    tmp_path: Path,
    checks: list[tuple[Targets, float]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The unattended job speaks the file's language, tests its provider's hosts, and reports its hotline."""
    monkeypatch.setattr("gui.cli.has_display", lambda: False)
    out = run("--data-dir", tmp_path / "data")[1]
    assert "graphical display" in out
    assert {endpoint.provider for endpoint in checks[0][0].endpoints} == {"lakala"}
    assert "pos.bank.test" in {endpoint.host for endpoint in checks[0][0].endpoints}
    words = next((tmp_path / "data" / "reports").glob("*.txt")).read_text(encoding="utf-8")
    assert "Example Bank 95588" in words
    assert "没有图形界面" in run("--data-dir", tmp_path / "data", "--lang", "zh")[1]
