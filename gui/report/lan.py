"""What was seen of the shop's own network, in the report: of a device only the start of its hardware address."""

from collections.abc import Iterator

from gui.model.lan import TESTED, LanDevice, LanReport, LanScan, TerminalTest, terminals_of
from gui.report.document import Section
from gui.report.wording import Words


def lan_section(lan: LanReport | None, words: Words) -> Section:
    """Return the section; without lines when nobody looked."""
    lines: list[str] = []
    if lan is not None and lan.test is not None:
        lines += _test(lan.test, words.time(lan.tested_utc), words)
    if lan is not None and lan.scan is not None:
        lines += _scan(lan.scan, words.time(lan.scanned_utc), words)
    return Section(title=words.say("report.lan.section"), lines=tuple(lines))


def _test(test: TerminalTest, time: str, words: Words) -> Iterator[str]:
    answer = words.say(f"report.lan.answer.{test.answer}", str(test.answer))
    yield words.say("report.lan.tested", time=time, terminal=f"{test.address}:{test.port}", answer=answer)
    if test.answer in TESTED and test.device is not None and test.device.maker_zh:
        yield _device(test.device, words)
    if test.found_at:
        yield words.say("report.lan.found_at", addresses=words.join(test.found_at))


def _scan(scan: LanScan, time: str, words: Words) -> Iterator[str]:
    if scan.problem is not None:
        problem = words.say(f"ui.lan.problem.{scan.problem}", str(scan.problem))
        yield words.say("report.lan.scan_problem", time=time, problem=problem)
        return
    found = terminals_of(scan.devices)
    yield words.say(
        "report.lan.scanned",
        time=time,
        subnet=scan.subnet,
        number=len(found),
        others=scan.other_count,
        randoms=scan.random_count,
    )
    if found:
        yield words.say("report.lan.devices", list=words.join(_device(one, words) for one in found))
    yield words.say("report.lan.absence")


def _device(device: LanDevice, words: Words) -> str:
    maker = device.maker_zh if words.catalog.lang == "zh" else device.maker_en
    return words.say("report.lan.device", address=device.address, maker=maker, prefix=device.maker_prefix)
