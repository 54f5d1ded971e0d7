"""Turns the plain answers of Windows' calls into what the program knows of a PC. Pure."""

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence

from gui.probes.system.parsing import channel_of, is_random_mac, masked_url, parse_proxy_list
from gui.probes.system.types import (
    Adapter,
    AdapterKind,
    ClockSource,
    DefaultRoute,
    Neighbour,
    ProxyScope,
    ProxySettings,
    UsbDevice,
    WifiLink,
)
from gui.probes.system.windows_api import RawAdapter, RawHardware, RawNeighbour, RawProxy, RawRoute, RawWifi

#: IF_TYPE_* (ipifcons.h) and IF_OPER_STATUS (ifdef.h).
LOOPBACK = 24
_KINDS = {
    6: AdapterKind.ETHERNET,
    71: AdapterKind.WIFI,
    243: AdapterKind.MOBILE,
    244: AdapterKind.MOBILE,
    131: AdapterKind.TUNNEL,
    23: AdapterKind.OTHER,  # PPP: a dialled line (宽带连接) or a VPN, which look the same here
    53: AdapterKind.TUNNEL,  # IF_TYPE_PROP_VIRTUAL, which Wintun and WireGuard use
}
_UP, _NOT_PRESENT = 1, 6
#: TUNNEL_TYPE (ifdef.h) of Windows' own IPv6 transition: 6to4, ISATAP, Teredo, IP-HTTPS. No VPN.
_TRANSITION_TUNNELS = {11, 13, 14, 15}
#: Drivers that call their tunnel an Ethernet card. Driver names are not translated.
_TUNNEL_DRIVERS = re.compile(
    r"\b(TAP-|wintun|wireguard|openvpn|VPN\b|tunnel|anyconnect|zerotier|tailscale)", re.IGNORECASE
)
#: What Windows lists where no IPv6 name server is set (well-known site-local addresses, RFC 3879 deprecates them).
_NO_SERVER = re.compile(r"fec0:0:0:ffff::[123]$", re.IGNORECASE)
#: NL_NEIGHBOR_STATE (nldef.h): unreachable, incomplete.
_SILENT_STATES = {0, 1}
#: A USB device, or a serial bridge of FTDI, whose driver has an enumerator of its own.
_USB_IDS = re.compile(r"(?:USB|FTDIBUS)\\VID_([0-9A-F]{4})[&+]PID_([0-9A-F]{4})", re.IGNORECASE)
#: WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2 (winhttp.h), the same in SecureProtocols.
_WININET_TLS12 = 0x800
#: W32Time's Type (Windows Time service, "Parameters\Type").
_TIME_KINDS = {"NTP": "ntp", "NT5DS": "domain", "ALLSYNC": "ntp", "NOSYNC": "off"}
_SERVICE_DISABLED = 4
_FIRST_BUILD_OF_11 = 22000

VERSION_VALUES = ("ProductName", "DisplayVersion", "ReleaseId", "CurrentBuildNumber", "UBR")


def adapter_of(raw: RawAdapter, hardware: RawHardware | None) -> Adapter:
    """Return an adapter. Windows does not list a disabled one: what is listed is enabled unless it was pulled out."""
    made_up = hardware is not None and any(hardware.permanent_mac) and hardware.permanent_mac != raw.mac
    return Adapter(
        name=raw.name,
        is_enabled=raw.oper_status != _NOT_PRESENT,
        is_running=raw.oper_status == _UP,
        mtu=raw.mtu,
        addresses=raw.addresses,
        kind=adapter_kind(raw),
        is_virtual=None if hardware is None else not (hardware.is_hardware and hardware.has_connector),
        description=raw.description,
        has_random_mac=is_random_mac(raw.mac) if not made_up else True,
        gateways=raw.gateways,
        dns_servers=_real_servers(raw),
        dhcp=raw.has_dhcp,
        dhcp_server=raw.dhcp_server,
    )


def adapter_kind(raw: RawAdapter) -> AdapterKind:
    """Return the kind, by its type, and for a tunnel that calls itself Ethernet by its driver."""
    if raw.tunnel_type in _TRANSITION_TUNNELS:
        return AdapterKind.OTHER
    kind = _KINDS.get(raw.interface_type, AdapterKind.OTHER)
    if kind is AdapterKind.ETHERNET and _TUNNEL_DRIVERS.search(raw.description):
        return AdapterKind.TUNNEL
    return kind


def default_routes(raw: Iterable[RawRoute], adapters: Sequence[RawAdapter]) -> tuple[DefaultRoute, ...] | None:
    """Return the routes to a router, the preferred one first. A route's metric and its adapter's count together.

    None: there is a default route, but to a line (PPP) and not to a router, whose address therefore is unknown.
    """
    by_index = {one.index: one for one in adapters}
    usable = [one for one in raw if one.index in by_index]
    routes = [
        DefaultRoute(
            interface=by_index[one.index].name, gateway=one.gateway, metric=one.metric + by_index[one.index].metric
        )
        for one in usable
        if one.gateway != "0.0.0.0"  # noqa: S104 (no address to listen at: "no next hop")
    ]
    if usable and not routes:
        return None
    return tuple(sorted(routes, key=lambda route: route.metric))


def has_ipv6_router(adapters: Iterable[RawAdapter]) -> bool:
    """Tell whether a running adapter has an IPv6 router: Windows takes it as a way to everywhere."""
    running = (one for one in adapters if one.oper_status == _UP)
    return any(":" in gateway for one in running for gateway in one.gateways)


