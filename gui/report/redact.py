"""Removes what must not leave the shop from any text: numbers of cards and persons, passwords, names and paths.

Rules (PCI DSS 3.4.1 and FAQ 1091, 1117): a card number keeps at most its first six and last four digits, and has the
same form everywhere in one report, because two different truncations of one number can rebuild it. Track data is
removed with the rest of its line. Identity numbers and mobile numbers keep three and four digits. What a word before it
names as password, PIN, CVV, expiry date, SMS code or WiFi key is removed (`gui.report.named_secrets`). Hardware
addresses, WiFi names, users and paths become tokens, the same value the same (`gui.report.private_names`).

Matching runs on a copy in which every character with a one-character compatibility form (full-width and circled digits
and so on) is that form, so the positions stay those of the text.
"""

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gui.model.observation import JsonValue
from gui.plain import nfkc
from gui.report.named_secrets import named_secrets
from gui.report.private_names import REMOVED, name_finders, own_name_spans
from gui.report.pseudonyms import own_names

# Between the digits of one number: white space, dashes, invisible characters; after a group of four also . _ / ·
_SEPARATORS = r"(?:[\s\-\u2010-\u2015\u2212\u00ad\u200b-\u200d\u2060\ufeff]|(?<=[0-9]{4})[._/\u00b7])*"
_DIGIT_RUN = re.compile(rf"[0-9](?:{_SEPARATORS}[0-9])*")
_GROUP = re.compile(r"[0-9]+")
#: Every secret but the user's name holds one of these; most texts of a report, such as ids, do not.
_SIGN_OF_A_SECRET = re.compile(r"[^A-Za-z_.\-]")
_ID = re.compile(r"[a-z_.\-]+")
_DIGIT = re.compile("[0-9]")
#: Numbers of persons have so many digits, those of cards more; most texts of a report have fewer.
_LEAST_DIGITS = 11
_TRACK = re.compile(r"(?:%[A-Za-z][0-9\s]{10,}\^|;[0-9\s]{10,}=)[^\n]*")
_IDENTITY = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
_MOBILE = re.compile(r"(?<![0-9*])(?:86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9*])")

_CARD_LENGTHS = range(13, 20)  # ISO/IEC 7812: PAN up to 19 digits; the shortest in use have 13
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643: 2^(18-i) mod 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A text without secrets, and how many were masked or removed."""

    text: str
    masked_count: int


def luhn_valid(digits: str) -> bool:
    """Say whether ASCII `digits` passes the Luhn check (ISO/IEC 7812-1, annex B)."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def redact(text: str) -> Redacted:
    """Return `text` with every secret masked. Masking again changes nothing.

    A run of 13-19 digits that passes Luhn is taken for a card number whatever it is: one order number in ten is masked
    with it, and the count lets the caller say so. Runs of digits joined by separators are also searched group by
    group, so that a card number next to an amount or a date is found. A longer unbroken run is no card number.
    """
    if not _SIGN_OF_A_SECRET.search(text) and own_names() is None:
        return Redacted(text=text, masked_count=0)
    count = 0
    while True:  # what is left of a masked number may form a new run with its neighbours; each round has fewer secrets
        plain = text if text.isascii() else "".join(map(_plain, text))
        spans = _spans(plain)
        if not spans:
            return Redacted(text=text, masked_count=count)
        for start, end, mask in reversed(spans):
            text = text[:start] + mask + text[end:]
        count += len(spans)


def redact_json(value: JsonValue) -> tuple[JsonValue, int]:
    """Redact every string inside a JSON value; return the new value and how many secrets were masked.

    An id stays, though it be the name of the PC's user: `router` is a part of the line.
    """
    if isinstance(value, str):
        if _ID.fullmatch(value):
            return value, 0
        redacted = redact(value)
        return redacted.text, redacted.masked_count
    if isinstance(value, list):
        items = [redact_json(item) for item in value]
        return [item for item, _ in items], sum(count for _, count in items)
    if isinstance(value, dict):
        entries = {str(redact_json(key)[0]): redact_json(item) for key, item in value.items()}
        return {key: item for key, (item, _) in entries.items()}, sum(count for _, count in entries.values())
    return value, 0


@functools.cache  # a report looks at some 80,000 characters, most of them again and again
def _plain(character: str) -> str:
    """The one-character compatibility form of a character, decimal digits of any script as ASCII; else itself."""
    form = nfkc(character)
    if len(form) != 1:
        return character
    return str(int(form)) if form.isdecimal() else form


def _spans(plain: str) -> list[tuple[int, int, str]]:
    """Return the secrets of the first kind that occurs as `(start, end, mask)`, in order and without overlap."""
    for find in _finders(plain):
        spans: list[tuple[int, int, str]] = []
        for span in sorted(find(plain)):
            if not spans or span[0] >= spans[-1][1]:
                spans.append(span)
        if spans:
            return spans
    return []


def _finders(plain: str) -> Iterator[Callable[[str], Iterator[tuple[int, int, str]]]]:
    """Yield what has to look at the text; words come first, since a password may look like a telephone number."""
    has_numbers = len(_DIGIT.findall(plain)) >= _LEAST_DIGITS
    if has_numbers:
        yield _track_spans
    yield _named_spans
    yield from name_finders(plain)
    if has_numbers:
        yield from (_card_spans, _identity_spans, _mobile_spans)
    yield own_name_spans


def _named_spans(plain: str) -> Iterator[tuple[int, int, str]]:
    return ((start, end, REMOVED) for start, end in named_secrets(plain))


def _track_spans(plain: str) -> Iterator[tuple[int, int, str]]:
    for match in _TRACK.finditer(plain):
        yield match.start(), match.end(), REMOVED


def _card_spans(plain: str) -> Iterator[tuple[int, int, str]]:
    for run in _DIGIT_RUN.finditer(plain):
        if run.end() - run.start() < _CARD_LENGTHS.start:
            continue
        groups = [(run.start() + group.start(), group.group()) for group in _GROUP.finditer(run.group())]
        index = 0
        while index < len(groups):
            taken = _card_groups(groups[index:])
            if taken == 0:
                index += 1
                continue
            start = groups[index][0]
            last_start, last = groups[index + taken - 1]
            digits = "".join(group for _, group in groups[index : index + taken])
            yield start, last_start + len(last), _mask(digits, 6)
            index += taken


def _card_groups(groups: list[tuple[int, str]]) -> int:
    """Return how many of the leading groups form the longest card number, 0 when none do."""
    digits, taken = "", 0
    for count, (_, group) in enumerate(groups, start=1):
        digits += group
        if len(digits) >= _CARD_LENGTHS.stop:
            break
        if len(digits) in _CARD_LENGTHS and luhn_valid(digits):
            taken = count
    return taken


def _identity_spans(plain: str) -> Iterator[tuple[int, int, str]]:
    for match in _IDENTITY.finditer(plain):
        if _identity_valid(match.group()):
            yield match.start(), match.end(), _mask(match.group(), 3)


def _identity_valid(number: str) -> bool:
    """GB 11643-1999: the check character is (12 - sum mod 11) mod 11, with X for ten."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _IDENTITY_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def _mobile_spans(plain: str) -> Iterator[tuple[int, int, str]]:
    for match in _MOBILE.finditer(plain):
        yield match.start(), match.end(), _mask(re.sub(r"[ -]", "", match.group()), 3)


def _mask(digits: str, first: int) -> str:
    return digits[:first] + "*" * (len(digits) - first - 4) + digits[-4:]
