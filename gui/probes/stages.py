"""The checks, one coroutine per kind. Each runs its operations and hands every observation to `record` at once.

They hold no logic about what an observation means: that is the verdict's part.
"""

import asyncio
import random
import string
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from gui.model.failure import Failure, Operation
from gui.model.observation import JsonValue, Observation, ProbeKind, ProbeSpec
from gui.model.targets import ControlTarget, EndpointTarget
from gui.probes import limits
from gui.probes.context import HostAddress, RunContext, is_address, observed_addresses
from gui.probes.daemon import in_daemon_thread
from gui.probes.hops import second_hop
from gui.probes.pc_details import SYSTEM_TARGET
from gui.probes.plan import host_names, site_id, url_host
from gui.probes.private_names import private_lookup
from gui.probes.system import Adapter, AdapterKind, SystemInfo
from gui.probes.timing import Stopwatch

Record = Callable[[Observation], None]
Stage = Callable[[ProbeSpec, RunContext, Record], Awaitable[None]]

#: A question that home routers answer without asking further (class CH, RFC 4892).
LOCAL_QUESTION = "version.bind"
#: Ports that a router usually has open or refuses at once: name server, its own pages.
GATEWAY_PORTS = (53, 80, 443)
#: Payload that fills an Ethernet frame of 1500 bytes (20 IP + 8 ICMP), and one that passes every usual tunnel.
FULL_SIZE_BYTES, TUNNEL_SIZE_BYTES = 1472, 1372


