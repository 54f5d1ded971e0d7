"""Files that want to be deep, long or endless are no files of ours, whoever wrote them."""

import tomllib

import pytest

from gui.kb.files import load_toml


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\n" + "a." * 200 + "a = 1", 2),
        ("a = " + "1" * 5000, 1),
        ("a = 0x" + "f" * 5000, 1),
    ],
)
def test_what_tomllib_takes_minutes_for_is_refused(text: str, line: int) -> None:
    """With the line, as for every other mistake."""
    with pytest.raises(tomllib.TOMLDecodeError, match=f"at line {line}"):
        load_toml(text)


def test_nesting_without_end_is_a_mistake_of_the_file() -> None:
    """And no error of Python's."""
    with pytest.raises(tomllib.TOMLDecodeError, match="deep"):
        load_toml("a = " + "[" * 5000)


def test_an_ordinary_file_is_read() -> None:
    """Host names have dots as well."""
    assert load_toml('host = "a.b.c.example"\n[x.y]\nz = 1') == {"host": "a.b.c.example", "x": {"y": {"z": 1}}}
