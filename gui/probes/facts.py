"""Sorts the observations of a run by what they are about, for the verdict. Pure; decides nothing."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gui.model.failure import Failure, Operation
from gui.model.observation import SYSTEM_TARGET, JsonValue, Observation, ProbeKind, ProbeResult, ProbeState
from gui.probes.addresses import Interface, parse_interfaces

#: Detail of a lookup whose name leads into the shop: the address that is right.
RIGHT_ADDRESS = "private_address"
#: Detail of a connection to a port behind which nothing is.
SERVES_NOTHING = "serves_nothing"
#: A check that ended like this may lack the very observation that would change the verdict.
_INCOMPLETE = (ProbeState.CANCELLED, ProbeState.WAITING, ProbeState.RUNNING, ProbeState.CRASHED)


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
    rtt_min_ms: float | None = None
    rtt_max_ms: float | None = None
    #: What a second series, from a socket of its own, brought; None: there was none.
    again_received: int | None = None

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
    t0_s: float = 0.0
    tries: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A `getaddrinfo` call."""

    host: str
    failure: Failure | None
    addresses: frozenset[str]
    dt_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateName:
    """A `getaddrinfo` call for a name that rightly leads to a private address (`right_address`)."""

    lookup: Lookup
    right_address: str


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
    claims: tuple[Observation, ...]
    gateway_pings: tuple[Loss, ...]
    lookups: tuple[Lookup, ...]
    private_names: tuple[PrivateName, ...]
    system_queries: tuple[Query, ...]
    public_queries: tuple[Query, ...]
    pages: tuple[Observation, ...]
    pings: tuple[Loss, ...]
    size_pings: tuple[Loss, ...]
    second_hops: tuple[str, ...]
    controls: tuple[Site, ...]
    endpoints: tuple[Site, ...]
    closed_ports: tuple[Observation, ...]
    times: tuple[Observation, ...]
    dates: tuple[Observation, ...]
    settings: Mapping[str, JsonValue]
    detours: tuple[Observation, ...]
    is_incomplete: bool
    ipv6_connects: tuple[Observation, ...] = ()
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
    settings = next((one.detail for one in adapter if one.target == SYSTEM_TARGET), {})
    routes = _of(adapter, Operation.ROUTE)
    lookups = _of(by_kind[ProbeKind.SYSTEM_RESOLVER], Operation.GETADDRINFO)
    pings = [_loss(one) for one in _of(path, Operation.PING) if "sent" in one.detail]
    return Facts(
        adapters=tuple(one for one in _of(adapter, Operation.ADAPTER) if one.target != SYSTEM_TARGET),
        routes=tuple(_route(one) for one in routes if one.failure is None),
        has_no_route=any(one.failure is Failure.NO_ROUTE for one in routes),
        dns_servers=_texts(settings.get("dns_servers")),
        hosts_file=_mapping(settings.get("hosts_file")),
        gateway=tuple(one for one in gateway if one.op is not Operation.ARP_PROBE),
        claims=tuple(_of(gateway, Operation.ARP_PROBE)),
        gateway_pings=tuple(_loss(one) for one in _of(gateway, Operation.PING) if "sent" in one.detail),
        lookups=tuple(_lookup(one) for one in lookups if RIGHT_ADDRESS not in one.detail),
        private_names=tuple(_private_name(one) for one in lookups if RIGHT_ADDRESS in one.detail),
        system_queries=tuple(map(_query, _of(by_kind[ProbeKind.SYSTEM_RESOLVER], Operation.DNS_QUERY))),
        public_queries=tuple(map(_query, _of(by_kind[ProbeKind.DNS_COMPARE], Operation.DNS_QUERY))),
        pages=tuple(_of(by_kind[ProbeKind.PORTAL], Operation.HTTP_GET)),
        pings=tuple(one for one in pings if one.size_bytes < 1000),
        size_pings=tuple(one for one in pings if one.size_bytes >= 1000),
        second_hops=tuple(hop for one in _of(path, Operation.PING) if (hop := text(one, "hop"))),
        controls=_sites(probes, ProbeKind.CONTROL),
        endpoints=_sites(probes, ProbeKind.ENDPOINT),
        closed_ports=tuple(filter(serves_nothing, by_kind[ProbeKind.CONTROL])),
        times=tuple(_of(by_kind[ProbeKind.CLOCK], Operation.NTP_QUERY)),
        dates=tuple(_of(by_kind[ProbeKind.CLOCK], Operation.HTTP_GET)),
        settings=settings,
        detours=tuple(by_kind[ProbeKind.DETOUR]),
        is_incomplete=any(is_incomplete(probe) for probe in probes),
        ipv6_connects=tuple(one for probe in probes for one in probe.observations if is_by_ipv6(one)),
        terminal=tuple(by_kind[ProbeKind.TERMINAL]),
    )


