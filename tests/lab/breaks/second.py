"""A second device on the shop's LAN."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.lab.inside import World

NAME = "second"


def add_device(world: World, address: str) -> None:
    """Plug a device with an address into the router. It forwards nothing and has no program running."""
    world.sh("gw", f"ip netns add {NAME}")
    world.ip("gw", f"link add p2 type veth peer name eth0 netns {NAME}", "link set p2 master br0", "link set p2 up")
    world.ip(NAME, "link set lo up", f"addr add {address}/24 dev eth0", "link set eth0 up")


def announce(world: World, address: str) -> None:
    """Let it say again and again that an address is its own."""
    world.sh(NAME, f"{sys.executable} -m tests.lab.announce eth0 {address} </dev/null >/dev/null 2>&1")
