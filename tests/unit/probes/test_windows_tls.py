"""Whether Windows may use TLS 1.2: SCHANNEL and WinINET, against a scripted registry."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from gui.probes.system.windows import WindowsSystem
from tests.unit.probes.test_system_windows import API, NOTHING, registry

CLIENT = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client"
CHOSEN = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings"
PRESCRIBED = r"SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"
ON, OFF = 0x800 | 0x200, 0x80 | 0x20
Registry = Mapping[tuple[str, str], str | int]


@pytest.mark.parametrize(
    ("machine", "user", "told"),
    [
        ({}, {}, None),
        ({(CLIENT, "Enabled"): 0}, {}, {"schannel": False}),
        ({(CLIENT, "Enabled"): 1, (CLIENT, "DisabledByDefault"): 1}, {}, {"schannel": False}),
        ({(CLIENT, "DisabledByDefault"): 1}, {}, {"schannel": False}),
        ({(CLIENT, "Enabled"): 0xFFFFFFFF, (CLIENT, "DisabledByDefault"): 0}, {}, {"schannel": True}),
        ({}, {(CHOSEN, "SecureProtocols"): OFF}, {"wininet": False}),
        ({}, {(CHOSEN, "SecureProtocols"): ON}, {"wininet": True}),
        ({}, {(CHOSEN, "SecureProtocols"): "nonsense"}, None),
        ({(PRESCRIBED, "SecureProtocols"): ON}, {(CHOSEN, "SecureProtocols"): OFF}, {"wininet": True}),
        ({}, {(PRESCRIBED, "SecureProtocols"): OFF, (CHOSEN, "SecureProtocols"): ON}, {"wininet": False}),
        ({(CLIENT, "Enabled"): 1}, {(CHOSEN, "SecureProtocols"): OFF}, {"schannel": True, "wininet": False}),
    ],
)
def test_what_is_set_is_told(machine: Registry, user: Registry, told: dict[str, bool] | None) -> None:
    """What is not set is as Windows has it, which this program does not guess; a policy comes first."""
    api = replace(API, registry_value=registry(machine), user_registry_value=registry(user))
    assert WindowsSystem(api).read_details().tls12 == told


def test_a_registry_that_refuses_tells_nothing() -> None:
    """Unknown is not off."""
    assert WindowsSystem(NOTHING).read_details().tls12 is None
