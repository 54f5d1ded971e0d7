"""The ctypes calls against functions that fill the memory as Windows does; layouts against the SDK's 64-bit sizes."""

import ctypes
import socket
from collections.abc import Callable
from typing import Any

import pytest

from gui.probes.system.types import InterfaceAddress
from gui.probes.system.win32 import adapters, addresses, arp, dll, echo, proxy, registry, tables, usb, wlan
from gui.probes.system.win32.dll import U8, U16, U32, Guid, Pointer
from gui.probes.system.windows_api import EchoAnswer, EchoRequest, RawNeighbour, RawProxy, RawRoute, RawWifi

#: Memory that the scripted functions hand out: it must live as long as the test.
KEPT: list[Any] = []

pytestmark = pytest.mark.skipif("sys.maxsize < 2**32", reason="the layouts are those of 64 bits")


class Functions:
    """Stands in for the libraries: `have` adds a function, every other one is missing."""

    def __init__(self) -> None:
        self._found: dict[str, Callable[..., Any]] = {}
        self.error = 0

    def have(self, name: str, call: Callable[..., Any]) -> None:
        """Add a function."""
        self._found[name] = call

    def find(self, library: str, name: str, result: object, *arguments: object) -> Callable[..., Any]:
        """See `dll.function`."""
        if name not in self._found:
            raise OSError(127, f"{library}.{name} is missing")
        return self._found[name]


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch) -> Functions:
    """Replace the libraries."""
    KEPT.clear()
    found = Functions()
    monkeypatch.setattr(dll, "function", found.find)
    monkeypatch.setattr(dll, "last_error", lambda: found.error)
    return found


def keep(value: Any) -> int:
    """Keep a piece of memory; return its address."""
    KEPT.append(value)
    return ctypes.addressof(value)


def wide(text: str) -> int:
    """Return the address of a UTF-16 text."""
    return keep(ctypes.create_string_buffer((text + "\0").encode("utf-16-le")))


def put(place: int, value: Any) -> None:
    """Copy a structure to an address."""
    ctypes.memmove(place, ctypes.addressof(value), ctypes.sizeof(value))


def inet(address: str) -> addresses.SockaddrInet:
    """Return a SOCKADDR_INET."""
    if ":" in address:
        return addresses.SockaddrInet(family=23, ipv6=(U8 * 16)(*socket.inet_pton(socket.AF_INET6, address)))
    return addresses.SockaddrInet(family=2, ipv4_or_flow=(U8 * 4)(*socket.inet_aton(address)))


def socket_address(address: str) -> addresses.SocketAddress:
    """Return a SOCKET_ADDRESS; of IPv4 with the short length."""
    return addresses.SocketAddress(sockaddr=keep(inet(address)), length=28 if ":" in address else 16)


def test_sizes_and_places_are_those_of_the_sdk() -> None:
    """Computed by hand from netioapi.h, iptypes.h, ipexport.h, wlanapi.h and setupapi.h for 64 bits."""
    sizes = {
        addresses.SockaddrInet: 28,
        tables._RouteRow: 104,
        tables._NeighbourRow: 88,
        wlan._Interface: 532,
        wlan._Station: 360,
        echo._Reply: 40,
        usb._DeviceInfo: 32,
        Guid: 16,
    }
    assert {kind: ctypes.sizeof(kind) for kind in sizes} == sizes
    entry, row = adapters._AdapterEntry, adapters._InterfaceRow
    assert (entry.friendly_name.offset, entry.mtu.offset, entry.gateway.offset, entry.tunnel_type.offset) == (
        72,
        96,
        208,
        272,
    )
    assert adapters._UnicastEntry.prefix_length.offset == 56
    assert (row.mtu.offset, row.flags.offset, row.oper_status.offset) == (1124, 1152, 1156)
    assert ctypes.sizeof(row) >= 1352  # MIB_IF_ROW2: the call fills all of it
    assert (wlan._Connection.signal_percent.offset, wlan._Station.frequency_khz.offset) == (576, 92)


