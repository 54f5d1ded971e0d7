"""Every response code and screen text of the real knowledge base."""

import re

import pytest

from gui.kb import match_codes, resolve_code, resolve_screen_text
from gui.model.knowledge import SCREEN_TEXT, Code, Owner, RetrySafety, Trade
from tests.kb.data import CATALOGS, KNOWLEDGE

CODES = {code.id: code for code in KNOWLEDGE.codes}

#: Field-39 values whose meaning is sourced with high confidence: all of them must be listed.
# fmt: off
FIELD_39_HIGH = [
    "00", "01", "02", "03", "04", "05", "07", "10", "11", "12", "13", "14", "15", "19", "21", "22",
    "25", "30", "34", "38", "40", "41", "43", "45", "51", "54", "55", "57", "58", "59", "61", "62",
    "64", "65", "68", "75", "77", "90", "91", "92", "94", "96", "97", "98", "99", "A0", "A1", "A2",
    "A3", "A4", "A5", "A6", "A7",
]
# fmt: on

#: Texts that a terminal may show instead of a code.
# fmt: off
SCREEN_TEXTS = [
    "账户异常", "余额不足", "请签到", "网络异常", "通讯失败", "无SIM卡", "交易超时",
    "商户已注销或停用", "身份证过期", "商户未授权", "划款失败", "未激活", "商户休眠", "位置异常",
    "无主密钥", "请更新", "缺纸", "密码错误",
]
# fmt: on

#: The card is to be stopped: never another try (domain list, section 6, rule 5).
PICK_UP = ("04", "07", "33", "34", "35", "36", "37", "41", "43", "67")

#: The result is open: ask before any retry (domain list, section 6, rule 1).
RESULT_OPEN = (
    "unionpay-39:09",
    "unionpay-39:68",
    "unionpay-39:94",
    "unionpay-39:98",
    "newland-starpos:E101",
    "newland-starpos:E106",
    "wechat-pay:USERPAYING",
    "wechat-pay:SYSTEMERROR",
    "alipay:ACQ.SYSTEM_ERROR",
    "scan-acquirer:98_01",
    "screen-text:交易超时",
)


@pytest.mark.parametrize("code", FIELD_39_HIGH)
def test_field_39_is_complete(code: str) -> None:
    """Every well sourced value is there, with high confidence."""
    assert CODES[f"unionpay-39:{code}"].confidence == "high"


def test_confidential_meaning_is_left_out() -> None:
    """What F2 means stands only in a document that asks for confidence: the entry says no more than public lists do."""
    assert "文件" not in CODES["unionpay-39:F2"].meaning_zh
    assert not CODES["unionpay-39:F2"].likelihood


#: How many codes of each namespace the domain list holds; the program may know more.
LISTED = {
    "unionpay-39": 82,
    "newland-starpos": 31,
    "posppay-newpay": 14,
    "ex2003": 13,
    "wechat-pay": 10,
    "scan-acquirer": 10,
    "ebox-terminal": 9,
    "alipay": 8,
    "shengpay": 8,
    "posn38": 4,
    "spd-pos": 1,
}


@pytest.mark.parametrize(("namespace", "count"), LISTED.items())
def test_namespace_is_complete(namespace: str, count: int) -> None:
    """All 190 codes of the 11 namespaces are there."""
    assert sum(LISTED.values()) == 190
    assert sum(code.namespace == namespace for code in KNOWLEDGE.codes) >= count


@pytest.mark.parametrize("code", KNOWLEDGE.codes, ids=lambda code: code.id)
def test_code(code: Code) -> None:
    """Both languages, known owners, causes that exist, likelihoods above the rest, and a source."""
    assert re.search(r"[\u4e00-\u9fff]", code.meaning_zh)
    assert not re.search(r"[\u4e00-\u9fff]", code.meaning_en)
    assert set(code.who_acts.split()) <= set(Owner)
    assert code.likelihood.keys() <= KNOWLEDGE.causes.keys()
    assert all(code.p_other < p <= 1 for p in code.likelihood.values())
    assert code.sources


@pytest.mark.parametrize("code", KNOWLEDGE.codes, ids=lambda code: code.id)
def test_code_is_found(code: Code) -> None:
    """By its id, by what is typed, and among the suggestions."""
    assert resolve_code(KNOWLEDGE, code.id) == (code,)
    assert resolve_screen_text(KNOWLEDGE, code.id) == (code,)
    where = "qr_trade" if KNOWLEDGE.code_namespaces[code.namespace].trade is Trade.QR else "card_trade"
    matches = match_codes(KNOWLEDGE, code.code, shown_where=where, limit=4)
    assert code in [match.code for match in matches]
    standard = CODES.get(f"unionpay-39:{code.code}", code)
    own = KNOWLEDGE.code_namespaces[code.namespace]
    is_hidden = own.trade is Trade.CARD and standard is not code  # on a card trade the standard meaning counts
    if code.namespace != SCREEN_TEXT:  # a wallet's code with the same words comes before a fixed text on QR trades
        assert (standard if is_hidden else code) in resolve_code(KNOWLEDGE, code.code, shown_where=where)


