"""The list of third-party components: the real one is complete, and every mistake in it is named with its place."""

import re
import tomllib
from pathlib import Path

import pytest

from gui.kb import load_licences, notices_text
from gui.kb.licences import Licences, spdx_defect, text_heading
from gui.model.errors import KnowledgeError
from gui.paths import resources_dir

ROOT = Path(__file__).resolve().parents[3]

ZLIB = """
[zlib]
name = "zlib"
licence = "Zlib"
copyright = ["Copyright A", "Copyright B"]
home = "https://zlib.net/"
purl = "pkg:github/madler/zlib"
texts = ["Zlib.txt"]
inside = ["a.dll"]
"""
FONT = """
[font]
name = "A font"
licence = "OFL-1.1"
copyright = ["Copyright C"]
home = "https://fonts.test/"
source = "https://fonts.test/source"
purl = "pkg:generic/font"
version = "2"
texts = ["fonts/OFL.txt", "Zlib.txt"]
files = ["fonts/**"]
needs = ["zlib"]
"""


def written(root: Path, components: str, **files: str) -> Path:
    """Write a small sound list with its texts; `files` are further texts by name without `.txt`."""
    texts = {"Zlib": "zlib text", **files}
    for name, text in {f"licences/texts/{name}.txt": text for name, text in texts.items()}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "fonts").mkdir()
    (root / "fonts" / "OFL.txt").write_text("font text", encoding="utf-8")
    (root / "licences" / "components.toml").write_text(components, encoding="utf-8")
    (root / "licences" / "preface.txt").write_text("前言 preface\n", encoding="utf-8")
    return root


def problems(root: Path) -> list[str]:
    """Load a list that has mistakes, and return them."""
    with pytest.raises(KnowledgeError) as failure:
        load_licences(root)
    return [str(problem) for problem in failure.value.problems]


@pytest.fixture(scope="module")
def real() -> Licences:
    """Return the program's own list."""
    return load_licences()


def test_a_small_list(tmp_path: Path) -> None:
    """Every key arrives where it belongs; texts are found in both places."""
    licences = load_licences(written(tmp_path, ZLIB + FONT))
    assert list(licences.components) == ["zlib", "font"]
    assert licences.texts == {"Zlib.txt": "zlib text", "fonts/OFL.txt": "font text"}
    font = licences.components["font"]
    assert (font.version, font.needs, font.files, font.inside) == ("2", ("zlib",), ("fonts/**",), ())
    assert text_heading(licences, "Zlib.txt") == "Zlib: zlib, A font"


