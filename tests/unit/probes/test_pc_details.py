"""The PC's details in a report: what goes in, what stays behind, and that nothing waits for them."""

import threading
from dataclasses import dataclass, field, replace

import pytest

from gui.kb import load_usb_makers
from gui.model.observation import CheckReport, JsonValue, ProbeState
from gui.probes import limits
from gui.probes.pc_details import detail_values
from gui.probes.system import (
    Adapter,
    AdapterKind,
    ClockSource,
    PcDetails,
    ProxyScope,
    ProxySettings,
    SerialPort,
    SystemInfo,
    UsbDevice,
    WifiLink,
)
from tests.unit.probes.scripted import ETHERNET, HEALTHY_PC, ScriptedSystem, check

DETAILS = PcDetails(
    proxies=(ProxySettings(scope=ProxyScope.USER, servers={"all": "http://10.0.0.1:80"}, finds_automatically=False),),
    wifi=(WifiLink(adapter="WLAN", signal_percent=40, channel=6),),
    usb_devices=(UsbDevice(vendor_id="1eab", product_id="0003"), UsbDevice(vendor_id="046d", product_id="c31c")),
    serial_ports=(SerialPort(name="COM1"), SerialPort(name="COM5", usb_vendor_id="1a86")),
    os_version="Windows 11 Pro",
    time_zone="China Standard Time",
    clock_source=ClockSource(kind="ntp", servers=("time.windows.com",)),
    tls12={"schannel": True},
)
WORDED: dict[str, JsonValue] = {
    "proxies": [{"scope": "user", "servers": {"all": "http://10.0.0.1:80"}, "finds_automatically": False}],
    "wifi": [{"adapter": "WLAN", "signal_percent": 40, "channel": 6}],
    "usb": [{"vendor_id": "1eab", "product_id": "0003", "maker": "新大陆", "class": "pos"}],
    "serial_ports": [{"name": "COM1"}, {"name": "COM5", "maker": "沁恒 CH34x", "class": "serial_bridge"}],
    "os_version": "Windows 11 Pro",
    "time_zone": "China Standard Time",
    "clock_source": {"kind": "ntp", "servers": ["time.windows.com"]},
    "tls12": {"schannel": True},
}
BASE: dict[str, JsonValue] = {"dns_servers": ["192.168.1.1"], "hosts_file": {}, "tunnels": []}


def system_detail(report: CheckReport) -> dict[str, JsonValue]:
    """Return what the report says of the PC as a whole."""
    return next(dict(one.detail) for one in report.probes[0].observations if one.target == "system")


def test_only_known_makers_are_told() -> None:
    """A keyboard's ids stay behind; unknown and absent are told apart."""
    assert detail_values(DETAILS, load_usb_makers()) == WORDED
    assert detail_values(PcDetails(), load_usb_makers()) == {}
    assert detail_values(PcDetails(usb_devices=(), proxies=()), ()) == {"usb": [], "proxies": []}


def test_the_details_stand_beside_the_settings() -> None:
    """In the one observation of the PC as a whole; the verdict is what it was but for the remark on the proxy."""
    plain, detailed = check(), check(system=ScriptedSystem(details=DETAILS))
    assert system_detail(plain) == BASE
    assert system_detail(detailed) == {**BASE, **WORDED}
    assert detailed.verdict == replace(plain.verdict, remarks=("proxy-set",))
    assert [one.state for one in detailed.probes] == [one.state for one in plain.probes]


@pytest.mark.parametrize(("settings", "is_off"), [({"schannel": False, "wininet": True}, True), ({}, False)])
def test_tls_12_that_is_switched_off_is_told(settings: dict[str, bool], is_off: bool) -> None:
    """This program has TLS of its own, so nothing it measures would show it."""
    report = check(system=ScriptedSystem(details=PcDetails(tls12=settings)))
    assert report.verdict.remarks == (("tls12-off",) if is_off else ())


def test_without_a_link_they_are_there_as_well() -> None:
    """Such a run ends at once, but waits for them as long as for the adapters."""
    info = replace(HEALTHY_PC, adapters=(replace(ETHERNET, is_running=False),))
    report = check(system=ScriptedSystem(info=info, details=DETAILS))
    assert system_detail(report)["time_zone"] == "China Standard Time"


def test_a_running_tunnel_is_named() -> None:
    """Not one that is down."""
    tunnel = Adapter(name="wg0", is_enabled=True, is_running=True, mtu=1420, kind=AdapterKind.TUNNEL)
    idle = replace(tunnel, name="wg1", is_running=False)
    info = SystemInfo(adapters=(ETHERNET, tunnel, idle), routes=HEALTHY_PC.routes, dns_servers=("192.168.1.1",))
    assert system_detail(check(system=ScriptedSystem(info=info)))["tunnels"] == ["wg0"]


@dataclass(frozen=True, slots=True)
class HangingSystem(ScriptedSystem):
    """A PC whose WLAN service does not answer."""

    gate: threading.Event = field(default_factory=threading.Event)

    def read_details(self) -> PcDetails:
        """See `System`."""
        self.gate.wait(10)
        return DETAILS


def test_a_driver_that_hangs_delays_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report comes without the details; the thread is left to itself."""
    for name in ("ADAPTER_TIMEOUT_S", "DETAILS_TIMEOUT_S"):
        monkeypatch.setattr(limits, name, 0.2)
    system = HangingSystem()
    report = check(system=system)
    system.gate.set()
    assert report.duration_ms < 1000
    assert system_detail(report) == BASE


class BrokenSystem(ScriptedSystem):
    """A door that is programmed wrongly."""

    __slots__ = ()

    def read_details(self) -> PcDetails:
        """See `System`."""
        raise ZeroDivisionError


def test_a_bug_there_costs_no_check(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged by its kind, and everything else is measured."""
    report = check(system=BrokenSystem())
    assert system_detail(report) == BASE
    assert {one.state for one in report.probes} == {ProbeState.DONE}
    assert "check details crashed: ZeroDivisionError" in caplog.text
