"""One exported report as one row of the table for the bank's side. What is not known or malformed is empty."""

import contextlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from gui.kb import Catalog
from gui.model.errors import UserError
from gui.model.evidence import UNKNOWN
from gui.model.fields import FIELDS, parse_field
from gui.model.observation import JsonValue
from gui.model.zone import BEIJING
from gui.report import redact

Content = Mapping[str, JsonValue]

#: The columns in their order. Times are ISO 8601, `day` is the trade's, or else the report's, in China; `amount_fen` is
#: in fen, `p` and `confidence` are 0..1, `intact` says whether the file is as the program wrote it.
COLUMNS = (
    "file", "case_id", "day", "generated_utc", "provider", "provider_name", "merchant_no", "terminal_no",
    "terminal_sn", "terminal_kind", "connection", "trouble", "charged", "code", "code_entry", "code_meaning",
    "cause", "cause_name", "cause_ref", "owner", "p", "segment", "fault", "confidence", "trade_time", "amount_fen",
    "rrn", "trace_no", "batch_no", "order_no", "steps_done", "program_version", "knowledge", "intact",
)  # fmt: skip

#: Made from numbers, never from text.
_NUMBERS = ("p", "confidence", "amount_fen")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FORMULA = re.compile(r"[=+\-@\t\r]")
_KNOWLEDGE_LENGTH = 12
#: From here on a number is none that the program writes, and from 2^63 on none that the column takes.
_NO_AMOUNT = 10**15


def row_of(content: Content, catalog: Catalog, *, file: str, intact: bool) -> dict[str, str]:
    """Return the row of a report; names are in the catalog's language, an unknown id stands for itself."""
    answers, verdict = _table(content, "answers"), _table(content, "verdict")
    ranked = _first(_table(content, "diagnosis"), "ranked")
    network = _table(_table(content, "check"), "verdict")
    shown = _table(content, "response_code")
    meaning = _first(shown, "meanings")
    cause = _text(verdict, "cause")
    provider = _known(answers, "provider")
    row = {
        "file": file,
        "case_id": _text(_table(content, "case"), "id"),
        "day": _day(content),
        "generated_utc": _text(content, "generated_utc"),
        "provider": provider,
        "provider_name": _name(catalog, "provider", provider),
        "code": _text(shown, "shown"),
        "code_entry": _text(meaning, "id"),
        "code_meaning": _text(meaning, f"meaning_{catalog.lang}"),
        "cause": cause,
        "cause_name": _name(catalog, "cause", cause),
        "cause_ref": _text(ranked, "ref") if cause and _text(ranked, "cause") == cause else "",
        "owner": _text(verdict, "owner"),
        "p": _number(verdict, "p"),
        "segment": _text(network, "segment"),
        "fault": _text(network, "fault"),
        "confidence": _number(network, "confidence"),
        "amount_fen": _number(_table(content, "fields"), "amount"),
        "steps_done": _ids(content.get("steps"), "step"),
        "program_version": _text(_table(content, "program"), "version"),
        "knowledge": _text(_table(content, "program"), "knowledge_digest")[:_KNOWLEDGE_LENGTH],
        "intact": "yes" if intact else "no",
    }
    row |= {name: _known(answers, name) for name in ("terminal_kind", "connection", "trouble", "charged")}
    fields = _table(content, "fields")
    row |= {name: _text(fields, name) for name in COLUMNS if name not in row}
    return {name: _plain(_clean(name, row[name])) for name in COLUMNS}


def _clean(name: str, cell: str) -> str:
    """Return the cell without secrets: a report may come from anybody. What a bank looks the trade up by is kept."""
    if name in FIELDS and not FIELDS[name].free_text:
        with contextlib.suppress(UserError):
            parse_field(name, cell)
            return cell
    return cell if name in _NUMBERS else redact(cell).text


def _plain(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula (OWASP, CSV injection), in one line."""
    line = " ".join(cell.split())
    return f"'{line}" if _FORMULA.match(line) else line


def _day(content: Content) -> str:
    trade = _DAY.match(_text(_table(content, "fields"), "trade_time"))
    if trade:
        return trade[0]
    try:
        made = datetime.fromisoformat(_text(content, "generated_utc"))
    except ValueError:
        return ""
    return (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(BEIJING).date().isoformat()


def _table(content: Content, name: str) -> Content:
    table = content.get(name)
    return table if isinstance(table, dict) else {}


def _first(content: Content, name: str) -> Content:
    entries = content.get(name)
    first = entries[0] if isinstance(entries, list) and entries else {}
    return first if isinstance(first, dict) else {}


def _ids(entries: JsonValue, name: str) -> str:
    listed = entries if isinstance(entries, list) else []
    return " ".join(_text(entry, name) for entry in listed if isinstance(entry, dict))


def _text(content: Content, name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""


def _known(content: Content, name: str) -> str:
    value = _text(content, name)
    return "" if value == UNKNOWN else value


def _number(content: Content, name: str) -> str:
    value = content.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _NO_AMOUNT
    return str(value) if is_number else ""


def _name(catalog: Catalog, kind: str, name: str) -> str:
    key = f"{kind}.{name}.name"
    return catalog.text(key) if name and catalog.has(key) else name
