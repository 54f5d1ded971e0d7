"""Every call of the door to Windows, made once by Windows Python under Wine on the lab's PC.

What Wine 8.0 does not offer stands in `NOT_IN_WINE` by the name of the call, and is skipped by that name only: a listed
call that works fails the test, and so does a missing one that is not listed.
"""

import json
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.packaged import os_door_dump

pytestmark = [pytest.mark.frozen, pytest.mark.lab]

PC, GATEWAY = "192.168.1.50", "192.168.1.1"
_SUCCESS, _TIMED_OUT, _TOO_BIG, _TTL_EXPIRED = 0, 11010, 11009, 11013

NOT_IN_WINE = {
    "IcmpSendEcho too big": "Wine 8.0 ignores IP_FLAG_DF: 1600 bytes go out in two fragments and are answered",
    "SendARP": "Wine 8.0 has only a stub that says ERROR_NOT_SUPPORTED",
    "W32Time Type": "Wine 8.0 has no Windows Time service, so its registry key is missing",
}

#: Looks at a call's answer. What depends on the machine below Wine is only looked at for its form.
Check = Callable[[Any], bool]


def _has_own_address(card: dict[str, Any]) -> bool:
    return {"address": PC, "prefix": 24, "is_duplicate": False} in card["addresses"]


def _has_the_pc(adapters: list[dict[str, Any]]) -> bool:
    card = next(one for one in adapters if one["name"] == "eth0")
    return (
        _has_own_address(card)
        and (card["gateways"], card["dns_servers"]) == ([GATEWAY], [GATEWAY])
        and (card["interface_type"], card["oper_status"], card["mtu"]) == (6, 1, 1500)
        and len(card["mac"]) == len("00:00:00:00:00:00")
    )


def _is_whole_pc(info: dict[str, Any]) -> bool:
    (card,) = info["adapters"]
    return (
        (card["name"], card["kind"], card["is_running"]) == ("eth0", "ethernet", True)
        and _has_own_address(card)
        and info["routes"] == [{"interface": "eth0", "gateway": GATEWAY, "metric": 0}]
        and info["dns_servers"] == [GATEWAY]
    )


def _is_details(details: dict[str, Any]) -> bool:
    ports = [port["name"] for port in details["serial_ports"]]
    return (
        (details["wifi"], details["usb_devices"]) == ([], [])
        and all(name.startswith("COM") for name in ports)
        and details["os_version"].startswith("Microsoft Windows 10")
        and bool(details["time_zone"])
    )


EXPECTED: dict[str, Check] = {
    "IcmpSendEcho": lambda seen: (seen["status"], seen["responder"]) == (_SUCCESS, GATEWAY),
    "IcmpSendEcho silent": lambda seen: seen["status"] == _TIMED_OUT,
    "IcmpSendEcho ttl": lambda seen: (seen["status"], seen["responder"]) == (_TTL_EXPIRED, GATEWAY),
    "IcmpSendEcho too big": lambda seen: seen["status"] == _TOO_BIG,
    "GetAdaptersAddresses": _has_the_pc,
    "GetIfEntry2": lambda seen: seen["eth0"]["is_hardware"] and seen["eth0"]["has_connector"],
    "GetIpForwardTable2": lambda seen: [one["gateway"] for one in seen] == [GATEWAY],
    "GetIpNetTable2": lambda seen: any(one["address"] == GATEWAY and one["mac"] > "00:00:00:00:00:00" for one in seen),
    "SendARP": lambda seen: len(seen) == len("00:00:00:00:00:00"),
    "WlanEnumInterfaces": lambda seen: seen == [],
    "WinHttpGetIEProxyConfigForCurrentUser": lambda seen: (seen["servers"], seen["pac_url"]) == ("", ""),
    "WinHttpGetDefaultProxyConfiguration": lambda seen: seen["servers"] == "",
    "SetupDiGetClassDevs": lambda seen: seen == [],
    "SERIALCOMM": lambda seen: all(name.startswith("COM") for name in seen),
    "CurrentVersion": str.isdecimal,
    "TimeZoneKeyName": lambda seen: bool(seen.strip("\0")),
    "W32Time Type": lambda seen: seen in ("NTP", "NT5DS", "NoSync", "AllSync"),
    "read": _is_whole_pc,
    "read_details": _is_details,
    "neighbours": lambda seen: len(seen[GATEWAY]["mac"]) == len("00:00:00:00:00:00") and PC not in seen,
    "neighbour": lambda seen: len(seen["mac"]) == len("00:00:00:00:00:00"),
}


@pytest.fixture(scope="session")
def dump(
    windows_python: Callable[[Sequence[str]], subprocess.CompletedProcess[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """Make every call once."""
    out = tmp_path_factory.mktemp("door") / "dump.json"
    done = windows_python(["-m", os_door_dump.__name__, str(out)])
    assert done.returncode == 0, done.stdout + done.stderr
    calls: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return calls


def test_every_call_is_expected() -> None:
    """The script and this table name the same calls."""
    assert set(EXPECTED) == set(os_door_dump.CALLS)
    assert set(NOT_IN_WINE) <= set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_call(name: str, dump: dict[str, Any]) -> None:
    """It tells what the lab's network is."""
    seen = dump[name]
    missing = seen.get("missing") if isinstance(seen, dict) else None
    works = missing is None and bool(EXPECTED[name](seen))
    if name in NOT_IN_WINE:
        assert not works, f"{name} works here: strike it from NOT_IN_WINE"
        pytest.skip(f"{name}: {NOT_IN_WINE[name]}")
    assert works, missing or seen
