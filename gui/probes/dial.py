"""TCP connections and TLS handshakes. After a handshake the connection is closed: nothing else is ever sent."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gui.model.errors import UserError
from gui.model.failure import Failure, Operation
from gui.model.observation import JsonValue, Observation
from gui.probes import limits
from gui.probes.certs import describe_certificate
from gui.probes.classify import classify_os_error, classify_tls_error
from gui.probes.timing import Stopwatch, within

#: openssl/x509_vfy.h: verify everything but the dates.
_X509_V_FLAG_NO_CHECK_TIME = 0x200000
_READ_BYTES = 16384
_DATE_FAILURES = (Failure.TLS_EXPIRED, Failure.TLS_NOT_YET_VALID)


class TlsContexts:
    """How certificates are checked: fully, without their dates, and not at all (only to read what was presented).

    Loading the system's roots takes some 40 ms, for which every check would wait: what only a refused certificate needs
    is made when one is refused. `known_roots`: a file of public roots, read only when a host is refused for its root.
    """

    def __init__(self, ca_file: str | None, known_roots: Path | None = None) -> None:
        self._ca_file = ca_file
        self.known_roots = known_roots
        self.full = _lenient_context(ca_file)

    @cached_property
    def without_dates(self) -> ssl.SSLContext:
        """Verify everything but the dates."""
        context = _lenient_context(self._ca_file)
        context.verify_flags |= _X509_V_FLAG_NO_CHECK_TIME
        return context

    @cached_property
    def none(self) -> ssl.SSLContext:
        """Verify nothing."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context


def make_contexts(ca_file: str | None, known_roots: Path | None = None) -> TlsContexts:
    """Trust the system's roots and those of `ca_file` (PEM), not `known_roots`. Raises UserError `probes.ca_file`."""
    try:
        return TlsContexts(ca_file, known_roots)
    except OSError as error:  # ssl.SSLError is one: the file holds no certificates
        raise UserError("probes.ca_file", path=str(ca_file)) from error


def known_context(roots: Path) -> ssl.SSLContext | None:
    """Return a context that trusts the public roots of a file and no other; None when it cannot be read."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    try:
        context.load_verify_locations(cafile=roots)
    except OSError:
        return None
    return context


def newest_version(context: ssl.SSLContext) -> str:
    """Return the newest TLS version that is offered; a PC's OpenSSL settings may cap it."""
    newest = context.maximum_version
    return "TLSv1.3" if newest is ssl.TLSVersion.MAXIMUM_SUPPORTED else newest.name.replace("_", ".")


def _lenient_context(ca_file: str | None) -> ssl.SSLContext:
    """Return a context that verifies as browsers and terminals do. Raises OSError of `ca_file`.

    Python 3.13 began to refuse certificates that every browser takes (a missing key identifier, RFC 5280, section
    4.2.1.1): from the PC that would look like an interception.
    """
    context = ssl.create_default_context()
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


@dataclass(slots=True)
class Handshake:
    """One handshake over a connected socket. `received_bytes` tells silence from a stalled flight of packets."""

    context: ssl.SSLContext
    host: str
    received_bytes: int = 0
    _incoming: ssl.MemoryBIO = field(default_factory=ssl.MemoryBIO)
    _outgoing: ssl.MemoryBIO = field(default_factory=ssl.MemoryBIO)

    async def run(self, tcp: socket.socket) -> ssl.SSLObject:
        """Return the finished TLS object. Raises ssl.SSLError, OSError."""
        tls = self.context.wrap_bio(self._incoming, self._outgoing, server_hostname=self.host)
        while True:
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._exchange(tcp)
            except ssl.SSLError:
                await self._flush(tcp)  # the alert: the server need not wait for us
                raise
            else:
                await self._flush(tcp)
                return tls

    async def _exchange(self, tcp: socket.socket) -> None:
        await self._flush(tcp)
        data = await asyncio.get_running_loop().sock_recv(tcp, _READ_BYTES)
        await asyncio.sleep(0)  # `HelloRequest` without end must not keep the time limit waiting
        self.received_bytes += len(data)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def _flush(self, tcp: socket.socket) -> None:
        if data := self._outgoing.read():
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # seen on the next read
                await asyncio.get_running_loop().sock_sendall(tcp, data)


