"""What was seen of the shop's own network, in words."""

from collections.abc import Iterator, Mapping

from gui.model.knowledge import Knowledge, MacClass, UsbClass
from gui.model.lan import TESTED, LanDevice, LanScan, TerminalTest, terminals_of
from gui.model.observation import CheckReport, JsonValue, ProbeKind
from gui.qt.texts import Texts


def scan_lines(texts: Texts, scan: LanScan) -> Iterator[str]:
    """Yield what a look around says before the list of its devices."""
    if scan.problem is not None:
        yield texts.text(f"ui.lan.problem.{scan.problem}")
        return
    if scan.subnet:
        yield texts.text("ui.lan.swept", subnet=scan.subnet)
    if scan.cancelled:
        yield texts.text("ui.lan.cancelled")
    number = len(terminals_of(scan.devices))
    yield texts.text("ui.lan.found", number=number) if number else texts.text("ui.lan.found_none")


def rest_lines(texts: Texts, scan: LanScan) -> Iterator[str]:
    """Yield how many other devices there are, which are nobody's business."""
    if scan.other_count:
        yield texts.text("ui.lan.others", number=scan.other_count)
    if scan.random_count:
        yield texts.text("ui.lan.randoms", number=scan.random_count)


def device_text(texts: Texts, device: LanDevice) -> str:
    """Return one device as a line."""
    key = "ui.lan.device_modem" if device.mac_class is MacClass.MODEM else "ui.lan.device"
    words = texts.text(key, address=device.address, maker=maker_name(texts, device))
    return words + texts.text("ui.lan.router") if device.is_router else words


def maker_name(texts: Texts, device: LanDevice) -> str:
    """Return the maker of a device, empty when its address does not tell."""
    return device.maker_zh if texts.lang == "zh" else device.maker_en


def words_of_test(texts: Texts, test: TerminalTest) -> str:
    """Return what a test says and means."""
    lines = [texts.text(f"ui.lan.answer.{test.answer}", terminal=f"{test.address}:{test.port}")]
    if test.found_at:
        addresses = texts.text("ui.list_separator").join(test.found_at)
        lines.append(texts.text("ui.lan.answer.found_at", addresses=addresses))
    if test.answer in TESTED and test.device is not None and (maker := maker_name(texts, test.device)):
        lines.append(texts.text("ui.lan.answer.who", maker=maker))
    return "\n".join(lines)


def plugged_lines(texts: Texts, knowledge: Knowledge, report: CheckReport | None) -> list[str]:
    """Return the terminals and serial adapters that the check saw on the PC's own cables, with a heading."""
    details = _system_details(report)
    english = {one.maker_zh: one.maker_en for one in knowledge.usb_makers}
    lines = list(_lines_of(texts, details, english if texts.lang == "en" else {}))
    return [texts.text("ui.lan.plugged"), *lines] if lines else []


def _lines_of(texts: Texts, details: Mapping[str, JsonValue], names: Mapping[str, str]) -> Iterator[str]:
    ports = _tables(details.get("serial_ports"))
    on_ports = {port.get("maker") for port in ports}
    for device in _tables(details.get("usb")):
        if device.get("class") == UsbClass.POS and device.get("maker") not in on_ports:
            yield texts.text("ui.lan.usb", maker=_name(device, names))
    for port in ports:
        key = {UsbClass.POS.value: "ui.lan.usb_port", UsbClass.SERIAL_BRIDGE.value: "ui.lan.usb_bridge"}
        if (kind := str(port.get("class"))) in key:
            yield texts.text(key[kind], port=str(port.get("name")), maker=_name(port, names))


def _name(table: Mapping[str, JsonValue], names: Mapping[str, str]) -> str:
    maker = str(table.get("maker"))
    return names.get(maker, maker)


def _system_details(report: CheckReport | None) -> Mapping[str, JsonValue]:
    """Return what the check read of the PC (`gui.probes.pc_details`), empty when there is none."""
    probes = report.probes if report is not None else ()
    seen = (one for probe in probes if probe.kind is ProbeKind.ADAPTER for one in probe.observations)
    return next((one.detail for one in seen if one.target == "system"), {})


def _tables(value: JsonValue) -> list[Mapping[str, JsonValue]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
