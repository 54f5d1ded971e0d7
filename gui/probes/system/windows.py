"""This PC under Windows, by its documented calls; nothing is read from translated text."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from gui.probes.system import windows_facts as facts
from gui.probes.system.claims import Pause, watch_table
from gui.probes.system.parsing import parse_hosts, read_lines
from gui.probes.system.types import (
    Adapter,
    AddressClaim,
    ClaimQuestion,
    ClockSource,
    DefaultRoute,
    Neighbour,
    PcDetails,
    ProxyScope,
    ProxySettings,
    SerialPort,
    SystemInfo,
    WifiLink,
)
from gui.probes.system.windows_api import RawAdapter, RegistryValue, WindowsApi

T = TypeVar("T")

_TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_ZONE = r"SYSTEM\CurrentControlSet\Control\TimeZoneInformation"
_TIME_SERVICE = r"SYSTEM\CurrentControlSet\Services\W32Time"
_PORTS = r"HARDWARE\DEVICEMAP\SERIALCOMM"
_DEVICES = r"SYSTEM\CurrentControlSet\Enum"

_TLS12 = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client"
_INTERNET = r"Microsoft\Windows\CurrentVersion\Internet Settings"


class WindowsSystem:
    """Implements `System`. What a call does not tell stays unknown; the others go on."""

    def __init__(self, api: WindowsApi, pause: Pause = time.sleep) -> None:
        self._api = api
        self._pause = pause

    def read(self) -> SystemInfo:
        """See `System`. A system that does not tell its adapters tells nothing of its network: all unknown."""
        raw = _try(self._api.adapters)
        hosts = parse_hosts(read_lines(self._hosts_file()))
        if raw is None:
            return SystemInfo(adapters=(), hosts_entries=hosts)
        return SystemInfo(
            adapters=tuple(self._adapter(one) for one in raw if one.interface_type != facts.LOOPBACK),
            routes=self._routes(raw),
            dns_servers=facts.dns_servers(raw),
            hosts_entries=hosts,
            has_ipv6_route=facts.has_ipv6_router(raw),
        )

    def read_details(self) -> PcDetails:
        """See `System`."""
        instance_ids = _try(self._api.usb_instance_ids)
        return PcDetails(
            proxies=self._proxies(),
            usb_devices=None if instance_ids is None else facts.usb_devices(instance_ids),
            serial_ports=self._serial_ports(instance_ids or ()),
            os_version=self._os_version(),
            time_zone=self._text(_ZONE, "TimeZoneKeyName"),
            clock_source=self._clock_source(),
            wifi=self._wifi(),
            tls12=self._tls12(),
        )

    def neighbour(self, address: str) -> Neighbour | None:
        """See `System`."""
        return facts.neighbour_of(_try(self._api.neighbours) or (), address)

    def claims(self, question: ClaimQuestion) -> tuple[AddressClaim, ...]:
        """Ask for the router as often as the table is read. Of the own address Windows tells by itself (`read`)."""
        gateway = question.gateway
        if self._asked(gateway) is None:  # every further call would block for seconds
            return ()
        return watch_table(lambda: (self._asked(gateway), self.neighbour(gateway)), gateway, self._pause)

    def _asked(self, address: str) -> Neighbour | None:
        mac = _try(lambda: self._api.send_arp(address))
        return Neighbour(mac=mac.hex(":")) if mac and any(mac) else None

    def neighbours(self) -> dict[str, Neighbour] | None:
        """See `System`."""
        raw = _try(self._api.neighbours)
        return None if raw is None else facts.neighbour_table(raw)

    def _adapter(self, raw: RawAdapter) -> Adapter:
        return facts.adapter_of(raw, _try(lambda: self._api.hardware(raw.index)))

    def _routes(self, adapters: tuple[RawAdapter, ...]) -> tuple[DefaultRoute, ...] | None:
        raw = _try(self._api.default_routes)
        return None if raw is None else facts.default_routes(raw, adapters)

    def _hosts_file(self) -> Path:
        """Return the hosts file; its folder is a setting, which unwanted programs like to change."""
        root = os.environ.get("SYSTEMROOT", r"C:\Windows")
        folder = self._text(_TCPIP, "DataBasePath") or r"%SystemRoot%\System32\drivers\etc"
        return Path(facts.expanded(folder, root)) / "hosts"

    def _proxies(self) -> tuple[ProxySettings, ...] | None:
        asked = {ProxyScope.USER: self._api.user_proxy, ProxyScope.MACHINE: self._api.machine_proxy}
        answers = {scope: raw for scope, call in asked.items() if (raw := _try(call)) is not None}
        return facts.proxies(answers) if answers else None

    def _wifi(self) -> tuple[WifiLink, ...] | None:
        raw = _try(self._api.wifi)
        if not raw:
            return None if raw is None else ()
        names = {one.guid: one.name for one in _try(self._api.adapters) or ()}
        return tuple(facts.wifi_link(one, names.get(one.guid, "")) for one in raw)

    def _serial_ports(self, instance_ids: tuple[str, ...]) -> tuple[SerialPort, ...] | None:
        names = _try(lambda: self._api.registry_values(_PORTS))
        if names is None:
            return None
        vendors = {}
        for instance_id in instance_ids:
            port = self._text(rf"{_DEVICES}\{instance_id}\Device Parameters", "PortName")
            ids = facts.usb_ids(instance_id)
            if port and ids is not None:
                vendors[port] = ids.vendor_id
        return tuple(SerialPort(name=name, usb_vendor_id=vendors.get(name)) for name in sorted(names))

    def _os_version(self) -> str | None:
        return facts.os_version({name: self._text(_VERSION, name) for name in facts.VERSION_VALUES})

    def _clock_source(self) -> ClockSource | None:
        start = _try(lambda: self._api.registry_value(_TIME_SERVICE, "Start"))
        kind = self._text(rf"{_TIME_SERVICE}\Parameters", "Type")
        servers = self._text(rf"{_TIME_SERVICE}\Parameters", "NtpServer")
        return facts.clock_source(start, kind, servers)

    def _tls12(self) -> dict[str, bool] | None:
        # What the administrator prescribes comes before what the user chose.
        asked = (
            (self._api.registry_value, rf"SOFTWARE\Policies\{_INTERNET}"),
            (self._api.user_registry_value, rf"SOFTWARE\Policies\{_INTERNET}"),
            (self._api.user_registry_value, rf"SOFTWARE\{_INTERNET}"),
        )
        answers = (_asked(call, key, "SecureProtocols") for call, key in asked)
        protocols = next((answer for answer in answers if answer is not None), None)
        enabled, off_by_default = (
            _asked(self._api.registry_value, _TLS12, name) for name in ("Enabled", "DisabledByDefault")
        )
        return facts.tls12(enabled, off_by_default, protocols)

    def _text(self, key: str, name: str) -> str | None:
        value = _try(lambda: self._api.registry_value(key, name))
        return None if value is None else str(value).strip("\0 ") or None


def _asked(call: RegistryValue, key: str, name: str) -> str | int | None:
    """Return a value of the registry, None when there is none."""
    return _try(lambda: call(key, name))


def _try(call: Callable[[], T]) -> T | None:
    """Return what a call tells; None when this system lacks the call or refuses it."""
    try:
        return call()
    except OSError:
        return None
