"""Writing a report: complete or not at all, with a clear message."""

import errno
import os
import stat
from pathlib import Path

import pytest

from gui.kb import load_catalog
from gui.model.errors import UserError
from gui.report import write_file
from tests.unit.disks import needs_mounts, on_a_disk_of

OLD = b"the report of yesterday"


def refuse(path: Path, key: str) -> None:
    """Write to `path` and expect the error `key`, explained in both languages."""
    with pytest.raises(UserError) as caught:
        write_file(path, b"new")
    assert caught.value.key == key
    for lang in ("zh", "en"):
        for part in ("what", "means", "do"):
            assert load_catalog(lang).text(f"error.{key}.{part}", **caught.value.text_args)


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    """Only the report is left in the folder."""
    path = tmp_path / "报告.pdf"
    path.write_bytes(OLD)
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A USB stick that was removed."""
    refuse(tmp_path / "gone" / "report.pdf", "report.no_folder")


def test_a_file_in_place_of_the_folder_is_no_folder(tmp_path: Path) -> None:
    """Somebody typed the name of a file."""
    (tmp_path / "file").write_bytes(OLD)
    refuse(tmp_path / "file" / "report.pdf", "report.no_folder")


def test_a_folder_of_that_name_is_in_the_way(tmp_path: Path) -> None:
    """The folder stays, and nothing half-written beside it."""
    (tmp_path / "report.pdf").mkdir()
    refuse(tmp_path / "report.pdf", "report.unwritable")
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (errno.ENOSPC, "report.disk_full"),
        (errno.EDQUOT, "report.disk_full"),
        (errno.EACCES, "report.unwritable"),
        (errno.EROFS, "report.unwritable"),
        (errno.EIO, "report.unwritable"),
    ],
)
def test_a_failing_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, key: str
) -> None:
    """Whatever the system answers, the old report is whole and no temporary file stays."""

    def fail(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    path = tmp_path / "report.pdf"
    path.write_bytes(OLD)
    monkeypatch.setattr(os, "fsync", fail)
    refuse(path, key)
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]


_ON_FULL_DISK = """
import sys
from pathlib import Path
from gui.model.errors import UserError
from gui.report import write_file
path = Path(sys.argv[1]) / "report.pdf"
try:
    write_file(path, b"x" * 500_000)
except UserError as error:
    print(error.key, sorted(item.name for item in path.parent.iterdir()))
"""


@pytest.mark.lab
@needs_mounts
def test_a_really_full_disk(tmp_path: Path) -> None:
    """A file system of 64 KiB, in a mount namespace of its own."""
    assert on_a_disk_of("64k", _ON_FULL_DISK, tmp_path).strip() == "report.disk_full []"


_ON_READ_ONLY_DISK = """
import subprocess, sys
from pathlib import Path
from gui.model.errors import UserError
from gui.report import write_file
folder = Path(sys.argv[1])
path = folder / "report.pdf"
write_file(path, b"the report of yesterday")
subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
try:
    write_file(path, b"new")
except UserError as error:
    print(error.key, path.read_bytes(), [item.name for item in folder.iterdir()])
"""


@pytest.mark.lab
@needs_mounts
def test_a_read_only_disk(tmp_path: Path) -> None:
    """A real one: root may not write there either. The report that is there stays whole."""
    said = on_a_disk_of("1m", _ON_READ_ONLY_DISK, tmp_path)
    assert said == "report.unwritable b'the report of yesterday' ['report.pdf']\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    """Devices and pipes are written to, never replaced by a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, b"report")
    assert os.read(reader, 100) == b"report"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
