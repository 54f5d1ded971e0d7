"""What a run may never do: take longer than its budget, hang on a cancel, contact anybody it was not told to."""

import json
import sys

import pytest

from gui.model.observation import ProbeState, Segment
from tests.lab.checking import check
from tests.lab.world import Lab

pytestmark = pytest.mark.lab

#: Hosts of the lab that the targets name, and what the PC itself is configured to use.
ALLOWED = {
    "203.0.113.10", "203.0.113.11", "203.0.113.20", "203.0.113.80", "203.0.113.81", "198.51.100.53", "192.168.1.1",
}  # fmt: skip


def test_everything_dropped_ends_within_the_budget(lab: Lab) -> None:
    """With no answer from anywhere, every check still comes to its own end in time."""
    lab.apply("everything-dropped")
    report = check(lab)
    assert report.duration_ms <= 10_000
    assert report.verdict.segment is Segment.ISP
    assert not [probe.id for probe in report.probes if probe.skipped_reason == "skipped.no-time"]


def test_a_hung_resolver_does_not_hold_the_exit(lab: Lab) -> None:
    """`getaddrinfo` hangs for 10 s and more here; the program ends before it does."""
    lab.apply("everything-dropped")
    done = lab.run(
        [sys.executable, "-m", "tests.lab.run_check", str(lab.targets_file), "--cancel-after", "0.5"], timeout_s=8
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["cancelled"]


def test_cancel_keeps_what_is_there(lab: Lab) -> None:
    """Checks that ended stay, the others are cancelled, and nothing is concluded from their silence."""
    lab.apply("acquirer-down")
    report = check(lab, "--cancel-after", "1.0")
    states = {probe.id: probe.state for probe in report.probes}
    assert report.cancelled
    assert report.duration_ms <= 1_000 + 300
    assert states["adapter"] is ProbeState.DONE
    assert states["endpoint:a.acquirer.test:443"] is ProbeState.CANCELLED
    assert states["system-resolver"] is ProbeState.DONE
    assert report.verdict.segment is Segment.UNKNOWN


def test_nobody_else_is_contacted(lab: Lab) -> None:
    """The kernel's own list of destinations holds nobody that the targets do not name."""
    rules = (
        "table ip seen { set hosts { type ipv4_addr; flags dynamic; size 1000; }\n"
        'chain c { type filter hook output priority 0; oifname "eth0" add @hosts { ip daddr }\n}\n}\n'
    )
    lab.sh("pc", f"nft -f - <<'END'\n{rules}END")
    check(lab)
    table = json.loads(lab.sh("pc", "nft -j list set ip seen hosts"))
    contacted = next(entry["set"]["elem"] for entry in table["nftables"] if "set" in entry)
    assert "203.0.113.10" in contacted
    assert set(contacted) <= ALLOWED


def test_nothing_of_the_lab_is_left(lab: Lab) -> None:
    """Two labs do not know of each other, and one that ends leaves no file and no process."""
    with Lab() as other:
        folder = other.folder
        assert "192.168.1.50" in other.sh("pc", "ip -4 -o addr show dev eth0")
    assert not folder.exists()
    assert other._process.returncode is not None
    assert lab.sh("pc", "ip -4 -o addr show dev eth0"), "the other lab goes on"
