"""Maps exceptions of the socket layer to the closed vocabulary of failures.

By type, errno and winerror, never by message text, which Windows translates.
"""

import errno
import socket
import ssl

from gui.model.failure import Failure

#: errno and Windows socket error (winsock2.h, WSAE*) of each failure.
_BY_ERRNO: dict[int, Failure] = {
    errno.ECONNREFUSED: Failure.TCP_REFUSED,
    10061: Failure.TCP_REFUSED,
    errno.ECONNRESET: Failure.TCP_RESET,
    10054: Failure.TCP_RESET,
    errno.EPIPE: Failure.TCP_RESET,
    errno.ECONNABORTED: Failure.TCP_RESET,
    10053: Failure.TCP_RESET,
    errno.ETIMEDOUT: Failure.TCP_TIMEOUT,
    10060: Failure.TCP_TIMEOUT,
    errno.EHOSTUNREACH: Failure.HOST_UNREACHABLE,
    10065: Failure.HOST_UNREACHABLE,
    errno.ENETUNREACH: Failure.NETWORK_UNREACHABLE,
    10051: Failure.NETWORK_UNREACHABLE,
    errno.ENETDOWN: Failure.NETWORK_DOWN,
    10050: Failure.NETWORK_DOWN,
    errno.EADDRNOTAVAIL: Failure.ADDRESS_NOT_AVAILABLE,
    10049: Failure.ADDRESS_NOT_AVAILABLE,
    errno.EACCES: Failure.PERMISSION_DENIED,
    errno.EPERM: Failure.PERMISSION_DENIED,
    10013: Failure.PERMISSION_DENIED,
}

#: Results of certificate verification (OpenSSL, X509_verify_cert_error_string(3)).
X509_NOT_YET_VALID = 9
X509_EXPIRED = 10
X509_HOSTNAME_MISMATCH = 62
X509_IP_MISMATCH = 64

_BY_VERIFY_CODE: dict[int, Failure] = {
    X509_NOT_YET_VALID: Failure.TLS_NOT_YET_VALID,
    X509_EXPIRED: Failure.TLS_EXPIRED,
    X509_HOSTNAME_MISMATCH: Failure.TLS_INVALID_NAME,
    X509_IP_MISMATCH: Failure.TLS_INVALID_NAME,
}

#: SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: the alert `protocol_version` (RFC 8446, section 6.2).
_VERSION_ALERT = "TLSV1_ALERT_PROTOCOL_VERSION"

#: getaddrinfo results (RFC 3493, section 6.1; EAI_NODATA is glibc's -5). Windows has its own, the WSA numbers.
_NO_SUCH_NAME = {socket.EAI_NONAME, 11001}
_NO_DATA = {-5, 11004}


def classify_os_error(error: OSError) -> Failure:
    """Return the failure of a socket call."""
    if isinstance(error, TimeoutError):
        return Failure.TCP_TIMEOUT
    number = getattr(error, "winerror", None) or error.errno
    return _BY_ERRNO.get(number or 0, Failure.UNKNOWN)


def classify_tls_error(error: ssl.SSLError) -> Failure:
    """Return the failure of a handshake; for a certificate that was refused, why."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _BY_VERIFY_CODE.get(error.verify_code, Failure.TLS_UNTRUSTED)
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return Failure.TLS_EOF
    # `reason` is OpenSSL's symbolic name of the reason code (openssl/sslerr.h), never translated.
    if error.reason == _VERSION_ALERT:
        return Failure.TLS_VERSION
    return Failure.TLS_ALERT if "ALERT" in (error.reason or "") else Failure.TLS_PROTOCOL


def classify_lookup_error(error: OSError) -> Failure:
    """Return the failure of `getaddrinfo`: a name that does not exist, or a resolver that gives no answer."""
    number = getattr(error, "winerror", None) or error.errno
    if number in _NO_SUCH_NAME:
        return Failure.DNS_NXDOMAIN
    return Failure.DNS_NO_ANSWER if number in _NO_DATA else Failure.DNS_SERVFAIL