@pytest.mark.parametrize(
    ("typed", "shown_where", "provider", "expected"),
    [
        ("51", None, None, ["unionpay-39:51", "scan-acquirer:51"]),
        ("51", "card_trade", None, ["unionpay-39:51"]),
        ("51", "qr_trade", None, ["scan-acquirer:51", "unionpay-39:51"]),
        ("06", "qr_trade", "lakala", ["ymd-gateway:06", "unionpay-39:06"]),
        ("67", "card_trade", None, ["unionpay-39:67"]),
        ("SIGN_ERROR", "qr_trade", None, ["wechat-pay:SIGNERROR", "shengpay:SIGN_ERROR"]),
        ("SIGN_ERROR", "qr_trade", "shengpay", ["shengpay:SIGN_ERROR"]),
        ("SIGN_ERROR", "qr_trade", "wechat-pay", ["wechat-pay:SIGNERROR"]),
        ("SIGN_ERROR", "qr_trade", "lakala", ["wechat-pay:SIGNERROR"]),
        ("SYSTEM_ERROR", None, None, ["wechat-pay:SYSTEMERROR", "alipay:ACQ.SYSTEM_ERROR"]),
        ("SYSTEM_ERROR", None, "alipay", ["alipay:ACQ.SYSTEM_ERROR"]),
        ("MCH_NOT_FOUND", "qr_trade", "lakala", ["shengpay:MCH_NOT_FOUND"]),
        ("错误码：Z1", "card_trade", None, ["emv-offline:Z1"]),
        ("提示51余额不足", "card_trade", None, ["unionpay-39:51"]),
    ],
)
def test_place_and_provider_decide(
    typed: str, shown_where: str | None, provider: str | None, expected: list[str]
) -> None:
    """What fits the place and the provider; where that leaves it open all that fit, the likelier first."""
    found = resolve_code(KNOWLEDGE, typed, shown_where=shown_where, provider=provider)
    assert [code.id for code in found] == expected


@pytest.mark.parametrize("text", SCREEN_TEXTS)
def test_screen_text_is_known(text: str) -> None:
    """Fixed texts resolve to themselves on a card trade."""
    assert [code.id for code in resolve_screen_text(KNOWLEDGE, text, shown_where="card_trade")] == [
        f"screen-text:{text}"
    ]


@pytest.mark.parametrize("code", PICK_UP)
def test_stopped_card_is_never_retried(code: str) -> None:
    """Whatever else these codes say, the answer to a retry is no."""
    assert CODES[f"unionpay-39:{code}"].retry is RetrySafety.NO


@pytest.mark.parametrize("code_id", RESULT_OPEN)
def test_open_result_is_queried_first(code_id: str) -> None:
    """Money safety: an unknown result is never simply tried again."""
    assert CODES[code_id].retry is RetrySafety.QUERY_FIRST


@pytest.mark.parametrize(("code", "words"), [("05", ("身份", "不予承兑")), ("21", ("激活", "不能采取行动"))])
def test_both_meanings_are_shown(code: str, words: tuple[str, str]) -> None:
    """Codes that were redefined carry the newer and the older meaning."""
    assert all(word in CODES[f"unionpay-39:{code}"].meaning_zh for word in words)


def test_bare_account_text_separates_nothing() -> None:
    """账户异常 alone speaks for many causes about equally; on a QR trade it is the payer's account."""
    bare = CODES["screen-text:账户异常"]
    assert len(bare.likelihood) >= 20
    assert max(bare.likelihood.values()) <= 3 * min(bare.likelihood.values())
    (on_qr,) = resolve_screen_text(KNOWLEDGE, "账户异常", shown_where="qr_trade")
    assert on_qr.id == "wechat-pay:ACCOUNTERROR"
    assert max(on_qr.likelihood, key=lambda cause: on_qr.likelihood[cause]) == "card-account-frozen"


@pytest.mark.parametrize("typed", ["Q7", "5555", "T9", "没见过的字", "交易失败", "请重试"])
def test_unlisted_is_unlisted(typed: str) -> None:
    """未收录 is an answer; nothing is guessed."""
    assert resolve_code(KNOWLEDGE, typed) == ()
    assert resolve_screen_text(KNOWLEDGE, typed) == ()


@pytest.mark.parametrize("namespace", sorted({code.namespace for code in KNOWLEDGE.codes}))
def test_namespace_has_a_name(namespace: str) -> None:
    """Where a code comes from is said in plain words."""
    for catalog in CATALOGS.values():
        assert catalog.text(f"ui.namespace.{namespace}")


def test_no_text_advises_splitting_an_amount() -> None:
    """Splitting evades risk control: it is only ever spoken of to say 不要."""
    splitting, warning = re.compile(r"拆单|拆成|拆开刷|分单|分几笔|分多笔"), re.compile(r"不要|不得|不能|勿")
    texts = [*CATALOGS["zh"].texts.values(), *(code.meaning_zh for code in KNOWLEDGE.codes)]
    clauses = [clause for text in texts for clause in re.split(r"[，。；：\n]", text) if splitting.search(clause)]
    assert [clause for clause in clauses if not warning.search(clause)] == []
