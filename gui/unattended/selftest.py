"""Checks that this copy of the program works where it is: its data, the disk, the loopback network and the PDF.

Nothing leaves the computer: the only connection goes to 127.0.0.1.
"""

import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import gui
from gui.diagnose import diagnose
from gui.kb import load_catalog, load_knowledge
from gui.model.case import CaseFile
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.report import build_document, verify_file
from gui.session import Workspace, load_flow, read_case, replay
from gui.session.ids import new_case_id, utc_now

#: A case whose cause is beyond doubt: field 39 says 51, and another card works.
_KNOWN_CASE = {"code": "51", "answers": {"shown_where": "card_trade", "other_card_works": "yes"}}
_KNOWN_REF = "C01"
_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTestResult:
    """One check: `detail` says what was found, or why it failed (for a developer, in English)."""

    name: str
    ok: bool
    detail: str


def run_self_test() -> tuple[SelfTestResult, ...]:
    """Run every check and return the results; a failing one does not stop the others."""
    return tuple(_run(name, check) for name, check in _CHECKS.items())


def _run(name: str, check: Callable[[Path], str]) -> SelfTestResult:
    try:
        with tempfile.TemporaryDirectory(prefix="poscheckup-selftest-") as folder:
            return SelfTestResult(name=name, ok=True, detail=check(Path(folder)))
    except Exception as error:  # noqa: BLE001 - whatever fails is the result
        return SelfTestResult(name=name, ok=False, detail=f"{type(error).__name__}: {error}")


def _require(condition: object, message: str) -> None:
    if not condition:
        raise RuntimeError(message)


def _knowledge(_folder: Path) -> str:
    knowledge = load_knowledge()
    load_flow()
    return f"{len(knowledge.causes)} causes, {len(knowledge.codes)} codes, digest {knowledge.digest[:12]}"


def _texts(_folder: Path) -> str:
    zh, en = load_catalog("zh").texts, load_catalog("en").texts
    different = sorted(zh.keys() ^ en.keys())
    _require(not different, f"in one language only: {', '.join(different[:5])}")
    return f"{len(zh)} texts in each language"


def _fonts(_folder: Path) -> str:
    from gui.qt.font import FONT_FAMILY, font_data  # noqa: PLC0415 - Qt is loaded only where it is needed

    data = font_data()
    _require(data.startswith(b"OTTO"), "not OpenType with CFF outlines")  # OpenType, "Organization of an OpenType font"
    return f"{FONT_FAMILY}, {len(data)} bytes unpacked"


def _database(folder: Path) -> str:
    knowledge = load_knowledge()
    workspace = Workspace(folder, knowledge)
    session = workspace.new_case()
    session.record_answer("trouble", "network_only")
    _require(_is_locked(folder), "a second copy could write at the same time")
    workspace.close()
    reopened = Workspace(folder, knowledge)
    case = reopened.unfinished()
    reopened.close()
    _require(case is not None and case.id == session.case_id, "the case was not kept")
    return "written, locked and read back"


def _is_locked(folder: Path) -> bool:
    try:
        Workspace(folder, load_knowledge()).close()
    except UserError as error:
        return error.key == "data.locked"
    return False


def _loopback(_folder: Path) -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(_TIMEOUT_S)
        with socket.create_connection(server.getsockname(), timeout=_TIMEOUT_S) as client:
            accepted, _ = server.accept()
            with accepted:
                accepted.settimeout(_TIMEOUT_S)
                client.sendall(b"POSCheckup")
                _require(accepted.recv(64) == b"POSCheckup", "the bytes did not arrive")
    return "connected to 127.0.0.1"


def _diagnosis(_folder: Path) -> str:
    knowledge = load_knowledge()
    top = diagnose(knowledge, replay(_known_case(knowledge))).top
    _require(top is not None and top.ref == _KNOWN_REF, f"expected {_KNOWN_REF}, found {top}")
    return f"{_KNOWN_REF} found"


def _known_case(knowledge: Knowledge) -> CaseFile:
    at_utc = utc_now()
    return read_case(knowledge, _KNOWN_CASE, case_id=new_case_id(at_utc), at_utc=at_utc, app_version=gui.__version__)


def _report(folder: Path) -> str:
    from gui.qt.headless import export_without_window, sample_photo  # noqa: PLC0415 - Qt is loaded only to write a PDF

    knowledge = load_knowledge()
    case = _known_case(knowledge)
    state = replay(case)
    document = build_document(
        knowledge,
        load_catalog("zh"),
        case,
        state,
        diagnose(knowledge, state),
        now_utc=case.created_utc,
        system="self test",
        photos=(sample_photo(folder),),
    )
    paths = export_without_window(document, folder)
    for path in paths[:2]:  # the picture and the short text carry no proof
        _require(verify_file(path).ok, f"{path.name} does not verify")
    return ", ".join(f"{path.suffix[1:]} {path.stat().st_size} bytes" for path in paths)


_CHECKS: dict[str, Callable[[Path], str]] = {
    "knowledge": _knowledge,
    "texts": _texts,
    "fonts": _fonts,
    "database": _database,
    "loopback": _loopback,
    "diagnosis": _diagnosis,
    "report": _report,
}
