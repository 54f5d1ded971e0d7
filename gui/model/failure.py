"""The closed vocabulary of network operations and their failures, after OONI df-007.

A failure is classified from the exception's type and its errno or winerror, never from message text, which is
translated on Windows.
"""

from enum import StrEnum


class Operation(StrEnum):
    """What one observation tried to do."""

    ADAPTER = "adapter"
    ROUTE = "route"
    NEIGHBOUR = "neighbour"
    ARP_PROBE = "arp_probe"
    PING = "ping"
    GETADDRINFO = "getaddrinfo"
    DNS_QUERY = "dns_query"
    TCP_CONNECT = "tcp_connect"
    TLS_HANDSHAKE = "tls_handshake"
    HTTP_GET = "http_get"
    NTP_QUERY = "ntp_query"
    PROXY = "proxy"
    UNKNOWN = "unknown"


class Failure(StrEnum):
    """Why an operation failed. The value is stable: it is written to reports."""

    DNS_NXDOMAIN = "dns_nxdomain"
    DNS_NO_ANSWER = "dns_no_answer"
    DNS_REFUSED = "dns_refused"
    DNS_SERVFAIL = "dns_servfail"
    DNS_TIMEOUT = "dns_timeout"
    DNS_BOGON = "dns_bogon"
    DNS_MALFORMED = "dns_malformed"
    TCP_REFUSED = "tcp_refused"
    TCP_RESET = "tcp_reset"
    TCP_TIMEOUT = "tcp_timeout"
    HOST_UNREACHABLE = "host_unreachable"
    NETWORK_UNREACHABLE = "network_unreachable"
    NETWORK_DOWN = "network_down"
    ADDRESS_NOT_AVAILABLE = "address_not_available"
    PERMISSION_DENIED = "permission_denied"
    TLS_TIMEOUT = "tls_timeout"
    TLS_EOF = "tls_eof"
    TLS_ALERT = "tls_alert"
    TLS_EXPIRED = "tls_expired"
    TLS_NOT_YET_VALID = "tls_not_yet_valid"
    TLS_INVALID_NAME = "tls_invalid_name"
    TLS_UNTRUSTED = "tls_untrusted"
    TLS_PROTOCOL = "tls_protocol"
    TLS_VERSION = "tls_version"
    HTTP_UNEXPECTED = "http_unexpected"
    HTTP_MALFORMED = "http_malformed"
    EOF = "eof"
    PING_TIMEOUT = "ping_timeout"
    NTP_TIMEOUT = "ntp_timeout"
    NTP_MALFORMED = "ntp_malformed"
    NO_CARRIER = "no_carrier"
    NO_ADDRESS = "no_address"
    NO_ROUTE = "no_route"
    TIMEOUT = "timeout"
    UNKNOWN = "unknown"


#: OONI df-007 names (https://github.com/ooni/spec/blob/master/data-formats/df-007-errors.md) for exchange with other
#: tools. A failure that OONI has no name for maps to `unknown_failure: <our value>`, as df-007 asks.
OONI_NAMES: dict[Failure, str] = {
    Failure.DNS_NXDOMAIN: "dns_nxdomain_error",
    Failure.DNS_NO_ANSWER: "dns_no_answer",
    Failure.DNS_REFUSED: "dns_refused_error",
    Failure.DNS_SERVFAIL: "dns_server_misbehaving",
    Failure.DNS_TIMEOUT: "generic_timeout_error",
    Failure.DNS_BOGON: "dns_bogon_error",
    Failure.TCP_REFUSED: "connection_refused",
    Failure.TCP_RESET: "connection_reset",
    Failure.TCP_TIMEOUT: "generic_timeout_error",
    Failure.HOST_UNREACHABLE: "host_unreachable",
    Failure.NETWORK_UNREACHABLE: "network_unreachable",
    Failure.NETWORK_DOWN: "network_down",
    Failure.ADDRESS_NOT_AVAILABLE: "address_not_available",
    Failure.PERMISSION_DENIED: "permission_denied",
    Failure.TLS_TIMEOUT: "generic_timeout_error",
    Failure.TLS_EOF: "eof_error",
    Failure.TLS_ALERT: "ssl_failed_handshake",
    Failure.TLS_EXPIRED: "ssl_invalid_certificate",
    Failure.TLS_NOT_YET_VALID: "ssl_invalid_certificate",
    Failure.TLS_INVALID_NAME: "ssl_invalid_hostname",
    Failure.TLS_UNTRUSTED: "ssl_unknown_authority",
    Failure.TLS_PROTOCOL: "ssl_failed_handshake",
    Failure.TLS_VERSION: "ssl_failed_handshake",
    Failure.EOF: "eof_error",
    Failure.PING_TIMEOUT: "generic_timeout_error",
    Failure.NTP_TIMEOUT: "generic_timeout_error",
    Failure.TIMEOUT: "generic_timeout_error",
}


def ooni_name(failure: Failure) -> str:
    """Return the OONI df-007 string of a failure."""
    return OONI_NAMES.get(failure, f"unknown_failure: {failure.value}")
