"""The checks, one coroutine per kind. Each runs its operations and hands every observation to `record` at once.

They hold no logic about what an observation means: that is the verdict's part.
"""

import asyncio
import random
import string
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import replace
from typing import Any

from gui.model.failure import Failure, Operation
from gui.model.observation import SYSTEM_TARGET, JsonValue, Observation, ProbeKind, ProbeSpec
from gui.model.targets import ControlTarget, EndpointTarget
from gui.probes import limits
from gui.probes.claims import MAKER_LENGTH, check_claims
from gui.probes.closed_port import try_closed_port
from gui.probes.context import HostAddress, RunContext, observed_addresses
from gui.probes.daemon import in_daemon_thread
from gui.probes.detours import check_detours
from gui.probes.ipv6 import connect_by_ipv6
from gui.probes.path_loss import check_path
from gui.probes.plan import host_names, site_id, url_host
from gui.probes.private_names import private_lookup
from gui.probes.stage import Record, Stage, StageSkipped, named_hosts
from gui.probes.system import Adapter, AdapterKind, SystemInfo
from gui.probes.terminal import check_terminal
from gui.probes.timing import Stopwatch, within
from gui.probes.together import record_each, run_all

#: A question that home routers answer without asking further (class CH, RFC 4892).
LOCAL_QUESTION = "version.bind"
#: Ports that a router usually has open or refuses at once: name server, its own pages.
GATEWAY_PORTS = (53, 80, 443)


async def check_adapter(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Read the PC's own settings."""
    t0_s = run.watch.now_s()
    try:
        run.info = await within(in_daemon_thread(run.system.read, "adapters"), limits.ADAPTER_TIMEOUT_S)
    except TimeoutError:
        raise StageSkipped("no-time") from None
    for observation in adapter_observations(run.info, host_names(run.targets), t0_s, run.watch):
        record(observation)


def adapter_observations(
    info: SystemInfo, hosts: Iterable[str], t0_s: float, watch: Stopwatch
) -> Iterable[Observation]:
    """Turn the settings into observations: adapters, default routes, then the rest under the target `system`.

    Detail of an adapter: mtu, addresses, kind, is_virtual, dhcp (leased address), dhcp_server, has_random_mac,
    duplicate_addresses (of the addresses those that another device has too, where the system found any); of the
    system: dns_servers, hosts_file, tunnels (running VPN and TUN adapters), and later what `pc_details` adds.
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
            dhcp_server=adapter.dhcp_server,
            duplicate_addresses=[entry.address for entry in adapter.addresses if entry.is_duplicate] or None,
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
    """Ping the router, knock at its ports, see who claims its address, then whether it answered on the LAN at all."""
    gateway = run.gateway
    if gateway is None:
        raise StageSkipped("no-gateway")
    knocks = [run.net.tcp_connect(gateway, port, limits.GATEWAY_TCP_TIMEOUT_S) for port in GATEWAY_PORTS]
    pings = _ping_gateway(run, gateway, record)
    await run_all(record_each(record, *knocks, pings), check_claims(run, gateway, record))
    t0_s = run.watch.now_s()
    neighbour = await in_daemon_thread(lambda: run.system.neighbour(gateway), "neighbours")
    if neighbour is not None:
        failure = None if neighbour.mac else Failure.HOST_UNREACHABLE
        maker = neighbour.mac[:MAKER_LENGTH] if neighbour.mac else None  # the whole of it identifies a device
        record(run.watch.observe(Operation.NEIGHBOUR, gateway, t0_s, failure=failure, maker_prefix=maker))


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
        await record_each(lambda seen: _put_and_record(run, "system_raw", host, seen, record), *answers)
        run.book.put("system_raw", host, ())

    for host in hosts[limits.MAX_COMPARED_HOSTS :]:
        run.book.put("system_raw", host, ())
    extra = [run.net.dns_query(server, random_name(), "A") for server in run.dns_servers]
    extra += [run.net.dns_query(server, hosts[0], "AAAA") for server in run.dns_servers]
    extra += [private_lookup(run, name) for name in run.targets.private_names]
    compared = hosts[: limits.MAX_COMPARED_HOSTS]
    await run_all(record_each(record, *map(by_system, hosts), *extra), *map(by_server, compared))


async def check_public_dns(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Ask the public resolvers for the same names."""
    hosts = named_hosts(run)[: limits.MAX_COMPARED_HOSTS]
    servers = [resolver.address for resolver in run.targets.resolvers]
    if not hosts or not servers:
        raise StageSkipped("no-targets")

    async def ask(host: str) -> None:
        answers = [run.net.dns_query(server, host, "A") for server in servers]
        await record_each(lambda seen: _put_and_record(run, "public", host, seen, record), *answers)
        run.book.put("public", host, ())

    private = [run.net.dns_query(server, name.host, "A") for name in run.targets.private_names for server in servers]
    await run_all(record_each(record, *private), *map(ask, hosts))


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

    await record_each(_both(seen.append, record), *map(fetch, range(len(run.targets.portals))))
    run.pages_seen.set_result(tuple(seen))


async def check_site(spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Look up, connect and shake hands with one host; nothing more is ever sent to it."""
    site = _site_of(spec, run)
    found = await run.book.find(site.host)
    if found is None:
        record(_labelled(_not_found(run.watch, site.host), site, None))
        return

    async def dial() -> None:
        for observation in await run.net.dial(site.host, found.address, site.port, tls=site.tls):
            record(_labelled(observation, site, found))

    async def beside(attempt: Coroutine[Any, Any, Observation | None]) -> None:
        if (observation := await attempt) is not None:
            record(observation)

    await run_all(dial(), beside(connect_by_ipv6(site, run)), beside(try_closed_port(site, found.address, run)))


async def check_clock(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Ask the time servers twice each, and take the dates of the pages fetched by the portal check."""
    if not run.targets.ntp and not run.targets.portals:
        raise StageSkipped("no-targets")

    async def ask(host: str, port: int) -> None:
        found = await run.book.find(host)
        if found is None:
            record(_not_found(run.watch, host))
            return
        await record_each(record, *(run.net.ntp_query(host, found.address, port) for _ in range(2)))

    await run_all(*(ask(server.host, server.port) for server in run.targets.ntp))
    for page in await asyncio.shield(run.pages_seen):
        if page.failure is None and "date_offset_s" in page.detail:
            record(page)


async def check_lan_terminal(_spec: ProbeSpec, run: RunContext, record: Record) -> None:
    """Try the terminal at the address that the user gave."""
    if (reason := await check_terminal(run, record)) is not None:
        raise StageSkipped(reason)


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
    ProbeKind.DETOUR: check_detours,
    ProbeKind.TERMINAL: check_lan_terminal,
}


def random_name() -> str:
    """Return a name that does not exist: 20 random letters are never registered by chance."""
    return "".join(random.choices(string.ascii_lowercase, k=20)) + ".com"  # noqa: S311 (no secret)


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
