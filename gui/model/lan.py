"""What was seen on the shop's own network: devices, and whether the terminal answers at the address that was given.

A whole hardware address is nowhere here: of a device only the start that names its maker is kept.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from gui.model.knowledge import MacClass

_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}\Z")
_ADDRESS_AND_PORT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){3}):([0-9]{1,5})\Z")


def is_shop_address(address: str) -> bool:
    """Tell whether an IPv4 address (dotted) can belong to a shop's own network: 10/8, 172.16/12, 192.168/16 (RFC 1918).

    Everything else that is not public (carrier NAT, self-assigned, loopback ...) is no shop's own network, and a text
    that is no such address is none either.
    """
    if not _ADDRESS.match(address) or any(int(octet) > 255 for octet in address.split(".")):
        return False
    first, second = map(int, address.split(".")[:2])
    return first == 10 or (first == 172 and 16 <= second <= 31) or (first == 192 and second == 168)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalAddress:
    """Where the till looks for the terminal. `may_look_around`: the user agreed to a look at the shop's network.

    With it, a terminal that is silent is also looked for at devices of makers of terminals, at the same port.
    """

    address: str
    port: int
    may_look_around: bool = False

    @classmethod
    def from_text(cls, text: str, *, may_look_around: bool = False) -> "TerminalAddress":
        """Read an IPv4 address and a port as in `192.168.1.77:8443`. Raises ValueError."""
        match = _ADDRESS_AND_PORT.match(text)
        if match is None:
            raise ValueError(text)
        numbers, port = [int(part) for part in match[1].split(".")], int(match[2])
        if max(numbers) > 255 or not 0 < port < 65536:
            raise ValueError(text)
        return cls(address=".".join(map(str, numbers)), port=port, may_look_around=may_look_around)

    def __str__(self) -> str:
        return f"{self.address}:{self.port}"


class LanProblem(StrEnum):
    """Why the LAN could not be looked at.

    `NO_LAN`: no cable or WiFi with an address; `NOT_PRIVATE`: the PC's own network is a public one; `TUNNEL`: the way
    to the LAN leads into a VPN or another tunnel.
    """

    NO_LAN = "no_lan"
    NOT_PRIVATE = "not_private"
    TUNNEL = "tunnel"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanDevice:
    """A device that answered. `maker_prefix`: hexadecimal start of its hardware address, empty for a made-up one.

    `has_random_mac`: the address was made up by the device (a private WiFi address), so it tells no maker.
    """

    address: str
    maker_prefix: str = ""
    maker_zh: str = ""
    maker_en: str = ""
    mac_class: MacClass | None = None
    has_random_mac: bool = False
    is_router: bool = False


def terminals_of(devices: Iterable[LanDevice]) -> tuple[LanDevice, ...]:
    """Return the devices by makers of terminals; a router that one of them made is none."""
    return tuple(one for one in devices if one.mac_class is MacClass.POS and not one.is_router)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanScan:
    """A look around. `subnet` is what was looked at, empty with a problem; `sent` counts the packets that we sent.

    `devices`: makers of terminals first. `other_count`: devices that are not (any more) listed one by one;
    `random_count`: how many of all have a made-up hardware address. The router is not counted.
    """

    subnet: str = ""
    problem: LanProblem | None = None
    devices: tuple[LanDevice, ...] = ()
    other_count: int = 0
    random_count: int = 0
    sent: int = 0
    cancelled: bool = False

    def of_terminals_only(self) -> "LanScan":
        """Return the same without the shop's other devices, which are nobody's business: they are only counted."""
        kept = tuple(one for one in self.devices if one.mac_class is not None)
        left_out = sum(one.mac_class is None and not one.is_router for one in self.devices)
        return replace(self, devices=kept, other_count=self.other_count + left_out)


class TerminalAnswer(StrEnum):
    """What a test of the terminal's address and port says.

    `REFUSED`: a device is there, the port is closed; `SILENT_PORT`: a device is there, or was a moment ago, the port
    does not answer; `NOT_FOUND`: nobody has the address. The rest was not tested: `OTHER_SUBNET`, `PUBLIC` (refused),
    `NOT_A_DEVICE` (this PC, or the network itself), `NO_LAN`, `CANCELLED`.
    """

    ANSWERS = "answers"
    REFUSED = "refused"
    SILENT_PORT = "silent_port"
    NOT_FOUND = "not_found"
    OTHER_SUBNET = "other_subnet"
    PUBLIC = "public"
    NOT_A_DEVICE = "not_a_device"
    NO_LAN = "no_lan"
    CANCELLED = "cancelled"


#: Answers that come from packets; the others from the PC's settings alone.
TESTED = (TerminalAnswer.ANSWERS, TerminalAnswer.REFUSED, TerminalAnswer.SILENT_PORT, TerminalAnswer.NOT_FOUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalTest:
    """What came of a test. `found_at`: addresses of other devices by makers of terminals with the port open.

    `pings_received` of `pings_sent`; `device`: who has the address, as far as the neighbour table tells.
    """

    address: str
    port: int
    answer: TerminalAnswer
    pings_sent: int = 0
    pings_received: int = 0
    device: LanDevice | None = None
    found_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LanReport:
    """The newest look around and the newest test of a case, each with its time (ISO 8601 with `Z`)."""

    scan: LanScan | None = None
    scanned_utc: str = ""
    test: TerminalTest | None = None
    tested_utc: str = ""
