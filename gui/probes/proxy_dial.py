"""Asks a proxy for one connection (CONNECT, RFC 9110, section 9.3.6), in which a handshake proves who answers.

No user name or password is ever sent, whatever the proxy demands, and nothing after the handshake.
"""

import asyncio
import re
import socket

from gui.model.failure import Failure, Operation
from gui.model.observation import Observation
from gui.probes import limits
from gui.probes.classify import classify_os_error
from gui.probes.dial import Dialer, connected_tcp
from gui.probes.timing import Stopwatch, within

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})")
_MAX_HEAD_BYTES = 8192
#: RFC 9110, section 15: 2xx is success; from 500 on the proxy itself cannot.
_SUCCESS, _CANNOT = range(200, 300), 500


async def dial_proxy(
    watch: Stopwatch, dialer: Dialer, address: str, port: int, beyond: tuple[str, int] | None
) -> tuple[Observation, ...]:
    """Connect to a proxy and, with `beyond` (host, port), shake hands with that host through it.

    The first observation is about the proxy itself. Its failure: not reached, silent, no proxy, or (`http_unexpected`)
    one that cannot reach anybody; none when it only refuses. Detail: status, of its answer.
    """
    t0_s, target = watch.now_s(), f"{address}:{port}"
    try:
        async with connected_tcp(address, port, limits.DETOUR_TIMEOUT_S) as tcp:
            if beyond is None:
                return (watch.observe(Operation.PROXY, target, t0_s),)
            head = await _answer(tcp, *beyond)
            status = int(found[1]) if (found := _STATUS_LINE.match(head or b"")) else None
            failure = _failure_of(head, status)
            answered = watch.observe(Operation.PROXY, target, t0_s, failure=failure, status=status)
            if status not in _SUCCESS:
                return (answered,)
            return answered, await dialer.shake(tcp, beyond[0], f"{beyond[0]}:{beyond[1]}")
    except OSError as error:
        return (watch.observe(Operation.PROXY, target, t0_s, failure=classify_os_error(error)),)


def _failure_of(head: bytes | None, status: int | None) -> Failure | None:
    if head is None:
        return Failure.TIMEOUT
    if status is None:
        return Failure.HTTP_MALFORMED if head else Failure.EOF
    return Failure.HTTP_UNEXPECTED if status >= _CANNOT else None


async def _answer(tcp: socket.socket, host: str, port: int) -> bytes | None:
    """Return the head of the answer, None when none came in time. Raises OSError."""
    try:
        return await within(_ask(tcp, host, port), limits.TCP_TIMEOUT_S)
    except TimeoutError:
        return None


async def _ask(tcp: socket.socket, host: str, port: int) -> bytes:
    """Return the head of the answer, as far as it came. Raises OSError."""
    loop, head = asyncio.get_running_loop(), b""
    request = f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\nUser-Agent: POSCheckup\r\n\r\n"
    await loop.sock_sendall(tcp, request.encode("ascii", errors="replace"))
    while b"\r\n\r\n" not in head and len(head) < _MAX_HEAD_BYTES:
        chunk = await loop.sock_recv(tcp, _MAX_HEAD_BYTES)  # the host behind it speaks only after us
        if not chunk:
            break
        head += chunk
    return head
