"""Proxies of the PC: which are meant, how they are tried, and what the verdict makes of it."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from gui.model.failure import Failure, Operation
from gui.model.observation import CheckReport, JsonValue, Observation, ProbeKind, ProbeOutcome, ProbeResult, Segment
from gui.model.targets import ControlTarget, EndpointTarget, Targets
from gui.probes import dial, limits
from gui.probes.proxies import Proxy, has_pac, proxies_of
from gui.probes.realnet import RealNet
from gui.probes.system import PcDetails, ProxyScope, ProxySettings
from gui.probes.timing import Stopwatch
from tests.lab import servers
from tests.lab.authority import HOSTS, write_certificates
from tests.unit.probes.scripted import TARGETS, ScriptedNet, ScriptedSystem, check

HOME = "127.0.0.1"
PLACE = "192.168.1.9:3128"


def setting(*scopes: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return details of a PC with these proxy settings."""
    return {"proxies": list(scopes)}


@pytest.mark.parametrize(
    ("servers_set", "found"),
    [
        ({"https": "http://p.test:3128", "http": "http://other.test"}, ("http", "p.test", 3128)),
        ({"all": "http://127.0.0.1:7890"}, ("http", "127.0.0.1", 7890)),
        ({"all": "http://p.test"}, ("http", "p.test", 80)),
        ({"https": "https://p.test"}, ("https", "p.test", 443)),
        ({"socks": "http://p.test"}, ("socks", "p.test", 1080)),
        ({"all": "socks5://[fe80::1]:1081"}, ("socks5", "fe80::1", 1081)),
        ({"http": "http://p.test:8080"}, ("http", "p.test", 8080)),
        ({"ftp": "http://p.test:8080"}, None),
        ({"https": "p.test"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_which_proxy_is_meant(servers_set: JsonValue, found: tuple[str, str, int] | None) -> None:
    """The one for TLS connections."""
    proxies = proxies_of(setting({"scope": "user", "servers": servers_set}))
    assert [(one.scheme, one.host, one.port) for one in proxies] == ([found] if found else [])


def test_a_proxy_of_two_scopes_is_tried_once() -> None:
    """The user's and the machine's are often the same; SOCKS cannot be asked in HTTP."""
    same: dict[str, JsonValue] = {"all": "http://p.test:80"}
    proxies = proxies_of(setting({"scope": "user", "servers": same}, {"scope": "machine", "servers": same}))
    assert proxies == (Proxy(scope="user", scheme="http", host="p.test", port=80),)
    assert proxies[0].takes_connect
    assert not replace(proxies[0], scheme="socks").takes_connect


@pytest.mark.parametrize(
    ("details", "is_set"),
    [
        ({}, False),
        (setting({"scope": "user"}), False),
        (setting({"scope": "user", "pac_host": "http://pac.test"}), True),
        ({"proxies": "nonsense"}, False),
        ({"proxies": ["nonsense"]}, False),
    ],
)
def test_a_pac_file(details: dict[str, JsonValue], is_set: bool) -> None:
    """It is only reported."""
    assert has_pac(details) is is_set


def pc(server: str = f"http://{PLACE}", pac_host: str | None = None) -> ScriptedSystem:
    """Return a PC with a proxy."""
    user = ProxySettings(scope=ProxyScope.USER, servers={"all": server} if server else {}, pac_host=pac_host)
    return ScriptedSystem(details=PcDetails(proxies=(user,)))


def failing_where(proxy: Failure | None, shaken: Failure | None, direct: Failure | None, *hosts: str) -> ScriptedNet:
    """Fail the proxy, the handshake through it, and the direct connections to hosts."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is Operation.PROXY:
            return replace(healthy, failure=proxy)
        if " through " in target:
            return replace(healthy, failure=shaken)
        if op in (Operation.TCP_CONNECT, Operation.HTTP_GET) and any(host in target for host in hosts):
            return replace(healthy, failure=direct)
        return healthy

    return ScriptedNet(script)


ALL, ACQUIRER = (".test",), ("acq.test",)
BLOCKED = ("direct-blocked-proxy-works", "proxy-set")


@pytest.mark.parametrize(
    ("net", "segment", "fault", "confidence"),
    [
        (failing_where(Failure.TCP_REFUSED, None, None), Segment.PC, "proxy-dead", 0.9),
        (failing_where(Failure.TCP_TIMEOUT, None, None), Segment.PC, "proxy-dead", 0.9),
        (failing_where(Failure.HTTP_UNEXPECTED, None, None), Segment.PC, "proxy-dead", 0.6),
        (failing_where(Failure.TCP_REFUSED, None, Failure.TCP_TIMEOUT, *ACQUIRER), Segment.ROUTER, "port-blocked", 0.6),
        (failing_where(None, None, Failure.TCP_TIMEOUT, *ACQUIRER), Segment.ROUTER, "ip-filter", 0.8),
        (failing_where(None, None, Failure.TCP_TIMEOUT, *ALL), Segment.ROUTER, "direct-blocked", 0.8),
        (failing_where(None, Failure.TLS_UNTRUSTED, Failure.TCP_REFUSED, *ACQUIRER), Segment.ACQUIRER, "down", 0.6),
        (failing_where(None, Failure.TLS_UNTRUSTED, None), Segment.NONE, "none", 0.95),
    ],
)
def test_the_verdict(net: ScriptedNet, segment: Segment, fault: str, confidence: float) -> None:
    """A dead proxy is the PC's; one that reaches the provider clears it; one that nobody can verify proves nothing."""
    verdict = check(net, pc()).verdict
    assert (verdict.segment, verdict.fault, verdict.confidence) == (segment, fault, confidence)
    assert (set(BLOCKED) <= set(verdict.remarks)) is (fault in ("ip-filter", "direct-blocked"))


def test_a_plain_endpoint_says_nothing_of_a_filter() -> None:
    """Without a TLS endpoint nothing was asked of the provider through the proxy."""
    targets = replace(TARGETS, endpoints=(EndpointTarget(provider="acq", name="A", host="a.acq.test", tls=False),))
    net = failing_where(None, None, Failure.TCP_TIMEOUT, *ACQUIRER)
    assert check(net, pc(), targets).verdict.fault != "ip-filter"


def detour(report: CheckReport) -> ProbeResult:
    """Return the row about detours."""
    return next(probe for probe in report.probes if probe.kind is ProbeKind.DETOUR)


def test_a_live_proxy_is_told() -> None:
    """The row says that the terminal does not share it, and the handshake through it stands in the report."""
    report = check(system=pc())
    assert report.verdict.remarks == ("proxy-set",)
    assert detour(report).outcome is ProbeOutcome.ATTENTION
    assert [(one.op, one.target, dict(one.detail)) for one in detour(report).observations] == [
        (Operation.PROXY, PLACE, {"scope": "user", "scheme": "http"}),
        (Operation.TLS_HANDSHAKE, f"a.acq.test:443 through {PLACE}", {"through": PLACE}),
    ]


@pytest.mark.parametrize("server", ["socks5://192.168.1.9:3128", f"https://{PLACE}"])
def test_a_proxy_that_cannot_be_asked_is_only_connected_to(server: str) -> None:
    """That it is alive is all that is known of it."""
    report = check(system=pc(server))
    assert [one.op for one in detour(report).observations] == [Operation.PROXY]
    assert report.verdict.remarks == ("proxy-set",)


def test_a_proxy_by_name() -> None:
    """Its name is looked up as the PC's programs do; a name that leads nowhere is a dead proxy."""
    net = ScriptedNet()
    check(net, pc("http://proxy.test:3128"))
    assert "proxy 203.0.113.80:3128" in net.asked

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        return replace(healthy, detail={"addresses": []}) if target == "proxy.test" else healthy

    report = check(ScriptedNet(script), pc("http://proxy.test:3128"))
    assert (report.verdict.fault, report.verdict.confidence) == ("proxy-dead", 0.9)
    assert detour(report).observations[0].target == "proxy.test:3128"
    assert detour(report).observations[0].failure is Failure.DNS_NO_ANSWER


def test_a_pac_file_is_not_fetched() -> None:
    """It is told, and nobody is asked for it."""
    net = ScriptedNet()
    report = check(net, pc("", pac_host="http://pac.test"))
    assert report.verdict.remarks == ("pac-set",)
    assert detour(report).outcome is ProbeOutcome.ATTENTION
    assert not [line for line in net.asked if "pac.test" in line or line.startswith("proxy")]


def test_without_a_proxy_nothing_is_sent() -> None:
    """A healthy PC's run has no packet more; a run without targets asks a proxy for nobody."""
    net = ScriptedNet()
    assert detour(check(net, pc(""))).outcome is ProbeOutcome.FINE
    assert not [line for line in net.asked if line.startswith("proxy")]
    assert [one.op for one in detour(check(system=pc(), targets=Targets())).observations] == [Operation.PROXY]
    plain = Targets(controls=(ControlTarget(host="c.test", tls=False), ControlTarget(host="www.control.test")))
    assert "through" in detour(check(system=pc(), targets=plain)).observations[1].detail


@dataclass(frozen=True, slots=True)
class SlowSystem(ScriptedSystem):
    """A PC whose details take for ever."""

    gate: threading.Event = field(default_factory=threading.Event)

    def read_details(self) -> PcDetails:
        """See `System`."""
        self.gate.wait(10)
        return PcDetails()


def test_details_that_come_late_leave_it_untested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not run is not fine, and not a fault either."""
    monkeypatch.setattr(limits, "DETAILS_TIMEOUT_S", 0.05)
    monkeypatch.setattr(limits, "ADAPTER_TIMEOUT_S", 0.1)
    system = SlowSystem()
    report = check(system=system)
    system.gate.set()
    assert detour(report).outcome is ProbeOutcome.NOT_TESTED
    assert report.verdict.segment is Segment.NONE


Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def ask(handler: Handler, certificates: Path | None = None, *, is_asked: bool = True) -> tuple[Observation, ...]:
    """Ask a proxy on loopback for a TLS server beside it."""

    async def work() -> tuple[Observation, ...]:
        contexts = dial.make_contexts(str(certificates / "ca.pem") if certificates else None)
        net = RealNet(Stopwatch(), contexts)
        ended = asyncio.Event()

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await handler(reader, writer)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            ended.set()

        proxy = await asyncio.start_server(handle, HOME, 0)
        async with proxy:
            port = proxy.sockets[0].getsockname()[1]
            seen = await net.dial_proxy(HOME, port, (HOSTS[0], 443) if is_asked else None)
            await ended.wait()
        return seen

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(work())


def answering(*lines: bytes) -> Handler:
    """Return a proxy that answers so and closes."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(f"CONNECT {HOSTS[0]}:443 HTTP/1.1\r\n".encode())
        assert b"authorization" not in head.lower()
        for line in lines:
            writer.write(line)
            await writer.drain()
        writer.close()

    return answer


@pytest.mark.parametrize(
    ("lines", "failure", "status"),
    [
        ((b"HTTP/1.1 407 Proxy Authentication Required\r\n", b"\r\n"), None, 407),
        ((b"HTTP/1.0 403 Forbidden\r\n\r\n",), None, 403),
        ((b"HTTP/1.1 502 Bad Gateway\r\n\r\n",), Failure.HTTP_UNEXPECTED, 502),
        ((b"SSH-2.0-x\r\n",), Failure.HTTP_MALFORMED, None),
        ((b"x" * 20000,), Failure.HTTP_MALFORMED, None),
        ((), Failure.EOF, None),
    ],
)
def test_what_a_proxy_answers(lines: tuple[bytes, ...], failure: Failure | None, status: int | None) -> None:
    """One that wants a password is alive, and gets none."""
    (answered,) = ask(answering(*lines))
    assert (answered.op, answered.failure, answered.detail.get("status")) == (Operation.PROXY, failure, status)


def test_a_proxy_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """It connects and says nothing; without a host to ask for, connecting is all."""
    monkeypatch.setattr(limits, "TCP_TIMEOUT_S", 0.1)
    assert ask(servers._hold)[0].failure is Failure.TIMEOUT
    assert ask(servers._hold, is_asked=False)[0].failure is None


def test_a_handshake_through_a_proxy(tmp_path: Path) -> None:
    """Who answers behind it is verified as without it."""
    write_certificates(tmp_path)

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server, port = await _tls_server(tmp_path)
        async with server:
            await reader.readuntil(b"\r\n\r\n")
            far_reader, far_writer = await asyncio.open_connection(HOME, port)
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await asyncio.gather(servers._pass_on(reader, far_writer), servers._pass_on(far_reader, writer))

    answered, shaken = ask(relay, tmp_path)
    assert (answered.failure, answered.detail["status"]) == (None, 200)
    assert (shaken.failure, shaken.target, shaken.detail["issuer"]) == (None, f"{HOSTS[0]}:443", "Lab Root")
    assert ask(relay)[1].failure is Failure.TLS_UNTRUSTED


async def _tls_server(certificates: Path) -> tuple[asyncio.Server, int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "good.pem")
    server = await asyncio.start_server(servers._hold, HOME, 0, ssl=context)
    return server, server.sockets[0].getsockname()[1]


def test_a_port_that_nobody_has() -> None:
    """Refused, as by the router of a PC that took its proxy setting from elsewhere."""

    async def work() -> tuple[Observation, ...]:
        server = await asyncio.start_server(servers._hold, HOME, 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        return await RealNet(Stopwatch(), dial.make_contexts(None)).dial_proxy(HOME, port, None)

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        assert runner.run(work())[0].failure is Failure.TCP_REFUSED
