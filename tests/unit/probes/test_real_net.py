"""The real sockets against servers on loopback."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import dns.message
import pytest

from gui.model.failure import Failure
from gui.model.observation import Observation
from gui.model.targets import PortalTarget
from gui.probes import dial, icmp, limits, ntp, resolve
from gui.probes.daemon import in_daemon_thread
from gui.probes.realnet import RealNet
from gui.probes.timing import Stopwatch
from tests.lab import servers
from tests.lab.authority import HOSTS, write_certificates

T = TypeVar("T")
HOME = "127.0.0.1"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the lab's certificates once."""
    folder = tmp_path_factory.mktemp("certificates")
    write_certificates(folder)
    return folder


@pytest.fixture
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let silence be noticed sooner."""
    for name in ("TLS_TIMEOUT_S", "HTTP_TIMEOUT_S", "NTP_TIMEOUT_S", "GETADDRINFO_TIMEOUT_S", "PING_REPLY_TIMEOUT_S"):
        monkeypatch.setattr(limits, name, 0.2)
    monkeypatch.setattr(limits, "DNS_SEND_AT_S", (0.0, 0.05))
    monkeypatch.setattr(limits, "DNS_TIMEOUT_S", 0.1)


def run(work: Callable[[RealNet], Awaitable[T]], ca_file: Path | None = None) -> T:
    """Run on a selector loop with a real network."""

    async def main() -> T:
        return await work(RealNet(Stopwatch(), dial.make_contexts(str(ca_file) if ca_file else None)))

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(main())


@pytest.fixture
def closed_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as once:
        once.bind((HOME, 0))
        port: int = once.getsockname()[1]
        return port


@pytest.fixture
def silent_udp() -> Iterator[int]:
    """Return a UDP port that hears and never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
        mute.bind((HOME, 0))
        yield mute.getsockname()[1]


async def _listen(handler: Callable[..., object], certificate: Path | None = None) -> tuple[asyncio.Server, int]:
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    server = await asyncio.start_server(handler, HOME, 0, ssl=context)  # type: ignore[arg-type] # any handler
    return server, server.sockets[0].getsockname()[1]


def _dial(certificates: Path, name: str, host: str = HOSTS[0]) -> tuple[Observation, ...]:
    async def work(net: RealNet) -> tuple[Observation, ...]:
        server, port = await _listen(servers._hold, certificates / f"{name}.pem")
        async with server:
            return await net.dial(host, HOME, port, tls=True)

    return run(work, certificates / "ca.pem")


@pytest.mark.parametrize(
    ("name", "host", "failure"),
    [
        ("good", HOSTS[0], None),
        ("expired", HOSTS[0], Failure.TLS_EXPIRED),
        ("future", HOSTS[0], Failure.TLS_NOT_YET_VALID),
        ("intercepted", HOSTS[0], Failure.TLS_UNTRUSTED),
        ("good", "other.test", Failure.TLS_INVALID_NAME),
    ],
)
def test_who_answers(certificates: Path, name: str, host: str, failure: Failure | None) -> None:
    """The certificate is verified, and read even when it is refused."""
    connected, shaken = _dial(certificates, name, host)
    assert connected.failure is None
    assert shaken.failure is failure
    assert shaken.detail["issuer"] == ("Filter Box" if name == "intercepted" else "Lab Root")
    assert shaken.detail.get("only_dates_wrong", False) is (name in ("expired", "future"))


def test_a_silent_server_stalls_the_handshake(short_limits: None) -> None:
    """It connects and says nothing."""

    async def work(net: RealNet) -> tuple[Observation, ...]:
        server, port = await _listen(servers._hold)
        async with server:
            return await net.dial("h.test", HOME, port, tls=True)

    _, shaken = run(work)
    assert shaken.failure is Failure.TLS_TIMEOUT
    assert shaken.detail == {"received_bytes": 0}


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (b"", Failure.TLS_EOF),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Failure.TLS_PROTOCOL),
        (bytes.fromhex("15030300020228"), Failure.TLS_ALERT),
        (bytes.fromhex("15030300020246"), Failure.TLS_VERSION),
    ],
)
def test_other_answers_to_a_handshake(answer: bytes, failure: Failure) -> None:
    """An end, another protocol, an alert."""

    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer)
        await reader.read(4096)
        writer.close()

    async def work(net: RealNet) -> tuple[Observation, ...]:
        server, port = await _listen(reply)
        async with server:
            return await net.dial("h.test", HOME, port, tls=True)

    assert run(work)[1].failure is failure


