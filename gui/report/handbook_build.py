"""Makes the handbook of the knowledge: the same data as the program's, in the order in which a shop looks it up."""

from collections.abc import Iterable, Iterator, Sequence

from gui import __version__
from gui.kb import Catalog
from gui.model.knowledge import Code, Knowledge, NetworkFault, RetrySafety
from gui.model.reference import LimitKind, Reference, TerminalModel, WechatLimit
from gui.report.handbook import Badge, Box, Chapter, Entry, Group, Handbook, Line, Link, Part
from gui.report.handbook_causes import cause_groups
from gui.report.handbook_steps import step_groups
from gui.report.handbook_words import Texts, anchor_of

#: The card trades' own namespaces first; the others in the order of the tables.
_FIRST_NAMESPACES = ("unionpay-39", "screen-text", "wechat-pay", "alipay")
_WORDS = ("search", "example", "found", "none", "all", "contents", "top")
_SHOWN_CAUSES = 8
_DIGEST_LENGTH = 12
#: Contacts that are banks, and those that are reached through the provider's hotline.
_BANKS, _PROVIDERS = ("issuer", "settlement_bank"), ("acquirer", "after_sales", "data_card")


def build_handbook(knowledge: Knowledge, reference: Reference, catalogs: dict[str, Catalog], lang: str) -> Handbook:
    """Return the handbook in `lang` (`zh`, `en`). The same input gives an equal handbook.

    `catalogs`: by language; the other one's names can be searched for as well.
    """
    texts = Texts(catalog=catalogs[lang], other=catalogs["en" if lang == "zh" else "zh"])
    return Handbook(
        lang=lang,
        title=texts.own("title"),
        subtitle=texts.own("subtitle"),
        edition=texts.own("edition", version=__version__, digest=knowledge.digest[:_DIGEST_LENGTH]),
        money=Box(title=texts.own("money.title"), lines=texts.lines("money.text")),
        chapters=tuple(_chapters(knowledge, reference, texts)),
        footer=(*texts.lines("footer"), texts.own("digest", digest=knowledge.digest)),
        words={name: texts.own(f"word.{name}", count="{count}") for name in _WORDS},
    )


def _chapters(knowledge: Knowledge, reference: Reference, texts: Texts) -> Iterator[Chapter]:
    scam = Box(title=texts.own("scam.title"), lines=texts.lines("scam.text"))
    yield _chapter("codes", _code_groups(knowledge, texts), texts)
    yield _chapter("causes", cause_groups(knowledge, texts), texts)
    yield _chapter("steps", step_groups(knowledge, texts), texts)
    yield _chapter("contacts", _contact_groups(knowledge, reference, texts), texts, scam)
    yield _chapter("limits", _limit_groups(reference, texts), texts, scam)
    yield _chapter("network", _fault_groups(knowledge, texts), texts)
    yield _chapter("models", _model_groups(reference, texts), texts)


def _chapter(name: str, groups: Iterable[Group], texts: Texts, warning: Box | None = None) -> Chapter:
    return Chapter(
        anchor=name,
        title=texts.own(f"chapter.{name}.title"),
        intro=texts.lines(f"chapter.{name}.intro"),
        groups=tuple(groups),
        warning=warning,
    )


def _code_groups(knowledge: Knowledge, texts: Texts) -> Iterator[Group]:
    found = dict.fromkeys(code.namespace for code in knowledge.codes)
    names = [name for name in _FIRST_NAMESPACES if name in found]
    for namespace in (*names, *(name for name in found if name not in names)):
        codes = [code for code in knowledge.codes if code.namespace == namespace]
        yield Group(
            title=texts.say(f"ui.namespace.{namespace}"),
            entries=tuple(_code_entry(code, texts) for code in codes),
            is_brief=True,
        )


def _code_entry(code: Code, texts: Texts) -> Entry:
    own, other = texts.pick(code.meaning_zh, code.meaning_en), texts.pick(code.meaning_en, code.meaning_zh)
    owners = texts.join(texts.say(f"owner.{owner}") for owner in code.who_acts.split())
    facts = [texts.own("code.who", who=owners)] if owners else []
    if code.retry is not RetrySafety.NOT_APPLICABLE:
        facts.append(texts.own(f"retry.{code.retry}"))
    ranked = sorted(code.likelihood, key=lambda cause: -code.likelihood[cause])[:_SHOWN_CAUSES]
    lines: list[Line] = [(texts.facts(facts),)] if facts else []
    if code.display_zh:
        lines.append((texts.own("code.shown", texts=code.display_zh),))
    if ranked:
        lines.append((texts.own("code.causes"), *texts.linked("cause", ranked)))
    return Entry(
        anchor=anchor_of("code", code.id),
        lead=code.code,
        title=own,
        badges=texts.doubts(code.confidence),
        parts=(Part(label="", lines=tuple(lines)),) if lines else (),
        keys=f"{other} {code.id}",
    )


def _contact_groups(knowledge: Knowledge, reference: Reference, texts: Texts) -> Iterator[Group]:
    contacts = dict.fromkeys(cause.contact for cause in knowledge.causes.values())
    entries = (_contact_entry(knowledge, reference, name, texts) for name in contacts)
    yield Group(title=texts.own("contact.whom"), entries=tuple(entries), is_brief=True)
    yield Group(
        title=texts.own("contact.providers"),
        entries=tuple(_provider_entry(knowledge, name, texts) for name in knowledge.providers),
        is_brief=True,
    )
    banks = (
        Entry(
            anchor=anchor_of("bank", bank.id),
            title=texts.pick(bank.name_zh, bank.name_en),
            parts=(Part(label="", lines=((_phone(bank.phone, texts, "bank"),),)),),
            keys=texts.pick(bank.name_en, bank.name_zh),
        )
        for bank in reference.banks
    )
    yield Group(
        title=texts.own("contact.banks"), note=texts.own("contact.banks_note"), entries=tuple(banks), is_brief=True
    )


