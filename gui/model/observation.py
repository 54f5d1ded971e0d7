"""What the connectivity checks measured and what follows from it.

Observations are flat facts; the verdict is a pure function of them, so that an old file can be judged again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from gui.model.failure import Failure, Operation
from gui.model.watch import WatchSummary

JsonValue: TypeAlias = bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | None

CHECK_SCHEMA = "poscheckup.check/1"
#: The target of observations of the PC as a whole, which contact nobody.
SYSTEM_TARGET = "system"


class Segment(StrEnum):
    """Where on the way to the provider the trouble is. `NONE`: measured and fine. `UNKNOWN`: cannot tell."""

    PC = "pc"
    LINK = "link"
    ROUTER = "router"
    DNS = "dns"
    ISP = "isp"
    INTERCEPTION = "interception"
    CLOCK = "clock"
    ACQUIRER = "acquirer"
    NONE = "none"
    UNKNOWN = "unknown"


class ProbeKind(StrEnum):
    """The kinds of check, in the order in which the check page shows them."""

    ADAPTER = "adapter"
    GATEWAY = "gateway"
    SYSTEM_RESOLVER = "system_resolver"
    DNS_COMPARE = "dns_compare"
    PORTAL = "portal"
    PATH_LOSS = "path_loss"
    CONTROL = "control"
    ENDPOINT = "endpoint"
    CLOCK = "clock"
    DETOUR = "detour"
    TERMINAL = "terminal"


class ProbeState(StrEnum):
    """How far a probe got. A broken network is a result (`DONE`); only a programming error is `CRASHED`."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    CRASHED = "crashed"


class ProbeOutcome(StrEnum):
    """What one probe's observations say on their own. `NOT_TESTED` is never a failure."""

    FINE = "fine"
    ATTENTION = "attention"
    BROKEN = "broken"
    NOT_TESTED = "not_tested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One network operation. `t0_s` counts from the start of the run, `dt_s` is its duration (monotonic seconds)."""

    op: Operation
    target: str
    t0_s: float
    dt_s: float
    failure: Failure | None = None
    detail: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeSpec:
    """One planned check: shown as a row from the start, so that nothing jumps. `needs` are ids of earlier probes."""

    id: str
    kind: ProbeKind
    targets: tuple[str, ...]
    timeout_s: float
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeResult:
    """What came of one planned check. `skipped_reason` is a text key when `state` is `SKIPPED`."""

    id: str
    kind: ProbeKind
    state: ProbeState
    outcome: ProbeOutcome
    duration_ms: int
    observations: tuple[Observation, ...] = ()
    skipped_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whose part of the line is at fault. `fault` is an id of `resources/kb/network_faults.toml` or `none`/`unknown`.

    `confidence` is 0..1. `remarks` are ids of the same file that are worth a word but are no fault (`gw-no-ping` ...),
    and other fault ids that look the same from one PC. `issuer`: who signed the certificate of a host that is not the
    one that was meant (an antivirus program, a router, a portal).
    """

    segment: Segment
    fault: str
    confidence: float
    remarks: tuple[str, ...] = ()
    issuer: str | None = None

    @property
    def is_fault(self) -> bool:
        """True when a fault was found; an unknown or clean result is none."""
        return self.segment not in (Segment.NONE, Segment.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """One whole connectivity run. `started_utc` is ISO 8601 with `Z`; `clock_offset_s` is PC minus true time.

    `watch`: what watching the line after the run saw; the verdict then follows from both.
    """

    started_utc: str
    duration_ms: int
    verdict: Verdict
    probes: tuple[ProbeResult, ...]
    cancelled: bool = False
    clock_offset_s: float | None = None
    schema: str = CHECK_SCHEMA
    watch: WatchSummary | None = None
