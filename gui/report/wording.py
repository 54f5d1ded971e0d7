"""Puts ids and values into the words of one language.

A text that is missing falls back to the id: a report is never lost because of a text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from gui.kb import Catalog
from gui.model.bank import Bank
from gui.model.case import StepOutcome
from gui.model.evidence import UNKNOWN, Evidence
from gui.model.fields import FIELDS, format_field
from gui.model.knowledge import Code
from gui.model.observation import JsonValue, ProbeOutcome, ProbeResult, ProbeState
from gui.model.zone import BEIJING

# The report's font has full-width quotation marks, which are right in Chinese only.
_NARROW_QUOTES = str.maketrans("“”‘’", "\"\"''")
#: Lower bounds of the words for a probability (own choice; the verdict page uses the same words, `ui.p.*`).
PROBABILITY_WORDS = (
    (0.95, "almost_certain"),
    (0.5, "likely"),
    (0.2, "possible"),
    (0.05, "less_likely"),
    (0.0, "unlikely"),
)
#: Typed answers, whose words are the user's own, by their labels.
_TYPED = {"code": "field.response_code.name", "screen_text": "report.label.screen_text"}
#: What a user may leave out: typed answers and fields. Chosen answers hold nothing but what the program offered.
LEAVABLE = (*_TYPED, *FIELDS)
#: From so many minutes on a time is told in the unit, and how many minutes the unit has; the largest first.
_UNITS = (("days", 2880.0, 1440.0), ("hours", 60.0, 60.0))
#: Icons that every font has; beside the word, never instead of it.
OUTCOME_ICONS = {
    ProbeOutcome.FINE: "✓",
    ProbeOutcome.ATTENTION: "!",
    ProbeOutcome.BROKEN: "×",
    ProbeOutcome.NOT_TESTED: "–",
}
_STEP_ICONS = {
    StepOutcome.SOLVED: "✓",
    StepOutcome.NOT_SOLVED: "×",
    StepOutcome.CANNOT: "–",
    StepOutcome.UNKNOWN: "?",
}


def chance_key(p: float) -> str:
    """Return the text key of a probability in words."""
    return f"ui.p.{next(word for bound, word in PROBABILITY_WORDS if p >= bound)}"


def _local(utc: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(utc)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(BEIJING)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    catalog: Catalog

    def say(self, key: str, fallback: str | None = None, **args: object) -> str:
        """Return a text, or `fallback` (the key) when the catalog has none or it wants other arguments."""
        try:
            text = self.catalog.text(key, **args)
        except (KeyError, IndexError, ValueError):
            return key if fallback is None else fallback
        return text if self.catalog.lang == "zh" else text.translate(_NARROW_QUOTES)

    def text(self, key: str, **args: object) -> str:
        """Return a text, or its key: for those who may not bring a fallback."""
        return self.say(key, None, **args)

    def join(self, parts: Iterable[str]) -> str:
        """Return an enumeration in one line."""
        return self.say("report.separator").join(parts)

    def answer(self, question: str, value: str) -> str:
        """Return an answer in words."""
        if value == UNKNOWN:
            return self.say("answer.unknown", self.say("report.unknown"))
        if question == "provider":
            return self.say(f"provider.{value}.name", value)
        return self.say(f"question.{question}.value.{value}", value)

    def field(self, name: str, value: JsonValue) -> str:
        """Return a report field in words: yuan with its sign, a time with its zone, four digits with stars."""
        if value is None:
            return ""
        if name == "amount":
            fen = cast("int", value)
            return f"¥{fen // 100:,}.{fen % 100:02d}"
        if name == "card_last4":
            return f"**** {value}"
        if name == "trade_time":  # slips print China's time
            return self.say("report.time", time=value)
        if name == "trade_type":
            return self.say(f"report.trade_type.{value}", str(value))
        return format_field(name, value)

    def hotline(self, bank: Bank) -> str:
        """Return the hotline of the bank that handed the program out, with who says so."""
        return self.say("report.hotline", bank.hotline, phone=bank.hotline, bank=bank.name(self.catalog.lang))

    def name(self, name: str) -> str:
        """Return what a report field or a typed answer is called."""
        return self.say(_TYPED.get(name, f"field.{name}.name"), name)

    def time(self, utc: str) -> str:
        """Return an ISO 8601 time as Beijing time with its zone, or the text itself when it is no time."""
        local = _local(utc)
        return utc if local is None else self.say("report.time", time=f"{local:%Y-%m-%d %H:%M:%S}")

    def minute(self, utc: str) -> str:
        """Return a time to the minute, for a column whose title names the zone; else as `time`."""
        local = _local(utc)
        return utc if local is None else f"{local:%Y-%m-%d %H:%M}"

    def day(self, utc: str) -> str:
        """Return the day of a time; else as `time`."""
        return self.minute(utc).partition(" ")[0] if _local(utc) else utc

    def chance(self, p: float) -> str:
        """Return a probability in words and per cent."""
        parts = self.chance_parts(p)
        return self.say("report.chance.text", parts["percent"], **parts)

    def chance_parts(self, p: float) -> dict[str, str]:
        """Return a probability as `word` and `percent`, never 0 or 100 per cent."""
        percent = "<1%" if p < 0.01 else f"{min(round(p * 100), 99)}%"
        return {"word": self.say(chance_key(p)), "percent": percent}

    def duration(self, minutes: float) -> str:
        """Return how long a step takes, in minutes, hours, or days (from two on)."""
        for unit, bound, length in _UNITS:
            if minutes >= bound:
                return self.say(f"report.duration.{unit}", number=f"{round(minutes / length, 1):g}")
        return self.say("report.duration.minutes", number=f"{minutes:g}")

    def cause(self, cause_id: str, *, is_little_known: bool = False) -> str:
        """Return the name of a cause, with a mark when its sources are weak."""
        name = self.say(f"cause.{cause_id}.name", cause_id)
        return self.say("report.cause.little_known", name, name=name) if is_little_known else name

    def fault(self, fault_id: str) -> str:
        """Return the name of a fault of the network."""
        return self.say(f"fault.{fault_id}.name", fault_id)

    def meaning(self, codes: Iterable[Code]) -> str:
        """Return what a code means, each different meaning once; what it means is not known when the list is empty.

        Several meanings come with where each is used, and one of low confidence is marked.
        """
        meanings: dict[str, Code] = {}
        for code in codes:
            if plain := self._plain_meaning(code):
                meanings.setdefault(plain, code)
        several = self.join(self._meaning(code, is_one=len(meanings) == 1) for code in meanings.values())
        return several or self.say("report.code_unlisted")

    def _plain_meaning(self, code: Code) -> str:
        return code.meaning_zh if self.catalog.lang == "zh" else code.meaning_en

    def _meaning(self, code: Code, *, is_one: bool) -> str:
        meaning = self._plain_meaning(code)
        if code.confidence == "low":
            meaning = self.say("report.meaning_doubtful", meaning, meaning=meaning)
        if is_one:
            return meaning
        where = self.say(f"ui.namespace.{code.namespace}", code.namespace)
        return self.say("report.meaning_in", f"{where}: {meaning}", where=where, meaning=meaning)

    def evidence(self, evidence: Evidence) -> str:
        """Return one piece of evidence as `what: value [id]`, the id being its name in the JSON."""
        if evidence.id == "network":
            what, value = self.say("evidence.network"), self.fault(evidence.value)
        elif evidence.id in ("code", "screen_text"):
            what, value = self.say(f"evidence.{evidence.id}"), evidence.value.rpartition(":")[2]
        elif evidence.id.startswith("step:"):
            step = evidence.id.removeprefix("step:")
            what = self.say(f"step.{step}.title", step)
            value = self.say(f"report.step.{evidence.value}", evidence.value)
        else:
            what = self.say(f"question.{evidence.id}.text", evidence.id)
            value = self.answer(evidence.id, evidence.value)
        told = self.say("report.evidence", f"{what}: {value}", what=what.rstrip("？?"), value=value)
        return self.say("report.evidence_id", told, told=told, id=evidence.id)

    def step(self, step_id: str) -> str:
        """Return the title of a checklist step."""
        return self.say(f"step.{step_id}.title", step_id)

    def outcome(self, outcome: StepOutcome) -> str:
        """Return how a checklist step ended, with its icon."""
        return f"{_STEP_ICONS[outcome]} {self.say(f'report.step.{outcome}')}"

    def probe_state(self, probe: ProbeResult) -> str:
        """Return icon and word of a check. What did not run is not tested, never failed."""
        outcome = probe.outcome if probe.state is ProbeState.DONE else ProbeOutcome.NOT_TESTED
        return f"{OUTCOME_ICONS[outcome]} {self.say(f'report.outcome.{outcome}')}"
