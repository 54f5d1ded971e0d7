"""Nothing secret survives redaction, however it is written."""

import re
import string

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gui.report import redact
from gui.report.redact import luhn_valid

SEPARATORS = ["", " ", "-", "  ", "\t", "\u3000", "\u00a0", "‐", "–", "—", "\u200b", "\n", " - "]
SCRIPTS = [string.digits, "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
NO_DIGIT = st.text(st.characters(exclude_categories=["Nd", "No", "Nl"]), max_size=20)


def check_digit(body: str) -> str:
    """Return the digit that completes `body` to a number that passes Luhn."""
    return next(digit for digit in string.digits if luhn_valid(body + digit))


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    """A number of 13 to 19 digits that passes Luhn."""
    body = draw(st.text(string.digits, min_size=12, max_size=18))
    return body + check_digit(body)


@st.composite
def written(draw: st.DrawFn, numbers: st.SearchStrategy[str]) -> str:
    """A number as somebody may write it: any digits, any separators between them."""
    number = draw(numbers)
    script = draw(st.sampled_from(SCRIPTS))
    gaps = draw(st.lists(st.sampled_from(SEPARATORS), min_size=len(number), max_size=len(number)))
    return (
        "".join(script[int(digit)] + gap for digit, gap in zip(number[:-1], gaps, strict=False))
        + script[int(number[-1])]
    )


def surviving_card_numbers(text: str) -> list[str]:
    """Every run of 13-19 digits, separators removed, that passes Luhn: an own, plainer reading of the rule."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    runs = re.findall(r"[0-9](?:[\s\-‐-―\u200b]*[0-9])*", plain)
    digits = [re.sub(r"[^0-9]", "", run) for run in runs]
    return [run for run in digits if 13 <= len(run) <= 19 and luhn_valid(run)]


@given(NO_DIGIT, written(card_numbers()), NO_DIGIT)
def test_no_card_number_survives(before: str, number: str, after: str) -> None:
    """In any digits and with any separators, between any words."""
    result = redact(f"{before} {number} {after}")
    assert surviving_card_numbers(result.text) == []
    assert result.masked_count >= 1


@given(card_numbers(), st.sampled_from([" ", "-", "\u3000"]), st.integers(0, 9999), st.integers(0, 9999))
def test_a_neighbouring_number_does_not_hide_a_card_number(number: str, gap: str, before: int, after: int) -> None:
    """An amount or a date beside it makes the run longer, not safe."""
    assert number not in redact(f"{before}{gap}{number}{gap}{after}").text


@given(card_numbers(), st.sampled_from(["^ZHANG/SAN^2912101", "=29121010000"]))
def test_track_data_is_removed_with_its_line(number: str, rest: str) -> None:
    """Not even the masked number stays."""
    start = "%B" if rest.startswith("^") else ";"
    assert redact(f"日志\n{start}{number}{rest}\n完").text == "日志\n***\n完"


@given(st.text())
@example("12345678901 6222021234567890128")
def test_masking_twice_is_masking_once(text: str) -> None:
    """What is masked stays as it is, and is not counted again."""
    once = redact(text)
    assert redact(once.text).text == once.text
    assert redact(once.text).masked_count == 0


@given(st.text(string.digits + " -*%;^=BX\u3000８", max_size=80))
def test_no_mixture_of_digits_and_signs_escapes(text: str) -> None:
    """Masking ends, is stable, and leaves no card number."""
    once = redact(text)
    assert redact(once.text).masked_count == 0
    assert surviving_card_numbers(once.text) == []


@given(NO_DIGIT)
def test_a_text_without_digits_is_unchanged(text: str) -> None:
    """Redaction touches nothing else."""
    result = redact(text)
    assert (result.text, result.masked_count) == (text, 0)


#: Words and signs that mean something to one rule or another, and what the rules leave behind.
FRAGMENTS = st.sampled_from(
    [
        "WiFi名", "SSID", "配置文件", "Profile ", "WIFI:", "S:", "P:", "psk", "关键内容", "密码", "password", "PIN",
        "CVV", "验证码",
        "有效期", "用户名", "MAC", "C:", "\\", "\\\\", "/home/", "/Users/", "file:///", "Users", "laowang", "王小明",
        "a.txt", "***",
        "wifi-kzqm", "user-kzqm", "path-kzqm.txt", "a4:5e:60:mac-kzqm", "a4:5e:60:", "a4-5e-60-12-34-56",
        "a45e60123456",
        "12", "1234", "12/27", "4111111111111111", "13812345678", "622202****0128", "是", "为", "is ", ":", "：", "=",
        ";", ",",
        "，", "。", '"', "“", "”", "'", " ", "\n", "\t", "/", "-", ".", "错误", "我的", "x",
    ]
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(FRAGMENTS, max_size=14).map("".join))
def test_no_mixture_of_words_and_masks_is_masked_twice(text: str) -> None:
    """Masking ends, and what it leaves is left."""
    once = redact(text)
    assert redact(once.text).text == once.text
    assert redact(once.text).masked_count == 0
