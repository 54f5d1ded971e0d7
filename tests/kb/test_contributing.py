"""The recipe of CONTRIBUTING, followed to the letter on a copy of the resources: no code is touched."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gui.diagnose import diagnose, review_knowledge
from gui.kb import load_catalog, load_knowledge
from gui.model.case import CaseState
from gui.model.errors import KnowledgeError
from gui.paths import resources_dir
from tests.kb.data import KNOWLEDGE

RECIPE = Path(__file__).parents[2] / ".github" / "CONTRIBUTING.md"
#: An instruction, the file it is about, and the block that follows.
_INSTRUCTION = re.compile(
    r"(?P<do>New file|Append to|Replace in) `(?P<file>(?:resources|gui)/[^`]+)`:\n\n```\w+\n(?P<block>.*?)```",
    re.DOTALL,
)
SHOP = {"trouble": "qr_failed", "charged": "no", "shown_where": "qr_trade"}


def part(heading: str) -> str:
    """Return what stands below a heading of the first or second level, up to the next of its own level."""
    level = heading.partition(" ")[0]
    return f"{RECIPE.read_text(encoding='utf-8')}\n{level} ".partition(f"\n{heading}\n")[2].partition(f"\n{level} ")[0]


def instructions(name: str, text: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield what the recipe says to do, to which file, with which text; `name` is a part of the file's name.

    `text`: a part of the page; by default the knowledge.
    """
    for found in _INSTRUCTION.finditer(text or part("# Knowledge")):
        if name in found["file"]:
            yield found["do"], found["file"], found["block"]


def _new(path: Path, block: str) -> None:
    assert not path.exists()
    path.write_text(block, encoding="utf-8")


def _append(path: Path, block: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + block, encoding="utf-8")


def _replace(path: Path, block: str) -> None:
    text = path.read_text(encoding="utf-8")
    old, new = ("\n".join(line[1:] for line in block.splitlines() if line[0] == sign) for sign in "-+")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


_DO: dict[str, Callable[[Path, str], None]] = {"New file": _new, "Append to": _append, "Replace in": _replace}


def follow(root: Path, name: str = "") -> None:
    """Do what the recipe says to the files whose name holds `name`."""
    for do, file, block in instructions(name):
        _DO[do](root / Path(file).relative_to("resources"), block)


def follow_code(root: Path, heading: str) -> None:
    """Do what one recipe for code says, to a copy of `gui` and `resources`."""
    for do, file, block in instructions("", part(heading)):
        _DO[do](root / file, block)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the knowledge and its texts."""
    for folder in ("kb", "i18n"):
        shutil.copytree(resources_dir() / folder, tmp_path / folder)
    return tmp_path


def test_the_recipe_adds_a_cause_a_code_and_a_provider(root: Path) -> None:
    """All of it loads, has its words in both languages, and trying it out finds nothing."""
    follow(root)
    knowledge = load_knowledge(root)
    assert knowledge.causes.keys() - KNOWLEDGE.causes.keys() == {"scan-window-covered"}
    assert knowledge.providers.keys() - KNOWLEDGE.providers.keys() == {"example-pay"}
    assert {code.id for code in knowledge.codes} - {code.id for code in KNOWLEDGE.codes} == {"newland-starpos:E999"}
    assert review_knowledge(knowledge) == ()
    for lang in ("zh", "en"):
        assert load_catalog(lang, root).text("provider.example-pay.name")


@pytest.mark.parametrize("known", [{"scan_window_clear": "no"}, {"code": "E999"}], ids=["question", "code"])
def test_the_new_cause_comes_first(root: Path, known: dict[str, str]) -> None:
    """By its question as well as by its code; before, the program knew neither. The cure is in the checklist."""
    follow(root)
    told = diagnose(load_knowledge(root), CaseState(answers=SHOP | {"other_payer_works": "no"} | known))
    assert told.top is not None
    assert told.top.cause == "scan-window-covered"
    assert "uncover-scan-window" in [step.id for step in told.next_steps]
    assert diagnose(KNOWLEDGE, CaseState(answers=SHOP | known)).unlisted_code is ("code" in known)


@pytest.mark.parametrize(
    ("only", "missing"),
    [
        ("kb/", "cause.scan-window-covered.name"),
        ("scan_window.toml", ""),
        ("providers/", "example-pay"),
        ("scan_window.csv", "sources"),
    ],
)
def test_half_of_the_recipe(root: Path, only: str, missing: str) -> None:
    """A cause alone is complete; without its texts, its offer or its source an entry is refused by name."""
    follow(root, only)
    if not missing:
        assert "scan-window-covered" in load_knowledge(root).causes
        return
    with pytest.raises(KnowledgeError) as failure:
        load_knowledge(root)
    assert any(missing in problem.key for problem in failure.value.problems)


def test_every_instruction_is_read() -> None:
    """A block that the pattern missed would never be tried."""
    text = RECIPE.read_text(encoding="utf-8")
    assert len(list(instructions("", text))) == text.count("\n```\n") - text.count("```sh\n")
