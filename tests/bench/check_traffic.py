"""Prints how much one connectivity run sends and gets: `python -m tests.bench.check_traffic [--cases ID ...]`.

Packets and bytes on the PC's card in the lab, both directions together, by protocol. Exit status: 0, or 1 when the
healthy run misses a limit. The lab's targets stand for one provider: two hosts with three ports.
"""

import argparse
import sys
from collections.abc import Sequence

from tests.bench.counters import Traffic, counted, start_counting, total
from tests.bench.matrix import verdict_text
from tests.bench.tables import against, markdown
from tests.lab.cases import Case, by_id
from tests.lab.checking import check
from tests.lab.world import Lab, missing_for_lab

CASES = ("healthy", "path-loss", "isp-outage")
#: The promise for a healthy run.
MOST_PACKETS, MOST_BYTES = 400, 200_000


def measure(case: Case) -> tuple[str, tuple[Traffic, ...]]:
    """Run the check once in a world of its own; return the verdict and what passed the card."""
    with Lab() as lab:
        lab.apply(case.id)
        start_counting(lab)
        report = check(lab, *case.arguments, env=case.env)
        return verdict_text(report.verdict.segment, report.verdict.fault), counted(lab)


def is_kept(traffic: Sequence[Traffic]) -> bool:
    """Tell whether a healthy run's limits are kept."""
    whole = total(traffic)
    return whole.packets <= MOST_PACKETS and whole.octets <= MOST_BYTES


def table(case_id: str, traffic: Sequence[Traffic]) -> str:
    """Return a case's traffic by protocol, then the sum; the healthy run with its limits."""
    whole = total(traffic)
    rows = [(one.kind, str(one.packets), f"{one.octets / 1000:.1f}") for one in traffic]
    sums = ["**all**", f"**{whole.packets}**", f"**{whole.octets / 1000:.1f}**"]
    if case_id == "healthy":
        sums[1] += f" ({against(whole.packets, MOST_PACKETS)})"
        sums[2] += f" ({against(whole.octets / 1000, MOST_BYTES / 1000)})"
    return markdown((case_id, "packets", "kB"), [*rows, sums], right=(1, 2))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", nargs="+", metavar="ID", default=CASES)
    options = parser.parse_args()
    if (reason := missing_for_lab()) is not None:
        parser.error(reason)
    kept = True
    for case_id in options.cases:
        verdict, traffic = measure(by_id(case_id))
        kept = kept and (case_id != "healthy" or is_kept(traffic))
        sys.stdout.write(f"{table(case_id, traffic)}\n\nverdict: {verdict}\n\n")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
