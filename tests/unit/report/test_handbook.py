"""The handbook: everything of the knowledge is in it, once, in both languages, escaped, and in a safe order."""

import html
import re
from collections import Counter
from dataclasses import replace

import pytest

from gui.kb import LANGUAGES, Catalog, load_catalog, load_knowledge, load_reference
from gui.kb.order import UPLOAD_STEPS, ancestors
from gui.model.knowledge import Cause, Risk, StepKind
from gui.report.handbook import Entry, Handbook, Link, Part
from gui.report.handbook_build import build_handbook
from gui.report.handbook_causes import safe_order
from gui.report.handbook_html import handbook_html
from gui.report.handbook_paper import handbook_blocks

KNOWLEDGE, REFERENCE = load_knowledge(), load_reference()
CATALOGS = {lang: load_catalog(lang) for lang in LANGUAGES}
BOOKS = {lang: build_handbook(KNOWLEDGE, REFERENCE, CATALOGS, lang) for lang in LANGUAGES}
PAGES = {lang: handbook_html(book).decode("utf-8") for lang, book in BOOKS.items()}
MOST_BYTES = 600_000
#: What browsers from before 2015 do not know (IE 11 knows ES5 only; Chrome 49 has no fetch in files).
NEWER_SCRIPT = re.compile(r"=>|\b(let|const|class|async|await|import|Promise|fetch|Symbol|of)\b|`|\.\.\.|\?\.|\*\*")
NEWER_SCRIPT_METHODS = re.compile(r"\.(includes|startsWith|endsWith|repeat|find|padStart|closest|append)\(")
NEWER_CSS = re.compile(r"var\(|display: *(grid|flex)|\bgap:|:is\(|:has\(|@supports|clamp\(")

languages = pytest.mark.parametrize("lang", LANGUAGES)


def texts_of(entry: Entry) -> str:
    """Return all words of an entry."""
    pieces = (piece for part in entry.parts for line in part.lines for piece in line)
    return "\n".join((entry.title, *(piece.text if isinstance(piece, Link) else piece for piece in pieces)))


def part_of(entry: Entry, label: str) -> Part:
    """Return the part with a label."""
    return next(part for part in entry.parts if part.label == label)


@languages
def test_all_of_the_knowledge_is_there(lang: str) -> None:
    """Every code, cause, step, contact, provider, bank, limit, fault and model is one entry with an id of its own."""
    kinds = Counter(entry.anchor.partition("-")[0] for entry in BOOKS[lang].entries())
    assert kinds == {
        "code": len(KNOWLEDGE.codes),
        "cause": len(KNOWLEDGE.causes),
        "step": len(KNOWLEDGE.steps),
        "contact": len({cause.contact for cause in KNOWLEDGE.causes.values()}),
        "provider": len(KNOWLEDGE.providers),
        "bank": len(REFERENCE.banks),
        "limit": len(REFERENCE.wechat_limits),
        "fault": len(KNOWLEDGE.network_faults),
        "model": len(REFERENCE.models),
    }
    anchors = [entry.anchor for entry in BOOKS[lang].entries()]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"[a-z]+-[0-9A-Za-z_.-]+", anchor) for anchor in anchors)


@languages
def test_every_link_leads_somewhere(lang: str) -> None:
    """Within the page: nothing is loaded from elsewhere."""
    ids = re.findall(r' id="([^"]*)"', PAGES[lang])
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'href="#([^"]*)"', PAGES[lang])) <= set(ids)
    assert set(re.findall(r'(?:href|src)="([^#"][^"]*)"', PAGES[lang])) == {"data:,"}
    assert not re.search(r"url\(|@import|XMLHttpRequest", PAGES[lang])


@languages
def test_one_page_of_a_sensible_size_and_the_same_bytes_each_time(lang: str) -> None:
    """The order is that of the data, and no time is in it."""
    page = handbook_html(build_handbook(KNOWLEDGE, REFERENCE, CATALOGS, lang))
    assert page == PAGES[lang].encode("utf-8")
    assert len(page) < MOST_BYTES


@languages
def test_version_digest_and_money_first(lang: str) -> None:
    """Before any entry: what to do about the money, and what edition this is."""
    head = PAGES[lang].partition('class="e"')[0]
    assert KNOWLEDGE.digest[:12] in head
    assert html.escape(CATALOGS[lang].texts["handbook.money.title"]) in head
    assert KNOWLEDGE.digest in PAGES[lang]


def test_old_browsers() -> None:
    """The script is of 2009, and the page can be read without any newer CSS."""
    style, script = (re.search(rf"<{tag}>(.*?)</{tag}>", PAGES["zh"], re.DOTALL) for tag in ("style", "script"))
    assert style is not None
    assert script is not None
    code = re.sub(r"//[^\n]*|'[^']*'", "", script[1])
    assert not NEWER_SCRIPT.search(code)
    assert not NEWER_SCRIPT_METHODS.search(code)
    assert not NEWER_CSS.search(style[1])


def test_a_cause_in_full() -> None:
    """Names, whose problem, scope, how to tell, steps with minutes, contact, what they ask, what still works, scams."""
    entry = next(entry for entry in BOOKS["zh"].entries() if entry.anchor == "cause-merchant-frozen")
    assert (entry.lead, entry.title) == ("C30", CATALOGS["zh"].text("cause.merchant-frozen.name"))
    assert "frozen" in entry.keys
    assert entry.badges[0].text == "找：支付机构"
    labels = [part.label for part in entry.parts]
    assert labels[:5] == ["", "影响", "怎么看出来", "现在做什么", "按顺序做"]
    assert {"打给谁", "这样说", "对方会问", "还能怎么收款", "防骗"} <= set(labels)
    assert ("备好：", "商户编号、终端编号") in part_of(entry, "对方会问").lines
    signs = part_of(entry, "怎么看出来").lines
    assert Link(text="58", anchor="code-unionpay-39u3a58") in signs[0]
    assert any("风控、冻结、暂缓结算" in str(line) for line in signs)
    steps = part_of(entry, "按顺序做")
    assert steps.is_ordered
    assert (Link(text="打客服问限制的原因", anchor="step-call-acquirer-about-freeze"), "（15 分钟）") in steps.lines


