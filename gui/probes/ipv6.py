"""The way over IPv6 to a host, tried beside the check of the host itself: does it carry anything (row 47)?

Most programs ask for both kinds of address and try IPv6 first; where its packets vanish they wait for seconds.
"""

import ipaddress
from dataclasses import replace

from gui.model.failure import Failure
from gui.model.observation import JsonValue, Observation, Segment, Verdict
from gui.model.targets import ControlTarget, EndpointTarget, Targets
from gui.probes import limits
from gui.probes.addresses import is_within
from gui.probes.context import RunContext
from gui.probes.facts import Facts, text
from gui.probes.ruling import fault
from gui.probes.system import SystemInfo

#: All addresses that are routed on the internet so far (RFC 4291, section 2.4; IANA's registry of IPv6 address space).
_GLOBAL = ipaddress.ip_network("2000::/3")
#: How many hosts of the provider are tried.
_MAX_OWN = 2


def has_ipv6(info: SystemInfo | None) -> bool:
    """Tell whether the PC's programs would use IPv6: a global address, and a way to everywhere."""
    if info is None or not info.has_ipv6_route:
        return False
    addresses = (entry.address for adapter in info.adapters if adapter.is_running for entry in adapter.addresses)
    return any(is_within(address, (_GLOBAL,)) for address in addresses)


def tried_sites(targets: Targets) -> tuple[ControlTarget | EndpointTarget, ...]:
    """Return the sites that are tried, one per host: two of the provider, and one that is nobody's to compare."""
    sites: dict[str, ControlTarget | EndpointTarget] = {}
    for endpoint in targets.endpoints:
        sites.setdefault(endpoint.host, endpoint)
    own = list(sites.values())[:_MAX_OWN]
    return (*own, *(control for control in targets.controls[:1] if control.host not in sites))


async def connect_by_ipv6(site: ControlTarget | EndpointTarget, run: RunContext) -> Observation | None:
    """Connect to the IPv6 address that the system gave beside an IPv4 one; None where it does not come to that."""
    if not has_ipv6(run.info) or site not in tried_sites(run.targets):
        return None
    address = await run.book.find_ipv6(site.host)
    if address is None:
        return None
    seen = await run.net.tcp_connect(address, site.port, limits.TCP_TIMEOUT_S)
    label: dict[str, JsonValue] = {"ipv6": True, "host": site.host, "address": address}
    return replace(seen, target=f"{site.host}:{site.port}", detail={**seen.detail, **label})


def ipv6_broken(facts: Facts) -> Verdict | None:
    """Row 47: over IPv6 nobody answers, over IPv4 the same hosts do. A refusal at once would cost no program time."""
    tried = facts.ipv6_connects
    if not tried or any(one.failure is not Failure.TCP_TIMEOUT for one in tried):
        return None
    hosts = {text(one, "host") for one in tried}
    by_ipv4 = any(site.host in hosts and site.is_ok and ":" not in site.address for site in facts.sites)
    return fault(Segment.ISP, "ipv6-broken", 0.8) if by_ipv4 else None