def dns_servers(adapters: Iterable[RawAdapter]) -> tuple[str, ...]:
    """Return the name servers in use: those of adapters with a router first, then by metric, as Windows prefers them.

    A link-local server (fe80::/10) cannot be asked without its adapter, and has an IPv4 twin on every home router.
    """
    running = sorted(
        (one for one in adapters if one.oper_status == _UP), key=lambda one: (not one.gateways, one.metric)
    )
    servers = dict.fromkeys(server for one in running for server in _real_servers(one))
    return tuple(server for server in servers if not ipaddress.ip_address(server).is_link_local)


def neighbour_of(entries: Iterable[RawNeighbour], address: str) -> Neighbour | None:
    """Return the entry of an address; with several adapters an answer on one counts more than silence on another."""
    own = [one for one in entries if one.address == address]
    known = [one for one in own if one.state not in _SILENT_STATES and any(one.mac)]
    if known:
        return Neighbour(mac=known[0].mac.hex(":"))
    return Neighbour(mac=None) if own else None


def neighbour_table(entries: Iterable[RawNeighbour]) -> dict[str, Neighbour]:
    """Return every address that was asked for; groups and broadcast stand in Windows' table too, and are no devices."""
    rows = tuple(entries)
    addresses = dict.fromkeys(one.address for one in rows if not _is_group(one))
    return {address: found for address in addresses if (found := neighbour_of(rows, address)) is not None}


def _is_group(entry: RawNeighbour) -> bool:
    """Tell an address of many: its hardware address has the group bit (IEEE 802-2014, section 8.2)."""
    return bool(entry.mac and entry.mac[0] & 1) or not entry.address


def wifi_link(raw: RawWifi, adapter: str) -> WifiLink:
    """Return a link. A channel number alone does not tell the band: those of 6 GHz repeat those of the others."""
    tuned = channel_of(raw.frequency_khz // 1000) if raw.frequency_khz else None
    band_ghz, channel = tuned if tuned is not None else (None, raw.channel)
    return WifiLink(
        adapter=adapter,
        signal_percent=raw.signal_percent,
        signal_dbm=raw.signal_dbm,
        band_ghz=band_ghz,
        channel=channel,
    )


def proxies(answers: Mapping[ProxyScope, RawProxy]) -> tuple[ProxySettings, ...]:
    """Return the settings of the scopes that have any."""
    found = []
    for scope, raw in answers.items():
        servers, pac_host = parse_proxy_list(raw.servers), masked_url(raw.pac_url)
        if servers or raw.pac_url or raw.finds_automatically:
            pac_host = pac_host or ("file" if raw.pac_url else None)
            found.append(
                ProxySettings(
                    scope=scope, servers=servers, pac_host=pac_host, finds_automatically=raw.finds_automatically
                )
            )
    return tuple(found)


def usb_ids(instance_id: str) -> UsbDevice | None:
    """Return the ids of a device instance; None for hubs and the like. The serial number behind them is dropped."""
    found = _USB_IDS.match(instance_id)
    return UsbDevice(vendor_id=found[1].lower(), product_id=found[2].lower()) if found else None


def usb_devices(instance_ids: Iterable[str]) -> tuple[UsbDevice, ...]:
    """Return the plugged devices, each once: a device with several functions is listed for each of them."""
    return tuple(dict.fromkeys(ids for one in instance_ids if (ids := usb_ids(one)) is not None))


def os_version(values: Mapping[str, str | None]) -> str | None:
    """Return for example `Windows 11 Pro 24H2 (26100.2033)`. The registry of Windows 11 still says 10."""
    product, build = values.get("ProductName"), values.get("CurrentBuildNumber")
    if product is None or build is None:
        return None
    if build.isdecimal() and int(build) >= _FIRST_BUILD_OF_11:
        product = product.replace("Windows 10", "Windows 11")
    release = values.get("DisplayVersion") or values.get("ReleaseId")
    update = values.get("UBR")
    number = f"{build}.{update}" if update else build
    return f"{product} {release} ({number})" if release else f"{product} ({number})"


def clock_source(start: str | int | None, kind: str | None, servers: str | None) -> ClockSource | None:
    """Return how Windows sets its clock. Only "off" is sure: whether a server answers is not told."""
    if start is None and kind is None:
        return None
    is_off = start == _SERVICE_DISABLED or (kind or "").upper() == "NOSYNC"
    names = [entry.partition(",")[0] for entry in (servers or "").split()]
    return ClockSource(
        is_synchronised=False if is_off else None,
        kind="off" if is_off else _TIME_KINDS.get((kind or "").upper()),
        servers=tuple(name for name in names if name),
    )


def tls12(
    enabled: str | int | None, off_by_default: str | int | None, protocols: str | int | None
) -> dict[str, bool] | None:
    """Return whether Windows' programs may use TLS 1.2 as clients, by setting; None when there is none.

    `enabled`, `off_by_default`: SCHANNEL's ("TLS registry settings", Microsoft Learn): any number but 0 enables.
    `protocols`: WinINET's SecureProtocols, a sum of flags.
    """
    found = {}
    if enabled is not None or off_by_default is not None:
        found["schannel"] = enabled != 0 and off_by_default in (0, None)
    if isinstance(protocols, int):
        found["wininet"] = bool(protocols & _WININET_TLS12)
    return found or None


def expanded(path: str, system_root: str) -> str:
    """Return a registry path with its %SystemRoot%, which may be written in any case."""
    return re.sub(r"%SystemRoot%", lambda _: system_root, path, flags=re.IGNORECASE)


def _real_servers(raw: RawAdapter) -> tuple[str, ...]:
    return tuple(server for server in raw.dns_servers if not _NO_SERVER.match(server))