@pytest.mark.parametrize("cause", KNOWLEDGE.causes.values(), ids=lambda cause: cause.id)
def test_the_steps_of_a_cause_are_in_a_safe_order(cause: Cause) -> None:
    """All of them, each after whatever safety wants before it: the money before a retry, the upload before a reset."""
    wanted = [entry.step for entry in cause.steps]
    order = [step.id for step in safe_order(wanted, KNOWLEDGE.steps)]
    assert set(wanted) <= set(order)
    for index, name in enumerate(order):
        before = order[:index]
        step = KNOWLEDGE.steps[name]
        assert ancestors(name, KNOWLEDGE.steps) <= set(before)
        if step.risk is Risk.LOSES_UNSENT:
            assert set(UPLOAD_STEPS) & set(before)
        if step.risk is Risk.MAY_CHARGE_TWICE:
            assert any(KNOWLEDGE.steps[earlier].kind is StepKind.CHECK_MONEY for earlier in before)


@languages
def test_what_is_weakly_sourced_is_marked(lang: str) -> None:
    """Codes, causes and limits below high confidence, and kinds of models that were inferred from a name."""
    marked = {entry.anchor for entry in BOOKS[lang].entries() if any(one.role == "attention" for one in entry.badges)}
    low = [code for code in KNOWLEDGE.codes if code.confidence == "low"]
    assert low
    entries = {entry.anchor: entry for entry in BOOKS[lang].entries()}
    word = CATALOGS[lang].text("handbook.confidence.low")
    assert sum(any(badge.text == word for badge in entry.badges) for entry in entries.values()) >= len(low)
    doubtful = {cause.id for cause in KNOWLEDGE.causes.values() if cause.confidence != "high"}
    assert {f"cause-{name}" for name in doubtful} <= marked


@languages
def test_a_number_is_never_alone(lang: str) -> None:
    """Whoever has a number is shown with the word to verify it, below the warning of fake hotlines; no one else is."""
    verify = {"zh": "请核对", "en": "verify it"}[lang]
    contacts = next(chapter for chapter in BOOKS[lang].chapters if chapter.anchor == "contacts")
    assert contacts.warning is not None
    assert "C87" in contacts.warning.title
    phones = {f"provider-{one.id}": one.phone for one in KNOWLEDGE.providers.values()}
    phones |= {f"bank-{one.id}": one.phone for one in REFERENCE.banks}
    for entry in BOOKS[lang].entries():
        shown = re.findall(r"(?<![\d.])(?:95\d{3}|400-\d{3}-\d{4})(?!\d)", texts_of(entry).replace("AT_95017", ""))
        phone = phones.get(entry.anchor, "")
        hosts = "95516.com" in texts_of(entry)  # a website that is called like a number
        assert set(shown) - ({"95516"} if hosts else set()) <= {phone}
        if phone:
            line = next(line for line in texts_of(entry).split("\n") if phone in line)
            assert verify in line
        elif entry.anchor in phones:
            assert not re.search(r"\d{5}", texts_of(entry))


def test_everything_is_escaped() -> None:
    """Whatever stands in the data stays text."""
    nasty = "<b onclick='x'>&\"</b>"
    texts = {**CATALOGS["zh"].texts, "cause.merchant-frozen.name": nasty, "handbook.title": nasty}
    catalogs = {**CATALOGS, "zh": Catalog(lang="zh", texts=texts)}
    codes = (replace(KNOWLEDGE.codes[0], meaning_zh=nasty, meaning_en=nasty, code=nasty), *KNOWLEDGE.codes[1:])
    book = build_handbook(replace(KNOWLEDGE, codes=codes), REFERENCE, catalogs, "zh")
    assert nasty not in handbook_html(book).decode("utf-8")
    assert html.escape(nasty).replace("&#x27;", "&#39;") in handbook_html(book).decode("utf-8")
    assert all("<b " not in block.html for block in handbook_blocks(book))


@languages
def test_paper_has_all_of_it(lang: str) -> None:
    """Every word of every entry is in some block; a heading is kept with what it heads."""
    blocks = list(handbook_blocks(BOOKS[lang]))
    paper = html.unescape(re.sub(r"<[^>]*>", "\n", "".join(block.html for block in blocks)))
    for entry in BOOKS[lang].entries():
        missing = [line for line in texts_of(entry).split("\n") if line and line not in paper]
        assert missing == []
    assert sum(block.starts_page for block in blocks) == len(BOOKS[lang].chapters)
    assert not blocks[-1].keeps_next


def test_the_words_of_a_handbook_are_complete() -> None:
    """Nothing is left in the other language's script: an English page has Chinese only where it quotes."""
    english: Handbook = BOOKS["en"]
    named = [chapter.title for chapter in english.chapters]
    named += [group.title for chapter in english.chapters for group in chapter.groups]
    makers = {model.maker_zh for model in REFERENCE.models}
    assert not [title for title in named if re.search(r"[\u4e00-\u9fff]", title) and title.split()[0] not in makers]
