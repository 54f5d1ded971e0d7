"""What watching adds to the verdict of a run (rows 23, 24, 31 and 45 of the domain list). Pure."""

from dataclasses import replace

from gui.model.observation import Segment, Verdict
from gui.model.watch import WatchedPart, WatchPart, WatchSummary
from gui.probes import rules_line as line
from gui.probes.facts import Facts, Loss
from gui.probes.outcome import LOSSY_SHARE
from gui.probes.ruling import fault

#: A link that comes and goes is called after more than 10 s only (row 24), and by three breaks in one minute: once or
#: twice somebody has plugged a cable.
_MIN_WATCHED_S = 10.0
_FLAPS_PER_MINUTE = 3
#: Two packets of 20 may be lost by chance.
_MIN_LOST = 3
#: A payment waits noticeably from half a second on; an idle router of the own shop answers far faster than that.
_LATE_MS = 500.0
_FLAT_MS = 100.0
_MIN_ANSWERS = 10


def with_watch(verdict: Verdict, facts: Facts, watch: WatchSummary) -> Verdict:
    """Return the verdict on a run and the watch after it; the run's own where the watch adds nothing."""
    found = flapping(verdict, watch)
    if found is not None:
        return found  # what the run remarked may be nothing but the link in one of its phases
    if verdict.segment is not Segment.NONE:
        return verdict
    found = losing(facts, watch)
    if found is not None:
        return _remarking(found, *found.remarks, *verdict.remarks)
    return _remarking(verdict, *verdict.remarks, "latency-under-load") if late_under_load(watch) else verdict


def _remarking(verdict: Verdict, *remarks: str) -> Verdict:
    return replace(verdict, remarks=tuple(dict.fromkeys(remarks)))


def flapping(verdict: Verdict, watch: WatchSummary) -> Verdict | None:
    """Row 24: the link itself came and went, or the router fell silent again and again and else lost nothing.

    The link counts whatever the run says: it may have fallen into any phase. Silence alone has other causes, so that a
    fault further out stands.
    """
    if watch.watched_s < _MIN_WATCHED_S or watch.breaks_per_minute < _FLAPS_PER_MINUTE:
        return None
    if watch.carrier_changes >= _FLAPS_PER_MINUTE:
        return fault(Segment.LINK, "flapping", 0.95)
    gateway = watch.part(WatchPart.GATEWAY)
    if gateway is None or _is_lossy(gateway) or (verdict.is_fault and verdict.segment is not Segment.LINK):
        return None
    return fault(Segment.LINK, "flapping", 0.8)


def losing(facts: Facts, watch: WatchSummary) -> Verdict | None:
    """Rows 23 and 45 by the packets of the watch, with the rules of the run: its series in place of the run's own."""
    gateway = watch.part(WatchPart.GATEWAY)
    beyond = [part for part in watch.parts if _is_beyond(part, gateway)]
    seen = replace(
        facts,
        gateway_pings=() if gateway is None else (_loss(gateway),),
        pings=tuple(map(_loss, beyond)),
    )
    if gateway is not None and _is_lossy(gateway) and (found := line.wifi_loss(seen)) is not None:
        return found
    return line.path_loss(seen) if beyond and all(map(_is_lossy, beyond)) else None


def late_under_load(watch: WatchSummary) -> bool:
    """Row 31: beyond the router answers come late at times, far later than they can, while the router's do not."""
    gateway = watch.part(WatchPart.GATEWAY)
    if gateway is None or gateway.p95_ms is None or gateway.p95_ms > _FLAT_MS:
        return False
    return any(_is_late(part) for part in watch.parts if _is_beyond(part, gateway))


def _is_late(part: WatchedPart) -> bool:
    if part.received < _MIN_ANSWERS or part.p95_ms is None or part.fastest_ms is None:
        return False
    return part.p95_ms > max(_LATE_MS, 3 * part.fastest_ms)


def _is_beyond(part: WatchedPart, gateway: WatchedPart | None) -> bool:
    """A name server in the router is no further than the router."""
    return part.part is not WatchPart.GATEWAY and (gateway is None or part.address != gateway.address)


def _is_lossy(part: WatchedPart) -> bool:
    return part.lost_alone >= _MIN_LOST and part.lost_alone >= LOSSY_SHARE * part.sent


def _loss(part: WatchedPart) -> Loss:
    """Return the part as a series of the run; spells of silence are no loss by chance."""
    sent = part.sent - (part.lost - part.lost_alone)
    return Loss(
        target=part.address,
        method=part.method.value,
        sent=sent,
        received=part.received,
        rtt_ms=part.median_ms,
        size_bytes=0,
        is_blocked_size=False,
    )