async def check_adapter(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Read the PC's own settings."""
    t0_s = run.watch.now_s()
    try:
        run.info = await asyncio.wait_for(in_daemon_thread(run.system.read, "adapters"), limits.ADAPTER_TIMEOUT_S)
    except TimeoutError:
        raise StageSkipped("no-time") from None
    for observation in adapter_observations(run.info, host_names(run.targets), t0_s, run.watch):
        record(observation)


def adapter_observations(
    info: SystemInfo, hosts: Iterable[str], t0_s: float, watch: Stopwatch
) -> Iterable[Observation]:
    """Turn the settings into observations: adapters, default routes, then the rest under the target `system`.

    Detail of an adapter: mtu, addresses, kind, is_virtual, dhcp (leased address), has_random_mac; of the system:
    dns_servers, hosts_file, tunnels (running VPN and TUN adapters), and later what `pc_details` adds.
    """
    for adapter in info.adapters:
        addresses: list[JsonValue] = [f"{entry.address}/{entry.prefix}" for entry in adapter.addresses]
        yield watch.observe(
            Operation.ADAPTER,
            adapter.name,
            t0_s,
            failure=_adapter_failure(adapter),
            mtu=adapter.mtu,
            addresses=addresses,
            kind=adapter.kind,
            is_virtual=adapter.is_virtual,
            dhcp=adapter.dhcp,
            has_random_mac=adapter.has_random_mac,
        )
    for route in info.routes or ():
        yield watch.observe(
            Operation.ROUTE, "default", t0_s, gateway=route.gateway, interface=route.interface, metric=route.metric
        )
    if info.routes == ():
        yield watch.observe(Operation.ROUTE, "default", t0_s, failure=Failure.NO_ROUTE)
    tunnels: list[JsonValue] = [one.name for one in info.adapters if one.is_running and one.kind is AdapterKind.TUNNEL]
    servers: JsonValue = None if info.dns_servers is None else list(info.dns_servers)
    overridden: dict[str, JsonValue] = {
        host: list(info.hosts_entries[host.lower()]) for host in hosts if host.lower() in info.hosts_entries
    }
    yield watch.observe(
        Operation.ADAPTER, SYSTEM_TARGET, t0_s, dns_servers=servers, hosts_file=overridden, tunnels=tunnels
    )


def _adapter_failure(adapter: Adapter) -> Failure | None:
    if not adapter.is_enabled:
        return Failure.NETWORK_DOWN
    if not adapter.is_running:
        return Failure.NO_CARRIER
    return None if adapter.addresses else Failure.NO_ADDRESS


async def check_gateway(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Ping the router, knock at its ports, then see whether it answered for its address on the LAN."""
    gateway = run.gateway
    if gateway is None:
        raise StageSkipped("no-gateway")
    knocks = [run.net.tcp_connect(gateway, port, limits.GATEWAY_TCP_TIMEOUT_S) for port in GATEWAY_PORTS]
    await _each(record, *knocks, _ping_gateway(run, gateway, record))
    t0_s = run.watch.now_s()
    neighbour = await in_daemon_thread(lambda: run.system.neighbour(gateway), "neighbours")
    if neighbour is not None:
        failure = None if neighbour.mac else Failure.HOST_UNREACHABLE
        record(run.watch.observe(Operation.NEIGHBOUR, gateway, t0_s, failure=failure, mac=neighbour.mac))


async def _ping_gateway(run: RunContext, gateway: str, record: Record) -> Observation:
    """Ping the router; where pings do not pass, ask its name server something that it answers by itself."""
    count = limits.PING_COUNT * limits.PING_ROUNDS
    pinged = await run.net.ping(gateway, count=count, interval_s=limits.GATEWAY_PING_INTERVAL_S)
    if pinged.failure is None or gateway not in run.dns_servers:
        return pinged
    record(pinged)
    return await run.net.dns_loss(gateway, LOCAL_QUESTION, count=count)


async def check_system_resolver(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Ask what the PC's programs would ask, and the same servers directly (also for a name that cannot exist)."""
    hosts = named_hosts(run)
    if not hosts:
        raise StageSkipped("no-targets")

    async def by_system(host: str) -> Observation:
        found = await run.net.getaddrinfo(host)
        run.book.put("system", host, observed_addresses(found))
        return found

    async def by_server(host: str) -> None:
        answers = [run.net.dns_query(server, host, "A") for server in run.dns_servers]
        await _each(lambda seen: _put_and_record(run, "system_raw", host, seen, record), *answers)
        run.book.put("system_raw", host, ())

    for host in hosts[limits.MAX_COMPARED_HOSTS :]:
        run.book.put("system_raw", host, ())
    extra = [run.net.dns_query(server, random_name(), "A") for server in run.dns_servers]
    extra += [run.net.dns_query(server, hosts[0], "AAAA") for server in run.dns_servers]
    extra += [private_lookup(run, name) for name in run.targets.private_names]
    compared = hosts[: limits.MAX_COMPARED_HOSTS]
    await _all(_each(record, *map(by_system, hosts), *extra), *map(by_server, compared))


async def check_public_dns(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Ask the public resolvers for the same names."""
    hosts = named_hosts(run)[: limits.MAX_COMPARED_HOSTS]
    servers = [resolver.address for resolver in run.targets.resolvers]
    if not hosts or not servers:
        raise StageSkipped("no-targets")

    async def ask(host: str) -> None:
        answers = [run.net.dns_query(server, host, "A") for server in servers]
        await _each(lambda seen: _put_and_record(run, "public", host, seen, record), *answers)
        run.book.put("public", host, ())

    private = [run.net.dns_query(server, name.host, "A") for name in run.targets.private_names for server in servers]
    await _all(_each(record, *private), *map(ask, hosts))


async def check_portals(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Fetch the pages with a known answer."""
    if not run.targets.portals:
        raise StageSkipped("no-targets")
    seen: list[Observation] = []

    async def fetch(index: int) -> Observation:
        page = run.targets.portals[index]
        found = await run.book.find(url_host(page.url))
        if found is None:
            return _not_found(run.watch, url_host(page.url))
        return await run.net.http_get(page, found.address)

    await _each(_both(seen.append, record), *map(fetch, range(len(run.targets.portals))))
    run.pages_seen.set_result(tuple(seen))


async def check_path(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Measure loss beyond the router by ICMP, or by DNS queries where ICMP does not pass; then full-size packets."""
    addresses = await _beyond_addresses(run)
    measure = partial(run.net.ping, count=limits.PING_COUNT)
    hops = (second_hop(run, item) for item in addresses[:1])
    first, _ = await asyncio.gather(asyncio.gather(*map(measure, addresses)), _each(record, *hops))
    answering = [one.target for one in first if one.failure is None]
    # Beside the second round: after it, a lossy line had no time left for them.
    sizes = _all(*(_check_size(run, item, record) for item in answering[:1]))
    seen, _ = await asyncio.gather(_again_if_lossy(measure, first), sizes)
    for observation in seen:
        record(observation)
    if answering:
        return
    servers = [resolver.address for resolver in run.targets.resolvers][:2]
    if not servers and not addresses:
        raise StageSkipped("no-targets")
    name = (*named_hosts(run), ".")[0]
    for observation in await _in_rounds(lambda one: run.net.dns_loss(one, name, count=limits.PING_COUNT), servers):
        record(observation)


async def _check_size(run: RunContext, address: str, record: Record) -> None:
    """Three packets each that must not be cut up. Without a stalled TLS flight they prove nothing."""
    sizes = (FULL_SIZE_BYTES, TUNNEL_SIZE_BYTES)
    await _each(record, *(run.net.ping(address, count=3, size_bytes=size, may_fragment=False) for size in sizes))


async def _beyond_addresses(run: RunContext) -> tuple[str, ...]:
    """Return IPv4 addresses beyond the router: endpoints, a resolver, a control; at most `MAX_PINGED`."""
    sites = [site.host for site in run.targets.endpoints[:2]] + [site.host for site in run.targets.controls[:1]]
    found = [await run.book.find(host) for host in dict.fromkeys(sites)]
    resolvers = [resolver.address for resolver in run.targets.resolvers[:2]]
    addresses = [*resolvers[:1], *(one.address for one in found if one), *resolvers[1:]]
    return tuple(dict.fromkeys(item for item in addresses if ":" not in item))[: limits.MAX_PINGED]


async def _in_rounds(
    measure: Callable[[str], Coroutine[Any, Any, Observation]], addresses: Sequence[str]
) -> Sequence[Observation]:
    """Measure every address, and once more where that is needed."""
    return await _again_if_lossy(measure, await asyncio.gather(*map(measure, addresses)))


async def _again_if_lossy(
    measure: Callable[[str], Coroutine[Any, Any, Observation]], first: Sequence[Observation]
) -> Sequence[Observation]:
    """When any address lost some packets, measure all that answer once more: a few lost or none may be luck."""
    if not any(0 < _count(one, "received") < _count(one, "sent") for one in first):
        return first
    answering = [one for one in first if _count(one, "received")]
    second = await asyncio.gather(*(measure(one.target) for one in answering))
    again = {one.target: one for one in second}
    return [_sum_of(one, again[one.target]) if one.target in again else one for one in first]


def _sum_of(first: Observation, second: Observation) -> Observation:
    """Return both series to an address as one."""
    totals = {name: _count(first, name) + _count(second, name) for name in ("sent", "received")}
    return replace(first, dt_s=first.dt_s + second.dt_s, detail={**first.detail, **totals})


async def check_site(spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Look up, connect and shake hands with one host; nothing more is ever sent to it."""
    site = _site_of(spec, run)
    found = await run.book.find(site.host)
    if found is None:
        record(_labelled(_not_found(run.watch, site.host), site, None))
        return
    for observation in await run.net.dial(site.host, found.address, site.port, tls=site.tls):
        record(_labelled(observation, site, found))


async def check_clock(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Ask the time servers twice each, and take the dates of the pages fetched by the portal check."""
    if not run.targets.ntp and not run.targets.portals:
        raise StageSkipped("no-targets")

    async def ask(host: str, port: int) -> None:
        found = await run.book.find(host)
        if found is None:
            record(_not_found(run.watch, host))
            return
        await _each(record, *(run.net.ntp_query(host, found.address, port) for _ in range(2)))

    await _all(*(ask(server.host, server.port) for server in run.targets.ntp))
    for page in await asyncio.shield(run.pages_seen):
        if page.failure is None and "date_offset_s" in page.detail:
            record(page)


#: A new kind of check is code, registered here.
STAGES: Mapping[ProbeKind, Stage] = {
    ProbeKind.ADAPTER: check_adapter,
    ProbeKind.GATEWAY: check_gateway,
    ProbeKind.SYSTEM_RESOLVER: check_system_resolver,
    ProbeKind.DNS_COMPARE: check_public_dns,
    ProbeKind.PORTAL: check_portals,
    ProbeKind.PATH_LOSS: check_path,
    ProbeKind.CONTROL: check_site,
    ProbeKind.ENDPOINT: check_site,
    ProbeKind.CLOCK: check_clock,
}


class StageSkipped(Exception):  # noqa: N818 (no error: the check had nothing to do)
    """A check that could not run. `reason` completes the text key `skipped.<reason>`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def named_hosts(run: RunContext) -> tuple[str, ...]:
    """Return the hosts that need a lookup, endpoints first."""
    return tuple(host for host in host_names(run.targets) if not is_address(host))


def random_name() -> str:
    """Return a name that does not exist: 20 random letters are never registered by chance."""
    return "".join(random.choices(string.ascii_lowercase, k=20)) + ".com"  # noqa: S311 (no secret)


async def _all(*calls: Coroutine[Any, Any, None]) -> None:
    """Run side by side; when one raises (a bug), the others are stopped."""
    async with asyncio.TaskGroup() as group:
        for call in calls:
            group.create_task(call)


async def _each(record: Callable[[Observation], object], *calls: Coroutine[Any, Any, Observation]) -> None:
    """Run operations side by side and record each as it ends."""

    async def one(call: Coroutine[Any, Any, Observation]) -> None:
        record(await call)

    await _all(*map(one, calls))


def _both(first: Record, second: Record) -> Record:
    def record(observation: Observation) -> None:
        first(observation)
        second(observation)

    return record


def _put_and_record(run: RunContext, source: str, host: str, seen: Observation, record: Record) -> None:
    if addresses := observed_addresses(seen):
        run.book.put(source, host, addresses)
    record(seen)


def _not_found(watch: Stopwatch, host: str) -> Observation:
    return watch.observe(Operation.GETADDRINFO, host, watch.now_s(), failure=Failure.DNS_NO_ANSWER)


def _labelled(observation: Observation, site: ControlTarget | EndpointTarget, found: HostAddress | None) -> Observation:
    """Add what the verdict needs to know of a site: whose it is and where its address came from."""
    provider: JsonValue = site.provider if isinstance(site, EndpointTarget) else None
    label: dict[str, JsonValue] = {"provider": provider, "host": site.host, "port": site.port, "tls": site.tls}
    if found is not None:
        label |= {"address": found.address, "address_source": found.source}
    return replace(observation, detail={**observation.detail, **label})


def _site_of(spec: ProbeSpec, run: RunContext) -> ControlTarget | EndpointTarget:
    sites: list[tuple[str, ControlTarget | EndpointTarget]] = [
        *(("endpoint", site) for site in run.targets.endpoints),
        *(("control", site) for site in run.targets.controls),
    ]
    return next(site for prefix, site in sites if site_id(prefix, site) == spec.id)


def _count(observation: Observation, name: str) -> int:
    value = observation.detail.get(name, 0)
    return value if isinstance(value, int) else 0
