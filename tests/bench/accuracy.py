"""Prints how often the diagnosis is right: `python -m tests.bench.accuracy [--cases N] [--seed S] [--save]`.

Cases are drawn from the knowledge (`tests.bench.sampled_cases`), one answer in ten wrong or missing, and walked through
the wizard (`tests.bench.walks`). Right: the cause is the most probable hypothesis at the end. A shop asks on until a
cause has `SURE_P`, or nothing more is asked that tells something, or `MOST_QUESTIONS` were put.

- first, within three, who must act: over the cases of a listed cause. A case of no listed cause cannot have its cause
  named; how often none is named for it without reserve stands beside.
- calibration: the expected calibration error over all cases, those of no listed cause too: ten bins of equal width by
  the probability of the hypothesis named first, each the difference of its mean probability and its share right,
  weighted by its share of the cases (Naeini, Cooper and Hauskrecht, AAAI 2015).
- questions until the verdict: until a cause is first named without reserve (`FIRM_FROM_P`), every question counted, the
  code too (`tests.bench.walks`); of shops that answer truly, and of the spoilt cases beside. A case without a verdict
  counts with all its questions.

Exit status: 0, or 1 when a limit is missed.
"""

import argparse
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from gui.kb import load_knowledge
from gui.model.diagnosis import FIRM_FROM_P
from gui.model.knowledge import Knowledge
from tests.bench.sampled_cases import SampledCase, sample_cases
from tests.bench.tables import against, markdown, source_state
from tests.bench.walks import Walk, walk

#: The limits of the figures.
FIRST, WITHIN_THREE, WHO_ACTS, CALIBRATION_ERROR = 0.85, 0.97, 0.93, 0.03
MEDIAN_QUESTIONS, MOST_OF_95 = 5, 9

NOISE = 0.1
SURE_P = 0.98
BINS = 10
RESULT = Path(__file__).parent / "results" / "accuracy.md"

Pair = tuple[SampledCase, Walk]
_Row = tuple[str, str, str]


def share(pairs: Sequence[Pair], is_right: Callable[[SampledCase, Walk], bool]) -> float:
    """Return how many of the cases are right, 0..1; NaN without cases."""
    return sum(is_right(case, end) for case, end in pairs) / len(pairs) if pairs else math.nan


def is_first(case: SampledCase, end: Walk) -> bool:
    """Say whether the case's own cause (none: the unknown cause) is named."""
    return end.named == case.cause


def is_within_three(case: SampledCase, end: Walk) -> bool:
    """Say whether the case's own cause is among the first three."""
    return case.cause in end.best(3)


def acts_rightly(knowledge: Knowledge, case: SampledCase, end: Walk) -> bool:
    """Say whether the cause that is named is the matter of who really must act."""
    owners = [None if cause is None else knowledge.causes[cause].owner for cause in (case.cause, end.named)]
    return owners[0] == owners[1]


def calibration_error(pairs: Iterable[tuple[float, bool]]) -> float:
    """Return the expected calibration error of (probability, right) in bins of equal width."""
    bins: dict[int, list[float]] = {}
    for p, is_right in pairs:
        bins.setdefault(min(int(p * BINS), BINS - 1), []).append(p - is_right)
    return sum(abs(math.fsum(found)) for found in bins.values()) / sum(map(len, bins.values()))


def percentile(counts: Sequence[int], part: float) -> int:
    """Return the smallest count that at least `part` of them do not exceed."""
    return sorted(counts)[max(math.ceil(part * len(counts)) - 1, 0)]


def questions_until(knowledge: Knowledge, cases: Iterable[SampledCase]) -> list[int]:
    """Return for each case how many questions are put until a cause is named without reserve."""
    return [len(walk(knowledge, case, firm_from_p=FIRM_FROM_P).asked) for case in cases]


