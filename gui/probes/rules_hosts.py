"""Rules about who answers: portals, intercepted TLS, dates, closed ports, an absent acquirer (rows 33 to 52)."""

import re

from gui.model.failure import Failure
from gui.model.observation import Segment, Verdict
from gui.probes.clock import clock_offset_s, date_offset_s, is_off, ntp_offset_s
from gui.probes.facts import Facts, Site, text
from gui.probes.findings import REFUSING, SILENT, accepts_everything, beyond_works, is_reached, pings_to, providers
from gui.probes.ruling import fault

_DATE_FAILURES = (Failure.TLS_EXPIRED, Failure.TLS_NOT_YET_VALID)
#: Failures of a handshake that somebody else than the host that was meant caused.
STRANGER = (Failure.TLS_UNTRUSTED, Failure.TLS_INVALID_NAME)
_STALLED = (Failure.TLS_TIMEOUT,)
_BROKEN_OFF = (Failure.TLS_EOF, Failure.TCP_RESET)

_NEWEST_TLS = "TLSv1.3"

#: Programs on a PC that put their own certificate in place of every other one, by the name they sign with.
_ON_THIS_PC = re.compile(
    r"kaspersky|eset|avast|avg |bitdefender|dr\.?web|mcafee|norton|sophos|trend ?micro|g ?data|panda|huorong|火绒|360|"
    r"tencent|腾讯|kingsoft|金山|rising|瑞星|qihoo|baidu|fiddler|charles|mitmproxy|adguard|netfilter",
    re.IGNORECASE,
)


def portal(facts: Facts) -> Verdict | None:
    """Rows 44 and 49: a known page shows something else. Where TLS proves the real hosts, that harms nothing."""
    if not any(page.failure is Failure.HTTP_UNEXPECTED for page in facts.pages):
        return None
    tls_sites = [site for site in facts.sites if site.wants_tls and site.tcp is not None]
    if any(site.is_verified for site in tls_sites):
        return None
    if tls_sites and all(site.failure in (*SILENT, *_STALLED) for site in tls_sites):
        return fault(Segment.ISP, "arrears-portal", 0.8, "captive-portal")
    strangers = any(site.tls_failure in STRANGER for site in tls_sites)
    return fault(Segment.INTERCEPTION, "captive-portal", 0.9 if strangers else 0.6)


def dates_wrong(facts: Facts) -> Verdict | None:
    """Rows 52a and 52b: certificates out of date. Every host and the time servers: the PC; one host: the acquirer."""
    dated = [site for site in facts.endpoints if site.tls_failure in _DATE_FAILURES]
    if not dated:
        return None
    offset_s = clock_offset_s(facts)
    if is_off(offset_s):
        return fault(Segment.CLOCK, "clock-wrong", 0.95)
    if offset_s is not None:
        return fault(Segment.ACQUIRER, "cert-expired", 0.9)
    if any(site.is_verified for site in facts.sites):
        return fault(Segment.ACQUIRER, "cert-expired", 0.8)
    # No clock to compare with: a certificate of the future or several old ones speak for the PC.
    hosts = {site.host for site in facts.sites if site.tls_failure in _DATE_FAILURES}
    if len(hosts) > 1 or dated[0].tls_failure is Failure.TLS_NOT_YET_VALID:
        return fault(Segment.CLOCK, "clock-wrong", 0.6, "cert-expired")
    return fault(Segment.ACQUIRER, "cert-expired", 0.5, "clock-wrong")


def clock_off(facts: Facts) -> Verdict | None:
    """The clock is more than a minute off while certificates still pass: gateways refuse such requests."""
    if not is_off(clock_offset_s(facts)):
        return None
    has_both = ntp_offset_s(facts) is not None and date_offset_s(facts) is not None
    return fault(Segment.CLOCK, "clock-wrong", 0.9 if has_both else 0.6)


def trust_store(facts: Facts) -> Verdict | None:
    """Row 21: every refused certificate is genuine, as the public roots prove; this PC lacks the root."""
    strange = [site for site in facts.endpoints if site.tls_failure in STRANGER]
    proved = [site for site in strange if site.tls is not None and site.tls.detail.get("known_root") is True]
    return fault(Segment.PC, "trust-store", 0.95) if strange and len(proved) == len(strange) else None


def interception(facts: Facts) -> Verdict | None:
    """Row 50: the certificate is valid and somebody else's."""
    strange = [site for site in facts.endpoints if site.tls_failure in STRANGER]
    if not strange:
        return None
    if any(_ON_THIS_PC.search(text(site.tls, "issuer")) for site in strange):
        return fault(Segment.PC, "tls-mitm", 0.9)
    if any(site.is_verified for site in facts.sites):
        # Others prove who they are: a root that this PC lacks, or an acquirer's mistake, is as likely.
        return fault(Segment.INTERCEPTION, "tls-mitm", 0.5, "trust-store")
    others = len({site.host for site in facts.sites if site.tls_failure in STRANGER})
    if facts.pages:
        return fault(Segment.INTERCEPTION, "tls-mitm", 0.9 if others > 1 else 0.7)
    return fault(Segment.INTERCEPTION, "tls-mitm", 0.6, "captive-portal")