def test_without_windows_there_is_nothing() -> None:
    """Neither library nor registry."""
    with pytest.raises(OSError, match=r"iphlpapi\.GetIfTable is missing"):
        dll.function("iphlpapi", "GetIfTable", U32)
    assert dll.last_error() == 0
    with pytest.raises(OSError, match="no registry"):
        registry.get_value("key", "name")
    with pytest.raises(OSError, match="no registry"):
        registry.get_user_value("key", "name")
    with pytest.raises(OSError, match="no registry"):
        registry.get_values("key")


def test_texts_are_utf_16() -> None:
    """Also beyond the basic plane; no address is no text."""
    KEPT.clear()
    assert dll.wide_text(wide("以太网 😀")) == "以太网 😀"
    assert dll.wide_text(None) == ""


def _entry() -> adapters._AdapterEntry:
    second = adapters._UnicastEntry(head=adapters._AddressEntry(address=socket_address("fe80::5")), prefix_length=64)
    unnamed = adapters._UnicastEntry(head=adapters._AddressEntry(next=keep(second)))
    first = adapters._UnicastEntry(
        head=adapters._AddressEntry(next=keep(unnamed), address=socket_address("192.168.1.50")), prefix_length=24
    )
    server = adapters._AddressEntry(address=socket_address("223.5.5.5"))
    empty = adapters._AddressEntry(next=keep(server))
    return adapters._AdapterEntry(
        index=7,
        adapter_name=keep(ctypes.create_string_buffer(b"{ab-cd}")),
        unicast=keep(first),
        dns_server=keep(empty),
        description=wide("Realtek"),
        friendly_name=wide("以太网"),
        mac=(U8 * 8)(0, 0x1B, 0x21, 0, 0, 1),
        mac_length=6,
        flags=0x1C4,
        mtu=1500,
        interface_type=6,
        oper_status=1,
        gateway=keep(adapters._AddressEntry(address=socket_address("192.168.1.1"))),
        ipv4_metric=25,
    )


def test_adapters(functions: Functions) -> None:
    """The list grows between two calls; the second entry has nothing but an IPv6 index."""
    sizes = []

    def call(family: int, flags: int, reserved: None, buffer: int, size: int) -> int:
        sizes.append(U32.from_address(size).value)
        if len(sizes) == 1:
            U32.from_address(size).value = 20_000
            return dll.ERROR_BUFFER_OVERFLOW
        first = _entry()
        first.next = keep(adapters._AdapterEntry(ipv6_index=9))
        put(buffer, first)
        return 0

    functions.have("GetAdaptersAddresses", call)
    found = adapters.get_adapters_addresses()
    assert sizes == [15_000, 20_000]
    assert found[0].addresses == (
        InterfaceAddress(address="192.168.1.50", prefix=24),
        InterfaceAddress(address="fe80::5", prefix=64),
    )
    assert (found[0].guid, found[0].index, found[0].name) == ("{AB-CD}", 7, "以太网")
    assert (found[0].gateways, found[0].dns_servers) == (("192.168.1.1",), ("223.5.5.5",))
    assert (found[0].mac.hex(), found[0].has_dhcp, found[0].metric) == ("001b21000001", True, 25)
    assert (found[1].guid, found[1].index, found[1].name, found[1].mac) == ("", 9, "", b"")


def test_adapters_that_are_none_or_refused(functions: Functions) -> None:
    """No adapter at all is empty; an error, or a list that grows for ever, is none."""
    functions.have("GetAdaptersAddresses", lambda *_: dll.ERROR_NO_DATA)
    assert adapters.get_adapters_addresses() == ()
    for status in (8, dll.ERROR_BUFFER_OVERFLOW):
        functions.have("GetAdaptersAddresses", lambda *_, status=status: status)
        with pytest.raises(OSError, match=str(status)):
            adapters.get_adapters_addresses()


