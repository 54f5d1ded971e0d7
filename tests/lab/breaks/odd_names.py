"""Rows about names: one page of Windows, a name that leads into the shop, and slow or half-deaf name servers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.lab.inside import World

_ROUTER, _UPSTREAM = "192.168.1.1", "100.64.0.53"


def ncsi_false_alarm(world: World) -> None:
    """A filter in the router takes the page by which Windows tells whether there is an internet."""
    world.stop_dns(_ROUTER)
    world.forwarder("gw", _ROUTER, _UPSTREAM, "--address=/msftconnecttest.com/0.0.0.0")


def rebind_filter(world: World) -> None:
    """The router lets no public name lead to a private address."""
    world.stop_dns(_ROUTER)
    world.forwarder("gw", _ROUTER, _UPSTREAM, "--stop-dns-rebind")


def slow_names(world: World) -> None:
    """The router's name server is right, after a second and a half."""
    _odd_server(world, delay_s=1.5)


def aaaa_swallowed(world: World) -> None:
    """The router's name server never answers a question for IPv6."""
    _odd_server(world, swallows=["AAAA"])


def _odd_server(world: World, **oddities: object) -> None:
    world.stop_dns(_ROUTER)
    world.program("gw", "nameserver", json.dumps({"address": _ROUTER, "records": world.records, **oddities}))
