"""Echo requests (RFC 792) on whatever ICMP socket the system gives without administrator rights."""

import asyncio
import contextlib
import errno
import os
import socket
import struct
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from gui.model.failure import Failure, Operation
from gui.model.observation import JsonValue, Observation
from gui.probes import limits
from gui.probes.classify import classify_os_error
from gui.probes.median import median
from gui.probes.timing import Stopwatch, within

_ECHO_REQUEST, _ECHO_REPLY = 8, 0
_HEADER = struct.Struct("!BBHHH")
#: linux/in.h; Python 3.11 does not name them. Windows has no unprivileged ICMP socket: `echo`.
_IP_MTU_DISCOVER, _IP_PMTUDISC_DO, _IP_RECVERR, _MSG_ERRQUEUE = 10, 2, 11, 0x2000
_TIME_EXCEEDED = 11


def open_icmp_socket() -> socket.socket:
    """Return a datagram ICMP socket, else a raw one. Raises OSError where the system allows neither."""
    try:
        return socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)
    except OSError:
        return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)


def echo_request(sequence: int, payload: bytes, identifier: int = 0) -> bytes:
    """Return the packet. The identifier counts on a raw socket; a datagram socket puts its own in its place."""
    checksum = internet_checksum(_HEADER.pack(_ECHO_REQUEST, 0, 0, identifier, sequence) + payload)
    return _HEADER.pack(_ECHO_REQUEST, 0, checksum, identifier, sequence) + payload


def echo_reply_sequence(packet: bytes, token: bytes) -> int | None:
    """Return the sequence number of a reply to our request (its payload begins with `token`), else None."""
    if packet and packet[0] >> 4 == 4:  # a raw socket delivers the IP header too
        packet = packet[(packet[0] & 0xF) * 4 :]
    if len(packet) < _HEADER.size or packet[0] != _ECHO_REPLY or not packet[_HEADER.size :].startswith(token):
        return None
    return int(_HEADER.unpack_from(packet)[4])


def hop_of(ancillary: Iterable[tuple[int, int, bytes]]) -> str | None:
    """Return who dropped a packet because its TTL had run out (RFC 792, type 11), None for any other error.

    The data is a `struct sock_extended_err` of 16 bytes and the sockaddr_in of the router (linux/errqueue.h, ip(7)).
    """
    for level, kind, data in ancillary:
        if (level, kind) == (socket.IPPROTO_IP, _IP_RECVERR) and len(data) >= 24 and data[5] == _TIME_EXCEEDED:
            return socket.inet_ntoa(data[20:24])
    return None


