"""Reads what matters of a certificate that was not verified: who issued it, for whom, and from when to when."""

from collections.abc import Iterable
from datetime import UTC, datetime

from pyasn1.codec.der.decoder import decode
from pyasn1.error import PyAsn1Error
from pyasn1.type.base import Asn1Item
from pyasn1_modules import rfc5280

from gui.model.observation import JsonValue

#: Shown of a name (RFC 5280, appendix A.1), in this order.
_NAME_PARTS = (rfc5280.id_at_commonName, rfc5280.id_at_organizationName)


def describe_certificate(der: bytes | None) -> dict[str, JsonValue]:
    """Return issuer, subject, not_before and not_after (UTC, ISO 8601); empty when it cannot be read."""
    if not der:
        return {}
    try:
        body = decode(der, asn1Spec=rfc5280.Certificate())[0]["tbsCertificate"]
        return {
            "issuer": _name_text(body["issuer"]),
            "subject": _name_text(body["subject"]),
            "not_before": _time_text(body["validity"]["notBefore"]),
            "not_after": _time_text(body["validity"]["notAfter"]),
        }
    except (PyAsn1Error, ValueError):
        return {}


def _name_text(name: Asn1Item) -> str:
    parts = dict(_attributes(name))
    return ", ".join(parts[oid] for oid in _NAME_PARTS if oid in parts)


def _attributes(name: Asn1Item) -> Iterable[tuple[Asn1Item, str]]:
    for relative_name in name["rdnSequence"]:
        for attribute in relative_name:
            yield attribute["type"], str(decode(bytes(attribute["value"]))[0])


def _time_text(choice: Asn1Item) -> str:
    moment: datetime = choice.getComponent().asDateTime
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
