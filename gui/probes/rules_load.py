"""Rules about a router under load: a full queue, a full table of connections (rows 31 and 32). Pure.

In both the router itself answers at once and what lies beyond it seems to fail at random.
"""

from collections.abc import Iterable

from gui.model.failure import Failure
from gui.model.observation import Observation, Segment, Verdict
from gui.probes import limits
from gui.probes.facts import Facts, Loss, Query
from gui.probes.findings import REFUSING, is_lossy
from gui.probes.ruling import fault

#: The faults of this module. Each explains every silence beyond the router: nothing else is worth a word about it.
EXPLAIN_SILENCE = ("bufferbloat", "session-limit")

#: A router on a WiFi that is in use answers within this time.
_NEAR_MS = 20.0
#: A full queue drops what it cannot hold: measured in the lab, a fifth at most.
_OVERFLOW_SHARE = 0.4
#: A queue that others fill and empty changes within a second; a slow line alone does not by so much (row 6: 30 ms each
#: way), nor is any as slow as a full queue of seconds.
_VARYING_MS, _QUEUE_MS = 150.0, 1500.0
#: With few or uneven uploads it empties between them: half of the answers come in time, others a second later.
_EMPTYING_MS = 300.0
#: Queries sent within this time of another one's answer went over the same line.
_TOGETHER_S = 0.2


def bufferbloat(facts: Facts) -> Verdict | None:
    """Row 31: the router is near, and whatever goes through it waits in a queue. One quick address clears the line."""
    series = [ping for ping in facts.pings if ping.rtt_ms is not None]
    near_ms = _gateway_ms(facts)
    if near_ms is None or near_ms > _NEAR_MS:
        return None
    if not series:
        return fault(Segment.ROUTER, "bufferbloat", 0.6) if _is_late_without_pings(facts) else None
    best_ms, share = min(ping.rtt_ms or 0.0 for ping in series), min(ping.share for ping in series)
    spread_ms = min((ping.rtt_max_ms or 0.0) - (ping.rtt_min_ms or 0.0) for ping in series)
    if best_ms >= limits.LATE_ANSWER_MS and share <= _OVERFLOW_SHARE:
        return fault(Segment.ROUTER, "bufferbloat", 0.85 if spread_ms > _VARYING_MS or best_ms > _QUEUE_MS else 0.6)
    is_emptying = best_ms >= _EMPTYING_MS and spread_ms >= limits.LATE_ANSWER_MS and not any(map(is_lossy, series))
    return fault(Segment.ROUTER, "bufferbloat", 0.7) if is_emptying else None


def session_limit(facts: Facts) -> Verdict | None:
    """Row 32: each flow passes as a whole or not at all, whatever its address and port."""
    if not _most_are_silent(facts):
        return None
    lone = _lone_address(facts)
    silent_again = lone is not None and lone.again_received == 0
    if not _others_are_silent(facts):  # the acquirer's part, but for an address that is there for one flow alone
        is_divided = lone is not None and silent_again and _is_silent_site(facts, lone.target)
        return fault(Segment.ROUTER, "session-limit", 0.6, "down") if is_divided else None
    # Loss leaves single queries without an answer too.
    by_query = any(map(_is_divided, _by_server(facts))) and not any(map(is_lossy, facts.pings))
    if by_query or silent_again:
        return fault(Segment.ROUTER, "session-limit", 0.8)
    # Windows gives all its pings to an address the same identifier: for the router the second series is the same flow.
    alone = lone is not None and not any(site.is_ok for site in facts.sites) and _other_udp_is_silent(facts)
    return fault(Segment.ROUTER, "session-limit", 0.5, "outage") if alone or _one_time_alone(facts) else None


def _gateway_ms(facts: Facts) -> float | None:
    """Return how long the router takes to answer; None when it answers nothing."""
    pings_ms = [ping.rtt_ms for ping in facts.gateway_pings if ping.rtt_ms is not None]
    knocks_ms = [one.dt_s * 1000 for one in facts.gateway if one.failure in REFUSING]
    return min(pings_ms or knocks_ms, default=None)


def _is_late_without_pings(facts: Facts) -> bool:
    """Tell whether every connection and every public name server was late; a packet lost here and there is not all."""
    connected = [site.tcp.dt_s for site in facts.sites if site.tcp and site.tcp.failure is None]
    answered = [query.dt_s for query in facts.public_queries if query.failure is None]
    times_s = [*connected, *answered]
    return len(times_s) > 1 and min(times_s) * 1000 >= limits.LATE_ANSWER_MS


def _by_server(facts: Facts) -> Iterable[list[Query]]:
    servers: dict[str, list[Query]] = {}
    for query in facts.public_queries:
        servers.setdefault(query.server, []).append(query)
    return servers.values()


def _is_divided(queries: Iterable[Query]) -> bool:
    """Tell whether a server answered some queries at once and, of those sent at the same time, several never."""
    answered = [one for one in queries if one.failure is not Failure.DNS_TIMEOUT and one.tries == 1]
    ends_s = min((one.t0_s + one.dt_s for one in answered), default=None)
    if ends_s is None:
        return False
    never = [one for one in queries if one.failure is Failure.DNS_TIMEOUT and one.t0_s < ends_s + _TOGETHER_S]
    return len(never) > 1 and all(one.tries == len(limits.DNS_SEND_AT_S) for one in never)


def _lone_address(facts: Facts) -> Loss | None:
    """Return the series to the one address of several that answered any ping."""
    pings = [ping for ping in facts.pings if ping.method == "icmp"]
    answered = [ping for ping in pings if ping.received]
    return answered[0] if len(answered) == 1 < len(pings) else None


def _is_silent_site(facts: Facts, address: str) -> bool:
    return any(site.address == address and _is_silent(site.tcp) for site in facts.sites)


def _is_silent(one: Observation | None) -> bool:
    return one is not None and one.failure is Failure.TCP_TIMEOUT


def _other_udp_is_silent(facts: Facts) -> bool:
    failures = [query.failure for query in facts.public_queries] + [one.failure for one in facts.times]
    return all(failure in (Failure.DNS_TIMEOUT, Failure.NTP_TIMEOUT) for failure in failures)


def _one_time_alone(facts: Facts) -> bool:
    """Tell whether nothing passed but one of two questions to the same time server."""
    answered = {one.target for one in facts.times if one.failure is None}
    silent = {one.target for one in facts.times if one.failure is Failure.NTP_TIMEOUT}
    passed = any(ping.received for ping in facts.pings) or any(site.is_ok for site in facts.sites)
    return bool(answered & silent) and not passed


def _most_are_silent(facts: Facts) -> bool:
    """Tell whether most connections got no answer."""
    tried = [*(site.tcp for site in facts.sites if site.tcp), *facts.pages]
    return 2 * sum(map(_is_silent, tried)) > len(tried)


def _others_are_silent(facts: Facts) -> bool:
    """Tell whether not the acquirer alone is silent, as far as anybody else was tried."""
    others = [*(site.tcp for site in facts.controls if site.tcp), *facts.pages]
    return not others or any(map(_is_silent, others))