@contextlib.asynccontextmanager
async def connected_tcp(address: str, port: int, timeout_s: float) -> AsyncIterator[socket.socket]:
    """Yield a connected, non-blocking socket. Raises OSError (TimeoutError included)."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tcp:
        tcp.settimeout(0)
        await within(asyncio.get_running_loop().sock_connect(tcp, (address, port)), timeout_s)
        yield tcp


async def tcp_connect(watch: Stopwatch, address: str, port: int, timeout_s: float) -> Observation:
    """Connect and close."""
    t0_s, target = watch.now_s(), f"{address}:{port}"
    try:
        async with connected_tcp(address, port, timeout_s):
            return watch.observe(Operation.TCP_CONNECT, target, t0_s)
    except OSError as error:
        return watch.observe(Operation.TCP_CONNECT, target, t0_s, failure=classify_os_error(error))


class Dialer:
    """Connects to the hosts of a provider and verifies who answers."""

    def __init__(self, watch: Stopwatch, contexts: TlsContexts) -> None:
        self._watch = watch
        self._contexts = contexts

    async def dial(self, host: str, address: str, port: int, *, tls: bool) -> tuple[Observation, ...]:
        """Return the observation of the connection and, with `tls`, of the handshake."""
        t0_s, target = self._watch.now_s(), f"{host}:{port}"
        try:
            async with connected_tcp(address, port, limits.TCP_TIMEOUT_S) as tcp:
                connected = self._watch.observe(Operation.TCP_CONNECT, target, t0_s, address=address)
                if not tls:
                    return (connected,)
                shaken = await self.shake(tcp, host, target)
        except OSError as error:
            failure = classify_os_error(error)
            return (self._watch.observe(Operation.TCP_CONNECT, target, t0_s, failure=failure, address=address),)
        if shaken.failure is not None:
            shaken = await self._inspect(shaken, host, address, port)
        return connected, shaken

    async def shake(self, tcp: socket.socket, host: str, target: str) -> Observation:
        """Return the observation of a handshake over a connected socket. Detail: version and certificate."""
        t0_s, handshake = self._watch.now_s(), Handshake(self._contexts.full, host)
        failure, detail = None, dict[str, JsonValue]()
        try:
            tls = await within(handshake.run(tcp), limits.TLS_TIMEOUT_S)
            detail = {"version": tls.version(), **describe_certificate(tls.getpeercert(binary_form=True))}
        except TimeoutError:
            failure, detail = Failure.TLS_TIMEOUT, {"received_bytes": handshake.received_bytes}
        except ssl.SSLError as error:
            failure = classify_tls_error(error)
            if failure is Failure.TLS_VERSION:
                detail = {"newest_offered": newest_version(self._contexts.full)}
        except OSError as error:
            failure = classify_os_error(error)
        return self._watch.observe(Operation.TLS_HANDSHAKE, target, t0_s, failure=failure, **detail)

    async def _inspect(self, shaken: Observation, host: str, address: str, port: int) -> Observation:
        """Add what the certificate says that was refused; the rest of the observation stays."""
        if shaken.failure in _DATE_FAILURES:
            presented = await self._presented(self._contexts.without_dates, host, address, port)
            if presented:
                return _with(shaken, {**presented, "only_dates_wrong": True})
        if shaken.failure is Failure.TLS_UNTRUSTED:
            proved = await self._proved(host, address, port)
            if proved:
                return _with(shaken, {**proved, "known_root": True})
        if shaken.failure in (*_DATE_FAILURES, Failure.TLS_INVALID_NAME, Failure.TLS_UNTRUSTED):
            return _with(shaken, await self._presented(self._contexts.none, host, address, port))
        return shaken

    async def _proved(self, host: str, address: str, port: int) -> dict[str, JsonValue]:
        """Return the certificate by which a host proves itself to somebody who has the public roots; else empty."""
        roots = self._contexts.known_roots
        context = known_context(roots) if roots is not None else None
        return {} if context is None else await self._presented(context, host, address, port)

    async def _presented(self, context: ssl.SSLContext, host: str, address: str, port: int) -> dict[str, JsonValue]:
        """Return the certificate that the server presents to a second handshake; empty when that fails."""
        try:
            async with asyncio.timeout(limits.INSPECT_TIMEOUT_S):
                async with connected_tcp(address, port, limits.INSPECT_TIMEOUT_S) as tcp:
                    tls = await Handshake(context, host).run(tcp)
                    return describe_certificate(tls.getpeercert(binary_form=True))
        except OSError:
            return {}


def _with(observation: Observation, detail: dict[str, JsonValue]) -> Observation:
    return Observation(
        op=observation.op,
        target=observation.target,
        t0_s=observation.t0_s,
        dt_s=observation.dt_s,
        failure=observation.failure,
        detail={**observation.detail, **detail},
    )