def _contact_entry(knowledge: Knowledge, reference: Reference, name: str, texts: Texts) -> Entry:
    """Whom to call, with links to the numbers."""
    numbers: list[str | Link] = []
    if name in _BANKS:
        banks = (
            Link(text=texts.pick(bank.name_zh, bank.name_en), anchor=anchor_of("bank", bank.id))
            for bank in reference.banks
        )
        numbers = list(texts.parted(banks))
    elif name in _PROVIDERS:
        numbers = list(texts.linked("provider", knowledge.providers))
    return Entry(
        anchor=anchor_of("contact", name),
        title=texts.say(f"contact.{name}.name"),
        parts=(Part(label="", lines=((texts.own("contact.numbers"), *numbers),)),) if numbers else (),
    )


def _provider_entry(knowledge: Knowledge, name: str, texts: Texts) -> Entry:
    provider = knowledge.providers[name]
    lines = [_phone(provider.phone, texts, "label"), texts.say(f"provider.{name}.note")]
    if provider.legal_name:
        lines.append(texts.own("contact.legal_name", name=provider.legal_name))
    if provider.website:
        lines.append(texts.own("contact.website", address=provider.website))
    return Entry(
        anchor=anchor_of("provider", name),
        title=texts.say(f"provider.{name}.name"),
        parts=(Part(label="", lines=tuple((line,) for line in dict.fromkeys(lines))),),
        keys=" ".join((texts.say_other(f"provider.{name}.name"), *provider.aliases)),
    )


def _phone(phone: str, texts: Texts, where: str) -> str:
    """Return a telephone number, never without the word to verify it."""
    return texts.own(f"phone.{where}", phone=phone) if phone else texts.own(f"phone.none_{where}")


def _limit_groups(reference: Reference, texts: Texts) -> Iterator[Group]:
    for kind in LimitKind:
        limits = [limit for limit in reference.wechat_limits if limit.kind is kind]
        entries = tuple(_limit_entry(limit, texts) for limit in limits)
        yield Group(title=texts.own(f"limit.{kind}"), entries=entries, is_brief=True)


def _limit_entry(limit: WechatLimit, texts: Texts) -> Entry:
    who = texts.own("code.who", who=texts.say(f"owner.{limit.who_acts}"))
    causes: Line = (texts.own("code.causes"), *texts.linked("cause", limit.causes))
    lines: Sequence[Line] = ((texts.pick(limit.meaning_zh, limit.meaning_en),), (limit.code,), (who,), causes)
    return Entry(
        anchor=anchor_of("limit", limit.code),
        title=texts.pick(limit.name_zh, limit.name_en),
        badges=texts.doubts(limit.confidence),
        parts=(Part(label="", lines=tuple(lines)),),
        keys=" ".join((texts.pick(limit.name_en, limit.name_zh), *limit.shown)),
    )


def _fault_groups(knowledge: Knowledge, texts: Texts) -> Iterator[Group]:
    faults = list(knowledge.network_faults.values())
    for segment in dict.fromkeys(fault.segment for fault in faults):
        names = [fault.id for fault in faults if fault.segment == segment]
        yield Group(
            title=texts.say(f"segment.{segment}.name"),
            entries=tuple(_fault_entry(knowledge.network_faults[name], texts) for name in names),
        )


def _fault_entry(fault: NetworkFault, texts: Texts) -> Entry:
    name = fault.id
    owner = texts.say(f"owner.{fault.owner}" if fault.owner else "ui.verdict.whose_nobody")
    contact = Link(text=texts.say(f"contact.{fault.contact}.name"), anchor=anchor_of("contact", fault.contact))
    return Entry(
        anchor=anchor_of("fault", name),
        title=texts.say(f"fault.{name}.name"),
        badges=(Badge(text=texts.own("cause.owner", owner=owner) if fault.owner else owner),),
        parts=(
            Part(label="", lines=texts.as_lines(f"fault.{name}.meaning")),
            Part(label=texts.own("cause.now"), lines=texts.as_lines(f"fault.{name}.do")),
            Part(label=texts.own("cause.contact"), lines=((contact,),)),
        ),
        keys=texts.say_other(f"fault.{name}.name"),
    )


def _model_groups(reference: Reference, texts: Texts) -> Iterator[Group]:
    makers = dict.fromkeys((model.maker_zh, model.maker_en) for model in reference.models)
    for maker_zh, maker_en in makers:
        models = [model for model in reference.models if model.maker_en == maker_en]
        title = maker_zh if maker_zh == maker_en else f"{maker_zh} {maker_en}"
        yield Group(title=title, entries=tuple(_model_entry(model, texts) for model in models), is_brief=True)


def _model_entry(model: TerminalModel, texts: Texts) -> Entry:
    lines = [texts.own(f"kind.{model.kind}")]
    if model.connections:
        names = texts.join(texts.own(f"connection.{connection}") for connection in model.connections)
        lines.append(texts.own("model.connections", names=names))
    return Entry(
        anchor=anchor_of("model", f"{model.maker_en}-{model.model}"),
        title=model.model,
        badges=() if model.is_kind_sourced else (Badge(text=texts.own("model.inferred"), role="attention"),),
        parts=(Part(label="", lines=tuple((line,) for line in lines)),),
        keys=f"{model.maker_zh} {model.maker_en}",
    )
