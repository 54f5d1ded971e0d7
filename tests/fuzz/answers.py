"""The fuzz targets that are answers of servers, read by the program's own client code on a loop without a network.

The first byte of an input says how the server behaves: how much it sends at a time, and whether after it all it closes,
resets, says nothing more, or begins again without end. A clock that jumps makes the real time limits cost nothing; what
takes more of it than its limit, or more bytes than any limit explains, is a crash as much as an exception.
"""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any, Self
from unittest import mock

from tests.fuzz.mutation import mutate_bytes
from tests.fuzz.target import Make, Run, Target, expect, seeds
from tests.property.chaos import JumpingLoop, LoopWatch

HOST, HOME = "s2.test", "127.0.0.1"
_CHUNKS = (1 << 20, 1, 2, 7, 64, 500, 4096, 16384)
_CLOSES, _RESETS, _IS_SILENT, _REPEATS = range(4)
#: A packet takes so long on the loop's clock: an endless answer, too, reaches the time limit.
_PACKET_S = 0.0005
#: What reads more is not stopped by its time limit.
_MOST_PACKETS = 20_000
#: What a check may write into a report of one operation.
_MOST_DETAIL = 2000


class ScriptedLoop(JumpingLoop):
    """Gives every socket that is read the same answer."""

    def __init__(self) -> None:
        super().__init__()
        self._script: Iterator[bytes | OSError | None] = iter(())
        self.taken_packets = 0

    def answer_with(self, data: bytes) -> None:
        """Set the answer: a byte of behaviour, and what is sent."""
        self.taken_packets = 0
        self._script = _script(data[0] if data else 0, data[1:])

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        """See `AbstractEventLoop`."""

    async def sock_sendall(self, sock: socket.socket, data: Any) -> None:
        """See `AbstractEventLoop`."""

    async def sock_recv(self, sock: Any, n: int) -> bytes:
        """See `AbstractEventLoop`: returns at once when something is there, as the real one does."""
        self._jumping.now_s += _PACKET_S
        self.taken_packets += 1
        expect(self.taken_packets < _MOST_PACKETS, "an endless answer is taken")
        found = next(self._script)
        if found is None:
            await asyncio.Event().wait()
        if isinstance(found, OSError):
            raise found
        assert found is not None
        data: bytes = getattr(sock, "is_answered_by", bytes)(found[:n])
        return data


def _script(behaviour: int, data: bytes) -> Iterator[bytes | OSError | None]:
    size = _CHUNKS[behaviour >> 2 & 7]
    while True:
        yield from (data[start : start + size] for start in range(0, len(data), size))
        match behaviour & 3:
            case 3 if data:
                continue
            case 1:
                yield ConnectionResetError(104, "reset")
            case 2:
                yield None
            case _:
                yield b""


class Udp:
    """Stands in for a connected UDP socket. With `has_id` the answers carry the id of the last query."""

    def __init__(self, *, has_id: bool) -> None:
        self._has_id = has_id
        self._id = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, wire: bytes) -> None:
        """Take a query."""
        self._id = wire[:2] if self._has_id else b""

    def is_answered_by(self, data: bytes) -> bytes:
        """Return a datagram as it arrives; one that begins with 0xFFFF is for somebody else."""
        return data if data[:2] == b"\xff\xff" else self._id + data[len(self._id) :]


Ask = Callable[[LoopWatch], Awaitable[Any]]


def _client(make_ask: Callable[[], Ask], limit_s: float, patches: Mapping[str, Any]) -> Callable[[Path], Run]:
    """Return the `open` of a target: a client that asks, and what must hold for what it saw."""

    def open_client(_folder: Path) -> Run:
        loop, ask = ScriptedLoop(), make_ask()

        def run(data: bytes) -> None:
            with _patched(patches):
                loop.answer_with(data)
                watch = LoopWatch(started_s=loop.time())
                seen = loop.run_until_complete(ask(watch))
            spent_s = loop.time() - watch.started_s
            expect(spent_s <= limit_s + 0.1, f"took {spent_s:.1f} s of the loop's clock")
            expect_sound(seen if isinstance(seen, tuple) else (seen,))

        return run

    return open_client


