"""The hosts that a connectivity run may contact. Nothing outside this list is ever contacted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalTarget:
    """A plain-HTTP page with a known answer. `body` None: any body; "" : must be empty; else the exact text."""

    url: str
    status: int
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolverTarget:
    """A public DNS resolver, by address."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NtpTarget:
    """A time server; UDP 123 unless `port` says otherwise."""

    host: str
    port: int = 123


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTarget:
    """A well-known host that is not the provider's: tells 'this provider is away' from 'everything is away'.

    `closed_port`: a TCP port of it that serves nothing; when it connects, somebody on the way answers in its place.
    """

    host: str
    port: int = 443
    tls: bool = True
    closed_port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointTarget:
    """A host of a payment provider: name lookup, TCP connect, TLS handshake, and nothing more."""

    provider: str
    name: str
    host: str
    port: int = 443
    tls: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateNameTarget:
    """A public name that rightly leads to a private address, as card readers in the shop have it. Only looked up."""

    host: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Everything one run may contact. `ca_file` adds trust anchors (PEM), for a bank's own root or a test.

    `known_roots` (PEM; None: the program's own) are not trusted: they tell a PC that lacks a root from an interception.
    """

    portals: tuple[PortalTarget, ...] = ()
    resolvers: tuple[ResolverTarget, ...] = ()
    ntp: tuple[NtpTarget, ...] = ()
    controls: tuple[ControlTarget, ...] = ()
    endpoints: tuple[EndpointTarget, ...] = ()
    private_names: tuple[PrivateNameTarget, ...] = ()
    ca_file: str | None = None
    known_roots: str | None = None

    def for_provider(self, provider: str | None) -> "Targets":
        """Return the targets with only this provider's endpoints; all endpoints when it is unknown or has none."""
        own = tuple(endpoint for endpoint in self.endpoints if endpoint.provider == provider)
        return Targets(
            portals=self.portals,
            resolvers=self.resolvers,
            ntp=self.ntp,
            controls=self.controls,
            endpoints=own or self.endpoints,
            private_names=self.private_names,
            ca_file=self.ca_file,
            known_roots=self.known_roots,
        )
