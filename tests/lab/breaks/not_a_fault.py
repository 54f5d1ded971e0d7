"""Part A: what looks odd and is no fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab.breaks.landing import LANDING

if TYPE_CHECKING:
    from tests.lab.inside import World


def healthy(world: World) -> None:
    """Nothing is wrong."""


def icmp_blocked(world: World) -> None:
    """The router drops every ping."""
    for hook in ("forward", "input"):
        world.drop("gw", "ip protocol icmp drop", hook=hook)


def gateway_silent(world: World) -> None:
    """The router answers no ping itself and forwards everything."""
    world.drop("gw", "icmp type echo-request drop", hook="input")


def public_dns_blocked(world: World) -> None:
    """Only the ISP's resolver may be asked."""
    world.drop("isp", "ip daddr 198.51.100.53 udp dport 53 drop")


def http_blocked(world: World) -> None:
    """Port 80 is closed, everything else is fine."""
    world.drop("isp", "tcp dport 80 drop")


def ntp_blocked(world: World) -> None:
    """UDP 123 is closed; the clock is right."""
    world.drop("isp", "udp dport 123 drop")


def nxdomain_wildcard(world: World) -> None:
    """The ISP answers for names that do not exist; real names are right."""
    world.stop_dns("100.64.0.53")
    world.resolver("isp", "100.64.0.53", f"--address=/#/{LANDING}")


def one_host_down(world: World) -> None:
    """Host B of the acquirer is away."""
    world.ip("net", "addr del 203.0.113.11/24 dev s1")
