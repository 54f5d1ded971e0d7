"""Makes observations with their times, and limits how long something may take."""

import asyncio
import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from gui.model.failure import Failure, Operation
from gui.model.observation import JsonValue, Observation

T = TypeVar("T")


async def within(work: Awaitable[T], limit_s: float) -> T:
    """Return what `work` gives. Raises TimeoutError when it takes longer.

    Up to Python 3.11 `asyncio.wait_for` loses a cancel that comes together with the result (cpython gh-86296).
    """
    async with asyncio.timeout(limit_s):
        return await work


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopwatch:
    """The run's own clock (monotonic, so that a changed PC clock does not matter)."""

    started_s: float = field(default_factory=time.monotonic)

    def now_s(self) -> float:
        """Return the seconds since the run began."""
        return time.monotonic() - self.started_s

    def observe(
        self,
        op: Operation,
        target: str,
        t0_s: float,
        *,
        failure: Failure | None = None,
        **detail: JsonValue,
    ) -> Observation:
        """Return the observation of an operation that began at `t0_s` and ends now."""
        known: Mapping[str, JsonValue] = {name: value for name, value in detail.items() if value is not None}
        dt_s = self.now_s() - t0_s
        return Observation(
            op=op, target=target, t0_s=round(t0_s, 4), dt_s=round(dt_s, 4), failure=failure, detail=known
        )
