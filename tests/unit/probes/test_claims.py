"""Who claims an address: the ARP packets, the table read again and again, what is observed, and the verdict on it."""

import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import psutil
import pytest

from gui.model.failure import Failure, Operation
from gui.model.observation import CheckReport, Observation, ProbeOutcome, ProbeState, Segment
from gui.probes import claims, limits
from gui.probes.system import AddressClaim, ClaimQuestion, DefaultRoute, InterfaceAddress, SystemInfo, linux_arp
from gui.probes.system.claims import PAUSE_S, READS, watch_table
from gui.probes.system.linux import LinuxSystem
from gui.probes.system.types import Neighbour
from tests.unit.probes.scripted import ETHERNET, GATEWAY, HEALTHY_PC, ScriptedNet, ScriptedSystem, check, failing

PC = "192.168.1.50"
OWN, ROUTER, OTHER = (bytes.fromhex(text) for text in ("020000000050", "02000000a001", "aabbcc000001"))
QUESTION = ClaimQuestion(interface="eth0", own=PC, gateway=GATEWAY)


def says(mac: bytes, address: str, asked_for: str = "0.0.0.0", operation: int = 2) -> bytes:
    """Return an ARP packet."""
    head = b"\0\1\x08\0\6\4" + operation.to_bytes(2, "big")
    return head + mac + socket.inet_aton(address) + bytes(6) + socket.inet_aton(asked_for)


@dataclass(slots=True)
class ScriptedLink:
    """Implements `ArpLink`: what is heard after each round of probes; its clock moves by silence only."""

    rounds: Sequence[Sequence[bytes]]
    sent: list[bytes] = field(default_factory=list)
    is_open: bool = True
    time_s: float = 0.0
    left: deque[bytes] = field(default_factory=deque)
    turn: int = 0

    def send(self, packet: bytes) -> None:
        """See `ArpLink`."""
        self.sent.append(packet)

    def receive(self, timeout_s: float) -> bytes:
        """See `ArpLink`."""
        if self.turn == len(self.sent) // 2 - 1:
            self.turn += 1
            self.left.extend(self.rounds[self.turn - 1])
        if not self.left:
            self.time_s += timeout_s
            raise TimeoutError
        return self.left.popleft()

    def close(self) -> None:
        """See `ArpLink`."""
        self.is_open = False


@pytest.fixture
def own_adapters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the PC one adapter with a hardware address and one without."""
    monkeypatch.setattr(linux_arp, "own_macs", lambda: {"eth0": OWN, "tun0": bytes(6)})


def asked(rounds: Sequence[Sequence[bytes]]) -> tuple[dict[str, tuple[str, ...]], ScriptedLink]:
    """Ask who claims both addresses."""
    link = ScriptedLink(rounds)
    found = linux_arp.claims(lambda _name: link, QUESTION, lambda: link.time_s)
    return {one.address: one.macs for one in found}, link


@pytest.mark.usefixtures("own_adapters")
def test_probes_come_from_nobody_and_are_few() -> None:
    """RFC 5227: sender address 0.0.0.0; two for each address, and the link is closed."""
    found, link = asked([[says(ROUTER, GATEWAY)], []])
    assert found == {PC: (), GATEWAY: (ROUTER.hex(":"),)}
    packets = [linux_arp.parse(packet) for packet in link.sent]
    assert [packet.asked_for for packet in packets if packet] == [PC, GATEWAY] * 2
    assert {(packet.operation, packet.mac, packet.address) for packet in packets if packet} == {(1, OWN, "0.0.0.0")}
    assert not link.is_open
    assert link.time_s == pytest.approx(linux_arp.LISTEN_S)


@pytest.mark.usefixtures("own_adapters")
def test_who_claims_an_address() -> None:
    """Answers and announcements of others count, once each, whichever round they come in."""
    found, _ = asked(
        [
            [says(ROUTER, GATEWAY), says(OTHER, PC, PC, 1), says(OTHER, "192.168.1.9"), b"short"],
            [says(ROUTER, GATEWAY), says(OTHER, GATEWAY), says(OTHER, PC), b"\0\6" + says(OTHER, PC)[2:]],
        ]
    )
    assert found == {PC: (OTHER.hex(":"),), GATEWAY: (ROUTER.hex(":"), OTHER.hex(":"))}


@pytest.mark.usefixtures("own_adapters")
def test_the_pc_itself_and_repeated_requests_claim_nothing() -> None:
    """A WiFi repeater sends the PC's own requests on under its own hardware address."""
    found, _ = asked([[says(OWN, PC), says(OTHER, PC, GATEWAY, 1)], []])
    assert found == {PC: (), GATEWAY: ()}


