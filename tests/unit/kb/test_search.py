"""Finding codes: suggestions while typing, and exact reading that never guesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.kb import match_codes, resolve_code, resolve_screen_text
from gui.kb.folding import fold_code, fold_text, phrases
from gui.model.knowledge import Code, Knowledge


def ids(codes: tuple[Code, ...]) -> list[str]:
    """Return the ids in order."""
    return [code.id for code in codes]


def suggested(
    knowledge: Knowledge, text: str, shown_where: str | None = None, provider: str | None = None
) -> list[str]:
    """Return the ids of the suggestions, best first."""
    return [match.code.id for match in match_codes(knowledge, text, shown_where=shown_where, provider=provider)]


@pytest.mark.parametrize(
    ("typed", "shown_where", "expected"),
    [
        ("55", None, ["unionpay-39:55"]),
        (" ５５ ", None, ["unionpay-39:55"]),
        ("[55]", "card_trade", ["unionpay-39:55"]),
        ("错误码：55", "unknown", ["unionpay-39:55"]),
        ("error code 55", None, ["unionpay-39:55"]),
        ("55", "qr_trade", ["scan-acquirer:55"]),
        ("98", "qr_trade", ["unionpay-39:98"]),
        ("unionpay-39:55", "qr_trade", ["unionpay-39:55"]),
        (" UnionPay-39:55", None, ["unionpay-39:55"]),
        ("e103", None, ["vendor:E103"]),
        ("account_error", None, ["wechat-pay:ACCOUNTERROR"]),
        ("Account Error", None, ["wechat-pay:ACCOUNTERROR"]),
        ("55 密码错误", None, ["unionpay-39:55"]),
        ("密码错误(55)", None, ["unionpay-39:55"]),
        ("账户异常", None, ["screen-text:账户异常"]),
        ("55 元没收到", None, []),
        ("5", None, []),
        ("055", None, []),
        ("57", None, []),
        ("5.5", None, []),
        ("screen-text:没有", None, []),
        ("错误码", None, []),
        ("", None, []),
    ],
)
def test_resolve_code(small: Knowledge, typed: str, shown_where: str | None, expected: list[str]) -> None:
    """Exact after folding, from the namespace that fits; unlisted is empty."""
    assert ids(resolve_code(small, typed, shown_where=shown_where)) == expected


@pytest.mark.parametrize(
    ("typed", "shown_where", "expected"),
    [
        ("账户异常", None, ["screen-text:账户异常"]),
        ("账户异常", "card_trade", ["screen-text:账户异常"]),
        ("账户异常", "qr_trade", ["wechat-pay:ACCOUNTERROR"]),
        ("账号异常！", "merchant_app", ["screen-text:账户异常"]),
        ("账户异常，请联系客服", None, ["screen-text:账户异常"]),
        ("无 SIM 卡", None, ["screen-text:无SIM卡"]),
        ("无sim卡", None, ["screen-text:无SIM卡"]),
        ("ＳＩＭ卡错误", None, ["screen-text:无SIM卡"]),
        ("密码错", None, ["unionpay-39:55"]),
        ("发卡方超时,请查询", None, ["unionpay-39:98"]),
        ("unionpay-39:98", None, ["unionpay-39:98"]),
        ("５５", None, ["unionpay-39:55"]),
        ("请查询", None, []),
        ("账户", None, []),
        ("交易失败", None, []),
        ("", None, []),
        ("！", None, []),
    ],
)
def test_resolve_screen_text(small: Knowledge, typed: str, shown_where: str | None, expected: list[str]) -> None:
    """Whole texts and phrases of them; a fragment is no text."""
    assert ids(resolve_screen_text(small, typed, shown_where=shown_where)) == expected


def test_all_namespaces_when_none_fits(small: Knowledge) -> None:
    """A QR code that is looked up outside a QR trade is still found."""
    assert ids(resolve_code(small, "ACCOUNTERROR", shown_where="card_trade")) == ["wechat-pay:ACCOUNTERROR"]


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


def test_phrases_leave_out_what_says_too_little() -> None:
    """Short parts are no phrases; the longest comes first."""
    assert phrases("系统忙，请重试，发卡方超时 请稍后再来") == ("发卡方超时", "请稍后再来")


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
