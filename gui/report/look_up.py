"""What the tables to look up add to a report: the banks' numbers when a bank must be called, and WeChat's limits."""

from gui.kb import find_limits, load_reference
from gui.report.document import Row, Section
from gui.report.facts import Facts
from gui.report.wording import Words

#: Contacts that are a bank.
_BANKS = ("issuer", "settlement_bank")


def bank_section(facts: Facts, words: Words) -> Section:
    """Return the banks' numbers, each line of them with the word to verify it; empty when no bank has to be called."""
    title = words.say("report.section.banks")
    if facts.contact not in _BANKS:
        return Section(title=title)
    is_zh = words.catalog.lang == "zh"
    numbers = words.join(
        f"{bank.name_zh if is_zh else bank.name_en} {bank.phone}" for bank in load_reference().banks if bank.phone
    )
    return Section(title=title, lines=(words.say("report.banks.text", numbers=numbers), words.say("report.banks.scam")))


def limit_section(facts: Facts, words: Words) -> Section:
    """Return what WeChat Pay's limits mean that the shop typed; empty when it named none."""
    typed = facts.screen_text or facts.shown_code
    limits = find_limits(load_reference(), typed) if typed else ()
    is_zh = words.catalog.lang == "zh"
    rows = (
        Row(label=limit.name_zh, value=f"{limit.code}: {limit.meaning_zh}")
        if is_zh
        else Row(label=limit.name_en, value=f"{limit.code}: {limit.meaning_en}")
        for limit in limits
    )
    return Section(title=words.say("report.section.limits"), facts=tuple(rows))
