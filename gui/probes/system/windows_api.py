"""What is asked of Windows: one callable per call, each returning plain values. A test scripts them.

Every call raises OSError when this Windows (or Wine) lacks it or refuses; nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gui.probes.system.types import InterfaceAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAdapter:
    """One entry of GetAdaptersAddresses. Numbers as in ifdef.h and ipifcons.h; `guid` is `{...}`, upper case."""

    guid: str
    index: int
    name: str
    description: str
    interface_type: int
    oper_status: int
    tunnel_type: int
    mtu: int
    mac: bytes
    has_dhcp: bool
    metric: int
    addresses: tuple[InterfaceAddress, ...]
    gateways: tuple[str, ...]
    dns_servers: tuple[str, ...]
    dhcp_server: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawHardware:
    """What GetIfEntry2 adds: flags of the adapter's hardware, and the address that its maker gave it."""

    is_hardware: bool
    has_connector: bool
    permanent_mac: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRoute:
    """One IPv4 default route of GetIpForwardTable2. Its metric counts on top of the adapter's."""

    index: int
    gateway: str
    metric: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawNeighbour:
    """One IPv4 entry of GetIpNetTable2. `state` is NL_NEIGHBOR_STATE (nldef.h)."""

    address: str
    mac: bytes
    state: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawWifi:
    """A joined WiFi of the WLAN API. A part that the system refuses is None (Windows 11 hides some without consent)."""

    guid: str
    signal_percent: int | None
    signal_dbm: int | None
    channel: int | None
    frequency_khz: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawProxy:
    """A proxy setting of WinHTTP or of the user; empty texts where nothing is set."""

    servers: str = ""
    pac_url: str = ""
    finds_automatically: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoRequest:
    """One ICMP echo. `timeout_ms` limits the blocking call."""

    address: str
    payload: bytes
    timeout_ms: int
    ttl: int
    may_fragment: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoAnswer:
    """What came of an echo: an IP_STATUS (ipexport.h) or a Windows error; `responder` is who said so."""

    status: int
    round_trip_ms: int = 0
    responder: str = ""


#: Sends one echo and waits for it. Raises OSError when the system gives no ICMP at all.
Echo = Callable[[EchoRequest], EchoAnswer]
#: Asks the LAN for an IPv4 address and returns the hardware address that answered. Raises OSError when none did.
SendArp = Callable[[str], bytes]
#: Returns a value below HKEY_LOCAL_MACHINE, or of the user below HKEY_CURRENT_USER. Raises OSError when there is none.
RegistryValue = Callable[[str, str], str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowsApi:
    """Every call, by what it tells."""

    adapters: Callable[[], tuple[RawAdapter, ...]]
    hardware: Callable[[int], RawHardware]
    default_routes: Callable[[], tuple[RawRoute, ...]]
    neighbours: Callable[[], tuple[RawNeighbour, ...]]
    send_arp: SendArp
    wifi: Callable[[], tuple[RawWifi, ...]]
    user_proxy: Callable[[], RawProxy]
    machine_proxy: Callable[[], RawProxy]
    usb_instance_ids: Callable[[], tuple[str, ...]]
    registry_value: RegistryValue
    user_registry_value: RegistryValue
    registry_values: Callable[[str], tuple[str, ...]]
