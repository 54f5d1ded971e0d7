"""Puts secrets into every way into the program, and returns everything that comes out of it, as texts by place."""

import contextlib
import io
import json
import logging
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pypdf

from gui.cli import _without_secrets
from gui.diagnose import diagnose
from gui.journal import Event as LogEvent
from gui.journal import open_journal
from gui.kb import load_catalog
from gui.model.case import CaseFile
from gui.model.codec import to_json
from gui.model.errors import UserError
from gui.model.failure import Failure, Operation
from gui.model.fields import FIELDS
from gui.model.knowledge import Knowledge
from gui.model.observation import (
    CheckReport,
    Observation,
    ProbeKind,
    ProbeOutcome,
    ProbeResult,
    ProbeState,
    Segment,
    Verdict,
)
from gui.qt.headless import export_without_window
from gui.report import Document, build_document, document_html, short_text
from gui.session import Session, Workspace, read_case, replay
from gui.session.case_input import check_json
from gui.unattended.boundary import guarded
from gui.unattended.triage import triage
from tests.bench.planted import Planted

NOW_UTC = "2026-11-28T02:00:00Z"
_FREE = tuple(name for name, spec in FIELDS.items() if spec.free_text)
#: So many secrets stand beside each other in the long fields.
_ON_SCREEN, _IN_NOTE = 12, 28
_MISFIT_EVERY = 5
_LOG = logging.getLogger("gui.bench")


