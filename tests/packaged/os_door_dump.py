"""Makes every call of the door to Windows once and writes what came of it: `python -m tests.packaged.os_door_dump OUT`.

Runs on Windows or Wine. Each call gives its plain values, or `{"missing": "<call>: <reason>"}`.
"""

import dataclasses
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from gui.probes.system import local_system
from gui.probes.system.win32 import REAL_API, icmp_send_echo
from gui.probes.system.windows_api import EchoRequest

_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_ZONE = r"SYSTEM\CurrentControlSet\Control\TimeZoneInformation"
_TIME = r"SYSTEM\CurrentControlSet\Services\W32Time\Parameters"
GATEWAY, ABSENT, FAR = "192.168.1.1", "192.168.1.77", "203.0.113.10"


def _echo(address: str, size_bytes: int = 32, ttl: int = 128, *, may_fragment: bool = True) -> Callable[[], object]:
    request = EchoRequest(
        address=address, payload=bytes(size_bytes), timeout_ms=1000, ttl=ttl, may_fragment=may_fragment
    )
    return partial(icmp_send_echo, request)


def _hardware() -> object:
    return {adapter.name: REAL_API.hardware(adapter.index) for adapter in REAL_API.adapters()}


#: Pings come first: the neighbour table then knows the router.
CALLS: dict[str, Callable[[], object]] = {
    "IcmpSendEcho": _echo(GATEWAY),
    "IcmpSendEcho silent": _echo(ABSENT),
    "IcmpSendEcho ttl": _echo(FAR, ttl=1),
    "IcmpSendEcho too big": _echo(GATEWAY, 1600, may_fragment=False),
    "GetAdaptersAddresses": REAL_API.adapters,
    "GetIfEntry2": _hardware,
    "GetIpForwardTable2": REAL_API.default_routes,
    "GetIpNetTable2": REAL_API.neighbours,
    "SendARP": lambda: REAL_API.send_arp(GATEWAY),
    "WlanEnumInterfaces": REAL_API.wifi,
    "WinHttpGetIEProxyConfigForCurrentUser": REAL_API.user_proxy,
    "WinHttpGetDefaultProxyConfiguration": REAL_API.machine_proxy,
    "SetupDiGetClassDevs": REAL_API.usb_instance_ids,
    "SERIALCOMM": lambda: REAL_API.registry_values(r"HARDWARE\DEVICEMAP\SERIALCOMM"),
    "CurrentVersion": lambda: REAL_API.registry_value(_VERSION, "CurrentBuildNumber"),
    "TimeZoneKeyName": lambda: REAL_API.registry_value(_ZONE, "TimeZoneKeyName"),
    "W32Time Type": lambda: REAL_API.registry_value(_TIME, "Type"),
    "read": lambda: local_system().read(),
    "read_details": lambda: local_system().read_details(),
    "neighbours": lambda: local_system().neighbours(),
    "neighbour": lambda: local_system().neighbour(GATEWAY),
}


def _value(value: object) -> object:
    """Return JSON: dataclasses as objects, bytes in hexadecimal."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _value(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, bytes):
        return value.hex(":")
    if isinstance(value, (tuple, list)):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _value(item) for key, item in value.items()}
    return value


def _made(name: str, call: Callable[[], object]) -> object:
    try:
        return _value(call())
    except OSError as error:
        return {"missing": f"{name}: {error}"}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(
        json.dumps({name: _made(name, call) for name, call in CALLS.items()}, ensure_ascii=False, indent=1),
        encoding="utf-8",
    )