def test_a_duplicate_address_and_who_leased_it(functions: Functions) -> None:
    """NL_DAD_STATE and Dhcpv4Server."""

    def call(family: int, flags: int, reserved: None, buffer: int, size: int) -> int:
        head = adapters._AddressEntry(address=socket_address("192.168.1.50"))
        taken = adapters._UnicastEntry(head=head, origins_and_state=(U32 * 3)(3, 3, 2), prefix_length=24)
        put(buffer, adapters._AdapterEntry(unicast=keep(taken), dhcp_server=socket_address("192.168.244.1")))
        return 0

    functions.have("GetAdaptersAddresses", call)
    (found,) = adapters.get_adapters_addresses()
    assert found.addresses == (InterfaceAddress(address="192.168.1.50", prefix=24, is_duplicate=True),)
    assert found.dhcp_server == "192.168.244.1"


def test_send_arp(functions: Functions) -> None:
    """The address goes in network order; who answered comes back, or an error (67: nobody)."""

    def call(target: int, source: int, mac: int, length: int) -> int:
        assert (target.to_bytes(4, "little"), source) == (bytes((192, 168, 1, 1)), 0)
        assert U32.from_address(length).value == 8
        put(mac, (U8 * 6)(2, 0, 0, 0, 0, 1))
        U32.from_address(length).value = 6
        return 0

    functions.have("SendARP", call)
    assert arp.send_arp("192.168.1.1").hex() == "020000000001"
    functions.have("SendARP", lambda *_: 67)
    with pytest.raises(OSError, match="SendARP failed with 67"):
        arp.send_arp("192.168.1.1")


def test_hardware(functions: Functions) -> None:
    """The flags and the maker's address of one adapter."""

    def call(place: int) -> int:
        row = adapters._InterfaceRow.from_address(place)
        assert row.index == 7
        row.flags, row.mac_length, row.permanent_mac[1] = 0x5, 6, 0x1B
        return 0

    functions.have("GetIfEntry2", call)
    found = adapters.get_if_entry2(7)
    assert (found.is_hardware, found.has_connector, found.permanent_mac.hex()) == (True, True, "001b00000000")


def _table(rows: list[Any]) -> Callable[[int, int], int]:
    class Table(ctypes.Structure):
        _fields_ = (("count", U32), ("rows", (type(rows[0]) * len(rows)) if rows else U32))

    table = Table(count=len(rows))
    if rows:
        table.rows[:] = rows

    def call(family: int, place: int) -> int:
        assert family == 2
        Pointer.from_address(place).value = keep(table)
        return 0

    return call


def test_routes(functions: Functions) -> None:
    """Only those to everywhere; the table is given back."""
    freed: list[int] = []
    functions.have("FreeMibTable", freed.append)
    everywhere = tables._RouteRow(index=7, prefix=inet("0.0.0.0"), next_hop=inet("192.168.1.1"), metric=10)
    lan = tables._RouteRow(index=7, prefix=inet("192.168.1.0"), prefix_length=24, next_hop=inet("0.0.0.0"))
    functions.have("GetIpForwardTable2", _table([lan, everywhere]))
    assert tables.get_default_routes() == (RawRoute(index=7, gateway="192.168.1.1", metric=10),)
    assert freed == [ctypes.addressof(KEPT[-1])]
    functions.have("GetIpForwardTable2", lambda *_: 50)
    with pytest.raises(OSError, match="GetIpForwardTable2 failed with 50"):
        tables.get_default_routes()


def test_neighbour_table(functions: Functions) -> None:
    """An entry with and one without an address; and an empty table."""
    functions.have("FreeMibTable", lambda place: None)
    known = tables._NeighbourRow(address=inet("192.168.1.1"), mac=(U8 * 32)(2, 0, 0, 0, 0, 1), mac_length=6, state=5)
    silent = tables._NeighbourRow(address=inet("192.168.1.9"), state=1)
    functions.have("GetIpNetTable2", _table([known, silent]))
    assert tables.get_neighbours() == (
        RawNeighbour(address="192.168.1.1", mac=bytes.fromhex("020000000001"), state=5),
        RawNeighbour(address="192.168.1.9", mac=b"", state=1),
    )
    functions.have("GetIpNetTable2", lambda *_: 0)
    assert tables.get_neighbours() == ()
    assert inet("0.0.0.0").text() == "0.0.0.0"
    assert addresses.SockaddrInet(family=99).text() is None


