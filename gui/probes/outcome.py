"""What one check's observations say on their own, for its row. The verdict looks at all of them together. Pure."""

from collections.abc import Callable, Mapping, Sequence

from gui.model.failure import Failure, Operation
from gui.model.observation import SYSTEM_TARGET, Observation, ProbeKind, ProbeOutcome
from gui.probes.clock import MAX_OFFSET_S
from gui.probes.facts import has_carrier, has_usable_address, number, of_the_site, serves_nothing

#: The lost share from which a line is called lossy: 4 of 48 packets. A line that loses 1 % of them, and works, gets
#: there once in 600 runs (binomial), one that loses 30 % always.
LOSSY_SHARE = 0.08

#: The lost share below which a line is proved clean although packets to something nearer were lost: 1 of 48. A line
#: that loses 15 % (the least that is noticed in a shop, an estimate) looks as clean once in 250 runs, one that loses
#: 30 % once in a million.
CLEAN_SHARE = 0.04

Observations = Sequence[Observation]


def outcome_of(kind: ProbeKind, observations: Observations) -> ProbeOutcome:
    """Return the row's outcome; not tested when there is nothing to say."""
    return _OUTCOMES[kind](observations) if observations else ProbeOutcome.NOT_TESTED


def lost_share(observation: Observation) -> float | None:
    """Return the lost share of a series of packets, None when none was sent."""
    sent, received = number(observation, "sent"), number(observation, "received")
    return 1.0 - received / sent if sent and received is not None else None


def contested(claim: Observation) -> bool:
    """Tell whether more devices claim an address than may: anybody for the PC's own, a second one for the router's."""
    rightful = 0 if claim.detail.get("role") == "own" else 1
    return (number(claim, "claimants") or 0.0) > rightful


def _adapter(seen: Observations) -> ProbeOutcome:
    if not has_carrier(seen) or not has_usable_address(seen):
        return ProbeOutcome.BROKEN
    no_route = any(one.failure is Failure.NO_ROUTE for one in seen)
    return ProbeOutcome.ATTENTION if no_route else ProbeOutcome.FINE


def _gateway(seen: Observations) -> ProbeOutcome:
    """A router that does not answer pings is fine when it shows any other sign of life."""
    claims = [one for one in seen if one.op is Operation.ARP_PROBE]
    seen = [one for one in seen if one not in claims]
    shares = [share for one in seen if (share := lost_share(one)) is not None]
    if any(LOSSY_SHARE <= share < 1.0 for share in shares):
        return ProbeOutcome.BROKEN
    if not any(one.failure in (None, Failure.TCP_REFUSED) for one in seen):
        return ProbeOutcome.BROKEN
    return ProbeOutcome.ATTENTION if any(map(contested, claims)) else ProbeOutcome.FINE


def _system_resolver(seen: Observations) -> ProbeOutcome:
    """Names that the system still waits for, while a name server has answered, are found: too late."""
    lookups = [one for one in seen if one.op is Operation.GETADDRINFO]
    good = sum(one.failure is None for one in lookups)
    if good == len(lookups):
        return ProbeOutcome.FINE
    found_late = any(one.failure is Failure.DNS_TIMEOUT for one in lookups) and any(
        one.op is Operation.DNS_QUERY and one.failure is None for one in seen
    )
    return ProbeOutcome.ATTENTION if good or found_late else ProbeOutcome.BROKEN


def _public_dns(seen: Observations) -> ProbeOutcome:
    """Only the resolver that the PC uses counts: silent public ones are worth a word, no more."""
    return ProbeOutcome.FINE if any(one.failure is None for one in seen) else ProbeOutcome.ATTENTION


def _portal(seen: Observations) -> ProbeOutcome:
    if any(one.failure is Failure.HTTP_UNEXPECTED for one in seen):
        return ProbeOutcome.BROKEN
    return ProbeOutcome.FINE if any(one.failure is None for one in seen) else ProbeOutcome.ATTENTION


def _path_loss(seen: Observations) -> ProbeOutcome:
    shares = [share for one in seen if (share := lost_share(one)) is not None]
    answered = [share for share in shares if share < 1.0]
    if not answered:
        return ProbeOutcome.ATTENTION
    return ProbeOutcome.BROKEN if min(answered) >= LOSSY_SHARE else ProbeOutcome.FINE


def _site(seen: Observations) -> ProbeOutcome:
    """What is tried beside a site says nothing of it, but where a closed port connects, connections prove little."""
    if any(one.failure is not None for one in of_the_site(seen)):
        return ProbeOutcome.BROKEN
    connected = any(one.failure is None for one in seen if serves_nothing(one))
    return ProbeOutcome.ATTENTION if connected else ProbeOutcome.FINE


def _clock(seen: Observations) -> ProbeOutcome:
    offsets = [number(one, "offset_s") for one in seen] + [number(one, "date_offset_s") for one in seen]
    known = [abs(offset) for offset in offsets if offset is not None]
    if not known:
        return ProbeOutcome.ATTENTION
    return ProbeOutcome.BROKEN if max(known) > MAX_OFFSET_S else ProbeOutcome.FINE


def _detour(seen: Observations) -> ProbeOutcome:
    """A detour that works is no fault, but the terminal does not take it."""
    if any(one.failure is not None for one in seen):
        return ProbeOutcome.BROKEN
    none = all(one.target == SYSTEM_TARGET and not one.detail for one in seen)
    return ProbeOutcome.FINE if none else ProbeOutcome.ATTENTION


def _terminal(seen: Observations) -> ProbeOutcome:
    """A closed port or an address that somebody has is worth a look; that nobody answers at all is not in order."""
    own = [one for one in seen if not one.detail.get("looked_around")]
    if any(one.op is Operation.TCP_CONNECT and one.failure is None for one in own):
        return ProbeOutcome.FINE
    is_there = any(one.failure in (None, Failure.TCP_REFUSED, Failure.TCP_RESET) for one in own)
    return ProbeOutcome.ATTENTION if is_there else ProbeOutcome.BROKEN


_OUTCOMES: Mapping[ProbeKind, Callable[[Observations], ProbeOutcome]] = {
    ProbeKind.ADAPTER: _adapter,
    ProbeKind.GATEWAY: _gateway,
    ProbeKind.SYSTEM_RESOLVER: _system_resolver,
    ProbeKind.DNS_COMPARE: _public_dns,
    ProbeKind.PORTAL: _portal,
    ProbeKind.PATH_LOSS: _path_loss,
    ProbeKind.CONTROL: _site,
    ProbeKind.ENDPOINT: _site,
    ProbeKind.CLOCK: _clock,
    ProbeKind.DETOUR: _detour,
    ProbeKind.TERMINAL: _terminal,
}
