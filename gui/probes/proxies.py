"""The proxies that a PC is set to use, read from the PC's details. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gui.model.observation import JsonValue

#: What is used for TLS, the first that is set: its own entry, the one for everything, SOCKS, then that of plain HTTP.
_PROTOCOLS = ("https", "all", "socks", "http")
#: Where a proxy without a port listens: the scheme's port, and 1080 for SOCKS (curl(1)).
_PORTS = {"http": 80, "https": 443}
_SOCKS_PORT = 1080
_ADDRESS = re.compile(r"([a-z0-9+.-]+)://(\[[0-9a-f:.]+\]|[^:/\[\]]+)(?::(\d+))?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy as it is set. `scheme`: how it is talked to; only in plain HTTP can it be asked for a connection here."""

    scope: str
    scheme: str
    host: str
    port: int

    @property
    def takes_connect(self) -> bool:
        """False for SOCKS, and for a proxy that wants TLS itself: those are only connected to."""
        return self.scheme == "http"


def proxies_of(details: Mapping[str, JsonValue]) -> tuple[Proxy, ...]:
    """Return the proxies that TLS connections of the PC go through: one per scope, each place once.

    `details` as `gui.probes.pc_details` makes them. What is no address of a proxy is left out.
    """
    places: dict[tuple[str, int], Proxy] = {}
    for scope in _scopes(details):
        for proxy in _set_proxy(scope):
            places.setdefault((proxy.host, proxy.port), proxy)
    return tuple(places.values())


def has_pac(details: Mapping[str, JsonValue]) -> bool:
    """Tell whether a PAC file, a program from the network, chooses the proxy. It is never fetched or run here."""
    return any(scope.get("pac_host") for scope in _scopes(details))


def _scopes(details: Mapping[str, JsonValue]) -> Iterable[Mapping[str, JsonValue]]:
    scopes = details.get("proxies")
    return [scope for scope in scopes if isinstance(scope, dict)] if isinstance(scopes, list) else []


def _set_proxy(scope: Mapping[str, JsonValue]) -> Iterator[Proxy]:
    servers = scope.get("servers")
    known = servers if isinstance(servers, dict) else {}
    protocol = next((name for name in _PROTOCOLS if name in known), "")
    found = _ADDRESS.match(str(known.get(protocol)))
    if found is not None:
        # Windows writes a SOCKS proxy without scheme, and then it is read as one of HTTP.
        scheme = "socks" if protocol == "socks" else found[1].lower()
        port = int(found[3]) if found[3] else _PORTS.get(scheme, _SOCKS_PORT)
        yield Proxy(scope=str(scope.get("scope")), scheme=scheme, host=found[2].strip("[]"), port=port)
