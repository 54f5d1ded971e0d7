"""Two runs of the network side by side, in words: what was then, what is now, and what is different."""

from dataclasses import dataclass

from gui.model.observation import CheckReport, ProbeKind, ProbeOutcome, ProbeResult, ProbeState, Segment, Verdict
from gui.report.wording import Words

#: Of several rows of one kind (a provider's hosts) the worst one speaks; what did not run says the least.
_WORST_FIRST = (ProbeOutcome.BROKEN, ProbeOutcome.ATTENTION, ProbeOutcome.FINE, ProbeOutcome.NOT_TESTED)
_UNTESTED = len(_WORST_FIRST) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One line of the table."""

    name: str
    then: str
    now: str

    @property
    def is_changed(self) -> bool:
        """Say whether the two differ."""
        return self.then != self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The table, and what it comes to in one sentence."""

    sentence: str
    rows: tuple[ComparedRow, ...]


def compare_checks(words: Words, then: CheckReport, now: CheckReport) -> Comparison:
    """Return what an earlier run and the present one say, the verdict first, then one row for each kind of check.

    What was not tested in one of them counts as no difference in the sentence: nobody knows.
    """
    verdict = ComparedRow(
        name=words.say("ui.verdict.heading"), then=_verdict(words, then.verdict), now=_verdict(words, now.verdict)
    )
    rows, changed = [verdict], []
    for kind in ProbeKind:
        one, other = _worst(then, kind), _worst(now, kind)
        if one is None and other is None:
            continue
        name = words.say(f"probe.{kind}.name")
        rows.append(ComparedRow(name=name, then=_state(words, one), now=_state(words, other)))
        if rows[-1].is_changed and _UNTESTED not in (_badness(one), _badness(other)):
            changed.append(name)
    sentences = [_sentence(words, then.verdict, now.verdict, changed)]
    if not _hosts(then) & _hosts(now) and _hosts(then) and _hosts(now):
        sentences.append(words.say("history.compare.other_hosts"))
    return Comparison(sentence=("" if words.catalog.lang == "zh" else " ").join(sentences), rows=tuple(rows))


def _sentence(words: Words, then: Verdict, now: Verdict, changed: list[str]) -> str:
    told = {"then": _verdict(words, then), "now": _verdict(words, now)}
    if Segment.UNKNOWN in (then.segment, now.segment):
        return words.say("history.compare.unknown", **told)
    if (then.segment, then.fault) != (now.segment, now.fault):
        key = "better" if not now.is_fault else "other" if then.is_fault else "worse"
        return words.say(f"history.compare.{key}", **told)
    if changed:
        return words.say("history.compare.rows", rows=words.join(changed), **told)
    return words.say("history.compare.same_fault" if now.is_fault else "history.compare.same_fine", **told)


def _verdict(words: Words, verdict: Verdict) -> str:
    name = words.fault(verdict.fault)
    if not verdict.is_fault:
        return name
    return words.say("ui.network.verdict", segment=words.say(f"segment.{verdict.segment}.name"), name=name)


def _worst(report: CheckReport, kind: ProbeKind) -> ProbeResult | None:
    return min((probe for probe in report.probes if probe.kind is kind), key=_badness, default=None)


def _badness(probe: ProbeResult | None) -> int:
    is_known = probe is not None and probe.state is ProbeState.DONE
    return _WORST_FIRST.index(probe.outcome) if probe is not None and is_known else _UNTESTED


def _state(words: Words, probe: ProbeResult | None) -> str:
    return words.say("history.compare.not_there") if probe is None else words.probe_state(probe)


def _hosts(report: CheckReport) -> frozenset[str]:
    return frozenset(probe.id for probe in report.probes if probe.kind is ProbeKind.ENDPOINT)
