"""What people write differently: traditional characters, slips, and the tables they are read from."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.kb.spelling import LIKELY_SLIP, SLIP, Spelling, load_spelling_tables, own_spelling
from gui.model.errors import KnowledgeError
from gui.paths import resources_dir

WORDS = """
look_alike = "己已 末未"
units = "元笔"
instead = ["帐 账", "晶片 芯片"]
labels = ["错误码"]
references = ["金额"]
noise = ["怎么办"]
small_words = ["ERROR"]
"""
CHARACTERS = """
traditional = "户戶 异異"
same_sound = "签千 账丈"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the root of small tables."""
    folder = tmp_path / "kb" / "typing"
    folder.mkdir(parents=True)
    (folder / "words.toml").write_text(WORDS, "utf-8")
    (folder / "characters.toml").write_text(CHARACTERS, "utf-8")
    return tmp_path


@pytest.fixture
def spelling(root: Path) -> Spelling:
    """Return the small tables, ready for use."""
    return Spelling(load_spelling_tables(root))


def test_plain(spelling: Spelling) -> None:
    """Upper case, half width, simplified, and each thing in one way."""
    assert spelling.plain(" 帐戶異常 ｅ１０ 晶片 ") == "账户异常 E10 芯片"


@pytest.mark.parametrize(
    ("typed", "shown", "cost"),
    [
        ("请签到", "请签到", 0.0),
        ("请千到", "请签到", LIKELY_SLIP),
        ("己到", "已到", LIKELY_SLIP),
        ("请到签", "请签到", LIKELY_SLIP),
        ("请名到", "请签到", SLIP),
        ("请到", "请签到", SLIP),
        ("请先签到", "请签到", SLIP),
        ("", "请", SLIP),
        ("请", "", SLIP),
    ],
)
def test_distance(spelling: Spelling, typed: str, shown: str, cost: float) -> None:
    """A slip that fingers, keyboards and photos make costs little, any other costs a character."""
    assert spelling.distance(typed, shown, 2.0) == pytest.approx(cost)


@pytest.mark.parametrize(
    ("typed", "shown"), [("请", "请重新签到"), ("请重新签到", "请"), ("网络异常", "密码错误"), ("请名到", "请签到")]
)
def test_distance_above_the_limit(spelling: Spelling, typed: str, shown: str) -> None:
    """Nothing is said about what is further away."""
    assert math.isinf(spelling.distance(typed, shown, 0.5))


def test_distance_to_a_part(spelling: Spelling) -> None:
    """Half a message with a slip is near the message."""
    assert spelling.distance("请千到", "明天请签到再交易", 1.0, part=True) == pytest.approx(LIKELY_SLIP)
    assert math.isinf(spelling.distance("网络", "请签到", 1.0, part=True))
    assert math.isinf(spelling.distance("请重新签到再交易", "请签到", 1.0, part=True))


SHORT = st.text(st.sampled_from("请签千到账户己已AB1"), max_size=6)


@given(one=SHORT, other=SHORT)
def test_distance_is_a_distance(one: str, other: str) -> None:
    """Zero for the same only, the same both ways, and no more than all characters."""
    spelling = own_spelling()
    cost = spelling.distance(one, other, 20.0)
    assert cost == pytest.approx(spelling.distance(other, one, 20.0))
    assert (cost == 0) == (one == other)
    assert cost <= max(len(one), len(other)) * SLIP


def test_own_tables() -> None:
    """The program's own: read once, and they turn what Hong Kong and Taiwan write into what the tables hold."""
    spelling = own_spelling()
    assert own_spelling() is spelling
    assert spelling.plain("賬戶異常") == spelling.plain("帳戶異常") == spelling.plain("帐户异常") == "账户异常"
    assert load_spelling_tables(resources_dir()) == spelling.tables


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("words", 'units = "元笔"', "", "units"),
        ("words", "units", "unit", "unit"),
        ("words", '"帐 账"', '"帐"', "instead"),
        ("characters", "traditional", "tradition", "tradition"),
        ("characters", '"户戶 异異"', '"户', "line 2"),
    ],
)
def test_bad_tables(root: Path, file: str, old: str, new: str, problem: str) -> None:
    """Every problem names its file and key."""
    path = root / "kb" / "typing" / f"{file}.toml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(KnowledgeError) as raised:
        load_spelling_tables(root)
    assert (f"kb/typing/{file}.toml", problem) in {(found.file, found.key) for found in raised.value.problems}


def test_missing_tables(tmp_path: Path) -> None:
    """Both files are named."""
    with pytest.raises(KnowledgeError) as raised:
        load_spelling_tables(tmp_path)
    assert {found.file for found in raised.value.problems} == {"kb/typing/characters.toml", "kb/typing/words.toml"}
