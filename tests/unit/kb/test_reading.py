"""The exact reading of a finished input: it never guesses, and shows what stays open."""

from dataclasses import replace

import pytest

from gui.kb import find_code, is_open, resolve_code, resolve_screen_text
from gui.model.knowledge import Code, CodeNamespace, Knowledge, Trade


def ids(codes: tuple[Code, ...]) -> list[str]:
    """Return the ids in order."""
    return [code.id for code in codes]


@pytest.mark.parametrize(
    ("typed", "shown_where", "expected"),
    [
        ("55", None, ["unionpay-39:55", "scan-acquirer:55"]),
        (" ５５ ", None, ["unionpay-39:55", "scan-acquirer:55"]),
        ("[55]", "card_trade", ["unionpay-39:55"]),
        ("错误码：55", "unknown", ["unionpay-39:55", "scan-acquirer:55"]),
        ("error code 55", None, ["unionpay-39:55", "scan-acquirer:55"]),
        ("55", "qr_trade", ["scan-acquirer:55", "unionpay-39:55"]),
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
        ("５５", "card_trade", ["unionpay-39:55"]),
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
    ("typed", "expected"),
    [
        ("提示55密码错", ["unionpay-39:55"]),
        ("消费 88.00 元 密码错误 55 2026-11-20 14:32", ["unionpay-39:55"]),
        ("终端号 55 找不到", []),
        ("55 和 98 都出现过", []),
        ("两次都是55，没付款", ["scan-acquirer:55"]),
        ("55 楼下", []),
        ("55！", ["unionpay-39:55", "scan-acquirer:55"]),
        ("網路不通 [E103]", ["vendor:E103"]),
    ],
)
def test_a_code_among_words(small: Knowledge, typed: str, expected: list[str]) -> None:
    """One code that words agree with, that is marked, or that stands at an edge beside nothing of its own."""
    assert ids(resolve_code(small, typed)) == expected


def test_the_provider_decides(small: Knowledge) -> None:
    """A provider's own code is its own; another's is not, unless nothing else has it."""
    own = CodeNamespace(trade=Trade.QR, providers=("lakala",))
    knowledge = replace(small, code_namespaces={**small.code_namespaces, "scan-acquirer": own})
    assert ids(resolve_code(knowledge, "55", provider="lakala")) == ["scan-acquirer:55"]
    assert ids(resolve_code(knowledge, "55", provider="lakala", shown_where="qr_trade")) == ["scan-acquirer:55"]
    assert ids(resolve_code(knowledge, "55", provider="lakala", shown_where="card_trade")) == ["unionpay-39:55"]
    assert ids(resolve_code(knowledge, "55", provider="wechat-pay")) == ["unionpay-39:55"]
    assert ids(resolve_code(knowledge, "55", provider="unknown")) == ["unionpay-39:55", "scan-acquirer:55"]
    only = replace(knowledge, codes=tuple(code for code in small.codes if code.id == "scan-acquirer:55"))
    assert ids(resolve_code(only, "55", provider="wechat-pay")) == ["scan-acquirer:55"]


def test_without_a_place_for_its_table_a_code_is_found(small: Knowledge) -> None:
    """A knowledge that says nothing of its namespaces still has its codes."""
    bare = replace(small, code_namespaces={})
    assert ids(resolve_code(bare, "98", shown_where="qr_trade")) == ["unionpay-39:98"]


def test_find_code(small: Knowledge) -> None:
    """By its id alone."""
    found = find_code(small, "unionpay-39:55")
    assert found is not None
    assert found.code == "55"
    assert find_code(small, "55") is None


def test_open_is_what_points_at_different_causes(small: Knowledge) -> None:
    """Two tables that say the same in other words leave nothing open; no meaning, or one, does neither."""
    found, same, other, approval = (
        next(code for code in small.codes if code.id == name)
        for name in ("unionpay-39:55", "scan-acquirer:55", "vendor:E103", "unionpay-39:00")
    )
    assert not is_open([])
    assert not is_open([found])
    assert not is_open([found, same])
    assert is_open([found, other])
    assert is_open([found, approval])
