"""What follows from the facts in general: is the router there, does anything beyond it answer, do names work. Pure."""

import ipaddress
from collections.abc import Iterable
from enum import StrEnum

from gui.model.failure import Failure, Operation
from gui.probes.addresses import PRIVATE_BLOCKS, is_within, parse_address
from gui.probes.facts import Facts, Loss, Query, Site
from gui.probes.outcome import LOSSY_SHARE

#: Loss is called on 20 packets or more (domain list).
_MIN_PACKETS = 20
#: Answers that come from a name server, whatever they say: somebody is there.
_ANSWERS = (None, Failure.DNS_NXDOMAIN, Failure.DNS_NO_ANSWER, Failure.DNS_SERVFAIL, Failure.DNS_REFUSED)
#: Answers of a name server that reaches others.
_KNOWING = (None, Failure.DNS_NXDOMAIN, Failure.DNS_NO_ANSWER)
#: Failures that come from silence.
SILENT = (Failure.TCP_TIMEOUT, Failure.HOST_UNREACHABLE, Failure.NETWORK_UNREACHABLE, Failure.TIMEOUT)
REFUSING = (Failure.TCP_REFUSED, Failure.TCP_RESET)


#: How tunnel adapters are called (VPN clients on Linux, WireGuard, and TAP-Windows).
_TUNNEL_NAMES = ("tun", "tap", "wg", "utun")


def has_tunnel_name(adapter: str) -> bool:
    """Tell whether an adapter is called as VPN clients call theirs."""
    return adapter.lower().startswith(_TUNNEL_NAMES)


class Names(StrEnum):
    """How the name servers that the PC uses behave, for names that exist."""

    WORKS = "works"
    #: Answers at once that it cannot (SERVFAIL, REFUSED): it is alive, what it asks is not.
    CANNOT = "cannot"
    #: The port is closed: the host is alive, its name server is not.
    CLOSED = "closed"
    SILENT = "silent"
    UNKNOWN = "unknown"


def gateway_alive(facts: Facts) -> bool | None:
    """Tell whether the router shows any sign of life; None when nothing was measured."""
    address = facts.routes[0].gateway if facts.routes else None
    by_dns = any(query.server == address and query.failure in (*_ANSWERS, *REFUSING) for query in facts.system_queries)
    if by_dns or any(one.failure in (None, *REFUSING) for one in facts.gateway):
        return True
    return False if facts.gateway else None


def gateway_port_open(facts: Facts, port: int) -> bool:
    """Tell whether the router accepts TCP connections at a port."""
    knocks = (one for one in facts.gateway if one.op is Operation.TCP_CONNECT and one.failure is None)
    return any(one.target.endswith(f":{port}") for one in knocks)


def beyond_works(facts: Facts) -> bool:
    """Tell whether anything beyond the router was proved to work. A bare TCP connection proves nothing (row 51)."""
    proofs = (
        any(page.failure is None for page in facts.pages),
        any(site.is_verified for site in facts.sites),
        any(query.failure in _KNOWING for query in facts.public_queries),
        any(one.failure is None for one in facts.times),
        any(ping.received for ping in facts.pings),
        any(site.tls_failure not in (None, Failure.TLS_TIMEOUT) for site in facts.sites),
        _bare_connection_counts(facts) and any(site.is_ok for site in facts.sites),
    )
    return any(proofs)


def accepts_everything(facts: Facts) -> bool:
    """Tell whether even a port connected behind which nothing is: then no connection proves anything."""
    return any(one.failure is None for one in facts.closed_ports)


def _bare_connection_counts(facts: Facts) -> bool:
    """Tell whether a connection without a handshake is all there is to go by, and nothing speaks against it."""
    return not any(site.wants_tls for site in facts.sites) and not accepts_everything(facts)


def beyond_tried(facts: Facts) -> bool:
    """Tell whether anything beyond the router was tried by address, without needing the PC's name servers."""
    connected = any(site.tcp is not None for site in facts.sites)
    return connected or bool(facts.public_queries or facts.pings or facts.pages or facts.times)


