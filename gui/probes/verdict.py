"""The verdict: whose part of the line is at fault. A pure function of the observations.

The rules are asked in order and the first that recognises its cause decides, so that a root cause hides what follows
from it: without a carrier there is no address, without an address no router, and so on outwards. A run that was stopped
is judged by the first two only, since what is missing could be what matters.
"""

from collections.abc import Sequence
from dataclasses import replace

from gui.model.observation import ProbeResult, Segment, Verdict
from gui.model.watch import WatchSummary
from gui.probes import rules_conflict as conflict
from gui.probes import rules_detours as detours
from gui.probes import rules_hosts as hosts
from gui.probes import rules_line as line
from gui.probes import rules_load as load
from gui.probes import rules_local as local
from gui.probes import rules_names as naming
from gui.probes import rules_terminal as terminal
from gui.probes.facts import Facts, gather_facts, text
from gui.probes.findings import beyond_works, is_reached, providers
from gui.probes.ipv6 import ipv6_broken
from gui.probes.remarks import remarks_of
from gui.probes.rules_watch import with_watch
from gui.probes.ruling import UNKNOWN, Rule

#: Decided by the PC's own settings alone.
_AT_ONCE: tuple[Rule, ...] = (local.no_carrier, local.no_lease)

_RULES: tuple[Rule, ...] = (
    # Positive signs of a cause that lets anything fail, now and then.
    conflict.own_address,
    conflict.gateway_address,
    # The PC sends everything the wrong way.
    detours.vpn_route,
    local.netmask_too_wide,
    local.wrong_gateway,
    line.local_firewall,
    # Loss explains single timeouts of everything below.
    line.wifi_loss,
    load.session_limit,
    load.bufferbloat,
    line.path_loss,
    # Names that lead elsewhere: positive signs, which a dead line does not give.
    naming.hosts_override,
    naming.filtered,
    naming.dns_hijack,
    # A proxy proves that the provider is there.
    detours.direct_blocked,
    # Nothing beyond the router.
    local.router_dead,
    conflict.rogue_dhcp,
    line.wan_down,
    line.outage,
    naming.no_resolver,
    # Somebody answers in place of the real host. A portal diverts TLS too, so it comes first.
    hosts.portal,
    hosts.dates_wrong,
    hosts.trust_store,
    hosts.interception,
    hosts.tls_too_old,
    hosts.stalled_handshake,
    hosts.accepted_blindly,
    # Single ports, then the whole acquirer.
    hosts.refused,
    hosts.port_blocked,
    hosts.acquirer_down,
    # The provider is reached, something else is wrong.
    hosts.clock_off,
    detours.proxy_dead,
    naming.first_server_dead,
    naming.aaaa_swallowed,
    naming.slow_resolver,
    naming.dns_rebind_filter,
    ipv6_broken,
    local.netmask_too_narrow,
    # The line is fine, the terminal on the LAN is not.
    terminal.address_changed,
    terminal.isolated,
)


#: Faults in which somebody else presents a certificate in a host's place.
_BY_A_STRANGER = ("tls-mitm", "captive-portal", "dns-hijack", "trust-store")
#: A stranger's certificate may say anything, at any length.
_LONGEST_NAME = 80


def judge(probes: Sequence[ProbeResult], watch: WatchSummary | None = None) -> Verdict:
    """Return the verdict on the checks of one run, complete or not, and on what the watch after it saw, if any.

    Never raises for what was measured.
    """
    facts = gather_facts(probes)
    verdict = _judge_run(facts)
    return verdict if watch is None else with_watch(verdict, facts, watch)


def _judge_run(facts: Facts) -> Verdict:
    verdict = _first(_AT_ONCE, facts)
    if verdict is not None:
        return verdict
    if facts.is_incomplete:
        return UNKNOWN
    verdict = _first(_RULES, facts) or _clean(facts)
    if verdict.fault in load.EXPLAIN_SILENCE:
        return verdict
    held = remarks_of(facts, is_clean=verdict.segment is Segment.NONE)
    remarks = tuple(dict.fromkeys((*verdict.remarks, *held)))
    return replace(verdict, remarks=remarks, issuer=_issuer(facts) if verdict.fault in _BY_A_STRANGER else None)


def _issuer(facts: Facts) -> str | None:
    """Return who signed what a stranger presented, the provider's hosts first."""
    strange = (site for site in facts.sites if site.tls_failure in hosts.STRANGER)
    return next((name[:_LONGEST_NAME] for site in strange if (name := text(site.tls, "issuer"))), None)


def _first(rules: Sequence[Rule], facts: Facts) -> Verdict | None:
    """Return what the first rule says that recognises its cause."""
    return next((verdict for rule in rules if (verdict := rule(facts)) is not None), None)


def _clean(facts: Facts) -> Verdict:
    """No rule saw a fault: fine when the provider was reached, or when only the internet was to be tested."""
    groups = providers(facts.endpoints).values()
    reached = any(map(is_reached, groups))
    if facts.endpoints and not reached:
        return UNKNOWN
    if not reached and not beyond_works(facts):
        return UNKNOWN
    is_sure = reached and all(map(is_reached, groups)) and facts.controls
    return Verdict(segment=Segment.NONE, fault="none", confidence=0.95 if is_sure else 0.8)
