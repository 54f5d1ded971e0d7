"""What servers send has bounds: in length, in digits and in time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Self, TypeVar

import dns.message
import dns.rrset
import pytest

from gui.model.failure import Failure
from gui.model.targets import PortalTarget
from gui.probes import limits, pages, resolve
from gui.probes.certs import describe_certificate
from gui.probes.plan import split_url
from gui.probes.timing import Stopwatch
from tests.unit.probes.test_certs import element, plain

T = TypeVar("T")
PORTAL = PortalTarget(url="http://portal.test/", status=204, body="")


def on_loop(work: Callable[[], Awaitable[T]]) -> T:
    """Run on a selector loop."""

    async def main() -> T:
        return await work()

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(main())


@pytest.mark.parametrize("length", ["9" * 5000, "9" * 10, "²", "-1", "+3", "1_0", ""])
def test_a_length_that_is_none_is_read_to_the_end(length: str) -> None:
    """Only digits of ASCII are one; Python refuses to make a number of thousands."""
    assert not pages.is_whole(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nabc".encode("latin-1"))


@pytest.mark.parametrize("port", ["²", "9" * 5000, "", "-1"])
def test_a_port_that_is_none(port: str) -> None:
    """Is the usual one."""
    assert split_url(f"http://h.test:{port}/a") == ("h.test", 80, "/a")


def test_a_redirect_to_an_endless_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only its beginning comes into the report."""

    async def fetch(*_: object) -> bytes:
        return b"HTTP/1.1 302 Found\r\nLocation: http://%s/\r\n\r\n" % (b"a" * 5000)

    monkeypatch.setattr(pages, "_fetch", fetch)
    seen = on_loop(lambda: pages.http_get(Stopwatch(), PORTAL, "127.0.0.1"))
    assert seen.detail["location_host"] == "a" * 255


def test_a_name_in_a_certificate_is_cut_off() -> None:
    """Beyond a hundred characters: RFC 5280 allows 64, but a device that makes its own writes what it likes."""
    attribute = element(0x30, element(6, b"\x55\x04\x03") + element(0x0C, b"x" * 110))
    long = element(0x30, element(0x31, attribute))
    dates = element(0x30, element(0x17, b"500101000000Z") * 2)
    rest = dates + plain("y").public_bytes() + element(0x30)
    body = element(2, b"\1") + element(0x30) + long + rest
    der = _long_element(0x30, _long_element(0x30, body) + element(0x30) + element(3, b"\0"))
    assert describe_certificate(der)["issuer"] == "x" * 100


def _long_element(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x82, *len(content).to_bytes(2, "big")]) + content


def test_addresses_of_other_classes_are_none() -> None:
    """A class of its own has addresses of its own form (CHAOS: 16 bits and a name)."""
    answer = dns.message.make_response(dns.message.make_query("a.test", "A"))
    answer.answer = [
        dns.rrset.from_text("a.test.", 60, "CH", "A", "h.test. 0377"),
        dns.rrset.from_text("a.test.", 60, "IN", "A", "192.0.2.7"),
    ]
    assert list(resolve.answer_addresses(answer)) == ["192.0.2.7"]


class _Flood:
    """A socket that something always comes in at; no answer to anything."""

    taken = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, wire: bytes) -> None:
        """Take a query."""

    async def receive(self, *_: Any) -> bytes:
        """Return at once, as a loop does when there is something."""
        self.taken += 1
        return b"\xff\xff" * 6


@pytest.fixture
def flood(monkeypatch: pytest.MonkeyPatch) -> _Flood:
    """Every socket is flooded, for a tenth of a second at most."""
    found = _Flood()
    monkeypatch.setattr(resolve, "connected_udp", lambda *_: found)
    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_recv", found.receive)
    for limit in ("DNS_TIMEOUT_S", "PING_INTERVAL_S", "PING_REPLY_TIMEOUT_S"):
        monkeypatch.setattr(limits, limit, 0.05)
    return found


def test_a_flood_does_not_keep_the_time_limit_waiting(flood: _Flood) -> None:
    """Neither of a query nor of a series, although nothing is ever waited for."""
    one = on_loop(lambda: resolve.dns_query(Stopwatch(), "127.0.0.1", "a.test", "A"))
    series = on_loop(lambda: resolve.dns_loss(Stopwatch(), "127.0.0.1", "a.test", count=2))
    assert (one.failure, series.detail["received"]) == (Failure.DNS_TIMEOUT, 0)
    assert flood.taken > 2
    assert max(one.dt_s, series.dt_s) < 5