@contextmanager
def _patched(patches: Mapping[str, Any]) -> Iterator[None]:
    with ExitStack() as stack:
        for name, value in patches.items():
            stack.enter_context(mock.patch(name, value))
        yield


def expect_sound(observations: Sequence[Any]) -> None:
    """Every observation can be written into a report, read back, and is of a bearable length."""
    from gui.model.codec import from_json, to_json  # noqa: PLC0415
    from gui.model.observation import Observation  # noqa: PLC0415

    for seen in observations:
        text = json.dumps(to_json(seen), ensure_ascii=False, allow_nan=False)
        expect(len(text.encode("utf-8")) <= _MOST_DETAIL, f"an observation of {len(text)} characters")
        expect(from_json(Observation, json.loads(text)) == seen, "an observation that does not come back")


def _dns() -> Ask:
    from gui.probes import resolve  # noqa: PLC0415

    async def ask(watch: LoopWatch) -> Any:
        one = await resolve.dns_query(watch, HOME, "a.acq.test", "A")
        two = await resolve.dns_loss(watch, HOME, "version.bind", count=2)
        return one, two

    return ask


def _http() -> Ask:
    from gui.model.targets import PortalTarget  # noqa: PLC0415
    from gui.probes import pages  # noqa: PLC0415

    target = PortalTarget(url="http://portal.test/generate_204", status=204, body="")
    return lambda watch: pages.http_get(watch, target, HOME)


def _tls() -> Ask:
    from gui.probes import dial  # noqa: PLC0415

    contexts = dial.make_contexts(None, Path("no such file"))

    def ask(watch: LoopWatch) -> Awaitable[Any]:
        return dial.Dialer(watch, contexts).dial(HOST, HOME, 443, tls=True)

    return ask


def _proxy() -> Ask:
    from gui.probes import dial, proxy_dial  # noqa: PLC0415

    contexts = dial.make_contexts(None)

    def ask(watch: LoopWatch) -> Awaitable[Any]:
        return proxy_dial.dial_proxy(watch, dial.Dialer(watch, contexts), HOME, 3128, (HOST, 443))

    return ask


def _ntp() -> Ask:
    from gui.probes import ntp  # noqa: PLC0415

    return lambda watch: ntp.ntp_query(watch, "ntp.test", HOME, 123)


def _open_certificate(_folder: Path) -> Run:
    from gui.probes.certs import describe_certificate  # noqa: PLC0415

    def run(data: bytes) -> None:
        text = json.dumps(describe_certificate(data), ensure_ascii=False)
        expect(len(text.encode("utf-8")) <= _MOST_DETAIL, f"a certificate in {len(text)} characters")

    return run


def _make(*folders: str, behaves: bool = True) -> Callable[[], Make]:
    def prepare() -> Make:
        examples = tuple(example for folder in folders for example in seeds(folder))

        def make(random: Random) -> bytes:
            data = mutate_bytes(random, examples)
            return bytes([random.randrange(32)]) + data if behaves else data

        return make

    return prepare


def _bombs(*folders: str, behaves: bool = True) -> Callable[[], Iterator[bytes]]:
    """Yield the real examples, and what has no end, in every behaviour of a server."""

    def every() -> Iterator[bytes]:
        examples = [example for folder in folders for example in seeds(folder)]
        examples += [b"", b"\0" * 5000, b"\xff" * 5000, b"\x30\x84\xff\xff\xff\xff" * 100, b"\x30\x80" * 3000]
        examples += [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 3000, b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 9000]
        examples += [b"HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n" % one for one in (b"9" * 5000, b"\xb2", b"-1")]
        hosts = (b"a:\xb2", b"a" * 5000, b"a:" + b"9" * 5000)
        examples += [b"HTTP/1.1 302 OK\r\nLocation: http://%s/\r\n\r\n" % host for host in hosts]
        examples += [b"HTTP/1.1 204 OK\r\nDate: %s\r\n\r\n" % one for one in _DATES]
        examples += [b"\0\0\x85\x80\0\1\0\1\0\0\0\0" + b"\xc0\x0c" * 300, b"\xff\xff" + b"\0" * 40, *dns_bombs()]
        examples += [
            b"\x16\x03\x03\x00\x04\0\0\0\0" * 1000, b"\x14\x03\x03\0\1\1" * 500,
            b"\x16\x03\x03\x40\0" + b"\2" * 16384, b"\x15\x03\x03\0\2\1\x5a" * 300, b"\x16\x03\x03\0\0" * 300,
            b"HTTP/1.0 200 x\r\n\r\n\x16\x03\x03\x00\x04\0\0\0\0",
        ]  # fmt: skip
        behaviours = range(32) if behaves else ()
        yield from (bytes([behaviour]) + example for example in examples for behaviour in behaviours)
        yield from () if behaves else examples

    return every