def real_queries(facts: Facts) -> tuple[Query, ...]:
    """Return the address queries to the PC's name servers for names of the targets."""
    hosts = {lookup.host for lookup in facts.lookups}
    return tuple(query for query in facts.system_queries if query.rdtype == "A" and query.name in hosts)


def random_queries(facts: Facts) -> tuple[Query, ...]:
    """Return the queries for names that cannot exist."""
    hosts = {lookup.host for lookup in facts.lookups}
    return tuple(query for query in facts.system_queries if query.name not in hosts)


def names(facts: Facts) -> Names:
    """Return how the PC's name servers behave. Only those count, never the public ones."""
    found_by_server = any(lookup.addresses for lookup in facts.lookups if lookup.host not in facts.hosts_file)
    return _names_of(real_queries(facts), found=found_by_server, tried=bool(facts.lookups))


def server_states(facts: Facts) -> dict[str, Names]:
    """Return the same for each name server, in the PC's order."""
    queries = real_queries(facts)
    servers = dict.fromkeys(query.server for query in queries)
    ordered = sorted(servers, key=lambda one: facts.dns_servers.index(one) if one in facts.dns_servers else 99)
    return {
        one: _names_of([query for query in queries if query.server == one], found=False, tried=True) for one in ordered
    }


def _names_of(queries: Iterable[Query], *, found: bool, tried: bool) -> Names:
    failures = {query.failure for query in queries}
    if found or failures & set(_KNOWING):
        return Names.WORKS
    if failures & {Failure.DNS_SERVFAIL, Failure.DNS_REFUSED}:
        return Names.CANNOT
    if failures & set(REFUSING):
        return Names.CLOSED
    return Names.SILENT if tried else Names.UNKNOWN


def is_lossy(loss: Loss) -> bool:
    """Tell whether a series shows loss: enough packets, some came, too many did not."""
    return loss.sent >= _MIN_PACKETS and loss.received > 0 and loss.share >= LOSSY_SHARE


def gateway_share(facts: Facts) -> float | None:
    """Return the lost share to the router; None when it answers no pings or cannot be pinged."""
    return min((ping.share for ping in facts.gateway_pings if ping.received), default=None)


def best_beyond(facts: Facts) -> Loss | None:
    """Return the best series beyond the router: one clean address proves that the line is clean."""
    answered = [ping for ping in facts.pings if ping.received and ping.sent >= _MIN_PACKETS]
    return min(answered, key=lambda ping: ping.share, default=None)


def pings_to(facts: Facts, address: str) -> Loss | None:
    """Return the ping series to an address."""
    return next((ping for ping in facts.pings if ping.target == address and ping.method == "icmp"), None)


def providers(sites: Iterable[Site]) -> dict[str | None, list[Site]]:
    """Group endpoints by provider."""
    groups: dict[str | None, list[Site]] = {}
    for site in sites:
        groups.setdefault(site.provider, []).append(site)
    return groups


def is_reached(group: Iterable[Site]) -> bool:
    """Tell whether a provider was reached: where it offers TLS, by a handshake; a bare connection proves nothing."""
    sites = list(group)
    encrypted = [site for site in sites if site.wants_tls]
    return any(site.is_ok for site in encrypted or sites)


def is_not_public(address: str) -> bool:
    """Tell whether an address can belong to no public host (RFC 1122, 1918, 3927, 6598, 4193, 4291)."""
    return is_within(address, _NOT_PUBLIC)


def is_nowhere(address: str) -> bool:
    """Tell whether an address is the PC itself or none at all: what filters answer."""
    parsed = parse_address(address)
    return parsed is not None and (parsed.is_unspecified or parsed.is_loopback)


_NOT_PUBLIC = (
    *PRIVATE_BLOCKS,
    *map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "::/128", "::1/128", "fc00::/7", "fe80::/10",
        ),
    ),
)  # fmt: skip
