"""The sections of the first page."""

from collections.abc import Iterator

from gui.model.evidence import UNKNOWN
from gui.model.fields import FIELDS
from gui.model.knowledge import Owner
from gui.model.observation import Segment
from gui.report.document import Row, Section
from gui.report.facts import Facts
from gui.report.wording import Words

_SHOP_FIELDS = ("merchant_name", "merchant_no", "terminal_no", "terminal_sn")
_TRADE_FIELDS = ("trade_time", "trade_type", "amount", "card_last4")
_REFERENCE_FIELDS = ("rrn", "trace_no", "batch_no", "auth_code", "order_no")
_TRIED_ON_FIRST_PAGE = 6
_SCREEN_TEXT_LENGTH = 120
#: Who of the possible owners is on the bank's side, and so is asked to do something.
_BANK_SIDE = {Owner.ACQUIRER, Owner.UNIONPAY, Owner.ISSUER, Owner.SETTLEMENT_BANK, Owner.AFTER_SALES}


def summary_sections(facts: Facts, words: Words) -> tuple[Section, ...]:
    """Return the sections of the first page, in their order."""
    return (
        Section(title=words.say("report.heading.ask"), lines=tuple(_asks(facts, words))),
        Section(title=words.say("report.heading.shop"), facts=tuple(_shop(facts, words))),
        Section(title=words.say("report.heading.trade"), facts=tuple(_trade(facts, words))),
        Section(title=words.say("report.heading.tried"), lines=tuple(_tried(facts, words))),
        Section(title=words.say("report.heading.network"), lines=tuple(network_lines(facts, words))),
    )


def _asks(facts: Facts, words: Words) -> Iterator[str]:
    charged, top = facts.state.answers.get("charged"), facts.top
    if charged == "yes":
        yield words.say("report.ask.charged")
    elif charged == UNKNOWN:
        yield words.say("report.ask.charged_unknown")
    if top is None:
        yield words.say("report.ask.unknown")
    elif top.owner in _BANK_SIDE:
        if charged != "yes":  # first the customer's money; the rest can wait
            yield words.say(f"report.ask.{top.owner}")
        tell = words.say(f"cause.{top.cause}.tell", "")
        if tell:
            yield words.say("report.ask.cause", text=tell)
    else:
        yield words.say("report.ask.none")


def _shop(facts: Facts, words: Words) -> Iterator[Row]:
    for question in ("provider", "terminal_kind", "connection"):
        value = facts.state.answers.get(question)
        if value is not None:
            yield Row(label=words.say(f"report.label.{question}"), value=words.answer(question, value))
    yield from _fields(facts, words, _SHOP_FIELDS)
    yield from _fields(facts, words, ("firmware_version",))


def _trade(facts: Facts, words: Words) -> Iterator[Row]:
    yield from _fields(facts, words, _TRADE_FIELDS)
    yield _code_row(facts, words)
    if facts.screen_text:
        yield Row(label=words.say("report.label.screen_text"), value=_screen_text(facts, words))
    for question in ("shown_where", "charged"):
        value = facts.state.answers.get(question)
        if value is not None:
            yield Row(label=words.say(f"report.label.{question}"), value=words.answer(question, value))
    yield from _fields(facts, words, _REFERENCE_FIELDS)


def _code_row(facts: Facts, words: Words) -> Row:
    label, code = words.say("report.label.response_code"), facts.shown_code
    if not code:
        return Row(label=label, value=words.say("report.missing"), missing=True)
    return Row(label=label, value=words.say("report.code", code, code=code, meaning=words.meaning(facts.codes)))


def _screen_text(facts: Facts, words: Words) -> str:
    """The words on the screen; with their meaning when there is no code and the words are listed."""
    text = facts.screen_text
    if len(text) > _SCREEN_TEXT_LENGTH:  # the whole of it is among the answers in the details
        text = text[:_SCREEN_TEXT_LENGTH] + "…"
    if facts.shown_code or not facts.codes:
        return text
    return words.say("report.code", text, code=text, meaning=words.meaning(facts.codes))


def _fields(facts: Facts, words: Words, names: tuple[str, ...]) -> Iterator[Row]:
    """Yield what is known; of what is not, only what the bank needs to find the trade."""
    for name in names:
        value = facts.field(name)
        if value is not None:
            yield Row(label=words.say(f"field.{name}.name", name), value=words.field(name, value))
        elif name in facts.hidden or FIELDS[name].key:
            yield Row(label=words.say(f"field.{name}.name", name), value=words.say("report.missing"), missing=True)


def _tried(facts: Facts, words: Words) -> Iterator[str]:
    steps = facts.state.steps
    if not steps:
        yield words.say("report.tried.none")
    for record in steps[-_TRIED_ON_FIRST_PAGE:]:
        yield f"{words.outcome(record.outcome)} · {words.step(record.step)}"
    if len(steps) > _TRIED_ON_FIRST_PAGE:
        yield words.say("report.more", count=len(steps) - _TRIED_ON_FIRST_PAGE)


def network_lines(facts: Facts, words: Words) -> Iterator[str]:
    """Yield the verdict of the connectivity run, and how far it speaks for the terminal."""
    check = facts.state.check
    if check is None or check.verdict.segment is Segment.UNKNOWN:
        yield words.say("report.network.unknown")
    elif check.verdict.is_fault:
        percent = f"{round(check.verdict.confidence * 100)}%"
        yield words.say("report.network.fault", fault=words.fault(check.verdict.fault), percent=percent)
    else:
        yield words.say("report.network.fine")
    if check is not None and check.cancelled:
        yield words.say("report.network.cancelled")
    if not facts.diagnosis.network_speaks_for_terminal:
        yield words.say("report.network.own_card")
    elif check is not None and check.verdict.segment is Segment.NONE:
        yield words.say("report.network.caveat")