REQUEST = EchoRequest(address="192.168.1.1", payload=b"abc", timeout_ms=1000, ttl=5, may_fragment=False)


def test_an_echo(functions: Functions) -> None:
    """What goes out and what comes back; the handle is closed."""
    closed: list[int] = []

    def send(handle: int, target: int, data: int, size: int, *rest: int) -> int:
        options, reply, room, timeout = rest
        assert (handle, target, ctypes.string_at(data, size), timeout) == (77, 0x0101A8C0, b"abc", 1000)
        asked = echo._Options.from_address(options)
        assert (asked.ttl, asked.flags) == (5, 2)
        assert room >= 40 + 3 + 8
        put(reply, echo._Reply(address=(U8 * 4)(192, 168, 1, 1), status=0, round_trip_ms=12))
        return 1

    functions.have("IcmpCreateFile", lambda: 77)
    functions.have("IcmpCloseHandle", closed.append)
    functions.have("IcmpSendEcho", send)
    assert echo.icmp_send_echo(REQUEST) == EchoAnswer(status=0, round_trip_ms=12, responder="192.168.1.1")
    functions.error = 11010
    functions.have("IcmpSendEcho", lambda *_: 0)
    assert echo.icmp_send_echo(REQUEST) == EchoAnswer(status=11010)
    assert closed == [77, 77]


@pytest.mark.parametrize("handle", [None, Pointer(-1).value])
def test_no_echo_without_a_handle(functions: Functions, handle: int | None) -> None:
    """The system gives no ICMP."""
    functions.have("IcmpCreateFile", lambda: handle)
    functions.have("IcmpCloseHandle", lambda handle: 1)
    with pytest.raises(OSError, match="IcmpCreateFile"):
        echo.icmp_send_echo(REQUEST)


GUID = Guid(head=0x1234ABCD, second=1, third=2, tail=(U8 * 8)(*range(8)))
BSSID = (U8 * 6)(2, 0, 0, 0, 0, 9)


def _wlan(functions: Functions) -> None:
    """Add a WLAN service with one joined and one idle adapter."""
    functions.have("WlanOpenHandle", lambda version, reserved, negotiated, handle: 0)
    functions.have("WlanCloseHandle", lambda handle, reserved: 0)
    functions.have("WlanFreeMemory", lambda place: None)

    class Interfaces(ctypes.Structure):
        _fields_ = (("count", U32), ("index", U32), ("items", wlan._Interface * 2))

    class Stations(ctypes.Structure):
        _fields_ = (("size", U32), ("count", U32), ("items", wlan._Station * 2))

    joined = wlan._Interface(guid=GUID, state=1)
    listed = Interfaces(count=2, items=(wlan._Interface * 2)(wlan._Interface(state=4), joined))
    other = wlan._Station(bssid=(U8 * 6)(1), signal_dbm=-40, frequency_khz=2_412_000)
    own = wlan._Station(bssid=BSSID, signal_dbm=-58, frequency_khz=5_180_000)
    heard = Stations(count=2, items=(wlan._Station * 2)(other, own))
    connection = wlan._Connection(bssid=BSSID, signal_percent=84)

    def hand_out(place: int, value: Any) -> int:
        Pointer.from_address(place).value = keep(value)
        return 0

    def query(handle: object, guid: int, code: int, reserved: None, size: int, place: int, kind: int) -> int:
        assert str(Guid.from_address(guid)) == str(GUID)
        return hand_out(place, connection if code == 7 else U32(36))

    functions.have("WlanEnumInterfaces", lambda handle, reserved, place: hand_out(place, listed))
    functions.have("WlanQueryInterface", query)
    functions.have("WlanGetNetworkBssList", lambda *given: hand_out(given[-1], heard))


def test_wifi(functions: Functions) -> None:
    """Level and frequency of the station joined, not of the others heard."""
    _wlan(functions)
    assert wlan.get_wifi() == (
        RawWifi(
            guid="{1234ABCD-0001-0002-0001-020304050607}",
            signal_percent=84,
            signal_dbm=-58,
            channel=36,
            frequency_khz=5_180_000,
        ),
    )


