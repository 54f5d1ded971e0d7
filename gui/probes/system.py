"""What the operating system says about its own network: adapters, routes, name servers, neighbours.

All questions to the operating system stand here, behind one protocol. What a system does not tell without administrator
rights or without parsing translated text stays unknown (None), which is not the same as absent (empty).
"""

import array
import ipaddress
import os
import socket
import struct
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import dns.exception
import dns.resolver
import psutil

#: Flags of a route (linux/route.h) and of a neighbour entry (linux/if_arp.h).
_RTF_UP, _RTF_GATEWAY = 0x1, 0x2
_ATF_COMPLETE = 0x2
#: linux/sockios.h and linux/ethtool.h.
_SIOCETHTOOL, _ETHTOOL_GLINK = 0x8946, 0xA
_NO_MAC = "00:00:00:00:00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceAddress:
    """An address with the length of its network part."""

    address: str
    prefix: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """A network adapter. `is_running`: it has a carrier (a plugged cable, a joined WiFi)."""

    name: str
    is_enabled: bool
    is_running: bool
    mtu: int
    addresses: tuple[InterfaceAddress, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultRoute:
    """A way to everywhere; the lowest metric is used."""

    interface: str
    gateway: str
    metric: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemInfo:
    """The PC's own settings. `routes`, `dns_servers`: None when the system does not tell.

    `hosts_entries[name]` are the addresses that the hosts file gives a name (lower case).
    """

    adapters: tuple[Adapter, ...]
    routes: tuple[DefaultRoute, ...] | None = None
    dns_servers: tuple[str, ...] | None = None
    hosts_entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """What the neighbour (ARP) table knows of a LAN address. `mac` None: it was asked for and nobody answered."""

    mac: str | None


class System(Protocol):
    """The questions to the operating system. They block, so they are asked from a thread of their own."""

    def read(self) -> SystemInfo:
        """Return the present settings."""

    def neighbour(self, address: str) -> Neighbour | None:
        """Return the neighbour entry of a LAN address; None when there is no entry or no such table."""


class LocalSystem:
    """This PC: psutil everywhere, /proc on Linux; the registry (through dnspython) for name servers on Windows."""

    def __init__(self, *, proc_net: Path = Path("/proc/net"), hosts_file: Path | None = None) -> None:
        self._proc_net = proc_net
        self._hosts_file = hosts_file or _hosts_file()

    def read(self) -> SystemInfo:
        """Return the present settings."""
        return SystemInfo(
            adapters=read_adapters(),
            routes=self._routes(),
            dns_servers=read_dns_servers(),
            hosts_entries=parse_hosts(_lines(self._hosts_file)),
        )

    def neighbour(self, address: str) -> Neighbour | None:
        """Return the entry of /proc/net/arp."""
        return parse_arp(_lines(self._proc_net / "arp"), address)

    def _routes(self) -> tuple[DefaultRoute, ...] | None:
        lines = _lines(self._proc_net / "route")
        return parse_routes(lines) if lines else None


def read_adapters() -> tuple[Adapter, ...]:
    """Return every adapter except loopback."""
    addresses, adapters = psutil.net_if_addrs(), []
    for name, stats in sorted(psutil.net_if_stats().items()):
        own = tuple(_interface_addresses(addresses.get(name, [])))
        flags = stats.flags.split(",") if stats.flags else []
        if "loopback" in flags or (own and all(_is_loopback(entry.address) for entry in own)):
            continue
        is_running = stats.isup and link_detected(name) is not False
        is_enabled = "up" in flags or stats.isup
        adapters.append(Adapter(name=name, is_enabled=is_enabled, is_running=is_running, mtu=stats.mtu, addresses=own))
    return tuple(adapters)


def link_detected(name: str) -> bool | None:
    """Ask the driver for the carrier: psutil's state follows an unplugged cable only a second later. None: unknown."""
    if sys.platform != "linux":
        return None
    import fcntl  # noqa: PLC0415 (does not exist on Windows)

    value = array.array("I", [_ETHTOOL_GLINK, 0])
    # struct ifreq: name, then a pointer to struct ethtool_value, padded (linux/if.h, linux/ethtool.h).
    request = struct.pack("16sP16x", name.encode()[:15], value.buffer_info()[0])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        try:
            fcntl.ioctl(any_socket, _SIOCETHTOOL, request)
        except OSError:  # tunnels have no driver to ask
            return None
    return bool(value[1])


def read_dns_servers() -> tuple[str, ...] | None:
    """Return the name servers of resolv.conf or of the Windows registry; None when there is no such setting."""
    try:
        servers = dns.resolver.Resolver().nameservers
    except (dns.exception.DNSException, OSError):
        return None
    return tuple(dict.fromkeys(str(server) for server in servers))


def parse_routes(lines: Iterable[str]) -> tuple[DefaultRoute, ...]:
    """Return the default routes of /proc/net/route (proc(5)), the preferred one first."""
    routes = []
    for line in list(lines)[1:]:
        parts = line.split()
        flags, is_default = int(parts[3], 16), parts[1] == "00000000" and parts[7] == "00000000"
        if is_default and flags & _RTF_UP and flags & _RTF_GATEWAY:
            # The kernel prints the address as a number in the machine's own byte order.
            gateway = socket.inet_ntoa(int(parts[2], 16).to_bytes(4, sys.byteorder))
            routes.append(DefaultRoute(interface=parts[0], gateway=gateway, metric=int(parts[6])))
    return tuple(sorted(routes, key=lambda route: route.metric))


def parse_arp(lines: Iterable[str], address: str) -> Neighbour | None:
    """Return the entry of an address in /proc/net/arp (proc(5))."""
    for line in list(lines)[1:]:
        parts = line.split()
        if parts[0] == address:
            is_complete = int(parts[2], 16) & _ATF_COMPLETE and parts[3] != _NO_MAC
            return Neighbour(mac=parts[3] if is_complete else None)
    return None


def parse_hosts(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of a hosts file (hosts(5)) with their addresses."""
    entries: dict[str, tuple[str, ...]] = {}
    for line in lines:
        address, *names = line.partition("#")[0].split() or [""]
        for name in names:
            entries[name.lower()] = (*entries.get(name.lower(), ()), address)
    return entries


def _interface_addresses(entries: Iterable[object]) -> Iterable[InterfaceAddress]:
    for entry in entries:
        family, address, netmask = (getattr(entry, name) for name in ("family", "address", "netmask"))
        if family in (socket.AF_INET, socket.AF_INET6):
            yield InterfaceAddress(address=address.partition("%")[0], prefix=_prefix(netmask, family))


def _prefix(netmask: str | None, family: int) -> int:
    """Return the length of the network part; a system that gives no mask means the single address."""
    longest = 32 if family == socket.AF_INET else 128
    return int(ipaddress.ip_address(netmask)).bit_count() if netmask else longest


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def _hosts_file() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "drivers" / "etc" / "hosts"
    return Path("/etc/hosts")


def _lines(path: Path) -> list[str]:
    """Return the lines of a system file; none when it is missing or not readable."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
