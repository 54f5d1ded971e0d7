"""Part D: the router."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab.breaks.second import add_device

if TYPE_CHECKING:
    from tests.lab.inside import World


def router_wan_down(world: World) -> None:
    """The router lost its line."""
    world.ip("gw", "link set wan down")


def rogue_dhcp(world: World) -> None:
    """A second router, which leads nowhere, gave the PC its settings."""
    add_device(world, "192.168.244.1")
    world.ip(
        "pc", "addr flush dev eth0", "addr add 192.168.244.50/24 dev eth0", "route add default via 192.168.244.1"
    )  # fmt: skip
    world.write("resolv.conf", "nameserver 192.168.244.1\n")


def one_port_blocked(world: World) -> None:
    """The router's firewall drops the terminal's port."""
    world.drop("gw", "tcp dport 6000 drop")


def port_rejected(world: World) -> None:
    """The router's firewall refuses 443."""
    world.drop("gw", "tcp dport 443 reject with tcp reset")


def acquirer_range_blocked(world: World) -> None:
    """A filter drops the acquirer's addresses: the same from here as an acquirer that is away."""
    world.drop("gw", "ip daddr 203.0.113.10-203.0.113.11 drop")


def everything_dropped(world: World) -> None:
    """The router swallows every packet, its own answers included."""
    for hook in ("forward", "input"):
        world.drop("gw", 'iifname "br0" drop', hook=hook)
