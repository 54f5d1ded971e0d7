"""Reads what Linux tells of plugged devices, its version, its time zone and how its clock is set."""

import ctypes
from collections.abc import Callable, Mapping
from pathlib import Path

from gui.probes.system.parsing import masked_url, read_lines, read_word
from gui.probes.system.types import ClockSource, ProxyScope, ProxySettings, SerialPort, UsbDevice

#: sys/timex.h: size of `struct timex` on 64 bits (208 bytes, rounded up), where its status stands, the flag.
_TIMEX_BYTES, _STATUS_AT, _STA_UNSYNC = 256, 40, 0x40

#: Returns the status word of adjtimex(2); raises OSError where the kernel or a sandbox refuses.
AskClock = Callable[[], int]


def usb_devices(folder: Path) -> tuple[UsbDevice, ...] | None:
    """Return the plugged devices below /sys/bus/usb/devices; None without USB support."""
    if not folder.is_dir():
        return None
    found = []
    for device in sorted(folder.iterdir()):
        vendor, product = read_word(device / "idVendor"), read_word(device / "idProduct")
        if vendor and product:
            found.append(UsbDevice(vendor_id=vendor.lower(), product_id=product.lower()))
    return tuple(found)


def serial_ports(folder: Path) -> tuple[SerialPort, ...] | None:
    """Return the ports below /sys/class/tty that have hardware; None when there is no such folder."""
    if not folder.is_dir():
        return None
    # The kernel always lists 32 ports of the old kind; type 0 (PORT_UNKNOWN, linux/serial_core.h) is no hardware.
    ports = (port for port in sorted(folder.iterdir()) if read_word(port / "type") != "0")
    return tuple(
        SerialPort(name=port.name, usb_vendor_id=_usb_vendor(port / "device"))
        for port in ports
        if (port / "device").exists()
    )


def environment_proxies(environment: Mapping[str, str]) -> tuple[ProxySettings, ...]:
    """Return the proxies of the environment variables (curl(1)), in either case; empty when there are none."""
    servers = {}
    for protocol in ("http", "https", "all"):
        name = f"{protocol}_proxy"
        shown = masked_url(environment.get(name) or environment.get(name.upper(), ""))
        if shown is not None:
            servers[protocol] = shown
    return (ProxySettings(scope=ProxyScope.ENVIRONMENT, servers=servers),) if servers else ()


def os_version(os_release: Path, kernel: str) -> str | None:
    """Return the name of /etc/os-release (os-release(5)) and the kernel's version."""
    for line in read_lines(os_release):
        name, _, value = line.partition("=")
        if name == "PRETTY_NAME":
            return f"{value.strip().strip(chr(34))} (Linux {kernel})"
    return f"Linux {kernel}"


def time_zone(environment: Mapping[str, str], etc: Path) -> str | None:
    """Return the name of the zone: TZ, the link /etc/localtime, else Debian's /etc/timezone."""
    if name := environment.get("TZ", "").lstrip(":"):
        return name
    try:
        target = (etc / "localtime").readlink().as_posix()
    except OSError:
        target = ""
    _, found, name = target.partition("zoneinfo/")
    return name if found and name else read_word(etc / "timezone")


def clock_source(ask: AskClock) -> ClockSource | None:
    """Return whether the kernel's clock is kept right by somebody."""
    try:
        return ClockSource(is_synchronised=not ask() & _STA_UNSYNC)
    except OSError:
        return None


def kernel_clock_status() -> int:
    """Return the status word of adjtimex(2), read only. Raises OSError where it is refused or missing."""
    buffer = ctypes.create_string_buffer(_TIMEX_BYTES)  # modes 0: change nothing
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(buffer)
    except (AttributeError, TypeError) as error:  # another C library; Windows
        raise OSError("no adjtimex") from error
    if state < 0:
        raise OSError(ctypes.get_errno(), "adjtimex")
    return int.from_bytes(buffer.raw[_STATUS_AT : _STATUS_AT + 4], "little")


def _usb_vendor(device: Path) -> str | None:
    """Return the vendor of the USB device that a port belongs to: the nearest folder above that names one."""
    here = device.resolve()
    for folder in (here, *here.parents):
        if vendor := read_word(folder / "idVendor"):
            return vendor.lower()
    return None