def accuracy_rows(knowledge: Knowledge, pairs: Sequence[Pair]) -> tuple[list[_Row], bool]:
    """Return the rows of the figures of accuracy, and whether all limits are kept."""
    listed = [pair for pair in pairs if pair[0].cause is not None]
    unlisted = [pair for pair in pairs if pair[0].cause is None]
    first, three = share(listed, is_first), share(listed, is_within_three)
    acts = share(listed, lambda case, end: acts_rightly(knowledge, case, end))
    error = calibration_error((end.p_named, is_first(case, end)) for case, end in pairs)
    coded = [pair for pair in listed if pair[0].typed]
    bare = [pair for pair in listed if not pair[0].typed]
    rows = [
        ("right cause first", per_cent(first), against(100 * first, 100 * FIRST, " %", at_least=True)),
        (
            "right cause within the first three",
            per_cent(three),
            against(100 * three, 100 * WITHIN_THREE, " %", at_least=True),
        ),
        ("who must act", per_cent(acts), against(100 * acts, 100 * WHO_ACTS, " %", at_least=True)),
        ("expected calibration error", f"{error:.3f}", against(error, CALIBRATION_ERROR)),
        ("right first, a code or words known", per_cent(share(coded, is_first)), f"{len(coded)} cases"),
        ("right first, neither known", per_cent(share(bare, is_first)), f"{len(bare)} cases"),
        (
            "no listed cause: none named without reserve",
            per_cent(share(unlisted, _is_reserved)),
            f"{len(unlisted)} cases",
        ),
    ]
    kept = first >= FIRST and three >= WITHIN_THREE and acts >= WHO_ACTS and error <= CALIBRATION_ERROR
    return rows, kept


def _is_reserved(_case: SampledCase, end: Walk) -> bool:
    return end.named is None or end.p_named < FIRM_FROM_P


def question_rows(true: Sequence[int], spoilt: Sequence[int]) -> tuple[list[_Row], bool]:
    """Return the rows of the number of questions, and whether both limits are kept."""
    median, most = percentile(true, 0.5), percentile(true, 0.95)
    rows = [
        ("questions until the verdict, median", str(median), against(median, MEDIAN_QUESTIONS)),
        ("questions until the verdict, 95th percentile", str(most), against(most, MOST_OF_95)),
        ("the same with spoilt answers", f"{percentile(spoilt, 0.5)} and {percentile(spoilt, 0.95)}", ""),
    ]
    return rows, median <= MEDIAN_QUESTIONS and most <= MOST_OF_95


def confused(pairs: Sequence[Pair], most: int = 20) -> str:
    """Return the table of the causes that are taken for another one most often."""
    named = Counter((case.cause or "(none listed)", end.named or "(none listed)") for case, end in pairs)
    drawn = Counter(case.cause or "(none listed)" for case, _ in pairs)
    wrong = [(pair, times) for pair, times in named.most_common() if pair[0] != pair[1]][:most]
    rows = [(cause, taken_for, str(times), str(drawn[cause])) for (cause, taken_for), times in wrong]
    return markdown(("cause", "taken for", "times", "of"), rows, right=(2, 3))


def per_cent(value: float) -> str:
    """Return a share in words."""
    return f"{100 * value:.1f} %"


def main() -> int:
    """Draw, walk, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", action="store_true", help=f"also write {RESULT.name}")
    options = parser.parse_args()
    knowledge = load_knowledge()
    cases = list(sample_cases(knowledge, options.seed, options.cases, noise=NOISE))
    pairs = [(case, walk(knowledge, case, firm_from_p=SURE_P)) for case in cases]
    rows, kept = accuracy_rows(knowledge, pairs)
    true = sample_cases(knowledge, options.seed, options.cases, include_unknown=False)
    counts = questions_until(knowledge, true)
    of_questions, few = question_rows(counts, questions_until(knowledge, (case for case in cases if case.cause)))
    text = "\n\n".join(
        (
            f"# Accuracy of the diagnosis\n\n{options.cases} cases, seed {options.seed}; {source_state()}",
            markdown(("figure", "seen", "limit"), [*rows, *of_questions], right=(1,)),
            confused(pairs),
        )
    )
    sys.stdout.write(f"{text}\n")
    if options.save:
        RESULT.write_text(f"{text}\n", encoding="utf-8")
    return 0 if kept and few else 1


if __name__ == "__main__":
    sys.exit(main())
