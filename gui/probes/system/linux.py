"""This PC under Linux: psutil, /proc and /sys, all readable without rights."""

import os
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gui.probes.system import linux_arp, linux_devices, linux_net
from gui.probes.system.claims import Pause, watch_table
from gui.probes.system.parsing import parse_hosts, read_lines
from gui.probes.system.portable import read_adapters, read_dns_servers
from gui.probes.system.types import (
    Adapter,
    AddressClaim,
    ClaimQuestion,
    DefaultRoute,
    Neighbour,
    PcDetails,
    SystemInfo,
    WifiLink,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinuxSystem:
    """Implements `System`. The folders are those of every Linux; a test gives its own."""

    proc_net: Path = Path("/proc/net")
    sys: Path = Path("/sys")
    etc: Path = Path("/etc")
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    ask_frequency: linux_net.AskFrequency = linux_net.frequency_mhz
    ask_clock: linux_devices.AskClock = linux_devices.kernel_clock_status
    open_link: linux_arp.OpenLink = linux_arp.PacketLink
    pause: Pause = time.sleep

    def read(self) -> SystemInfo:
        """See `System`."""
        lines = read_lines(self.proc_net / "route")
        routes = linux_net.parse_routes(lines) if lines else None
        return SystemInfo(
            adapters=tuple(self._completed(adapter, routes) for adapter in read_adapters()),
            routes=routes,
            dns_servers=read_dns_servers(),
            hosts_entries=parse_hosts(read_lines(self.etc / "hosts")),
            has_ipv6_route=linux_net.has_ipv6_default_route(read_lines(self.proc_net / "ipv6_route")),
        )

    def read_details(self) -> PcDetails:
        """See `System`."""
        return PcDetails(
            proxies=linux_devices.environment_proxies(self.environment),
            wifi=self._wifi(),
            usb_devices=linux_devices.usb_devices(self.sys / "bus/usb/devices"),
            serial_ports=linux_devices.serial_ports(self.sys / "class/tty"),
            os_version=linux_devices.os_version(self.etc / "os-release", platform.release()),
            time_zone=linux_devices.time_zone(self.environment, self.etc),
            clock_source=linux_devices.clock_source(self.ask_clock),
        )

    def neighbour(self, address: str) -> Neighbour | None:
        """Return the entry of /proc/net/arp."""
        return linux_net.parse_arp(read_lines(self.proc_net / "arp"), address)

    def claims(self, question: ClaimQuestion) -> tuple[AddressClaim, ...]:
        """Ask by ARP probes; where that is not permitted, see whether the router's entry in the table changes."""
        try:
            return linux_arp.claims(self.open_link, question)
        except OSError:
            return watch_table(lambda: (self.neighbour(question.gateway),), question.gateway, self.pause)

    def neighbours(self) -> dict[str, Neighbour] | None:
        """Return all of /proc/net/arp."""
        lines = read_lines(self.proc_net / "arp")
        return linux_net.parse_arp_table(lines) if lines else None

    def _completed(self, adapter: Adapter, routes: tuple[DefaultRoute, ...] | None) -> Adapter:
        folder = self.sys / "class/net" / adapter.name
        own = None if routes is None else tuple(one.gateway for one in routes if one.interface == adapter.name)
        kind, is_virtual = linux_net.adapter_kind(folder), linux_net.is_virtual(folder)
        return replace(adapter, kind=kind, is_virtual=is_virtual, gateways=own)

    def _wifi(self) -> tuple[WifiLink, ...] | None:
        lines = read_lines(self.proc_net / "wireless")
        return linux_net.parse_wireless(lines, self.ask_frequency) if lines else None
