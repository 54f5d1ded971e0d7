"""The cases of the lab, one per row of the domain list (`network_faults.md`): how to break the world, what must follow.

`break_it` gets the healthy world of `tests.lab.inside`. Expected remarks are those that must be there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gui.model.observation import Segment
from tests.lab.breaks import acquirer, dns, interception, isp, link, not_a_fault, pc, router

if TYPE_CHECKING:
    from tests.lab.inside import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row: its number, how to break the world, and the verdict.

    `env` is the environment of the check on the PC, `arguments` are those of `tests.lab.run_check`.
    """

    id: str
    row: str
    break_it: Callable[[World], None]
    segment: Segment
    fault: str
    remarks: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()


_NONE, _ROUTER, _ISP, _DNS, _PC = Segment.NONE, Segment.ROUTER, Segment.ISP, Segment.DNS, Segment.PC
_WAY = Segment.INTERCEPTION
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
    )


#: Id of the row, number, how to break it, segment, fault, remarks that must be there.
CASES: tuple[Case, ...] = (
    _row("healthy", "0", not_a_fault.healthy, _NONE, "none"),
    _row("icmp-blocked-everywhere", "1", not_a_fault.icmp_blocked, _NONE, "none", "icmp-filtered"),
    _row("gateway-silent-but-forwards", "2", not_a_fault.gateway_silent, _NONE, "none", "gw-no-ping"),
    _row("public-dns-blocked", "3", not_a_fault.public_dns_blocked, _NONE, "none", "public-dns-blocked"),
    _row("http-blocked-https-fine", "4", not_a_fault.http_blocked, _NONE, "none", "http-blocked"),
    _row("ntp-blocked-clock-right", "5", not_a_fault.ntp_blocked, _NONE, "none", "ntp-blocked"),
    _row("nxdomain-wildcard", "9", not_a_fault.nxdomain_wildcard, _NONE, "none", "dns-wildcard"),
    _row("one-acquirer-host-down", "10", not_a_fault.one_host_down, _NONE, "none", "one-host-down"),
    _row("no-dhcp-lease", "12", pc.no_lease, _PC, "no-dhcp-lease"),
    _row("wrong-gateway", "13", pc.wrong_gateway, _PC, "wrong-gateway"),
    _row("netmask-too-wide", "14", pc.netmask_too_wide, _PC, "wrong-netmask"),
    _row("hosts-override", "17", pc.hosts_override, _PC, "hosts-override"),
    _row("no-carrier", "22", link.no_carrier, Segment.LINK, "no-carrier"),
    _row("loss-on-local-link", "23", link.wifi_loss, Segment.LINK, "wifi-loss"),
    _row("link-flapping", "24", link.link_flapping, Segment.LINK, "flapping", arguments=WATCH),
    _row("healthy-watched", "0", not_a_fault.healthy, _NONE, "none", arguments=WATCH),
    _row("router-wan-down", "29", router.router_wan_down, _ROUTER, "wan-down"),
    _row("one-port-blocked", "33", router.one_port_blocked, _ROUTER, "port-blocked"),
    _row("port-rejected-rst", "34", router.port_rejected, _ROUTER, "firewall-reject"),
    _row("acquirer-range-blocked", "35", router.acquirer_range_blocked, Segment.ACQUIRER, "down", "ip-filter"),
    _row("resolver-down", "37", dns.resolver_down, _DNS, "resolver-down", "isp-dns-down"),
    _row("dns-first-dead-second-ok", "39", dns.dns_first_dead, _DNS, "primary-dead"),
    _row("dns-filter-zero", "41", dns.dns_filter_zero, _DNS, "filtered"),
    _row("isp-outage", "42", isp.isp_outage, _ISP, "outage"),
    _row("isp-dns-broken", "43", isp.isp_dns_broken, _ISP, "isp-dns-down", "resolver-down"),
    _row("arrears-portal", "44", isp.arrears_portal, _ISP, "arrears-portal"),
    _row("path-loss", "45", isp.path_loss, _ISP, "path-loss"),
    _row("mtu-black-hole", "46", isp.mtu_black_hole, _ISP, "mtu-black-hole"),
    _row("dns-hijack", "48", interception.dns_hijack, _WAY, "dns-hijack"),
    _row("captive-portal", "49", interception.captive_portal, _WAY, "captive-portal"),
    _row("tls-mitm", "50", interception.tls_mitm, _WAY, "tls-mitm"),
    _row("tls-antivirus", "50b", interception.tls_antivirus, _PC, "tls-mitm"),
    _row("accept-all-middlebox", "51", interception.accept_all, _WAY, "transparent-proxy"),
    _row("clock-wrong", "52a", acquirer.clock_wrong, Segment.CLOCK, "clock-wrong"),
    _row("clock-minutes-off", "52a-10min", acquirer.clock_minutes_off, Segment.CLOCK, "clock-wrong"),
    _row("cert-expired", "52b", acquirer.cert_expired, Segment.ACQUIRER, "cert-expired"),
    _row("acquirer-down", "52c", acquirer.acquirer_down, Segment.ACQUIRER, "down", "ip-filter"),
)

#: Not a row of the list: used to test the limits of a run.
EVERYTHING_DROPPED = Case(
    id="everything-dropped", row="-", break_it=router.everything_dropped, segment=_ISP, fault="outage"
)


def by_id(case_id: str) -> Case:
    """Return a case. Raises KeyError with the ids there are."""
    known = {case.id: case for case in (*CASES, EVERYTHING_DROPPED)}
    if case_id not in known:
        raise KeyError(f"{case_id} is none of {', '.join(known)}")
    return known[case_id]
