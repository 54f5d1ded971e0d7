"""Asks the LAN who has an address: SendARP (iphlpapi.h), which needs no rights."""

import ctypes
import socket

from gui.probes.system.win32 import dll
from gui.probes.system.win32.dll import U8, U32, Pointer


def send_arp(address: str) -> bytes:
    """Return the hardware address that answered. Blocks, for seconds where nobody answers. Raises OSError then."""
    call = dll.function("iphlpapi", "SendARP", U32, U32, U32, Pointer, Pointer)
    mac, length = (U8 * 8)(), U32(8)
    # The address is an IPAddr: its bytes in network order, whatever the machine's.
    target = int.from_bytes(socket.inet_aton(address), "little")
    dll.refuse_errors("SendARP", call(target, 0, ctypes.addressof(mac), ctypes.addressof(length)))
    return bytes(mac[: min(length.value, 8)])