def tls_too_old(facts: Facts) -> Verdict | None:
    """Row 20: the PC's TLS is capped below what the provider wants; unsure where all refuse even the newest version."""
    shaken = [site for site in facts.endpoints if site.wants_tls and site.tls is not None]
    if not shaken or not all(site.tls_failure is Failure.TLS_VERSION for site in shaken):
        return None
    if all(text(site.tls, "newest_offered") not in ("", _NEWEST_TLS) for site in shaken):
        return fault(Segment.PC, "tls-too-old", 0.9)
    others = [site for site in facts.controls if site.tls is not None]
    is_everybody = all(site.tls_failure is Failure.TLS_VERSION for site in others)
    return fault(Segment.PC, "tls-too-old", 0.5) if is_everybody else None


def stalled_handshake(facts: Facts) -> Verdict | None:
    """Rows 46 and 51: every host connects and no handshake ends. Full-size packets that vanish explain it, or a box."""
    shaken = [site for site in facts.sites if site.wants_tls and site.tls is not None]
    endpoints = [site for site in facts.endpoints if site in shaken]
    if not endpoints or not all(site.tls_failure in _STALLED for site in shaken):
        return _cut_off(shaken, endpoints)
    if accepts_everything(facts):
        return fault(Segment.INTERCEPTION, "transparent-proxy", 0.95)
    sizes = {ping.size_bytes: ping for ping in facts.size_pings}
    full, tunnel = (sizes.get(pick(sizes, default=0)) for pick in (max, min))
    if full and tunnel and not full.received and tunnel.received:
        return fault(Segment.ISP, "mtu-black-hole", 0.85)
    if full and full.received:
        return fault(Segment.INTERCEPTION, "transparent-proxy", 0.8)
    return fault(Segment.INTERCEPTION, "transparent-proxy", 0.5, "mtu-black-hole")


def accepted_blindly(facts: Facts) -> Verdict | None:
    """Row 51 without any TLS to tell: every port connects, also one behind which nothing is, and no proof of more."""
    if accepts_everything(facts) and not beyond_works(facts):
        return fault(Segment.INTERCEPTION, "transparent-proxy", 0.8)
    return None


def _cut_off(shaken: list[Site], endpoints: list[Site]) -> Verdict | None:
    """Every handshake is cut off after it began: a firewall that reads the names in it."""
    if endpoints and len(shaken) > 1 and all(site.tls_failure in _BROKEN_OFF for site in shaken):
        return fault(Segment.ROUTER, "firewall-reject", 0.6)
    return None


def refused(facts: Facts) -> Verdict | None:
    """Row 34: refused although the host is there for others: by a firewall nearby."""
    sites = [site for site in facts.endpoints if site.tcp and site.tcp.failure in REFUSING]
    if not sites:
        return None
    ports = {site.port for site in sites}
    same_port = [site for site in facts.sites if site.port in ports and site.tcp is not None]
    if any(site.tcp is not None and site.tcp.failure not in REFUSING for site in same_port):
        nearby = any(_answers_too_soon(facts, site) for site in sites)
        if not nearby or len(sites) < len(facts.endpoints):
            return None
        return fault(Segment.ROUTER, "firewall-reject", 0.7)
    open_otherwise = any(site.is_ok and site.port not in ports for site in facts.endpoints)
    if open_otherwise or any(site in facts.controls for site in same_port):
        return fault(Segment.ROUTER, "firewall-reject", 0.85)
    return fault(Segment.ROUTER, "firewall-reject", 0.5, "down")


def _answers_too_soon(facts: Facts, site: Site) -> bool:
    """Tell whether the refusal came in less than half the time a ping takes to that host."""
    ping = pings_to(facts, site.address)
    return bool(ping and ping.rtt_ms and site.tcp and site.tcp.dt_s * 1000 < ping.rtt_ms / 2)


def port_blocked(facts: Facts) -> Verdict | None:
    """Row 33: a port is silent everywhere, while the same host answers at another one."""
    silent = [site for site in facts.endpoints if site.tcp and site.tcp.failure in SILENT]
    ports = {site.port for site in silent}
    for port in sorted(ports):
        hosts = {site.host for site in silent if site.port == port}
        answered = any(site.tcp and site.tcp.failure not in SILENT for site in facts.sites if site.port == port)
        if answered:
            continue
        if any(site.is_ok and site.host in hosts and site.port != port for site in facts.sites):
            return fault(Segment.ROUTER, "port-blocked", 0.9)
        pings = [pings_to(facts, site.address) for site in silent if site.port == port]
        if beyond_works(facts) and any(ping and ping.received for ping in pings):
            return fault(Segment.ROUTER, "port-blocked", 0.6, "down")
    return None


def acquirer_down(facts: Facts) -> Verdict | None:
    """Rows 52c and 35: no host of the acquirer answers, others do. From one PC a filter looks the same."""
    groups = providers(facts.endpoints)
    if not groups or any(map(is_reached, groups.values())):
        return None
    absent = (None, *SILENT, *_STALLED, Failure.TLS_EOF, *REFUSING, Failure.DNS_NO_ANSWER)
    if any(site.failure not in absent for site in facts.endpoints):
        return None
    if any(site.is_ok for site in facts.controls) or any(page.failure is None for page in facts.pages):
        return fault(Segment.ACQUIRER, "down", 0.6, "ip-filter")
    return fault(Segment.ACQUIRER, "down", 0.4, "ip-filter", "outage")  # nobody else was reached either
