"""What of the PC's details goes into a report: the keys that the observation of the target `system` gets on top.

| key | value |
|---|---|
| proxies | list of scope, servers (protocol to `scheme://host:port`), pac_host, finds_automatically |
| wifi | list of adapter, signal_percent, signal_dbm, band_ghz, channel |
| usb | plugged devices of known terminal makers: vendor_id, product_id, maker, class |
| serial_ports | list of name, and of maker and class where the plug tells |
| os_version, time_zone | as the system names them |
| clock_source | is_synchronised, kind, servers |
| tls12 | whether Windows' programs may use TLS 1.2, by setting (schannel, wininet); only what is set |

A key is missing where the system does not tell. USB devices of other makers stay here. The maker's name is Chinese.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gui.model.knowledge import UsbMaker
from gui.model.observation import SYSTEM_TARGET, JsonValue, ProbeKind, ProbeResult
from gui.probes.system import PcDetails, ProxySettings, SerialPort, UsbDevice, WifiLink

Makers = Mapping[str, UsbMaker]


def with_details(probe: ProbeResult, values: Mapping[str, JsonValue]) -> ProbeResult:
    """Return the adapter check with the PC's details in it; any other check, or one that saw nothing, as it is."""
    if probe.kind is not ProbeKind.ADAPTER:
        return probe
    observations = (
        replace(one, detail={**one.detail, **values}) if one.target == SYSTEM_TARGET else one
        for one in probe.observations
    )
    return replace(probe, observations=tuple(observations))


def detail_values(details: PcDetails, makers: Iterable[UsbMaker]) -> dict[str, JsonValue]:
    """Return what is known, as JSON."""
    known = {maker.vendor_id: maker for maker in makers}
    clock, proxies, wifi = details.clock_source, details.proxies, details.wifi
    usb, ports = details.usb_devices, details.serial_ports
    return _known(
        proxies=None if proxies is None else [_proxy(one) for one in proxies],
        wifi=None if wifi is None else [_wifi(one) for one in wifi],
        usb=None if usb is None else [_device(one, known) for one in usb if one.vendor_id in known],
        serial_ports=None if ports is None else [_port(one, known) for one in ports],
        os_version=details.os_version,
        time_zone=details.time_zone,
        clock_source=None
        if clock is None
        else _known(is_synchronised=clock.is_synchronised, kind=clock.kind, servers=list(clock.servers)),
        tls12=None if details.tls12 is None else dict(details.tls12),
    )


def _proxy(settings: ProxySettings) -> JsonValue:
    return _known(
        scope=settings.scope,
        servers=dict(settings.servers),
        pac_host=settings.pac_host,
        finds_automatically=settings.finds_automatically,
    )


def _wifi(link: WifiLink) -> JsonValue:
    return _known(
        adapter=link.adapter,
        signal_percent=link.signal_percent,
        signal_dbm=link.signal_dbm,
        band_ghz=link.band_ghz,
        channel=link.channel,
    )


def _device(device: UsbDevice, makers: Makers) -> JsonValue:
    return {"vendor_id": device.vendor_id, "product_id": device.product_id, **_maker(device.vendor_id, makers)}


def _port(port: SerialPort, makers: Makers) -> JsonValue:
    return {"name": port.name, **_maker(port.usb_vendor_id, makers)}


def _maker(vendor_id: str | None, makers: Makers) -> dict[str, JsonValue]:
    maker = makers.get(vendor_id or "")
    return {} if maker is None else {"maker": maker.maker_zh, "class": maker.usb_class.value}


def _known(**values: JsonValue) -> dict[str, JsonValue]:
    return {name: value for name, value in values.items() if value is not None}
