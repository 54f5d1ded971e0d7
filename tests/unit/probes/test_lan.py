"""Which network is the shop's own, who is on it, and trying a terminal there: on scripted tables and networks."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pytest

from gui.kb import load_mac_makers
from gui.model.failure import Failure, Operation
from gui.model.knowledge import MacClass, MacMaker
from gui.model.lan import LanDevice, LanProblem, LanScan, TerminalAddress, TerminalAnswer, TerminalTest
from gui.model.observation import CheckReport, Observation, ProbeKind, ProbeOutcome, ProbeState, Segment
from gui.probes import lan as lan_module
from gui.probes import plan_check
from gui.probes.lan import WrongWayError, find_with, udp_sender
from gui.probes.lan_facts import Lan, devices_of, find_lan, maker_of, place_of
from gui.probes.run import run_with
from gui.probes.system import Adapter, AdapterKind, DefaultRoute, InterfaceAddress, Neighbour, SystemInfo
from gui.probes.terminal import try_with
from gui.probes.timing import Stopwatch
from tests.unit.probes.scripted import ETHERNET, HEALTHY_PC, TARGETS, Script, ScriptedNet, ScriptedSystem, as_it_is

T = TypeVar("T")
MAKERS = {one.prefix: one for one in load_mac_makers()}
PAX, NEWLAND_28, QUECTEL, PRINTER, PHONE, LAB_ROUTER = (
    "00:17:6F:12:34:56", "d0:9f:d9:c1:23:45", "", "00:00:48:12:34:56", "06:12:34:56:78:9a", "02:00:00:00:00:01",
)  # fmt: skip
TERMINAL = TerminalAddress(address="192.168.1.77", port=8443, may_look_around=True)


def on_loop(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run to the end on the program's kind of loop."""
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(work())


def card(address: str, prefix: int = 24, *, name: str = "eth0", kind: AdapterKind = AdapterKind.ETHERNET) -> Adapter:
    """Return a running adapter."""
    return replace(ETHERNET, name=name, kind=kind, addresses=(InterfaceAddress(address=address, prefix=prefix),))


def pc(*adapters: Adapter, routes: tuple[DefaultRoute, ...] | None = HEALTHY_PC.routes) -> SystemInfo:
    """Return a PC's settings."""
    return replace(HEALTHY_PC, adapters=adapters, routes=routes)


def home(info: SystemInfo = HEALTHY_PC) -> Lan:
    """Return the network of a PC that has one."""
    lan = find_lan(info)
    assert isinstance(lan, Lan)
    return lan


ETH = card("192.168.1.50")
WLAN = card("10.0.0.5", name="wlan0", kind=AdapterKind.WIFI)
TO_WLAN = (DefaultRoute(interface="wlan0", gateway="10.0.0.1", metric=0), *(HEALTHY_PC.routes or ()))


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        (pc(ETH), "192.168.1.50/24"),
        (pc(ETH, WLAN), "192.168.1.50/24"),
        (pc(ETH, WLAN, routes=TO_WLAN), "10.0.0.5/24"),
        (pc(WLAN, routes=None), "10.0.0.5/24"),
        (pc(card("192.168.1.50", kind=AdapterKind.UNKNOWN)), "192.168.1.50/24"),
        (pc(ETH, card("10.8.0.2", name="tun0", kind=AdapterKind.TUNNEL)), "192.168.1.50/24"),
        (pc(ETH, card("192.168.1.3", name="tun0", kind=AdapterKind.TUNNEL)), LanProblem.TUNNEL),
        (pc(card("10.8.0.2", name="tun0", kind=AdapterKind.TUNNEL)), LanProblem.TUNNEL),
        (pc(card("10.64.0.2", name="wwan0", kind=AdapterKind.MOBILE)), LanProblem.NO_LAN),
        (pc(card("169.254.7.7", 16)), LanProblem.NO_LAN),
        (pc(card("192.168.1.50", 32)), LanProblem.NO_LAN),
        (pc(card("fe80::1", 64)), LanProblem.NO_LAN),
        (pc(replace(ETH, is_running=False)), LanProblem.NO_LAN),
        (pc(), LanProblem.NO_LAN),
        (pc(card("100.64.0.9")), LanProblem.NOT_PRIVATE),
        (pc(card("203.0.113.9")), LanProblem.NOT_PRIVATE),
    ],
)
def test_which_network_is_the_shop_s(info: SystemInfo, expected: object) -> None:
    """Behind a cable or WiFi, that with the default route first, and private; never a tunnel's."""
    lan = find_lan(info)
    assert (str(lan.own) if isinstance(lan, Lan) else lan) == expected


