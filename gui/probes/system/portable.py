"""Adapters as psutil tells them, the same on every system; what only one system tells is added by its own module."""

import array
import ipaddress
import socket
import struct
import sys
from collections.abc import Iterable, Iterator

import dns.exception
import dns.resolver
import psutil

from gui.probes.system.parsing import is_loopback, is_random_mac
from gui.probes.system.types import Adapter, InterfaceAddress

#: linux/sockios.h and linux/ethtool.h.
_SIOCETHTOOL, _ETHTOOL_GLINK = 0x8946, 0xA


def read_adapters() -> tuple[Adapter, ...]:
    """Return every adapter except loopback."""
    addresses, adapters = psutil.net_if_addrs(), []
    for name, stats in sorted(psutil.net_if_stats().items()):
        entries = addresses.get(name, [])
        own = tuple(_interface_addresses(entries))
        flags = stats.flags.split(",") if stats.flags else []
        if "loopback" in flags or (own and all(is_loopback(entry.address) for entry in own)):
            continue
        adapters.append(
            Adapter(
                name=name,
                is_enabled="up" in flags or stats.isup,
                is_running=stats.isup and link_detected(name) is not False,
                mtu=stats.mtu,
                addresses=own,
                has_random_mac=next(_random_macs(entries), None),
            )
        )
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


def _interface_addresses(entries: Iterable[object]) -> Iterable[InterfaceAddress]:
    for entry in entries:
        family, address, netmask = (getattr(entry, name) for name in ("family", "address", "netmask"))
        if family in (socket.AF_INET, socket.AF_INET6):
            yield InterfaceAddress(address=address.partition("%")[0], prefix=_prefix(netmask, family))


def _random_macs(entries: Iterable[object]) -> Iterator[bool | None]:
    for entry in entries:
        if getattr(entry, "family", None) == psutil.AF_LINK:
            yield is_random_mac(bytes.fromhex(getattr(entry, "address", "").replace(":", "").replace("-", "")))


def _prefix(netmask: str | None, family: int) -> int:
    """Return the length of the network part; a system that gives no mask means the single address."""
    longest = 32 if family == socket.AF_INET else 128
    return int(ipaddress.ip_address(netmask)).bit_count() if netmask else longest
