"""The lab's throw-away certificate authorities and server certificates (EC keys: made in milliseconds)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOSTS = ("a.acquirer.test", "b.acquirer.test")
CONTROL_HOST = "www.control.test"
FIVE_YEARS = timedelta(days=5 * 365)

#: Python 3.13 verifies strictly (VERIFY_X509_STRICT): a root says that it signs certificates, and both name their keys
#: (RFC 5280, sections 4.2.1.1 to 4.2.1.3), as real ones do.
_SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A root with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def make_authority(name: str, moved: timedelta = timedelta()) -> Authority:
    """Return a new root; `moved` shifts its time of validity."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    builder = _builder(subject, subject, key, moved - timedelta(days=4000), moved + timedelta(days=4000))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(_SIGNS_CERTIFICATES, critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return Authority(certificate=builder.sign(key, hashes.SHA256()), key=key)


def write_certificates(folder: Path) -> None:
    """Write `ca.pem` and one PEM (certificate and key) per behaviour that a server can show."""
    good, strange, antivirus = (
        make_authority(name) for name in ("Lab Root", "Filter Box", "Kaspersky Anti-Virus Root")
    )
    (folder / "ca.pem").write_bytes(good.certificate.public_bytes(serialization.Encoding.PEM))
    now, day = timedelta(), timedelta(days=1)
    # Long enough that a server's first flight fills whole packets, as real chains of certificates do.
    names = (*HOSTS, CONTROL_HOST, *(f"branch-{number}.of-the-acquirer.test" for number in range(100)))
    leaves = {
        "good": (good, names, now - 30 * day, now + 300 * day),
        "expired": (good, names, now - 600 * day, now - 200 * day),
        "future": (good, names, now + FIVE_YEARS - 30 * day, now + FIVE_YEARS + 300 * day),
        "intercepted": (strange, names, now - 30 * day, now + 300 * day),
        "antivirus": (antivirus, names, now - 30 * day, now + 300 * day),
        "portal": (strange, ("login.portal.test",), now - 30 * day, now + 300 * day),
    }
    for name, (authority, hosts, start, end) in leaves.items():
        (folder / f"{name}.pem").write_bytes(_leaf(authority, hosts, start, end))


def _leaf(authority: Authority, hosts: tuple[str, ...], start: timedelta, end: timedelta) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_name(hosts[0]), authority.certificate.subject, key, start, end)
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = builder.add_extension(names, critical=False).add_extension(issuer, critical=False)
    certificate = builder.sign(authority.key, hashes.SHA256())
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM) + secret


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, start: timedelta, end: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(now + start).not_valid_after(now + end)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
