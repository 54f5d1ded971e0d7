"""What every check has in common: its form, and how it says that there was nothing to do."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from gui.model.observation import Observation, ProbeSpec
from gui.probes.context import RunContext, is_address
from gui.probes.plan import host_names

Record: TypeAlias = Callable[[Observation], None]
Stage: TypeAlias = Callable[[ProbeSpec, RunContext, Record], Awaitable[None]]


class StageSkipped(Exception):  # noqa: N818 (no error: the check had nothing to do)
    """A check that could not run. `reason` completes the text key `skipped.<reason>`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def named_hosts(run: RunContext) -> tuple[str, ...]:
    """Return the hosts that need a lookup, endpoints first."""
    return tuple(host for host in host_names(run.targets) if not is_address(host))
