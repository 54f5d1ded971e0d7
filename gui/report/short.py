"""The report in at most 300 characters, for a chat or an SMS to the acquirer. It must be of use all by itself."""

from gui.model.evidence import UNKNOWN
from gui.probes.path import path_of
from gui.report.facts import Facts
from gui.report.path import path_symbols
from gui.report.wording import Words

MAX_LENGTH = 300
#: What the acquirer searches by, the most needed first; names of fields, and what `_special` makes.
_ITEMS = (
    "merchant_no",
    "terminal_no",
    "charged",
    "response_code",
    "provider",
    "hotline",
    "trade_time",
    "amount",
    "rrn",
    "order_no",
    "card_last4",
    "trace_no",
    "merchant_name",
    "network_path",
)


def short_form(facts: Facts, words: Words, *, headline: str, code: str) -> str:
    """Return the short text. When it would be too long, the least needed items go first, then the sentence is cut."""
    head = words.say("report.short.head")
    end = [words.say("report.short.ask"), words.say("report.short.end", case=facts.case.id, code=code)]
    items = [item for name in _ITEMS if (item := _special(facts, words, name) or _field(facts, words, name))]
    while True:
        text = _joined(words, head, [*items, headline, *end])
        if len(text) <= MAX_LENGTH or not items:
            break
        items.pop()
    if len(text) > MAX_LENGTH:
        room = MAX_LENGTH - len(_joined(words, head, ["", *end])) - 1
        text = _joined(words, head, [headline[: max(room, 0)] + "…", *end])
    return text[:MAX_LENGTH]


def _field(facts: Facts, words: Words, name: str) -> str:
    """Return a report field with its name, "" when it is not known."""
    value = words.field(name, facts.field(name))
    return _item(words, words.say(f"field.{name}.name", name), value) if value else ""


def _special(facts: Facts, words: Words, name: str) -> str:
    """Return what needs more than the value of a field, "" when there is nothing to say."""
    if name == "merchant_no" and facts.field(name) is None and name not in facts.hidden:
        return words.say("report.short.no_merchant")
    if name == "charged" and facts.has_payment:
        charged = facts.open_payment or facts.state.answers.get("charged")
        return words.say(f"report.short.charged.{charged}") if charged else ""
    if name == "response_code":
        return _code(facts, words)
    if name == "hotline" and facts.bank.hotline:
        return f"{facts.bank.name(words.catalog.lang)} {facts.bank.hotline}"
    if name == "network_path":
        check = facts.state.check
        return "" if check is None else path_symbols(words, path_of(check))
    provider = facts.state.answers.get("provider", "") if name == "provider" else ""
    return words.answer("provider", provider) if provider not in ("", UNKNOWN) else ""


def _code(facts: Facts, words: Words) -> str:
    if facts.shown_code:
        meaning = words.say("report.code", facts.shown_code, code=facts.shown_code, meaning=words.meaning(facts.codes))
        return _item(words, words.say("field.response_code.name"), meaning)
    return _item(words, words.say("report.label.screen_text"), facts.screen_text) if facts.screen_text else ""


def _item(words: Words, label: str, value: str) -> str:
    return words.say("report.short.item", label=label, value=value)


def _joined(words: Words, head: str, parts: list[str]) -> str:
    sentences = (part.rstrip("。.；; ") for part in parts)
    return f"{head}{words.join(sentences)}{words.say('report.short.stop')}"
