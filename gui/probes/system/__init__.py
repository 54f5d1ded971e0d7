"""What the operating system says about its own network and devices: the one door to it.

One module asks Linux, one asks Windows, behind one protocol. What a system does not tell without administrator rights
or without parsing translated text stays unknown (None), which is not the same as absent (empty).
"""

import sys

from gui.probes.system.types import (
    Adapter,
    AdapterKind,
    AddressClaim,
    ClaimQuestion,
    ClockSource,
    DefaultRoute,
    InterfaceAddress,
    Neighbour,
    PcDetails,
    ProxyScope,
    ProxySettings,
    SerialPort,
    System,
    SystemInfo,
    UsbDevice,
    WifiLink,
)
from gui.probes.system.windows_api import Echo

__all__ = [
    "Adapter",
    "AdapterKind",
    "AddressClaim",
    "ClaimQuestion",
    "ClockSource",
    "DefaultRoute",
    "InterfaceAddress",
    "Neighbour",
    "PcDetails",
    "ProxyScope",
    "ProxySettings",
    "SerialPort",
    "System",
    "SystemInfo",
    "UsbDevice",
    "WifiLink",
    "local_echo",
    "local_system",
]


def local_system(platform: str = sys.platform) -> System:
    """Return the door to this PC. Each system's own modules are loaded there only; the exe has no others."""
    if platform == "win32":
        from gui.probes.system.win32 import REAL_API  # noqa: PLC0415
        from gui.probes.system.windows import WindowsSystem  # noqa: PLC0415

        return WindowsSystem(REAL_API)
    from gui.probes.system.linux import LinuxSystem  # noqa: PLC0415

    return LinuxSystem()


def local_echo(platform: str = sys.platform) -> Echo | None:
    """Return the system's own ping call; None where ICMP sockets do it (`gui.probes.icmp`)."""
    if platform != "win32":
        return None
    from gui.probes.system.win32 import icmp_send_echo  # noqa: PLC0415

    return icmp_send_echo