@pytest.mark.usefixtures("own_adapters")
@pytest.mark.parametrize("interface", ["tun0", "gone0"])
def test_an_adapter_without_a_hardware_address_has_no_arp(interface: str) -> None:
    """The caller reads the table instead."""
    with pytest.raises(OSError, match="no hardware address"):
        linux_arp.claims(lambda _name: ScriptedLink([]), replace(QUESTION, interface=interface))


def test_own_hardware_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every adapter that has one."""
    entry = psutil.net_if_addrs()["lo"][0]._replace(family=socket.AddressFamily(psutil.AF_LINK), address=OWN.hex(":"))
    other = entry._replace(family=socket.AF_INET, address=PC)
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: {"eth0": [other, entry]})
    assert linux_arp.own_macs() == {"eth0": OWN}


class FakeSocket:
    """Stands in for a packet socket and writes down what is done with it."""

    made: ClassVar[list["FakeSocket"]] = []

    def __init__(self, *kind: int) -> None:
        self.calls: list[object] = [kind[0]]
        self.made.append(self)

    def bind(self, address: tuple[str, int]) -> None:
        """There is no adapter gone0."""
        self.calls.append(address)
        if address[0] == "gone0":
            raise OSError(19, "no such device")

    def sendto(self, packet: bytes, address: tuple[object, ...]) -> None:
        """Send."""
        self.calls.append((packet, *address))

    def settimeout(self, timeout_s: float) -> None:
        """Limit the wait."""
        self.calls.append(timeout_s)

    def recv(self, size: int) -> bytes:
        """Give as much as there is room for."""
        return b"x" * size

    def close(self) -> None:
        """Close."""
        self.calls.append("closed")


def test_a_packet_socket_is_used_as_the_kernel_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bound to ARP on one adapter, sent to everybody; a refused bind leaves no socket open."""
    FakeSocket.made.clear()
    monkeypatch.setattr(socket, "socket", FakeSocket)
    link = linux_arp.PacketLink("eth0")
    link.send(b"probe")
    assert len(link.receive(0.5)) == 128
    link.close()
    everybody = ("eth0", 0x0806, 0, 0, b"\xff" * 6)
    assert FakeSocket.made[0].calls == [socket.AF_PACKET, ("eth0", 0x0806), (b"probe", *everybody), 0.5, "closed"]
    with pytest.raises(OSError, match="no such device"):
        linux_arp.PacketLink("gone0")
    assert FakeSocket.made[1].calls[-1] == "closed"
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(OSError, match="only on Linux"):
        linux_arp.PacketLink("eth0")


def test_the_table_is_read_again_and_again() -> None:
    """A hardware address that changes is a second device; no entry at all tells nothing."""
    pauses: list[float] = []
    seen = deque([None, Neighbour(mac=None), Neighbour(mac="a"), Neighbour(mac="b"), Neighbour(mac="a")])
    found = watch_table(lambda: (seen.popleft(),), GATEWAY, pauses.append)
    assert found == (AddressClaim(address=GATEWAY, macs=("a", "b")),)
    assert pauses == [PAUSE_S] * (READS - 1)
    assert watch_table(lambda: (None,), GATEWAY, pauses.append) == ()


