"""Disks as shops have them, for real: full, read-only, busy for a while. A clear word each, and nothing is lost."""

import sqlite3
import threading
from pathlib import Path

import pytest

from gui.kb import LANGUAGES, load_catalog
from gui.model.case import EventKind
from gui.store import Store
from tests.unit.disks import needs_mounts, on_a_disk_of

ROOT = Path(__file__).resolve().parents[3]
AT = "2026-11-23T08:00:00Z"


_READ_ONLY = """
import subprocess, sys
from pathlib import Path
from gui.model.case import EventKind
from gui.model.errors import UserError
from gui.store import Store
folder = Path(sys.argv[1])
with Store(folder) as store:
    store.create_case(case_id="a", created_utc="t", app_version="0", knowledge_digest="0")
    store.append("a", EventKind.ANSWERED, {"id": "charged", "value": "no"}, "t")
    kept = store.load("a")
subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
for place in (folder, folder / "new"):
    try:
        Store(place)
    except UserError as error:
        print(error.key, error.text_args["path"] == str(place))
subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
with Store(folder) as store:
    print(store.load("a") == kept, store.damaged_copy)
"""


@needs_mounts
def test_a_read_only_disk(tmp_path: Path) -> None:
    """The start says that nothing can be saved there, and the cases are untouched when it can."""
    said = on_a_disk_of("4m", _READ_ONLY, tmp_path)
    assert said == "data.unwritable True\ndata.unwritable True\nTrue None\n"


_FULL = """
import sys
from pathlib import Path
from gui.model.case import EventKind
from gui.model.errors import UserError
from gui.store import Store
folder = Path(sys.argv[1])
mark = "deleted text "
store = Store(folder)
for case_id in ("old", "kept"):
    store.create_case(case_id=case_id, created_utc="t", app_version="0", knowledge_digest="0")
    for number in range(40):
        store.append(case_id, EventKind.FIELD_SET, {"name": "note", "value": f"{case_id} {mark}{number} " * 60}, "t")
kept = store.load("kept")
ballast = folder / "ballast"
with ballast.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(4096))
    except OSError:
        pass
try:
    store.delete(["old"])
except UserError as error:
    print(error.key, store.load("kept") == kept)
ballast.unlink()
store.delete(["old"])
left = [path.name for path in folder.iterdir() if b"old deleted text" in path.read_bytes()]
print([case.id for case in store.cases()], store.load("kept") == kept, left)
store.close()
"""


@needs_mounts
def test_deleting_on_a_full_disk(tmp_path: Path) -> None:
    """It is told, nothing else is lost, and with some room the case goes to its last byte."""
    assert on_a_disk_of("6m", _FULL, tmp_path) == "data.not_deleted True\n['kept'] True []\n"


def test_a_file_that_is_held_for_a_while_is_waited_for(tmp_path: Path) -> None:
    """A backup, or a share that answers late: the answer is written when the other has done."""
    with Store(tmp_path) as store:
        store.create_case(case_id="a", created_utc=AT, app_version="0", knowledge_digest="0")
        other = sqlite3.connect(tmp_path / "cases.db", isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.2, other.rollback)
        release.start()
        store.append("a", EventKind.ANSWERED, {"id": "charged", "value": "no"}, AT)
        release.join()
        other.close()
        assert store.load("a").events[-1].data == {"id": "charged", "value": "no"}


@pytest.mark.parametrize("key", ["not_deleted", "unreadable", "unwritable", "full", "busy", "damaged", "corrupt"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_has_its_words(key: str, lang: str) -> None:
    """What happened, what it means and what to do, with the place."""
    catalog = load_catalog(lang)
    words = [catalog.text(f"error.data.{key}.{part}", path="X:/data") for part in ("what", "means", "do")]
    assert all(words)
    assert "X:/data" in "".join(words)
