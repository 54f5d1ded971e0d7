"""The knowledge base as loaded from `resources/kb`: data with a source, or the word `estimate`, on every number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.model.targets import Targets  # a diagnosis does without


class Owner(StrEnum):
    """Who has to act on a cause: whose problem it is."""

    MERCHANT = "merchant"
    CARDHOLDER = "cardholder"
    ISSUER = "issuer"
    ACQUIRER = "acquirer"
    UNIONPAY = "unionpay"
    ISP = "isp"
    NETWORK_ADMIN = "network_admin"
    SETTLEMENT_BANK = "settlement_bank"
    AFTER_SALES = "after_sales"
    SOFTWARE_VENDOR = "software_vendor"


class StepKind(StrEnum):
    """What a checklist step asks of the shop.

    `CHECK_MONEY` steps come before anything that could charge twice. `GUARD` steps stop harm (stop a stolen card, pay
    nothing to a caller); they come first of all as soon as something speaks for their cause. `READ` steps look at the
    code or the words on the screen once more, when what was typed fits nothing else.
    """

    CHECK_MONEY = "check_money"
    GUARD = "guard"
    READ = "read"
    QUESTION = "question"
    ACTION = "action"
    CALL = "call"
    WAIT = "wait"


class Risk(StrEnum):
    """What can be lost by a step. `LOSES_UNSENT` may only follow a step that uploads unsent trades."""

    SAFE = "safe"
    INTERRUPTS = "interrupts"
    MAY_CHARGE_TWICE = "may_charge_twice"
    LOSES_UNSENT = "loses_unsent"


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseStep:
    """A step that may cure a cause. `p_fix`: probability that it does, given the cause."""

    step: str
    p_fix: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason why a terminal takes no money. Texts are in i18n `causes.toml` under `cause.<id>.*`.

    `ref` is the number C01.. of the domain list, `seeds` the places of the article it came from, `prior_weight` a
    relative weight (estimate), `likelihood[question][value]` is P(answer | cause) over the known answers, summing to 1.
    A question that is missing there is neutral for this cause. `is_network`: a PC on the same line can measure it.
    `masks` are ids of evidence (questions, `code`, `screen_text`, `network`) that this cause, where it says something
    about it, decides alone whatever else is wrong: without a line no card works, so that no card works says nothing
    about the card any more.

    `scope` says what fails (texts `scope.<id>`): which cards, which terminals, which trades. `measured_by` are the
    kinds of check whose result speaks for or against it; empty when a PC can only find its own line fine. `asks_for`
    are the report fields that whoever is called asks for. `confidence` is `high`, `medium` or `low`: how well the
    cause and its cure are sourced; `low` is told to the user.
    """

    id: str
    ref: str
    owner: Owner
    category: str
    prior_weight: float
    steps: tuple[CauseStep, ...]
    contact: str
    likelihood: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    is_network: bool = False
    seeds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: str = ""
    masks: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    measured_by: tuple[str, ...] = ()
    asks_for: tuple[str, ...] = ()

    @property
    def is_little_known(self) -> bool:
        """True when the sources of the cause are weak, which everybody who reads its name must be told."""
        return self.confidence == "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class CausePair:
    """Two causes that are plausible at the same time; `first` is to be dealt with first.

    `factor`: how many times as often they come together as two independent faults would (1: by chance).
    """

    first: str
    second: str
    factor: float
    source: str = "estimate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something the wizard can ask. `values` are the known answers; 不清楚 (`unknown`) is always offered as well.

    `baseline[value]` is P(answer) for a case whose cause says nothing about it, summing to 1 (estimate).
    `page` is the wizard page that asks it, or `steps` when only the checklist does. `p_wrong`: how often a known answer
    is not the truth (estimate); the baseline and the causes' likelihoods are of what is answered, mistakes included.
    """

    id: str
    page: str
    values: tuple[str, ...]
    baseline: Mapping[str, float]
    minutes: float = 0.2
    p_wrong: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One entry of the checklist. `after` are step ids that must come first (safety). `question` for kind QUESTION.

    `separates`: faults of the network that look the same from one PC and that the question tells apart.
    `proves_payment`: 解决了 means that the payment in question went through (a look at this payment, CHECK_MONEY).
    """

    id: str
    kind: StepKind
    minutes: float
    who: Owner
    risk: Risk = Risk.SAFE
    after: tuple[str, ...] = ()
    question: str | None = None
    when: object | None = None
    seeds: tuple[str, ...] = ()
    separates: tuple[str, ...] = ()
    proves_payment: bool = False
    source: str = "estimate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An acquirer or wallet. `phone` only where sourced; empty means: see the label on the terminal or the website.

    `legal_name`: the company's Chinese name, as it stands on contracts and licences; empty where not sourced.
    """

    id: str
    ref_order: int
    phone: str
    phone_confidence: str
    phone_source: str
    website: str
    hosts: tuple[str, ...]
    host_confidence: str
    legal_name: str = ""
    aliases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class RetrySafety(StrEnum):
    """What the domain list says about trying again after a code."""

    YES = "yes"
    QUERY_FIRST = "query_first"
    AFTER_SIGN_IN = "after_sign_in"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A response code or a fixed screen text. The same code can occur in several namespaces with other meanings.

    `likelihood[cause id]` is P(this code shown | cause), `p_other` the same for causes that are not listed and for the
    unknown cause (estimates, from `resources/kb/model.toml` by confidence).
    """

    id: str
    namespace: str
    code: str
    meaning_zh: str
    meaning_en: str
    display_zh: str
    who_acts: str
    retry: RetrySafety
    likelihood: Mapping[str, float]
    p_other: float
    confidence: str
    sources: tuple[str, ...] = ()


