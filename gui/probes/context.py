"""What the probes of one run share: targets, the network, the PC's settings, and the addresses found so far."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gui.model.lan import TerminalAddress
from gui.model.observation import JsonValue, Observation
from gui.model.targets import Targets
from gui.probes.addresses import parse_address
from gui.probes.net import Net
from gui.probes.system import System, SystemInfo
from gui.probes.timing import Stopwatch


def is_address(host: str) -> bool:
    """Tell whether a host is an IP literal, which needs no lookup."""
    return parse_address(host) is not None


def observed_addresses(observation: Observation) -> tuple[str, ...]:
    """Return the addresses of a lookup."""
    found: JsonValue = observation.detail.get("addresses")
    return tuple(str(address) for address in found) if isinstance(found, list) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAddress:
    """An address of a host and who gave it: literal, system (getaddrinfo), system_raw or public."""

    address: str
    source: str


class AddressBook:
    """Addresses by host, filled by the two name probes while others already wait for them.

    The terminal gets the system's answer, so that comes first; where it fails, another source still lets the way to
    the host be tested.
    """

    SOURCES = ("system", "system_raw", "public")

    def __init__(self, hosts: Iterable[str]) -> None:
        loop = asyncio.get_running_loop()
        self._futures: dict[tuple[str, str], asyncio.Future[tuple[str, ...]]] = {
            (source, host): loop.create_future() for source in self.SOURCES for host in hosts
        }

    def put(self, source: str, host: str, addresses: Sequence[str]) -> None:
        """Record what a source said of a host; the first answer stands."""
        future = self._futures.get((source, host))
        if future is not None and not future.done():
            future.set_result(tuple(addresses))

    def close(self, *sources: str) -> None:
        """Say that nothing more comes from these sources."""
        for source, host in self._futures:
            if source in sources:
                self.put(source, host, ())

    async def find(self, host: str) -> HostAddress | None:
        """Return the address to test, IPv4 before IPv6; None when no source knows one."""
        if is_address(host):
            return HostAddress(address=host, source="literal")
        for source in self.SOURCES:
            future = self._futures.get((source, host))
            addresses = await asyncio.shield(future) if future is not None else ()
            if addresses:
                return HostAddress(address=min(addresses, key=lambda address: ":" in address), source=source)
        return None

    async def find_ipv6(self, host: str) -> str | None:
        """Return the IPv6 address that the system gave a host beside an IPv4 one, which `find` gives; else None."""
        future = self._futures.get(("system", host))
        addresses = await asyncio.shield(future) if future is not None else ()
        by_ipv6 = [address for address in addresses if ":" in address]
        return by_ipv6[0] if 0 < len(by_ipv6) < len(addresses) else None

    async def find_any(self, host: str) -> str | None:
        """Return an address of a host as soon as any source knows one, whichever it is; IPv4 before IPv6.

        A silent name server holds `getaddrinfo` for seconds; where only the way is measured, another's answer will do.
        """
        if is_address(host):
            return host
        waiting = {future for source in self.SOURCES if (future := self._futures.get((source, host))) is not None}
        while waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if found := [address for future in done for address in future.result()]:
                return min(found, key=lambda address: ":" in address)
        return None


@dataclass(slots=True, kw_only=True)
class RunContext:
    """Handed to every probe. `info` is None until the adapter probe has read it."""

    targets: Targets
    net: Net
    system: System
    watch: Stopwatch
    book: AddressBook
    info: SystemInfo | None = None
    terminal: TerminalAddress | None = None
    pages_seen: asyncio.Future[tuple[Observation, ...]] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    #: Set when every check but the one of detours has ended.
    others_ended: asyncio.Event = field(default_factory=asyncio.Event)
    #: The PC's details as they go into the report; read while the checks run.
    details: asyncio.Future[dict[str, JsonValue]] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def gateway(self) -> str | None:
        """The router's address, when the system tells it."""
        routes = self.info.routes if self.info else None
        return routes[0].gateway if routes else None

    @property
    def dns_servers(self) -> tuple[str, ...]:
        """The name servers that the PC uses; empty when unknown."""
        return (self.info.dns_servers if self.info else None) or ()
