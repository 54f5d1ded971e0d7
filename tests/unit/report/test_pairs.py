"""Two causes at the same time, in the report."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from gui.model.diagnosis import RankedPair
from gui.paths import resources_dir
from gui.report import document_json
from tests.unit.report.examples import catalog, document, rich_diagnosis

SCHEMA = json.loads((resources_dir() / "schema" / "report-1.schema.json").read_text(encoding="utf-8"))
PAIR = RankedPair(first="merchant-frozen", second="no-internet", p=0.6)
FAINT = RankedPair(first="no-internet", second="merchant-frozen", p=0.004)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_named_pair_stands_with_the_possible_causes(lang: str) -> None:
    """A sentence below the table; without a named pair there is none."""
    names = {key: catalog(lang).text(f"cause.{getattr(PAIR, key)}.name") for key in ("first", "second")}
    report = document(lang, diagnosis=replace(rich_diagnosis(), pairs=(PAIR,), both=PAIR))
    possible = next(part for part in report.details if part.title == catalog(lang).text("report.section.possible"))
    assert len(possible.lines) == 1
    assert all(name in possible.lines[0] for name in names.values())
    plain = next(part for part in document(lang).details if part.title == possible.title)
    assert plain.lines == ()


def test_pairs_in_the_file_fit_the_schema() -> None:
    """Those that are worth it, with the probability that each cause is there at all."""
    report = document(diagnosis=replace(rich_diagnosis(), pairs=(PAIR, FAINT), both=PAIR))
    content = json.loads(document_json(report))
    Draft202012Validator(SCHEMA).validate(content)
    assert content["diagnosis"]["pairs"] == [{"causes": ["merchant-frozen", "no-internet"], "p": 0.6}]
    assert [ranked["p_present"] for ranked in content["diagnosis"]["ranked"]] == [0.81, 0.06]


def test_a_cause_behind_another_is_shown_with_its_own_chance() -> None:
    """Hardly to be dealt with next, and there all the same."""
    ranked = rich_diagnosis().ranked
    behind = replace(ranked[1], p=0.001, p_present=0.55)
    report = document(diagnosis=replace(rich_diagnosis(), ranked=(ranked[0], behind), excluded=()))
    possible = next(part for part in report.details if part.title == catalog("zh").text("report.section.possible"))
    assert possible.table is not None
    assert any("55" in cell for row in possible.table.rows for cell in row)
