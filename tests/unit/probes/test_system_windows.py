"""The door to Windows against scripted answers of its calls."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gui.probes.system import (
    Adapter,
    AdapterKind,
    AddressClaim,
    ClaimQuestion,
    ClockSource,
    DefaultRoute,
    InterfaceAddress,
    Neighbour,
    PcDetails,
    ProxyScope,
    ProxySettings,
    SerialPort,
    UsbDevice,
    WifiLink,
)
from gui.probes.system import windows_facts as facts
from gui.probes.system.windows import WindowsSystem
from gui.probes.system.windows_api import (
    RawAdapter,
    RawHardware,
    RawNeighbour,
    RawProxy,
    RawRoute,
    RawWifi,
    WindowsApi,
)

CARD = RawAdapter(
    guid="{A}",
    index=7,
    name="以太网",
    description="Realtek PCIe GbE",
    interface_type=6,
    oper_status=1,
    tunnel_type=0,
    mtu=1500,
    mac=bytes.fromhex("001b21000001"),
    has_dhcp=True,
    metric=25,
    addresses=(InterfaceAddress(address="192.168.1.50", prefix=24),),
    gateways=("192.168.1.1",),
    dns_servers=("192.168.1.1", "fec0:0:0:ffff::1"),
)
WLAN = replace(
    CARD, guid="{W}", index=9, name="WLAN", interface_type=71, metric=35, dns_servers=("223.5.5.5", "192.168.1.1")
)
LOOPBACK = replace(CARD, index=1, name="Loopback", interface_type=24, dns_servers=())
HARDWARE = RawHardware(is_hardware=True, has_connector=True, permanent_mac=CARD.mac)
ROUTE = RawRoute(index=7, gateway="192.168.1.1", metric=10)

_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_TIME = r"SYSTEM\CurrentControlSet\Services\W32Time"
REGISTRY: Mapping[tuple[str, str], str | int] = {
    (_VERSION, "ProductName"): "Windows 10 Pro",
    (_VERSION, "DisplayVersion"): "24H2",
    (_VERSION, "CurrentBuildNumber"): "26100",
    (_VERSION, "UBR"): 2033,
    (r"SYSTEM\CurrentControlSet\Control\TimeZoneInformation", "TimeZoneKeyName"): "China Standard Time\0",
    (_TIME, "Start"): 3,
    (rf"{_TIME}\Parameters", "Type"): "NTP",
    (rf"{_TIME}\Parameters", "NtpServer"): "time.windows.com,0x9 ntp.test",
    (r"SYSTEM\CurrentControlSet\Enum\USB\VID_1A86&PID_7523\5&1\Device Parameters", "PortName"): "COM5",
}
USB = (
    r"USB\VID_1EAB&PID_0003\SECRET",
    r"USB\VID_1EAB&PID_0003&MI_00\6&2",
    r"USB\VID_1A86&PID_7523\5&1",
    r"USB\ROOT_HUB30\4",
)


def refuse(*_args: object) -> None:
    """Answer as a system that lacks a call."""
    raise OSError(127, "missing")


def registry(values: Mapping[tuple[str, str], str | int]) -> Callable[[str, str], str | int]:
    """Return a registry with these values."""

    def value(key: str, name: str) -> str | int:
        if (key, name) not in values:
            raise FileNotFoundError(2, "no such value")
        return values[key, name]

    return value


API = WindowsApi(
    adapters=lambda: (LOOPBACK, CARD, WLAN),
    hardware=lambda index: HARDWARE,
    default_routes=lambda: (RawRoute(index=9, gateway="192.168.1.254", metric=5), ROUTE),
    neighbours=lambda: (RawNeighbour(address="192.168.1.1", mac=bytes.fromhex("020000000001"), state=4),),
    send_arp=lambda address: bytes.fromhex("020000000001"),
    wifi=lambda: (RawWifi(guid="{W}", signal_percent=80, signal_dbm=-58, channel=36, frequency_khz=5_180_000),),
    user_proxy=lambda: RawProxy(
        servers="127.0.0.1:7890", pac_url="http://u:p@pac.test/x.pac", finds_automatically=False
    ),
    machine_proxy=RawProxy,
    usb_instance_ids=lambda: USB,
    registry_value=registry(REGISTRY),
    user_registry_value=registry({}),
    registry_values=lambda key: ("COM5", "COM1"),
)
NOTHING = WindowsApi(**dict.fromkeys(WindowsApi.__dataclass_fields__, refuse))  # type: ignore[arg-type] # each refuses


def test_network_settings(tmp_path: Path) -> None:
    """Adapters without loopback, routes by both metrics, name servers of the preferred adapter first, hosts file."""
    (tmp_path / "hosts").write_text("203.0.113.9 pay.test\n", encoding="utf-8")
    key = (r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters", "DataBasePath")
    info = WindowsSystem(replace(API, registry_value=registry({key: str(tmp_path)}))).read()
    assert info.adapters[0] == Adapter(
        name="以太网",
        is_enabled=True,
        is_running=True,
        mtu=1500,
        addresses=CARD.addresses,
        kind=AdapterKind.ETHERNET,
        is_virtual=False,
        description="Realtek PCIe GbE",
        has_random_mac=False,
        gateways=("192.168.1.1",),
        dns_servers=("192.168.1.1",),
        dhcp=True,
    )
    assert [one.name for one in info.adapters] == ["以太网", "WLAN"]
    assert info.routes == (
        DefaultRoute(interface="以太网", gateway="192.168.1.1", metric=35),
        DefaultRoute(interface="WLAN", gateway="192.168.1.254", metric=40),
    )
    assert info.dns_servers == ("192.168.1.1", "223.5.5.5")
    assert info.hosts_entries == {"pay.test": ("203.0.113.9",)}


def test_details() -> None:
    """Proxies masked, WiFi under its adapter's name, devices without serial numbers, version, zone, clock."""
    assert WindowsSystem(API).read_details() == PcDetails(
        proxies=(
            ProxySettings(
                scope=ProxyScope.USER,
                servers={"all": "http://127.0.0.1:7890"},
                pac_host="http://pac.test",
                finds_automatically=False,
            ),
        ),
        wifi=(WifiLink(adapter="WLAN", signal_percent=80, signal_dbm=-58, band_ghz=5.0, channel=36),),
        usb_devices=(UsbDevice(vendor_id="1eab", product_id="0003"), UsbDevice(vendor_id="1a86", product_id="7523")),
        serial_ports=(SerialPort(name="COM1"), SerialPort(name="COM5", usb_vendor_id="1a86")),
        os_version="Windows 11 Pro 24H2 (26100.2033)",
        time_zone="China Standard Time",
        clock_source=ClockSource(kind="ntp", servers=("time.windows.com", "ntp.test")),
    )


