"""Hostile servers on loopback, and the program's own client code against them: real sockets, real time limits.

A server is a process of its own, so that only the client is measured. How it behaves follows from a seed: the n-th
connection to a slot's port (of a UDP slot: the n-th client) has the seed `first + n * slots + slot`.
"""

import asyncio
import contextlib
import multiprocessing
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.mutation import mutate_bytes
from tests.fuzz.target import seeds

HOME = "127.0.0.1"
#: A server gives up a client that stays, so that no behaviour outlives the slowest client by much.
_SERVER_PATIENCE_S = 12.0
_HELLO_REQUEST = b"\x16\x03\x03\x00\x04\0\0\0\0"
_ENDLESS = (
    _HELLO_REQUEST * 1000, b"\x14\x03\x03\0\1\1" * 1000, b"\x15\x03\x03\0\2\1\x5a" * 1000,
    b"\x16\x03\x03\x40\0" + b"\x02" * 16384, b"\x16\x03\x03\0\0" * 1000, b"\0" * 4096, b"HTTP/1.1 200 OK\r\n",
    b"X-Y: z\r\n" * 500, b"x" * 8192, b"\r\n\r\n", b"\xff" * 4096,
)  # fmt: skip

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _behave(random: Random, kind: str, stream: Stream) -> None:
    """Do what no honest server does, until the client leaves."""
    reader, writer = stream
    data = mutate_bytes(random, seeds(kind))
    if random.random() < 0.9:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(reader.read(4096), 0.2)
    if kind == "proxy" and random.random() < 0.6:
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        data = mutate_bytes(random, seeds("tls"))
        await reader.read(4096)
    match random.randrange(8):
        case 0 | 1 | 2:  # an answer that is wrong somewhere, and the end
            writer.write(data)
        case 3:  # the same, and then nothing
            writer.write(data)
            await asyncio.sleep(_SERVER_PATIENCE_S)
        case 4:
            await _drip(writer, random.choice((data, *_ENDLESS)))
        case 5 | 6:
            await _without_end(writer, data[: random.choice((0, 5, 40))], random.choice((data or b"x", *_ENDLESS)))
        case _:  # a reset in the middle
            writer.write(data[: random.randint(0, len(data))])
            await writer.drain()
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


