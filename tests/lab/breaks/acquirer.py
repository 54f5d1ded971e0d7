"""Part H: the clock and the acquirer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.lab.inside import World

FIVE_YEARS_S = 5 * 365 * 86400.0


def clock_wrong(world: World) -> None:
    """The world is five years ahead of the PC (there is no namespace for the real-time clock)."""
    world.serve_net("future", shift_s=FIVE_YEARS_S)


def clock_minutes_off(world: World) -> None:
    """The PC's clock is ten minutes slow: certificates still pass, gateways do not let it pass."""
    world.serve_net(shift_s=600.0)


def cert_expired(world: World) -> None:
    """One host of the acquirer has an old certificate."""
    world.serve_net("expired", "good")


def acquirer_down(world: World) -> None:
    """No host of the acquirer answers."""
    world.drop("isp", "ip daddr 203.0.113.10-203.0.113.11 drop")