#: The namespace of the fixed texts a terminal shows without a code.
SCREEN_TEXT = "screen-text"


class Trade(StrEnum):
    """The kind of trade on which a table of codes is shown."""

    CARD = "card"
    QR = "qr"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeNamespace:
    """Where the codes of one namespace are shown, and whose they are.

    `standard`: every terminal of that trade uses them. `passed_on`: other providers show them unchanged. `providers`:
    ids of those whose own they are; empty for a standard, and where that is not known.
    """

    trade: Trade = Trade.ANY
    standard: bool = False
    passed_on: bool = False
    providers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFault:
    """What a verdict of the connectivity run means for the causes: `likelihood[cause id]` = P(this verdict | cause).

    `p_other`: the same for every other cause and for the unknown cause. `owner` must act (None: nobody has to) and
    `contact` is called when nothing but the network was asked about.
    """

    id: str
    segment: str
    likelihood: Mapping[str, float]
    p_other: float
    source: str = "estimate"
    owner: Owner | None = None
    contact: str = "none"


class UsbClass(StrEnum):
    """What a maker's USB id is found on: a terminal, a modem inside one, or the adapter to a serial cable."""

    POS = "pos"
    MODEM = "modem"
    SERIAL_BRIDGE = "serial_bridge"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbMaker:
    """Whose a USB vendor id is (four hexadecimal digits, lower case)."""

    vendor_id: str
    maker_zh: str
    maker_en: str
    usb_class: UsbClass
    source: str


class MacClass(StrEnum):
    """What a maker's hardware addresses are found on: a terminal, or a modem, which may be in one or in anything."""

    POS = "pos"
    MODEM = "modem"


@dataclass(frozen=True, slots=True, kw_only=True)
class MacMaker:
    """Whose a block of hardware addresses is (6, 7 or 9 hexadecimal digits, lower case; the longest one counts)."""

    prefix: str
    maker_zh: str
    maker_en: str
    mac_class: MacClass
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelNumbers:
    """Numbers of the diagnosis that belong to no single cause (each an estimate, `resources/kb/model.toml`).

    `network_relevance[connection]` in 0..1: how far the PC's measurement speaks for the terminal (0: it runs on its own
    4G card). `p_excluded`: a cause at or below this posterior is called ruled out.
    """

    unknown_prior_weight: float
    network_relevance: Mapping[str, float]
    p_excluded: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """The whole knowledge base. `digest` is the SHA-256 (hex) of its files: it is written into every report."""

    digest: str
    causes: Mapping[str, Cause]
    questions: Mapping[str, Question]
    steps: Mapping[str, Step]
    providers: Mapping[str, Provider]
    codes: tuple[Code, ...]
    network_faults: Mapping[str, NetworkFault]
    numbers: ModelNumbers
    targets: "Targets"
    usb_makers: tuple[UsbMaker, ...] = ()
    mac_makers: tuple[MacMaker, ...] = ()
    pairs: tuple[CausePair, ...] = ()
    code_namespaces: Mapping[str, CodeNamespace] = field(default_factory=dict)
