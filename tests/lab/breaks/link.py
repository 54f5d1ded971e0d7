"""Part C: cable, WiFi, switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab.breaks.second import add_device, announce

if TYPE_CHECKING:
    from tests.lab.inside import World


def no_carrier(world: World) -> None:
    """The cable is unplugged."""
    world.ip("gw", "link set p1 down")


def wifi_loss(world: World) -> None:
    """A third of what the PC should hear is lost on the air."""
    world.drop("pc", 'iifname "eth0" numgen random mod 100 < 30 drop', hook="input")


def duplicate_ip(world: World) -> None:
    """Another device has the PC's address and says so."""
    add_device(world, "192.168.1.50")
    announce(world, "192.168.1.50")


def gateway_conflict(world: World) -> None:
    """Another device has the router's address and says so."""
    add_device(world, "192.168.1.1")
    announce(world, "192.168.1.1")


def link_flapping(world: World) -> None:
    """A loose plug: the link is away for a second and a half, and back for as long, again and again."""
    loop = "while :; do ip link set p1 down; sleep 1.5; ip link set p1 up; sleep 1.5; done"
    world.sh("gw", f"({loop}) </dev/null >/dev/null 2>&1 &")
