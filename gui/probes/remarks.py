"""What is worth a word beside the verdict but is no fault (part A of the domain list). Pure."""

from collections.abc import Callable, Iterable, Mapping

from gui.model.failure import Failure
from gui.model.lan import is_shop_address
from gui.probes.clock import clock_offset_s
from gui.probes.facts import Facts, text
from gui.probes.findings import (
    REFUSING,
    SILENT,
    Names,
    accepts_everything,
    beyond_works,
    gateway_alive,
    is_reached,
    names,
    providers,
    random_queries,
)
from gui.probes.median import median
from gui.probes.plan import url_host
from gui.probes.rules_detours import pac_set, proxy_set, vpn_active
from gui.probes.rules_terminal import terminal_port, terminal_silent
from gui.probes.system.types import AdapterKind

#: A 3G line answers in 300 to 600 ms (row 6), DSL and fibre in less than 100 ms.
_SLOW_RTT_MS = 200.0
#: The hosts of the page that Windows asks for (Microsoft, NCSI; the second one is that of IPv6).
_WINDOWS_TEST_HOSTS = ("www.msftconnecttest.com", "ipv6.msftconnecttest.com")
#: A full Ethernet frame is 1500 bytes: 1472 of payload.
_FULL_SIZE = 1472


def remarks_of(facts: Facts, *, is_clean: bool) -> tuple[str, ...]:
    """Return the remarks that hold, in a fixed order. A silent host is only a remark where no fault explains it."""
    chosen = {**_ONLY_WHERE_CLEAN, **_REMARKS} if is_clean else _REMARKS
    return tuple(name for name, holds in chosen.items() if holds(facts))


def _answered(received: Iterable[int]) -> bool | None:
    """Tell whether any of the series was answered; None when there was none."""
    counts = list(received)
    return any(counts) if counts else None


def _icmp_beyond(facts: Facts) -> bool | None:
    return _answered(ping.received for ping in facts.pings if ping.method == "icmp")


def _icmp_gateway(facts: Facts) -> bool | None:
    return _answered(ping.received for ping in facts.gateway_pings if ping.method == "icmp")


def icmp_filtered(facts: Facts) -> bool:
    """Pings do not pass although connections do: neither loss nor MTU may be derived from them."""
    return _icmp_beyond(facts) is False and beyond_works(facts)


def gw_no_ping(facts: Facts) -> bool:
    """Only the router itself answers no pings."""
    works = beyond_works(facts) or gateway_alive(facts) is True
    return _icmp_gateway(facts) is False and _icmp_beyond(facts) is not False and works


def public_dns_blocked(facts: Facts) -> bool:
    """Public resolvers are silent; only the one that the PC uses counts."""
    silent = bool(facts.public_queries) and all(one.failure in _UNHEARD for one in facts.public_queries)
    return silent and names(facts) is Names.WORKS


def http_blocked(facts: Facts) -> bool:
    """Plain HTTP is blocked, so that Windows shows 'no internet' although it works."""
    blocked = bool(facts.pages) and all(page.failure in _UNHEARD for page in facts.pages)
    return blocked and any(site.is_verified for site in facts.sites)


def http_intercepted(facts: Facts) -> bool:
    """Plain HTTP is answered by somebody else while the real hosts are reached."""
    diverted = any(page.failure is Failure.HTTP_UNEXPECTED for page in facts.pages)
    return diverted and any(site.is_verified for site in facts.sites)


def ntp_blocked(facts: Facts) -> bool:
    """Time servers are silent while the rest works."""
    return bool(facts.times) and all(one.failure is not None for one in facts.times) and beyond_works(facts)


def one_host_down(facts: Facts) -> bool:
    """One host of the provider is silent or refuses, another one is fine."""
    down = any(site.failure in (*SILENT, *REFUSING, Failure.DNS_NO_ANSWER) for site in facts.endpoints)
    return down and any(map(is_reached, providers(facts.endpoints).values()))


def dns_wildcard(facts: Facts) -> bool:
    """The resolver invents addresses for names that do not exist."""
    return any(query.addresses for query in random_queries(facts))


def link_slow(facts: Facts) -> bool:
    """Everything takes long and succeeds."""
    times_ms = [ping.rtt_ms for ping in facts.pings if ping.rtt_ms is not None]
    return bool(times_ms) and median(times_ms) > _SLOW_RTT_MS


def mtu_small(facts: Facts) -> bool:
    """The line is narrower than Ethernet and says so, as PPPoE does: that is normal."""
    return any(ping.is_blocked_size and ping.size_bytes == _FULL_SIZE for ping in facts.size_pings)


def double_nat(facts: Facts) -> bool:
    """Behind the shop's router stands another private one. Inside a VPN that says nothing of the shop."""
    if not facts.routes or not is_shop_address(facts.routes[0].gateway):
        return False
    route = facts.routes[0]
    in_tunnel = any(one.target == route.interface and text(one, "kind") == AdapterKind.TUNNEL for one in facts.adapters)
    return not in_tunnel and any(hop != route.gateway and is_shop_address(hop) for hop in facts.second_hops)


def ncsi_false_alarm(facts: Facts) -> bool:
    """Only the page fails by which Windows tells whether there is an internet; the provider is reached."""
    failed = [page for page in facts.pages if page.failure is not None]
    if len(failed) == len(facts.pages) or not any(site.is_verified for site in facts.sites):
        return False
    return bool(failed) and all(url_host(page.target) in _WINDOWS_TEST_HOSTS for page in failed)


def clock_unchecked(facts: Facts) -> bool:
    """Neither a time server nor a web page told the time, though asked."""
    return bool(facts.times or facts.pages) and clock_offset_s(facts) is None and beyond_works(facts)


def accepts_all(facts: Facts) -> bool:
    """A box on the way accepts every connection, also to ports that serve nothing, and passes on what it knows."""
    return accepts_everything(facts)


def tls12_off(facts: Facts) -> bool:
    """Windows' own programs, and tills built on them, may not use TLS 1.2: this program has TLS of its own."""
    settings = facts.settings.get("tls12")
    return isinstance(settings, dict) and not all(settings.values())


_UNHEARD = (
    Failure.DNS_TIMEOUT,
    Failure.TCP_TIMEOUT,
    Failure.TCP_REFUSED,
    Failure.TCP_RESET,
    Failure.HOST_UNREACHABLE,
    Failure.NETWORK_UNREACHABLE,
)

_ONLY_WHERE_CLEAN: Mapping[str, Callable[[Facts], bool]] = {
    "one-host-down": one_host_down,
    "ncsi-false-alarm": ncsi_false_alarm,
}

_REMARKS: Mapping[str, Callable[[Facts], bool]] = {
    "icmp-filtered": icmp_filtered,
    "gw-no-ping": gw_no_ping,
    "public-dns-blocked": public_dns_blocked,
    "http-blocked": http_blocked,
    "http-intercepted": http_intercepted,
    "ntp-blocked": ntp_blocked,
    "dns-wildcard": dns_wildcard,
    "link-slow": link_slow,
    "mtu-1492-normal": mtu_small,
    "double-nat": double_nat,
    "clock-unchecked": clock_unchecked,
    "accepts-everything": accepts_all,
    "vpn-active": vpn_active,
    "proxy-set": proxy_set,
    "pac-set": pac_set,
    "tls12-off": tls12_off,
    "terminal-silent": terminal_silent,
    "terminal-port": terminal_port,
}