def test_the_notices_are_one_document(tmp_path: Path) -> None:
    """Preface, every component with version, licence, copyright and addresses, and every text once."""
    text = notices_text(load_licences(written(tmp_path, ZLIB + FONT)), {"zlib": "1.3.2"})
    assert text.startswith("前言 preface\n")
    assert "zlib 1.3.2\n  Zlib\n  Copyright A\n  Copyright B\n  https://zlib.net/\n" in text
    assert "A font 2\n  OFL-1.1\n  Copyright C\n  https://fonts.test/\n  https://fonts.test/source\n" in text
    assert text.count("zlib text") == text.count("font text") == 1


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('home = "https://zlib.net/"', 'hom = "https://zlib.net/"', "zlib.hom: unknown key (nearest: home)"),
        ('home = "https://zlib.net/"', 'hom = "https://zlib.net/"', "zlib.home: missing"),
        ('home = "https://zlib.net/"', 'home = "zlib.net"', "zlib.home: 'zlib.net' is malformed"),
        ('licence = "Zlib"', 'licence = "Zlib AND"', "zlib.licence: no SPDX expression: a licence id is missing"),
        ('licence = "Zlib"', "licence = 1", "zlib.licence: expected a text, found int"),
        ("pkg:github/madler/zlib", "madler/zlib", "zlib.purl: 'madler/zlib' is malformed"),
        ("pkg:github/madler/zlib", "pkg:github/madler/zlib@1", "is malformed"),
        ('inside = ["a.dll"]', "", "zlib.files: one of files, modules and inside must say"),
        ('inside = ["a.dll"]', 'inside = ["a.dll"]\nversion_from = "guess:x"', "zlib.version_from: 'guess' is none of"),
        ('inside = ["a.dll"]', 'inside = ["a.dll"]\nversion_from = "pe:"', "zlib.version_from: 'pe' is none of"),
        ('inside = ["a.dll"]', 'inside = ["a.dll"]\nversion_from = "mark:("', "'(' is no regular expression"),
        ('inside = ["a.dll"]', 'inside = ["a.dll"]\nversion_from = "mark:1"', "'1' is no regular expression with one"),
        ('version = "2"', 'version = "2"\nversion_from = "dist:x"', "font.version_from: version is given already"),
        ('needs = ["zlib"]', 'needs = ["zilb"]', "font.needs[0]: no component 'zilb' (nearest: zlib)"),
        ('texts = ["Zlib.txt"]', "texts = []", "zlib.texts: must not be empty"),
        ('texts = ["Zlib.txt"]', 'texts = ["MIT.txt"]', "licences/texts/MIT.txt: file: No such file"),
        ("fonts/OFL.txt", "fonts/LFO.txt", "fonts/LFO.txt: file: No such file"),
        ('["Copyright A", "Copyright B"]', '[""]', "zlib.copyright[0]: expected a text that is not empty"),
        ("[zlib]", "[Zlib_1]", "Zlib_1: an id is lower case"),
        ("[zlib]", "[zlib", "licences/components.toml: line "),
        ("[zlib]", "x = 1\n[zlib]", "licences/components.toml: x: expected a table, found int"),
    ],
)
def test_a_mistake_is_placed(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """Every slip is a problem with file and key; nothing is guessed."""
    components = ZLIB + FONT
    assert old in components
    found = problems(written(tmp_path, components.replace(old, new, 1)))
    assert [line for line in found if problem in line], found


def test_texts_that_do_not_fit(tmp_path: Path) -> None:
    """A text that nobody uses and a blank one are problems, and so is a missing preface."""
    root = written(tmp_path, ZLIB + FONT, Old="x")
    (root / "licences" / "texts" / "Zlib.txt").write_text("\n", encoding="utf-8")
    (root / "licences" / "preface.txt").unlink()
    assert problems(root) == [
        "licences/preface.txt: file: No such file or directory",
        "licences/texts/Old.txt: file: no component uses this text",
        "licences/texts/Zlib.txt: file: blank text",
    ]


@pytest.mark.parametrize(
    "expression",
    [
        "MIT",
        "GPL-2.0+",
        "LicenseRef-Some.Thing",
        "CC0-1.0 OR Apache-2.0",
        "(GPL-2.0-or-later WITH Bootloader-exception) AND Apache-2.0",
        "((MIT))",
    ],
)
def test_a_licence_expression_is_taken(expression: str) -> None:
    """Ids, references, operators and brackets of SPDX 2.3 annex D."""
    assert spdx_defect(expression) is None


@pytest.mark.parametrize(
    ("expression", "defect"),
    [
        ("", "a licence id is missing"),
        ("MIT OR", "a licence id is missing"),
        ("MIT Zlib", "'Zlib' is not expected"),
        ("OR MIT", "'OR' is not expected"),
        ("MIT, Zlib", "',' has no place"),
        ("Qt_LGPL", "'_' has no place"),
        ("(MIT", "a bracket is not closed"),
        ("MIT)", "')' closes nothing"),
        ("+", "'+' is not expected"),
    ],
)
def test_a_licence_expression_is_refused(expression: str, defect: str) -> None:
    """The defect is said in words."""
    found = spdx_defect(expression)
    assert found is not None
    assert defect in found


def test_every_dependency_is_named(real: Licences) -> None:
    """What pyproject.toml needs at run time is in the list, and so is everything that comes with it on Windows."""
    lock = (ROOT / "build" / "requirements.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9_-]+)==", lock, re.MULTILINE | re.IGNORECASE))
    listed = {component.purl.rpartition("/")[2] for component in real.components.values() if "pypi" in component.purl}
    on_other_systems = {"psutil"}  # build/app.spec leaves it out
    assert {name.lower().replace("_", "-") for name in locked} - on_other_systems <= listed
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {re.split(r"[=<>]", name)[0].lower() for name in needed} - on_other_systems <= listed


def test_the_lgpl_is_kept(real: Licences) -> None:
    """Whoever is under the LGPL comes with its text and the GPL's, the place of the source, and how to replace it."""
    lgpl = [component for component in real.components.values() if "LGPL" in component.licence]
    assert {component.id for component in lgpl} == {"qt", "pyside6", "shiboken6"}
    for component in lgpl:
        assert component.texts == ("LGPL-3.0-only.txt", "GPL-3.0-only.txt")
        assert component.source in real.preface
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in real.texts["LGPL-3.0-only.txt"]
    for words in ("换成自己的版本", "反向工程", "You may replace them", "Reverse engineering"):
        assert words in real.preface


def test_the_font_is_named_as_its_file_says(real: Licences) -> None:
    """The copyright line of the font is the first line of the licence beside it."""
    first = (resources_dir() / "fonts" / "OFL.txt").read_text(encoding="utf-8").splitlines()[0]
    assert real.components["poscheckup-sans-sc"].copyright == (first,)


def test_every_licence_has_its_own_words(real: Licences) -> None:
    """No two texts are the same, and every one says what its name promises."""
    assert len(set(real.texts.values())) == len(real.texts)
    promised = {"MIT.txt": "Permission is hereby granted, free of charge", "FTL.txt": "The FreeType Project LICENSE"}
    promised |= {"Apache-2.0.txt": "Apache License", "CC0-1.0.txt": "CC0 1.0 Universal", "segno.txt": "Lars Heuer"}
    for name, words in promised.items():
        assert words in real.texts[name]
