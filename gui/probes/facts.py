"""Sorts the observations of a run by what they are about, for the verdict. Pure; decides nothing."""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gui.model.failure import Failure, Operation
from gui.model.observation import JsonValue, Observation, ProbeKind, ProbeResult, ProbeState

#: A check that ended like this may lack the very observation that would change the verdict.
_INCOMPLETE = (ProbeState.CANCELLED, ProbeState.WAITING, ProbeState.RUNNING, ProbeState.CRASHED)
_SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A default route."""

    gateway: str
    interface: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A series of packets to one address. `method`: icmp, or udp-dns where ICMP does not pass."""

    target: str
    method: str
    sent: int
    received: int
    rtt_ms: float | None
    size_bytes: int
    is_blocked_size: bool

    @property
    def share(self) -> float:
        """Return the lost share, 0..1."""
        return 1.0 - self.received / self.sent if self.sent else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A raw DNS query to one server."""

    server: str
    name: str
    rdtype: str
    failure: Failure | None
    addresses: frozenset[str]
    dt_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A `getaddrinfo` call."""

    host: str
    failure: Failure | None
    addresses: frozenset[str]
    dt_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What happened at one host and port. `tcp` or `tls` None: not got so far (or no TLS wanted)."""

    host: str
    port: int
    wants_tls: bool
    provider: str | None
    address: str
    address_source: str
    tcp: Observation | None
    tls: Observation | None

    @property
    def failure(self) -> Failure | None:
        """Return the first failure, None when the site is fine. Without an address: no answer to its name."""
        if self.tcp is None:
            return Failure.DNS_NO_ANSWER
        if self.tcp.failure is not None or self.tls is None:
            return self.tcp.failure
        return self.tls.failure

    @property
    def is_ok(self) -> bool:
        """True when it connected and, where wanted, proved who it is."""
        return self.failure is None

    @property
    def is_verified(self) -> bool:
        """True when a TLS handshake proved who answers."""
        return self.tls is not None and self.tls.failure is None

    @property
    def tls_failure(self) -> Failure | None:
        """Return the failure of the handshake alone."""
        return self.tls.failure if self.tls is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the verdict looks at. Empty means not measured."""

    adapters: tuple[Observation, ...]
    routes: tuple[Route, ...]
    has_no_route: bool
    dns_servers: tuple[str, ...]
    hosts_file: Mapping[str, JsonValue]
    gateway: tuple[Observation, ...]
    gateway_pings: tuple[Loss, ...]
    lookups: tuple[Lookup, ...]
    system_queries: tuple[Query, ...]
    public_queries: tuple[Query, ...]
    pages: tuple[Observation, ...]
    pings: tuple[Loss, ...]
    size_pings: tuple[Loss, ...]
    controls: tuple[Site, ...]
    endpoints: tuple[Site, ...]
    times: tuple[Observation, ...]
    dates: tuple[Observation, ...]
    is_incomplete: bool
    terminal: tuple[Observation, ...] = ()

    @property
    def sites(self) -> tuple[Site, ...]:
        """Return endpoints and controls together."""
        return (*self.endpoints, *self.controls)


def gather_facts(probes: Sequence[ProbeResult]) -> Facts:
    """Sort the observations of all checks."""
    by_kind: dict[ProbeKind, list[Observation]] = {kind: [] for kind in ProbeKind}
    for probe in probes:
        by_kind[probe.kind].extend(probe.observations)
    adapter, gateway, path = (by_kind[kind] for kind in (ProbeKind.ADAPTER, ProbeKind.GATEWAY, ProbeKind.PATH_LOSS))
    settings = next((one.detail for one in adapter if one.target == _SYSTEM), {})
    routes = _of(adapter, Operation.ROUTE)
    pings = [_loss(one) for one in _of(path, Operation.PING) if "sent" in one.detail]
    return Facts(
        adapters=tuple(one for one in _of(adapter, Operation.ADAPTER) if one.target != _SYSTEM),
        routes=tuple(_route(one) for one in routes if one.failure is None),
        has_no_route=any(one.failure is Failure.NO_ROUTE for one in routes),
        dns_servers=_texts(settings.get("dns_servers")),
        hosts_file=_mapping(settings.get("hosts_file")),
        gateway=tuple(gateway),
        gateway_pings=tuple(_loss(one) for one in _of(gateway, Operation.PING) if "sent" in one.detail),
        lookups=tuple(map(_lookup, _of(by_kind[ProbeKind.SYSTEM_RESOLVER], Operation.GETADDRINFO))),
        system_queries=tuple(map(_query, _of(by_kind[ProbeKind.SYSTEM_RESOLVER], Operation.DNS_QUERY))),
        public_queries=tuple(map(_query, _of(by_kind[ProbeKind.DNS_COMPARE], Operation.DNS_QUERY))),
        pages=tuple(_of(by_kind[ProbeKind.PORTAL], Operation.HTTP_GET)),
        pings=tuple(one for one in pings if one.size_bytes < 1000),
        size_pings=tuple(one for one in pings if one.size_bytes >= 1000),
        controls=_sites(probes, ProbeKind.CONTROL),
        endpoints=_sites(probes, ProbeKind.ENDPOINT),
        times=tuple(_of(by_kind[ProbeKind.CLOCK], Operation.NTP_QUERY)),
        dates=tuple(_of(by_kind[ProbeKind.CLOCK], Operation.HTTP_GET)),
        is_incomplete=any(is_incomplete(probe) for probe in probes),
        terminal=tuple(by_kind[ProbeKind.TERMINAL]),
    )