class Outputs:
    """Texts by place."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}

    def add(self, place: str, *texts: str) -> None:
        """Remember what came out at a place."""
        self.texts.setdefault(place, []).extend(texts)


def run_case(knowledge: Knowledge, secrets: Sequence[Planted], folder: Path) -> Mapping[str, list[str]]:
    """Type, measure, import and log the secrets; return what the program wrote and said, by place."""
    found = Outputs()
    data, out = folder / "data", folder / "out"
    out.mkdir(parents=True)
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said), open_journal(data, _without_secrets):
        workspace = Workspace(data, knowledge)
        try:
            session = workspace.new_case()
            _type(session, secrets)
            session.record_check(check_with(secrets))
            _write(knowledge, session.case, out, found)
        finally:
            workspace.close()
        for number, case in enumerate(_imported(knowledge, secrets)):
            (out / str(number)).mkdir()
            _write(knowledge, case, out / str(number), found)
        found.add("check JSON", json.dumps(check_json(check_with(secrets)), ensure_ascii=False))
        _log(secrets)
        _crash(secrets)
        _triage(secrets, out, folder / "table.csv", found)
    found.add("messages", said.getvalue())
    _read_files(folder, data, found)
    return found.texts


def _type(session: Session, secrets: Sequence[Planted]) -> None:
    """Type every secret into every field and answer; most of them at the same time into the long ones."""
    for number, secret in enumerate(secrets):
        for name in _FREE if number % 7 == 0 else (_FREE[number % len(_FREE)], "note"):
            _attempt(partial(session.set_field, name, secret.text), secret)
        typed_only = [name for name in FIELDS if name not in _FREE]
        with contextlib.suppress(UserError):
            session.set_field(typed_only[number % len(typed_only)], secret.text)
        for question in ("code", "screen_text"):
            _attempt(partial(session.record_answer, question, secret.text), secret)
        if number % _MISFIT_EVERY == 1:
            with contextlib.suppress(UserError):
                session.record_answer(("trouble", "provider", secret.text)[number % 3], secret.text)
    session.record_answer("screen_text", _joined(secrets[-_ON_SCREEN:]))


def _joined(secrets: Sequence[Planted]) -> str:
    """Return a text with those that are not refused."""
    return "\n".join(one.text for one in secrets if not one.is_refused)


def _attempt(record: Callable[[], object], secret: Planted) -> None:
    """Record a secret; of a kind that is refused none may be taken."""
    try:
        record()
    except UserError:
        return
    if secret.is_refused:
        raise AssertionError(f"{secret.kind}: {secret.text} was taken")


def check_with(secrets: Sequence[Planted]) -> CheckReport:
    """Return a run whose targets, details, texts and issuer hold the secrets."""
    observations = [
        Observation(
            op=Operation.HTTP_GET,
            target=f"http://portal.example/ {secret.text}",  # the report lists them all
            t0_s=0.1,
            dt_s=0.1,
            failure=Failure.TCP_TIMEOUT,
            detail={"title": secret.text, "more": [{"text": f"x {secret.text}"}], secret.text: 1},
        )
        for secret in secrets
    ]
    probe = ProbeResult(
        id="portal",
        kind=ProbeKind.PORTAL,
        state=ProbeState.DONE,
        outcome=ProbeOutcome.ATTENTION,
        duration_ms=9,
        observations=tuple(observations),
    )
    single = replace(probe, observations=tuple(observations[:3]))
    issuer = "\n".join(one.text for one in secrets[:8])
    verdict = Verdict(segment=Segment.INTERCEPTION, fault="captive-portal", confidence=0.9, issuer=issuer)
    return CheckReport(started_utc=NOW_UTC, duration_ms=9, verdict=verdict, probes=(single, probe))


def _imported(knowledge: Knowledge, secrets: Sequence[Planted]) -> Iterator[CaseFile]:
    """Read the secrets from case files, wanted and unwanted keys, and from what claims to be a report."""
    for number, secret in enumerate(secrets):
        if number % _MISFIT_EVERY == 0:  # to look for the nearest valid name takes most of the time
            _told(partial(_read, knowledge, _misfit(secret.text, number // _MISFIT_EVERY)))
        _told(partial(_read, knowledge, {"fields": {"note": secret.text}, "screen_text": secret.text}))
    typed = "\n".join(one.text for one in secrets if not one.is_refused)
    yield _read(
        knowledge, {"screen_text": typed, "fields": {"note": typed[:900]}, "check": to_json(check_with(secrets))}
    )
    yield _read(knowledge, _reported(secrets))


def _misfit(text: str, number: int) -> object:
    """Return one of the case files that are refused with words about what is in them."""
    files = (
        {text: 1},
        {"answers": {text: "x"}},
        {"fields": {text: "x"}},
        {"provider": text},
        {"steps": [{text: 1}]},
        {"steps": [{"step": text}]},
        {"check": {text: 1}},
    )
    return files[number % len(files)]


def _reported(secrets: Sequence[Planted]) -> dict[str, object]:
    text = "\n".join(one.text for one in secrets)
    kinds_and_data: list[tuple[str, object]] = [
        ("opened", {"answers": {"provider": "lakala", text: text}, "fields": {"note": text, text: text}, "x": text}),
        ("checked", {"report": to_json(check_with(secrets))}),
        ("page_shown", {"page": text}),
    ]
    for number, one in enumerate(secrets):
        kinds_and_data += [
            ("answered", {"id": "screen_text", "value": one.text, "more": one.text}),
            ("answered", {"id": one.text, "value": one.text}),
            ("field_set", {"name": [*FIELDS, one.text][number % (len(FIELDS) + 1)], "value": one.text}),
            ("step_done", {"step": one.text, "outcome": "solved", "restore": {"id": "code", "value": one.text}}),
        ]
    some = "\n".join(one.text for one in secrets[:_ON_SCREEN])
    kinds_and_data.append(("answered", {"id": "screen_text", "value": some}))
    kinds_and_data.append(("field_set", {"name": "note", "value": text}))
    events = [
        {"seq": number, "at_utc": NOW_UTC, "kind": kind, "data": data}
        for number, (kind, data) in enumerate(kinds_and_data, start=1)
    ]
    case = {"id": "20261128-AAAA", "created_utc": NOW_UTC, "app_version": "1", "knowledge_digest": "0"}
    return {"schema": "poscheckup.report/1", "case": case, "events": events}


def _read(knowledge: Knowledge, data: object) -> CaseFile:
    return read_case(knowledge, data, case_id="20261128-AAAA", at_utc=NOW_UTC, app_version="1")


def _told(work: Callable[[], object]) -> None:
    """Let the edge of the program say what is wrong."""
    guarded(lambda: int(not work()), lambda: load_catalog("en"))


def _log(secrets: Sequence[Planted]) -> None:
    for secret in secrets:
        _LOG.warning("text %s", secret.text)
        _LOG.warning(LogEvent.USER_ERROR, {"error_key": secret.text, secret.text: secret.text})
        _LOG.warning(secret.text, extra={"host": secret.text})


def _crash(secrets: Sequence[Planted]) -> None:
    for secret in secrets:
        guarded(partial(_fail, secret.text), lambda: load_catalog("zh"))


def _fail(text: str) -> int:
    raise ExceptionGroup(text, [OSError(5, text, text)]) from KeyError(text)


def _write(knowledge: Knowledge, case: CaseFile, folder: Path, found: Outputs) -> None:
    """Export a case as the report page does, and look at the files."""
    state = replay(case)
    diagnosis = diagnose(knowledge, state, looks_ahead=False)
    document = build_document(knowledge, load_catalog("zh"), case, state, diagnosis, now_utc=NOW_UTC, system="Linux")
    for path in export_without_window(document, folder):
        _read_export(path, found)
    _say(document, found)


def _say(document: Document, found: Outputs) -> None:
    found.add("short text", short_text(document))
    found.add("preview", document_html(document))


def _read_export(path: Path, found: Outputs) -> None:
    if path.suffix == ".pdf":
        found.add("PDF text", *pdf_texts(path))
        found.add("PDF streams", *pdf_streams(path.read_bytes()))
    elif path.suffix == ".png":
        found.add("PNG", *png_texts(path.read_bytes()))
    else:
        found.add("JSON", path.read_text(encoding="utf-8"))


def pdf_texts(path: Path) -> Iterator[str]:
    """Yield what a reader shows and finds: the text layer, the metadata, the names of attachments."""
    reader = pypdf.PdfReader(path)
    yield str(dict(reader.metadata or {})) + str(list(reader.attachments))
    if shutil.which("pdftotext"):
        for layout in ("-layout", "-raw"):
            done = subprocess.run(["pdftotext", layout, str(path), "-"], capture_output=True, check=True)
            yield done.stdout.decode("utf-8", "replace")
    else:  # the same, four times as slow
        yield "\n".join(page.extract_text() for page in reader.pages)


def pdf_streams(data: bytes) -> Iterator[str]:
    """Yield the file as it is and everything in it that is packed, the attached JSON among it."""
    yield data.decode("latin-1")
    for part in data.split(b"stream\n")[1:]:
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(part).decode("utf-8", "replace")


def png_texts(data: bytes) -> Iterator[str]:
    """Yield the chunks of a picture but for its pixels."""
    at = 8
    while at < len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind != b"IDAT":
            yield data[at + 8 : at + 8 + length].decode("latin-1")
        at += length + 12


def _triage(secrets: Sequence[Planted], out: Path, table: Path, found: Outputs) -> None:
    """Put what was exported into one table, with file names as shops give them, and a report from somebody else."""
    strange = out / "strange"
    for number, secret in enumerate(secrets):
        name = "report" if "/" in secret.text else secret.text
        content = {
            "schema": "poscheckup.report/1",
            "answers": {"provider": secret.text, "charged": secret.text},
            "fields": dict.fromkeys(FIELDS, secret.text),
            "response_code": {"shown": secret.text, "meanings": [{"id": secret.text, "meaning_zh": secret.text}]},
            "case": {"id": secret.text},
            "verdict": {"cause": secret.text, "owner": secret.text},
            "program": {"version": secret.text, "knowledge_digest": secret.text},
            "steps": [{"step": secret.text}],
            "check": {"verdict": {"segment": secret.text, "fault": secret.text}},
        }
        path = strange / f"{number} {name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    triage(load_catalog("zh"), out, table)
    shutil.rmtree(strange)
    found.add("triage CSV", table.read_text(encoding="utf-8-sig"))


def _read_files(folder: Path, data: Path, found: Outputs) -> None:
    """Look at every file that is left, also at its name."""
    for path in sorted(folder.rglob("*")):
        found.add("file names", path.name)
        if not path.is_file() or path.suffix == ".pdf":
            continue
        place = "logs" if path.parent.name == "logs" else "database" if path.parent == data else "other files"
        content = path.read_bytes()
        found.add(place, content.decode("utf-8", "replace"))
        if place == "database":
            found.add(place, content.decode("utf-16-le", "replace"))
