"""Judges an exported report once more: the same knowledge must come to the same probabilities."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gui.diagnose import diagnose
from gui.kb import Catalog
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.model.observation import JsonValue
from gui.report import read_report
from gui.session import read_case, replay
from gui.unattended.console import STANDARD, say, write_json

#: The largest difference of two probabilities that counts as none: what rounding may do.
SAME_P = 1e-12
REPLAY_SCHEMA = "poscheckup.replay/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """What judging once more came to.

    `largest_difference`: of any probability in the report and now; NaN when the causes are not the same.
    """

    case_id: str
    is_same_knowledge: bool
    largest_difference: float

    @property
    def is_confirmed(self) -> bool:
        """Whether the same knowledge came to the same probabilities."""
        return self.is_same_knowledge and self.largest_difference <= SAME_P

    @property
    def text_key(self) -> str:
        """The key of the sentence that says it."""
        if not self.is_same_knowledge:
            return "cli.replay.other_knowledge"
        return "cli.replay.same" if self.is_confirmed else "cli.replay.different"


def replay_report(knowledge: Knowledge, catalog: Catalog, path: Path, *, json_file: str | None) -> int:
    """Judge the events of an exported report (JSON, or the PDF that holds it); status 1 unless it is confirmed."""
    found = rejudge(knowledge, path)
    if json_file is not None:
        write_json(json_file, rejudged_json(found))
    if json_file != STANDARD:
        difference = "-" if math.isnan(found.largest_difference) else f"{found.largest_difference:.1e}"
        say(catalog.text(found.text_key, case=found.case_id, difference=difference))
    return 0 if found.is_confirmed else 1


def rejudged_json(found: Rejudged) -> dict[str, JsonValue]:
    """Return what `--json` writes."""
    return {
        "schema": REPLAY_SCHEMA,
        "case": found.case_id,
        "same_knowledge": found.is_same_knowledge,
        "largest_difference": None if math.isnan(found.largest_difference) else found.largest_difference,
        "confirmed": found.is_confirmed,
    }


def rejudge(knowledge: Knowledge, path: Path) -> Rejudged:
    """Compare what a report says with what is made of its events now.

    Raises UserError `report.missing`, `report.unreadable`, `report.not_ours`, `session.bad_part`.
    """
    content = read_report(path)
    case = read_case(knowledge, content, case_id="", at_utc="", app_version="")
    then, now = _probabilities(content), diagnose(knowledge, replay(case), looks_ahead=False)
    p_now: dict[str, float] = {"": now.unknown_p, **{cause.cause: cause.p for cause in now.ranked}}
    is_alike = then.keys() == p_now.keys()
    return Rejudged(
        case_id=case.id,
        is_same_knowledge=_table(content, "program").get("knowledge_digest") == knowledge.digest,
        largest_difference=max(abs(then[name] - p) for name, p in p_now.items()) if is_alike else math.nan,
    )


def _probabilities(content: Mapping[str, JsonValue]) -> dict[str, float]:
    """Return by cause what the report says, with the unknown cause as ""."""
    diagnosis = _table(content, "diagnosis")
    ranked = diagnosis.get("ranked")
    found: dict[str, JsonValue] = {"": diagnosis.get("unknown_p")}
    for entry in ranked if isinstance(ranked, list) else ():
        if isinstance(entry, dict):
            found[str(entry.get("cause"))] = entry.get("p")
    numbers = {name: p for name, p in found.items() if isinstance(p, int | float) and 0.0 <= p <= 1.0}
    if len(numbers) < len(found):
        raise UserError("session.bad_part", where="diagnosis", reason="p")
    return numbers


def _table(content: Mapping[str, JsonValue], name: str) -> Mapping[str, JsonValue]:
    table = content.get(name)
    if not isinstance(table, dict):
        raise UserError("session.bad_part", where=name, reason="")
    return table
