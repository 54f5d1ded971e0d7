"""The door to Linux: scripted /proc and /sys files, and the real ones of this machine."""

import ctypes
import struct
from pathlib import Path

import dns.resolver
import pytest

from gui.probes.system import (
    AdapterKind,
    ClockSource,
    DefaultRoute,
    Neighbour,
    ProxyScope,
    ProxySettings,
    SerialPort,
    UsbDevice,
    WifiLink,
    local_echo,
    local_system,
    parsing,
    portable,
)
from gui.probes.system import linux_devices as devices
from gui.probes.system import linux_net as net
from gui.probes.system.linux import LinuxSystem
from gui.probes.system.windows import WindowsSystem

ROUTES = """\
Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
wlan0 00000000 0101A8C0 0003 0 0 600 00000000 0 0 0
eth0 00000000 FE01A8C0 0003 0 0 100 00000000 0 0 0
eth0 0001A8C0 00000000 0001 0 0 100 00FFFFFF 0 0 0
"""
ARP = """\
IP address HW type Flags HW address Mask Device
192.168.1.1 0x1 0x2 02:00:00:00:00:01 * eth0
192.168.1.254 0x1 0x0 00:00:00:00:00:00 * eth0
"""
WIRELESS = """\
Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   58.  -52.  -256        0      0      0      0     12        0
 wlan1: 0000   40.  200.  0           0      0      0      0     12        0
 broken
"""


def make(root: Path, files: dict[str, str]) -> Path:
    """Write small files below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def refuse(*_args: object) -> int:
    """Answer as a driver or a sandbox that does not tell."""
    raise OSError


@pytest.mark.skipif("sys.byteorder != 'little'", reason="the file shows addresses in the machine's byte order")
def test_default_routes_in_the_order_of_their_metric() -> None:
    """Only routes to everywhere, the preferred one first."""
    assert net.parse_routes(ROUTES.splitlines()) == (
        DefaultRoute(interface="eth0", gateway="192.168.1.254", metric=100),
        DefaultRoute(interface="wlan0", gateway="192.168.1.1", metric=600),
    )


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ("head\nppp0 00000000 00000000 0001 0 0 0 00000000 0 0 0", None),
        ("head\nppp0 00000000 00000000 0000 0 0 0 00000000 0 0 0", ()),
        ("head", ()),
    ],
)
def test_a_dialled_line_is_a_way_out_without_a_router(routes: str, expected: tuple[DefaultRoute, ...] | None) -> None:
    """A way to a line leaves the router unknown; a way that is down, or none, is no way."""
    assert net.parse_routes(routes.splitlines()) == expected


def test_neighbours_known_silent_and_absent() -> None:
    """Somebody answered, nobody answered, nobody was asked."""
    lines = ARP.splitlines()
    assert net.parse_arp(lines, "192.168.1.1") == Neighbour(mac="02:00:00:00:00:01")
    assert net.parse_arp(lines, "192.168.1.254") == Neighbour(mac=None)
    assert net.parse_arp(lines, "192.168.1.7") is None
    other_adapter = "192.168.1.1     0x1         0x0         00:00:00:00:00:00     *        wlan0"
    table = net.parse_arp_table([*lines, other_adapter])
    assert table["192.168.1.1"] == Neighbour(mac="02:00:00:00:00:01")
    assert table["192.168.1.254"] == Neighbour(mac=None)


def test_hosts_file_with_comments_and_several_addresses() -> None:
    """Names are compared without case."""
    lines = ["# nothing", "", "203.0.113.9 Pay.Test alias # note", "::1 pay.test"]
    assert parsing.parse_hosts(lines) == {"pay.test": ("203.0.113.9", "::1"), "alias": ("203.0.113.9",)}


def test_a_system_without_proc_and_sys_tells_nothing(tmp_path: Path) -> None:
    """Unknown is not the same as none."""
    system = LinuxSystem(proc_net=tmp_path, sys=tmp_path, etc=tmp_path, environment={}, ask_clock=refuse)
    info, details = system.read(), system.read_details()
    assert (info.routes, info.hosts_entries) == (None, {})
    assert all(one.kind is AdapterKind.UNKNOWN and one.is_virtual is None for one in info.adapters)
    assert all(not entry.address.startswith("127.") for adapter in info.adapters for entry in adapter.addresses)
    assert (details.wifi, details.usb_devices, details.serial_ports) == (None, None, None)
    assert (details.time_zone, details.clock_source, details.proxies) == (None, None, ())
    assert details.os_version is not None
    assert details.os_version.startswith("Linux ")
    assert system.neighbour("192.168.1.1") is None
    assert system.neighbours() is None


def test_a_system_without_name_servers_tells_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing resolv.conf is unknown, not a crash."""

    def missing() -> None:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver, "Resolver", missing)
    assert portable.read_dns_servers() is None


