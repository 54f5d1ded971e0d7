"""Rules and remarks about detours that the PC takes and the terminal does not (rows 16 and 18 of the domain list)."""

from gui.model.failure import Failure, Operation
from gui.model.observation import SYSTEM_TARGET, Observation, Segment, Verdict
from gui.probes.facts import Facts, text
from gui.probes.findings import REFUSING, SILENT, beyond_works, has_tunnel_name
from gui.probes.proxies import has_pac
from gui.probes.ruling import fault

_NOT_REACHED = {*SILENT, *REFUSING, Failure.DNS_NXDOMAIN, Failure.DNS_NO_ANSWER, Failure.DNS_SERVFAIL}
#: How a host fails that a filter hides: no name, no connection, or a handshake that stalls or is cut off.
_UNHEARD = (
    *SILENT, *REFUSING, Failure.DNS_NO_ANSWER, Failure.TLS_TIMEOUT, Failure.TLS_EOF, Failure.PERMISSION_DENIED,
)  # fmt: skip
#: `AdapterKind.TUNNEL` in the detail of an adapter.
_TUNNEL_KIND = "tunnel"


def vpn_route(facts: Facts) -> Verdict | None:
    """Row 16: the PC sends everything into a tunnel that carries nothing.

    Sure when the same connection by the PC's own line succeeds. When it fails too, the line itself may be dead.
    """
    tunnel = _tunnel_in_use(facts)
    if tunnel is None or beyond_works(facts):
        return None
    past = [one for one in _connections(facts) if text(one, "via") != tunnel]
    if any(one.failure is None for one in past):
        return fault(Segment.PC, "vpn-default-route", 0.95)
    if not past or all(one.failure is Failure.PERMISSION_DENIED for one in past):
        return fault(Segment.PC, "vpn-default-route", 0.8)  # not tried, or the system did not allow it
    if facts.routes and facts.routes[0].interface == tunnel:
        return fault(
            Segment.PC, "vpn-default-route", 0.5, "outage"
        )  # what was seen of "the router" is the tunnel's end
    return None


def vpn_active(facts: Facts) -> bool:
    """Everything goes through a tunnel and arrives: the terminal beside the PC does not share it."""
    return _tunnel_in_use(facts) is not None and beyond_works(facts)


def proxy_dead(facts: Facts) -> Verdict | None:
    """Row 18: the PC is set to use a proxy that does not answer, while the direct way works."""
    failures = {one.failure for one in _proxies(facts)} - {None}
    if not failures or not any(site.is_verified for site in facts.sites):
        return None
    # One that connects and then is silent, or says that it cannot, is as useless; it may only be busy.
    return fault(Segment.PC, "proxy-dead", 0.9 if failures & _NOT_REACHED else 0.6)


def direct_blocked(facts: Facts) -> Verdict | None:
    """The provider is there for the proxy and not without it: somebody between filters, and it is no outage."""
    group = facts.endpoints or facts.sites
    tried = [site for site in group if site.wants_tls]
    if not _works_through_proxy(facts) or not tried or not all(site.failure in _UNHEARD for site in tried):
        return None
    others = any(site.is_verified for site in facts.sites) or any(page.failure is None for page in facts.pages)
    return fault(Segment.ROUTER, "ip-filter" if others else "direct-blocked", 0.8, "direct-blocked-proxy-works")


def proxy_set(facts: Facts) -> bool:
    """The PC's programs go through a proxy that is alive; the terminal does not."""
    return any(one.failure is None for one in _proxies(facts))


def pac_set(facts: Facts) -> bool:
    """A PAC file chooses the PC's proxy."""
    return has_pac(facts.settings)


def _proxies(facts: Facts) -> list[Observation]:
    return [one for one in facts.detours if one.op is Operation.PROXY and one.target != SYSTEM_TARGET]


def _works_through_proxy(facts: Facts) -> bool:
    """Tell whether a handshake through the proxy proved who answers: its own word would not do."""
    return any(one.op is Operation.TLS_HANDSHAKE and one.failure is None for one in facts.detours)


def _tunnel_in_use(facts: Facts) -> str | None:
    """Return the tunnel that carries the PC's packets: as the system said, else the preferred of several routes."""
    told = next((name for one in facts.detours if (name := text(one, "interface"))), None)
    if told is not None:
        return told
    interfaces = dict.fromkeys(route.interface for route in facts.routes)
    preferred = next(iter(interfaces), "")
    return preferred if len(interfaces) > 1 and _is_tunnel(facts, preferred) else None


def _is_tunnel(facts: Facts, interface: str) -> bool:
    kinds = {text(one, "kind") for one in facts.adapters if one.target == interface}
    # A dialled line on Linux (PPPoE) is called as a dialled VPN is; beside a router's route it is likely the latter.
    return _TUNNEL_KIND in kinds or has_tunnel_name(interface) or interface.startswith("ppp")


def _connections(facts: Facts) -> list[Observation]:
    return [one for one in facts.detours if one.op is Operation.TCP_CONNECT]
