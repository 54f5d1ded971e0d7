"""Suggestions while typing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.kb import match_codes
from gui.kb.folding import fold_code, fold_text
from gui.model.knowledge import Knowledge


def suggested(
    knowledge: Knowledge, text: str, shown_where: str | None = None, provider: str | None = None
) -> list[str]:
    """Return the ids of the suggestions, best first."""
    return [match.code.id for match in match_codes(knowledge, text, shown_where=shown_where, provider=provider)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("5", "unionpay-39:55"),
        ("９8", "unionpay-39:98"),
        ("e1", "vendor:E103"),
        ("密码", "unionpay-39:55"),
        ("没有应", "unionpay-39:98"),
        ("异常", "screen-text:账户异常"),
        ("帐户异常", "screen-text:账户异常"),
        ("提示账户异常请联系", "screen-text:账户异常"),
        ("错误：账户异常", "screen-text:账户异常"),
        ("incorrect", "unionpay-39:55"),
        ("no ans", "unionpay-39:98"),
        ("incorect pin", "unionpay-39:55"),
        ("count", "wechat-pay:ACCOUNTERROR"),
    ],
)
def test_best_suggestion(small: Knowledge, typed: str, first: str) -> None:
    """Prefixes, fragments, small slips and English words find their entry."""
    assert suggested(small, typed)[0] == first


@pytest.mark.parametrize("typed", ["", "  ", "？", "zzz", "随便写写", "xy answer", "qqqq"])
def test_no_suggestion(small: Knowledge, typed: str) -> None:
    """Nothing is suggested for nothing, or for what is like no entry."""
    assert suggested(small, typed) == []


def test_place_and_provider_rank(small: Knowledge) -> None:
    """The namespace of the place comes first; so does the provider's own."""
    assert suggested(small, "55")[:2] == ["unionpay-39:55", "scan-acquirer:55"]
    assert suggested(small, "55", "qr_trade")[:2] == ["scan-acquirer:55", "unionpay-39:55"]
    assert suggested(small, "账户异常", "qr_trade")[0] == "wechat-pay:ACCOUNTERROR"
    assert suggested(small, "账户异常", "merchant_app", "wechat-pay")[0] == "screen-text:账户异常"
    assert suggested(small, "55", None, "scan-acquirer")[:2] == ["unionpay-39:55", "scan-acquirer:55"]


def test_limit_and_order(small: Knowledge) -> None:
    """Scores fall, stay within 0..1, and no more than the limit come back."""
    matches = match_codes(small, "没有", limit=3)
    scores = [match.score for match in matches]
    assert len(matches) == 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


TYPED = st.text(st.sampled_from("账户异常余额不足 ，。！（）【】:_-.0159AaEeｚ５１Ａ＃"), max_size=12)


@given(typed=TYPED)
def test_folding_is_stable(typed: str) -> None:
    """Folding what is folded changes nothing, whatever was typed."""
    assert fold_text(fold_text(typed)) == fold_text(typed)
    assert not set(fold_code(typed)) & set(" _-")


WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@given(data=st.data())
def test_width_case_and_spaces_do_not_matter(data: st.DataObject) -> None:
    """A code typed wide, in small letters or with spaces around is the same code."""
    code = data.draw(st.from_regex(r"[0-9A-Z]{2,6}", fullmatch=True))
    variants = [code.lower(), code.translate(WIDE), f"  {code} ", f"{code[0]} {code[1:]}"]
    assert {fold_code(variant) for variant in variants} == {fold_code(code)}
