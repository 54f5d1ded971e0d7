"""Which way the system would send a packet, and a connection by an adapter of our choice instead."""

import asyncio
import errno
import socket
import sys

from gui.model.failure import Operation
from gui.model.observation import Observation
from gui.probes.classify import classify_os_error
from gui.probes.timing import Stopwatch, within

_ANY_PORT = 0
#: Any port: nothing is sent when a UDP socket is "connected", only its route is looked up.
_SOME_PORT = 9


def source_address(watch: Stopwatch, address: str) -> Observation:
    """Ask the system from which of its addresses it would send to `address`; not one packet is sent.

    Detail: source. That finds tunnels however they take over: by a better default route, by two halves of one
    (OpenVPN's `redirect-gateway def1`), or by a routing table of their own (WireGuard).
    """
    t0_s = watch.now_s()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as unsent:
        try:
            unsent.connect((address, _SOME_PORT))
        except OSError as error:
            return watch.observe(Operation.ROUTE, address, t0_s, failure=classify_os_error(error))
        source: str = unsent.getsockname()[0]
    return watch.observe(Operation.ROUTE, address, t0_s, source=source)


async def tcp_connect_by(
    watch: Stopwatch, adapter: str, source: str, address: str, port: int, timeout_s: float
) -> Observation:
    """Connect by an adapter, whatever the route table prefers, and close.

    Windows sends what is bound to an address by the adapter that has it (the strong host model of RFC 1122, section
    3.3.4.2). Linux follows its route table all the same and must be told the adapter, which needs no rights since
    5.7; where it is refused, or on another system, the result says so and proves nothing.
    """
    t0_s, target = watch.now_s(), f"{address}:{port}"
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        tcp.settimeout(0)
        try:
            _pin(tcp, adapter)
            tcp.bind((source, _ANY_PORT))
            await within(asyncio.get_running_loop().sock_connect(tcp, (address, port)), timeout_s)
        except OSError as error:
            return watch.observe(Operation.TCP_CONNECT, target, t0_s, failure=classify_os_error(error))
        return watch.observe(Operation.TCP_CONNECT, target, t0_s)


def _pin(tcp: socket.socket, adapter: str, platform: str = sys.platform) -> None:
    """Tie a socket to an adapter where binding it to an address is not enough. Raises OSError."""
    if platform == "win32":
        return
    if sys.platform == "linux" and platform == "linux":
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, adapter.encode())
        return
    raise OSError(errno.ENOTSUP, f"no way to tie a socket to {adapter}")
