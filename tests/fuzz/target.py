"""What a fuzz target is: a function that gives one input to the program's own code and raises only for a bug."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

SEEDS = Path(__file__).parent / "seeds"

#: Takes one input. What it raises is a crash: what the program defines for bad input, it takes for an answer.
Run = Callable[[bytes], None]
#: Makes an input of a random state.
Make = Callable[[Random], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A door through which others' data come in. `share`: of a million inputs.

    `budget_s`: no input may take more of the processor's time; `memory_mib`: the process may grow by no more. `open`
    loads the program and returns what takes an input; it may write into the folder it gets. `bombs` are always the
    first inputs.
    """

    name: str
    what: str
    share: int
    open: Callable[[Path], Run]
    make: Callable[[], Make]
    bombs: Callable[[], Iterator[bytes]]
    budget_s: float = 2.0
    memory_mib: int = 256


class CrashError(AssertionError):
    """The program did with an input what it never may, without raising."""


def expect(condition: bool, what: str) -> None:
    """Raise CrashError unless a condition holds."""
    if not condition:
        raise CrashError(what)


def seeds(folder: str) -> tuple[bytes, ...]:
    """Return the real examples of a kind, in a fixed order."""
    return tuple(path.read_bytes() for path in sorted((SEEDS / folder).iterdir()))
