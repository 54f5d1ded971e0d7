"""Builds the document from a case: what a bank clerk reads in a minute, then everything behind it."""

from gui.kb import Catalog, resolve_code, resolve_screen_text
from gui.model.bank import NO_BANK, Bank
from gui.model.case import CaseFile, CaseState
from gui.model.diagnosis import Diagnosis
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Code, Knowledge, Owner
from gui.model.observation import Segment
from gui.model.photo import Photo
from gui.report.content import sealed_content
from gui.report.details import detail_sections
from gui.report.document import Document, Row
from gui.report.facts import Facts, clean_diagnosis, clean_state, clean_text
from gui.report.integrity import check_code
from gui.report.short import short_form
from gui.report.summary import summary_sections
from gui.report.wording import Words


def build_document(  # noqa: PLR0913 - the agreed signature: each argument is one input of the document
    knowledge: Knowledge,
    catalog: Catalog,
    case: CaseFile,
    state: CaseState,
    diagnosis: Diagnosis,
    *,
    now_utc: str,
    system: str,
    hidden_fields: frozenset[str] = frozenset(),
    photos: tuple[Photo, ...] = (),
    bank: Bank = NO_BANK,
) -> Document:
    """Return the finished report in the catalog's language. Pure: the same arguments give the same document.

    Args:
        knowledge: for what a response code means, and for its digest.
        catalog: the texts of the report's language.
        case: its events go into the JSON; the document's number is its id.
        state: what the events add up to.
        diagnosis: what follows from the state.
        now_utc: when the report is made, ISO 8601 with zone.
        system: operating system and its version, for the technician.
        hidden_fields: names of report fields, or of answers, that are left out beside those that the case says.
        photos: those of the case.
        bank: whose copy of the program this is; its hotline stands in the report.
    """
    hidden_fields |= state.left_out
    clean, masked_count = clean_state(state, hidden_fields)
    facts = Facts(
        knowledge=knowledge,
        case=case,
        state=clean,
        diagnosis=clean_diagnosis(diagnosis, hidden_fields),
        codes=_codes(knowledge, clean),
        now_utc=now_utc,
        system=clean_text(system),
        hidden=hidden_fields,
        masked_count=masked_count,
        photos=photos,
        bank=bank,
    )
    return _document(facts, Words(catalog))


def _codes(knowledge: Knowledge, state: CaseState) -> tuple[Code, ...]:
    """What the code on the slip or screen can mean; a screen text only when there is no code."""
    where, provider = state.answers.get("shown_where"), state.answers.get("provider")
    typed = str(state.fields.get("response_code") or state.answers.get("code", ""))
    if typed not in ("", UNKNOWN):
        return resolve_code(knowledge, typed, shown_where=where, provider=provider)
    text = state.answers.get("screen_text", "")
    return resolve_screen_text(knowledge, text, shown_where=where, provider=provider) if text else ()


def _document(facts: Facts, words: Words) -> Document:
    headline = headline_of(facts, words)
    content = sealed_content(facts, lang=words.catalog.lang, headline=headline)
    code = check_code(str(content["seal"]))
    return Document(
        lang=words.catalog.lang,
        title=words.say("report.title"),
        subtitle=words.say("report.subtitle"),
        case_id=facts.case.id,
        identity=(
            Row(label=words.say("report.label.case"), value=facts.case.id),
            Row(label=words.say("report.label.code"), value=code),
            Row(label=words.say("report.label.made"), value=words.time(facts.now_utc)),
        ),
        money=words.say(f"report.money.{facts.open_payment}") if facts.open_payment else "",
        turn=_turn(facts, words),
        headline=headline,
        sections=summary_sections(facts, words),
        details_title=words.say("report.details_title"),
        details=detail_sections(facts, words),
        footer=words.say("report.footer", case=facts.case.id, code=code),
        page_label=words.say("report.page", page="{page}", pages="{pages}"),
        short=short_form(facts, words, headline=headline, code=code),
        photos_title=words.say("report.photo", number="{number}", count=len(facts.photos)),
        photos=facts.photos,
        masked_count=facts.masked_count,
        content=content,
    )


def headline_of(facts: Facts, words: Words) -> str:
    """Return the verdict in one sentence: the top cause, else a fault of the network, else that it is not known.

    The cause is called by its name: its sentence in the wizard speaks to the shop, and this to the bank.
    """
    top, check = facts.top, facts.state.check
    if top is not None:
        name = words.cause(top.cause, is_little_known=facts.is_little_known(top.cause))
        key = "report.headline.cause" if facts.is_firm else "report.headline.tentative"
        return words.say(key, name=name, **words.chance_parts(top.p))
    if check is not None and check.verdict.is_fault and facts.diagnosis.network_speaks_for_terminal:
        return words.say("report.headline.network", fault=words.fault(check.verdict.fault))
    if _is_clean(facts):
        return words.say("report.headline.clean")
    if (owner := facts.diagnosis.leaning) is not None:
        return words.say("report.headline.leaning", owner=_owner(owner, words))
    return words.say("report.headline.unknown")


def _turn(facts: Facts, words: Words) -> str:
    if facts.owner is None:
        return words.say("report.turn.nobody" if _is_clean(facts) else "report.turn.unknown")
    is_leaning = facts.top is None and not facts.state.is_about_network_only
    return words.say("report.turn.leaning" if is_leaning else "report.turn.text", owner=_owner(facts.owner, words))


def _is_clean(facts: Facts) -> bool:
    check = facts.state.check
    return facts.state.is_about_network_only and check is not None and check.verdict.segment is Segment.NONE


def _owner(owner: Owner, words: Words) -> str:
    return words.say(f"owner.{owner}", str(owner))
