"""The fields of a fault report that a bank or acquirer asks for: what each may hold, read from text and written back.

Forms and lengths: ISO 8583 field table (F2, F4, F11, F37, F38, F39, F41, F42, F60.2) as the slip prints them. What is
never asked for has no field here: expiry date, CVV, PIN, SMS code, identity number, the full card number.
Full-width input (`１２３`) is accepted everywhere. An empty text clears a field: its value is None.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from gui.model.errors import UserError
from gui.model.observation import JsonValue
from gui.plain import nfkc

#: Trade types by id, with the word that slips print; either is accepted as input.
TRADE_TYPES: Mapping[str, str] = {
    "sale": "消费",
    "void": "撤销",
    "refund": "退货",
    "preauth": "预授权",
    "preauth_complete": "预授权完成",
    "balance": "余额查询",
    "sign_in": "签到",
    "settle": "结算",
    "qr_sale": "扫码消费",
}

_MAX_FEN = 10**12 - 1  # F4 is n12, in fen
_TIME_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field. `parse` turns cleaned, non-empty text into the stored value, or raises ValueError.

    `free_text`: people can type anything into it, so it goes through redaction before it is stored. `key`: the report
    shows it as missing when it is empty, because the bank needs it to find the trade. `max_length` is in characters,
    for the input widget. `choices` are the only values, by id (empty: no list).
    """

    name: str
    parse: Callable[[str], JsonValue]
    max_length: int
    free_text: bool = False
    key: bool = False
    choices: tuple[str, ...] = ()
    multiline: bool = False


class _FullCardNumberError(ValueError):
    """Someone typed a whole card number where the last four digits are wanted."""


class _PublicAddressError(ValueError):
    """Someone typed an address of the internet where one of the shop's own network is wanted."""


def _compact(text: str) -> str:
    return re.sub(r"\s", "", text)


def _matching(pattern: str) -> Callable[[str], JsonValue]:
    """Return a parser for a number or name that is printed without spaces."""
    compiled = re.compile(pattern)

    def parse(text: str) -> JsonValue:
        value = _compact(text)
        if compiled.fullmatch(value) is None:
            raise ValueError(value)
        return value

    return parse


def _upper(pattern: str) -> Callable[[str], JsonValue]:
    parse = _matching(pattern)
    return lambda text: parse(text.upper())


def _counter(text: str) -> JsonValue:
    """F11 and F60.2: n6, 000001-999999; the slip or the shop may drop the leading zeros."""
    value = _compact(text)
    if not re.fullmatch(r"[0-9]{1,6}", value) or int(value) == 0:
        raise ValueError(value)
    return value.zfill(6)


def _amount_fen(text: str) -> JsonValue:
    """Yuan as typed (`1,234.5`, `￥12`, `12元`) to an integer of fen; a third decimal is refused, not rounded."""
    value = re.sub(r"^(?:[¥￥]|RMB|CNY)|元$", "", _compact(text), flags=re.IGNORECASE)
    match = re.fullmatch(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,2}))?", value)
    if match is None or len(value) > 20:
        raise ValueError(value)
    fen = int(match[1].replace(",", "")) * 100 + int((match[2] or "0").ljust(2, "0"))
    if not 0 < fen <= _MAX_FEN:
        raise ValueError(value)
    return fen


def _trade_time(text: str) -> JsonValue:
    """Time as the slip prints it (Beijing time), with the year; the time of day and the seconds may be missing."""
    value = re.sub(r"[年月/.]", "-", text)
    value = re.sub(r"日", " ", value).replace("T", " ")
    compact = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2}) ?([0-9]{2})?:?([0-9]{2})?:?([0-9]{2})?", value.strip())
    if compact is not None:
        day, clock = "-".join(compact.groups()[:3]), ":".join(part for part in compact.groups()[3:] if part)
        value = f"{day} {clock}"
    value = " ".join(value.split())
    for form in _TIME_FORMS:
        try:
            return datetime.strptime(value, form).strftime(form)  # noqa: DTZ007 - the slip's local time, kept as printed
        except ValueError:
            continue
    raise ValueError(value)


def _card_last4(text: str) -> JsonValue:
    """The last four digits, or a masked number as slips print it (`622202******1234`), reduced to them."""
    value = re.sub(r"[\s-]", "", text)
    if re.search(r"[0-9]{13,}", value):
        raise _FullCardNumberError
    match = re.fullmatch(r"(?:[0-9]{0,6}[*xX•●＊]{3,})?([0-9]{4})", value)
    if match is None:
        raise ValueError(value)
    return match[1]


