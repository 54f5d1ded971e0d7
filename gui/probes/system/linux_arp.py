"""Asks the LAN who has an address, by ARP probes (RFC 5227): their sender address 0.0.0.0 changes nobody's table."""

import socket
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import psutil

from gui.probes.system.types import AddressClaim, ClaimQuestion

#: Two probes, so that one lost on the air costs nothing; then some time for slow devices (RFC 5227 waits 1 to 2 s).
PROBE_AT_S = (0.0, 0.4)
LISTEN_S = 1.0

_ETH_P_ARP = 0x0806  # linux/if_ether.h
#: RFC 826: hardware (1: Ethernet), protocol, their lengths, operation, then sender and target, hardware and address.
_PACKET = struct.Struct("!HHBBH6s4s6s4s")
_ETHERNET, _IPV4, _REQUEST, _REPLY = 1, 0x0800, 1, 2
_EVERYBODY, _NOBODY = b"\xff" * 6, bytes(6)
_READ_BYTES = 128


class ArpLink(Protocol):
    """An open socket that sends and hears ARP on one adapter. `receive` raises TimeoutError; both raise OSError."""

    def send(self, packet: bytes) -> None:
        """Send to everybody."""

    def receive(self, timeout_s: float) -> bytes:
        """Return the next packet."""

    def close(self) -> None:
        """Close."""


#: Opens a link by the adapter's name. Raises OSError where the system does not permit it.
OpenLink = Callable[[str], ArpLink]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArpPacket:
    """Who says to have which address, to whom."""

    operation: int
    mac: bytes
    address: str
    asked_for: str


class PacketLink:
    """Implements `ArpLink` with a packet socket (packet(7)), which needs CAP_NET_RAW. Raises OSError."""

    def __init__(self, interface: str) -> None:
        if sys.platform != "linux":
            raise OSError("only on Linux")
        self._interface = interface
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_ARP))
        try:
            self._socket.bind((interface, _ETH_P_ARP))
        except OSError:
            self._socket.close()
            raise

    def send(self, packet: bytes) -> None:
        """See `ArpLink`."""
        self._socket.sendto(packet, (self._interface, _ETH_P_ARP, 0, 0, _EVERYBODY))

    def receive(self, timeout_s: float) -> bytes:
        """See `ArpLink`."""
        self._socket.settimeout(timeout_s)
        return self._socket.recv(_READ_BYTES)

    def close(self) -> None:
        """See `ArpLink`."""
        self._socket.close()


def own_macs() -> dict[str, bytes]:
    """Return the hardware addresses of this PC by adapter: it may hear itself, and answers on every adapter."""
    entries = ((name, one) for name, group in psutil.net_if_addrs().items() for one in group)
    return {name: bytes.fromhex(one.address.replace(":", "")) for name, one in entries if one.family == psutil.AF_LINK}


def probe(mac: bytes, address: str) -> bytes:
    """Return the packet that asks for an address without having one (RFC 5227, section 2.1.1)."""
    target = socket.inet_aton(address)
    return _PACKET.pack(_ETHERNET, _IPV4, 6, 4, _REQUEST, mac, bytes(4), _NOBODY, target)


def parse(packet: bytes) -> ArpPacket | None:
    """Return what an ARP packet says; None when it is none of IPv4 on Ethernet."""
    if len(packet) < _PACKET.size:
        return None
    hardware, protocol, *_lengths, operation, mac, address, _, asked_for = _PACKET.unpack_from(packet)
    if (hardware, protocol) != (_ETHERNET, _IPV4):
        return None
    texts = socket.inet_ntoa(address), socket.inet_ntoa(asked_for)
    return ArpPacket(operation=operation, mac=mac, address=texts[0], asked_for=texts[1])


def is_claim(packet: ArpPacket) -> bool:
    """Tell whether a packet answers, or announces (sender and target the same).

    A plain request counts for nothing: WiFi repeaters send the PC's own on, with their own hardware address.
    """
    return packet.operation == _REPLY or packet.address == packet.asked_for


def ask_lan(
    link: ArpLink, macs: Iterable[bytes], mac: bytes, addresses: Iterable[str], now_s: Callable[[], float]
) -> tuple[AddressClaim, ...]:
    """Probe for the addresses from `mac` and return what others than `macs` claim. Blocks; raises OSError."""
    asked, own = tuple(addresses), frozenset(macs)
    found: dict[str, dict[bytes, None]] = {address: {} for address in asked}
    start_s = now_s()
    ends_s = (*PROBE_AT_S[1:], LISTEN_S)
    for end_s in ends_s:
        for address in asked:
            link.send(probe(mac, address))
        for packet in _heard(link, start_s + end_s, now_s):
            if packet.address in found and packet.mac not in own and is_claim(packet):
                found[packet.address][packet.mac] = None
    return tuple(AddressClaim(address=one, macs=tuple(mac.hex(":") for mac in by)) for one, by in found.items())


def _heard(link: ArpLink, until_s: float, now_s: Callable[[], float]) -> Iterator[ArpPacket]:
    while (left_s := until_s - now_s()) > 0:
        try:
            packet = parse(link.receive(left_s))
        except TimeoutError:
            return
        if packet is not None:
            yield packet


def claims(
    open_link: OpenLink, question: ClaimQuestion, now_s: Callable[[], float] = time.monotonic
) -> tuple[AddressClaim, ...]:
    """Return who claims each of the addresses. Blocks for `LISTEN_S`. Raises OSError: not permitted."""
    macs, interface = own_macs(), question.interface
    if interface not in macs or not any(macs[interface]):
        raise OSError(f"{interface} has no hardware address")
    link = open_link(interface)
    try:
        return ask_lan(link, macs.values(), macs[interface], filter(None, (question.own, question.gateway)), now_s)
    finally:
        link.close()
