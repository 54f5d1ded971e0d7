"""Part D, the router under load: a queue that another device's uploads fill, and a full table of connections."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.lab.inside import World

_CAMERA, _CAMERA_ADDRESS = "cam", "192.168.1.60"
#: Where the uploads go: a host that accepts everything and is silent.
_SINK = ("203.0.113.11", 6000)
_FLOWS = 4
#: 0.8 s of the line's 2 Mbit/s.
_FULL_BYTES = 200_000
_FILL_TIMEOUT_S = 20.0


def bufferbloat(world: World) -> None:
    """A camera uploads over a slow line whose queue holds three seconds; the queue is full when the check begins."""
    world.sh("gw", "tc qdisc add dev wan root tbf rate 2mbit burst 16kb latency 3000ms")
    _join_camera(world)
    address, port = _SINK
    world.sh(_CAMERA, f"{sys.executable} -m tests.lab.uploads {address} {port} {_FLOWS} </dev/null >/dev/null 2>&1 &")
    ends_s = time.monotonic() + _FILL_TIMEOUT_S
    while _queued_bytes(world) < _FULL_BYTES:
        assert time.monotonic() < ends_s, "the uploads do not fill the queue"


def session_limit(world: World) -> None:
    """The router's table has room for a single new connection; those there are go on."""
    world.drop("gw", "ct state new ct count over 1 drop")


def _join_camera(world: World) -> None:
    """Plug another device into the router."""
    world.sh("gw", f"ip netns add {_CAMERA} && ip link add p2 type veth peer name eth0 netns {_CAMERA}")
    world.ip("gw", "link set p2 master br0", "link set p2 up")
    world.ip(
        _CAMERA, "link set lo up", "link set eth0 up", f"addr add {_CAMERA_ADDRESS}/24 dev eth0",
        "route add default via 192.168.1.1",
    )  # fmt: skip


def _queued_bytes(world: World) -> int:
    backlog: int = json.loads(world.sh("gw", "tc -s -j qdisc show dev wan"))[0]["backlog"]
    return backlog
