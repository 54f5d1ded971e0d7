"""Part E: name servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.lab.inside import World


def resolver_down(world: World) -> None:
    """The router's name server died."""
    world.stop_dns("192.168.1.1")


def dns_first_dead(world: World) -> None:
    """The first of two name servers is away."""
    world.write("resolv.conf", "nameserver 192.168.1.9\nnameserver 192.168.1.1\n")


def dns_filter_zero(world: World) -> None:
    """A filter answers 0.0.0.0 for the acquirer."""
    world.stop_dns("192.168.1.1")
    world.forwarder("gw", "192.168.1.1", "100.64.0.53", "--address=/acquirer.test/0.0.0.0")
