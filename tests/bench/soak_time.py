"""Time that passes as soon as nothing is left to do: hours of watching in minutes, for `tests.bench.soak`.

The probe thread's own event loop runs unchanged; only its clock is another, and where it would wait for the next timer
the clock is moved there instead. It never runs ahead: not of a thread that asks the system, and not of the window,
which takes every round before the next one begins. So the rounds of a soak are those of a real watch, in their order.
"""

import asyncio
import selectors
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from unittest import mock

from gui.probes.timing import Stopwatch

#: How long the loop really waits at a time while a thread of the system's questions is on its way.
_LOOK_AGAIN_S = 0.02
#: Threads that the loop does not wait for: the window's own, and those that it starts for itself.
_NOT_ASKED = ("MainThread", "background")


class FastClock:
    """The time, and who may move it. The window's thread calls `take`, the probe thread all the rest."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self._changed = threading.Condition()
        self._given = self._taken = 0
        self._is_resting = self._is_over = False

    def now_s(self) -> float:
        """Return the seconds that seem to have passed."""
        return self._now_s

    def give(self) -> None:
        """Note that a round is on its way to the window."""
        self._given += 1

    def move(self, seconds: float) -> None:
        """Move on, once the window has taken every round; after `stop` not at all."""
        with self._changed:
            self._is_resting = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_over or self._taken >= self._given)
            self._is_resting = False
            if not self._is_over:
                self._now_s += seconds

    @contextmanager
    def take(self) -> Iterator[None]:
        """Take a round: meanwhile the probe thread has done all it had to do, and rests."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or self._is_resting)
            yield
            self._taken += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Let the probe thread go: it must be able to end."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    @property
    def is_over(self) -> bool:
        """Whether the time has stopped."""
        return self._is_over


@dataclass(frozen=True, slots=True, kw_only=True)
class FastStopwatch(Stopwatch):
    """A run's clock that goes by the fast one."""

    clock: FastClock

    def now_s(self) -> float:
        """Return the seconds since the run began."""
        return self.clock.now_s()


class _FastSelector(selectors.SelectSelector):
    """Waits for sockets and threads as any selector, and for time not at all."""

    def __init__(self, clock: FastClock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> "list[tuple[selectors.SelectorKey, int]]":
        """Return what is ready; where nothing is, move the clock by `timeout`."""
        if timeout is None or timeout <= 0 or self._clock.is_over:
            return super().select(timeout)
        while True:
            is_asking = _is_asking()  # looked at first: who ends after that has told the loop by the next line
            if ready := super().select(_LOOK_AGAIN_S if is_asking else 0):
                return ready
            if not is_asking:
                self._clock.move(timeout)
                return []


def _is_asking() -> bool:
    """Return whether a thread asks the system something: such a question takes no time on the fast clock."""
    own = threading.current_thread()
    return any(thread is not own and thread.name not in _NOT_ASKED for thread in threading.enumerate())


class FastLoop(asyncio.SelectorEventLoop):
    """The selector loop on the fast clock."""

    def __init__(self, clock: FastClock) -> None:
        self._fast_clock = clock
        super().__init__(_FastSelector(clock))

    def time(self) -> float:
        """Return the fast clock's time."""
        return self._fast_clock.now_s()


@contextmanager
def fast_loops(clock: FastClock) -> Iterator[None]:
    """Give every selector loop that is made meanwhile the fast clock."""
    with mock.patch.object(asyncio, "SelectorEventLoop", partial(FastLoop, clock)):
        yield
