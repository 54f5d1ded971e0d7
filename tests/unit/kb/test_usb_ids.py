"""The table of USB vendor ids: read strictly, every defect with its line and column."""

from pathlib import Path

import pytest

from gui.kb import load_knowledge, load_usb_makers
from gui.model.errors import KnowledgeError
from gui.model.knowledge import UsbClass, UsbMaker
from tests.unit.kb.tree import Tree

FILE = "kb/terminals/usb_ids.csv"


def test_makers(tree: Tree) -> None:
    """Alone and with the whole knowledge."""
    newland = UsbMaker(
        vendor_id="1eab", maker_zh="新大陆", maker_en="Newland", usb_class=UsbClass.POS, source="usb.ids"
    )
    assert load_usb_makers(tree.root)[0] == newland
    assert load_knowledge(tree.root).usb_makers[0] == newland


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("1eab", "1EAB", "line 2.vendor_id", "'1EAB' is not four hexadecimal digits in lower case"),
        ("1a86", "1eab", "line 3.vendor_id", "'1eab' is listed twice"),
        (",pos,", ",pso,", "line 2.class", "'pso' is none of pos, modem, serial_bridge (nearest: pos)"),
        ("Newland", "", "line 2.maker_en", "must not be empty"),
        (",usb.ids\n1a86", "\n1a86", "line 2", "expected 5 columns, found 4"),
        ("class", "kind", "line 1", "the columns must be vendor_id,maker_zh,maker_en,class,source"),
        ("Newland", '"New"land', "line 2", "',' expected after '\"'"),
    ],
)
def test_defects(tree: Tree, old: str, new: str, key: str, message: str) -> None:
    """Each is named, by the loader of everything too."""
    tree.edit(FILE, old, new)
    problems = tree.problems()
    assert (FILE, key, message) in [(one.file, one.key, one.message) for one in problems]
    with pytest.raises(KnowledgeError):
        load_usb_makers(tree.root)


def test_a_missing_table(tmp_path: Path) -> None:
    """It is one problem, not two."""
    with pytest.raises(KnowledgeError) as failure:
        load_usb_makers(tmp_path)
    assert [(one.file, one.key) for one in failure.value.problems] == [(FILE, "file")]


def test_the_program_s_own_table() -> None:
    """The ids of the domain notes, with their classes."""
    classes = {one.vendor_id: one.usb_class for one in load_usb_makers()}
    assert (classes["1eab"], classes["2c7c"], classes["1a86"]) == (
        UsbClass.POS,
        UsbClass.MODEM,
        UsbClass.SERIAL_BRIDGE,
    )
