"""The rules of redaction one by one."""

import pytest

from gui.model.observation import JsonValue
from gui.report import Redacted, redact
from gui.report.redact import luhn_valid, redact_json


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("卡号6222021234567890128，扣了128元", "卡号622202*********0128，扣了128元"),
        ("4111 1111 1111 1111", "411111******1111"),
        ("４１１１－１１１１－１１１１－１１１１", "411111******1111"),
        ("4111.1111.1111.1111", "411111******1111"),
        ("100 4111 1111 1111 1111 20260131", "100 411111******1111 20260131"),
        ("身份证11010519491231002X。", "身份证110***********002X。"),
        ("身份证 110101199003078857", "身份证 110***********8857"),
        ("手机138 1234 5678", "手机138****5678"),
        ("+8613812345679", "+861******5679"),
        ("%B4111111111111111^A/B^2912?", "***"),
    ],
)
def test_secrets_are_masked(text: str, masked: str) -> None:
    """Card and identity numbers, mobile numbers and track data, in the form they are typed."""
    assert redact(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "192.168.100.101 192.168.100.102",
        "参考号031612345678",
        "4200001234202601311234567890",
        "身份证110105194912310021",
        "622202******0128",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    """What fails the check digit, or is too long or too short, is no card number."""
    assert redact(text) == Redacted(text=text, masked_count=0)


def test_every_secret_counts() -> None:
    """The user is told how many were masked."""
    assert redact("4111111111111111，13812345678，4111111111111111").masked_count == 3


def test_json_is_redacted_throughout() -> None:
    """Keys and values at any depth; numbers and null stay."""
    value: JsonValue = {"4111111111111111": ["x 4111111111111111", 5, None, True], "b": {"c": "13812345678"}}
    cleaned, count = redact_json(value)
    assert cleaned == {"411111******1111": ["x 411111******1111", 5, None, True], "b": {"c": "138****5678"}}
    assert count == 2


def test_luhn_knows_the_published_example() -> None:
    """ISO/IEC 7812-1, annex B."""
    assert luhn_valid("79927398713")
    assert not luhn_valid("79927398710")
