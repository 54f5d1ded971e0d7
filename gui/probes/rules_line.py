"""Rules about the line from the router outwards: loss, a dead line, a dead provider line (rows 23, 29, 42, 45)."""

from gui.model.failure import Failure
from gui.model.observation import Segment, Verdict
from gui.probes.facts import Facts
from gui.probes.findings import (
    Names,
    best_beyond,
    beyond_tried,
    beyond_works,
    gateway_alive,
    gateway_share,
    is_lossy,
    names,
    real_queries,
)
from gui.probes.outcome import CLEAN_SHARE
from gui.probes.ruling import fault

#: An answer that comes this fast comes from nearby; a timeout of the router's own resolver takes seconds.
_AT_ONCE_S = 1.0


def wifi_loss(facts: Facts) -> Verdict | None:
    """Row 23: packets are lost on the way to the router already, and beyond it no fewer."""
    share, beyond = gateway_share(facts), best_beyond(facts)
    if share is None or not any(map(is_lossy, facts.gateway_pings)):
        return None
    if beyond is not None and beyond.share < CLEAN_SHARE:
        return None  # a router may answer pings when it likes; what it forwards arrives
    if all(loss.method != "icmp" for loss in facts.gateway_pings if loss.received):
        return fault(Segment.LINK, "wifi-loss", 0.6, "path-loss")  # its name server may have asked further
    return fault(Segment.LINK, "wifi-loss", 0.9)


def path_loss(facts: Facts) -> Verdict | None:
    """Row 45: the router is reached without loss, nothing beyond it is. One clean address would clear the line."""
    beyond, share = best_beyond(facts), gateway_share(facts)
    if beyond is None or not is_lossy(beyond):
        return None
    if share is None:  # the way to the router was not measured: the loss may be there
        return fault(Segment.ISP, "path-loss", 0.6, "wifi-loss")
    return fault(Segment.ISP, "path-loss", 0.9)


def local_firewall(facts: Facts) -> Verdict | None:
    """Row 19: the PC itself forbids the connection, and says so at once: no router can give that answer.

    Often only to some ports or hosts. One that is no provider's does not matter where a provider's is allowed.
    """
    sites = facts.endpoints or facts.sites
    denied = [site for site in sites if site.tcp and site.tcp.failure is Failure.PERMISSION_DENIED]
    return fault(Segment.PC, "local-firewall", 0.9) if denied else None


def wan_down(facts: Facts) -> Verdict | None:
    """Row 29: the router is there and says at once that it cannot get further."""
    if _reaches_anything(facts) or not gateway_alive(facts):
        return None
    state = names(facts)
    at_once = any(query.dt_s < _AT_ONCE_S for query in real_queries(facts))
    if state is Names.CANNOT and at_once:
        return fault(Segment.ROUTER, "wan-down", 0.85) if beyond_tried(facts) else _only_names_failed("wan-down", 0.5)
    if _unreachable(facts) and state is not Names.WORKS:
        return fault(Segment.ROUTER, "wan-down", 0.8)
    if state is Names.CLOSED and beyond_tried(facts):
        return fault(Segment.ROUTER, "wan-down", 0.5, "rogue-dhcp")
    return None


def outage(facts: Facts) -> Verdict | None:
    """Row 42: the router is there, beyond it is silence."""
    if _reaches_anything(facts) or gateway_alive(facts) is False:
        return None
    state = names(facts)
    if not beyond_tried(facts):  # without an address nothing beyond could be tried
        return fault(Segment.ISP, "outage", 0.4, "isp-dns-down") if state is Names.SILENT else None
    if state is Names.WORKS and not _tried_more_than_endpoints(facts):
        return None  # the ISP's name server answers, only the provider was tried
    if state is Names.UNKNOWN and not _tried_more_than_endpoints(facts):
        return None
    known = gateway_share(facts) is not None
    return fault(Segment.ISP, "outage", 0.85 if known and state is Names.SILENT else 0.6)


def _only_names_failed(fault_id: str, confidence: float) -> Verdict:
    return fault(Segment.ROUTER, fault_id, confidence, "isp-dns-down")


def _reaches_anything(facts: Facts) -> bool:
    """A page with a wrong answer is an answer too: then it is a portal, not a dead line."""
    wrong_answer = any(page.failure is Failure.HTTP_UNEXPECTED for page in facts.pages)
    return wrong_answer or beyond_works(facts) or any(site.is_ok for site in facts.sites) or _refused(facts)


def _refused(facts: Facts) -> bool:
    return any(site.failure in (Failure.TCP_REFUSED, Failure.TCP_RESET, Failure.TLS_TIMEOUT) for site in facts.sites)


def _unreachable(facts: Facts) -> bool:
    """Every connection is turned back with an ICMP unreachable: the router knows that it has no way."""
    tried = [site.tcp.failure for site in facts.sites if site.tcp is not None]
    return bool(tried) and all(one in (Failure.HOST_UNREACHABLE, Failure.NETWORK_UNREACHABLE) for one in tried)


def _tried_more_than_endpoints(facts: Facts) -> bool:
    others = any(site.tcp is not None for site in facts.controls)
    return others or bool(facts.public_queries or facts.pages or facts.times)
