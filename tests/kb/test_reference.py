"""Every row of the real tables to look up."""

import re
from collections import Counter

import pytest

from gui.kb import find_limits, load_reference
from gui.model.reference import BankHotline, LimitKind, WechatLimit

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
