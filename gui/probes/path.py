"""The way from the PC to the provider, part by part: what was proved to work, and where it breaks. Pure.

Everything up to the farthest thing that answered works: an answer from beyond the router proves the way to the router
as well. What was not run is not tested, never broken. Nothing here parses an address: an old or edited file must not
make a report fail.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gui.model.failure import Failure
from gui.model.observation import CheckReport, ProbeKind, ProbeOutcome, ProbeResult, ProbeState, Segment, Verdict
from gui.probes.facts import Facts, gather_facts
from gui.probes.findings import beyond_works, gateway_alive, is_reached, providers


class PathPart(StrEnum):
    """The nodes and the links between them, from the PC outwards."""

    PC = "pc"
    PC_ROUTER = "pc-router"
    ROUTER = "router"
    ROUTER_ISP = "router-isp"
    ISP = "isp"
    ISP_ACQUIRER = "isp-acquirer"
    ACQUIRER = "acquirer"

    @property
    def is_link(self) -> bool:
        """True for what lies between two nodes."""
        return "-" in self.value


class PathState(StrEnum):
    """What is known of one part. `HIDDEN`: behind a fault, or silent, so that nothing can be said about it.

    `ATTENTION`: works, or may work, but not well; `MAYBE`: the fault that was found may as well lie here.
    """

    FINE = "fine"
    ATTENTION = "attention"
    BROKEN = "broken"
    MAYBE = "maybe"
    HIDDEN = "hidden"
    NOT_TESTED = "not_tested"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One part and its state."""

    part: PathPart
    state: PathState


@dataclass(frozen=True, slots=True, kw_only=True)
class PathView:
    """The whole way. `place`: the part where the fault is, None when none was found or it cannot be told.

    `judged`: False while the run goes on, and when too little was measured for a verdict.
    """

    steps: tuple[PathStep, ...]
    place: PathPart | None = None
    judged: bool = True

    def state(self, part: PathPart) -> PathState:
        """Return the state of one part."""
        return self.steps[_INDEX[part]].state


#: How many parts are proved by the PC's own address, by the router, by anything beyond it, by the provider's answer
#: (its own certificate out of date is one; a stranger's is not), and by the provider itself.
_PC, _ROUTER, _BEYOND, _ANSWERED, _REACHED = 1, 3, 5, 6, 7
_PARTS = tuple(PathPart)
_INDEX = {part: index for index, part in enumerate(_PARTS)}

#: Where a segment's faults are when nothing more is known.
_PLACES: Mapping[Segment, PathPart] = {
    Segment.PC: PathPart.PC,
    Segment.LINK: PathPart.PC_ROUTER,
    Segment.ROUTER: PathPart.ROUTER,
    Segment.DNS: PathPart.ROUTER_ISP,
    Segment.ISP: PathPart.ROUTER_ISP,
    Segment.INTERCEPTION: PathPart.ROUTER_ISP,
    Segment.CLOCK: PathPart.PC,
    Segment.ACQUIRER: PathPart.ACQUIRER,
}
#: Faults of the provider of the line that do not break the line itself: its name servers, its page for unpaid bills.
_AT_THE_ISP = ("isp-dns-down", "arrears-portal")
#: Segments of faults that are named beside another as equally possible (`gui.probes.ruling.fault`).
_RIVALS: Mapping[str, Segment] = {
    "captive-portal": Segment.INTERCEPTION,
    "cert-expired": Segment.ACQUIRER,
    "clock-wrong": Segment.CLOCK,
    "down": Segment.ACQUIRER,
    "firewall-reject": Segment.ROUTER,
    "ip-filter": Segment.ROUTER,
    "isp-dns-down": Segment.ISP,
    "mtu-black-hole": Segment.ISP,
    "outage": Segment.ISP,
    "path-loss": Segment.ISP,
    "resolver-down": Segment.DNS,
    "rogue-dhcp": Segment.ROUTER,
    "trust-store": Segment.PC,
    "wifi-loss": Segment.LINK,
    "wrong-gateway": Segment.PC,
}
#: Faults that slow the traffic down or lose some of it: while the provider is reached, the way is not cut.
_DEGRADING = (
    "wifi-loss",
    "flapping",
    "bufferbloat",
    "path-loss",
    "slow",
    "primary-dead",
    "aaaa-swallowed",
    "ipv6-broken",
)
#: Remarks on a clean run that are worth a look at one part.
_NOTEWORTHY: Mapping[str, PathPart] = {"link-slow": PathPart.ROUTER_ISP, "one-host-down": PathPart.ACQUIRER}

