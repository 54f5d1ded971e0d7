"""A ping with a TTL finds the routers on the way, on the real kernel."""

import json
import sys

import pytest

from tests.lab.world import Lab

pytestmark = pytest.mark.lab

FAR = "203.0.113.10"


@pytest.mark.parametrize(
    ("ttl", "failure", "hop", "received"),
    [(1, "host_unreachable", "192.168.1.1", 0), (2, "host_unreachable", "100.64.0.1", 0), (3, None, None, 3)],
)
def test_who_drops_it(lab: Lab, ttl: int, failure: str | None, hop: str | None, received: int) -> None:
    """The shop's router, the provider's, then the host itself."""
    done = lab.run([sys.executable, "-m", "tests.lab.ping_once", FAR, str(ttl)], timeout_s=20)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert (seen["failure"], seen["detail"].get("hop"), seen["detail"]["received"]) == (failure, hop, received)
