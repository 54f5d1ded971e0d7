"""The JSON of the `kb` subcommand."""

import json

from gui import __version__
from gui.kb import knowledge_summary, load_catalog, load_knowledge
from tests.unit.kb.tree import Tree


def test_summary_is_the_contract(tree: Tree) -> None:
    """Every list with its keys, in both languages, as plain JSON."""
    tree.edit("i18n/zh/texts.toml", 'name = "No internet"', 'name = "断网"')
    zh, en = load_catalog("zh", tree.root), load_catalog("en", tree.root)
    knowledge = load_knowledge(tree.root)
    summary = json.loads(json.dumps(knowledge_summary(knowledge, zh, en)))
    assert (summary["version"], summary["digest"]) == (__version__, knowledge.digest)
    assert summary["causes"][0] == {
        "id": "no-internet",
        "ref": "C10",
        "owner": "isp",
        "name_zh": "断网",
        "name_en": "No internet",
        "confidence": "high",
        "scope": ["all_cards"],
        "measured_by": ["gateway", "portal"],
        "asks_for": ["merchant_no"],
        "masks": ["connection", "code", "network"],
    }
    assert summary["questions"][0]["values"] == ["wifi", "cellular", "unknown"]
    assert {"id", "text_zh", "text_en", "values"} == set(summary["questions"][0])
    assert {"id", "kind", "minutes", "who", "title_zh", "title_en"} == set(summary["steps"][0])
    assert summary["providers"][0] == {
        "id": "lakala",
        "name_zh": "Lakala",
        "name_en": "Lakala",
        "phone": "95016",
        "hosts": ["s2.lakala.com"],
    }
    late = next(code for code in summary["codes"] if code["id"] == "unionpay-39:98")
    assert late["causes"] == ["no-internet", "wrong-pin"]
    assert {"id", "namespace", "code", "meaning_zh", "meaning_en", "causes", "confidence"} == set(late)