def test_the_router_of_each_adapter(tmp_path: Path) -> None:
    """From the routes; unknown where these are."""
    names = [one.name for one in portable.read_adapters()]
    line = f"{names[0] if names else 'x'} 00000000 0101A8C0 0003 0 0 600 00000000 0 0 0"
    make(tmp_path, {"route": f"head\n{line}\n"})
    adapters = LinuxSystem(proc_net=tmp_path).read().adapters
    assert [len(one.gateways or ()) for one in adapters] == [1, *[0 for _ in names[1:]]][: len(names)]


def test_this_machine_answers() -> None:
    """The real files, whatever is in them."""
    system = local_system("linux")
    assert isinstance(system, LinuxSystem)
    assert all(one.name != "lo" for one in system.read().adapters)
    assert system.read_details().os_version
    assert local_echo("linux") is None


def test_windows_has_a_door_of_its_own() -> None:
    """The factory chooses by the platform."""
    assert isinstance(local_system("win32"), WindowsSystem)
    assert local_echo("win32") is not None


@pytest.mark.parametrize(
    ("files", "kind", "is_virtual"),
    [
        ({"type": "1", "uevent": "INTERFACE=eth0", "device/vendor": ""}, AdapterKind.ETHERNET, False),
        ({"type": "1"}, AdapterKind.ETHERNET, True),
        ({"type": "1", "phy80211/name": "phy0", "device/vendor": ""}, AdapterKind.WIFI, False),
        ({"type": "1", "wireless/link": "1", "device/vendor": ""}, AdapterKind.WIFI, False),
        ({"type": "1", "uevent": "DEVTYPE=wlan\nIFINDEX=3"}, AdapterKind.WIFI, True),
        ({"type": "1", "uevent": "DEVTYPE=wwan", "device/vendor": ""}, AdapterKind.MOBILE, False),
        ({"type": "65534", "tun_flags": "0x1001"}, AdapterKind.TUNNEL, True),
        ({"type": "1", "tun_flags": "0x1002"}, AdapterKind.TUNNEL, True),
        ({"type": "65534", "uevent": "DEVTYPE=wireguard"}, AdapterKind.TUNNEL, True),
        ({"type": "776"}, AdapterKind.TUNNEL, True),
        ({"type": "512"}, AdapterKind.OTHER, True),
        ({"type": "32"}, AdapterKind.OTHER, True),
        ({}, AdapterKind.UNKNOWN, None),
    ],
)
def test_kinds_of_adapter(files: dict[str, str], kind: AdapterKind, is_virtual: bool | None, tmp_path: Path) -> None:
    """By what the kernel says of each."""
    folder = make(tmp_path, {f"net0/{name}": text for name, text in files.items()}) / "net0"
    assert (net.adapter_kind(folder), net.is_virtual(folder)) == (kind, is_virtual)


def test_wifi_signal_and_channel() -> None:
    """A level of at least 0 is on a scale of the driver's own; a driver without frequency tells the signal only."""
    lines = WIRELESS.splitlines()
    assert net.parse_wireless(lines, lambda name: 5180) == (
        WifiLink(adapter="wlan0", signal_dbm=-52, band_ghz=5.0, channel=36),
        WifiLink(adapter="wlan1", band_ghz=5.0, channel=36),
    )
    assert net.parse_wireless(lines, refuse)[0] == WifiLink(adapter="wlan0", signal_dbm=-52)


def test_wifi_through_the_door(tmp_path: Path) -> None:
    """The file is read and the driver asked by the adapter's name."""
    make(tmp_path, {"wireless": WIRELESS})
    system = LinuxSystem(proc_net=tmp_path, sys=tmp_path, etc=tmp_path, ask_frequency=lambda name: 2437)
    wifi = system.read_details().wifi
    assert wifi is not None
    assert (wifi[0].band_ghz, wifi[0].channel) == (2.4, 6)


@pytest.mark.parametrize(
    ("mhz", "expected"),
    [
        (2412, (2.4, 1)),
        (2472, (2.4, 13)),
        (2484, (2.4, 14)),
        (5180, (5.0, 36)),
        (5825, (5.0, 165)),
        (5955, (6.0, 1)),
        (900, None),
    ],
)
def test_channels(mhz: int, expected: tuple[float, int] | None) -> None:
    """Band and number of the usual frequencies."""
    assert parsing.channel_of(mhz) == expected


def test_frequencies_as_the_driver_writes_them() -> None:
    """Mantissa and power of ten; a channel number is none."""
    assert net.parse_frequency(b"wlan0".ljust(16, b"\0") + struct.pack("=ih10x", 2437, 6)) == 2437
    assert net.parse_frequency(b"wlan0".ljust(16, b"\0") + struct.pack("=ih10x", 518000, 4)) == 5180
    for mantissa, exponent in ((6, 0), (5, -1)):
        with pytest.raises(OSError, match="no frequency"):
            net.parse_frequency(bytes(16) + struct.pack("=ih10x", mantissa, exponent))
    with pytest.raises(OSError, match=r"."):
        net.frequency_mhz("lo")