def is_incomplete(probe: ProbeResult) -> bool:
    """Tell whether a check was stopped before its end."""
    return probe.state in _INCOMPLETE or probe.skipped_reason == "skipped.no-time"


def of_the_site(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Return what was seen of a site itself, without what was tried beside it: IPv6, a port that must be closed."""
    return tuple(one for one in observations if not (is_by_ipv6(one) or serves_nothing(one)))


def is_by_ipv6(observation: Observation) -> bool:
    """Tell whether this is the connection that a site was tried with over IPv6, beside its own."""
    return bool(observation.detail.get("ipv6"))


def serves_nothing(observation: Observation) -> bool:
    """Tell whether a connection was tried to a port behind which nothing is."""
    return bool(observation.detail.get(SERVES_NOTHING))


def has_carrier(adapters: Iterable[Observation]) -> bool:
    """Tell whether any adapter has a plugged cable or a joined WiFi."""
    links = [one for one in adapters if one.op is Operation.ADAPTER and one.target != SYSTEM_TARGET]
    return any(one.failure in (None, Failure.NO_ADDRESS) for one in links)


def has_usable_address(adapters: Iterable[Observation]) -> bool:
    """Tell whether an adapter with a carrier has an address that is not self-assigned (RFC 3927, fe80::/10)."""
    running = (one for one in adapters if one.op is Operation.ADAPTER and one.failure is None)
    return any(not interface.ip.is_link_local for one in running for interface in interfaces(one))


def interfaces(adapter: Observation) -> tuple[Interface, ...]:
    """Return the addresses of an adapter with their networks."""
    return parse_interfaces(_texts(adapter.detail.get("addresses")))


def number(observation: Observation, name: str) -> float | None:
    """Return a number of the detail, None when it was not measured or is beyond all measure."""
    value = observation.detail.get(name)
    if not isinstance(value, (int, float)):
        return None
    try:
        found = float(value)
    except OverflowError:  # an integer of more than 308 digits
        return None
    return found if math.isfinite(found) else None


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
        rtt_min_ms=number(observation, "rtt_min_ms"),
        rtt_max_ms=number(observation, "rtt_max_ms"),
        again_received=None if (again := number(observation, "again_received")) is None else int(again),
    )


def _lookup(observation: Observation) -> Lookup:
    return Lookup(
        host=observation.target,
        failure=observation.failure,
        addresses=frozenset(_texts(observation.detail.get("addresses"))),
        dt_s=observation.dt_s,
    )


def _private_name(observation: Observation) -> PrivateName:
    return PrivateName(lookup=_lookup(observation), right_address=text(observation, RIGHT_ADDRESS))


def _query(observation: Observation) -> Query:
    return Query(
        server=observation.target,
        name=text(observation, "name"),
        rdtype=text(observation, "type"),
        failure=observation.failure,
        addresses=frozenset(_texts(observation.detail.get("addresses"))),
        dt_s=observation.dt_s,
        t0_s=observation.t0_s,
        tries=int(number(observation, "tries") or 1),
    )


def _sites(probes: Sequence[ProbeResult], kind: ProbeKind) -> tuple[Site, ...]:
    """Return a site per check that saw anything."""
    seen = (of_the_site(probe.observations) for probe in probes if probe.kind is kind)
    return tuple(_site(observations) for observations in seen if observations)


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
