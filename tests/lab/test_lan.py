"""Looking for a terminal on the shop's own network, with real packets: who is found, how gently, never elsewhere."""

import json
import sys
from typing import Any

import pytest

from tests.lab.breaks.terminal import MOVED, PAX_MAC, TERMINAL
from tests.lab.world import Lab

pytestmark = pytest.mark.lab

#: Counts what the PC sends: IP packets by destination, the most in any one second, and questions for an address (ARP).
COUNTERS = """
add table ip sent
add set ip sent hosts { type ipv4_addr; flags dynamic; size 1000; }
add counter ip sent total
add counter ip sent hurried
add chain ip sent c { type filter hook output priority 0; }
add rule ip sent c oifname eth0 counter name total
add rule ip sent c oifname eth0 add @hosts { ip daddr }
add rule ip sent c oifname eth0 limit rate over 80/second burst 16 packets counter name hurried
add table arp asked
add counter arp asked questions
add chain arp asked c { type filter hook output priority 0; }
add rule arp asked c counter name questions
"""


ANY_PACKET = """
add table ip every
add counter ip every total
add chain ip every c { type filter hook output priority 0; }
add rule ip every c oifname != lo counter name total
"""
#: Another adapter takes half of the shop's network over, as a VPN does.
OTHER_WAY = (
    "ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up;"
    "ip addr add 192.168.1.51/32 dev v0; ip route replace 192.168.1.0/25 dev v0 src 192.168.1.51"
)


def find(lab: Lab, *arguments: str) -> tuple[dict[str, Any], float]:
    """Return what was seen on the shop's PC, and how many seconds it took."""
    done = lab.run([sys.executable, "-m", "tests.lab.find_once", *arguments], timeout_s=30)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    return answer["seen"], answer["took_s"]


def count(lab: Lab, table: str, name: str) -> int:
    """Return a counter of the kernel."""
    listed = json.loads(lab.sh("pc", f"nft -j list counter {table} {name}"))
    return int(next(entry["counter"]["packets"] for entry in listed["nftables"] if "counter" in entry))


def test_a_look_around_finds_everybody_gently(lab: Lab) -> None:
    """The terminal by its maker, the rest counted; one packet for each address, all on the shop's own subnet."""
    lab.apply("shop-floor")
    lab.sh("pc", f"nft -f - <<'END'\n{COUNTERS}END")
    seen, took_s = find(lab)
    devices = {one["address"]: one for one in seen["devices"]}
    assert set(devices) == {"192.168.1.1", "192.168.1.60", TERMINAL, "192.168.1.101"}
    assert seen["devices"][0]["address"] == TERMINAL
    assert (devices[TERMINAL]["maker_zh"], devices[TERMINAL]["mac_class"]) == ("百富", "pos")
    assert devices[TERMINAL]["maker_prefix"] == PAX_MAC.replace(":", "")[:6]
    assert devices["192.168.1.101"]["has_random_mac"]
    assert devices["192.168.1.1"]["is_router"]
    assert PAX_MAC not in json.dumps(seen)
    assert (seen["subnet"], seen["problem"], seen["cancelled"]) == ("192.168.1.0/24", None, False)
    assert seen["sent"] <= 253
    assert count(lab, "ip sent", "total") <= 253 + 4
    assert count(lab, "ip sent", "hurried") == 0
    assert count(lab, "arp asked", "questions") <= 3 * 254
    assert 253 / 64 <= took_s <= 12
    hosts = json.loads(lab.sh("pc", "nft -j list set ip sent hosts"))
    contacted = next(entry["set"]["elem"] for entry in hosts["nftables"] if "set" in entry)
    assert all(str(address).startswith("192.168.1.") for address in contacted)


def test_a_wide_network_is_looked_at_around_the_pc_only(lab: Lab) -> None:
    """Of a /16, the 254 addresses around the PC; what the table knows beyond counts as well."""
    lab.apply("shop-floor")
    lab.sh("pc", "ip addr flush dev eth0; ip addr add 192.168.1.50/16 dev eth0; ip route add default via 192.168.1.1")
    lab.sh("pc", f"nft -f - <<'END'\n{COUNTERS}END")
    seen, _ = find(lab)
    assert seen["subnet"] == "192.168.1.0/24"
    assert TERMINAL in [one["address"] for one in seen["devices"]]
    assert count(lab, "ip sent", "total") <= 253 + 4


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("ip link set eth0 down", "no_lan"),
        ("ip addr flush dev eth0; ip addr add 100.64.1.50/24 dev eth0", "not_private"),
        ("ip addr flush dev eth0; ip addr add 203.0.113.50/24 dev eth0", "not_private"),
        (OTHER_WAY, "tunnel"),
    ],
    ids=["no link", "carrier NAT", "public", "somebody else took the way"],
)  # fmt: skip
def test_where_nothing_may_be_sent_nothing_is(lab: Lab, change: str, problem: str) -> None:
    """Not a packet without a network of the shop's own, and none that would leave by another way."""
    lab.sh("pc", change)
    lab.sh("pc", f"nft -f - <<'END'\n{ANY_PACKET}END")
    seen, _ = find(lab)
    assert (seen["problem"], seen["sent"], seen["devices"]) == (problem, 0, [])
    assert count(lab, "ip every", "total") == 0


def test_a_look_around_stops_at_once(lab: Lab) -> None:
    """What was seen until then is kept."""
    lab.apply("shop-floor")
    seen, took_s = find(lab, "--cancel-after", "1.6")
    assert took_s <= 1.6 + 0.3
    assert seen["cancelled"]
    assert 0 < seen["sent"] < 200


@pytest.mark.parametrize(
    ("case", "terminal", "answer", "found_at"),
    [
        ("terminal-answers", f"{TERMINAL}:8443", "answers", []),
        ("terminal-answers", f"{TERMINAL}:9999", "refused", []),
        ("terminal-off", f"{TERMINAL}:8443", "not_found", []),
        ("till-terminal-isolated", f"{TERMINAL}:8443", "not_found", []),
        ("terminal-ip-changed", f"{TERMINAL}:8443", "not_found", [MOVED]),
        ("terminal-answers", "192.168.2.77:8443", "other_subnet", []),
        ("terminal-answers", "203.0.113.10:443", "public", []),
        ("terminal-answers", "192.168.1.50:8443", "not_a_device", []),
        ("terminal-answers", "192.168.1.255:8443", "not_a_device", []),
        ("no-dhcp-lease", f"{TERMINAL}:8443", "no_lan", []),
    ],
)
def test_trying_a_terminal(lab: Lab, case: str, terminal: str, answer: str, found_at: list[str]) -> None:
    """What the till would meet, and where nothing was tried at all."""
    lab.apply(case)
    lab.sh("pc", f"nft -f - <<'END'\n{COUNTERS}END")
    seen, took_s = find(lab, "--terminal", terminal)
    assert (seen["answer"], seen["found_at"]) == (answer, found_at)
    assert took_s <= 4.5
    if answer in ("other_subnet", "public", "not_a_device", "no_lan"):
        assert count(lab, "ip sent", "total") == 0
    else:
        assert count(lab, "ip sent", "total") <= 16


def test_who_has_the_address(lab: Lab) -> None:
    """The maker is told, and how many pings came back."""
    lab.apply("terminal-answers")
    seen, _ = find(lab, "--terminal", f"{TERMINAL}:8443")
    assert (seen["device"]["maker_en"], seen["pings_sent"], seen["pings_received"]) == ("PAX", 3, 3)
