"""Part C: the till and the terminal on the shop's own network."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.lab.inside import World

TERMINAL, PORT = "192.168.1.77", 8443
MOVED = "192.168.1.88"
#: Where the till looks for the terminal, for `tests.lab.run_check`.
ASKED = ("--terminal", f"{TERMINAL}:{PORT}")
#: Blocks of PAX and of nobody in our table, and one that a phone made up for itself.
PAX_MAC, PRINTER_MAC, PHONE_MAC = "00:17:6f:12:34:56", "00:00:48:12:34:56", "06:12:34:56:78:9a"


def answers(world: World) -> None:
    """The terminal is where the till looks for it."""
    _plug_in(world, TERMINAL)


def port_closed(world: World) -> None:
    """The terminal is there, its till mode is not on."""
    world.add_device("terminal", TERMINAL, PAX_MAC)


def off(world: World) -> None:
    """There is no terminal; the PC has spoken with a printer."""
    _add_printer(world)


def isolated(world: World) -> None:
    """The WiFi keeps its clients apart: both reach the router, and not each other."""
    _plug_in(world, TERMINAL)
    world.ip("gw", "link set p1 type bridge_slave isolated on", "link set to-terminal type bridge_slave isolated on")


def address_changed(world: World) -> None:
    """The router gave the terminal another address; the PC has heard from it there."""
    _plug_in(world, MOVED)
    world.sh("terminal", "ping -q -c1 -W2 192.168.1.50")


def shop_floor(world: World) -> None:
    """A terminal, a printer and a phone, none of which the PC has spoken with."""
    _plug_in(world, TERMINAL)
    world.add_device("printer", "192.168.1.60", PRINTER_MAC)
    world.add_device("phone", "192.168.1.101", PHONE_MAC)


def _plug_in(world: World, address: str) -> None:
    world.add_device("terminal", address, PAX_MAC)
    world.serve("terminal", {"plain": [(address, PORT)]})


def _add_printer(world: World) -> None:
    world.add_device("printer", "192.168.1.60", PRINTER_MAC)
    world.sh("printer", "ping -q -c1 -W2 192.168.1.50")
