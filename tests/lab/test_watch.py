"""What the watch may never do: send more than it promises, contact anybody else, go on when it is told to stop."""

import json
import sys

import pytest

from tests.bench.watch_cost import MAX_BYTES_PER_S, in_lab
from tests.lab.checking import check
from tests.lab.test_limits import ALLOWED
from tests.lab.world import Lab, missing_for_lab

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(missing_for_lab() is not None, reason=missing_for_lab() or ""),
]

#: Stops a watch with packets on their way, and prints how long that took in milliseconds.
STOPS = """
import asyncio, time
from gui.probes import WatchPlan, watch_line
from gui.probes.timing import Stopwatch

async def main():
    plan = WatchPlan(interface="eth0", gateway="192.168.1.1", resolver="192.168.1.1", host="a.test",
                     address="203.0.113.10")
    task = asyncio.ensure_future(watch_line(plan, Stopwatch(), lambda sample: None))
    await asyncio.sleep(1.5)
    began_s = time.monotonic()
    task.cancel()
    await asyncio.wait({task})
    print(round((time.monotonic() - began_s) * 1000))

with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
    runner.run(main())
"""


@pytest.mark.parametrize("case", ["healthy", "everything-dropped"])
def test_the_traffic_is_small(case: str) -> None:
    """Both ways together, also when nobody answers and packets are sent again."""
    assert in_lab("watch", case, 8.0)["bytes_per_s"] <= MAX_BYTES_PER_S


def test_nobody_else_is_contacted(lab: Lab) -> None:
    """The run and the watch after it send to the targets, and to what the PC is configured to use."""
    rules = (
        "table ip seen { set hosts { type ipv4_addr; flags dynamic; size 1000; }\n"
        'chain c { type filter hook output priority 0; oifname "eth0" add @hosts { ip daddr }\n}\n}\n'
    )
    lab.sh("pc", f"nft -f - <<'END'\n{rules}END")
    report = check(lab, "--watch", "5")
    assert report.watch is not None
    assert {part.address for part in report.watch.parts} == {"192.168.1.1", "203.0.113.10:443"}
    table = json.loads(lab.sh("pc", "nft -j list set ip seen hosts"))
    assert set(next(entry["set"]["elem"] for entry in table["nftables"] if "set" in entry)) <= ALLOWED


def test_stopping_takes_effect_at_once(lab: Lab) -> None:
    """Within 300 ms, although every packet that is on its way is lost; and the process ends."""
    lab.apply("everything-dropped")
    done = lab.run([sys.executable, "-W", "error", "-c", STOPS], timeout_s=20)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 300
