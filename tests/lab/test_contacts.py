"""Whom a run speaks to, by Python's own account of its sockets: only listed targets, the router, the name servers."""

import ipaddress
import json
import sys
import tomllib

import pytest

from tests.lab.test_limits import ALLOWED
from tests.lab.world import Lab

pytestmark = pytest.mark.lab


def _is_outside(address: str) -> bool:
    """Leave out this PC itself and names of adapters, to which packets without an address go."""
    try:
        return not ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


@pytest.mark.parametrize("case", ["healthy", "acquirer-down", "captive-portal"])
def test_only_listed_targets_are_contacted(lab: Lab, case: str) -> None:
    """By address and by name, also where a login page answers for everybody; and no other program is started."""
    lab.apply(case)
    done = lab.run([sys.executable, "-m", "tests.lab.recorded", str(lab.targets_file), "--watch", "1.5"])
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    outside = {address for address in seen["addresses"] if _is_outside(address)}
    assert "192.168.1.1" in outside
    assert outside <= ALLOWED
    assert seen["names"]
    assert {name for name in seen["names"] if not name.replace(".", "").isdigit()} <= listed_names(lab)


def listed_names(lab: Lab) -> set[str]:
    """Return every host of the targets file."""
    tables = tomllib.loads(lab.targets_file.read_text(encoding="utf-8"))
    entries = [entry for table in tables.values() if isinstance(table, list) for entry in table]
    texts = [str(value) for entry in entries if isinstance(entry, dict) for value in entry.values()]
    return {text.split("://")[-1].split("/")[0] for text in texts} | {"localhost"}
