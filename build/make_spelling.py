"""Makes `resources/kb/typing/characters.toml`: traditional forms, and characters that sound alike.

Run it after new characters came into the knowledge: `python build/make_spelling.py`, with the packages
opencc-python-reimplemented (its tables TSCharacters, TWVariants and HKVariants follow Unicode's Unihan variants) and
pypinyin installed. The result is committed, so that neither the build nor the program needs them. It is reproducible.

Only what can turn into a character of the knowledge is kept: a traditional form of a character that does not occur
there would be turned into one that matches nothing.
"""

import importlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
TARGET = RESOURCES / "kb" / "typing" / "characters.toml"
HEAD = """\
# Made by build/make_spelling.py from the tables of OpenCC and pypinyin; do not edit.

# Each word: a character of the knowledge, then its traditional forms.
traditional = \"\"\"
{traditional}
\"\"\"

# Each word: characters of one sound (tones aside, zh/z ch/c sh/s and -ng/-n after e and i as one). Who types by sound
# picks the wrong one of these. Only common characters (GB 2312, level 1), and only sounds of the code tables.
same_sound = \"\"\"
{same_sound}
\"\"\"
"""
LINE = 110
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: What the usual keyboards take as one sound.
_FUZZY = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"(?<=[ei])ng$"), "n"))


def characters_of_the_knowledge() -> set[str]:
    """Return the Chinese characters in the code tables, in what people write around codes, and in the Chinese texts."""
    return {character for folder in ("kb", "i18n/zh") for character in _characters_in(RESOURCES / folder)}


def _characters_in(folder: Path) -> set[str]:
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix in {".csv", ".toml"} and path != TARGET)
    return {character for path in paths for character in _CHINESE.findall(path.read_text("utf-8"))}


def common_characters() -> list[str]:
    """Return the 3755 characters of GB 2312, level 1, in its order."""
    pairs = ((lead, trail) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    return [bytes(pair).decode("gb2312") for pair in pairs if pair < (0xD7, 0xFA)]


def traditional_forms(known: set[str]) -> dict[str, list[str]]:
    """Return the traditional forms of each known character, without those that are known characters themselves."""
    simplified = {old: new.split()[0] for old, new in _table("TSCharacters")}
    for name in ("TWVariants", "HKVariants"):
        for standard, variants in _table(name):
            for variant in variants.split():
                simplified.setdefault(variant, simplified.get(standard, standard))
    forms: dict[str, list[str]] = defaultdict(list)
    for old, new in simplified.items():
        if new in known and old not in known and old != new:
            forms[new].append(old)
    return forms


def _table(name: str) -> list[tuple[str, str]]:
    text = (files("opencc") / "dictionary" / f"{name}.txt").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if "\t" in line)
    return [(row[0], row[1]) for row in rows if len(row[0]) == 1]


def same_sounds(known: set[str]) -> list[str]:
    """Return the groups of common characters that sound like a known character."""
    groups: dict[str, list[str]] = defaultdict(list)
    for character in dict.fromkeys([*common_characters(), *sorted(known)]):
        groups[_sound(character)].append(character)
    return ["".join(group) for _, group in sorted(groups.items()) if len(group) > 1 and known & set(group)]


def _sound(character: str) -> str:
    sound = str(importlib.import_module("pypinyin").lazy_pinyin(character)[0])
    for pattern, plain in _FUZZY:
        sound = pattern.sub(plain, sound)
    return sound


def _lines(words: Iterable[str]) -> str:
    lines, line = [], ""
    for word in words:
        if line and len(line) + len(word) >= LINE // 2:  # a Chinese character is two columns wide
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def _words(forms: Mapping[str, Iterable[str]]) -> list[str]:
    return [plain + "".join(sorted(others)) for plain, others in sorted(forms.items())]


def main() -> None:
    """Write the table."""
    known = characters_of_the_knowledge()
    compared = _characters_in(RESOURCES / "kb" / "codes")
    content = HEAD.format(
        traditional=_lines(_words(traditional_forms(known))), same_sound=_lines(same_sounds(compared))
    )
    TARGET.write_text(content, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
