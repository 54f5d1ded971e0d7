"""Looks for inputs that no list has, guided by what they reach: `python3 build/dev.py fuzz TARGET [-runs=N ...]`.

The targets, and what counts as a crash, are those of `tests.bench.fuzz`; the real examples are the first inputs, and
what reaches something new is kept below `.work/fuzz/`. Without `-runs` it goes on until it is stopped (libFuzzer's
options: https://llvm.org/docs/LibFuzzer.html#options). Wants atheris, which there is for Linux only.
"""

import os
import sys
import tempfile
from pathlib import Path

import atheris

from tests.fuzz.target import SEEDS

KEPT = Path(__file__).resolve().parents[2] / ".work" / "fuzz" / "guided"

with atheris.instrument_imports(include=["gui"]):
    from tests.fuzz.registry import TARGETS


def main() -> None:
    """Run one target; libFuzzer ends the process itself."""
    names = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if len(names) != 1 or names[0] not in TARGETS:
        sys.exit(f"usage: dev.py fuzz {{{','.join(TARGETS)}}} [-runs=N ...]")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    target, kept = TARGETS[names[0]], KEPT / names[0]
    kept.mkdir(parents=True, exist_ok=True)
    seeds = SEEDS / ("report" if target.name == "pdf" else target.name)
    with tempfile.TemporaryDirectory() as folder:
        with atheris.instrument_imports(include=["gui"]):
            run = target.open(Path(folder))
        options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
        limits = [f"-timeout={target.budget_s * 5:.0f}", f"-artifact_prefix={kept}/crash-"]
        atheris.Setup([sys.argv[0], *limits, *options, str(kept), *([str(seeds)] if seeds.is_dir() else [])], run)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
