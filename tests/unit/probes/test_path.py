"""The way to the provider: the fault is where it is, what is proved is fine, and what was not run is never broken."""

from dataclasses import replace

import pytest

from gui.kb import load_knowledge
from gui.model.failure import Failure, Operation
from gui.model.knowledge import NetworkFault
from gui.model.observation import CheckReport, JsonValue, Observation, ProbeResult, ProbeState, Segment, Verdict
from gui.model.targets import Targets
from gui.probes.path import PathPart, PathState, PathView, path_of, path_of_rows
from gui.probes.system import Adapter, SystemInfo
from tests.unit.probes.scripted import GATEWAY, TARGETS, Script, ScriptedNet, ScriptedSystem, as_it_is, check, failing

O, F = Operation, Failure  # noqa: E741 (read as a table)
GREY = (PathState.HIDDEN, PathState.NOT_TESTED)
#: How the pictures are written below: one letter per part, from the PC outwards.
LETTERS = {
    PathState.FINE: "+",
    PathState.ATTENTION: "!",
    PathState.BROKEN: "x",
    PathState.MAYBE: "?",
    PathState.HIDDEN: "-",
    PathState.NOT_TESTED: ".",
}
FAULTS = [fault for fault in load_knowledge().network_faults.values() if fault.segment != Segment.NONE]


def letters(view: PathView) -> str:
    """Return the way in letters."""
    return "".join(LETTERS[step.state] for step in view.steps)


def broken(*rules: tuple[Operation, str, Failure | None, dict[str, JsonValue]]) -> Script:
    """Change what is seen where the operation fits and the target contains a text; the first rule counts."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        for kind, part, failure, detail in rules:
            if op is kind and part in target:
                return replace(healthy, failure=failure, detail={**healthy.detail, **detail})
        return healthy

    return script


def dead_line(op: Operation, target: str, healthy: Observation) -> Observation:
    """The router answers pings, nothing else answers anything."""
    if op is O.PING:
        return healthy if target == GATEWAY else replace(healthy, detail={**healthy.detail, "received": 0})
    return all_silent(op, target, healthy)


def router_without_a_line(op: Operation, target: str, healthy: Observation) -> Observation:
    """The router answers for names that it cannot."""
    seen = dead_line(op, target, healthy)
    return replace(seen, failure=F.DNS_SERVFAIL) if op is O.DNS_QUERY and target == GATEWAY else seen


LOST: dict[str, JsonValue] = {"received": 0}
NO_ANSWER: dict[str, JsonValue] = {"addresses": []}
HALF: dict[str, JsonValue] = {"sent": 48, "received": 24}
all_silent = failing(
    {
        O.DNS_QUERY: F.DNS_TIMEOUT, O.GETADDRINFO: F.DNS_TIMEOUT, O.HTTP_GET: F.TCP_TIMEOUT, O.NTP_QUERY: F.NTP_TIMEOUT,
        O.TCP_CONNECT: F.TCP_TIMEOUT,
    }
)  # fmt: skip
ENDPOINTS = "acq.test"
NAMES_DEAD = ((O.GETADDRINFO, "", F.DNS_TIMEOUT, NO_ANSWER), (O.DNS_QUERY, GATEWAY, F.DNS_TIMEOUT, NO_ANSWER))

#: What is seen, the fault that it is called, and the picture: PC, link, router, link, ISP, link, provider.
PICTURES: dict[str, tuple[Script, str, str]] = {
    "everything works": (as_it_is, "none", "+++++++"),
    "one of two hosts is silent": (broken((O.TCP_CONNECT, "b.acq", F.TCP_TIMEOUT, {})), "none", "++++++!"),
    "a slow line": (broken((O.PING, "", None, {"rtt_ms": 400.0})), "none", "+++!+++"),
    "the line is dead": (dead_line, "outage", "+++x---"),
    "the router says that it has no line": (router_without_a_line, "wan-down", "+++x---"),
    "the provider is silent, or a filter hides it": (
        broken((O.TCP_CONNECT, ENDPOINTS, F.TCP_TIMEOUT, {}), (O.PING, "203.0.113.1", F.PING_TIMEOUT, LOST)),
        "down", "++?++-x"),
    "the provider's certificate is old": (broken((O.TLS_HANDSHAKE, ENDPOINTS, F.TLS_EXPIRED, {}),
        (O.TCP_CONNECT, "6000", F.TCP_TIMEOUT, {})), "cert-expired", "++++++x"),
    "a portal in front of everything": (
        broken((O.HTTP_GET, "", F.HTTP_UNEXPECTED, {}), (O.TLS_HANDSHAKE, "", F.TLS_INVALID_NAME, {})),
        "captive-portal", "+++x---"),
    "the provider's connection alone is opened": (
        broken((O.TLS_HANDSHAKE, ENDPOINTS, F.TLS_UNTRUSTED, {})), "tls-mitm", "?++++x-"),
    "an antivirus on the PC opens every connection": (
        broken((O.TLS_HANDSHAKE, "", F.TLS_UNTRUSTED, {"issuer": "ESET SSL Filter CA"}),
               (O.TCP_CONNECT, "6000", F.TCP_TIMEOUT, {})), "tls-mitm", "x++++--"),
    "everybody refuses": (broken((O.TCP_CONNECT, "test:", F.TCP_REFUSED, {})), "firewall-reject", "++x++--"),
    "one port is blocked": (broken((O.TCP_CONNECT, "6000", F.TCP_TIMEOUT, {})), "port-blocked", "++x++++"),
    "names fail at the router, and the line works": (
        broken(*NAMES_DEAD, (O.TCP_CONNECT, f"{GATEWAY}:53", F.TCP_REFUSED, {})), "resolver-down", "++x+?++"),
    "loss beyond the router, the provider is reached": (
        broken((O.PING, GATEWAY, None, {}), (O.PING, "", None, HALF)), "path-loss", "+++!+++"),
    "loss on the way to the router": (broken((O.PING, "", None, HALF)), "wifi-loss", "+!+++++"),
    "the clock is off, certificates pass": (
        broken((O.NTP_QUERY, "", None, {"offset_s": 900.0}), (O.HTTP_GET, "", None, {"date_offset_s": 900.0})),
        "clock-wrong", "!++++++"),
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_of_a_scripted_network(name: str) -> None:
    """The verdict's place is marked, what was proved is fine, what lies behind a break is grey."""
    script, fault, picture = PICTURES[name]
    report = check(ScriptedNet(script))
    assert (report.verdict.fault, letters(path_of(report))) == (fault, picture)