def _trade_type(text: str) -> JsonValue:
    value = _compact(text)
    for choice, word in TRADE_TYPES.items():
        if value in (choice, word):
            return choice
    raise ValueError(value)


def _terminal_address(text: str) -> JsonValue:
    """IPv4 address and port of the terminal on the shop's own network: `192.168.1.77:8443`."""
    from gui.model.lan import TerminalAddress, is_shop_address  # noqa: PLC0415 (the first page does without)

    terminal = TerminalAddress.from_text(_compact(text.replace("。", ".")))
    if not is_shop_address(terminal.address):
        raise _PublicAddressError
    return str(terminal)


def _line(max_length: int) -> Callable[[str], JsonValue]:
    """Return a parser for free text on one line."""
    return lambda text: _limited(" ".join(text.split()), max_length)


def _lines(max_length: int) -> Callable[[str], JsonValue]:
    """Return a parser for free text on several lines."""
    return lambda text: _limited(re.sub(r"\r\n?", "\n", text).strip(), max_length)


def _limited(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise ValueError(text)
    return text


#: In the order of the form and of the report. `order_no` and `terminal_sn` are redacted like free text: a card number
#: pasted there by mistake must not stay. The merchant number is not: it is what the bank looks the shop up by.
FIELDS: Mapping[str, FieldSpec] = {
    spec.name: spec
    for spec in (
        FieldSpec(name="merchant_name", parse=_line(40), max_length=40, free_text=True),
        FieldSpec(name="merchant_no", parse=_matching(r"[0-9A-Za-z]{15}"), max_length=20, key=True),
        FieldSpec(name="terminal_no", parse=_matching(r"[0-9A-Za-z]{8}"), max_length=12, key=True),
        FieldSpec(name="terminal_sn", parse=_matching(r"[0-9A-Za-z-]{6,30}"), max_length=36, free_text=True),
        FieldSpec(name="firmware_version", parse=_line(60), max_length=60, free_text=True),
        FieldSpec(name="terminal_address", parse=_terminal_address, max_length=30),
        FieldSpec(name="trade_time", parse=_trade_time, max_length=30, key=True),
        FieldSpec(name="trade_type", parse=_trade_type, max_length=20, choices=tuple(TRADE_TYPES)),
        FieldSpec(name="amount", parse=_amount_fen, max_length=24, key=True),
        FieldSpec(name="card_last4", parse=_card_last4, max_length=30, key=True),
        FieldSpec(name="response_code", parse=_upper(r"[0-9A-Z][0-9A-Z._-]{1,39}"), max_length=40, free_text=True),
        FieldSpec(name="rrn", parse=_upper(r"[0-9A-Z]{12}"), max_length=16, key=True),
        FieldSpec(name="trace_no", parse=_counter, max_length=8, key=True),
        FieldSpec(name="batch_no", parse=_counter, max_length=8, key=True),
        FieldSpec(name="auth_code", parse=_upper(r"[0-9A-Z]{6}"), max_length=8),
        FieldSpec(name="order_no", parse=_matching(r"[0-9A-Za-z_|*-]{6,64}"), max_length=72, free_text=True),
        FieldSpec(name="note", parse=_lines(1000), max_length=1000, free_text=True, multiline=True),
    )
}


def parse_field(name: str, text: str) -> JsonValue:
    """Return the stored value of field `name` for what was typed: a string, fen (int) for `amount`, None when empty.

    Raises:
        UserError: `field.<name>` when the text does not fit; `field.card_full` for a whole card number in `card_last4`;
            `field.terminal_public` for an address in `terminal_address` that is not of a shop's own network.
        KeyError: `name` is no field.
    """
    spec = FIELDS[name]
    cleaned = text if spec.multiline else nfkc(text)
    if not cleaned.strip():
        return None
    try:
        return spec.parse(cleaned)
    except _FullCardNumberError:
        raise UserError("field.card_full") from None
    except _PublicAddressError:
        raise UserError("field.terminal_public") from None
    except ValueError:
        raise UserError(f"field.{name}", max_length=spec.max_length) from None


def format_field(name: str, value: JsonValue) -> str:
    """Return a stored value as text that `parse_field` reads back: yuan with two decimals for `amount`, "" for None."""
    if value is None:
        return ""
    if name == "amount":
        fen = cast("int", value)
        return f"{fen // 100}.{fen % 100:02d}"
    return str(value)
