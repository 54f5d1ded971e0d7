"""Pings by a blocking system call, scripted."""

import asyncio
import threading
import time
from collections.abc import Sequence

import pytest

from gui.model.failure import Failure
from gui.model.observation import Observation
from gui.probes import dial
from gui.probes.realnet import RealNet
from gui.probes.system.windows_api import Echo, EchoAnswer, EchoRequest
from gui.probes.timing import Stopwatch

ROUTER = "192.168.1.1"


def scripted(statuses: Sequence[int], asked: list[EchoRequest] | None = None) -> Echo:
    """Return a call that answers with these statuses in turn."""
    left = list(statuses)

    def echo(request: EchoRequest) -> EchoAnswer:
        if asked is not None:
            asked.append(request)
        return EchoAnswer(status=left.pop(0), round_trip_ms=0, responder="100.64.0.1")

    return echo


def ping(echo: Echo, count: int, **options: int | bool) -> Observation:
    """Ping through the real network's door."""

    async def main() -> Observation:
        net = RealNet(Stopwatch(), dial.make_contexts(None), echo)
        return await net.ping(ROUTER, count=count, interval_s=0.0, **options)  # type: ignore[arg-type] # its options

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(main())


def test_a_series_in_full() -> None:
    """The same detail as with sockets; the request says what was asked for."""
    asked: list[EchoRequest] = []
    seen = ping(scripted([0, 11010, 0], asked), 3, size_bytes=1472, may_fragment=False, ttl=5)
    assert (seen.failure, seen.detail["method"], seen.detail["sent"], seen.detail["received"]) == (None, "icmp", 3, 2)
    assert seen.detail["size_bytes"] == 1472
    assert isinstance(seen.detail["rtt_ms"], float)
    assert 0 <= seen.detail["rtt_ms"] <= 1
    assert {"blocked_size", "hop"}.isdisjoint(seen.detail)
    assert {(len(one.payload), one.ttl, one.may_fragment, one.timeout_ms) for one in asked} == {(1472, 5, False, 1000)}


@pytest.mark.parametrize(
    ("statuses", "failure", "more"),
    [
        ([11010, 11010], Failure.PING_TIMEOUT, {}),
        ([11003, 11010], Failure.HOST_UNREACHABLE, {}),
        ([11002, 11002], Failure.NETWORK_UNREACHABLE, {}),
        ([1231, 1232], Failure.HOST_UNREACHABLE, {}),
        ([11009, 11009], Failure.PING_TIMEOUT, {"blocked_size": True}),
        ([11013, 11013], Failure.HOST_UNREACHABLE, {"hop": "100.64.0.1"}),
        ([11050, 11050], Failure.UNKNOWN, {}),
        ([0, 11003], None, {}),
    ],
)
def test_what_was_said_of_lost_packets(statuses: list[int], failure: Failure | None, more: dict[str, object]) -> None:
    """Silence, unreachable, too big, too many routers, another error; one reply outweighs them all."""
    seen = ping(scripted(statuses), 2)
    assert seen.failure is failure
    assert {name: seen.detail[name] for name in ("blocked_size", "hop") if name in seen.detail} == more


def test_a_system_without_icmp() -> None:
    """The same as without a socket."""

    def refuse(request: EchoRequest) -> EchoAnswer:
        raise OSError

    seen = ping(refuse, 3)
    assert (seen.failure, seen.detail) == (Failure.PERMISSION_DENIED, {"is_available": False})


def test_lost_packets_do_not_slow_the_series() -> None:
    """All echoes wait side by side: every one must have begun before any is answered."""
    begun = threading.Barrier(5, timeout=5)

    def late(request: EchoRequest) -> EchoAnswer:
        begun.wait()
        return EchoAnswer(status=11010)

    assert ping(late, 5).detail["sent"] == 5


def test_cancelling_takes_effect_at_once() -> None:
    """The thread is left to itself and ends with its echo."""
    gate, begun = threading.Event(), threading.Event()

    def hang(request: EchoRequest) -> EchoAnswer:
        begun.set()
        gate.wait(10)
        return EchoAnswer(status=11010)

    async def main() -> float:
        net = RealNet(Stopwatch(), dial.make_contexts(None), hang)
        task = asyncio.ensure_future(net.ping(ROUTER, count=2, interval_s=0.0))
        await asyncio.get_running_loop().run_in_executor(None, begun.wait, 5)
        started_s = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return time.monotonic() - started_s

    took_s = asyncio.run(main())
    gate.set()
    assert took_s < 0.3
