"""What the program is made of besides its own code, and under which licences: `resources/licences`.

`components.toml` says what every key means. The list is written for people (About, the notices) and for build/sbom.py,
which holds it against a built program.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gui.kb.files import parse_toml, read_text, relative_name
from gui.kb.schema import TableReader, nearest
from gui.model.errors import KnowledgeError, Problem
from gui.packed import packed_or
from gui.paths import resources_dir

FOLDER = "licences"
_FILE = f"{FOLDER}/components.toml"
_TEXTS = f"{FOLDER}/texts"
_PREFACE = f"{FOLDER}/preface.txt"

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_ADDRESS = re.compile(r"https?://\S+\Z")
#: Package URL without version: `pkg:type/namespace/name`.
_PURL = re.compile(r"pkg:[a-z]+(/[\w.+-]+)+\Z")
_VERSION_SOURCES = ("dist", "mark", "pe", "python")
_SPDX_WORD = re.compile(r"\s*(\(|\)|[A-Za-z0-9.+-]+)")
#: SPDX 2.3 annex D: idstring, an optional plus for "or later", and references to licences that SPDX does not list.
_SPDX_ID = re.compile(r"(LicenseRef-[A-Za-z0-9.-]+|[A-Za-z0-9][A-Za-z0-9.-]*\+?)\Z")
_SPDX_OPERATORS = ("AND", "OR", "WITH")

_RULE = "=" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One third-party component; `files`, `modules` and `inside` say where in the built program it is."""

    id: str
    name: str
    licence: str
    copyright: tuple[str, ...]
    home: str
    purl: str
    texts: tuple[str, ...]
    source: str = ""
    version: str = ""
    version_from: str = ""
    files: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Licences:
    """All components by id, the licence texts by the name that components give them, and the words before all that."""

    components: Mapping[str, Component] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    preface: str = ""


def load_licences(root: Path | None = None) -> Licences:
    """Load the list and the texts below `root`, the resources folder (default: the program's).

    Raises `KnowledgeError` with every problem: unknown or missing keys, a malformed licence expression, a text that is
    missing, and one that no component uses.
    """
    return packed_or("licences", lambda: _read_licences(resources_dir())) if root is None else _read_licences(root)


def _read_licences(root: Path) -> Licences:
    problems: list[Problem] = []
    parsed = parse_toml(root / _FILE, root, problems)
    components = {
        name: _read_component(name, TableReader(table, file=_FILE, key=name, problems=problems))
        for name, table in parsed.items()
    }
    texts = _read_texts(components, root, problems)
    preface = read_text(root / _PREFACE, root, problems)
    problems.extend(_check_references(components))
    problems.extend(_check_texts(components, texts, root))
    if problems:
        raise KnowledgeError(sorted(problems, key=lambda problem: (problem.file, problem.key, problem.message)))
    return Licences(components=components, texts=texts, preface=preface)


def notices_text(licences: Licences, versions: Mapping[str, str] | None = None) -> str:
    """Return the third-party notices as one document: preface, list, every licence text once.

    `versions`: component id to version, where it is known.
    """
    listed = [_list_entry(component, versions or {}) for component in licences.components.values()]
    texts = [f"{_RULE}\n{text_heading(licences, name)}\n{_RULE}\n\n{text}" for name, text in licences.texts.items()]
    return "\n".join([licences.preface, _RULE, "", *listed, "\n\n".join(texts)])


def text_heading(licences: Licences, name: str) -> str:
    """Return the line above a licence text: whom it belongs to."""
    users = [component.name for component in licences.components.values() if name in component.texts]
    return f"{_title(name)}: {', '.join(users)}"


def list_heading(component: Component, version: str = "") -> str:
    """Return the lines that begin a component's entry in the list of the notices."""
    return f"{f'{component.name} {version}'.rstrip()}\n  {component.licence}"


def _title(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".txt")


def _list_entry(component: Component, versions: Mapping[str, str]) -> str:
    lines = [list_heading(component, versions.get(component.id, component.version))]
    lines += [f"  {line}" for line in component.copyright]
    lines += [f"  {address}" for address in (component.home, component.source) if address]
    lines.append(f"  许可证原文 / text: {', '.join(map(_title, component.texts))}")
    return "\n".join([*lines, ""])


