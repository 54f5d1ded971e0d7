"""What is never asked for is found by the words beside it; a sentence that only mentions the words is not."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from gui.kb import load_knowledge
from gui.paths import resources_dir
from gui.plain import nfkc
from gui.report import redact
from gui.report.named_secrets import named_secrets

REPOSITORY = Path(__file__).parents[3]

SECRETS = (
    # passwords
    "密码123456", "密码 123456", "密码：123456", "密码是 888888", "交易密码为654321", "取款密码 1 2 3 4 5 6",
    "密碼：112233",
    "支付密码“123456”", "密 码 123456", "密码１２３４５６", "密码一二三四五六", "我的密码就是 102938",
    "密码改成了123456",
    "密码设置为 000000", "密码应该是 5566", "操作员密码 0000", "口令 112233", "口令：Abc123", "密码是abc12345",
    "密码 Abc@1234",
    "password: hunter2", "password hunter2", "Password = s3cret", "passwd=toor", "pwd: 123456", "passcode 998877",
    "my password is Ab12cd", '{"password": "abc123"}', "password: hunter", "123456是密码",
    "卡在这里 888888 是我的支付密码",
    "WiFi密码 12345678", "无线密码是 shop2024", "主管密码\n123456",
    # PIN
    "PIN: 1234", "PIN 1234", "pin1234", "pin码 123456", "My PIN is 4711", "PIN=998877", "PIN：１２３４",
    "PIN number 123456",
    "个人识别码 1234", "1234 is my PIN", "PIN 12 34 56",
    # CVV
    "CVV 123", "cvv123", "CVV2: 456", "CVC 789", "CVN2 321", "CVN：456", "安全码 123", "背面三位数是 123",
    "签名栏后三位 987",
    "security code 123",
    # SMS codes
    "验证码 482913", "验证码：482913", "验证码是482913", "短信验证码482913", "482913是验证码", "您的验证码为 4829",
    "驗證碼 482913",
    "动态码 112233", "动态密码 556677", "短信码 9988", "短信校验码：123456", "verification code: 482913",
    "SMS code 482913",
    "482913 is your verification code", "one-time code 482913", "OTP 482913", "OTP: 48-29-13",
    "【某银行】482913（验证码）",
    # expiry dates
    "有效期 12/27", "有效期12/27", "有效期：1227", "有效期至 12/2027", "卡片有效期 2027年12月", "有效期 12-27",
    "有效期是 05/28",
    "expiry 12/27", "Exp: 12/27", "EXP DATE 05/29", "valid thru 12/27", "good thru 11/28", "expires 12/27",
    "到期日 12/27",
    "expiry date 2027/12",
)  # fmt: skip

HONEST = (
    "密码键盘坏了", "提示密码错误", "PIN pad does not work", "密码错误 55", "55 密码错误", "密码错误(55)",
    "密码错，代码55",
    "密码输入3次", "密码输错 3 次，被锁了", "密码连续输错6次", "密码输了 100 次", "密码是6位数", "请输入密码：******",
    "密码：***",
    "密码超限 75", "忘记密码，请打 95588", "密码不对", "密码：错误", "密码怎么改？", "输密码后一直转圈",
    "没有要密码就扣款了 128 元",
    "免密支付 1000 元", "小额免密 1000元以内", "密码键盘 SP10 连不上", "密码键盘SN 1234567890", "密码是什么",
    "改密码要多久？3 天",
    "Wrong PIN (55)", "PIN 错误 55", "PIN error 117", "Incorrect PIN", "PIN block error A1", "PIN tries exceeded 75",
    "PIN TIMEOUT",
    "脱机PIN验证失败", "no PIN was asked for 1000 yuan", "PINPAD S/N 12345678", "The PIN pad shows 1234 dots",
    "PIN: wrong",
    "password: wrong", "Password incorrect", "forgot the password", "wrong password: please call the bank",
    "password required",
    "验证码收不到", "验证码错误", "验证码 60 秒后重发", "验证码有效 120 秒", "没收到验证码，等了 10 分钟",
    "验证码输错 5 次",
    "verification code not received", "SMS code expired", "CVV 错误", "CVV2 failed N7", "N7 CVV2 失败",
    "提示 CVV 不匹配",
    "有效期过了", "卡过期 54", "过期卡 54", "有效期到了", "二维码有效期 120 秒", "营业执照有效期至 2030-12-31",
    "证书有效期到 2027年1月15日",
    "有效期 30 天", "有效期 3-5 天", "expired card 54", "Expired: 33", "expires in 30 days", "到期 3 天",
    "签到密钥失效",
    "支付码 28 位，以 13 开头", "代码 55", "code 55", "code 482913", "代码 482913", "参考号 031612345678",
    "流水号 000123",
    "商户号后三位 123", "终端号 A9254710", "密文错误 A0", "MAC错误 A0", "pink slip 1234", "compass 1234",
    "shipping 1234", "expo 12/27",
    "6222 02** **** 1234", "2026-01-31 14:05", "￥1,234.50", "V2.1.8", "192.168.1.77:8443", "请查收密码信封",
    "开机密码忘了",
)  # fmt: skip


def values(text: str) -> list[str]:
    """Return what is found in a text."""
    plain = nfkc(text)
    return [plain[start:end] for start, end in named_secrets(plain)]


def test_the_tables_are_long_enough() -> None:
    """A few examples would prove little."""
    assert len(set(SECRETS)) >= 40
    assert len(set(HONEST)) >= 40


@pytest.mark.parametrize("text", SECRETS)
def test_a_named_secret_is_found(text: str) -> None:
    """With any joining words, in any width; and redaction leaves nothing of it."""
    assert values(text)
    cleaned = redact(text).text
    assert "***" in cleaned
    assert not any(value in nfkc(cleaned) for value in values(text))
    assert redact(cleaned).masked_count == 0


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_sentence_passes(text: str) -> None:
    """It only mentions the word, or the number beside it counts something."""
    assert values(text) == []


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for item in (*value, *value.values()) for text in _texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in _texts(item))


def _own_texts() -> Iterator[tuple[str, str]]:
    """Yield file name and text: all words that the program shows, and what shops type in the tests."""
    for path in sorted(resources_dir().rglob("*.toml")):
        yield from ((path.name, text) for text in _texts(tomllib.loads(path.read_text(encoding="utf-8"))))
    kb = REPOSITORY / "tests" / "kb"
    for path in sorted((*resources_dir().rglob("*.csv"), *kb.glob("*.csv"))):
        with path.open(encoding="utf-8", newline="") as file:
            yield from ((path.name, cell) for row in csv.reader(file) for cell in row)
    for path in sorted(kb.glob("written_cases/*.toml")):
        yield from ((path.name, text) for text in _texts(tomllib.loads(path.read_text(encoding="utf-8"))))


#: Numbers of articles in the sources of the knowledge, which the program does not show; by chance one passes Luhn.
_SOURCES = ("help.showpass.com 4414083545367",)


def test_the_programs_own_texts_pass_unchanged() -> None:
    """No word of the knowledge, no host, no code and no version is taken for a secret."""
    changed = [
        (name, text, redact(text).text)
        for name, text in _own_texts()
        if text not in _SOURCES and (redact(text).text != text or values(text))
    ]
    assert changed == []


def test_every_code_and_screen_text_may_be_typed() -> None:
    """Also with its own words behind it, as `密码错误 55`."""
    knowledge = load_knowledge()
    typed = [
        text
        for code in knowledge.codes
        for words in (code.meaning_zh, code.meaning_en, code.display_zh)
        for text in (code.code, words, f"{words} {code.code}", f"{code.code} {words}", f"{words}({code.code})")
    ]
    assert [text for text in typed if values(text)] == []
