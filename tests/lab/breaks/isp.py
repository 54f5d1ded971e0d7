"""Part F: the provider of the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab.breaks.landing import LANDING, LANDING_PAGE

if TYPE_CHECKING:
    from tests.lab.inside import World


def isp_outage(world: World) -> None:
    """The ISP carries nothing, and its name server is away."""
    world.drop("isp", 'iifname "c1" drop')
    world.drop("isp", 'iifname "c1" drop', hook="input")


def isp_dns_broken(world: World) -> None:
    """Only the ISP's name server is silent."""
    world.drop("isp", "udp dport 53 ip daddr 100.64.0.53 drop", hook="input")


def arrears_portal(world: World) -> None:
    """The line is not paid: HTTP leads to the pay page, all else is dropped."""
    world.ip("isp", f"addr add {LANDING}/32 dev c1")
    world.serve("isp", {"http": [(LANDING, 80, LANDING_PAGE)]})
    world.redirect("isp", f'iifname "c1" tcp dport 80 dnat to {LANDING}')
    world.drop("isp", 'iifname "c1" drop')


def path_loss(world: World) -> None:
    """The ISP loses a third of the packets each way."""
    world.drop("isp", "numgen random mod 100 < 30 drop")


def mtu_black_hole(world: World) -> None:
    """Full-size packets vanish beyond the router, without a word."""
    world.ip("isp", "link set c1 mtu 1400", "link set n1 mtu 1400")
    world.ip("gw", "link set wan mtu 1500")
    world.drop("isp", "icmp type destination-unreachable drop", hook="output")