def test_a_windows_that_lacks_every_call_knows_nothing() -> None:
    """Each answer is unknown on its own; psutil's list of adapters stands in."""
    system = WindowsSystem(NOTHING)
    info = system.read()
    assert info.routes is None
    assert all(one.kind is AdapterKind.UNKNOWN for one in info.adapters)
    assert system.read_details() == PcDetails()
    assert system.neighbour("192.168.1.1") is None
    assert system.neighbours() is None


def test_who_claims_the_address_of_the_router() -> None:
    """The answers and the table together; a silent or nameless router, or a missing call, is asked for once only."""
    question, pauses = ClaimQuestion(interface="以太网", own="192.168.1.50", gateway="192.168.1.1"), list[float]()
    table = (RawNeighbour(address="192.168.1.1", mac=bytes.fromhex("0200000000aa"), state=4),)
    found = WindowsSystem(replace(API, neighbours=lambda: table), pauses.append).claims(question)
    assert found == (AddressClaim(address="192.168.1.1", macs=("02:00:00:00:00:01", "02:00:00:00:00:aa")),)
    assert len(pauses) == 4
    for api in (NOTHING, replace(API, send_arp=lambda address: bytes(6))):
        assert WindowsSystem(api, pauses.append).claims(question) == ()
    assert len(pauses) == 4


def test_one_missing_call_leaves_the_others(tmp_path: Path) -> None:
    """Without GetIfEntry2 and the route table, the adapters and servers stay."""
    info = WindowsSystem(replace(API, hardware=refuse, default_routes=refuse)).read()  # type: ignore[arg-type] # refuses
    assert (info.routes, info.adapters[0].is_virtual) == (None, None)
    assert info.dns_servers == ("192.168.1.1", "223.5.5.5")


