"""The table of hardware address blocks: read strictly, every defect with its line and column."""

from pathlib import Path

import pytest

from gui.kb import load_knowledge, load_mac_makers
from gui.model.errors import KnowledgeError
from gui.model.knowledge import MacClass, MacMaker
from tests.unit.kb.tree import Tree

FILE = "kb/terminals/mac_prefixes.csv"


def test_makers(tree: Tree) -> None:
    """Alone and with the whole knowledge."""
    pax = MacMaker(prefix="00176f", maker_zh="百富", maker_en="PAX", mac_class=MacClass.POS, source="nmap")
    assert load_mac_makers(tree.root)[0] == pax
    assert load_knowledge(tree.root).mac_makers[0] == pax


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("00176f", "00176F", "line 2.prefix", "'00176F' is not 6, 7 or 9 hexadecimal digits in lower case"),
        ("d09fd9c", "d09fd9c0", "line 3.prefix", "'d09fd9c0' is not 6, 7 or 9 hexadecimal digits in lower case"),
        (
            "00176f",
            "02176f",
            "line 2.prefix",
            "'02176f' is a group or locally administered address: no maker has it",
        ),
        ("0016eb", "00176f", "line 4.prefix", "'00176f' is listed twice"),
        ("PAX,pos", "PAX,pso", "line 2.class", "'pso' is none of pos, modem (nearest: pos)"),
        ("PAX", "", "line 2.maker_en", "must not be empty"),
        (",nmap\nd09", "\nd09", "line 2", "expected 5 columns, found 4"),
        ("class", "kind", "line 1", "the columns must be prefix,maker_zh,maker_en,class,source"),
    ],
)
def test_defects(tree: Tree, old: str, new: str, key: str, message: str) -> None:
    """Each is named, by the loader of everything too."""
    tree.edit(FILE, old, new)
    problems = tree.problems()
    assert (FILE, key, message) in [(one.file, one.key, one.message) for one in problems]
    with pytest.raises(KnowledgeError):
        load_mac_makers(tree.root)


def test_a_missing_table(tmp_path: Path) -> None:
    """It is one problem, not two."""
    with pytest.raises(KnowledgeError) as failure:
        load_mac_makers(tmp_path)
    assert [(one.file, one.key) for one in failure.value.problems] == [(FILE, "file")]


def test_the_program_s_own_table() -> None:
    """Blocks of all three lengths, and both classes; the whole is small."""
    makers = {one.prefix: one for one in load_mac_makers()}
    assert len(makers) == 157
    assert {len(prefix) for prefix in makers} == {6, 7, 9}
    assert (makers["00176f"].maker_zh, makers["00176f"].mac_class) == ("百富", MacClass.POS)
    assert {one.maker_en for one in makers.values() if one.mac_class is MacClass.MODEM} == {
        "Quectel",
        "SIMCom",
        "Fibocom",
        "MeiG",
    }
