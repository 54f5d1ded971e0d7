"""The same model as a Bayesian network for pyAgrum, written a second time from the words of its rules.

Nothing of `gui.diagnose` is used but the words: `hypothesis` is the parent of every answer, of the code, of the verdict
on the network, and of the cures; whether a step has cured the first and the second cause are variables that nobody
sees, and what is seen is that the trouble goes on. pyAgrum does the inference.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from gui.model.case import CaseState, StepOutcome
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Cause, Knowledge

#: One hypothesis: no cause (the unknown one), one, or two in the order of dealing with them.
Hypothesis = tuple[str, ...]
#: What pyAgrum is told about what was seen.
Seen = dict[str, int]
#: P(a step is said to have solved the trouble | it did not): the wizard's number, see `gui.diagnose.terms`.
P_BY_CHANCE = 0.02
#: What the likelier of several meanings of a code counts: the wizard's number, see the same.
P_LIKELIER = 0.8


class ReferenceNetwork:
    """A network of pyAgrum for one knowledge base and one case. `gum`: the module `pyagrum`."""

    def __init__(self, gum: Any, knowledge: Knowledge, state: CaseState) -> None:
        self._knowledge, self._state, self._gum = knowledge, state, gum
        singles: list[Hypothesis] = [(name,) for name in knowledge.causes]
        pairs: list[Hypothesis] = [(pair.first, pair.second) for pair in knowledge.pairs]
        self.hypotheses: list[Hypothesis] = [*singles, *pairs, ()]
        self._net = gum.BayesNet()
        self._seen: Seen = {}
        self._add("hypothesis", ["+".join(one) or UNKNOWN for one in self.hypotheses])
        self._net.cpt("hypothesis").fillWith(self._priors())
        self._add_evidence()
        self._add_steps()

    def posterior(self) -> tuple[dict[Hypothesis, float], dict[str, float]]:
        """Return P(hypothesis | seen), and P(cause is the one to deal with next | seen), `unknown` among them."""
        engine = self._gum.LazyPropagation(self._net)
        engine.setEvidence(self._seen)
        engine.makeInference()
        whole = dict(zip(self.hypotheses, engine.posterior("hypothesis").tolist(), strict=True))
        names = [*self._knowledge.causes, UNKNOWN]
        return whole, dict(zip(names, engine.posterior("next").tolist(), strict=True))

    def _priors(self) -> list[float]:
        causes, unknown = self._knowledge.causes, self._knowledge.numbers.unknown_prior_weight
        total = unknown + sum(cause.prior_weight for cause in causes.values())
        share = {name: cause.prior_weight / total for name, cause in causes.items()}
        pairs = [pair.factor * share[pair.first] * share[pair.second] for pair in self._knowledge.pairs]
        priors = [*share.values(), *pairs, unknown / total]
        return [prior / sum(priors) for prior in priors]

    def _add(self, name: str, labels: Sequence[str], *parents: str) -> None:
        self._net.add(self._gum.LabelizedVariable(name, name, list(labels)))
        for parent in parents:
            self._net.addArc(parent, name)

    def _add_seen(self, name: str, labels: Sequence[str], rows: Sequence[Sequence[float]], seen: int) -> None:
        """Add a child of the hypothesis, a row of probabilities for each, and what was seen of it."""
        self._add(name, labels, "hypothesis")
        self._net.cpt(name).fillWith([p for row in rows for p in row])
        self._seen[name] = seen

    def _add_evidence(self) -> None:
        for name, value in self._state.answers.items():
            question = self._knowledge.questions.get(name)
            if question is not None and value != UNKNOWN:
                rows = [[self._answer(name, one, each) for one in question.values] for each in self.hypotheses]
                self._add_seen(name, question.values, rows, question.values.index(value))
        for name, p_of in self._other_evidence():
            rows = [[1.0 - p_of(each), p_of(each)] for each in self.hypotheses]
            self._add_seen(name, ("something else", "this"), rows, 1)

    def _answer(self, question: str, value: str, hypothesis: Hypothesis) -> float:
        baseline = self._knowledge.questions[question].baseline[value]
        causes = [self._knowledge.causes[name] for name in hypothesis]
        speaking = {cause.id: cause.likelihood[question][value] for cause in causes if question in cause.likelihood}
        return combined(question, causes, speaking, baseline)

    def _other_evidence(self) -> Iterator[tuple[str, Callable[[Hypothesis], float]]]:
        typed = self._state.answers.get("code", UNKNOWN)
        meanings = [code for code in self._knowledge.codes if code.code == typed]
        if meanings:
            yield "code", lambda hypothesis: self._of_list("code", hypothesis, [
                (code.likelihood, code.p_other) for code in meanings])  # fmt: skip
        check = self._state.check
        if check is not None:
            yield "network", self._network(check.verdict.fault)

    def _of_list(
        self, evidence: str, hypothesis: Hypothesis, lists: Sequence[tuple[Mapping[str, float], float]]
    ) -> float:
        """Return the mean over the lists of P(this | cause): the listed number, else that for all others.

        The first list is the likelier meaning and weighs most.
        """
        causes = [self._knowledge.causes[name] for name in hypothesis]
        listed = {cause.id for cause in causes if any(cause.id in numbers for numbers, _ in lists)}
        rest = len(lists) - 1
        weights = [P_LIKELIER, *([(1.0 - P_LIKELIER) / rest] * rest)] if rest else [1.0]
        weighted = list(zip(weights, lists, strict=True))
        baseline = sum(weight * other for weight, (_, other) in weighted)
        speaking = {
            name: sum(weight * numbers.get(name, other) for weight, (numbers, other) in weighted) for name in listed
        }
        return combined(evidence, causes, speaking, baseline)

    def _network(self, fault_id: str) -> Callable[[Hypothesis], float]:
        fault, numbers = self._knowledge.network_faults[fault_id], self._knowledge.numbers
        connection = self._state.answers.get("connection", UNKNOWN)
        speaks = numbers.network_relevance[connection]
        weights = {name: cause.prior_weight for name, cause in self._knowledge.causes.items()}
        heard = sum(weight * fault.likelihood.get(name, fault.p_other) for name, weight in weights.items())
        unknown = numbers.unknown_prior_weight
        mean = (heard + unknown * fault.p_other) / (sum(weights.values()) + unknown)
        told = {name: speaks * p + (1.0 - speaks) * mean for name, p in fault.likelihood.items()}
        others = speaks * fault.p_other + (1.0 - speaks) * mean
        return lambda hypothesis: self._of_list("network", hypothesis, [(told, others)])

    def _p_fix(self, hypothesis: Hypothesis, place: int, step: str) -> float:
        """Return P(the step cures the hypothesis' cause at this place); without such a cause there is none to cure."""
        if place >= len(hypothesis):
            return 1.0 if hypothesis else 0.0
        return {one.step: one.p_fix for one in self._knowledge.causes[hypothesis[place]].steps}.get(step, 0.0)

    def _add_steps(self) -> None:
        """Add the cures of the steps without success, what they have ended, and which cause is next."""
        outcomes = {record.step: record.outcome for record in self._state.steps}
        failed = [step for step, outcome in outcomes.items() if outcome is StepOutcome.NOT_SOLVED]
        for place, name in enumerate(("first", "second")):
            cures = [f"{step} cures {name}" for step in failed]
            for step, cure in zip(failed, cures, strict=True):
                self._add(cure, ("no", "yes"), "hypothesis")
                rows = [self._p_fix(each, place, step) for each in self.hypotheses]
                self._net.cpt(cure).fillWith([p for row in rows for p in (1.0 - row, row)])
            self._add_truth(f"{name} cured", cures, any)
        self._add_truth("ended", ["first cured", "second cured"], all)
        if failed:
            self._seen["ended"] = 0
        solved = [step for step, outcome in outcomes.items() if outcome is StepOutcome.SOLVED]
        if solved:
            rows = [self._solved(each, failed, solved) for each in self.hypotheses]
            self._add_seen("solved", ("no", "yes"), [(1.0 - p, p) for p in rows], 1)
        self._add_next()

    def _add_truth(self, name: str, parents: Sequence[str], rule: Callable[[Sequence[bool]], bool]) -> None:
        self._add(name, ("no", "yes"), *parents)
        table = self._net.cpt(name)
        for states in product((0, 1), repeat=len(parents)):
            holds = rule([state == 1 for state in states])
            row = [0.0, 1.0] if holds else [1.0, 0.0]
            if parents:
                table[dict(zip(parents, states, strict=True))] = row
            else:
                table.fillWith(row)

    def _add_next(self) -> None:
        names = [*self._knowledge.causes, UNKNOWN]
        self._add("next", names, "hypothesis", "first cured")
        for number, hypothesis in enumerate(self.hypotheses):
            for cured in (0, 1):
                left = hypothesis[cured:] or hypothesis or (UNKNOWN,)
                row = [1.0 if name == left[0] else 0.0 for name in names]
                self._net.cpt("next")[{"hypothesis": number, "first cured": cured}] = row

    def _solved(self, hypothesis: Hypothesis, failed: Sequence[str], solved: Sequence[str]) -> float:
        """Return P(the last steps end it | the others did not), by listing every way in which steps can cure."""
        if len(hypothesis) < 2:
            (step,) = solved
            return max(self._p_fix(hypothesis, 0, step), P_BY_CHANCE)
        before = after = 0.0
        tries = [(step, place) for step in (*failed, *solved) for place in (0, 1)]
        for cures in product((False, True), repeat=len(tries)):
            p = 1.0
            for (step, place), cure in zip(tries, cures, strict=True):
                p_fix = self._p_fix(hypothesis, place, step)
                p_fix = max(p_fix, P_BY_CHANCE) if step in solved else p_fix
                p *= p_fix if cure else 1.0 - p_fix
            worked = [one for one, cure in zip(tries, cures, strict=True) if cure]
            early = {place for step, place in worked if step in failed}
            before += p if len(early) == 2 else 0.0
            after += p if len({place for _, place in worked}) == 2 else 0.0
        return max((after - before) / (1.0 - before), P_BY_CHANCE)


def combined(evidence: str, causes: Sequence[Cause], speaking: Mapping[str, float], baseline: float) -> float:
    """Return P(evidence | these causes): the first that speaks and masks it, else the mean of all that speak."""
    for cause in causes:
        if cause.id in speaking and evidence in cause.masks:
            return speaking[cause.id]
    return sum(speaking.values()) / len(speaking) if speaking else baseline
