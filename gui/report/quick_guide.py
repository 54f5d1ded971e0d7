"""The quick guide for the shop's wall, one A4 page: money first, what to do, codes, numbers, telephones, the program.

It is made of the handbook's and the wizard's own words, only its headings are its own; as HTML that Qt knows.
"""

from collections.abc import Iterable, Iterator

from gui import __version__
from gui.kb import Catalog
from gui.model.knowledge import Code, Knowledge
from gui.report.handbook_words import Texts

#: What a shop does first, in order, and the codes that a counter sees most: a choice by judgement, all of it sourced.
STEPS = ("query-today-trades", "keep-trade-record", "sign-in-again", "switch-to-hotspot", "open-merchant-app")
_CARD_CODES = ("03", "05", "51", "55", "57", "61", "75", "77", "91", "96", "97", "98", "A0")
CODES = ("screen-text:账户异常", *(f"unionpay-39:{code}" for code in _CARD_CODES))
#: What stays the same, so that the shop can write it on the page.
WRITTEN_DOWN = ("merchant_no", "terminal_no", "terminal_sn")
_BLANK = "＿" * 13
_PHONES_IN_A_LINE = 4
_DIGEST_LENGTH = 12
_STYLE = """
p { margin-top: 0; margin-bottom: 2px; font-size: 11pt; }
p.title { font-size: 26pt; margin-bottom: 6px; }
p.head { font-size: 15pt; margin-top: 10px; margin-bottom: 4px; background-color: #E4E7EB; }
p.strong { font-size: 16pt; margin-bottom: 3px; }
p.small { font-size: 8.5pt; color: #333333; margin-top: 6px; }
td { font-size: 10.5pt; }
td.code { font-size: 12pt; }
"""
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br>"})


def quick_guide_html(knowledge: Knowledge, catalogs: dict[str, Catalog], lang: str) -> str:
    """Return the page in `lang`. The same input gives an equal page."""
    texts = Texts(catalog=catalogs[lang], other=catalogs["en" if lang == "zh" else "zh"])
    return f"<html><head><style>{_STYLE}</style></head><body>{''.join(_parts(knowledge, texts))}</body></html>"


def _parts(knowledge: Knowledge, texts: Texts) -> Iterator[str]:
    yield _line(texts.say("guide.title"), "title")
    yield _box(texts.own("money.title"), texts.lines("money.text"))
    yield _line(texts.say("guide.steps"), "head")
    yield _table(_steps(texts), ("4%", "21%", "75%"))
    yield _line(texts.say("guide.codes"), "head")
    known = {code.id: code for code in knowledge.codes}
    yield _table((_code(known[name], texts) for name in CODES), ("13%", "46%", "41%"))
    yield _line(texts.say("guide.numbers"), "head")
    yield _table(_numbers(texts), ("27%", "45%", "28%"))
    yield _line(texts.own("cause.contact"), "head")
    shown = [one for one in knowledge.providers.values() if one.phone]
    phones = [f"{texts.say(f'provider.{one.id}.name')} {one.phone}" for one in shown]
    for start in range(0, len(phones), _PHONES_IN_A_LINE):
        yield _line(texts.facts(phones[start : start + _PHONES_IN_A_LINE]))
    yield from (_line(line) for line in texts.say("guide.hotlines").split("\n"))
    yield _line(texts.say("guide.program"), "head")
    yield from (_line(line) for line in texts.say("guide.run").split("\n"))
    yield _line(texts.own("edition", version=__version__, digest=knowledge.digest[:_DIGEST_LENGTH]), "small")


def _steps(texts: Texts) -> Iterator[tuple[str, ...]]:
    for number, name in enumerate(STEPS, start=1):
        lines = texts.say(f"step.{name}.text").split("\n")
        yield f"{number}", texts.say(f"step.{name}.title"), (" " if texts.catalog.lang == "en" else "").join(lines)


def _numbers(texts: Texts) -> Iterator[tuple[str, ...]]:
    for name in WRITTEN_DOWN:
        yield texts.say(f"field.{name}.name"), texts.say(f"guide.where.{name}"), _BLANK
    yield texts.say("guide.phone"), texts.say("guide.where.phone"), _BLANK
    yield texts.say("field.rrn.name"), texts.say("guide.where.rrn"), ""


def _code(code: Code, texts: Texts) -> tuple[str, ...]:
    owners = texts.join(texts.say(f"owner.{owner}") for owner in code.who_acts.split())
    meaning = texts.pick(code.meaning_zh, code.meaning_en)
    return code.code, meaning, texts.facts((texts.own("code.who", who=owners), texts.own(f"retry.{code.retry}")))


def _line(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{_text(text)}</p>'


def _box(title: str, lines: Iterable[str]) -> str:
    inside = _line(f"! {title}", "strong") + "".join(map(_line, lines))
    style = "border-collapse: collapse; border-style: solid; border-color: #222222;"
    table = f'<table width="100%" cellspacing="0" cellpadding="7" border="2" style="{style}">'
    return f"{table}<tr><td>{inside}</td></tr></table>"


def _table(rows: Iterable[tuple[str, ...]], widths: tuple[str, ...]) -> str:
    kinds = ("code", *("",) * (len(widths) - 1))
    cells = (
        "".join(
            f'<td width="{width}" class="{kind}">{_text(cell)}</td>'
            for cell, width, kind in zip(row, widths, kinds, strict=True)
        )
        for row in rows
    )
    return f'<table width="100%" cellspacing="0" cellpadding="2">{"".join(f"<tr>{row}</tr>" for row in cells)}</table>'


def _text(text: str) -> str:
    return text.translate(_ESCAPES)