def test_linux_without_permission_reads_the_table(tmp_path: Path) -> None:
    """What is not permitted is unknown: of the own address nothing is said."""

    def refuse(_name: str) -> ScriptedLink:
        raise PermissionError(1, "not permitted")

    (tmp_path / "arp").write_text(f"head\n{GATEWAY} 0x1 0x2 02:00:00:00:a0:01 * eth0\n", encoding="ascii")
    system = LinuxSystem(proc_net=tmp_path, open_link=refuse, pause=lambda _s: None)
    assert system.claims(QUESTION) == (AddressClaim(address=GATEWAY, macs=("02:00:00:00:a0:01",)),)


@pytest.mark.usefixtures("own_adapters")
def test_linux_with_permission_asks_the_lan() -> None:
    """And is answered for both addresses; a second of silence ends it."""

    class Silence(ScriptedLink):
        def receive(self, timeout_s: float) -> bytes:
            raise TimeoutError

    link = Silence([])
    found = LinuxSystem(open_link=lambda _name: link).claims(QUESTION)
    assert [(one.address, one.macs) for one in found] == [(PC, ()), (GATEWAY, ())]
    assert len(link.sent) == 4


def test_a_router_that_answers_for_everybody_is_no_conflict() -> None:
    """Proxy ARP: the same device answers for both."""
    both = (AddressClaim(address=PC, macs=("a", "r")), AddressClaim(address=GATEWAY, macs=("r",)))
    assert [(role, len(macs)) for role, _, macs in claims.claimants(both[:1], PC, GATEWAY)] == [("own", 2)]
    mac = "02:00:00:00:a0:01"
    both = (AddressClaim(address=PC, macs=(mac,)), AddressClaim(address=GATEWAY, macs=(mac,)))
    assert claims.claimants(both, PC, GATEWAY) == [("own", PC, ()), ("gateway", GATEWAY, (mac,))]


def test_the_ports_of_one_router_are_one_device() -> None:
    """Its hardware addresses follow one another, or differ by the bit of made-up ones."""
    macs = ("aa:bb:cc:00:00:01", "aa:bb:cc:00:00:02", "a8:bb:cc:00:00:01", "aa:bb:cc:00:01:01")
    ((_, _, devices),) = claims.claimants((AddressClaim(address=GATEWAY, macs=macs),), None, GATEWAY)
    assert devices == (macs[0], macs[3])


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        ((), None),
        (("fe80::1/64",), None),
        (("10.0.0.5/8", "192.168.1.50/24"), PC),
        (("10.0.0.5/8", "10.0.0.6/8"), "10.0.0.5"),
    ],
)
def test_which_own_address_counts(addresses: Sequence[str], expected: str | None) -> None:
    """The one in the router's network, else the first."""
    entries = tuple(
        InterfaceAddress(address=one.partition("/")[0], prefix=int(one.partition("/")[2])) for one in addresses
    )
    info = replace(HEALTHY_PC, adapters=(replace(ETHERNET, addresses=entries),))
    assert claims.own_address(info, GATEWAY) == expected


def run_with_claims(own: Sequence[str] | None, router: Sequence[str], net: ScriptedNet | None = None) -> CheckReport:
    """Run where the LAN says this of both addresses; None: not told."""
    told = [AddressClaim(address=GATEWAY, macs=tuple(router))]
    if own is not None:
        told.append(AddressClaim(address=PC, macs=tuple(own)))
    return check(net, ScriptedSystem(claimed=tuple(told)))


def gateway_row(report: CheckReport) -> tuple[ProbeOutcome, list[Observation]]:
    """Return the outcome of the router's check, and who claims what."""
    row = next(probe for probe in report.probes if probe.id == "gateway")
    return row.outcome, [one for one in row.observations if one.op is Operation.ARP_PROBE]


