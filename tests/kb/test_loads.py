"""The real knowledge base is sound. A defect shows here with file and key; the other modules need it sound."""

from gui.kb import load_catalog, load_knowledge
from gui.model.errors import KnowledgeError, Problem


def test_no_problem_in_any_file() -> None:
    """Everything in `resources/kb` loads, and every text it needs is there in both languages."""
    problems: tuple[Problem, ...] = ()
    try:
        load_knowledge()
    except KnowledgeError as error:
        problems = error.problems
    assert "\n".join(map(str, problems)) == ""


def test_languages_have_the_same_texts() -> None:
    """Chinese and English are both complete, beyond what the knowledge needs."""
    zh, en = load_catalog("zh"), load_catalog("en")
    assert sorted(zh.texts.keys() ^ en.texts.keys()) == []
