"""Which network is the shop's own, and who is on it. Pure functions of what the system tells."""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gui.model.knowledge import MacClass, MacMaker
from gui.model.lan import LanDevice, LanProblem, TerminalAnswer, is_shop_address
from gui.probes.addresses import parse_interfaces
from gui.probes.system import Adapter, AdapterKind, Neighbour, SystemInfo
from gui.probes.system.parsing import is_random_mac

#: At most this part of a network is looked at: the 254 addresses around the PC.
SWEPT_PREFIX = 24
#: Lengths of the blocks that makers get, in hexadecimal digits, the longest first (IEEE MA-S, MA-M, MA-L).
_BLOCK_DIGITS = (9, 7, 6)
#: What can carry the shop's own network. A system that does not tell is believed to have a cable or WiFi.
_LAN_KINDS = (AdapterKind.ETHERNET, AdapterKind.WIFI, AdapterKind.UNKNOWN)

Neighbours = Mapping[str, Neighbour]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lan:
    """The shop's own network as this PC is on it. `own`: the PC's address with the mask; `router` where it is told."""

    own: ipaddress.IPv4Interface
    router: str | None

    @property
    def swept(self) -> ipaddress.IPv4Network:
        """The part that may be looked at."""
        if self.own.network.prefixlen >= SWEPT_PREFIX:
            return self.own.network
        return ipaddress.IPv4Network((self.own.ip, SWEPT_PREFIX), strict=False)

    def others(self) -> Iterator[str]:
        """Yield the addresses to look at, without the PC's own."""
        return (str(address) for address in self.swept.hosts() if address != self.own.ip)


def find_lan(info: SystemInfo) -> Lan | LanProblem:
    """Return the shop's own network: behind a cable or WiFi, with the default route first, and private (RFC 1918)."""
    routers = {route.interface: route.gateway for route in reversed(info.routes or ())}
    order = [route.interface for route in info.routes or ()]
    running = [one for one in info.adapters if one.is_running]
    usable = sorted(
        (one for one in running if one.kind in _LAN_KINDS and _interfaces(one)),
        key=lambda one: order.index(one.name) if one.name in order else len(order),
    )
    tunnels = [one for one in running if one.kind is AdapterKind.TUNNEL]
    if not usable:
        return LanProblem.TUNNEL if tunnels else LanProblem.NO_LAN
    own = _interfaces(usable[0])[0]
    if not is_shop_address(str(own.ip)):
        return LanProblem.NOT_PRIVATE
    if any(one.network.overlaps(own.network) for tunnel in tunnels for one in _interfaces(tunnel)):
        return LanProblem.TUNNEL
    return Lan(own=own, router=routers.get(usable[0].name))


def _interfaces(adapter: Adapter) -> list[ipaddress.IPv4Interface]:
    """Return the IPv4 addresses of an adapter that have neighbours: not self-assigned, not a single address."""
    found = parse_interfaces(f"{one.address}/{one.prefix}" for one in adapter.addresses if one.prefix < 31)
    return [one for one in found if isinstance(one, ipaddress.IPv4Interface) and not one.ip.is_link_local]


def place_of(address: str, info: SystemInfo) -> Lan | TerminalAnswer:
    """Return the network that an IPv4 address is a device of, if that is the PC's own; else why it is not tried."""
    if not is_shop_address(address):
        return TerminalAnswer.PUBLIC
    lan = find_lan(info)
    if isinstance(lan, LanProblem):
        return TerminalAnswer.NO_LAN
    parsed, network = ipaddress.IPv4Address(address), lan.own.network
    if parsed not in network:
        return TerminalAnswer.OTHER_SUBNET
    ours = (lan.own.ip, network.network_address, network.broadcast_address)
    return TerminalAnswer.NOT_A_DEVICE if parsed in ours else lan


def maker_of(mac: str, makers: Mapping[str, MacMaker]) -> MacMaker | None:
    """Return whose block a hardware address (`00:17:6f:...`) is in, by the longest one; `makers` by prefix."""
    digits = mac.replace(":", "").lower()
    return next((makers[digits[:count]] for count in _BLOCK_DIGITS if digits[:count] in makers), None)


def device_of(address: str, mac: str, makers: Mapping[str, MacMaker], router: str | None) -> LanDevice:
    """Return a device without its whole hardware address. A made-up one tells no maker (IEEE 802-2014, 8.2)."""
    if is_random_mac(bytes.fromhex(mac.replace(":", ""))) is not False:
        return LanDevice(address=address, has_random_mac=True, is_router=address == router)
    maker = maker_of(mac, makers)
    digits = mac.replace(":", "").lower()[:6]
    if maker is None:
        return LanDevice(address=address, maker_prefix=digits, is_router=address == router)
    return LanDevice(
        address=address,
        maker_prefix=maker.prefix,
        maker_zh=maker.maker_zh,
        maker_en=maker.maker_en,
        mac_class=maker.mac_class,
        is_router=address == router,
    )


def devices_of(table: Neighbours, lan: Lan, makers: Mapping[str, MacMaker]) -> tuple[LanDevice, ...]:
    """Return everybody on the PC's own network who answered for an address; makers of terminals come first."""
    known = ((address, one.mac) for address, one in table.items() if one.mac is not None)
    inside = [(address, mac) for address, mac in known if ipaddress.IPv4Address(address) in lan.own.network]
    found = (device_of(address, mac, makers, lan.router) for address, mac in inside if address != str(lan.own.ip))
    return tuple(sorted(found, key=_first_terminals))


def _first_terminals(device: LanDevice) -> tuple[int, ipaddress.IPv4Address]:
    ranks = {MacClass.POS: 0, MacClass.MODEM: 1, None: 2}
    return ranks[device.mac_class], ipaddress.IPv4Address(device.address)
