"""What Windows does differently when something goes wrong: files that are open, and programs that are ended."""

import pytest

from tests.bench.crash_exe import crash_pc
from tests.packaged.conftest import WindowsPython
from tests.packaged.windows_pc import WindowsPc

pytestmark = pytest.mark.frozen

KILLS = 2

_OPEN_FILE = """
import sys, tempfile
from pathlib import Path
from gui.model.errors import UserError
from gui.report import write_file
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    report = folder / "report.pdf"
    write_file(report, b"the report of yesterday")
    with report.open("rb") as reader:
        try:
            write_file(report, b"new")
        except UserError as error:
            print(error.key, reader.read().decode(), sorted(item.name for item in folder.iterdir()))
    write_file(report, b"new")
    print(report.read_bytes().decode())
"""

_DELETION = """
import sys, tempfile
from pathlib import Path
from gui.model.case import EventKind
from gui.store import Store
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "cases.db").write_text("deleted text " * 100)
    with Store(folder) as store:
        for case_id in ("old", "kept"):
            store.create_case(case_id=case_id, created_utc="t", app_version="0", knowledge_digest="0")
            for number in range(60):
                data = {"name": "note", "value": f"{case_id} deleted text {number} " * 40}
                store.append(case_id, EventKind.FIELD_SET, data, "t")
        kept = store.load("kept")
        store.delete(["old"])
        print(store.load("kept") == kept, [path.name for path in folder.iterdir() if b"old del" in path.read_bytes()])
        store.delete_all()
        print(store.cases(), [path.name for path in folder.iterdir() if b"deleted text" in path.read_bytes()])
    print(sorted(path.name for path in folder.iterdir()))
"""


def test_a_report_that_is_open_in_another_program(windows_python: WindowsPython) -> None:
    """It is told and stays as it was, with nothing half-written beside it; when it is closed, it is replaced."""
    done = windows_python(["-c", _OPEN_FILE])
    assert done.stdout.splitlines() == ["report.unwritable the report of yesterday ['report.pdf']", "new"], done.stderr


def test_deleting_on_windows(windows_python: WindowsPython) -> None:
    """The database is made shorter while it is open, and the damaged copies can be overwritten."""
    done = windows_python(["-c", _DELETION])
    assert done.stdout.splitlines() == ["True []", "() []", "['cases.db', 'cases.lock']"], done.stderr


@pytest.mark.usefixtures("last_picture")
def test_a_program_that_is_ended_loses_nothing(pc: WindowsPc) -> None:
    """Short form of `python -m tests.bench.crash_test --exe dist/POSCheckup.exe`: TerminateProcess, under the keys."""
    tally = crash_pc(pc, KILLS, 3)
    assert tally.problems == []
    assert tally.is_fine
    assert tally.durable > KILLS
