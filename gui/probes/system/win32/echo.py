"""Ping without rights: IcmpSendEcho (icmpapi.h), which blocks until the answer or the time limit."""

import ctypes
import socket
from ipaddress import IPv4Address

from gui.probes.system.win32 import dll
from gui.probes.system.win32.dll import U8, U16, U32, Pointer
from gui.probes.system.windows_api import EchoAnswer, EchoRequest

_DONT_FRAGMENT = 0x2
#: Room after the reply for an ICMP error (8 bytes) and an IO_STATUS_BLOCK, as the documentation asks.
_EXTRA_BYTES = 8 + 16


class _Options(ctypes.Structure):
    """IP_OPTION_INFORMATION (ipexport.h)."""

    _fields_ = (("ttl", U8), ("tos", U8), ("flags", U8), ("options_size", U8), ("options", Pointer))


class _Reply(ctypes.Structure):
    """ICMP_ECHO_REPLY (ipexport.h)."""

    _fields_ = (
        ("address", U8 * 4),
        ("status", U32),
        ("round_trip_ms", U32),
        ("data_size", U16),
        ("reserved", U16),
        ("data", Pointer),
        ("options", _Options),
    )


def icmp_send_echo(request: EchoRequest) -> EchoAnswer:
    """Send one echo and wait. Raises OSError when no ICMP handle is given."""
    create = dll.function("iphlpapi", "IcmpCreateFile", Pointer)
    close = dll.function("iphlpapi", "IcmpCloseHandle", U32, Pointer)
    handle = create()
    if handle in (None, 0, Pointer(-1).value):
        raise OSError(dll.last_error(), "IcmpCreateFile failed")
    try:
        return _send(handle, request)
    finally:
        close(handle)


def _send(handle: int, request: EchoRequest) -> EchoAnswer:
    arguments = (Pointer, U32, Pointer, U16, Pointer, Pointer, U32, U32)
    send = dll.function("iphlpapi", "IcmpSendEcho", U32, *arguments)
    options = _Options(ttl=request.ttl, flags=0 if request.may_fragment else _DONT_FRAGMENT)
    size = ctypes.sizeof(_Reply) + len(request.payload) + _EXTRA_BYTES
    buffer = ctypes.create_string_buffer(size)
    payload = ctypes.create_string_buffer(request.payload, len(request.payload))
    # The address is an IPAddr: its bytes in network order, whatever the machine's.
    target = int.from_bytes(socket.inet_aton(request.address), "little")
    count = send(
        handle,
        target,
        ctypes.addressof(payload),
        len(request.payload),
        ctypes.addressof(options),
        ctypes.addressof(buffer),
        size,
        request.timeout_ms,
    )
    if not count:
        return EchoAnswer(status=dll.last_error())
    reply = _Reply.from_buffer(buffer)
    responder = str(IPv4Address(bytes(reply.address)))
    return EchoAnswer(status=reply.status, round_trip_ms=reply.round_trip_ms, responder=responder)
