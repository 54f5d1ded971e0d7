"""A report goes to a disk that nobody can write to: told, and the report that is there stays whole."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = """
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
def test_a_read_only_disk(tmp_path: Path) -> None:
    """A real one, in a mount namespace of its own: root may not write there either."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare")
    mount = f'mount -t tmpfs tmpfs "{tmp_path}" && exec "$0" -c "$1" "{tmp_path}"'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", mount, sys.executable, _SCRIPT],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert done.stdout == "report.unwritable b'the report of yesterday' ['report.pdf']\n", done.stderr
