"""Reads what matters of a certificate that was not verified: who issued it, for whom, and from when to when.

Only what leads there is read of the DER encoding (ITU-T X.690, sections 8 and 10): a certificate (RFC 5280, section
4.1) is a sequence in which these parts stand at fixed places. A whole ASN.1 library would cost the exe 130 KB.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

from gui.model.observation import JsonValue

#: Tags: context-specific 0 (the version), and the universal ones of ITU-T X.680, section 8.4.
_VERSION, _UTC_TIME, _GENERALIZED_TIME = 0xA0, 0x17, 0x18
#: The string types of a name (RFC 5280, appendix A.1, DirectoryString; IA5String for what older ones hold).
_ENCODINGS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1C: "utf-32-be", 0x1E: "utf-16-be"}
#: Shown of a name, in this order: commonName (2.5.4.3) and organizationName (2.5.4.10).
_NAME_PARTS = (b"\x55\x04\x03", b"\x55\x04\x0a")

#: Of either: RFC 5280, appendix A.1, allows 64.
_MOST_CHARACTERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    """One value of DER: its tag, and the bytes between its length and its end."""

    tag: int
    content: bytes

    def parts(self) -> Iterator["_Element"]:
        """Yield the elements that this one consists of. Raises ValueError for what is not DER."""
        place = 0
        while place < len(self.content):
            element, place = _read(self.content, place)
            yield element

    def only(self) -> "_Element":
        """Return the only part. Raises ValueError when there are more or fewer."""
        (part,) = self.parts()
        return part


def describe_certificate(der: bytes | None) -> dict[str, JsonValue]:
    """Return issuer, subject, not_before and not_after (UTC, ISO 8601); empty when it cannot be read."""
    if not der:
        return {}
    try:
        body, _algorithm, _signature = _Element(tag=0, content=der).only().parts()
        parts = list(body.parts())
        _serial, _algorithm, issuer, validity, subject = parts[parts[0].tag == _VERSION :][:5]
        not_before, not_after = validity.parts()
        return {
            "issuer": _name_text(issuer),
            "subject": _name_text(subject),
            "not_before": _time_text(not_before),
            "not_after": _time_text(not_after),
        }
    except (ValueError, IndexError):
        return {}


def _read(data: bytes, place: int) -> tuple[_Element, int]:
    """Return the element at `place`, and where the next one begins. Raises ValueError, IndexError."""
    tag, length = data[place], data[place + 1]
    start = place + 2
    if length >= 0x80:  # so many bytes follow with the length
        start += length - 0x80
        length = int.from_bytes(data[place + 2 : start], "big")
    end = start + length
    if end > len(data) or tag & 0x1F == 0x1F:
        _refuse("cut off, or a tag of several bytes, which no certificate has here")
    return _Element(tag=tag, content=data[start:end]), end


def _name_text(name: _Element) -> str:
    parts = dict(_attributes(name))
    return ", ".join(parts[oid][:_MOST_CHARACTERS] for oid in _NAME_PARTS if oid in parts)


def _attributes(name: _Element) -> Iterator[tuple[bytes, str]]:
    """Yield object identifier, encoded, and text of what a name consists of."""
    for relative_name in name.parts():
        for attribute in relative_name.parts():
            kind, value = attribute.parts()
            yield kind.content, value.content.decode(_ENCODINGS.get(value.tag, "latin-1"), "replace")


def _time_text(time: _Element) -> str:
    """Return a time of RFC 5280, section 4.1.2.5: always in UTC and with seconds. Raises ValueError."""
    text = time.content.decode("ascii")
    if time.tag == _UTC_TIME:
        text = ("19" if text[:2] >= "50" else "20") + text
    elif time.tag != _GENERALIZED_TIME:
        _refuse("not a time")
    moment = datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _refuse(why: str) -> NoReturn:
    raise ValueError(why)
