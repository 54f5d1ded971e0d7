"""Signal, channel and frequency of joined WiFis: the WLAN API (wlanapi.h). The network's name is never read."""

import ctypes
from collections.abc import Callable, Iterator
from typing import TypeVar

from gui.probes.system.win32 import dll
from gui.probes.system.win32.dll import I32, U8, U16, U32, U64, Guid, Pointer
from gui.probes.system.windows_api import RawWifi

T = TypeVar("T")
Entry = TypeVar("Entry", bound=ctypes.Structure)

_CLIENT_VERSION = 2  # Windows Vista and later
_CONNECTED = 1  # wlan_interface_state_connected
_ANY_BSS = 3  # dot11_BSS_type_any
#: WLAN_INTF_OPCODE.
_CURRENT_CONNECTION, _CHANNEL_NUMBER = 7, 8
_LIST_AT = 8  # both lists: two numbers, then the entries


class _Interface(ctypes.Structure):
    """WLAN_INTERFACE_INFO, 532 bytes."""

    _fields_ = (("guid", Guid), ("description", U16 * 256), ("state", U32))


class _Connection(ctypes.Structure):
    """WLAN_CONNECTION_ATTRIBUTES up to the signal; profile and network name are passed over."""

    _fields_ = (
        ("state", U32),
        ("mode", U32),
        ("profile_name", U16 * 256),
        ("ssid", U8 * 36),
        ("bss_type", U32),
        ("bssid", U8 * 6),
        ("phy_type", U32),
        ("phy_index", U32),
        ("signal_percent", U32),
    )


class _Station(ctypes.Structure):
    """WLAN_BSS_ENTRY, 360 bytes."""

    _fields_ = (
        ("ssid", U8 * 36),
        ("phy_id", U32),
        ("bssid", U8 * 6),
        ("bss_type", U32),
        ("phy_type", U32),
        ("signal_dbm", I32),
        ("link_quality", U32),
        ("in_regulatory_domain", U8),
        ("beacon_period", U16),
        ("timestamps", U64 * 2),
        ("capabilities", U16),
        ("frequency_khz", U32),
        ("rates", U16 * 128),
        ("elements", U32 * 2),
    )


def get_wifi() -> tuple[RawWifi, ...]:
    """Return every joined WiFi. Raises OSError when there is no WLAN service (a PC without WiFi need not have it)."""
    open_handle = dll.function("wlanapi", "WlanOpenHandle", U32, U32, Pointer, Pointer, Pointer)
    close = dll.function("wlanapi", "WlanCloseHandle", U32, Pointer, Pointer)
    version, handle = U32(), Pointer()
    status = open_handle(_CLIENT_VERSION, None, ctypes.addressof(version), ctypes.addressof(handle))
    dll.refuse_errors("WlanOpenHandle", status)
    try:
        guids = _answer("WlanEnumInterfaces", (Pointer, Pointer, Pointer), (handle, None), _joined)
        return tuple(_link(handle, guid) for guid in guids)
    finally:
        close(handle, None)


def _link(handle: Pointer, guid: Guid) -> RawWifi:
    """Ask for each part on its own: Windows 11 refuses some to programs without consent to know the place."""
    joined = _unless_refused(lambda: _query(handle, guid, _CURRENT_CONNECTION, _connection))
    signal_percent, bssid = joined if joined is not None else (None, None)
    station = _unless_refused(lambda: _station(handle, guid, bssid)) if bssid is not None else None
    signal_dbm, frequency_khz = station if station is not None else (None, None)
    return RawWifi(
        guid=str(guid),
        signal_percent=signal_percent,
        signal_dbm=signal_dbm,
        channel=_unless_refused(lambda: _query(handle, guid, _CHANNEL_NUMBER, lambda at: U32.from_address(at).value)),
        frequency_khz=frequency_khz,
    )


def _query(handle: Pointer, guid: Guid, opcode: int, take: Callable[[int], T]) -> T:
    size, value_type = U32(), U32()
    kinds = (Pointer, Pointer, U32, Pointer, Pointer, Pointer, Pointer)
    given = (handle, ctypes.addressof(guid), opcode, None, ctypes.addressof(size))
    return _answer("WlanQueryInterface", kinds, given, take, ctypes.addressof(value_type))


def _station(handle: Pointer, guid: Guid, bssid: bytes) -> tuple[int, int] | None:
    """Return level and frequency of the station joined, from what the card has heard; no scan is started."""

    def take(place: int) -> tuple[int, int] | None:
        heard = (one for one in _list(place, _Station, count_at=4) if bytes(one.bssid) == bssid)
        return next(((one.signal_dbm, one.frequency_khz) for one in heard), None)

    kinds = (Pointer, Pointer, Pointer, U32, U32, Pointer, Pointer)
    return _answer("WlanGetNetworkBssList", kinds, (handle, ctypes.addressof(guid), None, _ANY_BSS, 0, None), take)


def _answer(
    name: str, kinds: tuple[object, ...], given: tuple[object, ...], take: Callable[[int], T], *after: int
) -> T:
    """Call a function that hands out memory through a pointer, read the memory, and give it back."""
    call = dll.function("wlanapi", name, U32, *kinds)
    free = dll.function("wlanapi", "WlanFreeMemory", None, Pointer)
    memory = Pointer()
    dll.refuse_errors(name, call(*given, ctypes.addressof(memory), *after))
    if not memory.value:
        raise OSError(dll.ERROR_NO_DATA, f"{name} gave nothing")
    try:
        return take(memory.value)
    finally:
        free(memory)


def _joined(place: int) -> list[Guid]:
    found = (one.guid for one in _list(place, _Interface, count_at=0) if one.state == _CONNECTED)
    return [Guid.from_buffer_copy(guid) for guid in found]  # the list is given back


def _connection(place: int) -> tuple[int, bytes]:
    joined = _Connection.from_address(place)
    return joined.signal_percent, bytes(joined.bssid)


def _list(place: int, kind: type[Entry], *, count_at: int) -> Iterator[Entry]:
    for index in range(U32.from_address(place + count_at).value):
        yield kind.from_address(place + _LIST_AT + index * ctypes.sizeof(kind))


def _unless_refused(call: Callable[[], T]) -> T | None:
    try:
        return call()
    except OSError:
        return None
