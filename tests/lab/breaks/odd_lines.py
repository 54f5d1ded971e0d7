"""Part A, lines that are slow, narrow or twice translated, and no fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.lab.inside import World


def slow_like_3g(world: World) -> None:
    """The shop hangs on mobile radio: far away, slow, and now and then a packet is lost."""
    world.add_namespace("air")
    world.ip("isp", "link set c1 netns air name near")
    world.ip("air", "link add far type veth peer name c1 netns isp", "link set near up", "link set far up")
    world.ip("isp", "link set c1 up", "addr add 100.64.0.1/24 dev c1", "addr add 100.64.0.53/24 dev c1")
    world.ip("gw", "neigh flush all")
    world.program("gw", "slow_line", "plain", "wan")
    world.program("isp", "slow_line", "plain", "c1")
    world.program("air", "slow_line", "near", "far")


def pppoe(world: World) -> None:
    """Eight bytes of every frame belong to PPPoE (RFC 2516), and the router says so."""
    world.ip("gw", "link set wan mtu 1492")
    world.ip("isp", "link set c1 mtu 1492")


def double_nat(world: World) -> None:
    """Before the shop's router stands a modem that is a router itself."""
    world.ip("isp", "addr flush dev c1", "addr add 192.168.0.1/24 dev c1", "addr add 100.64.0.53/32 dev lo")
    world.ip("gw", "addr flush dev wan", "addr add 192.168.0.2/24 dev wan", "route add default via 192.168.0.1")
    world.chain("isp", "ip n", "nat hook postrouting priority 100", "oifname n1 masquerade")