MAC, RIVAL = "02:00:00:00:a0:01", "aa:bb:cc:dd:ee:ff"
DEAD = failing(
    {
        Operation.PING: Failure.PING_TIMEOUT,
        Operation.DNS_QUERY: Failure.DNS_TIMEOUT,
        Operation.GETADDRINFO: Failure.DNS_TIMEOUT,
        Operation.TCP_CONNECT: Failure.TCP_TIMEOUT,
        Operation.HTTP_GET: Failure.TCP_TIMEOUT,
        Operation.NTP_QUERY: Failure.NTP_TIMEOUT,
    }
)


def test_one_device_each_is_fine() -> None:
    """Nobody has the PC's address, one device the router's."""
    report = run_with_claims((), (MAC,))
    outcome, seen = gateway_row(report)
    assert (outcome, report.verdict.fault) == (ProbeOutcome.FINE, "none")
    assert [(one.target, one.detail["claimants"]) for one in seen] == [(PC, 0), (GATEWAY, 1)]


@pytest.mark.parametrize("net", [None, ScriptedNet(DEAD)])
def test_somebody_has_the_address_of_the_pc(net: ScriptedNet | None) -> None:
    """Whatever else is seen; only the maker of the other device is kept."""
    report = run_with_claims((RIVAL,), (MAC,), net)
    outcome, seen = gateway_row(report)
    assert (report.verdict.segment, report.verdict.fault) == (Segment.LINK, "ip-conflict")
    assert (outcome, seen[0].detail["makers"]) == (ProbeOutcome.ATTENTION, ["aa:bb:cc"])


def test_somebody_has_the_address_of_the_router() -> None:
    """Surer where something fails."""
    works = run_with_claims((), (MAC, RIVAL))
    fails = run_with_claims(None, (MAC, RIVAL), ScriptedNet(DEAD))
    assert {gateway_row(one)[0] for one in (works, fails)} == {ProbeOutcome.ATTENTION}
    assert {(one.verdict.segment, one.verdict.fault) for one in (works, fails)} == {(Segment.LINK, "gateway-conflict")}
    assert works.verdict.confidence < fails.verdict.confidence


def test_an_answer_of_the_lan_is_no_life_of_a_silent_router() -> None:
    """What is claimed says nothing of whether the router works."""
    claimed = (AddressClaim(address=PC, macs=()), AddressClaim(address=GATEWAY, macs=(MAC,)))
    quiet = check(ScriptedNet(DEAD), ScriptedSystem(mac=None, claimed=claimed))
    assert gateway_row(quiet)[0] is ProbeOutcome.BROKEN
    assert quiet.verdict == check(ScriptedNet(DEAD), ScriptedSystem(mac=None)).verdict


def test_windows_own_finding_needs_no_router() -> None:
    """A PC whose address was taken has no route left."""
    taken = replace(ETHERNET, addresses=(InterfaceAddress(address=PC, prefix=24, is_duplicate=True),))
    report = check(system=ScriptedSystem(SystemInfo(adapters=(taken,), routes=())))
    assert (report.verdict.segment, report.verdict.fault) == (Segment.LINK, "ip-conflict")


@dataclass(frozen=True, slots=True)
class SlowSystem(ScriptedSystem):
    """Needs longer to tell than anybody waits."""

    def claims(self, question: ClaimQuestion) -> tuple[AddressClaim, ...]:
        """See `System`."""
        raise TimeoutError


