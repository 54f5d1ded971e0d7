"""The helpers of the benches about the posterior and the time of a diagnosis."""

import sys
import warnings
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from gui.diagnose.posterior import compute_posterior
from gui.diagnose.terms import collect_terms
from gui.kb import load_knowledge
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import CausePair
from tests.bench import diagnosis_time, posterior_vs_pyagrum
from tests.bench.diagnosis_time import CaseTimes, figures, percentile, time_case
from tests.bench.likely_cases import draw, likely_cases
from tests.bench.posterior_vs_pyagrum import Compared, compare_models, compare_network, missing_packages
from tests.bench.random_cases import LEAST_P, random_case
from tests.bench.reference import combined
from tests.unit.knowledge_factory import make_knowledge

KNOWLEDGE = load_knowledge()


@pytest.fixture
def gum() -> Any:
    """The module `pyagrum`; its bindings warn while they are loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("pyagrum")


def test_posterior_equals_pyagrums(gum: Any) -> None:
    """A few random models of each kind; the bench takes a thousand."""
    found = compare_models(gum, 40)
    assert found.cases == 40
    assert found.numbers > 400
    assert found.difference < 1e-12


def test_a_network_of_its_own(gum: Any) -> None:
    """Tables of pyAgrum arrive in the right order; seen states are ones that can occur together."""
    net = gum.fastBN("a->b->d;a->c->d[3];d->e;c->f;b->g;a->h;d->i;c->j")
    found = compare_network(gum, net, 5, "small")
    assert (found.name, found.cases) == ("small", 5)
    assert found.numbers > 20
    assert found.difference < 1e-12


def test_random_cases_are_of_every_kind_and_repeat() -> None:
    """Pairs, masks, codes, runs, steps with and without success all occur; a seed gives one case."""
    cases = [random_case(seed) for seed in range(60)]
    assert random_case(7) == cases[7]
    assert any(knowledge.pairs for knowledge, _ in cases)
    assert any(cause.masks for knowledge, _ in cases for cause in knowledge.causes.values())
    assert {"not_solved", "solved", "cannot"} == {step.outcome for _, state in cases for step in state.steps}
    assert any(state.check for _, state in cases)
    assert any(state.answers.get("code") == "E1" for _, state in cases)
    assert any(UNKNOWN in state.answers.values() for _, state in cases)
    for knowledge, state in cases:
        assert all(p >= LEAST_P / 10 for term in collect_terms(knowledge, state) for p in _likelihoods(term.by_cause))


def _likelihoods(by_cause: Any) -> list[float]:
    return [p for p in by_cause.values() if p > 0.0]


def test_rule_of_the_reference() -> None:
    """The first that speaks and masks, else the mean of those that speak, else the baseline."""
    causes = make_knowledge().causes
    one, other = replace(causes["no-internet"], masks=("q",)), causes["merchant-frozen"]
    assert combined("q", [one, other], {one.id: 0.2, other.id: 0.4}, 0.9) == 0.2
    assert combined("r", [one, other], {one.id: 0.2, other.id: 0.4}, 0.9) == pytest.approx(0.3)
    assert combined("q", [one, other], {other.id: 0.4}, 0.9) == 0.4
    assert combined("q", [one, other], {}, 0.9) == 0.9


def test_table_of_the_comparison() -> None:
    """The difference with its limit."""
    shown = [Compared(name="n", cases=2, numbers=30, difference=p) for p in (1e-12, 1e-3)]
    lines = posterior_vs_pyagrum.table(shown).splitlines()
    assert lines[2] == "| n | 2 | 30 | 1.0e-12 | ≤ 1e-09 |"
    assert lines[3].endswith("missed |")


def test_without_pyagrum_the_bench_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2 and one line."""
    monkeypatch.setattr(posterior_vs_pyagrum, "find_spec", lambda name: None if name == "pgmpy" else object())
    assert missing_packages() == ["pgmpy"]
    monkeypatch.setattr(sys, "argv", ["bench"])
    with pytest.raises(SystemExit) as ended:
        posterior_vs_pyagrum.main()
    assert ended.value.code == 2
    assert "not installed: pgmpy (python3 build/dev.py setup)" in capsys.readouterr().err


def test_percentile() -> None:
    """The nearest rank: no value is invented."""
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3.0
    assert percentile([float(n) for n in range(1, 101)], 0.95) == 95.0
    assert percentile([5.0], 0.01) == 5.0


def test_figures_and_their_table() -> None:
    """The fastest import counts; numpy is a miss; what has no limit misses none."""
    times = [CaseTimes(posterior=1.0, next_step=60.0, turns=500.0)] * 3
    shown = figures(times, [40.0, 20.0])
    assert [one.is_kept for one in shown] == [True, False, True, True]
    lines = diagnosis_time.table(shown, with_numpy=True).splitlines()
    assert lines[3] == "| next step, 95 % | 60.0 | ≤ 50: missed |"
    assert lines[4].endswith("| 500.0 |  |")
    assert lines[5].split(" | ")[1] == "20.0"
    assert "missed" in lines[6]
    assert diagnosis_time.table(shown, with_numpy=False).splitlines()[6] == "| numpy is loaded | no | no |"


def test_the_engine_loads_no_numpy() -> None:
    """A fresh process, compiled once before."""
    ((milliseconds, with_numpy),) = diagnosis_time.import_engine(1)
    assert milliseconds > 0
    assert not with_numpy


def test_likely_cases() -> None:
    """They repeat, speak of their cause, and every part of a diagnosis of them is timed."""
    cases = list(likely_cases(KNOWLEDGE, 40))
    assert cases == list(likely_cases(KNOWLEDGE, 40))
    assert len({cause for cause, _ in cases}) > 10
    for cause, state in cases:
        assert {step.step for step in state.steps} <= {entry.step for entry in KNOWLEDGE.causes[cause].steps}
        assert set(state.answers) <= {*KNOWLEDGE.questions, "code"}
    times = time_case(KNOWLEDGE, cases[0][1])
    assert min(times.posterior, times.next_step, times.turns) >= 0.0


def test_one_answer_in_ten_is_not_known() -> None:
    """And the others follow their weights."""
    random = Random(0)
    drawn = [draw(random, {"yes": 3.0, "no": 1.0}) for _ in range(2000)]
    assert 0.08 < drawn.count(UNKNOWN) / len(drawn) < 0.12
    assert 2.5 < drawn.count("yes") / drawn.count("no") < 3.5


def test_the_order_of_pairs_does_not_matter() -> None:
    """The same hypotheses in another order have the same probabilities."""
    pairs = (
        CausePair(first="no-internet", second="merchant-frozen", factor=4.0),
        CausePair(first="terminal-hang", second="cardholder-balance", factor=2.0),
    )
    one, other = (compute_posterior(make_knowledge(pairs=order), ()) for order in (pairs, pairs[::-1]))
    assert one.pairs == pytest.approx(other.pairs)
