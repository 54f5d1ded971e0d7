"""The handbooks that lie beside the exe."""

from pathlib import Path

import pytest

import exe
import sbom


def test_they_are_written_in_both_languages(tmp_path: Path) -> None:
    """One file each, and a page for the wall; the list of what is inside knows them as the program's own."""
    exe.write_handbooks(tmp_path)
    expected = {*exe.HANDBOOKS.values(), exe.QUICK_GUIDE}
    assert {path.name for path in tmp_path.iterdir()} == expected <= set(sbom.OWN_FILES)
    pages = {lang: (tmp_path / name).read_text(encoding="utf-8") for lang, name in exe.HANDBOOKS.items()}
    assert '<html lang="zh-CN">' in pages["zh"]
    assert '<html lang="en">' in pages["en"]
    assert (tmp_path / exe.QUICK_GUIDE).read_bytes().startswith(b"%PDF-1.6")


def test_a_handbook_that_cannot_be_written(tmp_path: Path) -> None:
    """Then there is no build, and it says why."""
    with pytest.raises(exe.ExeError, match="missing"):
        exe.write_handbooks(tmp_path / "missing")
