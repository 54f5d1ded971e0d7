"""A series of pings by a system call that sends one echo and blocks (IcmpSendEcho): Windows has no ICMP sockets.

Each echo has a daemon thread of its own, so that the series keeps its pace when answers are lost, and cancelling or
giving up takes effect at once: a thread left to itself ends with its echo's time limit.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

from gui.model.failure import Failure, Operation
from gui.model.observation import JsonValue, Observation
from gui.probes import limits
from gui.probes.daemon import in_daemon_thread
from gui.probes.icmp import Series, round_trips
from gui.probes.system.windows_api import Echo, EchoAnswer, EchoRequest
from gui.probes.timing import Stopwatch

#: IP_STATUS (ipexport.h).
_SUCCESS, _PACKET_TOO_BIG, _TTL_EXPIRED = 0, 11009, 11013
#: IP_STATUS, and the Windows errors that newer versions give in its place (winerror.h).
_FAILURES = {
    11002: Failure.NETWORK_UNREACHABLE,
    11003: Failure.HOST_UNREACHABLE,
    11010: Failure.PING_TIMEOUT,
    _TTL_EXPIRED: Failure.HOST_UNREACHABLE,  # as a Linux socket calls it (EHOSTUNREACH)
    1231: Failure.NETWORK_UNREACHABLE,
    1232: Failure.HOST_UNREACHABLE,
    5: Failure.PERMISSION_DENIED,
}
#: What Windows sends with when nothing is said.
_DEFAULT_TTL = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timed:
    answer: EchoAnswer
    rtt_ms: float


#: What is said of an echo that was not waited for any longer.
_MISSING = _Timed(answer=EchoAnswer(status=11010), rtt_ms=0.0)


async def ping(watch: Stopwatch, address: str, series: Series, echo: Echo) -> Observation:
    """Ping an IPv4 address; the observation is that of `icmp.ping`. `hop`: the router at which the TTL ended."""
    t0_s = watch.now_s()
    request = EchoRequest(
        address=address,
        payload=os.urandom(series.size_bytes),
        timeout_ms=round((limits.PING_LATEST_S if series.is_patient else limits.PING_REPLY_TIMEOUT_S) * 1000),
        ttl=series.ttl or _DEFAULT_TTL,
        may_fragment=series.may_fragment,
    )
    timed = await _send(request, series, echo)
    if timed is None:
        return watch.observe(Operation.PING, address, t0_s, failure=Failure.PERMISSION_DENIED, is_available=False)
    answers = [one.answer for one in timed]
    hop = next((one.responder for one in answers if one.status == _TTL_EXPIRED), None)
    detail = _detail(timed, series.size_bytes)
    return watch.observe(Operation.PING, address, t0_s, failure=_failure(answers), method="icmp", hop=hop, **detail)


async def _send(request: EchoRequest, series: Series, echo: Echo) -> list[_Timed] | None:
    """Return what came of every echo; None when the system gives no ICMP."""
    started_s = time.monotonic()
    delays_s = [index * series.interval_s for index in range(series.count)]
    tasks = [asyncio.ensure_future(_after(delay_s, request, echo)) for delay_s in delays_s]
    try:
        await _listen(tasks, series, started_s + delays_s[-1])
    except OSError:
        return None
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [_MISSING if task.cancelled() else task.result() for task in tasks]


async def _listen(tasks: Sequence[asyncio.Future[_Timed]], series: Series, last_sent_s: float) -> None:
    """Wait for the echoes as long as a series waits. Raises OSError when the system gives no ICMP."""
    waiting, last_answer_s = set(tasks), None
    while waiting:
        # The echoes of an impatient series end by themselves, each in its own time.
        left_s = series.ends_s(last_sent_s, last_answer_s) - time.monotonic() if series.is_patient else None
        if left_s is not None and left_s <= 0:
            return
        ended, waiting = await asyncio.wait(waiting, timeout=left_s, return_when=asyncio.FIRST_COMPLETED)
        if any(task.result().answer.status == _SUCCESS for task in ended):
            last_answer_s = time.monotonic()


async def _after(delay_s: float, request: EchoRequest, echo: Echo) -> _Timed:
    await asyncio.sleep(delay_s)
    return await in_daemon_thread(lambda: _timed(request, echo), "ping")


def _timed(request: EchoRequest, echo: Echo) -> _Timed:
    """Measure as well: Windows counts whole milliseconds, cut off, and this clock counts the waiting for a thread."""
    started_s = time.perf_counter()
    answer = echo(request)
    measured_ms = (time.perf_counter() - started_s) * 1000
    return _Timed(answer=answer, rtt_ms=min(measured_ms, answer.round_trip_ms + 1.0))


def _detail(timed: Sequence[_Timed], size_bytes: int) -> dict[str, JsonValue]:
    rtts_ms = [one.rtt_ms for one in timed if one.answer.status == _SUCCESS]
    return {
        "sent": len(timed),
        "received": len(rtts_ms),
        **round_trips(rtts_ms),
        "size_bytes": size_bytes,
        "blocked_size": any(one.answer.status == _PACKET_TOO_BIG for one in timed) or None,
    }


def _failure(answers: Sequence[EchoAnswer]) -> Failure | None:
    """Return none when any reply came; else what was said of the last packet that anything was said of."""
    if any(one.status == _SUCCESS for one in answers):
        return None
    said = [_FAILURES.get(one.status, Failure.UNKNOWN) for one in answers if one.status != _PACKET_TOO_BIG]
    heard = [failure for failure in said if failure is not Failure.PING_TIMEOUT]
    return heard[-1] if heard else Failure.PING_TIMEOUT
