"""Looks for inputs that no list has, guided by what they reach: `python3 build/dev.py fuzz TARGET [-runs=N ...]`.

The targets, and what counts as a crash, are those of `tests.bench.fuzz`. It begins with real examples in which little
is changed, and keeps what reaches something new below `.work/fuzz/`. Without `-runs` it goes on until it is stopped
(libFuzzer's options: https://llvm.org/docs/LibFuzzer.html#options). Wants atheris, which there is for Linux only.
"""

import os
import sys
from pathlib import Path
from random import Random

import atheris

KEPT = Path(__file__).resolve().parents[2] / ".work" / "fuzz" / "guided"
#: It begins with so many inputs of the bench.
FIRST = 200

with atheris.instrument_imports(include=["gui"]):
    from tests.fuzz.registry import TARGETS


def main() -> None:
    """Run one target; libFuzzer ends the process itself."""
    names = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if len(names) != 1 or names[0] not in TARGETS:
        sys.exit(f"usage: dev.py fuzz {{{','.join(TARGETS)}}} [-runs=N ...]")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    target = TARGETS[names[0]]
    kept, first, work = (  # nothing is tidied up at the end
        KEPT / target.name / part for part in ("kept", "first", "work")
    )
    for folder in (kept, first, work):
        folder.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=["gui"]):
        run, make = target.open(work), target.make()
    for number in range(FIRST):
        (first / str(number)).write_bytes(make(Random(number)))
    options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    limits = [f"-timeout={target.budget_s * 5:.0f}", f"-artifact_prefix={kept}/crash-"]
    atheris.Setup([sys.argv[0], *limits, *options, str(kept), str(first)], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
