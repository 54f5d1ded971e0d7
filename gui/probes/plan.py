"""The plan of a run: which checks there will be, known before anything is sent. Pure."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gui.model.observation import ProbeKind, ProbeSpec
from gui.model.targets import ControlTarget, EndpointTarget, Targets
from gui.probes import limits

if TYPE_CHECKING:
    from gui.model.lan import TerminalAddress


#: Python takes other scripts' digits for such too, and refuses to make a number of thousands of them.
_PORT = re.compile(r"[0-9]{1,5}\Z")


def plan_check(targets: Targets, terminal: "TerminalAddress | None" = None) -> tuple[ProbeSpec, ...]:
    """Return the checks of a run in the order of the check page; the fixed ones are there even without targets.

    The terminal on the LAN comes last, and only when its address was given.
    """
    hosts = host_names(targets)
    resolvers = tuple(resolver.address for resolver in targets.resolvers)
    fixed = (
        ProbeSpec(id="adapter", kind=ProbeKind.ADAPTER, targets=(), timeout_s=limits.ADAPTER_TIMEOUT_S),
        _spec("gateway", ProbeKind.GATEWAY, (), limits.PING_REPLY_TIMEOUT_S, "adapter"),
        _spec("system-resolver", ProbeKind.SYSTEM_RESOLVER, hosts, limits.GETADDRINFO_TIMEOUT_S, "adapter"),
        _spec("dns-compare", ProbeKind.DNS_COMPARE, resolvers, limits.DNS_TIMEOUT_S, "adapter"),
        _spec("portal", ProbeKind.PORTAL, tuple(page.url for page in targets.portals), limits.HTTP_TIMEOUT_S),
        _spec("path-loss", ProbeKind.PATH_LOSS, resolvers, limits.PING_REPLY_TIMEOUT_S),
    )
    controls = tuple(_site_spec("control", ProbeKind.CONTROL, site) for site in _unique(targets.controls))
    endpoints = tuple(_site_spec("endpoint", ProbeKind.ENDPOINT, site) for site in _unique(targets.endpoints))
    times = tuple(f"{server.host}:{server.port}" for server in targets.ntp)
    clock = _spec("clock", ProbeKind.CLOCK, times, limits.NTP_TIMEOUT_S)
    detour = _spec("detour", ProbeKind.DETOUR, (), limits.DETOUR_TIMEOUT_S)
    on_lan = () if terminal is None else (_spec("terminal", ProbeKind.TERMINAL, (str(terminal),), 3.0, "adapter"),)
    return (*fixed, *controls, *endpoints, clock, detour, *on_lan)


def host_names(targets: Targets) -> tuple[str, ...]:
    """Return every host name of the targets once: endpoints first, then controls, portals and time servers."""
    names = [site.host for site in targets.endpoints] + [site.host for site in targets.controls]
    names += [url_host(page.url) for page in targets.portals]
    names += [server.host for server in targets.ntp]
    return tuple(dict.fromkeys(names))


def url_host(url: str) -> str:
    """Return the host of a URL, without scheme, port and path."""
    return split_url(url)[0]


def split_url(url: str) -> tuple[str, int, str]:
    """Return `(host, port, path with query)` of a plain-HTTP URL; port 80 when none is given, IPv6 without brackets."""
    authority, _, path = url.split("://", 1)[-1].partition("/")
    if authority.startswith("["):
        host, _, rest = authority[1:].partition("]")
        port = rest.removeprefix(":")
    else:
        host, _, port = authority.partition(":")
    return host, int(port) if _PORT.match(port) else 80, f"/{path}"


def site_id(prefix: str, site: ControlTarget | EndpointTarget) -> str:
    """Return the probe id of a host and port."""
    return f"{prefix}:{site.host}:{site.port}"


def _site_spec(prefix: str, kind: ProbeKind, site: ControlTarget | EndpointTarget) -> ProbeSpec:
    timeout_s = limits.TCP_TIMEOUT_S + (limits.TLS_TIMEOUT_S if site.tls else 0.0)
    return _spec(site_id(prefix, site), kind, (f"{site.host}:{site.port}",), timeout_s)


def _spec(
    probe_id: str, kind: ProbeKind, targets: tuple[str, ...], timeout_s: float, need: str = "system-resolver"
) -> ProbeSpec:
    return ProbeSpec(id=probe_id, kind=kind, targets=targets, timeout_s=timeout_s, needs=(need,))


def _unique(sites: Iterable[ControlTarget | EndpointTarget]) -> Iterable[ControlTarget | EndpointTarget]:
    """Drop repetitions of host and port: a row has one id, and the first entry stands."""
    first: dict[tuple[str, int], ControlTarget | EndpointTarget] = {}
    for site in sites:
        first.setdefault((site.host, site.port), site)
    return first.values()
