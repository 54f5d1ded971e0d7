"""Default routes and neighbours: GetIpForwardTable2 and GetIpNetTable2 (netioapi.h), IPv4 only."""

import ctypes
from collections.abc import Callable
from typing import TypeVar

from gui.probes.system.win32 import dll
from gui.probes.system.win32.addresses import AF_INET, SockaddrInet
from gui.probes.system.win32.dll import U8, U32, U64, Pointer
from gui.probes.system.windows_api import RawNeighbour, RawRoute

T = TypeVar("T")
Row = TypeVar("Row", bound=ctypes.Structure)

#: Both tables: the number of rows (4 bytes), then the rows, aligned to 8.
_ROWS_AT = 8


class _RouteRow(ctypes.Structure):
    """MIB_IPFORWARD_ROW2, 104 bytes."""

    _fields_ = (
        ("luid", U64),
        ("index", U32),
        ("prefix", SockaddrInet),
        ("prefix_length", U8),
        ("next_hop", SockaddrInet),
        ("site_prefix_length", U8),
        ("lifetimes_s", U32 * 2),
        ("metric", U32),
        ("protocol", U32),
        ("flags", U8 * 4),
        ("age", U32),
        ("origin", U32),
    )


class _NeighbourRow(ctypes.Structure):
    """MIB_IPNET_ROW2, 88 bytes."""

    _fields_ = (
        ("address", SockaddrInet),
        ("index", U32),
        ("luid", U64),
        ("mac", U8 * 32),
        ("mac_length", U32),
        ("state", U32),
        ("flags", U8),
        ("reachability_ms", U32),
    )


def get_default_routes() -> tuple[RawRoute, ...]:
    """Return the IPv4 routes to everywhere. Raises OSError."""
    rows = _read("GetIpForwardTable2", _RouteRow, lambda row: (row.prefix_length, row.prefix.text(), _route(row)))
    return tuple(route for length, prefix, route in rows if length == 0 and prefix is not None)


def get_neighbours() -> tuple[RawNeighbour, ...]:
    """Return the IPv4 neighbour (ARP) table. Raises OSError."""
    return tuple(_read("GetIpNetTable2", _NeighbourRow, _neighbour))


def _route(row: _RouteRow) -> RawRoute:
    return RawRoute(index=row.index, gateway=row.next_hop.text() or "", metric=row.metric)


def _neighbour(row: _NeighbourRow) -> RawNeighbour:
    mac = bytes(row.mac[: min(row.mac_length, 32)])
    return RawNeighbour(address=row.address.text() or "", mac=mac, state=row.state)


def _read(name: str, kind: type[Row], take: Callable[[Row], T]) -> list[T]:
    """Return what `take` makes of every row of a table; the table is Windows' memory and is given back."""
    call = dll.function("iphlpapi", name, U32, U32, Pointer)
    free = dll.function("iphlpapi", "FreeMibTable", None, Pointer)
    table = Pointer()
    dll.refuse_errors(name, call(AF_INET, ctypes.addressof(table)))
    start = table.value or 0
    try:
        count = U32.from_address(start).value if start else 0
        places = (start + _ROWS_AT + index * ctypes.sizeof(kind) for index in range(count))
        return [take(kind.from_address(place)) for place in places]
    finally:
        free(start)
