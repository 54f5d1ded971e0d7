"""`poscheckup kb --handbook`: the page in the language asked for, written in one step, with one clear line when not."""

from pathlib import Path

import pytest

from gui import cli
from gui.kb import load_catalog

pytestmark = pytest.mark.usefixtures("loaded_once")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_written(tmp_path: Path, capfd: pytest.CaptureFixture[str], lang: str) -> None:
    """One file, in the language asked for, and the usual words about the knowledge."""
    page = tmp_path / "handbook.html"
    assert cli.main(["kb", "--handbook", str(page), "--lang", lang]) == 0
    text = page.read_text(encoding="utf-8")
    assert f"<title>{load_catalog(lang).text('handbook.title')}</title>" in text
    assert [path.name for path in tmp_path.iterdir()] == ["handbook.html"]
    assert capfd.readouterr().out.count("\n") == 1


def test_where_nothing_can_be_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Bad input: one line that names the file."""
    page = tmp_path / "missing" / "handbook.html"
    assert cli.main(["kb", "--handbook", str(page)]) == 2
    found = capfd.readouterr()
    assert found.out == ""
    assert str(page) in found.err
    assert found.err.count("\n") == 1
