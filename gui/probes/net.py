"""The network as the probes see it: each call is one operation and returns what was seen, never an exception.

Behind a protocol, so that the probes also run against a scripted network.
"""

from typing import Protocol

from gui.model.observation import Observation
from gui.model.targets import PortalTarget
from gui.probes import limits


class Net(Protocol):
    """One method per operation. Addresses are IP literals; limits are in seconds; times count from the run's start."""

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
        """Send `count` ICMP echo requests, `interval_s` apart; `ttl` routers far, None: as the system does.

        Detail: sent, received, rtt_ms (median), rtt_min_ms, rtt_max_ms, size_bytes, blocked_size; with `ttl` the hop at
        which it ran out.
        """

    async def dns_loss(self, server: str, name: str, *, count: int) -> Observation:
        """Send `count` single DNS queries, none repeated: measures loss where ICMP is filtered. Detail as `ping`."""

    async def dns_query(self, server: str, name: str, rdtype: str) -> Observation:
        """Ask one server. Detail: name, type, rcode, addresses, tries."""

    async def getaddrinfo(self, host: str) -> Observation:
        """Ask the system's resolver. Detail: addresses."""

    async def tcp_connect(self, address: str, port: int, timeout_s: float) -> Observation:
        """Connect and close."""

    async def source_address(self, address: str) -> Observation:
        """Ask the system from which address it would send; sends nothing. Detail: source."""

    async def tcp_connect_by(self, adapter: str, source: str, address: str, port: int, timeout_s: float) -> Observation:
        """Connect by an adapter of the PC with the address `source`, whatever its routes prefer, and close."""

    async def dial_proxy(self, address: str, port: int, beyond: tuple[str, int] | None) -> tuple[Observation, ...]:
        """Connect to a proxy and shake hands with a host (and port) through it. Detail: status of its answer."""

    async def dial(self, host: str, address: str, port: int, *, tls: bool) -> tuple[Observation, ...]:
        """Connect, and with `tls` shake hands and verify; nothing more is sent.

        Returns one observation per operation done. TLS detail: version, issuer, subject, not_before, not_after,
        only_dates_wrong, known_root; newest_offered where the server wants another version of TLS.
        """

    async def http_get(self, target: PortalTarget, address: str) -> Observation:
        """Fetch a plain-HTTP page. Detail: status, is_expected, location_host, date_offset_s."""

    async def ntp_query(self, host: str, address: str, port: int) -> Observation:
        """Ask a time server once. Detail: offset_s (PC minus server), rtt_ms, stratum."""