def test_wifi_as_windows_11_hides_it(functions: Functions) -> None:
    """What is refused (5, access denied) or not there is unknown; the channel stays."""
    _wlan(functions)
    functions.have("WlanGetNetworkBssList", lambda *_: 5)
    assert (wlan.get_wifi()[0].signal_percent, wlan.get_wifi()[0].frequency_khz) == (84, None)
    functions.have("WlanQueryInterface", lambda *_: 5)
    assert wlan.get_wifi()[0].signal_percent is None
    functions.have("WlanEnumInterfaces", lambda *_: 0)
    with pytest.raises(OSError, match="gave nothing"):
        wlan.get_wifi()
    functions.have("WlanOpenHandle", lambda *_: 1062)
    with pytest.raises(OSError, match="WlanOpenHandle failed with 1062"):
        wlan.get_wifi()


def test_proxies(functions: Functions) -> None:
    """The user's, WinHTTP's own, none, and refused ones; Windows' texts are given back."""
    freed: list[int] = []
    functions.have("GlobalFree", freed.append)

    def user(place: int) -> int:
        put(place, proxy._UserSettings(auto_detect=1, pac_url=wide("http://pac.test"), servers=wide("10.0.0.1:80")))
        return 1

    def machine(place: int) -> int:
        put(place, proxy._MachineSettings(access_type=3, servers=wide("10.0.0.2:80"), bypass=wide("<local>")))
        return 1

    functions.have("WinHttpGetIEProxyConfigForCurrentUser", user)
    functions.have("WinHttpGetDefaultProxyConfiguration", machine)
    assert proxy.get_user_proxy() == RawProxy(
        servers="10.0.0.1:80", pac_url="http://pac.test", finds_automatically=True
    )
    assert proxy.get_machine_proxy() == RawProxy(servers="10.0.0.2:80")
    assert len(freed) == 4
    functions.have("WinHttpGetDefaultProxyConfiguration", lambda place: 1)
    assert proxy.get_machine_proxy() == RawProxy()
    for name, call in (
        ("WinHttpGetIEProxyConfigForCurrentUser", proxy.get_user_proxy),
        ("WinHttpGetDefaultProxyConfiguration", proxy.get_machine_proxy),
    ):
        functions.have(name, lambda place: 0)
        with pytest.raises(OSError, match=name):
            call()


def test_usb_devices(functions: Functions) -> None:
    """Of both enumerators, each until the list ends; a device that cannot be named is left out."""
    destroyed: list[int] = []
    names: dict[int, list[str | None]] = {
        1: [r"USB\VID_1EAB&PID_0003\X", None],
        2: [r"FTDIBUS\VID_0403+PID_6001+A\0000"],
    }

    def get(kind: None, enumerator: int, window: None, flags: int) -> int:
        assert flags == 6
        return 1 if dll.wide_text(enumerator) == "USB" else 2

    def one(devices: int, index: int, place: int) -> int:
        info = usb._DeviceInfo.from_address(place)
        assert info.size == 32
        info.instance = index
        return int(index < len(names[devices]))

    def name(devices: int, place: int, text: int, length: int, needed: None) -> int:
        found = names[devices][usb._DeviceInfo.from_address(place).instance]
        if found is None:
            return 0
        put(text, (U16 * len(found))(*map(ord, found)))
        return 1

    functions.have("SetupDiGetClassDevsW", get)
    functions.have("SetupDiEnumDeviceInfo", one)
    functions.have("SetupDiGetDeviceInstanceIdW", name)
    functions.have("SetupDiDestroyDeviceInfoList", destroyed.append)
    assert usb.get_usb_instance_ids() == (r"USB\VID_1EAB&PID_0003\X", r"FTDIBUS\VID_0403+PID_6001+A\0000")
    assert destroyed == [1, 2]
    functions.have("SetupDiGetClassDevsW", lambda *_: Pointer(-1).value)
    with pytest.raises(OSError, match="SetupDiGetClassDevs"):
        usb.get_usb_instance_ids()
