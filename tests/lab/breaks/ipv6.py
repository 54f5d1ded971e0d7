"""IPv6 beside IPv4: the acquirer's host A has both, on a line that carries both or only one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab.authority import HOSTS

if TYPE_CHECKING:
    from tests.lab.inside import World

#: Documentation prefix (RFC 3849).
_PC, _GATEWAY, _WAN, _ISP, _SERVER = (f"2001:db8:{tail}" for tail in ("1::50", "1::1", "2::2", "2::1", "2::10"))


def healthy_ipv6(world: World) -> None:
    """Both ways lead to the acquirer."""
    for name in ("gw", "isp"):
        world.sh(name, "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding")
    # Without duplicate address detection an address works at once.
    world.ip("pc", f"addr add {_PC}/64 dev eth0 nodad", f"route add default via {_GATEWAY} dev eth0")
    world.ip(
        "gw", f"addr add {_GATEWAY}/64 dev br0 nodad", f"addr add {_WAN}/64 dev wan nodad",
        f"route add default via {_ISP}",
    )  # fmt: skip
    world.ip(
        "isp", f"addr add {_ISP}/64 dev c1 nodad", f"addr add {_SERVER}/64 dev c1 nodad",
        f"route add 2001:db8:1::/64 via {_WAN}",
    )  # fmt: skip
    world.serve("isp", {"plain": [(_SERVER, 443)]})
    world.stop_dns("100.64.0.53")
    world.resolver("isp", "100.64.0.53", f"--host-record={HOSTS[0]},{_SERVER}")
    world.sh("pc", f"for i in 1 2 3 4 5; do ping -6 -q -c1 -W1 {_SERVER} > /dev/null && exit; done; exit 1")


def ipv6_blackholed(world: World) -> None:
    """Addresses and names are there, IPv6 packets vanish in the router."""
    healthy_ipv6(world)
    world.chain("gw", "ip6 blackhole", "filter hook forward priority -10", "drop")
