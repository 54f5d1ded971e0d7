"""The cases of the lab, one per row of the domain list (`network_faults.md`): how to break the world, what must follow.

`break_it` gets the healthy world of `tests.lab.inside`. Expected remarks are those that must be there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gui.model.observation import Segment
from tests.lab.breaks import (
    acquirer,
    dns,
    interception,
    ipv6,
    isp,
    link,
    load,
    not_a_fault,
    odd_lines,
    odd_names,
    pc,
    router,
    terminal,
)

if TYPE_CHECKING:
    from tests.lab.inside import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row: its number, how to break the world, and the verdict.

    `env` is the environment of the check on the PC, `arguments` are those of `tests.lab.run_check`; `root_as` is the
    key of the targets file that names the lab's root, where it is not `ca_file`.
    """

    id: str
    row: str
    break_it: Callable[[World], None]
    segment: Segment
    fault: str
    remarks: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    root_as: str | None = None


_NONE, _ROUTER, _ISP, _DNS, _PC = Segment.NONE, Segment.ROUTER, Segment.ISP, Segment.DNS, Segment.PC
_WAY = Segment.INTERCEPTION
_PROXY, _BY_PROXY = {"https_proxy": "http://192.168.1.1:3128"}, ("proxy-set", "direct-blocked-proxy-works")
#: What comes and goes shows in more than ten seconds only: the check is followed by a watch.
WATCH = ("--watch", "15")


def _row(
    name: str,
    row: str,
    how: Callable[[World], None],
    segment: Segment,
    fault: str,
    *remarks: str,
    env: Mapping[str, str] | None = None,
    arguments: Sequence[str] = (),
    root_as: str | None = None,
) -> Case:
    return Case(
        id=name,
        row=row,
        break_it=how,
        segment=segment,
        fault=fault,
        remarks=remarks,
        env=env or {},
        arguments=tuple(arguments),
        root_as=root_as,
    )