def test_usb_devices_without_their_serial_numbers(tmp_path: Path) -> None:
    """Hubs are devices; interfaces and half-read devices are not."""
    make(
        tmp_path,
        {
            "1-1/idVendor": "1EAB\n",
            "1-1/idProduct": "0003\n",
            "1-1/serial": "SECRET",
            "1-1:1.0/bInterfaceClass": "02",
            "1-2/idVendor": "1a86",
        },
    )
    assert devices.usb_devices(tmp_path) == (UsbDevice(vendor_id="1eab", product_id="0003"),)


def test_serial_ports_with_hardware(tmp_path: Path) -> None:
    """A USB port names its plug's maker; a port of the old kind without hardware is none."""
    make(
        tmp_path,
        {
            "devices/usb1/1-1/idVendor": "1a86",
            "devices/usb1/1-1/1-1:1.0/ttyUSB0/port_number": "0",
            "tty/ttyS0/type": "4",
            "tty/ttyS0/device/id": "",
            "tty/ttyS9/type": "0",
            "tty/ttyS9/device/id": "",
            "tty/tty1/dev": "4:1",
            "tty/ttyUSB0/dev": "188:0",
        },
    )
    (tmp_path / "tty/ttyUSB0/device").symlink_to(tmp_path / "devices/usb1/1-1/1-1:1.0/ttyUSB0")
    assert devices.serial_ports(tmp_path / "tty") == (
        SerialPort(name="ttyS0"),
        SerialPort(name="ttyUSB0", usb_vendor_id="1a86"),
    )


def test_proxies_of_the_environment_without_password() -> None:
    """Either case; user, password and path stay behind."""
    environment = {"http_proxy": "http://li:geheim@10.0.0.1:8080/x", "HTTPS_PROXY": "proxy.test", "all_proxy": "::bad"}
    assert devices.environment_proxies(environment) == (
        ProxySettings(
            scope=ProxyScope.ENVIRONMENT, servers={"http": "http://10.0.0.1:8080", "https": "http://proxy.test"}
        ),
    )
    assert devices.environment_proxies({}) == ()


def test_an_ipv6_proxy_keeps_its_brackets() -> None:
    """And a port that is no number is none."""
    assert parsing.masked_url("socks5://[fd00::1]:1080") == "socks5://[fd00::1]:1080"
    assert parsing.masked_url("http://proxy.test:port") is None


def test_names_of_system_and_zone(tmp_path: Path) -> None:
    """From the environment, from the link, from the file."""
    make(tmp_path, {"os-release": 'ID=debian\nPRETTY_NAME="Debian 12"\n', "timezone": "Asia/Urumqi\n"})
    assert devices.os_version(tmp_path / "os-release", "6.1") == "Debian 12 (Linux 6.1)"
    assert devices.time_zone({"TZ": ":Asia/Tokyo"}, tmp_path) == "Asia/Tokyo"
    assert devices.time_zone({}, tmp_path) == "Asia/Urumqi"
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Asia/Shanghai")
    assert devices.time_zone({}, tmp_path) == "Asia/Shanghai"


def test_whether_the_clock_is_kept() -> None:
    """The kernel's flag "unsynchronised"; a sandbox may refuse to tell."""
    assert devices.clock_source(lambda: 0x2001) == ClockSource(is_synchronised=True)
    assert devices.clock_source(lambda: 0x0040) == ClockSource(is_synchronised=False)
    assert devices.clock_source(refuse) is None


def test_the_kernel_tells_or_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A status word, the kernel's refusal, or a C library without the call."""
    monkeypatch.setattr(ctypes, "CDLL", lambda *_args, **_options: FakeLibrary(0))
    assert devices.kernel_clock_status() == 0
    monkeypatch.setattr(ctypes, "CDLL", lambda *_args, **_options: FakeLibrary(-1))
    with pytest.raises(OSError, match="adjtimex"):
        devices.kernel_clock_status()
    monkeypatch.setattr(ctypes, "CDLL", lambda *_args, **_options: object())
    with pytest.raises(OSError, match="no adjtimex"):
        devices.kernel_clock_status()


class FakeLibrary:
    """A C library whose adjtimex returns a given state."""

    def __init__(self, state: int) -> None:
        self.state = state

    def adjtimex(self, buffer: object) -> int:
        """Tell the state."""
        return self.state


def test_random_hardware_addresses() -> None:
    """The second-lowest bit of the first byte; no address is no answer."""
    assert parsing.is_random_mac(bytes.fromhex("da0000000001")) is True
    assert parsing.is_random_mac(bytes.fromhex("001b21000001")) is False
    assert parsing.is_random_mac(bytes(6)) is None
    assert parsing.is_random_mac(b"") is None