def spdx_defect(expression: str) -> str | None:
    """Say what is wrong with the syntax of an SPDX licence expression, None when nothing is.

    The grammar is that of SPDX 2.3 annex D; whether SPDX lists an id is not asked.
    """
    words, end = [], 0
    while match := _SPDX_WORD.match(expression, end):
        words.append(match[1])
        end = match.end()
    if expression[end:].strip():
        return f"{expression[end:].strip()[0]!r} has no place in a licence expression"
    return _grammar_defect(words)


def _grammar_defect(words: list[str]) -> str | None:
    """Walk the words: an id or an opening bracket where an operand is due, an operator or a closing one after it."""
    depth, operand_due = 0, True
    for word in words:
        if word == ("(" if operand_due else ")"):
            depth += 1 if operand_due else -1
        elif operand_due and _SPDX_ID.match(word) and word not in _SPDX_OPERATORS:
            operand_due = False
        elif not operand_due and word in _SPDX_OPERATORS:
            operand_due = True
        else:
            return f"{word!r} is not expected there"
        if depth < 0:
            return "')' closes nothing"
    if operand_due:
        return "a licence id is missing at the end"
    return "a bracket is not closed" if depth else None


def _read_component(name: str, table: TableReader) -> Component:
    component = Component(
        id=name,
        name=table.text("name"),
        licence=table.text("licence"),
        copyright=table.texts("copyright", required=True),
        home=table.text("home"),
        purl=table.text("purl"),
        texts=table.texts("texts", required=True),
        source=table.text("source", default=""),
        version=table.text("version", default=""),
        version_from=table.text("version_from", default=""),
        files=table.texts("files"),
        modules=table.texts("modules"),
        inside=table.texts("inside"),
        needs=table.texts("needs"),
    )
    table.finish()
    _check_values(component, table)
    return component


def _check_values(component: Component, table: TableReader) -> None:
    if not _ID.match(component.id):
        table.problems.append(Problem(file=table.file, key=component.id, message="an id is lower case, digits, dashes"))
    if component.licence and (defect := spdx_defect(component.licence)):
        table.problem("licence", f"no SPDX expression: {defect}")
    for name, pattern in {"home": _ADDRESS, "source": _ADDRESS, "purl": _PURL}.items():
        value = getattr(component, name)
        if value and not pattern.match(value):
            table.problem(name, f"{value!r} is malformed")
    if not (component.files or component.modules or component.inside):
        table.problem("files", "one of files, modules and inside must say where the component is")
    if component.version and component.version_from:
        table.problem("version_from", "version is given already")
    kind, _, place = component.version_from.partition(":")
    if component.version_from and not (kind in _VERSION_SOURCES and place):
        table.problem("version_from", f"{kind!r} is none of {', '.join(_VERSION_SOURCES)}, each with a colon and more")
    elif kind == "mark" and not _is_pattern_with_one_group(place):
        table.problem("version_from", f"{place!r} is no regular expression with one group")


def _is_pattern_with_one_group(pattern: str) -> bool:
    try:
        return re.compile(pattern).groups == 1
    except re.error:
        return False


def _text_path(name: str, root: Path) -> Path:
    return root / name if "/" in name else root / _TEXTS / name


def _read_texts(components: Mapping[str, Component], root: Path, problems: list[Problem]) -> dict[str, str]:
    """Read every text that is used, in the order of its first use; a missing one is a problem."""
    names = dict.fromkeys(name for component in components.values() for name in component.texts)
    return {name: read_text(_text_path(name, root), root, problems) for name in names}


def _check_texts(components: Mapping[str, Component], texts: Mapping[str, str], root: Path) -> Iterator[Problem]:
    used = {name for component in components.values() for name in component.texts}
    for path in sorted((root / _TEXTS).glob("*")):
        if path.name not in used:
            yield Problem(file=relative_name(path, root), key="file", message="no component uses this text")
    for name, text in texts.items():
        path = _text_path(name, root)
        if path.is_file() and not text.strip():
            yield Problem(file=relative_name(path, root), key="file", message="blank text")


def _check_references(components: Mapping[str, Component]) -> Iterator[Problem]:
    for component in components.values():
        for index, other in enumerate(component.needs):
            if other not in components:
                message = f"no component {other!r}{nearest(other, components)}"
                yield Problem(file=_FILE, key=f"{component.id}.needs[{index}]", message=message)