def test_no_cable_breaks_the_first_link() -> None:
    """Nothing was run behind it: grey, not red."""
    unplugged = SystemInfo(adapters=(Adapter(name="eth0", is_enabled=True, is_running=False, mtu=1500, addresses=()),),
                           routes=(), dns_servers=())  # fmt: skip
    report = check(system=ScriptedSystem(unplugged))
    assert report.verdict.fault == "no-carrier"
    assert letters(path_of(report)) == "-x-----"
    assert path_of(report).place is PathPart.PC_ROUTER


def test_only_the_internet_was_to_be_tested() -> None:
    """Without a provider to test, its part is not tested."""
    report = check(targets=replace(TARGETS, endpoints=()))
    assert letters(path_of(report)) == "+++++.."


def test_nothing_was_to_be_tested() -> None:
    """Only the PC and the router are there."""
    assert letters(path_of(check(targets=Targets()))).endswith("..")


def test_a_run_that_cannot_tell() -> None:
    """The provider answers strangely and no rule fits: the last link wants a look, nothing is called broken."""
    report = check(ScriptedNet(broken((O.TCP_CONNECT, ENDPOINTS, F.UNKNOWN, {}))))
    assert report.verdict.segment is Segment.UNKNOWN
    assert letters(path_of(report)) == "+++++!-"


def test_loss_that_no_verdict_explains() -> None:
    """The run was out of time: what was passed is fine, the lossy links want a look, and nothing is judged."""
    report = check(ScriptedNet(broken((O.PING, "", None, HALF))))
    unknown = Verdict(segment=Segment.UNKNOWN, fault="unknown", confidence=0.0)
    view = path_of(replace(report, verdict=unknown))
    assert letters(view) == "+!+!+++"
    assert not view.judged
    assert path_of(check()).judged


