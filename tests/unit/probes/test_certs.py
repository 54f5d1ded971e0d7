"""Certificates are read as `cryptography` reads them, and whatever a server sends is read without an error."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID
from hypothesis import example, given
from hypothesis import strategies as st

from gui.probes.certs import describe_certificate

LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # RFC 5280, section 4.1.2.5: no end that anyone knows
KEY = ec.generate_private_key(ec.SECP256R1())
START, END = datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)


def certificate(issuer: x509.Name, subject: x509.Name, start: datetime = START, end: datetime = END) -> bytes:
    """Return a certificate as DER."""
    builder = x509.CertificateBuilder().issuer_name(issuer).subject_name(subject).public_key(KEY.public_key())
    builder = builder.serial_number(1).not_valid_before(start).not_valid_after(end)
    return builder.sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def name(*parts: tuple[x509.ObjectIdentifier, str, _ASN1Type]) -> x509.Name:
    """Return a name with each part in its string type."""
    return x509.Name([x509.NameAttribute(kind, text, _type=form) for kind, text, form in parts])


def plain(text: str) -> x509.Name:
    """Return a name that has a common name only."""
    return name((NameOID.COMMON_NAME, text, _ASN1Type.UTF8String))


CERTIFICATE = certificate(plain("issuer.test"), plain("subject.test"))
ORGANISATION = name(
    (NameOID.COUNTRY_NAME, "CN", _ASN1Type.PrintableString),
    (NameOID.ORGANIZATION_NAME, "收单机构", _ASN1Type.BMPString),
    (NameOID.COMMON_NAME, "a.acquirer.test", _ASN1Type.PrintableString),
)


@pytest.mark.parametrize(
    ("given_name", "text"),
    [
        (plain("路由器 ✓"), "路由器 ✓"),
        (ORGANISATION, "a.acquirer.test, 收单机构"),
        (name((NameOID.COMMON_NAME, "box", _ASN1Type.IA5String)), "box"),
        (name((NameOID.COMMON_NAME, "户", _ASN1Type.UniversalString)), "户"),
        (name((NameOID.LOCALITY_NAME, "Beijing", _ASN1Type.UTF8String)), ""),
        (x509.Name([]), ""),
    ],
)
def test_names(given_name: x509.Name, text: str) -> None:
    """Common name and organisation, in every string type, on either side."""
    told = describe_certificate(certificate(given_name, plain("other")))
    assert (told["issuer"], told["subject"]) == (text, "other")
    assert describe_certificate(certificate(plain("other"), given_name))["subject"] == text


@given(st.datetimes(datetime(1950, 1, 1), datetime(9999, 12, 30)), st.text(min_size=1, max_size=64))  # noqa: DTZ001
@example(datetime(1999, 12, 31, 23, 59, 59), "x")  # noqa: DTZ001
@example(datetime(2050, 1, 1), "x" * 64)  # noqa: DTZ001
def test_dates_and_texts(start: datetime, text: str) -> None:
    """Before 2050 the year has two digits, from then on four (RFC 5280, section 4.1.2.5)."""
    told = describe_certificate(certificate(plain(text), plain("x"), start.replace(tzinfo=UTC), LAST))
    assert told == {
        "issuer": text,
        "subject": "x",
        "not_before": start.strftime(f"{start.year:04}-%m-%dT%H:%M:%SZ"),
        "not_after": "9999-12-31T23:59:59Z",
    }


def test_a_text_of_the_oldest_type() -> None:
    """T61String is read as Latin-1, as everyone does."""
    der = certificate(name((NameOID.COMMON_NAME, "B_cher", _ASN1Type.T61String)), plain("x"))
    assert describe_certificate(der.replace(b"B_cher", b"B\xfccher"))["issuer"] == "Bücher"


def test_a_certificate_without_a_version() -> None:
    """The first version has no such field, as the own certificates of some old devices."""
    serial, algorithm, signature = element(2, b"\1"), element(0x30), element(3, b"\0")
    names = [name.public_bytes() for name in (plain("issuer.test"), plain("subject.test"))]
    dates = element(0x30, element(0x17, b"500101000000Z") + element(0x18, b"20491231235959Z"))
    body = element(0x30, serial + algorithm + names[0] + dates + names[1] + element(0x30))
    assert describe_certificate(element(0x30, body + algorithm + signature)) == {
        "issuer": "issuer.test",
        "subject": "subject.test",
        "not_before": "1950-01-01T00:00:00Z",
        "not_after": "2049-12-31T23:59:59Z",
    }


def element(tag: int, content: bytes = b"") -> bytes:
    """Return an element of DER of at most 255 bytes."""
    length = [len(content)] if len(content) < 128 else [0x81, len(content)]
    return bytes([tag, *length]) + content


@given(st.integers(0, len(CERTIFICATE) - 1), st.integers(0, 255))
def test_a_changed_byte_is_no_error(place: int, value: int) -> None:
    """Nor is a certificate that is cut off, or followed by something."""
    changed = CERTIFICATE[:place] + bytes([value]) + CERTIFICATE[place + 1 :]
    assert set(describe_certificate(changed)) in (set(), {"issuer", "subject", "not_before", "not_after"})
    assert describe_certificate(CERTIFICATE[:place]) == {}
    assert describe_certificate(CERTIFICATE + bytes([value])) == {}


@given(st.binary(max_size=200))
@example(b"\x30\x80")
@example(b"\x30\xff")
@example(b"\x3f\x00")
def test_any_bytes_are_no_error(der: bytes) -> None:
    """What comes from the network may be anything."""
    assert describe_certificate(der) == {}
