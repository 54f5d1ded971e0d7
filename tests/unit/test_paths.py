"""Where the program finds its own files and keeps the user's."""

import sys
from pathlib import Path

import pytest

from gui import paths
from gui.model.errors import UserError
from gui.paths import read_limited


def test_from_source() -> None:
    """From source the resources are beside the package."""
    assert (paths.resources_dir() / "sql" / "0001_initial.sql").is_file()


def test_from_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a wheel they are inside it."""
    (tmp_path / "_resources").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE_DIR", tmp_path)
    assert paths.resources_dir() == tmp_path / "_resources"


def test_from_the_exe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the exe they are where it unpacked itself."""
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources_dir() == tmp_path / "resources"


def test_data_folder(tmp_path: Path) -> None:
    """Data go where they are told to, else to the user's folder."""
    assert paths.data_dir(tmp_path) == tmp_path
    assert paths.data_dir().name == "POSCheckup"


def test_an_endless_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    """Whatever it is: a device has no size."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * 11)
    assert read_limited(path, 11) == b"x" * 11
    with pytest.raises(OSError, match=r"."):
        read_limited(path, 10)


def test_an_error_tells_only_the_beginning_of_megabytes() -> None:
    """Nobody can read more in a line."""
    error = UserError("session.unknown_key", where="k" * 5000, options=3)
    assert error.text_args == {"where": "k" * 1000 + "…", "options": 3}
