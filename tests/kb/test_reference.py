"""Every row of the real tables to look up."""

import re
from collections import Counter

import pytest

from gui.kb import find_limits, load_reference
from gui.model.reference import BankHotline, LimitKind, WechatLimit
from tests.kb.data import CATALOGS
from tests.lab.world import ROOT

REFERENCE = load_reference()


def test_all_rows_of_the_lists_are_there() -> None:
    """14 banks; 7 functions, 10 reasons and 19 ways of WeChat; the models that have a name."""
    assert len(REFERENCE.banks) == 14
    kinds = Counter(limit.kind for limit in REFERENCE.wechat_limits)
    assert kinds == {LimitKind.FUNCTION: 7, LimitKind.REASON: 10, LimitKind.WAY: 19}
    assert len(REFERENCE.models) == 81


@pytest.mark.parametrize("bank", REFERENCE.banks, ids=lambda bank: bank.id)
def test_bank(bank: BankHotline) -> None:
    """A number has five digits and more than a weak source."""
    assert re.fullmatch(r"95\d{3}|", bank.phone)
    assert bool(bank.phone) == (bank.confidence != "low")


@pytest.mark.parametrize("limit", REFERENCE.wechat_limits, ids=lambda limit: limit.code)
def test_limit(limit: WechatLimit) -> None:
    """It is found by its code and by every wording; no text holds a number to call: those stand with their owners."""
    assert find_limits(REFERENCE, limit.code) == (limit,)
    for wording in (limit.name_zh, *limit.shown):
        assert limit in find_limits(REFERENCE, wording) or len(wording) < 4
    assert not re.search(r"\d{5}", limit.name_zh + limit.name_en + limit.meaning_zh + limit.meaning_en)


#: What looks like the telephone of a bank, an institution or a company; 110 and the like are nobody's hotline.
_PHONE = re.compile(r"(?<![\d.])(?:95\d{3}|400-?\d{3}-?\d{4}|0\d{2,3}-\d{7,8})(?![\d.])")


@pytest.mark.parametrize("lang", CATALOGS)
def test_no_text_holds_a_number_to_call(lang: str) -> None:
    """Numbers stand with their owners and sources, never in the words: so none is shown without its remark."""
    assert {key: text for key, text in CATALOGS[lang].texts.items() if _PHONE.search(text)} == {}


@pytest.mark.parametrize("lang", CATALOGS)
def test_every_text_that_is_filled_with_a_number_says_to_verify_it(lang: str) -> None:
    """Wherever the program puts a telephone number into a sentence, the sentence names where to compare it."""
    texts = CATALOGS[lang].texts
    filled = {key for key, text in texts.items() if "{phone}" in text or key == "report.banks.text"}
    assert filled >= {"ui.verdict.phone", "ui.verdict.bank_phone", "handbook.phone.label", "handbook.phone.bank"}
    first, *others = {"zh": ("请核对", "官网"), "en": ("website", "label", "back of the card")}[lang]
    assert not {key for key in filled if first not in texts[key] or not any(word in texts[key] for word in others)}


def test_nobody_else_shows_a_number() -> None:
    """These places have tests of what stands beside the number; whoever shows one anew belongs here, with a test."""
    rooms = [path for room in ("qt", "report", "session", "unattended") for path in (ROOT / "gui" / room).rglob("*.py")]
    shown = {path.name for path in rooms if re.search(r"\.phone\b", path.read_text(encoding="utf-8"))}
    assert shown == {"verdict.py", "bank_picker.py", "look_up.py", "handbook_build.py", "quick_guide.py"}