def is_incomplete(probe: ProbeResult) -> bool:
    """Tell whether a check was stopped before its end."""
    return probe.state in _INCOMPLETE or probe.skipped_reason == "skipped.no-time"


def has_carrier(adapters: Iterable[Observation]) -> bool:
    """Tell whether any adapter has a plugged cable or a joined WiFi."""
    links = [one for one in adapters if one.op is Operation.ADAPTER and one.target != _SYSTEM]
    return any(one.failure in (None, Failure.NO_ADDRESS) for one in links)


def has_usable_address(adapters: Iterable[Observation]) -> bool:
    """Tell whether an adapter with a carrier has an address that is not self-assigned (RFC 3927, fe80::/10)."""
    running = (one for one in adapters if one.op is Operation.ADAPTER and one.failure is None)
    return any(not interface.ip.is_link_local for one in running for interface in interfaces(one))


def interfaces(adapter: Observation) -> tuple[ipaddress.IPv4Interface | ipaddress.IPv6Interface, ...]:
    """Return the addresses of an adapter with their networks."""
    return tuple(ipaddress.ip_interface(text) for text in _texts(adapter.detail.get("addresses")))


def number(observation: Observation, name: str) -> float | None:
    """Return a number of the detail, None when it was not measured."""
    value = observation.detail.get(name)
    return float(value) if isinstance(value, (int, float)) else None


def text(observation: Observation | None, name: str) -> str:
    """Return a text of the detail, empty when it was not seen."""
    value = observation.detail.get(name) if observation is not None else None
    return value if isinstance(value, str) else ""


def _of(observations: Iterable[Observation], op: Operation) -> list[Observation]:
    return [one for one in observations if one.op is op]


def _route(observation: Observation) -> Route:
    return Route(gateway=text(observation, "gateway"), interface=text(observation, "interface"))


def _loss(observation: Observation) -> Loss:
    return Loss(
        target=observation.target,
        method=text(observation, "method"),
        sent=int(number(observation, "sent") or 0),
        received=int(number(observation, "received") or 0),
        rtt_ms=number(observation, "rtt_ms"),
        size_bytes=int(number(observation, "size_bytes") or 0),
        is_blocked_size=bool(observation.detail.get("blocked_size")),
    )


def _lookup(observation: Observation) -> Lookup:
    return Lookup(
        host=observation.target,
        failure=observation.failure,
        addresses=frozenset(_texts(observation.detail.get("addresses"))),
        dt_s=observation.dt_s,
    )


def _query(observation: Observation) -> Query:
    return Query(
        server=observation.target,
        name=text(observation, "name"),
        rdtype=text(observation, "type"),
        failure=observation.failure,
        addresses=frozenset(_texts(observation.detail.get("addresses"))),
        dt_s=observation.dt_s,
    )


def _sites(probes: Sequence[ProbeResult], kind: ProbeKind) -> tuple[Site, ...]:
    """Return a site per check that saw anything."""
    return tuple(_site(probe.observations) for probe in probes if probe.kind is kind and probe.observations)


def _site(observations: Sequence[Observation]) -> Site:
    tcp = next((one for one in observations if one.op is Operation.TCP_CONNECT), None)
    tls = next((one for one in observations if one.op is Operation.TLS_HANDSHAKE), None)
    first = observations[0]
    return Site(
        host=text(first, "host"),
        port=int(number(first, "port") or 0),
        wants_tls=bool(first.detail.get("tls")),
        provider=text(first, "provider") or None,
        address=text(first, "address"),
        address_source=text(first, "address_source"),
        tcp=tcp,
        tls=tls,
    )


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _mapping(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, dict) else {}
