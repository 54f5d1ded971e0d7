"""The report fields: what people type, and what is stored."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.kb import load_catalog
from gui.model.errors import UserError
from gui.model.fields import FIELDS, TRADE_TYPES, format_field, parse_field

FITTING: list[tuple[str, str, Any]] = [
    ("merchant_name", "  老王  水果店 ", "老王 水果店"),
    ("merchant_no", "８２２２９００５９４３０ＢＣＹ", "822290059430BCY"),
    ("merchant_no", "102 2900 5411 0001", "102290054110001"),
    ("terminal_no", " A9254710 ", "A9254710"),
    ("terminal_sn", "N300-W1234567", "N300-W1234567"),
    ("terminal_address", "１９２。１６８。１。７７：８４４３", "192.168.1.77:8443"),
    ("terminal_address", " 10.0.0.7 : 08443 ", "10.0.0.7:8443"),
    ("terminal_address", "172.31.255.9:1", "172.31.255.9:1"),
    ("amount", "1,234.5", 123450),
    ("amount", "￥１２", 1200),
    ("amount", "0.01元", 1),
    ("amount", "128.50", 12850),
    ("trade_time", "2026-1-5 9:03", "2026-01-05 09:03"),
    ("trade_time", "2026/01/05 09:03:07", "2026-01-05 09:03:07"),
    ("trade_time", "2026年1月5日 9:03", "2026-01-05 09:03"),
    ("trade_time", "20260105 090307", "2026-01-05 09:03:07"),
    ("trade_time", "202601050903", "2026-01-05 09:03"),
    ("trade_time", "20260105", "2026-01-05"),
    ("trade_time", "2026-01-05T09:03", "2026-01-05 09:03"),
    ("trade_type", "消费", "sale"),
    ("trade_type", "qr_sale", "qr_sale"),
    ("card_last4", "１２３４", "1234"),
    ("card_last4", "622202******1234", "1234"),
    ("card_last4", "**** 1234", "1234"),
    ("card_last4", "xxxx-1234", "1234"),
    ("response_code", "a5", "A5"),
    ("response_code", "ACQ.TRADE_HAS_CLOSE", "ACQ.TRADE_HAS_CLOSE"),
    ("rrn", "031612345678", "031612345678"),
    ("trace_no", "123", "000123"),
    ("batch_no", "000001", "000001"),
    ("auth_code", "a12345", "A12345"),
    ("order_no", "PAY|2026_01-31*7", "PAY|2026_01-31*7"),
    ("firmware_version", "V2.1.8", "V2.1.8"),
    ("note", " 昨天开始\r\n换过路由器 ", "昨天开始\n换过路由器"),
]

NOT_FITTING = [
    ("merchant_name", "店" * 41),
    ("merchant_no", "82229005943"),
    ("merchant_no", "82229005943-BCY"),
    ("terminal_no", "A92547"),
    ("terminal_sn", "12345"),
    ("terminal_sn", "序列号"),
    ("terminal_address", "192.168.1.77"),
    ("terminal_address", "192.168.1.777:8443"),
    ("terminal_address", "192.168.1.77:0"),
    ("terminal_address", "192.168.1.77:65536"),
    ("terminal_address", "pos.local:8443"),
    ("amount", "0"),
    ("amount", "0.00"),
    ("amount", "-5"),
    ("amount", "12.345"),
    ("amount", "12,50"),
    ("amount", "十二"),
    ("amount", "9" * 30),
    ("amount", "10000000000"),
    ("trade_time", "1月5日 9:03"),
    ("trade_time", "2026-02-30"),
    ("trade_time", "昨天"),
    ("trade_type", "赊账"),
    ("card_last4", "123"),
    ("card_last4", "12345"),
    ("card_last4", "622202**1234"),
    ("response_code", "账户异常"),
    ("response_code", "5"),
    ("rrn", "12345"),
    ("trace_no", "0"),
    ("trace_no", "1234567"),
    ("batch_no", "A1"),
    ("auth_code", "12345"),
    ("order_no", "12 3"),
    ("firmware_version", "v" * 61),
    ("note", "长" * 1001),
]


@pytest.mark.parametrize(("name", "text", "value"), FITTING)
def test_what_fits_is_stored_in_one_form(name: str, text: str, value: object) -> None:
    """Full-width characters, separators and missing zeros are accepted; the stored form reads back."""
    assert parse_field(name, text) == value
    assert parse_field(name, format_field(name, parse_field(name, text))) == value


@pytest.mark.parametrize(("name", "text"), NOT_FITTING)
def test_what_does_not_fit_is_refused_with_the_fields_own_message(name: str, text: str) -> None:
    """The error's key is the field's, and its three texts exist in both languages."""
    with pytest.raises(UserError) as caught:
        parse_field(name, text)
    assert caught.value.key == f"field.{name}"
    for lang in ("zh", "en"):
        catalog = load_catalog(lang)
        for part in ("what", "means", "do"):
            assert "{" not in catalog.text(f"error.{caught.value.key}.{part}", **caught.value.text_args)


@pytest.mark.parametrize(
    "text", ["6222021234567890128", "6222 0212 3456 7890", "６２２２０２１２３４５６７８９０", "4111-1111-1111-1"]
)
def test_a_full_card_number_is_refused(text: str) -> None:
    """Whether or not it passes Luhn: nobody has to type so many digits here."""
    with pytest.raises(UserError, match=r"^field\.card_full$"):
        parse_field("card_last4", text)


@pytest.mark.parametrize("address", ["203.0.113.10", "8.8.8.8", "100.64.0.9", "172.32.0.1", "127.0.0.1", "169.254.1.1"])
def test_only_the_shop_s_own_network_has_the_terminal(address: str) -> None:
    """An address of the internet is refused with words of its own: nothing is ever sent there."""
    with pytest.raises(UserError, match=r"^field\.terminal_public$"):
        parse_field("terminal_address", f"{address}:8443")


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("text", ["", "  ", "\u3000"])
def test_an_empty_text_clears_a_field(name: str, text: str) -> None:
    """Nothing known is None, and None is shown as nothing."""
    assert parse_field(name, text) is None
    assert format_field(name, None) == ""


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_every_amount_survives_the_way_to_the_screen_and_back(fen: int) -> None:
    """Money is an integer of fen: no binary fraction anywhere."""
    assert parse_field("amount", format_field("amount", fen)) == fen


@given(st.sampled_from(sorted(FIELDS)), st.text())
def test_any_text_is_taken_or_refused_in_words(name: str, text: str) -> None:
    """No input crashes a field."""
    try:
        value = parse_field(name, text)
    except UserError:
        return
    assert value is None or parse_field(name, format_field(name, value)) == value


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_field_and_trade_type_has_its_texts(lang: str) -> None:
    """Labels, places and examples are complete."""
    catalog = load_catalog(lang)
    for name in FIELDS:
        assert all(catalog.text(f"field.{name}.{part}") for part in ("name", "help", "example"))
    for trade_type in TRADE_TYPES:
        assert catalog.text(f"report.trade_type.{trade_type}")


def test_free_text_is_marked_for_redaction() -> None:
    """What the specification marks: typed texts are redacted, numbers of fixed form are not."""
    free = {name for name, spec in FIELDS.items() if spec.free_text}
    assert free == {"merchant_name", "terminal_sn", "firmware_version", "response_code", "order_no", "note"}
    assert FIELDS["trade_type"].choices == tuple(TRADE_TYPES)
