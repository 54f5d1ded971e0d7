"""Reads what Linux tells of its network in /proc/net and /sys/class/net."""

import socket
import struct
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from gui.probes.system.parsing import channel_of, read_lines, read_word
from gui.probes.system.types import AdapterKind, DefaultRoute, Neighbour, WifiLink

#: Flags of a route (linux/route.h) and of a neighbour entry (linux/if_arp.h).
_RTF_UP, _RTF_GATEWAY, _RTF_REJECT = 0x1, 0x2, 0x200
_ATF_COMPLETE = 0x2
_NO_MAC = "00:00:00:00:00:00"
#: linux/wireless.h.
_SIOCGIWFREQ = 0x8B05
#: ARPHRD_* (linux/if_arp.h): Ethernet; PPP and SLIP lines; tunnels IPIP, IP6, SIT, GRE, and those without a link layer.
_ETHERNET = 1
_TUNNELS = {768, 769, 776, 778, 823, 65534}
_LINES = {256, 257, 258, 259, 512}

#: Returns the centre frequency in MHz of a wireless adapter; raises OSError when the driver does not tell.
AskFrequency = Callable[[str], int]


def parse_routes(lines: Iterable[str]) -> tuple[DefaultRoute, ...] | None:
    """Return the default routes of /proc/net/route (proc(5)), the preferred one first.

    None: there is a default route, but to a line (PPP) and not to a router, whose address therefore is unknown.
    """
    routes, has_line = [], False
    for line in list(lines)[1:]:
        parts = line.split()
        flags, is_default = int(parts[3], 16), parts[1] == "00000000" and parts[7] == "00000000"
        if not is_default or not flags & _RTF_UP:
            continue
        if flags & _RTF_GATEWAY:
            # The kernel prints the address as a number in the machine's own byte order.
            gateway = socket.inet_ntoa(int(parts[2], 16).to_bytes(4, sys.byteorder))
            routes.append(DefaultRoute(interface=parts[0], gateway=gateway, metric=int(parts[6])))
        else:
            has_line = True
    if has_line and not routes:
        return None
    return tuple(sorted(routes, key=lambda route: route.metric))


def has_ipv6_default_route(lines: Iterable[str]) -> bool:
    """Tell whether /proc/net/ipv6_route (net/ipv6/route.c) holds a way to everywhere; an entry may say "no way"."""
    routes = (line.split() for line in lines)
    return any(
        (destination, length) == ("0" * 32, "00") and int(flags, 16) & (_RTF_UP | _RTF_REJECT) == _RTF_UP
        for destination, length, *_, flags, _interface in routes
    )


def parse_arp(lines: Iterable[str], address: str) -> Neighbour | None:
    """Return the entry of an address in /proc/net/arp (proc(5))."""
    return parse_arp_table(lines).get(address)


def parse_arp_table(lines: Iterable[str]) -> dict[str, Neighbour]:
    """Return /proc/net/arp (proc(5)) by address; with several adapters an answer on one counts more than silence."""
    table: dict[str, Neighbour] = {}
    for line in list(lines)[1:]:
        address, _, flags, mac, *_ = line.split()
        is_complete = int(flags, 16) & _ATF_COMPLETE and mac != _NO_MAC
        if is_complete or address not in table:
            table[address] = Neighbour(mac=mac if is_complete else None)
    return table


def adapter_kind(folder: Path) -> AdapterKind:
    """Return the kind of an adapter from its folder in /sys/class/net."""
    link_type, device_type = read_word(folder / "type"), _uevent(folder).get("DEVTYPE", "")
    if link_type is None:
        return AdapterKind.UNKNOWN
    if (folder / "wireless").exists() or (folder / "phy80211").exists() or device_type == "wlan":
        return AdapterKind.WIFI
    if device_type == "wwan":
        return AdapterKind.MOBILE
    if (folder / "tun_flags").exists() or device_type == "wireguard" or int(link_type) in _TUNNELS:
        return AdapterKind.TUNNEL
    if int(link_type) in _LINES:
        return AdapterKind.OTHER
    return AdapterKind.ETHERNET if int(link_type) == _ETHERNET else AdapterKind.OTHER


def is_virtual(folder: Path) -> bool | None:
    """Tell whether an adapter has no device behind it."""
    return not (folder / "device").exists() if folder.exists() else None


def parse_wireless(lines: Iterable[str], ask_frequency: AskFrequency) -> tuple[WifiLink, ...]:
    """Return the links of /proc/net/wireless (wireless-tools, iwconfig(8)): its levels below zero are dBm."""
    links = []
    for line in list(lines)[2:]:
        name, colon, values = line.strip().partition(":")
        parts = values.split()
        if not colon or len(parts) < 3:
            continue
        level = int(float(parts[2]))
        tuned = _tuned(name, ask_frequency)
        band_ghz, channel = tuned if tuned is not None else (None, None)
        links.append(
            WifiLink(adapter=name, signal_dbm=level if level < 0 else None, band_ghz=band_ghz, channel=channel)
        )
    return tuple(links)


def frequency_mhz(name: str) -> int:
    """Ask a wireless driver for its centre frequency. Raises OSError when it does not tell."""
    if sys.platform != "linux":
        raise OSError("only on Linux")
    import fcntl  # noqa: PLC0415 (does not exist on Windows)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        answer = fcntl.ioctl(any_socket, _SIOCGIWFREQ, struct.pack("16s16x", name.encode()[:15]))
    return parse_frequency(answer)


def parse_frequency(answer: bytes) -> int:
    """Return the MHz of a `struct iwreq` (linux/wireless.h): mantissa and power of ten in Hz.

    Raises OSError for a channel number, which some drivers give instead: it does not tell the band.
    """
    mantissa, exponent = struct.unpack_from("=ih", answer, 16)
    hertz = mantissa * 10**exponent if exponent >= 0 else 0
    if hertz < 1_000_000:
        raise OSError("no frequency")
    return int(hertz // 1_000_000)


def _tuned(name: str, ask_frequency: AskFrequency) -> tuple[float, int] | None:
    try:
        return channel_of(ask_frequency(name))
    except OSError:
        return None


def _uevent(folder: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in read_lines(folder / "uevent") if "=" in line)