def test_a_dead_first_name_server_slows_and_does_not_cut() -> None:
    """The addresses came from elsewhere in time; the provider is reached."""
    report = check()
    slow = Verdict(segment=Segment.DNS, fault="primary-dead", confidence=0.85)
    assert letters(path_of(replace(report, verdict=slow))) == "++!++++"


def test_a_stopped_run_is_not_broken() -> None:
    """Stopped at once: what did not end is not tested."""
    report = check(ScriptedNet(hangs=frozenset(O)), cancel_at_once=True)
    assert report.cancelled
    assert letters(path_of(report)) == "+......"


@pytest.mark.parametrize("state", [state for state in ProbeState if state is not ProbeState.DONE])
def test_not_run_is_grey(state: ProbeState) -> None:
    """Whatever kept the checks from running, no part is red or amber."""
    rows = [replace(row, state=state, observations=()) for row in check().probes[1:]]
    assert set(letters(path_of_rows(rows))) == {"."}


def test_the_picture_grows_with_the_run() -> None:
    """Grey turns into colour; a part never falls back, and nothing red shows before the verdict."""
    rows: dict[str, ProbeResult] = {}
    seen: list[str] = []

    def note(row: ProbeResult) -> None:
        rows[row.id] = row
        seen.append(letters(path_of_rows(rows.values())))

    report = check(on_update=note)
    assert seen[0] == "......."
    assert seen[-1] == letters(path_of(report)) == "+++++++"
    assert all("x" not in picture and "!" not in picture for picture in seen)
    assert [picture.count("+") for picture in seen] == sorted(picture.count("+") for picture in seen)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.segment}-{fault.id}")
def test_every_fault_of_the_knowledge_has_its_place(fault: NetworkFault) -> None:
    """The marked part is the only red one, and everything that is not proved is grey."""
    verdict = Verdict(segment=Segment(fault.segment), fault=fault.id, confidence=0.8)
    view = path_of_rows((), verdict)
    assert view.place is not None
    assert view.state(view.place) is PathState.BROKEN
    others = [step for step in view.steps if step.part is not view.place]
    assert all(step.state in GREY for step in others)
    if verdict.segment in (Segment.PC, Segment.CLOCK):
        assert view.place is PathPart.PC
    if verdict.segment is Segment.LINK:
        assert view.place is PathPart.PC_ROUTER
    if verdict.segment is Segment.ACQUIRER:
        assert view.place is PathPart.ACQUIRER


@pytest.mark.parametrize("segment", [Segment.NONE, Segment.UNKNOWN])
def test_no_fault_has_no_place(segment: Segment) -> None:
    """Clean or unknown: nothing is marked as broken."""
    view = path_of_rows(check().probes, Verdict(segment=segment, fault=segment.value, confidence=0.8))
    assert view.place is None
    assert "x" not in letters(view)


def test_a_router_that_is_dead_is_the_place_itself() -> None:
    """Without a sign of the router, it and not its line is marked; the PC's wrong address of it stays possible."""
    system = ScriptedSystem(mac=None)
    silent = broken((O.PING, "", F.PING_TIMEOUT, LOST))

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        return silent(op, target, all_silent(op, target, healthy))

    report = check(ScriptedNet(script), system)
    assert (report.verdict.fault, report.verdict.remarks) == ("wan-down", ("wrong-gateway",))
    assert letters(path_of(report)) == "?-x----"


def test_a_report_from_elsewhere_never_fails() -> None:
    """Details that make no sense, as in an edited file, still give a picture."""
    odd: dict[str, JsonValue] = {"addresses": ["not an address"], "dns_servers": "x", "gateway": 7, "sent": "many"}
    report = check()
    probes = tuple(
        replace(row, observations=tuple(replace(one, detail=odd) for one in row.observations)) for row in report.probes
    )
    view = path_of(CheckReport(started_utc="", duration_ms=0, verdict=report.verdict, probes=probes))
    assert letters(view) == "+++++++"
