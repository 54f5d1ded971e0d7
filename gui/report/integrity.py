"""Tamper evidence: canonical JSON, a hash chain over the events, a seal over the report, and a check of all of them.

This shows that a file is as the program wrote it. It is no signature: it proves neither who wrote it nor that the
answers are true, and whoever changes a file on purpose can compute new hashes. Scheme, all SHA-256 in lower-case hex:

- canonical JSON: UTF-8, keys sorted, separators `,` and `:`, no NaN, nothing escaped that need not be, final line feed;
- chain: `hash[i] = sha256(hash[i-1] + canonical(event[i]))` without the line feed, `hash[-1]` being 64 zeros;
- seal: sha256 of the canonical report without its member `seal` and without the line feed;
- PDF: the last line is a comment `%POSCheckup-SHA256 <hash of every byte before the line>`; the JSON is attached.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gui.model.codec import parse_json
from gui.model.errors import UserError
from gui.model.observation import JsonValue
from gui.paths import MOST_BYTES, MOST_PDF_BYTES, read_limited

REPORT_SCHEMA = "poscheckup.report/1"
CHAIN_START = "0" * 64

#: So many embedded files of a PDF are looked at: the program embeds one.
_MOST_ATTACHED = 8
_PDF_START = b"%PDF-"
_PDF_MARK = b"%POSCheckup-SHA256 "
_PDF_TAIL = re.compile(rb"\n%POSCheckup-SHA256 ([0-9a-f]{64})\n\Z")
# The file specification names the object that holds the bytes (ISO 32000-1, 7.11.3); Qt writes no /Type /EmbeddedFile.
_FILE_OBJECT = re.compile(rb"/EF\s*<<\s*/F\s+([0-9]+)\s+0\s+R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a check found. `reason_key` is a text key `verify.*` (report.toml); the rest is "" when it is not known."""

    ok: bool
    reason_key: str
    kind: str = ""
    case_id: str = ""
    check_code: str = ""


#: The content of a file, None for anything else than a report, and what a check of the file found.
_Judged = tuple[dict[str, JsonValue] | None, Verification]


def canonical(value: object) -> bytes:
    """Return the canonical JSON of a value, without the final line feed. Raises ValueError for NaN and infinities."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def chain(events: Iterable[Mapping[str, JsonValue]]) -> list[dict[str, JsonValue]]:
    """Return the events, each with its `hash`, linked to the one before."""
    linked, previous = [], CHAIN_START
    for event in events:
        previous = sha256(previous.encode() + canonical(dict(event)))
        linked.append({**event, "hash": previous})
    return linked


def seal_of(content: Mapping[str, JsonValue]) -> str:
    """Return the seal over a report's content (its member `seal` is left out)."""
    return sha256(canonical({key: value for key, value in content.items() if key != "seal"}))


def check_code(seal: str) -> str:
    """Return the short form of a seal that is printed on paper, such as `7F3A-92C1-0B5D`."""
    return "-".join(seal[start : start + 4].upper() for start in (0, 4, 8))


def with_mark(pdf: bytes) -> bytes:
    """Return a PDF with the hash line added. PDF readers ignore a comment after `%%EOF`."""
    body = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    return body + _PDF_MARK + sha256(body).encode() + b"\n"


def verify_file(path: Path) -> Verification:
    """Say whether a report (PDF or JSON) is byte for byte as the program wrote it.

    Raises:
        UserError: `report.missing` (no such file) or `report.unreadable`.
    """
    return _judge(_bytes_of(path))[1]


def read_report(path: Path) -> dict[str, JsonValue]:
    """Return the content of an exported report, of a JSON or of the one that is attached to a PDF.

    Raises:
        UserError: `report.missing`, `report.unreadable`, or `report.not_ours` for anything else than a report.
    """
    return read_and_verify(path)[0]


def read_and_verify(path: Path) -> tuple[dict[str, JsonValue], bool]:
    """Return the same, and whether the file is as the program wrote it."""
    content, found = _judge(_bytes_of(path))
    if content is None:
        raise UserError("report.not_ours", path=str(path))
    return content, found.ok


def _bytes_of(path: Path) -> bytes:
    try:
        return read_limited(path, MOST_PDF_BYTES if _is_pdf(path) else MOST_BYTES)
    except FileNotFoundError:
        raise UserError("report.missing", path=str(path)) from None
    except OSError as error:
        raise UserError("report.unreadable", path=str(path), reason=error.strerror or "") from error


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_PDF_START)) == _PDF_START


def _judge(data: bytes) -> _Judged:
    return _judge_pdf(data) if data.startswith(_PDF_START) else _judge_json(data)


def _judge_pdf(data: bytes) -> _Judged:
    attached = _attached_json(data)
    tail = _PDF_TAIL.search(data)
    if attached is None and tail is None:
        return None, Verification(ok=False, reason_key="verify.not_ours", kind="pdf")
    content, inner = _judge_json(attached or b"")
    body_intact = tail is not None and sha256(data[: tail.start() + 1]) == tail[1].decode()
    if body_intact and inner.ok:
        reason = "verify.untouched"
    elif body_intact:  # the bytes are those that were written, but what they hold does not fit together
        reason = inner.reason_key
    else:
        reason = "verify.changed"
    return content, replace(inner, ok=reason == "verify.untouched", reason_key=reason, kind="pdf")


def _attached_json(data: bytes) -> bytes | None:
    """Return the first embedded file of a PDF that holds one of our reports, or None."""
    for number in list(dict.fromkeys(_FILE_OBJECT.findall(data)))[:_MOST_ATTACHED]:
        stream = data.partition(b"\n" + number + b" 0 obj")[2].partition(b"stream\n")[2]
        try:
            content = zlib.decompressobj().decompress(stream, MOST_BYTES)  # a small file may hold an endless one
        except zlib.error:
            content = stream.partition(b"endstream")[0].rstrip(b"\r\n") + b"\n"
        if REPORT_SCHEMA.encode() in content:
            return content
    return None


def _judge_json(data: bytes) -> _Judged:
    try:
        report = parse_json(data)
    except ValueError:
        report = None
    if not isinstance(report, dict) or report.get("schema") != REPORT_SCHEMA:
        return None, Verification(ok=False, reason_key="verify.not_ours", kind="json")
    seal, case = report.get("seal"), report.get("case")
    reason = _json_reason(report, data)
    return report, Verification(
        ok=reason == "verify.untouched",
        reason_key=reason,
        kind="json",
        case_id=str(case.get("id", "")) if isinstance(case, dict) else "",
        check_code=check_code(seal) if isinstance(seal, str) else "",
    )


def _json_reason(report: dict[str, JsonValue], data: bytes) -> str:
    if canonical(report) + b"\n" != data or _seal_in(report, data) != report.get("seal"):
        return "verify.changed"
    return "verify.untouched" if _chain_fits(report.get("events")) else "verify.chain_broken"


def _seal_in(report: Mapping[str, JsonValue], data: bytes) -> str:
    """Return the seal over a report whose canonical bytes are at hand; to write it anew would take long."""
    member = b',"seal":' + canonical(report.get("seal"))
    return sha256(data.removesuffix(b"\n").replace(member, b"")) if data.count(member) == 1 else seal_of(report)


def _chain_fits(events: JsonValue) -> bool:
    if not isinstance(events, list):
        return False
    bare = [
        {key: value for key, value in event.items() if key != "hash"} for event in events if isinstance(event, dict)
    ]
    return chain(bare) == events
