"""Tables that are looked up by name and move no cause: bank hotlines, WeChat's merchant limits, terminal models.

They are no part of `Knowledge`, so that the start need not load them; `gui.kb.load_reference` does when asked.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class BankHotline:
    """A bank's telephone. `phone` only with at least medium confidence; empty: see the back of the card."""

    id: str
    name_zh: str
    name_en: str
    phone: str
    confidence: str
    source: str


class LimitKind(StrEnum):
    """What an entry of WeChat's list says: what is closed, why, or how it is opened again."""

    FUNCTION = "function"
    REASON = "reason"
    WAY = "way"


@dataclass(frozen=True, slots=True, kw_only=True)
class WechatLimit:
    """One value of WeChat Pay's merchant limits. `code` is the interface's, `shown` other wordings (estimates).

    `causes`: ids of causes, the likeliest first; `who_acts`: an `Owner` value.
    """

    kind: LimitKind
    code: str
    name_zh: str
    name_en: str
    meaning_zh: str
    meaning_en: str
    shown: tuple[str, ...]
    causes: tuple[str, ...]
    who_acts: str
    confidence: str
    source: str


class ModelKind(StrEnum):
    """What a model is; `UNKNOWN`: no source says it."""

    SMART = "smart"
    TRADITIONAL = "traditional"
    MPOS = "mpos"
    PIN_PAD = "pin_pad"
    QR_BOX = "qr_box"
    CASH_REGISTER = "cash_register"
    NO_CARD = "no_card"
    UNKNOWN = "unknown"


class ModelConnection(StrEnum):
    """How a model can be connected, as far as a source says so."""

    WIFI = "wifi"
    CELLULAR = "cellular"
    ETHERNET = "ethernet"
    BLUETOOTH = "bluetooth"
    USB = "usb"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalModel:
    """A model by the name on its label. `is_kind_sourced`: False when the kind was inferred from the model's name."""

    maker_zh: str
    maker_en: str
    model: str
    kind: ModelKind
    is_kind_sourced: bool
    connections: tuple[ModelConnection, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """All the tables, in the order of their files."""

    banks: tuple[BankHotline, ...]
    wechat_limits: tuple[WechatLimit, ...]
    models: tuple[TerminalModel, ...]