def test_whose_name_servers_come_first() -> None:
    """Those behind a router before those of a host-only network; a link-local one cannot be asked."""
    host_only = replace(CARD, gateways=(), metric=1, dns_servers=("10.9.9.9",))
    card = replace(CARD, dns_servers=("fe80::1", "2001:db8::53", "192.168.1.1"))
    idle = replace(CARD, oper_status=2, dns_servers=("10.8.8.8",))
    assert facts.dns_servers((host_only, card, idle)) == ("2001:db8::53", "192.168.1.1", "10.9.9.9")


def test_a_pc_without_wifi_is_not_unknown() -> None:
    """No link joined is empty."""
    assert WindowsSystem(replace(API, wifi=lambda: ())).read_details().wifi == ()


def test_no_serial_ports_known_without_their_list() -> None:
    """And with an empty list there are none."""
    assert WindowsSystem(replace(API, registry_values=lambda key: ())).read_details().serial_ports == ()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, AdapterKind.ETHERNET),
        ({"interface_type": 71}, AdapterKind.WIFI),
        ({"interface_type": 243}, AdapterKind.MOBILE),
        ({"interface_type": 53, "description": "Meta Tunnel"}, AdapterKind.TUNNEL),
        ({"description": "TAP-Windows Adapter V9"}, AdapterKind.TUNNEL),
        ({"description": "Sangfor SSL VPN CS Support System VNIC"}, AdapterKind.TUNNEL),
        ({"interface_type": 131, "tunnel_type": 14}, AdapterKind.OTHER),
        ({"interface_type": 131}, AdapterKind.TUNNEL),
        ({"interface_type": 23}, AdapterKind.OTHER),
        ({"interface_type": 144}, AdapterKind.OTHER),
    ],
)
def test_kinds_of_adapter(change: dict[str, int | str], kind: AdapterKind) -> None:
    """By type; a tunnel that calls itself Ethernet by its driver; IPv6 transition is no VPN."""
    assert facts.adapter_kind(replace(CARD, **change)) is kind  # type: ignore[arg-type] # fields of it


def test_states_of_adapter() -> None:
    """Unplugged, pulled out, with an address that is not the maker's, without hardware."""
    unplugged = facts.adapter_of(replace(CARD, oper_status=2), HARDWARE)
    assert (unplugged.is_enabled, unplugged.is_running) == (True, False)
    assert facts.adapter_of(replace(CARD, oper_status=6), None).is_enabled is False
    assert facts.adapter_of(replace(CARD, mac=bytes.fromhex("001b21000002")), HARDWARE).has_random_mac is True
    assert facts.adapter_of(replace(CARD, mac=bytes.fromhex("da1b21000002")), None).has_random_mac is True
    assert facts.adapter_of(CARD, replace(HARDWARE, is_hardware=False)).is_virtual is True


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ((), ()),
        ((replace(ROUTE, gateway="0.0.0.0"),), None),
        ((replace(ROUTE, index=77),), ()),
        (
            (replace(ROUTE, gateway="0.0.0.0"), ROUTE),
            (DefaultRoute(interface="以太网", gateway="192.168.1.1", metric=35),),
        ),
    ],
)
def test_default_routes(routes: tuple[RawRoute, ...], expected: tuple[DefaultRoute, ...] | None) -> None:
    """None at all; only a dialled line; of an adapter that is gone; a line beside a router."""
    assert facts.default_routes(routes, (CARD,)) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], None),
        ([(0, "00" * 6)], Neighbour(mac=None)),
        ([(1, "")], Neighbour(mac=None)),
        ([(4, "00" * 6)], Neighbour(mac=None)),
        ([(1, ""), (5, "02000000000a")], Neighbour(mac="02:00:00:00:00:0a")),
    ],
)
def test_neighbours(entries: list[tuple[int, str]], expected: Neighbour | None) -> None:
    """Not asked, unreachable, no answer yet, an empty address, and an answer on one of two adapters."""
    rows = [RawNeighbour(address="192.168.1.1", mac=bytes.fromhex(mac), state=state) for state, mac in entries]
    assert (
        facts.neighbour_of([*rows, RawNeighbour(address="192.168.1.9", mac=b"123456", state=5)], "192.168.1.1")
        == expected
    )