def internet_checksum(data: bytes) -> int:
    """Return the checksum of RFC 1071."""
    words = struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2))
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return int(~total & 0xFFFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """How many echo requests to send, how fast, how large (payload), and whether routers may cut them up.

    `ttl`: after how many routers a packet is dropped (RFC 791); None: as the system does.
    """

    count: int
    interval_s: float = limits.PING_INTERVAL_S
    size_bytes: int = 32
    may_fragment: bool = True
    ttl: int | None = None

    @property
    def is_patient(self) -> bool:
        """True for the series that measure the way beyond the router, where answers may be late.

        A short one asks whether a packet passes at all, and the router itself is near.
        """
        return self.count >= limits.PING_COUNT and self.interval_s >= limits.PING_INTERVAL_S

    def ends_s(self, last_sent_s: float, last_answer_s: float | None) -> float:
        """Return when to give up what is still missing. Late answers in a row are no lost ones: the next may come."""
        if not self.is_patient:
            return last_sent_s + limits.PING_REPLY_TIMEOUT_S
        if last_answer_s is None:
            return last_sent_s + limits.PING_SILENCE_S
        next_s = max(last_sent_s, last_answer_s) + limits.PING_REPLY_TIMEOUT_S
        return min(next_s, last_sent_s + limits.PING_LATEST_S)


def round_trips(rtts_ms: Collection[float]) -> dict[str, JsonValue]:
    """Return the median, the shortest and the longest round-trip time; nothing of none."""
    if not rtts_ms:
        return {}
    times_ms = {"rtt_ms": median(rtts_ms), "rtt_min_ms": min(rtts_ms), "rtt_max_ms": max(rtts_ms)}
    return {name: round(time_ms, 2) for name, time_ms in times_ms.items()}


class EchoRun:
    """One series of echo requests to one address."""

    def __init__(self, icmp: socket.socket, series: Series) -> None:
        self._socket = icmp
        self._series = series
        self._token = os.urandom(8)
        # An own one each: for the router every series is a flow of its own, with its own place in the router's table.
        self._identifier = int.from_bytes(os.urandom(2), "big")
        self._payload = self._token.ljust(max(series.size_bytes, len(self._token)), b"\0")
        self._sent_at_s: dict[int, float] = {}
        self._rtt_s: dict[int, float] = {}
        self._heard = asyncio.Event()
        self._last_answer_s: float | None = None
        self.failure: Failure | None = None
        self.is_too_big = False
        self.hop: str | None = None

    async def run(self) -> None:
        """Send the requests and wait for the replies."""
        count, interval_s = self._series.count, self._series.interval_s
        loop = asyncio.get_running_loop()
        loop.add_reader(self._socket, self._receive)
        try:
            for sequence in range(count):
                self._send(sequence)
                await asyncio.sleep(interval_s if sequence + 1 < count else 0)
            await self._listen()
        finally:
            loop.remove_reader(self._socket)

    async def _listen(self) -> None:
        """Wait for the replies that are still missing."""
        last_sent_s = max(self._sent_at_s.values())
        while len(self._rtt_s) < len(self._sent_at_s):
            left_s = self._series.ends_s(last_sent_s, self._last_answer_s) - time.monotonic()
            if left_s <= 0:
                return
            self._heard.clear()
            with contextlib.suppress(TimeoutError):
                await within(self._heard.wait(), left_s)

    def detail(self) -> dict[str, JsonValue]:
        """Return sent, received, round-trip times, whether the packet was too big, and where the TTL ran out."""
        rtts_ms = [rtt * 1000 for rtt in self._rtt_s.values()]
        return {
            "sent": len(self._sent_at_s),
            "received": len(rtts_ms),
            **round_trips(rtts_ms),
            "size_bytes": len(self._payload),
            "blocked_size": self.is_too_big or None,
            "hop": self.hop,
        }

    def _send(self, sequence: int) -> None:
        self._sent_at_s[sequence] = time.monotonic()
        try:
            self._socket.send(echo_request(sequence, self._payload, self._identifier))
        except OSError as error:
            self._note(error)

    def _receive(self) -> None:
        try:
            packet = self._socket.recv(4096)
        except OSError as error:  # an ICMP error about one of our packets
            self._note(error)
            self._read_error_queue()
            return
        sequence = echo_reply_sequence(packet, self._token)
        if sequence in self._sent_at_s and sequence not in self._rtt_s:
            self._last_answer_s = time.monotonic()
            self._rtt_s[sequence] = self._last_answer_s - self._sent_at_s[sequence]
            self._heard.set()

    def _read_error_queue(self) -> None:
        """Empty the queue, which only a series with a TTL has: else the socket stays readable for ever."""
        with contextlib.suppress(OSError):  # empty
            while self._series.ttl is not None:
                self.hop = hop_of(self._socket.recvmsg(512, 512, _MSG_ERRQUEUE)[1]) or self.hop

    def _note(self, error: OSError) -> None:
        if error.errno == errno.EMSGSIZE:
            self.is_too_big = True
        else:
            self.failure = classify_os_error(error)

    @property
    def received(self) -> int:
        """How many replies came."""
        return len(self._rtt_s)


async def ping(watch: Stopwatch, address: str, series: Series) -> Observation:
    """Ping an IPv4 address. Failure: none when any reply came; permission denied: no ICMP socket."""
    t0_s = watch.now_s()
    try:
        icmp = open_icmp_socket()
    except OSError:
        return watch.observe(Operation.PING, address, t0_s, failure=Failure.PERMISSION_DENIED, is_available=False)
    with icmp:
        icmp.settimeout(0)
        if not series.may_fragment:
            icmp.setsockopt(socket.IPPROTO_IP, _IP_MTU_DISCOVER, _IP_PMTUDISC_DO)
        if series.ttl is not None:
            icmp.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, series.ttl)
            icmp.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)  # only then the kernel tells who dropped a packet
        run = EchoRun(icmp, series)
        try:
            icmp.connect((address, 0))
        except OSError as error:
            return watch.observe(Operation.PING, address, t0_s, failure=classify_os_error(error), method="icmp")
        await run.run()
    failure = None if run.received else run.failure or Failure.PING_TIMEOUT
    return watch.observe(Operation.PING, address, t0_s, failure=failure, method="icmp", **run.detail())
