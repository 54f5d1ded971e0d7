"""The lab's servers in one process: TLS, plain TCP, HTTP and NTP, as told by a JSON argument. Prints `ready`."""

import asyncio
import contextlib
import json
import ssl
import struct
import sys
import time
from email.utils import formatdate
from typing import TypedDict, cast

_NTP_TO_UNIX_S = 2_208_988_800
#: What Windows expects of http://www.msftconnecttest.com/connecttest.txt.
NCSI_TEXT = "Microsoft Connect Test"


class Config(TypedDict, total=False):
    """What to serve. `tls`: address, port, certificate file; `plain` accepts and is silent; `http`: see `_Web`.

    `proxy` knows CONNECT.
    """

    tls: list[tuple[str, int, str]]
    plain: list[tuple[str, int]]
    http: list[tuple[str, int, str]]
    ntp: list[str]
    proxy: list[tuple[str, int]]
    shift_s: float
    only_tls13: bool


async def _hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Keep the connection until the client is done with it."""
    try:
        await reader.read()
    except OSError:
        pass
    finally:
        writer.close()


class _Strict:
    """A TLS server that says why it refuses a handshake: asyncio's own keeps the alert to itself."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Shake hands, then hold the connection; or send the alert and close it."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self._context.wrap_bio(incoming, outgoing, server_side=True)
        with contextlib.suppress(ssl.SSLError):
            while not _shaken(tls):
                writer.write(outgoing.read())
                incoming.write(await reader.read(16384))
        writer.write(outgoing.read())
        await _hold(reader, writer)


def _shaken(tls: ssl.SSLObject) -> bool:
    """Go on with a handshake; False when more has to be read. Raises ssl.SSLError."""
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


class _Web:
    def __init__(self, answer: str, shift_s: float) -> None:
        self._answer = answer
        self._shift_s = shift_s

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer every request alike: `204`, Windows' test page (`ncsi`), or a redirect to the URL that was given."""
        try:
            await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, OSError):  # it only knocked
            writer.close()
            return
        date = f"Date: {formatdate(time.time() + self._shift_s, usegmt=True)}\r\n"
        if self._answer == "204":
            head = f"HTTP/1.1 204 No Content\r\n{date}\r\n"
        elif self._answer == "ncsi":
            head = f"HTTP/1.1 200 OK\r\n{date}Content-Length: {len(NCSI_TEXT)}\r\n\r\n{NCSI_TEXT}"
        else:
            head = f"HTTP/1.1 302 Found\r\nLocation: {self._answer}\r\n{date}Content-Length: 0\r\n\r\n"
        writer.write(head.encode())
        await writer.drain()
        writer.close()


async def _relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Be a proxy that knows only CONNECT: go where it is told and pass everything on."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
    host, _, port = head.split()[1].rpartition(":")
    try:
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
    except OSError:
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
        writer.close()
        return
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await asyncio.gather(_pass_on(reader, far_writer), _pass_on(far_reader, writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(16384):
            writer.write(data)
            await writer.drain()
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


class _Clock(asyncio.DatagramProtocol):
    """A time server (RFC 4330) whose clock is `shift_s` ahead."""

    def __init__(self, shift_s: float) -> None:
        self._shift_s = shift_s

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        now_s = time.time() + self._shift_s + _NTP_TO_UNIX_S
        stamp = struct.pack("!II", int(now_s) % 2**32, int(now_s % 1 * 2**32))
        head = struct.pack("!BBBbII4s", 0x24, 2, 6, -20, 0, 0, b"LAB\0")
        self._transport.sendto(head + stamp + data[40:48] + stamp + stamp, addr)


async def serve(config: Config) -> None:
    """Open everything, say so, and go on until killed."""
    loop, shift_s = asyncio.get_running_loop(), config.get("shift_s", 0.0)
    for address, port, certificate in config.get("tls", []):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        if config.get("only_tls13"):
            context.minimum_version = ssl.TLSVersion.TLSv1_3
            await asyncio.start_server(_Strict(context).serve, address, port)
            continue
        await asyncio.start_server(_hold, address, port, ssl=context, ssl_handshake_timeout=20)
    for address, port in config.get("plain", []):
        await asyncio.start_server(_hold, address, port)
    for address, port, answer in config.get("http", []):
        await asyncio.start_server(_Web(answer, shift_s).serve, address, port)
    for address, port in config.get("proxy", []):
        await asyncio.start_server(_relay, address, port)
    for address in config.get("ntp", []):
        await loop.create_datagram_endpoint(lambda: _Clock(shift_s), (address, 123))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))