def test_at_most_254_addresses() -> None:
    """Of a wide network those around the PC, of a narrow one all; never the PC itself."""
    wide, narrow = home(pc(card("10.1.2.3", 8))), home(pc(card("192.168.1.50", 28)))
    assert (str(wide.swept), len(list(wide.others()))) == ("10.1.2.0/24", 253)
    assert list(narrow.others()) == [f"192.168.1.{number}" for number in range(49, 63) if number != 50]


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("203.0.113.10", TerminalAnswer.PUBLIC),
        ("192.168.2.77", TerminalAnswer.OTHER_SUBNET),
        ("192.168.1.50", TerminalAnswer.NOT_A_DEVICE),
        ("192.168.1.0", TerminalAnswer.NOT_A_DEVICE),
        ("192.168.1.255", TerminalAnswer.NOT_A_DEVICE),
    ],
)
def test_where_nothing_is_tried(address: str, answer: TerminalAnswer) -> None:
    """Each with its reason; without a LAN nothing at all."""
    assert place_of(address, HEALTHY_PC) is answer
    assert place_of("192.168.1.77", pc()) is TerminalAnswer.NO_LAN
    assert isinstance(place_of("192.168.1.77", HEALTHY_PC), Lan)


def test_the_longest_block_counts() -> None:
    """28 and 36 bits before 24; letters in either case."""
    short = MacMaker(prefix="d09fd9", maker_zh="x", maker_en="x", mac_class=MacClass.MODEM, source="test")
    longest = replace(short, prefix="d09fd9c12", maker_en="y")
    found = maker_of(NEWLAND_28.replace("c1:2", "C0:0"), {**MAKERS, "d09fd9": short})
    assert found is not None
    assert found.maker_en == "Newland"
    assert maker_of(NEWLAND_28, {**MAKERS, "d09fd9": short, "d09fd9c12": longest}) is longest
    assert maker_of("d0:9f:d9:00:00:00", {"d09fd9": short}) is short
    assert maker_of(PRINTER, MAKERS) is None


def test_who_is_on_the_network() -> None:
    """Terminals first, by address; no whole hardware address, nobody from elsewhere, nobody who did not answer."""
    table = {
        "192.168.1.1": Neighbour(mac=LAB_ROUTER),
        "192.168.1.101": Neighbour(mac=PHONE),
        "192.168.1.90": Neighbour(mac="00:16:eb:00:00:01"),
        "192.168.1.77": Neighbour(mac=PAX),
        "192.168.1.60": Neighbour(mac=PRINTER),
        "192.168.1.50": Neighbour(mac=PAX),
        "192.168.1.9": Neighbour(mac=None),
        "10.8.0.1": Neighbour(mac=PAX),
    }
    modem = MacMaker(prefix="0016eb", maker_zh="移远", maker_en="Quectel", mac_class=MacClass.MODEM, source="test")
    found = devices_of(table, home(), {**MAKERS, "0016eb": modem})
    assert [one.address for one in found] == [f"192.168.1.{number}" for number in (77, 90, 1, 60, 101)]
    assert found[0] == LanDevice(
        address="192.168.1.77", maker_prefix="00176f", maker_zh="百富", maker_en="PAX", mac_class=MacClass.POS
    )
    router, printer, phone = found[2:]
    assert (router.is_router, router.has_random_mac, router.maker_prefix) == (True, True, "")
    assert (printer.has_random_mac, printer.maker_prefix) == (False, "000048")
    assert (phone.has_random_mac, phone.maker_prefix) == (True, "")


