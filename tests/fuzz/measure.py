"""Gives a target its inputs, one after another, and notes what each does: crash, time, memory."""

import contextlib
import hashlib
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from types import FrameType

from tests.fuzz.target import Run, Target

#: An input that takes so many times its budget is broken off.
_BROKEN_OFF = 5.0
#: So many inputs of one failure are kept.
_KEPT = 3


class HangError(BaseException):
    """An input was broken off. No `Exception`: nothing below may take it for its own."""


@dataclass(slots=True, kw_only=True)
class Measured:
    """What came of a target's inputs. `failures`: where each kind of failure is, and how often it was seen."""

    target: str
    inputs: int = 0
    spent_s: float = 0.0
    slowest_s: float = 0.0
    grown_mib: float = 0.0
    failures: dict[str, int] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    @property
    def crashes(self) -> int:
        """How many inputs failed."""
        return sum(self.failures.values())


def inputs_of(target: Target, count: int, seed: int, bombs_every: int = 1) -> Iterator[bytes]:
    """Yield `count` inputs: the bombs, or one in so many, then such as are made of the real examples."""
    make = target.make()
    made = (make(Random(f"{target.name} {seed} {number}")) for number in range(count))
    for _, data in zip(range(count), chain(islice(target.bombs(), 0, None, bombs_every), made), strict=False):
        yield data


def measure(target: Target, count: int, seed: int, failures: Path | None, bombs_every: int = 1) -> Measured:
    """Give a target so many inputs. Failing ones are written below `failures`, with how to replay them."""
    found = Measured(target=target.name)
    with tempfile.TemporaryDirectory(prefix="poscheckup-fuzz-") as folder:
        run = target.open(Path(folder))
        for data in (target.make()(Random(number)) for number in range(20)):
            with contextlib.suppress(Exception):  # only to load everything; it comes again below
                run(data)
        before_mib, began_s = peak_mib(), perf_counter()
        for data in inputs_of(target, count, seed, bombs_every):
            _try_one(target, run, data, found, failures)
        found.spent_s = perf_counter() - began_s
        found.grown_mib = peak_mib() - before_mib
    if found.grown_mib > target.memory_mib:
        found.failures[f"the process grew by {found.grown_mib:.0f} MiB"] = 1
    return found


def _try_one(target: Target, run: Run, data: bytes, found: Measured, failures: Path | None) -> None:
    found.inputs += 1
    spent_s, what = timed(run, data, target.budget_s)
    if what is None and spent_s > target.budget_s:  # once more: the machine may have been busy
        spent_s, what = min(timed(run, data, target.budget_s), (spent_s, None), key=lambda pair: pair[0])
    found.slowest_s = max(found.slowest_s, spent_s)
    if what is None and spent_s > target.budget_s:
        what = f"took {spent_s:.1f} s"
    if what is None:
        return
    place = what.strip().splitlines()[-1][:200]
    seen = found.failures[place] = found.failures.get(place, 0) + 1
    if failures is not None and seen <= _KEPT:
        found.kept.append(str(keep(failures, target.name, data, what)))


def timed(run: Run, data: bytes, budget_s: float) -> tuple[float, str | None]:
    """Return how long an input takes, and the trace of what it raised, if it did."""
    what = None
    began_s = process_time()  # the machine may be busy
    try:
        with _broken_off(budget_s * _BROKEN_OFF):
            run(data)
    except HangError:
        what = traceback.format_exc(limit=-6) + "\nHangError: broken off"
    except Exception:  # noqa: BLE001 (this is what is looked for)
        what = traceback.format_exc(limit=-12)
        frames = [line.strip() for line in what.splitlines() if 'File "' in line]
        what += f" @ {frames[-1].split('wt/')[-1] if frames else ''}"
    return process_time() - began_s, what


@contextlib.contextmanager
def _broken_off(after_s: float) -> Iterator[None]:
    """Raise HangError in whatever takes longer, where the system has such an alarm (not on Windows)."""
    if sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, after_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise HangError


def keep(folder: Path, target: str, data: bytes, what: str) -> Path:
    """Write a failing input, and beside it what happened and how to see it again; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{target}-{hashlib.sha256(data).hexdigest()[:12]}.bin"
    path.write_bytes(data)
    path.with_suffix(".txt").write_text(
        f"python -m tests.bench.fuzz --replay {path}\n\n{what}\n", encoding="utf-8", errors="backslashreplace"
    )
    return path


def peak_mib() -> float:
    """Return the most memory this process has had, in MiB; 0 where the system does not tell (Windows)."""
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 (not there on Windows)

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
