"""The report in at most 300 characters, for a chat or an SMS to the acquirer."""

from gui.report.facts import Facts
from gui.report.wording import Words

MAX_LENGTH = 300
_ITEMS = ("merchant_no", "terminal_no", "trade_time", "amount", "rrn", "merchant_name", "card_last4", "trace_no")


def short_form(facts: Facts, words: Words, *, headline: str, code: str) -> str:
    """Return the short text. When it would be too long, the least needed items go first, then the sentence is cut."""
    head = words.say("report.short.head")
    end = words.say("report.short.end", case=facts.case.id, code=code)
    items = _items(facts, words)
    while True:
        text = _joined(words, head, [*items, headline, end])
        if len(text) <= MAX_LENGTH or not items:
            break
        items.pop()
    if len(text) > MAX_LENGTH:
        room = MAX_LENGTH - len(_joined(words, head, ["", end])) - 1
        text = _joined(words, head, [headline[: max(room, 0)] + "…", end])
    return text[:MAX_LENGTH]


def _items(facts: Facts, words: Words) -> list[str]:
    """The facts in words, the most needed first."""
    values = {name: words.field(name, facts.field(name)) for name in _ITEMS}
    items = [_item(words, words.say(f"field.{name}.name", name), value) for name, value in values.items() if value]
    if facts.shown_code:
        meaning = words.say("report.code", facts.shown_code, code=facts.shown_code, meaning=words.meaning(facts.codes))
        items.insert(2, _item(words, words.say("report.label.response_code"), meaning))
    elif facts.screen_text:
        items.insert(2, _item(words, words.say("report.label.screen_text"), facts.screen_text))
    return items


def _item(words: Words, label: str, value: str) -> str:
    return words.say("report.short.item", label=label, value=value)


def _joined(words: Words, head: str, parts: list[str]) -> str:
    sentences = (part.rstrip("。.；; ") for part in parts)
    return f"{head}{words.join(sentences)}{words.say('report.short.stop')}"
