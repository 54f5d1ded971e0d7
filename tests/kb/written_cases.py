"""The cases written in a shop's words, `tests/kb/written_cases/*.toml`: what it says and answers, and the right cause.

Each table: `words`, what the owner says; `code` or `screen_text`, typed as he would; `answers`, what he answers when
asked (anything else: 不清楚); `network`, what the connectivity run finds (`none` when left out); `expects`, the cause;
`within = 3` where the words fit more than one cause, so that it need only be among the first three.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from gui.model.case import StepOutcome
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Knowledge
from tests.bench.sampled_cases import SampledCase

FOLDER = Path(__file__).parent / "written_cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCase:
    """A case of the files; `id` is the file's name and the number in it."""

    id: str
    words: str
    expects: str
    within: int
    typed: dict[str, str]
    answers: dict[str, str]
    network: str

    def as_case(self, knowledge: Knowledge) -> SampledCase:
        """Return it as a case that can be walked through the wizard."""
        return SampledCase(
            cause=self.expects,
            answers={question: self.answers.get(question, UNKNOWN) for question in knowledge.questions},
            typed=self.typed,
            typed_again=self.typed,
            code=None,
            network_fault=self.network,
            outcomes=dict.fromkeys(knowledge.steps, StepOutcome.CANNOT),
        )


def written_cases() -> list[WrittenCase]:
    """Return all written cases."""
    return [
        WrittenCase(
            id=f"{path.stem}-{number}",
            words=table["words"],
            expects=table["expects"],
            within=table.get("within", 1),
            typed={key: table[key] for key in ("code", "screen_text") if key in table},
            answers=table["answers"],
            network=table.get("network", "none"),
        )
        for path in sorted(FOLDER.glob("*.toml"))
        for number, table in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"], start=1)
    ]
