"""Reads socket addresses (ws2def.h, ws2ipdef.h) out of Windows' structures."""

import ctypes
import ipaddress

from gui.probes.system.win32.dll import I32, U8, U16, U32, Pointer

AF_INET, AF_INET6 = 2, 23


class SocketAddress(ctypes.Structure):
    """SOCKET_ADDRESS: a pointer to a sockaddr and its length."""

    _fields_ = (("sockaddr", Pointer), ("length", I32))


class SockaddrInet(ctypes.Structure):
    """SOCKADDR_INET, 28 bytes: family, port, then 4 bytes of IPv4, or flow and 16 bytes of IPv6."""

    _fields_ = (("family", U16), ("port", U16), ("ipv4_or_flow", U8 * 4), ("ipv6", U8 * 16), ("scope", U32))

    def text(self) -> str | None:
        """Return the address, None for another family."""
        if self.family == AF_INET:
            return str(ipaddress.IPv4Address(bytes(self.ipv4_or_flow)))
        return str(ipaddress.IPv6Address(bytes(self.ipv6))) if self.family == AF_INET6 else None


def address_at(place: SocketAddress) -> str | None:
    """Return the address that a SOCKET_ADDRESS points to, None for another family or none at all."""
    if not place.sockaddr or place.length < 16:
        return None
    # A sockaddr_in is shorter than the union: copy only what is there.
    raw = ctypes.string_at(place.sockaddr, min(place.length, ctypes.sizeof(SockaddrInet)))
    return SockaddrInet.from_buffer_copy(raw.ljust(ctypes.sizeof(SockaddrInet), b"\0")).text()