def test_a_system_that_tells_too_late_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No check waits for it, none fails by it."""
    monkeypatch.setattr(limits, "CLAIMS_TIMEOUT_S", 0.0)
    report = check(system=SlowSystem())
    assert gateway_row(report) == (ProbeOutcome.FINE, [])
    assert {probe.state for probe in report.probes} == {ProbeState.DONE}


#: Nothing beyond the router, whose ports are all closed.
CLOSED = failing(
    {
        Operation.DNS_QUERY: Failure.TCP_REFUSED,
        Operation.GETADDRINFO: Failure.DNS_NO_ANSWER,
        Operation.HTTP_GET: Failure.TCP_TIMEOUT,
        Operation.NTP_QUERY: Failure.NTP_TIMEOUT,
    }
)


def behind_a_useless_router(
    op: Operation, target: str, healthy: Observation, *, dns: Failure = Failure.TCP_REFUSED
) -> Observation:
    """Answers pings, refuses every port, forwards nothing."""
    seen = CLOSED(op, target, healthy)
    if op is Operation.TCP_CONNECT:
        failure = Failure.TCP_REFUSED if target.startswith(GATEWAY) else Failure.TCP_TIMEOUT
        return replace(seen, failure=failure)
    if op is Operation.PING and target != GATEWAY:
        return replace(seen, failure=Failure.PING_TIMEOUT, detail={**seen.detail, "received": 0})
    if op is Operation.DNS_QUERY:
        return replace(seen, failure=dns if target == GATEWAY else Failure.DNS_TIMEOUT)
    return seen


def silent_names(op: Operation, target: str, healthy: Observation) -> Observation:
    """Do the same with a name server that says nothing."""
    return behind_a_useless_router(op, target, healthy, dns=Failure.DNS_TIMEOUT)


def leased(dhcp_server: str | None, *, dhcp: bool | None = True) -> ScriptedSystem:
    """Return a PC whose address was given by somebody."""
    return ScriptedSystem(replace(HEALTHY_PC, adapters=(replace(ETHERNET, dhcp_server=dhcp_server, dhcp=dhcp),)))


def test_a_second_router_hands_out_addresses() -> None:
    """Surer where the system tells that somebody else than the router leased the address."""
    plain = check(ScriptedNet(behind_a_useless_router), leased(None)).verdict
    surer = check(ScriptedNet(behind_a_useless_router), leased("192.168.1.7")).verdict
    assert {(one.segment, one.fault) for one in (plain, surer)} == {(Segment.ROUTER, "rogue-dhcp")}
    assert plain.confidence < surer.confidence
    assert plain.remarks[:2] == ("gateway-conflict", "wan-down")
    assert check(ScriptedNet(silent_names), leased("192.168.1.7")).verdict.fault == "rogue-dhcp"


def test_where_the_lan_was_asked_nobody_took_the_address_of_the_router() -> None:
    """Only where it was not, a device that took it would look the same."""
    claimed = (AddressClaim(address=PC, macs=()), AddressClaim(address=GATEWAY, macs=(MAC,)))
    verdict = check(ScriptedNet(behind_a_useless_router), replace(leased(None), claimed=claimed)).verdict
    assert (verdict.fault, "gateway-conflict" in verdict.remarks) == ("rogue-dhcp", False)


def test_one_refused_query_tells_of_a_closed_name_server() -> None:
    """Such answers are rare: the query for a name that does not exist may be the only one that gets one."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        seen = silent_names(op, target, healthy)
        is_random = str(healthy.detail.get("name", "")).endswith(".com")
        return replace(seen, failure=Failure.TCP_REFUSED) if op is Operation.DNS_QUERY and is_random else seen

    assert check(ScriptedNet(script), leased(None)).verdict.fault == "rogue-dhcp"


def test_a_silent_name_server_alone_is_no_second_router() -> None:
    """A router may keep its ports closed while the line is down."""
    assert check(ScriptedNet(silent_names), leased(GATEWAY)).verdict.fault == "outage"


def test_a_typed_in_address_was_handed_out_by_nobody() -> None:
    """The PC was given something as its router that is none."""
    verdict = check(ScriptedNet(behind_a_useless_router), leased(None, dhcp=False)).verdict
    assert (verdict.segment, verdict.fault) == (Segment.PC, "wrong-gateway")


def test_a_router_on_an_adapter_that_is_not_listed() -> None:
    """Nothing is known of who leased the address."""
    info = replace(HEALTHY_PC, routes=(DefaultRoute(interface="eth9", gateway=GATEWAY, metric=0),))
    assert check(ScriptedNet(behind_a_useless_router), ScriptedSystem(info)).verdict.fault == "rogue-dhcp"