async def _drip(writer: asyncio.StreamWriter, data: bytes) -> None:
    """Send a byte every twentieth of a second: each of them says that the server is alive."""
    for place in count():
        writer.write(data[place % len(data) :][:1] if data else b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _without_end(writer: asyncio.StreamWriter, head: bytes, data: bytes) -> None:
    writer.write(head)
    while True:
        writer.write(data)
        await writer.drain()
        await asyncio.sleep(0)


class _Datagrams(asyncio.DatagramProtocol):
    """Answers each client in a way of its own."""

    def __init__(self, kind: str, next_seed: Callable[[], int]) -> None:
        self._kind = kind
        self._next_seed = next_seed
        self._randoms: dict[Any, Random] = {}

    def connection_made(self, transport: Any) -> None:
        """See `BaseProtocol`."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Answer garbage, a damaged answer, a flood of others' answers, or nothing."""
        if addr not in self._randoms:
            self._randoms[addr] = Random(self._next_seed())
        random = self._randoms[addr]
        answer = mutate_bytes(random, (*seeds(self._kind), *_datagram_bombs(self._kind)))[:9000]
        answer = data[:2] + answer[2:] if self._kind == "dns" else answer
        match random.randrange(6):
            case 0 | 1 | 2 | 3:
                self._transport.sendto(answer, addr)
            case 4:
                for _ in range(500):
                    self._transport.sendto(random.randbytes(2) + answer[2:], addr)
            case _:
                pass


def _datagram_bombs(kind: str) -> Sequence[bytes]:
    """Return whole answers that each are a trap."""
    if kind == "ntp":
        return b"", b"\x24" * 47, b"\xff" * 48, b"\x24\1" + b"\0" * 38 + b"\xff" * 24
    from tests.fuzz.answers import dns_bombs  # noqa: PLC0415 (it loads half the program)

    return tuple(dns_bombs())


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """A running server: a port per slot."""

    ports: tuple[int, ...]
    process: Any

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.join(5)


def start(kind: str, slots: int, first: int) -> Slots:
    """Start a server of a kind (`dns`, `ntp`, `http`, `proxy`, `tls`) in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(kind, slots, first, theirs), daemon=True)
    process.start()
    return Slots(ports=tuple(ours.recv()), process=process)


def _serve(kind: str, slots: int, first: int, pipe: Connection) -> None:
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(_serve_for_ever(kind, slots, first, pipe))


async def _serve_for_ever(kind: str, slots: int, first: int, pipe: Connection) -> None:
    loop, ports, servers = asyncio.get_running_loop(), [], []
    loop.set_exception_handler(lambda _loop, _context: None)  # clients leave in the middle: that is what they are for
    for slot in range(slots):
        seeds_of_slot = count(first + slot, slots)
        if kind in ("dns", "ntp"):
            transport, _ = await loop.create_datagram_endpoint(
                partial(_Datagrams, kind, seeds_of_slot.__next__), (HOME, 0)
            )
            ports.append(transport.get_extra_info("sockname")[1])
        else:
            server = await asyncio.start_server(_handler(kind, seeds_of_slot), HOME, 0)
            servers.append(server)
            ports.append(server.sockets[0].getsockname()[1])
    pipe.send(ports)
    await asyncio.Event().wait()


def _handler(kind: str, numbers: "count[int]") -> Callable[..., Awaitable[None]]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, ssl.SSLError):
            await asyncio.wait_for(_behave(Random(next(numbers)), kind, (reader, writer)), _SERVER_PATIENCE_S)
        writer.close()

    return handle


#: Asks a server once: its port, and what it is asked with.
Client = Callable[[Any, int], Awaitable[Any]]


def client(kind: str) -> tuple[Client, float]:
    """Return the program's own client of a kind, and the longest it may take by `gui.probes.limits`."""
    from gui.model.targets import PortalTarget  # noqa: PLC0415 (the servers do without the program)
    from gui.probes import dial, limits, ntp, pages, proxy_dial, resolve  # noqa: PLC0415

    contexts = dial.make_contexts(None, Path("no such file"))
    handshake_s = limits.TLS_TIMEOUT_S + limits.INSPECT_TIMEOUT_S
    loss_s = 2 * limits.PING_INTERVAL_S + limits.PING_REPLY_TIMEOUT_S

    async def dns(watch: Any, _port: int) -> Any:
        one = await resolve.dns_query(watch, HOME, "a.acq.test", "A")
        return one, await resolve.dns_loss(watch, HOME, "version.bind", count=2)

    def http(watch: Any, port: int) -> Awaitable[Any]:
        return pages.http_get(watch, PortalTarget(url=f"http://portal.test:{port}/", status=204, body=""), HOME)

    def tls(watch: Any, port: int) -> Awaitable[Any]:
        return dial.Dialer(watch, contexts).dial("s2.test", HOME, port, tls=True)

    def proxy(watch: Any, port: int) -> Awaitable[Any]:
        return proxy_dial.dial_proxy(watch, dial.Dialer(watch, contexts), HOME, port, ("s2.test", 443))

    clients: dict[str, tuple[Client, float]] = {
        "dns": (dns, limits.DNS_TIMEOUT_S + loss_s),
        "http": (http, limits.HTTP_TIMEOUT_S),
        "tls": (tls, limits.TCP_TIMEOUT_S + handshake_s),
        "proxy": (proxy, limits.DETOUR_TIMEOUT_S + limits.TCP_TIMEOUT_S + limits.TLS_TIMEOUT_S),
        "ntp": (lambda watch, port: ntp.ntp_query(watch, "ntp.test", HOME, port), limits.NTP_TIMEOUT_S),
    }
    return clients[kind]