#: Id of the row, number, how to break it, segment, fault, remarks that must be there.
CASES: tuple[Case, ...] = (
    _row("healthy", "0", not_a_fault.healthy, _NONE, "none"),
    _row("icmp-blocked-everywhere", "1", not_a_fault.icmp_blocked, _NONE, "none", "icmp-filtered"),
    _row("gateway-silent-but-forwards", "2", not_a_fault.gateway_silent, _NONE, "none", "gw-no-ping"),
    _row("public-dns-blocked", "3", not_a_fault.public_dns_blocked, _NONE, "none", "public-dns-blocked"),
    _row("http-blocked-https-fine", "4", not_a_fault.http_blocked, _NONE, "none", "http-blocked"),
    _row("ntp-blocked-clock-right", "5", not_a_fault.ntp_blocked, _NONE, "none", "ntp-blocked"),
    _row("slow-3g-like-healthy", "6", odd_lines.slow_like_3g, _NONE, "none", "link-slow"),
    _row("pppoe-1492-pmtud-ok", "7", odd_lines.pppoe, _NONE, "none", "mtu-1492-normal"),
    _row("double-nat", "8", odd_lines.double_nat, _NONE, "none", "double-nat"),
    _row("nxdomain-wildcard", "9", not_a_fault.nxdomain_wildcard, _NONE, "none", "dns-wildcard"),
    _row("one-acquirer-host-down", "10", not_a_fault.one_host_down, _NONE, "none", "one-host-down"),
    _row("windows-ncsi-false-alarm", "11", odd_names.ncsi_false_alarm, _NONE, "none", "ncsi-false-alarm"),
    _row("no-dhcp-lease", "12", pc.no_lease, _PC, "no-dhcp-lease"),
    _row("wrong-gateway", "13", pc.wrong_gateway, _PC, "wrong-gateway"),
    _row("netmask-too-wide", "14", pc.netmask_too_wide, _PC, "wrong-netmask"),
    _row("netmask-too-narrow", "15", pc.netmask_too_narrow, _PC, "wrong-netmask"),
    _row("two-default-routes-vpn", "16", pc.dead_tunnel, _PC, "vpn-default-route"),
    _row("working-vpn", "16b", pc.working_tunnel, _NONE, "none", "vpn-active"),
    _row("hosts-override", "17", pc.hosts_override, _PC, "hosts-override"),
    _row("dead-proxy", "18", pc.dead_proxy, _PC, "proxy-dead", env=_PROXY),
    _row("silent-proxy", "18b", pc.silent_proxy, _PC, "proxy-dead", env=_PROXY),
    _row("live-proxy", "18c", pc.live_proxy, _NONE, "none", "proxy-set", env=_PROXY),
    _row("only-by-proxy", "18d", pc.only_by_proxy, _ROUTER, "direct-blocked", *_BY_PROXY, env=_PROXY),
    _row("acquirer-only-by-proxy", "18e", pc.acquirer_only_by_proxy, _ROUTER, "ip-filter", *_BY_PROXY, env=_PROXY),
    _row("pc-firewall-blocks-app", "19", pc.firewall, _PC, "local-firewall"),
    _row("old-tls-client", "20", pc.old_tls, _PC, "tls-too-old", env={"OPENSSL_CONF": pc.OLD_TLS_CONF}),
    _row("missing-root-ca", "21", pc.missing_root, _PC, "trust-store", root_as="known_roots"),
    _row("tls-mitm-known-roots", "50c", interception.tls_mitm, _WAY, "tls-mitm", root_as="known_roots"),
    _row("no-carrier", "22", link.no_carrier, Segment.LINK, "no-carrier"),
    _row("loss-on-local-link", "23", link.wifi_loss, Segment.LINK, "wifi-loss"),
    _row("duplicate-ip", "25", link.duplicate_ip, Segment.LINK, "ip-conflict"),
    _row("gateway-arp-conflict", "26", link.gateway_conflict, Segment.LINK, "gateway-conflict"),
    _row("terminal-answers", "27-control", terminal.answers, _NONE, "none", arguments=terminal.ASKED),
    _row("terminal-off", "27-off", terminal.off, _NONE, "none", "terminal-silent", arguments=terminal.ASKED),
    _row(
        "terminal-port-closed",
        "27-port",
        terminal.port_closed,
        _NONE,
        "none",
        "terminal-port",
        arguments=terminal.ASKED,
    ),
    _row(
        "till-terminal-isolated",
        "27",
        terminal.isolated,
        Segment.LINK,
        "client-isolation",
        "terminal-off",
        arguments=terminal.ASKED,
    ),
    _row(
        "terminal-ip-changed",
        "28",
        terminal.address_changed,
        Segment.LINK,
        "terminal-address-changed",
        "terminal-off",
        arguments=terminal.ASKED,
    ),
    _row("link-flapping", "24", link.link_flapping, Segment.LINK, "flapping", arguments=WATCH),
    _row("healthy-watched", "0", not_a_fault.healthy, _NONE, "none", arguments=WATCH),
    _row("router-wan-down", "29", router.router_wan_down, _ROUTER, "wan-down"),
    _row("rogue-dhcp", "30", router.rogue_dhcp, _ROUTER, "rogue-dhcp"),
    _row("bufferbloat-upload", "31", load.bufferbloat, _ROUTER, "bufferbloat"),
    _row("nat-table-full", "32", load.session_limit, _ROUTER, "session-limit"),
    _row("one-port-blocked", "33", router.one_port_blocked, _ROUTER, "port-blocked"),
    _row("port-rejected-rst", "34", router.port_rejected, _ROUTER, "firewall-reject"),
    _row("acquirer-range-blocked", "35", router.acquirer_range_blocked, Segment.ACQUIRER, "down", "ip-filter"),
    _row("dns-rebind-filter", "36", odd_names.rebind_filter, _ROUTER, "dns-rebind-filter"),
    _row("resolver-down", "37", dns.resolver_down, _DNS, "resolver-down", "isp-dns-down"),
    _row("dns-slow-but-working", "38", odd_names.slow_names, _DNS, "slow"),
    _row("dns-first-dead-second-ok", "39", dns.dns_first_dead, _DNS, "primary-dead"),
    _row("dns-aaaa-swallowed", "40", odd_names.aaaa_swallowed, _DNS, "aaaa-swallowed"),
    _row("dns-filter-zero", "41", dns.dns_filter_zero, _DNS, "filtered"),
    _row("isp-outage", "42", isp.isp_outage, _ISP, "outage"),
    _row("isp-dns-broken", "43", isp.isp_dns_broken, _ISP, "isp-dns-down", "resolver-down"),
    _row("arrears-portal", "44", isp.arrears_portal, _ISP, "arrears-portal"),
    _row("path-loss", "45", isp.path_loss, _ISP, "path-loss"),
    _row("mtu-black-hole", "46", isp.mtu_black_hole, _ISP, "mtu-black-hole"),
    _row("ipv6-blackholed", "47", ipv6.ipv6_blackholed, _ISP, "ipv6-broken"),
    _row("healthy-ipv6", "47-healthy", ipv6.healthy_ipv6, _NONE, "none"),
    _row("dns-hijack", "48", interception.dns_hijack, _WAY, "dns-hijack"),
    _row("captive-portal", "49", interception.captive_portal, _WAY, "captive-portal"),
    _row("tls-mitm", "50", interception.tls_mitm, _WAY, "tls-mitm"),
    _row("tls-antivirus", "50b", interception.tls_antivirus, _PC, "tls-mitm"),
    _row("accept-all-middlebox", "51", interception.accept_all, _WAY, "transparent-proxy"),
    _row("accept-all-ports", "51b", interception.accept_all_ports, _WAY, "transparent-proxy", "accepts-everything"),
    _row("clock-wrong", "52a", acquirer.clock_wrong, Segment.CLOCK, "clock-wrong"),
    _row("clock-minutes-off", "52a-10min", acquirer.clock_minutes_off, Segment.CLOCK, "clock-wrong"),
    _row("cert-expired", "52b", acquirer.cert_expired, Segment.ACQUIRER, "cert-expired"),
    _row("acquirer-down", "52c", acquirer.acquirer_down, Segment.ACQUIRER, "down", "ip-filter"),
)

#: Not a row of the list: used to test the limits of a run.
EVERYTHING_DROPPED = Case(
    id="everything-dropped", row="-", break_it=router.everything_dropped, segment=_ISP, fault="outage"
)


#: Not a row of the list: a shop whose devices are looked for.
SHOP_FLOOR = Case(id="shop-floor", row="-", break_it=terminal.shop_floor, segment=_NONE, fault="none")


def by_id(case_id: str) -> Case:
    """Return a case. Raises KeyError with the ids there are."""
    known = {case.id: case for case in (*CASES, EVERYTHING_DROPPED, SHOP_FLOOR)}
    if case_id not in known:
        raise KeyError(f"{case_id} is none of {', '.join(known)}")
    return known[case_id]