_DATES = (
    b"Fri, 27 Nov 0001 00:00:00 GMT", b"Fri, 27 Nov 9999 23:59:60 -2359", b"Fri, 27 Nov 2026 10:00:00 +" + b"9" * 5000,
    b"1 Jan 1 00:00 -0000", b"x", b"", b",,,", b"1 2 3 4 5 6", b"\xb2 Nov 2026 10:00:00 GMT", b"0 Jan 00 0:0:0",
)  # fmt: skip


def dns_bombs() -> Iterator[bytes]:
    """Yield answers with addresses of other classes, and TXT records without end."""
    head = b"\0\0\x85\x80\0\1\0\1\0\0\0\0\1a\3acq\4test\0\0\1\0\1"
    for kind, data in (
        (b"\0\1", b"\1x\0\1\1"), (b"\0\1", b"1234"), (b"\0\x1c", b"x" * 16), (b"\0\x10", b"\xff" + b"x" * 255),
    ):  # fmt: skip
        for rdclass in (b"\0\1", b"\0\3", b"\0\4", b"\0\xfe", b"\0\xff", b"\xff\xfe"):
            yield head + b"\xc0\x0c" + kind + rdclass + b"\0\0\0\1" + len(data).to_bytes(2, "big") + data
    text = (b"\xff" + b"x" * 255) * 15
    yield head + b"\xc0\x0c\0\x10\0\1\0\0\0\1" + len(text).to_bytes(2, "big") + text


_DNS_PATCHES = {"gui.probes.resolve.connected_udp": lambda *_: Udp(has_id=True)}
_NTP_PATCHES = {"gui.probes.ntp.connected_udp": lambda *_: Udp(has_id=False)}

#: The limits are those of `gui.probes.limits`: a TLS dial may shake hands a second time to read the certificate.
ANSWER_TARGETS = (
    Target(
        name="dns", what="DNS answers", share=140_000, open=_client(_dns, 2.6 + 1.2, _DNS_PATCHES),
        make=_make("dns"), bombs=_bombs("dns"), memory_mib=64,
    ),
    Target(
        name="http", what="HTTP answers", share=120_000, open=_client(_http, 4.0, {}), make=_make("http"),
        bombs=_bombs("http"), memory_mib=64,
    ),
    Target(
        name="tls", what="TLS handshakes", share=50_000, open=_client(_tls, 2.4 + 1.5, {}), make=_make("tls"),
        budget_s=6.0, bombs=_bombs("tls"), memory_mib=64,
    ),
    Target(
        name="proxy", what="proxies' answers to CONNECT", share=35_000, open=_client(_proxy, 3.2 + 2.4, {}),
        make=_make("proxy", "tls"), budget_s=7.0, bombs=_bombs("proxy"), memory_mib=64,
    ),
    Target(
        name="ntp", what="NTP answers", share=55_000, open=_client(_ntp, 1.5, _NTP_PATCHES), make=_make("ntp"),
        bombs=_bombs("ntp"), memory_mib=64,
    ),
    Target(
        name="certificate", what="certificates (DER)", share=60_000, open=_open_certificate,
        make=_make("certificate", behaves=False), bombs=_bombs("certificate", behaves=False), memory_mib=64,
    ),
)  # fmt: skip
