"""The calls themselves, through ctypes: thin, and each returns plain values (`gui.probes.system.windows_api`)."""

from gui.probes.system.win32.adapters import get_adapters_addresses, get_if_entry2
from gui.probes.system.win32.arp import send_arp
from gui.probes.system.win32.echo import icmp_send_echo
from gui.probes.system.win32.proxy import get_machine_proxy, get_user_proxy
from gui.probes.system.win32.registry import get_user_value, get_value, get_values
from gui.probes.system.win32.tables import get_default_routes, get_neighbours
from gui.probes.system.win32.usb import get_usb_instance_ids
from gui.probes.system.win32.wlan import get_wifi
from gui.probes.system.windows_api import WindowsApi

__all__ = ["REAL_API", "icmp_send_echo"]

REAL_API = WindowsApi(
    adapters=get_adapters_addresses,
    hardware=get_if_entry2,
    default_routes=get_default_routes,
    neighbours=get_neighbours,
    send_arp=send_arp,
    wifi=get_wifi,
    user_proxy=get_user_proxy,
    machine_proxy=get_machine_proxy,
    usb_instance_ids=get_usb_instance_ids,
    registry_value=get_value,
    user_registry_value=get_user_value,
    registry_values=get_values,
)
