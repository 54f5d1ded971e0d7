"""What the inference says about a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gui.model.evidence import Evidence
from gui.model.knowledge import Owner, StepKind

#: From this probability on a cause may be named as the answer, from the second on without reserve. Own choice, at the
#: bounds of the words for probabilities (有可能, 很可能): neither a shop nor a bank must take a guess for a finding.
NAMED_FROM_P = 0.2
FIRM_FROM_P = 0.5
#: Evidence below a quarter bit changes nothing that a person would notice (own choice): it is not shown as a reason.
NOTICEABLE_BITS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """How far one piece of evidence speaks for (+) or against (-) a cause: log2 P(e|cause) / P(e|not cause)."""

    evidence: Evidence
    bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedCause:
    """A cause with its posterior probability and the evidence for and against it, strongest first.

    `p`: it is the cause to deal with next. `p_present`: it is there at all, perhaps behind another one.
    """

    cause: str
    ref: str
    owner: Owner
    p: float
    p_present: float
    contributions: tuple[Contribution, ...] = ()


class SaleAdvice(StrEnum):
    """When to try a sale after a step: at once, or only after the steps that follow; a sale costs time as well."""

    NONE = "none"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPair:
    """Two causes at the same time, with the posterior probability of just that; `first` is to be dealt with first."""

    first: str
    second: str
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An answer that would put another cause first: `cause`, with probability `p`.

    `given`: the answer so far, `unknown` when there is none. `p_answer`: P(value | everything else that is known).
    """

    question: str
    value: str
    given: str
    cause: str
    p: float
    p_answer: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A checklist step that is worth doing. `why`: a text key, filled by `why_args`; `p_fix`: its chance to help.

    `sale`: known for the first step only, where a sale shows whether it helped.
    """

    id: str
    kind: StepKind
    minutes: float
    why: str
    why_args: Mapping[str, str] = field(default_factory=dict)
    p_fix: float = 0.0
    sale: SaleAdvice = SaleAdvice.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Pure function of (knowledge, case state). `excluded` are cause ids.

    `ranked` begins with the cause to deal with next (the highest p); after it come the others by the probability that
    they are there at all. `ranked` p and `unknown_p` sum to 1. `pairs`, the most probable first, are no further mass:
    what a pair has is contained in the p of the one of its causes that is to be dealt with next. `both`: the pair, when
    no other hypothesis is more probable. `hand_over`: no step is worth its minutes any more (safety steps are).
    """

    ranked: tuple[RankedCause, ...]
    unknown_p: float
    next_steps: tuple[NextStep, ...]
    excluded: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    unlisted_code: bool = False
    network_speaks_for_terminal: bool = True
    pairs: tuple[RankedPair, ...] = ()
    both: RankedPair | None = None
    hand_over: bool = False

    @property
    def top(self) -> RankedCause | None:
        """The cause that may be named, or None: the facts bear none, or the unknown cause is more probable."""
        if not self.ranked or self.ranked[0].p < max(self.unknown_p, NAMED_FROM_P):
            return None
        return self.ranked[0]

    @property
    def leaning(self) -> Owner | None:
        """Who must act most probably while no cause may be named: the owner of causes that have most of it together."""
        shares: dict[Owner, float] = {}
        for ranked in self.ranked if self.top is None else ():
            shares[ranked.owner] = shares.get(ranked.owner, 0.0) + ranked.p
        return next((owner for owner, p in shares.items() if p >= FIRM_FROM_P), None)

    @property
    def named_pair(self) -> RankedPair | None:
        """The pair that may be named as two problems at the same time: the likeliest hypothesis, and no mere guess."""
        return self.both if self.both is not None and self.both.p >= NAMED_FROM_P else None