@dataclass(slots=True)
class Wire:
    """Takes what is sent; after it, the neighbour table is another one."""

    sent: list[str] = field(default_factory=list)
    opened: list[tuple[str, str]] = field(default_factory=list)
    leads_elsewhere: bool = False

    @contextlib.contextmanager
    def open(self, own: str, first: str) -> Iterator[Callable[[str], None]]:
        """See `udp_sender`."""
        if self.leads_elsewhere:
            raise WrongWayError
        self.opened.append((own, first))
        yield self.sent.append


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between packets, nor for the last answers."""
    monkeypatch.setattr(lan_module, "SWEEP_PER_S", 100_000)
    monkeypatch.setattr(lan_module, "SETTLE_S", 0.0)


TABLE = {
    "192.168.1.1": Neighbour(mac=LAB_ROUTER),
    "192.168.1.77": Neighbour(mac=PAX),
    "192.168.1.101": Neighbour(mac=PHONE),
}


def test_a_look_around(quick: None) -> None:
    """Everybody who is not known already is asked once; the router's made-up address is not counted."""
    wire = Wire()
    system = ScriptedSystem(table=TABLE)
    scan = on_loop(lambda: find_with(system, MAKERS, wire.open))
    assert wire.opened == [("192.168.1.50", "192.168.1.1")]
    assert len(wire.sent) == len(set(wire.sent)) == scan.sent == 250
    assert not {"192.168.1.50", *TABLE} & set(wire.sent)
    assert (scan.subnet, scan.random_count, scan.cancelled) == ("192.168.1.0/24", 1, False)
    assert scan.devices[0].maker_en == "PAX"


@pytest.mark.parametrize(
    ("system", "wire", "problem"),
    [
        (ScriptedSystem(info=pc()), Wire(), LanProblem.NO_LAN),
        (ScriptedSystem(info=pc(card("203.0.113.9"))), Wire(), LanProblem.NOT_PRIVATE),
        (ScriptedSystem(), Wire(leads_elsewhere=True), LanProblem.TUNNEL),
    ],
)
def test_where_nobody_may_be_asked(quick: None, system: ScriptedSystem, wire: Wire, problem: LanProblem) -> None:
    """Nothing is sent, and the reason is told."""
    assert on_loop(lambda: find_with(system, MAKERS, wire.open)) == LanScan(problem=problem)
    assert wire.sent == []


def test_a_look_around_without_a_table(quick: None) -> None:
    """A system that tells no neighbours shows nobody; that is no error."""
    scan = on_loop(lambda: find_with(ScriptedSystem(), MAKERS, Wire().open))
    assert (scan.devices, scan.problem) == ((), None)


def test_the_real_ones_ask_this_pc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here it is a PC without any network: nothing is sent."""
    monkeypatch.setattr(lan_module, "local_system", lambda: ScriptedSystem(info=pc()))
    assert on_loop(lan_module.find_terminals) == LanScan(problem=LanProblem.NO_LAN)
    assert on_loop(lambda: lan_module.try_terminal(TERMINAL)).answer is TerminalAnswer.NO_LAN


def test_a_cancelled_look_keeps_what_was_seen() -> None:
    """At once, in the middle of the sweep."""
    wire = Wire()

    async def work() -> LanScan:
        cancel = asyncio.Event()
        asyncio.get_running_loop().call_later(0.1, cancel.set)
        return await find_with(ScriptedSystem(table=TABLE), MAKERS, wire.open, cancel)

    scan = on_loop(work)
    assert scan.cancelled
    assert scan.sent == len(wire.sent) < 100
    assert scan.devices[0].maker_en == "PAX"


def test_the_real_sender() -> None:
    """It sends an empty datagram from its own address, survives an unreachable one, and refuses a strange way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
        heard.bind(("127.0.0.1", 0))
        heard.settimeout(5)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lan_module, "_DISCARD_PORT", heard.getsockname()[1])
            with udp_sender("127.0.0.1", "127.0.0.1") as send:
                send("127.0.0.1")
                send("256.1.1.1.1")
        data, (sender, _) = heard.recvfrom(10)
    assert (data, sender) == (b"", "127.0.0.1")
    with pytest.raises(WrongWayError), udp_sender("192.168.1.50", "127.0.0.1"):
        pass
    with pytest.raises(WrongWayError), udp_sender("127.0.0.1", "not an address"):
        pass


