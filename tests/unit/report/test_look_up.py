"""Telephone numbers and WeChat's limits in a report: only where they help, and a number never alone."""

import re
from dataclasses import replace

import pytest

from gui.report import Document
from tests.unit.report import examples
from tests.unit.report.examples import CONTACTS, document

NUMBER = re.compile(r"(?<![\d.])(?:95\d{3}|400-\d{3}-\d{4})(?![\d.])")


def lines_of(made: Document) -> list[str]:
    """Return every line of the details."""
    return [line for section in made.details for line in section.lines]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("cause", CONTACTS)
def test_a_bank_s_number_only_where_a_bank_is_called(cause: str, lang: str) -> None:
    """With the word to verify it in the same line, and the warning below; never in the short text."""
    top = replace(examples.rich_diagnosis().ranked[0], cause=cause)
    made = document(lang, diagnosis=replace(examples.rich_diagnosis(), ranked=(top,)))
    found = [index for index, line in enumerate(lines_of(made)) if NUMBER.search(line)]
    assert bool(found) == (CONTACTS[cause] in ("issuer", "settlement_bank"))
    for index in found:
        assert {"zh": "请核对卡背面或官网", "en": "verify it on the back of the card"}[lang] in lines_of(made)[index]
        assert {"zh": "谨防假客服", "en": "fake hotlines"}[lang] in lines_of(made)[index + 1]
    assert not NUMBER.search(made.short)
    assert not any(NUMBER.search(line) for section in made.sections for line in section.lines)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_limit_that_was_typed(lang: str) -> None:
    """Its name, its code and its meaning are there; other words say nothing of WeChat."""
    state = examples.rich_state()
    typed = replace(
        state,
        answers={**{k: v for k, v in state.answers.items() if k != "code"}, "screen_text": "收单被关"},
        fields={name: value for name, value in state.fields.items() if name != "response_code"},
    )
    rows = [row for section in document(lang, typed).details for row in section.facts]
    assert [row.value for row in rows if "NO_TRANSACTION" in row.value]
    rows = [row for section in document(lang, state).details for row in section.facts]
    assert not [row.value for row in rows if "NO_TRANSACTION" in row.value]
