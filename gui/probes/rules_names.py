"""Rules about names: no resolver, a lying resolver, an override on the PC (rows 17, 36 to 41, 43, 48)."""

from gui.model.failure import Failure
from gui.model.observation import Segment, Verdict
from gui.probes.facts import Facts, Lookup
from gui.probes.findings import (
    Names,
    beyond_works,
    gateway_port_open,
    is_not_public,
    is_nowhere,
    is_reached,
    names,
    providers,
    random_queries,
    real_queries,
    server_states,
)
from gui.probes.ruling import fault

#: A name that takes longer than this every time is slow (row 38: 1.5 s; a 3G line takes 0.6 s).
_SLOW_S = 1.0
#: How often a question may cross the line before it counts against the name server: it also waits for the others asked
#: at the same moment (measured in the lab: 1.05 s on a line with 0.44 s, within row 6).
_LINE_TRIPS = 2
#: Failures of a handshake that say: this is not the host that was meant.
_SOMEBODY_ELSE = (Failure.TLS_UNTRUSTED, Failure.TLS_INVALID_NAME, Failure.TLS_PROTOCOL)


def hosts_override(facts: Facts) -> Verdict | None:
    """Row 17: the PC's own hosts file leads the provider's name elsewhere, and that does not work."""
    overridden = [site for site in facts.endpoints if site.host in facts.hosts_file and not site.is_ok]
    by_server = {
        query.name: query.addresses for query in (*real_queries(facts), *facts.public_queries) if query.addresses
    }
    if any(site.host in by_server and site.address not in by_server[site.host] for site in overridden):
        return fault(Segment.PC, "hosts-override", 0.9)
    # No server told the right address: blame the file only where the line is known to work.
    return fault(Segment.PC, "hosts-override", 0.7) if overridden and beyond_works(facts) else None


def filtered(facts: Facts) -> Verdict | None:
    """Row 41: the provider's name leads nowhere, or does not exist for this resolver alone."""
    for lookup in _endpoint_lookups(facts):
        if lookup.addresses and all(map(is_nowhere, lookup.addresses)):
            return fault(Segment.DNS, "filtered", 0.9)
        denied = lookup.failure is Failure.DNS_NXDOMAIN and names(facts) is Names.WORKS
        if denied and _public_addresses(facts, lookup.host):
            return fault(Segment.DNS, "filtered", 0.75)
    return None


def dns_hijack(facts: Facts) -> Verdict | None:
    """Row 48: the provider's name leads to somebody else. Other addresses alone prove nothing: CDNs do that."""
    strange = [lookup for lookup in _endpoint_lookups(facts) if _is_led_astray(facts, lookup)]
    return fault(Segment.INTERCEPTION, "dns-hijack", 0.9) if strange else None


def _is_led_astray(facts: Facts, lookup: Lookup) -> bool:
    sites = [site for site in facts.sites if site.host == lookup.host]
    if not lookup.addresses or lookup.host in facts.hosts_file or any(site.is_verified for site in sites):
        return False
    catch_all = frozenset[str]().union(*(query.addresses for query in random_queries(facts)))
    if lookup.addresses & catch_all:
        return True
    public = _public_addresses(facts, lookup.host)
    if not public or lookup.addresses & public:
        return False
    is_somebody_else = any(site.tls_failure in _SOMEBODY_ELSE for site in sites)
    return is_somebody_else or all(map(is_not_public, lookup.addresses)) or _shares_address(facts, lookup)


def _shares_address(facts: Facts, lookup: Lookup) -> bool:
    """Tell whether an unrelated name leads to the same address."""
    others = (one for one in facts.lookups if _domain(one.host) != _domain(lookup.host))
    return any(lookup.addresses & other.addresses for other in others)


def no_resolver(facts: Facts) -> Verdict | None:
    """Rows 37 and 43: names do not work although the line does. A router that accepts TCP 53 has a live forwarder."""
    state = names(facts)
    if state in (Names.WORKS, Names.UNKNOWN):
        return None
    if state is Names.CLOSED:
        return fault(Segment.DNS, "resolver-down", 0.85, "isp-dns-down")
    if not beyond_works(facts):
        return None
    if state is Names.CANNOT or _forwarder_alive(facts):
        return fault(Segment.ISP, "isp-dns-down", 0.6, "resolver-down")
    return fault(Segment.DNS, "resolver-down", 0.6, "isp-dns-down")


def first_server_dead(facts: Facts) -> Verdict | None:
    """Row 39: every name waits for a dead first server."""
    states = list(server_states(facts).values())
    is_dead = len(states) > 1 and states[0] in (Names.SILENT, Names.CLOSED) and Names.WORKS in states[1:]
    return fault(Segment.DNS, "primary-dead", 0.85) if is_dead else None


def aaaa_swallowed(facts: Facts) -> Verdict | None:
    """Row 40: the resolver answers for IPv4 at once and for IPv6 never; programs that ask for both wait."""
    ipv6 = [query for query in facts.system_queries if query.rdtype == "AAAA"]
    is_silent = bool(ipv6) and all(query.failure is Failure.DNS_TIMEOUT for query in ipv6)
    quick = any(query.failure is None and query.dt_s < _SLOW_S for query in real_queries(facts))
    waits = any(lookup.dt_s > _SLOW_S for lookup in facts.lookups)
    return fault(Segment.DNS, "aaaa-swallowed", 0.85) if is_silent and quick and waits else None


def dns_rebind_filter(facts: Facts) -> Verdict | None:
    """Row 36: a name that rightly leads into the shop has no address here, and has it elsewhere; all else works."""
    reached = not facts.endpoints or any(map(is_reached, providers(facts.endpoints).values()))
    if names(facts) is not Names.WORKS or not reached:
        return None
    hidden = [one for one in facts.private_names if _is_hidden(one.lookup)]
    if any(one.right_address in _public_addresses(facts, one.lookup.host) for one in hidden):
        return fault(Segment.ROUTER, "dns-rebind-filter", 0.85)
    return None


def _is_hidden(lookup: Lookup) -> bool:
    """Tell whether a name was denied, or led nowhere, as filters answer."""
    denied = lookup.failure in (Failure.DNS_NXDOMAIN, Failure.DNS_NO_ANSWER)
    return denied or (bool(lookup.addresses) and all(map(is_nowhere, lookup.addresses)))


def slow_resolver(facts: Facts) -> Verdict | None:
    """Row 38: every name takes long and is right, while the line itself is quick."""
    answers = [query for query in real_queries(facts) if query.failure is None]
    line_s = min((site.tcp.dt_s for site in facts.sites if site.tcp and site.tcp.failure is None), default=_SLOW_S)
    is_slow = bool(answers) and all(query.dt_s > _SLOW_S + _LINE_TRIPS * line_s for query in answers)
    return fault(Segment.DNS, "slow", 0.8) if is_slow and line_s < _SLOW_S / 2 else None


def _endpoint_lookups(facts: Facts) -> list[Lookup]:
    hosts = {site.host for site in facts.endpoints}
    return [lookup for lookup in facts.lookups if lookup.host in hosts and lookup.host not in facts.hosts_file]


def _public_addresses(facts: Facts, host: str) -> frozenset[str]:
    return frozenset[str]().union(*(query.addresses for query in facts.public_queries if query.name == host))


def _forwarder_alive(facts: Facts) -> bool:
    gateway = facts.routes[0].gateway if facts.routes else None
    return gateway in facts.dns_servers and gateway_port_open(facts, 53)


def _domain(host: str) -> str:
    return ".".join(host.lower().rsplit(".", 2)[-2:])
