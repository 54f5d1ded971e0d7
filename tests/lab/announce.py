"""Announces an address on a LAN by gratuitous ARP (RFC 5227, section 2.3), over and over: `announce INTERFACE ADDRESS`.

Returns when the first announcement is out and goes on in the background, until the lab ends.
"""

import os
import socket
import sys
import time

INTERVAL_S = 0.1
_ARP = 0x0806
_EVERYBODY = b"\xff" * 6


def announcement(mac: bytes, address: str) -> bytes:
    """Return a request for the own address."""
    own = socket.inet_aton(address)
    return b"\0\1\x08\0\6\4\0\1" + mac + own + bytes(6) + own


def main(interface: str, address: str) -> None:
    """Announce for ever."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ARP)) as link:
        link.bind((interface, _ARP))
        packet = announcement(link.getsockname()[4], address)
        link.sendto(packet, (interface, _ARP, 0, 0, _EVERYBODY))
        if os.fork():
            return
        while True:
            time.sleep(INTERVAL_S)
            link.sendto(packet, (interface, _ARP, 0, 0, _EVERYBODY))


if __name__ == "__main__":
    main(*sys.argv[1:])