#: The checks that measure loss, and the link that they measure.
_LOSSES = {ProbeKind.GATEWAY: PathPart.PC_ROUTER, ProbeKind.PATH_LOSS: PathPart.ROUTER_ISP}
_BEYOND_KINDS = (ProbeKind.DNS_COMPARE, ProbeKind.PORTAL, ProbeKind.PATH_LOSS, ProbeKind.CONTROL)
#: The checks that would show that a part works.
_KINDS: Mapping[PathPart, tuple[ProbeKind, ...]] = {
    PathPart.PC: (ProbeKind.ADAPTER,),
    PathPart.PC_ROUTER: (ProbeKind.GATEWAY,),
    PathPart.ROUTER: (ProbeKind.GATEWAY,),
    PathPart.ROUTER_ISP: _BEYOND_KINDS,
    PathPart.ISP: _BEYOND_KINDS,
    PathPart.ISP_ACQUIRER: (ProbeKind.ENDPOINT,),
    PathPart.ACQUIRER: (ProbeKind.ENDPOINT,),
}


def path_of(report: CheckReport) -> PathView:
    """Return the way as a finished or stopped run saw it."""
    return path_of_rows(report.probes, report.verdict)


def path_of_rows(rows: Iterable[ProbeResult], verdict: Verdict | None = None) -> PathView:
    """Return the way as far as it is known from the rows so far; `verdict` None: the run goes on. Never raises."""
    rows = tuple(rows)
    facts = gather_facts(rows)
    proved = _proved(rows, facts, verdict)
    if verdict is None or not verdict.is_fault:
        is_judged = verdict is not None and verdict.segment is Segment.NONE
        states = _without_fault(rows, proved, () if verdict is None else verdict.remarks)
        if verdict is not None and not is_judged:
            states.update(_suspects(rows, states))
        return _view(states, judged=is_judged)
    place = place_of(verdict.segment, verdict.fault, facts)
    states = {part: _beside_fault(part, place, rows, proved) for part in _PARTS}
    if verdict.segment is Segment.INTERCEPTION and not any(site.is_verified for site in facts.endpoints):
        states.update(dict.fromkeys(_PARTS[_INDEX[place] :], PathState.HIDDEN))  # whoever answers there may be nobody
    states.update((rival, PathState.MAYBE) for rival in _rivals(verdict, facts))
    states[place] = PathState.ATTENTION if _is_passable(verdict.fault, facts) else PathState.BROKEN
    return _view(states, place)


def rival_faults(verdict: Verdict) -> tuple[str, ...]:
    """Return the faults that look the same as the one that was found, from this PC."""
    return tuple(remark for remark in verdict.remarks if remark in _RIVALS) if verdict.is_fault else ()


def place_of(segment: Segment, fault: str, facts: Facts) -> PathPart:
    """Return where a fault is. The segment must be one of a fault."""
    if fault == "wan-down":
        return PathPart.ROUTER if gateway_alive(facts) is False else PathPart.ROUTER_ISP
    if fault in _AT_THE_ISP:
        return PathPart.ISP
    if segment is Segment.DNS and facts.routes and facts.routes[0].gateway in facts.dns_servers[:1]:
        return PathPart.ROUTER  # it is the router that does not answer for names
    if segment is Segment.INTERCEPTION and any(site.is_verified for site in facts.controls):
        return PathPart.ISP_ACQUIRER  # others prove who they are
    return _PLACES[segment]