def test_the_whole_neighbour_table() -> None:
    """Known and silent addresses; no groups, which Windows lists as permanent entries."""
    rows = (
        ("192.168.1.1", "020000000001", 4),
        ("192.168.1.9", "", 1),
        ("224.0.0.22", "01005e000016", 6),
        ("192.168.1.255", "ffffffffffff", 6),
        ("", "020000000002", 4),
    )
    raw = tuple(RawNeighbour(address=address, mac=bytes.fromhex(mac), state=state) for address, mac, state in rows)
    system = WindowsSystem(replace(API, neighbours=lambda: raw))
    assert system.neighbours() == {
        "192.168.1.1": Neighbour(mac="02:00:00:00:00:01"),
        "192.168.1.9": Neighbour(mac=None),
    }


def test_wifi_whose_frequency_is_hidden() -> None:
    """The channel stays, the band is unknown."""
    raw = RawWifi(guid="{W}", signal_percent=None, signal_dbm=None, channel=36, frequency_khz=None)
    assert facts.wifi_link(raw, "WLAN") == WifiLink(adapter="WLAN", channel=36)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (RawProxy(), ()),
        (RawProxy(servers=" ; "), ()),
        (
            RawProxy(servers="http=10.0.0.1:80;https=http://u:p@10.0.0.1:443;socks=[fd00::1]:1080"),
            ({"http": "http://10.0.0.1:80", "https": "http://10.0.0.1:443", "socks": "http://[fd00::1]:1080"}, None),
        ),
        (RawProxy(pac_url="file:///C:/Users/li/x.pac"), ({}, "file")),
        (RawProxy(finds_automatically=True), ({}, None)),
    ],
)
def test_proxies(raw: RawProxy, expected: tuple[dict[str, str], str | None] | tuple[()]) -> None:
    """Nothing set, one for each protocol, a PAC file of the user's (its path stays behind), automatic discovery."""
    found = facts.proxies({ProxyScope.USER: raw})
    assert [(one.servers, one.pac_host) for one in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"ProductName": "Windows 10 Home", "CurrentBuildNumber": "19045"}, "Windows 10 Home (19045)"),
        (
            {"ProductName": "Windows 10 Home", "CurrentBuildNumber": "18363", "ReleaseId": "1909", "UBR": "1"},
            "Windows 10 Home 1909 (18363.1)",
        ),
        ({"ProductName": "Windows 10 Home"}, None),
    ],
)
def test_versions(values: dict[str, str], expected: str | None) -> None:
    """Older releases name theirs differently."""
    assert facts.os_version(values) == expected


@pytest.mark.parametrize(
    ("start", "kind", "expected"),
    [
        (None, None, None),
        (4, "NTP", ClockSource(is_synchronised=False, kind="off")),
        (3, "NoSync", ClockSource(is_synchronised=False, kind="off")),
        (2, "NT5DS", ClockSource(kind="domain")),
        (2, None, ClockSource()),
    ],
)
def test_clock_sources(start: int | None, kind: str | None, expected: ClockSource | None) -> None:
    """A service that is off keeps no clock; whether a server answers is not told."""
    assert facts.clock_source(start, kind, None) == expected


def test_a_bridge_of_ftdi_has_its_own_enumerator() -> None:
    """And a hub has no ids."""
    assert facts.usb_ids(r"FTDIBUS\VID_0403+PID_6001+A1B2\0000") == UsbDevice(vendor_id="0403", product_id="6001")
    assert facts.usb_ids(r"USB\ROOT_HUB30\4&1") is None
    assert facts.expanded(r"%systemroot%\etc", r"C:\Windows") == r"C:\Windows\etc"


@pytest.mark.parametrize(
    ("adapter", "expected"),
    [
        (CARD, False),
        (replace(CARD, gateways=("192.168.1.1", "fe80::1")), True),
        (replace(CARD, gateways=("fe80::1",), oper_status=2), False),
    ],
)
def test_an_ipv6_router(adapter: RawAdapter, expected: bool) -> None:
    """Only of an adapter that is running."""
    assert facts.has_ipv6_router([adapter]) is expected
