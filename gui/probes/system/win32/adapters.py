"""Adapters with addresses, masks, gateways and name servers: GetAdaptersAddresses, and GetIfEntry2 for the hardware."""

import ctypes
from collections.abc import Iterator

from gui.probes.system.types import InterfaceAddress
from gui.probes.system.win32 import dll
from gui.probes.system.win32.addresses import SocketAddress, address_at
from gui.probes.system.win32.dll import I32, U8, U16, U32, U64, Guid, Pointer
from gui.probes.system.windows_api import RawAdapter, RawHardware

#: GAA_FLAG_* (iptypes.h): no anycast, no multicast, with gateways.
_FLAGS = 0x2 | 0x4 | 0x80
_DHCP_ENABLED = 0x4
#: NL_DAD_STATE (nldef.h), the third of an address' three states.
_DUPLICATE = 2
#: Microsoft's advice for the first try; the size needed may grow between two calls.
_FIRST_BYTES, _TRIES = 15_000, 3


class _AddressEntry(ctypes.Structure):
    """The head that unicast, name server and gateway entries share (iptypes.h)."""

    _fields_ = (("length_flags", U64), ("next", Pointer), ("address", SocketAddress))


class _UnicastEntry(ctypes.Structure):
    """IP_ADAPTER_UNICAST_ADDRESS_LH."""

    _fields_ = (
        ("head", _AddressEntry),
        ("origins_and_state", U32 * 3),
        ("lifetimes_s", U32 * 3),
        ("prefix_length", U8),
    )


class _AdapterEntry(ctypes.Structure):
    """IP_ADAPTER_ADDRESSES_LH, as far as it is read."""

    _fields_ = (
        ("length", U32),
        ("index", U32),
        ("next", Pointer),
        ("adapter_name", Pointer),
        ("unicast", Pointer),
        ("anycast", Pointer),
        ("multicast", Pointer),
        ("dns_server", Pointer),
        ("dns_suffix", Pointer),
        ("description", Pointer),
        ("friendly_name", Pointer),
        ("mac", U8 * 8),
        ("mac_length", U32),
        ("flags", U32),
        ("mtu", U32),
        ("interface_type", U32),
        ("oper_status", U32),
        ("ipv6_index", U32),
        ("zone_indices", U32 * 16),
        ("prefix", Pointer),
        ("transmit_speed", U64),
        ("receive_speed", U64),
        ("wins_server", Pointer),
        ("gateway", Pointer),
        ("ipv4_metric", U32),
        ("ipv6_metric", U32),
        ("luid", U64),
        ("dhcp_server", SocketAddress),
        ("compartment", U32),
        ("network_guid", Guid),
        ("connection_type", U32),
        ("tunnel_type", U32),
    )


class _InterfaceRow(ctypes.Structure):
    """MIB_IF_ROW2 (netioapi.h); the counters at its end are only reserved room."""

    _fields_ = (
        ("luid", U64),
        ("index", U32),
        ("guid", Guid),
        ("alias", U16 * 257),
        ("description", U16 * 257),
        ("mac_length", U32),
        ("mac", U8 * 32),
        ("permanent_mac", U8 * 32),
        ("mtu", U32),
        ("interface_type", U32),
        ("tunnel_type", U32),
        ("media_type", U32),
        ("physical_medium", U32),
        ("access_type", U32),
        ("direction_type", U32),
        ("flags", U8),
        ("oper_status", I32),
        ("rest", U8 * 256),
    )


def get_adapters_addresses() -> tuple[RawAdapter, ...]:
    """Return every adapter that is enabled. Raises OSError."""
    call = dll.function("iphlpapi", "GetAdaptersAddresses", U32, U32, U32, Pointer, Pointer, Pointer)
    size = U32(_FIRST_BYTES)
    status = dll.ERROR_BUFFER_OVERFLOW
    for _ in range(_TRIES):
        buffer = ctypes.create_string_buffer(size.value)
        status = call(0, _FLAGS, None, ctypes.addressof(buffer), ctypes.addressof(size))
        if status != dll.ERROR_BUFFER_OVERFLOW:
            break
    if status == dll.ERROR_NO_DATA:
        return ()
    dll.refuse_errors("GetAdaptersAddresses", status)
    return tuple(_adapter(entry) for entry in _entries(ctypes.addressof(buffer)))


def get_if_entry2(index: int) -> RawHardware:
    """Return what hardware is behind an adapter. Raises OSError."""
    call = dll.function("iphlpapi", "GetIfEntry2", U32, Pointer)
    row = _InterfaceRow(index=index)
    dll.refuse_errors("GetIfEntry2", call(ctypes.addressof(row)))
    return RawHardware(
        is_hardware=bool(row.flags & 0x1),
        has_connector=bool(row.flags & 0x4),
        permanent_mac=bytes(row.permanent_mac[: min(row.mac_length, 32)]),
    )


def _entries(first: int | None) -> Iterator[_AdapterEntry]:
    while first:
        entry = _AdapterEntry.from_address(first)
        yield entry
        first = entry.next


def _adapter(entry: _AdapterEntry) -> RawAdapter:
    guid = ctypes.string_at(entry.adapter_name).decode("ascii", "replace").upper() if entry.adapter_name else ""
    return RawAdapter(
        guid=guid,
        index=entry.index or entry.ipv6_index,
        name=dll.wide_text(entry.friendly_name),
        description=dll.wide_text(entry.description),
        interface_type=entry.interface_type,
        oper_status=entry.oper_status,
        tunnel_type=entry.tunnel_type,
        mtu=entry.mtu,
        mac=bytes(entry.mac[: min(entry.mac_length, 8)]),
        has_dhcp=bool(entry.flags & _DHCP_ENABLED),
        metric=entry.ipv4_metric,
        addresses=tuple(_unicast(entry.unicast)),
        gateways=tuple(_addresses(entry.gateway)),
        dns_servers=tuple(_addresses(entry.dns_server)),
        dhcp_server=address_at(entry.dhcp_server),
    )


def _addresses(first: int | None) -> Iterator[str]:
    while first:
        entry = _AddressEntry.from_address(first)
        address = address_at(entry.address)
        if address is not None:
            yield address
        first = entry.next


def _unicast(first: int | None) -> Iterator[InterfaceAddress]:
    while first:
        entry = _UnicastEntry.from_address(first)
        address = address_at(entry.head.address)
        if address is not None:
            is_duplicate = entry.origins_and_state[2] == _DUPLICATE
            yield InterfaceAddress(address=address, prefix=entry.prefix_length, is_duplicate=is_duplicate)
        first = entry.head.next