def _view(states: Mapping[PathPart, PathState], place: PathPart | None = None, *, judged: bool = True) -> PathView:
    steps = tuple(PathStep(part=part, state=states[part]) for part in _PARTS)
    return PathView(steps=steps, place=place, judged=judged)


def _suspects(
    rows: Sequence[ProbeResult], states: Mapping[PathPart, PathState]
) -> Iterable[tuple[PathPart, PathState]]:
    """Yield the links whose loss no verdict explains: they were passed, and want a look all the same."""
    broken = {row.kind for row in rows if row.state is ProbeState.DONE and row.outcome is ProbeOutcome.BROKEN}
    for kind, part in _LOSSES.items():
        if kind in broken and states[part] is PathState.FINE:
            yield part, PathState.ATTENTION


def _proved(rows: Sequence[ProbeResult], facts: Facts, verdict: Verdict | None) -> int:
    """Return how many parts, from the PC on, were proved to work."""
    has_endpoint_rows = any(row.kind is ProbeKind.ENDPOINT for row in rows)
    if any(map(is_reached, providers(facts.endpoints).values())):
        return _REACHED
    if verdict is not None and verdict.segment is Segment.NONE:  # measured and fine
        return _REACHED if has_endpoint_rows else _BEYOND
    if any(site.tls_failure in (Failure.TLS_EXPIRED, Failure.TLS_NOT_YET_VALID) for site in facts.endpoints):
        return _ANSWERED
    if beyond_works(facts):
        return _BEYOND
    if gateway_alive(facts):
        return _ROUTER
    has_address = any(row.kind is ProbeKind.ADAPTER and row.outcome is ProbeOutcome.FINE for row in rows)
    return _PC if has_address else 0


def _without_fault(rows: Sequence[ProbeResult], proved: int, remarks: Sequence[str]) -> dict[PathPart, PathState]:
    """Return the states while the run goes on, or when it found no fault: the first silent part gets attention."""
    states = dict.fromkeys(_PARTS, PathState.FINE)
    is_first = True
    for part in _PARTS[proved:]:
        states[part] = PathState.NOT_TESTED
        if _is_tested(part, rows):
            states[part] = PathState.ATTENTION if is_first else PathState.HIDDEN
            is_first = False
    noted = (_NOTEWORTHY[remark] for remark in remarks if remark in _NOTEWORTHY)
    states.update((part, PathState.ATTENTION) for part in noted if states[part] is PathState.FINE)
    return states


def _beside_fault(part: PathPart, place: PathPart, rows: Sequence[ProbeResult], proved: int) -> PathState:
    if _INDEX[part] < proved:
        return PathState.FINE
    is_behind = _INDEX[part] > _INDEX[place]
    return PathState.HIDDEN if is_behind or _is_tested(part, rows) else PathState.NOT_TESTED


def _is_tested(part: PathPart, rows: Sequence[ProbeResult]) -> bool:
    """Tell whether every check of a part has ended by itself, and one at least saw anything."""
    own = [row for row in rows if row.kind in _KINDS[part]]
    ended = all(row.state is ProbeState.DONE for row in own)
    return ended and any(row.outcome is not ProbeOutcome.NOT_TESTED for row in own)


def _rivals(verdict: Verdict, facts: Facts) -> Iterable[PathPart]:
    """Return where the fault may as well be."""
    return (place_of(_RIVALS[rival], rival, facts) for rival in rival_faults(verdict))


def _is_passable(fault: str, facts: Facts) -> bool:
    """Tell whether the provider is reached in spite of the fault, by the address that the PC itself finds."""
    if fault in _DEGRADING:
        return any(map(is_reached, providers(facts.endpoints).values()))
    by_name = any(site.address_source in ("system", "literal") for site in facts.endpoints)
    return by_name and all(site.is_ok for site in facts.endpoints)
