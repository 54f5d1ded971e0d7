"""Plants secrets in all ways in, and looks for them in all ways out: `python -m tests.bench.leak_test [--secrets N]`.

Ways in: every field and typed answer, choices, details of the checks, case files and reports from elsewhere, names of
files, log calls, exceptions. Ways out: PDF (text, metadata, attachment, packed streams), JSON, preview, short text,
table of reports, database, logs, messages, files that are left. All spellings count: `tests.bench.planted.folded`.
Exit status: 0, or 1 when a secret is found anywhere.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from gui.kb import load_knowledge
from tests.bench.leak_case import run_case
from tests.bench.planted import KINDS, Planted, folded, plant
from tests.bench.tables import markdown

#: So many secrets are in one case.
BATCH = 250
_SHOWN = 20


def leaks_of(secrets: Sequence[Planted], folder: Path) -> tuple[Counter[tuple[str, str]], list[str], list[str]]:
    """Return how many secrets leaked by kind and place, each leak in words, and the places that were looked at."""
    knowledge = load_knowledge()
    leaked: Counter[tuple[str, str]] = Counter()
    words: list[str] = []
    places: dict[str, None] = {}
    for number, start in enumerate(range(0, len(secrets), BATCH)):
        batch = secrets[start : start + BATCH]
        for place, texts in run_case(knowledge, batch, folder / str(number)).items():
            places[place] = None
            for secret in found_in(batch, texts):
                leaked[secret.kind, place] += 1
                words.append(f"{place}: {secret.kind}: {secret.text!r}")
    return leaked, words, list(places)


def found_in(secrets: Iterable[Planted], texts: Iterable[str]) -> list[Planted]:
    """Return the secrets that are in any of the texts, in any spelling."""
    hay = "\n".join(dict.fromkeys(map(folded, texts)))
    return [secret for secret in secrets if secret.needle in hay]


def table(secrets: Sequence[Planted], leaked: Counter[tuple[str, str]], places: Sequence[str]) -> str:
    """Return the secrets by kind, and how many of them were found at each place."""
    planted = Counter(secret.kind for secret in secrets)
    rows = [(kind, str(planted[kind]), *(str(leaked[kind, place]) for place in places)) for kind in KINDS]
    sums = (
        "**all**",
        f"**{len(secrets)}**",
        *(f"**{sum(leaked[kind, place] for kind in KINDS)}**" for place in places),
    )
    return markdown(("kind", "planted", *places), [*rows, sums], right=range(1, len(places) + 2))


def main() -> int:
    """Plant, look and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--secrets", type=int, default=10_000, metavar="N")
    parser.add_argument("--seed", type=int, default=20261128)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    secrets = plant(options.secrets, options.seed)
    with tempfile.TemporaryDirectory(prefix="leaks-") as folder:
        tempfile.tempdir = folder  # what the program leaves in the system's folder is looked at as well
        leaked, words, places = leaks_of(secrets, Path(folder))
    sys.stdout.write(table(secrets, leaked, places) + "\n")
    for line in words[:_SHOWN]:
        sys.stdout.write(line + "\n")
    return 1 if leaked else 0


if __name__ == "__main__":
    sys.exit(main())
