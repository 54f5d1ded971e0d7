"""Packets and bytes that pass a network card of the lab, counted by the kernel (nft), by protocol.

Counted are IP packets of both directions as the card sees them: before any filter of the PC on their way in, after all
of them on their way out. Bytes are those of the IP packets; Ethernet adds 14 to each. Neither ARP nor what the card of
a new world says over IPv6 when it comes up is counted.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tests.lab.world import Lab

#: Counter by what matches its packets, the first match counts; `{way}` is `s` (source) on the way in, `d` on the way
#: out.
_MATCHES = (
    ("icmp", "meta l4proto icmp"),
    ("dns over udp", "udp {way}port 53"),
    ("ntp", "udp {way}port 123"),
    ("tcp 53", "tcp {way}port 53"),
    ("tcp 80", "tcp {way}port 80"),
    ("tcp 443", "tcp {way}port 443"),
    ("tcp 6000", "tcp {way}port 6000"),
    ("other tcp", "meta l4proto tcp"),
    ("other udp", "meta l4proto udp"),
    ("other", ""),
)
#: What a Linux sends by itself when its network card comes up: neighbours, routers and groups of IPv6.
_OF_THE_SYSTEM = "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, mld2-listener-report }"
_TABLE = "inet traffic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Packets and bytes of one kind."""

    kind: str
    packets: int
    octets: int


def rules(card: str = "eth0") -> str:
    """Return the nft table that counts what passes a card."""
    lines = [f"table {_TABLE} {{"]
    lines += [f"counter c{number} {{ }}" for number in range(len(_MATCHES))]
    hooks = (("prerouting", -300, "iifname", "s"), ("postrouting", 300, "oifname", "d"))
    for hook, priority, side, way in hooks:
        lines += [f"chain {hook} {{", f"type filter hook {hook} priority {priority};", f'{side} != "{card}" accept']
        lines.append(f"{_OF_THE_SYSTEM} accept")
        lines += [
            f"{match.format(way=way)} counter name c{number} accept" for number, (_, match) in enumerate(_MATCHES)
        ]
        lines.append("}")
    return "\n".join((*lines, "}"))


def parse_counters(listed: str) -> tuple[Traffic, ...]:
    """Return what `nft -j list counters` says, in the order of the rules; kinds without a packet are left out."""
    entries = [entry["counter"] for entry in json.loads(listed)["nftables"] if "counter" in entry]
    by_name = {entry["name"]: entry for entry in entries}
    found = [
        Traffic(kind=kind, packets=by_name[f"c{number}"]["packets"], octets=by_name[f"c{number}"]["bytes"])
        for number, (kind, _) in enumerate(_MATCHES)
    ]
    return tuple(one for one in found if one.packets)


def total(traffic: Sequence[Traffic]) -> Traffic:
    """Return the sum."""
    packets, octets = sum(one.packets for one in traffic), sum(one.octets for one in traffic)
    return Traffic(kind="all", packets=packets, octets=octets)


def start_counting(lab: Lab) -> None:
    """Count from now on what passes the PC's card."""
    lab.sh("pc", f"nft -f - <<'END'\n{rules()}\nEND")


def counted(lab: Lab) -> tuple[Traffic, ...]:
    """Return what passed so far."""
    return parse_counters(lab.sh("pc", f"nft -j list counters table {_TABLE}"))