@pytest.mark.parametrize(
    ("cap", "offered"),
    [(ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")],
)
def test_the_newest_version_that_is_offered(cap: ssl.TLSVersion, offered: str) -> None:
    """A PC's settings may cap it; without a cap it is the newest there is."""
    context = ssl.create_default_context()
    assert dial.newest_version(context) == "TLSv1.3"
    context.maximum_version = cap
    assert dial.newest_version(context) == offered


def test_a_closed_port_refuses(closed_port: int) -> None:
    """TCP and the plain dial say the same."""
    assert run(lambda net: net.tcp_connect(HOME, closed_port, 1.0)).failure is Failure.TCP_REFUSED
    assert run(lambda net: net.dial("h", HOME, closed_port, tls=False))[0].failure is Failure.TCP_REFUSED


def test_an_open_port_connects() -> None:
    """Nothing is sent, the connection is closed."""

    async def work(net: RealNet) -> tuple[Observation, ...]:
        server, port = await _listen(servers._hold)
        async with server:
            return await net.tcp_connect(HOME, port, 1.0), *await net.dial("h", HOME, port, tls=False)

    assert [one.failure for one in run(work)] == [None, None]


@pytest.mark.parametrize(
    ("answer", "status", "failure"),
    [("204", 204, None), ("http://login.test/x", 302, Failure.HTTP_UNEXPECTED)],
)
def test_pages(answer: str, status: int, failure: Failure | None) -> None:
    """The expected page, and a way to another one."""

    async def work(net: RealNet) -> Observation:
        server, port = await _listen(servers._Web(answer, 0.0).serve)
        async with server:
            return await net.http_get(PortalTarget(url=f"http://h.test:{port}/x", status=204, body=""), HOME)

    page = run(work)
    assert (page.failure, page.detail["status"]) == (failure, status)
    assert page.detail.get("location_host") == ("login.test" if failure else None)


@pytest.mark.parametrize(("host", "told"), [("h.test", "h.test"), ("[2001:db8::1]", "[2001:db8::1]")])
def test_the_server_hears_which_page_is_meant(host: str, told: str) -> None:
    """The Host field has the port, which is not the usual one, and an IPv6 address its brackets."""
    heard = bytearray()

    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    async def work(net: RealNet) -> int:
        server, port = await _listen(reply)
        async with server:
            page = await net.http_get(PortalTarget(url=f"http://{host}:{port}/x?y", status=204), HOME)
        assert page.failure is None
        return port

    port = run(work)
    assert bytes(heard).splitlines()[:2] == [b"GET /x?y HTTP/1.1", f"Host: {told}:{port}".encode()]


def test_pages_that_are_none(closed_port: int) -> None:
    """Not HTTP, nothing at all, and no server."""

    async def work(net: RealNet) -> list[Failure | None]:
        seen = []
        for answer in (b"nonsense\r\n\r\n", b""):

            async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes = answer) -> None:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(data)
                writer.close()

            server, port = await _listen(reply)
            async with server:
                seen.append((await net.http_get(PortalTarget(url=f"http://h:{port}/", status=200), HOME)).failure)
        seen.append((await net.http_get(PortalTarget(url=f"http://h:{closed_port}/", status=200), HOME)).failure)
        return seen

    assert run(work) == [Failure.HTTP_MALFORMED, Failure.EOF, Failure.TCP_REFUSED]


class _Answering(asyncio.DatagramProtocol):
    """Answers datagrams by a function."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self._answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.DatagramTransport = transport  # type: ignore[assignment] # of this endpoint

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._transport.sendto(self._answer(data), addr)


async def _udp(protocol: asyncio.DatagramProtocol) -> tuple[asyncio.DatagramTransport, int]:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: protocol, (HOME, 0))
    return transport, transport.get_extra_info("sockname")[1]


def _dns_answer(rcode: int, *records: str) -> Callable[[bytes], bytes]:
    def answer(wire: bytes) -> bytes:
        query = dns.message.from_wire(wire)
        reply = dns.message.make_response(query)
        reply.set_rcode(rcode)  # type: ignore[arg-type] # a number is one
        for record in records:
            reply.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "A", record))
        return reply.to_wire()

    return answer


@pytest.mark.parametrize(
    ("rcode", "records", "failure"),
    [
        (0, ("203.0.113.1",), None),
        (0, (), Failure.DNS_NO_ANSWER),
        (2, (), Failure.DNS_SERVFAIL),
        (3, (), Failure.DNS_NXDOMAIN),
        (5, (), Failure.DNS_REFUSED),
        (4, (), Failure.DNS_MALFORMED),
    ],
)
def test_answers_of_a_name_server(
    rcode: int, records: tuple[str, ...], failure: Failure | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind of answer, and whether every one of several questions was answered."""

    async def work(net: RealNet) -> tuple[Observation, Observation]:
        transport, port = await _udp(_Answering(_dns_answer(rcode, *records)))
        monkeypatch.setattr(resolve, "_PORT", port)
        asked = await net.dns_query(HOME, "h.test", "A"), await net.dns_loss(HOME, "version.bind", count=2)
        transport.close()
        return asked

    query, loss = run(work)
    assert query.failure is failure
    assert query.detail["addresses"] == list(records)
    assert (loss.failure, loss.detail["received"]) == (None, 2)


def test_broken_answers_of_a_name_server(monkeypatch: pytest.MonkeyPatch, short_limits: None) -> None:
    """A foreign id is not heard; rubbish is malformed; a name that cannot be asked for as well."""

    async def work(net: RealNet) -> list[Failure | None]:
        seen = []
        for answer in (lambda wire: b"\0\0" + wire[2:] if wire[:2] != b"\0\0" else b"", lambda wire: wire[:2] + b"x"):
            transport, port = await _udp(_Answering(answer))
            monkeypatch.setattr(resolve, "_PORT", port)
            seen.append((await net.dns_query(HOME, "h.test", "A")).failure)
            transport.close()
        seen.append((await net.dns_query(HOME, "x" * 70, "A")).failure)
        return seen

    assert run(work) == [Failure.DNS_TIMEOUT, Failure.DNS_MALFORMED, Failure.DNS_MALFORMED]


def test_silence_and_closed_ports_by_udp(
    monkeypatch: pytest.MonkeyPatch, short_limits: None, silent_udp: int, closed_port: int
) -> None:
    """A closed port answers at once, a silent one never."""

    async def work(net: RealNet, port: int) -> list[Failure | None]:
        monkeypatch.setattr(resolve, "_PORT", port)
        query = await net.dns_query(HOME, "h.test", "A")
        loss = await net.dns_loss(HOME, "h.test", count=2)
        clock = await net.ntp_query("h", HOME, port)
        return [query.failure, loss.failure, clock.failure]

    silent = run(lambda net: work(net, silent_udp))
    assert silent == [Failure.DNS_TIMEOUT, Failure.PING_TIMEOUT, Failure.NTP_TIMEOUT]
    assert run(lambda net: work(net, closed_port)) == [Failure.TCP_REFUSED] * 3


def test_a_time_server() -> None:
    """Its clock is an hour ahead: the PC's is an hour behind. One that knows nothing is malformed."""

    async def work(net: RealNet) -> list[Observation]:
        seen = []
        for protocol in (servers._Clock(3600.0), _Answering(lambda _: bytes(48))):
            transport, port = await _udp(protocol)
            seen.append(await net.ntp_query("h", HOME, port))
            transport.close()
        return seen

    good, bad = run(work)
    assert good.detail["offset_s"] == pytest.approx(-3600.0, abs=5.0)
    assert bad.failure is Failure.NTP_MALFORMED
    assert ntp.parse_time_answer(b"") is None


def test_the_system_resolver(short_limits: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name, a bad name, a missing one, and a resolver that hangs."""
    assert HOME in str(run(lambda net: net.getaddrinfo("localhost")).detail["addresses"])
    assert run(lambda net: net.getaddrinfo("x" * 70)).failure is Failure.DNS_MALFORMED

    def fail(*_args: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert run(lambda net: net.getaddrinfo("h.test")).failure is Failure.DNS_NXDOMAIN


def test_a_hung_resolver_is_given_up(short_limits: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its thread goes on by itself, also beyond the end of the loop."""
    gate = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: gate.wait(10))
    seen = run(lambda net: net.getaddrinfo("h.test"))
    gate.set()
    assert seen.failure is Failure.DNS_TIMEOUT


def test_a_thread_that_ends_after_the_wait_disturbs_nobody() -> None:
    """Its result is dropped."""
    gate = threading.Event()

    async def main() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(in_daemon_thread(lambda: gate.wait(10), "late"), 0.01)
        gate.set()
        assert await in_daemon_thread(lambda: 7, "next") == 7

    asyncio.run(main())


def test_ping_on_loopback_or_its_refusal() -> None:
    """Where the system allows an ICMP socket every packet comes back; else that is said."""
    seen = run(lambda net: net.ping(HOME, count=2))
    assert (seen.failure, seen.detail.get("received")) in ((None, 2), (Failure.PERMISSION_DENIED, None))


def test_ping_without_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a datagram nor a raw ICMP socket."""

    def refuse() -> None:
        raise PermissionError

    monkeypatch.setattr(icmp, "open_icmp_socket", refuse)
    assert run(lambda net: net.ping(HOME, count=2)).failure is Failure.PERMISSION_DENIED
