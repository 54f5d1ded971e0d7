"""A changed byte is found, and it is said what was changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.kb import load_catalog
from gui.model.errors import UserError
from gui.report import document_json, verify_file
from gui.report.integrity import canonical, chain, check_code, seal_of, sha256, with_mark
from tests.unit.report.examples import document

JSON_FILE = document_json(document())


def resealed(report: dict[str, Any]) -> bytes:
    """Return a report with a seal that fits, as somebody would make who changes a file on purpose."""
    return canonical({**report, "seal": seal_of(report)}) + b"\n"


def test_an_untouched_report_verifies(tmp_path: Path) -> None:
    """The bytes that are exported pass, with number and check code."""
    path = tmp_path / "报告.json"
    path.write_bytes(JSON_FILE)
    result = verify_file(path)
    assert (result.ok, result.reason_key, result.kind) == (True, "verify.untouched", "json")
    assert result.case_id == "20260131-7K3M"
    assert result.check_code == check_code(document().seal)


@given(st.integers(0, len(JSON_FILE) - 1), st.integers(1, 255))
def test_any_changed_byte_is_found(tmp_path_factory: pytest.TempPathFactory, index: int, change: int) -> None:
    """Also white space, which no parser would notice."""
    path = tmp_path_factory.mktemp("verify") / "report.json"
    path.write_bytes(JSON_FILE[:index] + bytes([JSON_FILE[index] ^ change]) + JSON_FILE[index + 1 :])
    assert not verify_file(path).ok


def drop_event(report: dict[str, Any]) -> None:
    """Leave an event out."""
    del report["events"][2]


def change_event(report: dict[str, Any]) -> None:
    """Change what was answered."""
    report["events"][1]["data"]["value"] = "no"


def spoil_events(report: dict[str, Any]) -> None:
    """Put something else where the events are."""
    report["events"] = "none"


def add_word(report: dict[str, Any]) -> None:
    """Put an event between the others that is none."""
    report["events"].append("closed")


@pytest.mark.parametrize("change", [drop_event, change_event, spoil_events, add_word])
def test_the_chain_finds_a_changed_event_under_a_new_seal(
    tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    """Whoever makes a new seal has to make the whole chain anew as well."""
    report = json.loads(JSON_FILE)
    change(report)
    path = tmp_path / "report.json"
    path.write_bytes(resealed(report))
    assert verify_file(path).reason_key == "verify.chain_broken"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "verify.not_ours"),
        (b"[]", "verify.not_ours"),
        (b'{"schema": "other"}', "verify.not_ours"),
        (b"\xff\xfe", "verify.not_ours"),
        (b"[" * 100_000, "verify.not_ours"),
        (b"%PDF-1.6 something else", "verify.not_ours"),
        (b'{"schema":"poscheckup.report/1","x":NaN}', "verify.not_ours"),
        (b'{"schema":"poscheckup.report/1","x":"\\ud800"}', "verify.not_ours"),
    ],
)
def test_other_files_are_told_apart(tmp_path: Path, content: bytes, reason: str) -> None:
    """Foreign and damaged files have words of their own, in both languages."""
    path = tmp_path / "file"
    path.write_bytes(content)
    result = verify_file(path)
    assert (result.ok, result.reason_key) == (False, reason)
    assert load_catalog("zh").has(reason)
    assert load_catalog("en").has(reason)


def pdf_with(content: bytes) -> bytes:
    """Return the skeleton of a PDF with an uncompressed attachment."""
    return (
        b"%PDF-1.6\n7 0 obj\n<<\n/Length 5\n>>\nstream\n" + content + b"\nendstream\nendobj\n"
        b"<< /EF <</F 7 0 R>> >>\n<< /EF <</F 9 0 R>> >>\n%%EOF"
    )


def test_a_pdf_is_checked_by_its_bytes_and_by_its_attachment(tmp_path: Path) -> None:
    """Both must fit: a new hash line does not make up for a changed attachment."""
    path = tmp_path / "report.pdf"
    path.write_bytes(with_mark(pdf_with(JSON_FILE[:-1])))
    assert verify_file(path).ok
    path.write_bytes(path.read_bytes().replace(b"%%EOF", b"%%EOG"))
    assert verify_file(path).reason_key == "verify.changed"
    path.write_bytes(with_mark(pdf_with(JSON_FILE[:-1].replace(b"123450", b"123451"))))
    assert verify_file(path).reason_key == "verify.changed"
    path.write_bytes(with_mark(pdf_with(b"another file") + b"\n"))
    assert verify_file(path).reason_key == "verify.not_ours"


def test_a_pdf_that_lost_its_hash_line_was_changed(tmp_path: Path) -> None:
    """Some programs write a PDF anew when they save it."""
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_with(JSON_FILE[:-1]))
    assert verify_file(path).reason_key == "verify.changed"


def test_a_file_that_cannot_be_read_is_a_message(tmp_path: Path) -> None:
    """No such file, and a folder."""
    with pytest.raises(UserError, match=r"^report\.missing"):
        verify_file(tmp_path / "no.json")
    with pytest.raises(UserError, match=r"^report\.unreadable"):
        verify_file(tmp_path)


def test_the_chain_is_as_documented() -> None:
    """sha256(previous + canonical event), beginning with 64 zeros."""
    first, second = chain([{"seq": 0}, {"seq": 1}])
    assert first["hash"] == sha256(b"0" * 64 + b'{"seq":0}')
    assert second["hash"] == sha256(str(first["hash"]).encode() + b'{"seq":1}')
