"""Rules about two devices that claim one address, and one that hands out useless ones (rows 25, 26 and 30)."""

from gui.model.failure import Operation
from gui.model.observation import Segment, Verdict
from gui.probes.facts import Facts, text
from gui.probes.findings import REFUSING, Names, beyond_tried, beyond_works, gateway_alive, names
from gui.probes.outcome import contested
from gui.probes.ruling import fault


def own_address(facts: Facts) -> Verdict | None:
    """Row 25: somebody else has the PC's address. Connections die in bursts, so this explains whatever else is seen."""
    if any(one.detail.get("duplicate_addresses") for one in facts.adapters):
        return fault(Segment.LINK, "ip-conflict", 0.95)
    return fault(Segment.LINK, "ip-conflict", 0.9) if _is_contested(facts, "own") else None


def gateway_address(facts: Facts) -> Verdict | None:
    """Row 26: two devices have the router's address. It may still work: whose answer came last is chance."""
    if not _is_contested(facts, "gateway"):
        return None
    return fault(Segment.LINK, "gateway-conflict", 0.7 if _all_is_well(facts) else 0.9)


def rogue_dhcp(facts: Facts) -> Verdict | None:
    """Row 30: what the PC was given as its router is alive and has none of a router's ports, and nothing is beyond it.

    A router whose line is down still answers as a name server (row 29).
    """
    if not gateway_alive(facts) or not _refuses_everything(facts) or not beyond_tried(facts) or _reaches_beyond(facts):
        return None
    route = facts.routes[0] if facts.routes else None
    adapter = next((one for one in facts.adapters if route and one.target == route.interface), None)
    server = text(adapter, "dhcp_server")
    is_leased_elsewhere = bool(route and server and server != route.gateway)
    if names(facts) not in (Names.CLOSED, Names.SILENT) or not (is_leased_elsewhere or _has_closed_names(facts)):
        return None
    if adapter is not None and adapter.detail.get("dhcp") is False:  # nobody handed this out: it was typed in
        return fault(Segment.PC, "wrong-gateway", 0.6, "wan-down")
    was_lan_asked = any(text(one, "role") == "own" for one in facts.claims)
    others = ("wan-down",) if was_lan_asked else ("gateway-conflict", "wan-down")
    return fault(Segment.ROUTER, "rogue-dhcp", 0.85 if is_leased_elsewhere else 0.7, *others)


def _is_contested(facts: Facts, role: str) -> bool:
    return any(contested(one) for one in facts.claims if text(one, "role") == role)


def _all_is_well(facts: Facts) -> bool:
    return beyond_works(facts) and all(site.is_ok for site in facts.sites)


def _refuses_everything(facts: Facts) -> bool:
    knocks = [one for one in facts.gateway if one.op is Operation.TCP_CONNECT]
    return bool(knocks) and all(one.failure in REFUSING for one in knocks)


def _has_closed_names(facts: Facts) -> bool:
    """Tell whether a name server said that it is none. One query is enough: such answers are limited to a few a second.

    Linux sends six at once, then one a second (icmp(7), icmp_ratelimit); the system's own lookups may get them all.
    """
    return any(query.failure in REFUSING for query in facts.system_queries)


def _reaches_beyond(facts: Facts) -> bool:
    return beyond_works(facts) or any(site.is_ok or site.failure in REFUSING for site in facts.sites)
