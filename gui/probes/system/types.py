"""What is asked of the operating system, and the protocol of asking.

Unknown is None, never a guess; absent is empty. Nothing here identifies a person: no network name (SSID), no serial
number of a device, no user name or path in a proxy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class AdapterKind(StrEnum):
    """What carries an adapter's packets. `TUNNEL`: a VPN or another program's tunnel; `OTHER`: known, none of these."""

    ETHERNET = "ethernet"
    WIFI = "wifi"
    MOBILE = "mobile"
    TUNNEL = "tunnel"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceAddress:
    """An address with the length of its network part. `is_duplicate`: the system found that another device has it."""

    address: str
    prefix: int
    is_duplicate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """A network adapter. `is_running`: it has a carrier (a plugged cable, a joined WiFi).

    `is_virtual`: no hardware of its own. `has_random_mac`: its hardware address was not given by a maker (IEEE 802, the
    "locally administered" bit), as private WiFi addresses are; the address itself is not kept. `dhcp`: its IPv4 address
    is leased, not fixed; `dhcp_server` is who leased it.
    """

    name: str
    is_enabled: bool
    is_running: bool
    mtu: int
    addresses: tuple[InterfaceAddress, ...] = ()
    kind: AdapterKind = AdapterKind.UNKNOWN
    is_virtual: bool | None = None
    description: str = ""
    has_random_mac: bool | None = None
    gateways: tuple[str, ...] | None = None
    dns_servers: tuple[str, ...] | None = None
    dhcp: bool | None = None
    dhcp_server: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultRoute:
    """A way to everywhere; the lowest metric is used."""

    interface: str
    gateway: str
    metric: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemInfo:
    """The PC's own network settings, quick to read. `routes`, `dns_servers`: None when the system does not tell.

    `hosts_entries[name]` are the addresses that the hosts file gives a name (lower case). `has_ipv6_route`: there is an
    IPv6 way to everywhere.
    """

    adapters: tuple[Adapter, ...]
    routes: tuple[DefaultRoute, ...] | None = None
    dns_servers: tuple[str, ...] | None = None
    hosts_entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    has_ipv6_route: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """What the neighbour (ARP) table knows of a LAN address. `mac` None: it was asked for and nobody answered."""

    mac: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimQuestion:
    """On which adapter, and for which addresses, to ask who claims them."""

    interface: str
    own: str | None
    gateway: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressClaim:
    """Who says on the LAN to have an address: hardware addresses, each once, without the PC's own."""

    address: str
    macs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WifiLink:
    """A joined WiFi. `signal_percent` is Windows' own scale 0..100, `band_ghz` is 2.4, 5 or 6."""

    adapter: str
    signal_percent: int | None = None
    signal_dbm: int | None = None
    band_ghz: float | None = None
    channel: int | None = None


class ProxyScope(StrEnum):
    """Whose programs a proxy setting is for: the user's (browsers), services (WinHTTP), or a Unix environment."""

    USER = "user"
    MACHINE = "machine"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxySettings:
    """The proxies of one scope. `servers[protocol]` and `pac_host` are `scheme://host:port`, without user and path."""

    scope: ProxyScope
    servers: Mapping[str, str] = field(default_factory=dict)
    pac_host: str | None = None
    finds_automatically: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbDevice:
    """A plugged USB device; the ids are four hexadecimal digits, lower case."""

    vendor_id: str
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialPort:
    """A serial port (`COM3`, `ttyUSB0`) and the maker of its USB plug; None: not on USB, or not told."""

    name: str
    usb_vendor_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSource:
    """How the clock is set. `kind`: ntp, domain, off, or None when only the state is known; `servers` as configured."""

    is_synchronised: bool | None = None
    kind: str | None = None
    servers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PcDetails:
    """What else is worth knowing of the PC. Slower to read; nothing waits for it. None: the system does not tell.

    `tls12`: whether Windows' own programs may use TLS 1.2 as clients, by the settings that say so (`schannel`, which
    all of them follow, and `wininet`); what is not set is as Windows has it, and missing.
    """

    proxies: tuple[ProxySettings, ...] | None = None
    wifi: tuple[WifiLink, ...] | None = None
    usb_devices: tuple[UsbDevice, ...] | None = None
    serial_ports: tuple[SerialPort, ...] | None = None
    os_version: str | None = None
    time_zone: str | None = None
    clock_source: ClockSource | None = None
    tls12: Mapping[str, bool] | None = None


class System(Protocol):
    """The questions to the operating system. They block, so they are asked from a thread of their own."""

    def read(self) -> SystemInfo:
        """Return the present network settings."""

    def read_details(self) -> PcDetails:
        """Return what else there is to know; may take long where a driver hangs."""

    def neighbour(self, address: str) -> Neighbour | None:
        """Return the neighbour entry of a LAN address; None when there is no entry or no such table."""

    def claims(self, question: ClaimQuestion) -> tuple[AddressClaim, ...]:
        """Return who claims the addresses on the LAN; one of which the system cannot tell is left out.

        Sends a few packets to the LAN and blocks for a second, longer where nobody answers.
        """

    def neighbours(self) -> Mapping[str, Neighbour] | None:
        """Return the whole IPv4 neighbour table by address; None when there is no such table."""
