"""What is read from packets and errors: ICMP, NTP, HTTP, certificates, errors."""

import errno
import socket
import ssl
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.model.failure import Failure
from gui.model.targets import PortalTarget
from gui.probes import icmp, ntp, pages
from gui.probes.certs import describe_certificate
from gui.probes.classify import classify_lookup_error, classify_os_error, classify_tls_error
from gui.probes.context import is_address
from gui.probes.plan import split_url
from tests.lab.authority import write_certificates


@given(st.binary(max_size=64), st.integers(0, 0xFFFF))
def test_our_own_echo_reply_is_recognised(padding: bytes, sequence: int) -> None:
    """With and without an IP header; anything else is not ours."""
    token = b"12345678"
    request = icmp.echo_request(sequence, token + padding)
    reply = b"\0" + request[1:]
    header = bytes([0x45]) + bytes(19)
    assert icmp.internet_checksum(request) == 0
    assert icmp.echo_reply_sequence(reply, token) == sequence
    assert icmp.echo_reply_sequence(header + reply, token) == sequence
    assert icmp.echo_reply_sequence(request, token) is None
    assert icmp.echo_reply_sequence(reply, b"otherone") is None


def test_who_dropped_a_packet() -> None:
    """A `sock_extended_err` of a router with the type "time exceeded"; other errors and short ones tell nobody."""
    router = bytes([2, 0, 0, 0, 192, 168, 1, 1])
    exceeded, unreachable = (struct.pack("=IBBBBII", 113, 2, kind, 0, 0, 0, 0) for kind in (11, 3))
    assert icmp.hop_of([(0, 8, b""), (socket.IPPROTO_IP, 11, exceeded + router)]) == "192.168.1.1"
    assert icmp.hop_of([(socket.IPPROTO_IP, 11, unreachable + router)]) is None
    assert icmp.hop_of([(socket.IPPROTO_IP, 11, exceeded)]) is None


@given(st.binary(max_size=100))
def test_any_packet_is_read_without_an_error(packet: bytes) -> None:
    """What comes from the network may be anything."""
    icmp.echo_reply_sequence(packet, b"12345678")
    ntp.parse_time_answer(packet)
    page = pages.parse_page(packet)
    assert pages.is_whole(packet) in (True, False)
    assert describe_certificate(packet) == {} or page is None


@given(st.floats(min_value=0, max_value=4_000_000_000))
def test_time_survives_the_packet(now_s: float) -> None:
    """Into the second era, which begins in 2036."""
    sent = ntp.time_request(now_s)
    answer = ntp.parse_time_answer(b"\x24\x02" + sent[2:32] + sent[40:48] * 2)
    if now_s < 2**32 - 2**31 - 2_208_988_800 + 2**32 and answer is not None:
        assert answer.sent_s == pytest.approx(now_s, abs=0.001)
        assert answer.received_s == answer.sent_s


@pytest.mark.parametrize("head", [b"\x24\x00", b"\x24\x10", b"\x23\x02", b"\x24"])
def test_a_server_that_does_not_know_the_time(head: bytes) -> None:
    """Stratum 0 (go away), 16 (not synchronised), a client's packet, a fragment."""
    assert ntp.parse_time_answer((head + struct.pack("!46x"))[:48]) is None


PAGE = PortalTarget(url="http://p.test/x", status=200, body="Microsoft Connect Test")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\nMicrosoft Connect Test", True),
        (b"HTTP/1.1 200 OK\r\n\r\nMicrosoft Connect Test\n", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nLogin", False),
        (b"HTTP/1.1 302 Found\r\nLocation: http://login.test/\r\n\r\n", False),
    ],
)
def test_a_page_is_the_expected_one_or_not(answer: bytes, *, expected: bool) -> None:
    """Status and body decide."""
    page = pages.parse_page(answer)
    assert page is not None
    assert pages.is_expected(PAGE, page) is expected


def test_how_much_of_a_page_is_needed() -> None:
    """No body after 204, else the announced length; without one until the end."""
    assert not pages.is_whole(b"HTTP/1.1 204 No Content\r\n")
    assert pages.is_whole(b"HTTP/1.1 204 No Content\r\n\r\n")
    assert pages.is_whole(b"nonsense\r\n\r\n")
    assert not pages.is_whole(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc")
    assert not pages.is_whole(b"HTTP/1.1 200 OK\r\n\r\nabc")


@pytest.mark.parametrize(
    ("date", "offset_s"), [("Thu, 01 Jan 1970 00:01:40 GMT", -0.5), ("yesterday", None), (None, None)]
)
def test_the_date_of_a_page(date: str | None, offset_s: float | None) -> None:
    """A date in whole seconds is half a second old on average; a bad one is none."""
    page = pages.Page(status=200, headers={} if date is None else {"date": date}, body=b"")
    assert pages.date_offset_s(page, 100.0) == offset_s


def test_a_certificate_is_described(tmp_path: Path) -> None:
    """Issuer, subject and dates, without trusting it."""
    write_certificates(tmp_path)
    told = describe_certificate(
        ssl.PEM_cert_to_DER_cert((tmp_path / "intercepted.pem").read_text().split("-----BEGIN P")[0])
    )
    assert (told["issuer"], told["subject"]) == ("Filter Box", "a.acquirer.test")
    assert str(told["not_before"]) < str(told["not_after"])
    assert describe_certificate(None) == {}


@pytest.mark.parametrize(
    ("number", "failure"),
    [
        (errno.ECONNREFUSED, Failure.TCP_REFUSED),
        (errno.EHOSTUNREACH, Failure.HOST_UNREACHABLE),
        (errno.ENETUNREACH, Failure.NETWORK_UNREACHABLE),
        (10054, Failure.TCP_RESET),
        (10013, Failure.PERMISSION_DENIED),
        (99999, Failure.UNKNOWN),
    ],
)
def test_socket_errors_by_number(number: int, failure: Failure) -> None:
    """Never by text."""
    assert classify_os_error(OSError(number, "text in any language")) is failure


def test_errors_by_type() -> None:
    """Timeouts, alerts, ends of file, certificates and lookups."""
    refused = ssl.SSLCertVerificationError(1, "x")
    for code, failure in ((9, Failure.TLS_NOT_YET_VALID), (10, Failure.TLS_EXPIRED), (62, Failure.TLS_INVALID_NAME)):
        refused.verify_code = code
        assert classify_tls_error(refused) is failure
    refused.verify_code = 20
    assert classify_tls_error(refused) is Failure.TLS_UNTRUSTED
    assert classify_tls_error(ssl.SSLEOFError(8, "x")) is Failure.TLS_EOF
    assert classify_os_error(TimeoutError()) is Failure.TCP_TIMEOUT
    assert classify_lookup_error(socket.gaierror(socket.EAI_NONAME, "x")) is Failure.DNS_NXDOMAIN
    assert classify_lookup_error(socket.gaierror(-5, "x")) is Failure.DNS_NO_ANSWER
    assert classify_lookup_error(socket.gaierror(socket.EAI_AGAIN, "x")) is Failure.DNS_SERVFAIL


def test_urls_and_addresses() -> None:
    """Host, port and path; literals of both versions."""
    assert split_url("http://h.test:8080/a?b") == ("h.test", 8080, "/a?b")
    assert split_url("http://h.test") == ("h.test", 80, "/")
    assert split_url("http://[2001:db8::1]:8080/a") == ("2001:db8::1", 8080, "/a")
    assert split_url("http://[::1]") == ("::1", 80, "/")
    assert is_address("203.0.113.1")
    assert is_address("::1")
    assert not is_address("h.test")
