"""Reads addresses that a system, a name server or an old file gave: any of them may write what is none."""

import ipaddress
from collections.abc import Iterable
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Interface: TypeAlias = ipaddress.IPv4Interface | ipaddress.IPv6Interface

#: What the own addresses of a LAN are taken from (RFC 1918).
PRIVATE_BLOCKS = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))


def parse_address(text: str) -> Address | None:
    """Return an address; None when the text is none."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def parse_interfaces(texts: Iterable[str]) -> tuple[Interface, ...]:
    """Return addresses with the length of their network part (`192.168.1.50/24`); what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(ipaddress.ip_interface(text))
        except ValueError:
            continue
    return tuple(found)


def is_within(text: str, networks: Iterable[Network]) -> bool:
    """Tell whether an address lies in any of the networks; what is no address lies in none."""
    address = parse_address(text)
    return address is not None and any(address in network for network in networks)
