"""The real network: real sockets on the running selector loop."""

from gui.model.observation import Observation
from gui.model.targets import PortalTarget
from gui.probes import bypass, dial, echo, icmp, limits, ntp, pages, proxy_dial, resolve
from gui.probes.system.windows_api import Echo
from gui.probes.timing import Stopwatch


class RealNet:
    """Implements `gui.probes.net.Net`. `system_echo`: the system's own ping, where it has no ICMP sockets."""

    def __init__(self, watch: Stopwatch, contexts: dial.TlsContexts, system_echo: Echo | None = None) -> None:
        self._watch = watch
        self._system_echo = system_echo
        self._dialer = dial.Dialer(watch, contexts)

    async def ping(
        self,
        address: str,
        *,
        count: int,
        interval_s: float = limits.PING_INTERVAL_S,
        size_bytes: int = 32,
        may_fragment: bool = True,
        ttl: int | None = None,
    ) -> Observation:
        """See `Net`."""
        series = icmp.Series(
            count=count, interval_s=interval_s, size_bytes=size_bytes, may_fragment=may_fragment, ttl=ttl
        )
        if self._system_echo is not None:
            return await echo.ping(self._watch, address, series, self._system_echo)
        return await icmp.ping(self._watch, address, series)

    async def dns_loss(self, server: str, name: str, *, count: int) -> Observation:
        """See `Net`."""
        return await resolve.dns_loss(self._watch, server, name, count=count)

    async def dns_query(self, server: str, name: str, rdtype: str) -> Observation:
        """See `Net`."""
        return await resolve.dns_query(self._watch, server, name, rdtype)

    async def getaddrinfo(self, host: str) -> Observation:
        """See `Net`."""
        return await resolve.getaddrinfo(self._watch, host)

    async def tcp_connect(self, address: str, port: int, timeout_s: float) -> Observation:
        """See `Net`."""
        return await dial.tcp_connect(self._watch, address, port, timeout_s)

    async def source_address(self, address: str) -> Observation:
        """See `Net`."""
        return bypass.source_address(self._watch, address)

    async def tcp_connect_by(self, adapter: str, source: str, address: str, port: int, timeout_s: float) -> Observation:
        """See `Net`."""
        return await bypass.tcp_connect_by(self._watch, adapter, source, address, port, timeout_s)

    async def dial_proxy(self, address: str, port: int, beyond: tuple[str, int] | None) -> tuple[Observation, ...]:
        """See `Net`."""
        return await proxy_dial.dial_proxy(self._watch, self._dialer, address, port, beyond)

    async def dial(self, host: str, address: str, port: int, *, tls: bool) -> tuple[Observation, ...]:
        """See `Net`."""
        return await self._dialer.dial(host, address, port, tls=tls)

    async def http_get(self, target: PortalTarget, address: str) -> Observation:
        """See `Net`."""
        return await pages.http_get(self._watch, target, address)

    async def ntp_query(self, host: str, address: str, port: int) -> Observation:
        """See `Net`."""
        return await ntp.ntp_query(self._watch, host, address, port)
