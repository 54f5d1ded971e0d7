"""Answers that come late out of a full queue are waited for, and do not count as lost."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

import pytest

from gui.model.failure import Failure
from gui.model.observation import Observation
from gui.probes import dial, echo, icmp, limits, resolve
from gui.probes.icmp import EchoRun, Series
from gui.probes.realnet import RealNet
from gui.probes.system.windows_api import EchoAnswer, EchoRequest
from gui.probes.timing import Stopwatch

T = TypeVar("T")
FAR = Series(count=limits.PING_COUNT)
NEAR = Series(count=48, interval_s=limits.GATEWAY_PING_INTERVAL_S)
SHORT = Series(count=3)
HOME = "127.0.0.1"


def on_loop(work: Callable[[], Awaitable[T]]) -> T:
    """Run on a selector loop."""

    async def main() -> T:
        return await work()

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(main())


@pytest.fixture
def quick_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same order of times, in tenths of a second; two packets are a series."""
    for name, value in {
        "PING_COUNT": 2,
        "PING_INTERVAL_S": 0.001,
        "PING_REPLY_TIMEOUT_S": 0.1,
        "PING_SILENCE_S": 0.4,
        "PING_LATEST_S": 1.0,
    }.items():
        monkeypatch.setattr(limits, name, value)


@pytest.mark.parametrize(
    ("series", "last_answer_s", "expected_s"),
    [
        (FAR, None, limits.PING_SILENCE_S),  # nothing came so far: it may all be late
        (FAR, -0.1, limits.PING_REPLY_TIMEOUT_S),  # answers kept coming while it was sent
        (FAR, 2.0, 2.0 + limits.PING_REPLY_TIMEOUT_S),  # they still come
        (FAR, 3.0, limits.PING_LATEST_S),  # not for ever
        (NEAR, None, limits.PING_REPLY_TIMEOUT_S),
        (NEAR, 0.9, limits.PING_REPLY_TIMEOUT_S),
        (SHORT, None, limits.PING_REPLY_TIMEOUT_S),
    ],
)
def test_how_long_a_series_listens(series: Series, last_answer_s: float | None, expected_s: float) -> None:
    """Times count from the last packet. The router is near, and a short series asks for no time."""
    last = None if last_answer_s is None else 100.0 + last_answer_s
    assert series.ends_s(100.0, last) == pytest.approx(100.0 + expected_s)


def test_the_longest_chain_ends_within_the_run() -> None:
    """Settings, a name that is not found, and pings whose answers come late."""
    sending_s = limits.PING_COUNT * limits.PING_INTERVAL_S
    late_s = limits.ADAPTER_TIMEOUT_S + limits.GETADDRINFO_TIMEOUT_S + sending_s + limits.PING_LATEST_S
    assert late_s < limits.RUN_BUDGET_S - limits.CLOSING_S


async def _late_pings(delays_s: list[float | None]) -> EchoRun:
    """Ping a socket whose other end answers every request after its delay, or never."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, theirs:
        ours.settimeout(0)
        theirs.settimeout(0)
        loop, left = asyncio.get_running_loop(), list(delays_s)

        def hear() -> None:
            request = theirs.recv(4096)
            delay_s = left.pop(0)
            if delay_s is not None:
                loop.call_later(delay_s, theirs.send, b"\0" + request[1:])

        loop.add_reader(theirs, hear)
        run = EchoRun(ours, Series(count=len(delays_s), interval_s=0.001))
        await run.run()
        loop.remove_reader(theirs)
    return run


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs a pair of datagram sockets")
@pytest.mark.parametrize(
    ("delays_s", "received"),
    [([0.25, 0.3], 2), ([0.0, None], 1), ([None, None], 0), ([0.0, 0.05], 2)],
)
def test_replies_by_socket(quick_limits: None, delays_s: list[float | None], received: int) -> None:
    """All late, one lost, all lost, all in time."""
    run = on_loop(lambda: _late_pings(delays_s))
    detail = run.detail()
    assert (detail["sent"], detail["received"]) == (2, received)
    assert ("rtt_ms" in detail) == ("rtt_max_ms" in detail) == bool(received)


def test_every_series_is_a_flow_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a raw socket the identifier is ours, and a router tells flows apart by it."""
    seen = iter([b"\x11\x22", b"\x33\x44"])
    monkeypatch.setattr("gui.probes.icmp.os.urandom", lambda count: next(seen) if count == 2 else bytes(count))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        first, second = EchoRun(any_socket, SHORT), EchoRun(any_socket, SHORT)
    assert (first._identifier, second._identifier) == (0x1122, 0x3344)
    assert icmp.echo_request(0, b"", 0x1122)[4:6] == b"\x11\x22"


def by_system(answers: dict[int, EchoAnswer], gate: threading.Event) -> Observation:
    """Ping by a blocking call whose echoes are answered as listed by their order; the others hang."""
    order = iter(range(2))

    def answer(request: EchoRequest) -> EchoAnswer:
        number = next(order)
        if number not in answers:
            gate.wait(10)
        return answers.get(number, EchoAnswer(status=11010))

    return on_loop(lambda: echo.ping(Stopwatch(), HOME, Series(count=2, interval_s=0.001), answer))


@pytest.mark.parametrize(("answered", "failure"), [(1, None), (0, Failure.PING_TIMEOUT)])
def test_echoes_that_are_not_waited_for(quick_limits: None, answered: int, failure: Failure | None) -> None:
    """The series ends before the blocking call does; its thread is left to itself, and its packet is lost."""
    gate = threading.Event()
    seen = by_system({number: EchoAnswer(status=0, round_trip_ms=3) for number in range(answered)}, gate)
    gate.set()
    assert (seen.failure, seen.detail["sent"], seen.detail["received"]) == (failure, 2, answered)


def test_late_echoes_get_the_time_of_the_system_too() -> None:
    """The blocking call must not give up before the series does."""
    asked: list[int] = []

    def answer(request: EchoRequest) -> EchoAnswer:
        asked.append(request.timeout_ms)
        return EchoAnswer(status=0, round_trip_ms=1)

    seen = on_loop(lambda: echo.ping(Stopwatch(), HOME, FAR, answer))
    assert set(asked) == {round(limits.PING_LATEST_S * 1000)}
    assert seen.detail["rtt_min_ms"] <= seen.detail["rtt_ms"] <= seen.detail["rtt_max_ms"]  # type: ignore[operator] # numbers


class _Queue(asyncio.DatagramProtocol):
    """Holds the first two queries until the third comes, which is never answered."""

    def __init__(self) -> None:
        self._held: list[tuple[bytes, tuple[str, int]]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._held.append((data, addr))
        if len(self._held) == 3:
            for held, sender in self._held[:2]:
                self._transport.sendto(held, sender)


def test_queries_under_way_are_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last query is younger than the slowest answer took when the series ends: nothing is known of it."""
    monkeypatch.setattr(limits, "PING_INTERVAL_S", 0.2)
    monkeypatch.setattr(limits, "PING_REPLY_TIMEOUT_S", 0.1)

    async def work() -> Observation:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(_Queue, (HOME, 0))
        monkeypatch.setattr(resolve, "_PORT", transport.get_extra_info("sockname")[1])
        seen = await RealNet(Stopwatch(), dial.make_contexts(None)).dns_loss(HOME, "h.test", count=3)
        transport.close()
        return seen

    seen = on_loop(work)
    assert (seen.failure, seen.detail["sent"], seen.detail["received"]) == (None, 2, 2)
    assert isinstance(seen.detail["rtt_max_ms"], float)
    assert seen.detail["rtt_max_ms"] > 350
