"""The sections of the first page."""

from collections.abc import Iterator

from gui.model.evidence import UNKNOWN
from gui.model.fields import FIELDS
from gui.model.observation import Segment
from gui.probes.path import path_of, rival_faults
from gui.report.document import Row, Section
from gui.report.facts import Facts
from gui.report.path import path_table
from gui.report.wording import Words

_SHOP_FIELDS = ("merchant_name", "merchant_no", "terminal_no", "terminal_sn")
_TRADE_FIELDS = ("trade_time", "trade_type", "amount", "card_last4")
_REFERENCE_FIELDS = ("rrn", "trace_no", "batch_no", "auth_code", "order_no")
_TRIED_ON_FIRST_PAGE = 6
_SCREEN_TEXT_LENGTH = 120
#: Contacts at the acquirer's, who reads the report: what the shop would say to them is the request.
_READERS = ("acquirer", "after_sales", "data_card")
#: Other contacts that are a bank: each has a request of its own.
_OTHER_BANKS = ("issuer", "settlement_bank")
#: What is asked about the customer's money, by what is known of it (`Facts.open_payment`).
_MONEY = {"found": "report.ask.charged_found", "yes": "report.ask.charged", UNKNOWN: "report.ask.charged_unknown"}


def summary_sections(facts: Facts, words: Words) -> tuple[Section, ...]:
    """Return the sections of the first page, in their order."""
    sections = (
        Section(title=words.say("report.heading.ask"), lines=tuple(_asks(facts, words))),
        Section(title=words.say("report.heading.shop"), facts=tuple(_shop(facts, words))),
        Section(title=words.say("report.heading.trade"), facts=tuple(_trade(facts, words))),
        Section(title=words.say("report.heading.tried"), lines=tuple(_tried(facts, words))),
        _network(facts, words),
    )
    return tuple(section for section in sections if section.facts or section.lines)


def _asks(facts: Facts, words: Words) -> Iterator[str]:
    """Yield the requests: first the customer's money, then what whoever has to be contacted is asked for."""
    if facts.open_payment:
        yield words.say(_MONEY[facts.open_payment])
    if not facts.is_firm:
        yield words.say("report.ask.unknown")
    if facts.contact in _READERS:
        yield _tell(facts, words)
    elif facts.is_firm:
        yield words.say(f"report.ask.{facts.contact if facts.contact in _OTHER_BANKS else 'none'}")


def _tell(facts: Facts, words: Words) -> str:
    """Return what the shop would say on the telephone; with a reserve while the cause is not certain."""
    cause = facts.top.cause if facts.top else ""
    text = words.say(f"cause.{cause}.tell", words.say("report.ask.unknown"))
    key = "report.ask.cause" if facts.is_firm else "report.ask.tentative"
    return words.say(key, text=text, name=words.cause(cause))


def _shop(facts: Facts, words: Words) -> Iterator[Row]:
    for question in ("provider", "terminal_kind", "connection"):
        value = facts.state.answers.get(question)
        if value is not None:
            yield Row(label=words.say(f"report.label.{question}"), value=words.answer(question, value))
    if facts.bank.hotline:
        yield Row(label=words.say("report.label.hotline"), value=words.hotline(facts.bank))
    yield from _fields(facts, words, _SHOP_FIELDS)
    yield from _fields(facts, words, ("firmware_version",))


def _trade(facts: Facts, words: Words) -> list[Row]:
    """Return what is known of the payment and what the bank still needs; nothing when no payment is in question."""
    known = any(facts.field(name) is not None for name in (*_TRADE_FIELDS, *_REFERENCE_FIELDS))
    if not (facts.has_payment or known or facts.shown_code or facts.screen_text):
        return []
    return list(_trade_rows(facts, words))


def _trade_rows(facts: Facts, words: Words) -> Iterator[Row]:
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
    label, code = words.say("field.response_code.name"), facts.shown_code
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
    """Yield what is known; of what is not, only what the bank needs to find the trade or asks about this cause."""
    for name in names:
        value = facts.field(name)
        if value is not None:
            yield Row(label=words.say(f"field.{name}.name", name), value=words.field(name, value))
        elif name in facts.hidden or FIELDS[name].key or name in facts.asked_for:
            yield Row(label=words.say(f"field.{name}.name", name), value=words.say("report.missing"), missing=True)


def _tried(facts: Facts, words: Words) -> Iterator[str]:
    steps = facts.state.steps
    if not steps:
        yield words.say("report.tried.none")
    for record in steps[-_TRIED_ON_FIRST_PAGE:]:
        yield f"{words.outcome(record.outcome)} · {words.step(record.step)}"
    if len(steps) > _TRIED_ON_FIRST_PAGE:
        yield words.say("report.more", count=len(steps) - _TRIED_ON_FIRST_PAGE)


def _network(facts: Facts, words: Words) -> Section:
    """The verdict with what looks the same from one PC, below the picture of the way; without a run that alone."""
    check, title = facts.state.check, words.say("report.heading.network")
    if check is None:
        return Section(title=title, lines=tuple(network_lines(facts, words)))
    rivals = (words.say(f"remark.{rival}.text", words.fault(rival)) for rival in rival_faults(check.verdict))
    return Section(title=title, table=path_table(words, path_of(check)), lines=(*network_lines(facts, words), *rivals))


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
