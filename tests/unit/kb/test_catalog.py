"""The texts: merged from all files of a language, filled, and complete or refused."""

from pathlib import Path

import pytest

from gui.kb import load_catalog
from gui.model.errors import KnowledgeError
from tests.unit.kb.tree import Tree


def test_files_are_merged_into_dotted_keys(tree: Tree) -> None:
    """Tables of one name may be spread over files."""
    tree.write("i18n/zh/more.toml", '[cause.no-internet]\nextra = "多"\n')
    catalog = load_catalog("zh", tree.root)
    assert catalog.lang == "zh"
    assert catalog.text("cause.no-internet.name") == "No internet"
    assert catalog.text("cause.no-internet.extra") == "多"


def test_placeholders_are_filled(tree: Tree) -> None:
    """Arguments fill braces; one that is missing is an error, one too many is not."""
    catalog = load_catalog("en", tree.root)
    assert catalog.text("step.swipe-again.text", this="it", other=1) == "Do it"
    with pytest.raises(KeyError, match="this"):
        catalog.text("step.swipe-again.text")


def test_missing_key(tree: Tree) -> None:
    """A text that is not there raises, and can be asked for beforehand."""
    catalog = load_catalog("en", tree.root)
    assert catalog.has("answer.unknown")
    assert not catalog.has("answer")
    with pytest.raises(KeyError, match="absent"):
        catalog.text("absent")


def test_key_twice(tree: Tree) -> None:
    """Two files may not define the same text."""
    tree.write("i18n/en/z.toml", '[answer]\nunknown = "again"\n')
    with pytest.raises(KnowledgeError) as failure:
        load_catalog("en", tree.root)
    assert str(failure.value) == "i18n/en/z.toml: answer.unknown: already defined in i18n/en/texts.toml"


def test_value_that_is_no_text(tree: Tree) -> None:
    """Numbers and lists are no texts; the loader of the knowledge says so as well."""
    tree.write("i18n/en/z.toml", "[a]\nb = 3\nc = []\n")
    assert {problem.key for problem in tree.problems()} == {"a.b", "a.c"}
    with pytest.raises(KnowledgeError):
        load_catalog("en", tree.root)


def test_language_that_is_not_there(tmp_path: Path) -> None:
    """The missing folder is named."""
    with pytest.raises(KnowledgeError, match=r"i18n/de: \*\.toml: no text file found"):
        load_catalog("de", tmp_path)


def test_default_root_is_the_programs_own(monkeypatch: pytest.MonkeyPatch, tree: Tree) -> None:
    """Without a root the program's resources are read."""
    monkeypatch.setattr("gui.paths.resources_dir", lambda: tree.root)
    assert load_catalog("zh").has("answer.unknown")