def seen_as(rules: Mapping[tuple[Operation, str], Failure]) -> Script:
    """Fail what fits by operation and the start of the target."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        failure = next((one for (kind, part), one in rules.items() if op is kind and target.startswith(part)), None)
        lost = {"received": 0} if op is Operation.PING else {}
        return healthy if failure is None else replace(healthy, failure=failure, detail={**healthy.detail, **lost})

    return script


SILENT = {
    (Operation.TCP_CONNECT, "192.168.1.77"): Failure.TCP_TIMEOUT,
    (Operation.PING, "192.168.1.77"): Failure.PING_TIMEOUT,
}
ROUTER_ONLY = {"192.168.1.1": Neighbour(mac=LAB_ROUTER)}
MOVED = {**ROUTER_ONLY, "192.168.1.88": Neighbour(mac=PAX), "192.168.1.60": Neighbour(mac=PRINTER)}


def tried(script: Script, table: Mapping[str, Neighbour] | None, terminal: TerminalAddress = TERMINAL) -> TerminalTest:
    """Try the terminal on a scripted network."""
    net, system = ScriptedNet(script), ScriptedSystem(table=table)
    return on_loop(lambda: try_with(terminal, net, system, Stopwatch()))


@pytest.mark.parametrize(
    ("rules", "table", "answer", "found_at"),
    [
        ({}, TABLE, TerminalAnswer.ANSWERS, ()),
        ({(Operation.TCP_CONNECT, "192.168.1.77"): Failure.TCP_REFUSED}, TABLE, TerminalAnswer.REFUSED, ()),
        (SILENT, TABLE, TerminalAnswer.SILENT_PORT, ()),
        ({(Operation.TCP_CONNECT, ""): Failure.TCP_TIMEOUT}, None, TerminalAnswer.SILENT_PORT, ()),
        (SILENT, ROUTER_ONLY, TerminalAnswer.NOT_FOUND, ()),
        (SILENT, MOVED, TerminalAnswer.NOT_FOUND, ("192.168.1.88",)),
        (SILENT, None, TerminalAnswer.NOT_FOUND, ()),
    ],
)
def test_what_a_test_says(
    rules: Mapping[tuple[Operation, str], Failure],
    table: Mapping[str, Neighbour] | None,
    answer: TerminalAnswer,
    found_at: tuple[str, ...],
) -> None:
    """The port, then the address; elsewhere only where nobody has it."""
    test = tried(seen_as(rules), table)
    assert (test.answer, test.found_at) == (answer, found_at)
    assert (test.device is not None) == (table is TABLE)
    assert test.pings_sent == 3


def test_without_consent_nobody_else_is_tried() -> None:
    """Nor a fifth device with it."""
    test = tried(seen_as(SILENT), MOVED, replace(TERMINAL, may_look_around=False))
    assert test.found_at == ()
    crowd = {f"192.168.1.{number}": Neighbour(mac=PAX) for number in range(100, 110)}
    assert len(tried(seen_as(SILENT), crowd).found_at) == 4


def test_an_address_elsewhere_is_not_tried() -> None:
    """Not a packet."""
    net = ScriptedNet()
    elsewhere = TerminalAddress(address="203.0.113.10", port=443)
    test = on_loop(lambda: try_with(elsewhere, net, ScriptedSystem(), Stopwatch()))
    assert (test.answer, net.asked) == (TerminalAnswer.PUBLIC, [])


def test_a_test_is_cancelled_at_once() -> None:
    """It says so."""
    net = ScriptedNet(hangs=frozenset({Operation.TCP_CONNECT}))

    async def work() -> TerminalTest:
        cancel = asyncio.Event()
        asyncio.get_running_loop().call_later(0.05, cancel.set)
        return await try_with(TERMINAL, net, ScriptedSystem(), Stopwatch(), cancel)

    assert on_loop(work).answer is TerminalAnswer.CANCELLED


def run(
    script: Script, table: Mapping[str, Neighbour] | None, terminal: TerminalAddress | None = TERMINAL
) -> CheckReport:
    """Run the whole plan."""
    net, system = ScriptedNet(script), ScriptedSystem(table=table)
    return on_loop(lambda: run_with(TARGETS, net, system, watch=Stopwatch(), terminal=terminal))


@pytest.mark.parametrize(
    ("rules", "table", "segment", "fault", "remark", "outcome"),
    [
        ({}, TABLE, Segment.NONE, "none", None, ProbeOutcome.FINE),
        (SILENT, ROUTER_ONLY, Segment.LINK, "client-isolation", "terminal-off", ProbeOutcome.BROKEN),
        (SILENT, MOVED, Segment.LINK, "terminal-address-changed", "terminal-off", ProbeOutcome.BROKEN),
        (
            {**SILENT, (Operation.TCP_CONNECT, "192.168.1.88"): Failure.TCP_REFUSED},
            MOVED,
            Segment.NONE,
            "none",
            "terminal-silent",
            ProbeOutcome.BROKEN,
        ),
        (SILENT, None, Segment.NONE, "none", "terminal-silent", ProbeOutcome.BROKEN),
        (SILENT, TABLE, Segment.NONE, "none", "terminal-port", ProbeOutcome.ATTENTION),
        (
            {(Operation.TCP_CONNECT, "192.168.1.77"): Failure.TCP_REFUSED},
            TABLE,
            Segment.NONE,
            "none",
            "terminal-port",
            ProbeOutcome.ATTENTION,
        ),
    ],
)
def test_verdicts(
    rules: Mapping[tuple[Operation, str], Failure],
    table: Mapping[str, Neighbour] | None,
    segment: Segment,
    fault: str,
    remark: str | None,
    outcome: ProbeOutcome,
) -> None:
    """Rows 27 and 28, and what must not be taken for them."""
    report = run(seen_as(rules), table)
    assert (report.verdict.segment, report.verdict.fault) == (segment, fault)
    assert [one for one in report.verdict.remarks if one.startswith("terminal")] == ([remark] if remark else [])
    assert report.probes[-1].outcome is outcome
    assert PAX.lower() not in str(report).lower()


def test_a_fault_of_the_line_comes_first() -> None:
    """Where the provider is not reached, the terminal on the LAN is not the news."""
    rules = {
        **SILENT,
        (Operation.TCP_CONNECT, "a.acq"): Failure.TCP_TIMEOUT,
        (Operation.TCP_CONNECT, "b.acq"): Failure.TCP_TIMEOUT,
    }
    assert run(seen_as(rules), ROUTER_ONLY).verdict.segment is Segment.ROUTER


def test_without_an_address_there_is_no_such_check() -> None:
    """The plan is what it was; with one, the check comes last."""
    assert ProbeKind.TERMINAL not in [spec.kind for spec in plan_check(TARGETS)]
    assert plan_check(TARGETS, TERMINAL)[:-1] == plan_check(TARGETS)
    assert plan_check(TARGETS, TERMINAL)[-1].targets == ("192.168.1.77:8443",)
    assert ProbeKind.TERMINAL not in [probe.kind for probe in run(as_it_is, TABLE, None).probes]


def test_an_address_in_another_subnet_skips_the_check() -> None:
    """It is not tested, which is not failed."""
    probe = run(as_it_is, TABLE, replace(TERMINAL, address="192.168.2.77")).probes[-1]
    assert (probe.state, probe.skipped_reason) == (ProbeState.SKIPPED, "skipped.terminal-elsewhere")
