"""Loads `resources/kb`: finds the files by glob, builds the knowledge, checks all of it, and fails closed."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from gui.kb.catalog import LANGUAGES, Catalog, load_catalog
from gui.kb.checks import Draft, check_knowledge
from gui.kb.codes import read_codes
from gui.kb.entities import (
    read_cause,
    read_code_namespace,
    read_model,
    read_network_fault,
    read_provider,
    read_question,
    read_step,
)
from gui.kb.files import digest_of, parse_toml, relative_name
from gui.kb.mac_prefixes import read_mac_makers
from gui.kb.mistakes import with_mistakes
from gui.kb.pairs import read_pairs
from gui.kb.schema import TableReader
from gui.kb.targets import read_targets
from gui.kb.text_files import read_texts
from gui.kb.translations import check_translations
from gui.kb.usb_ids import read_usb_makers
from gui.model.errors import KnowledgeError, Problem
from gui.model.knowledge import Knowledge, Provider

T = TypeVar("T")


def read_knowledge(root: Path) -> Knowledge:
    """Read and check the knowledge below `root`, the folder that holds `kb` and `i18n`.

    Raises `KnowledgeError` with every problem of every file, each with file, key and the nearest valid name.
    """
    source = _Source(root)
    draft = source.draft()
    problems = [*source.problems, *check_knowledge(draft)]
    catalogs = [_texts(lang, root, problems) for lang in LANGUAGES]
    problems.extend(check_translations(draft, catalogs))
    if problems:
        raise KnowledgeError(sorted(problems, key=lambda problem: (problem.file, problem.key, problem.message)))
    return draft.knowledge


def _texts(lang: str, root: Path, problems: list[Problem]) -> Catalog:
    """Return the texts of a language; of broken ones what can be read, and what is wrong with them in `problems`."""
    try:
        return load_catalog(lang, root)
    except KnowledgeError:
        return Catalog(lang=lang, texts=read_texts(lang, root, problems))


class _Source:
    """The data files, and what went wrong while reading them. `files[kind, id]` is where an entry came from."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kb = root / "kb"
        self.problems: list[Problem] = []
        self.files: dict[tuple[str, str], str] = {}

    def draft(self) -> Draft:
        """Read everything into a knowledge that is not checked yet."""
        model = read_model(self._whole_file("model.toml"))
        codes = read_codes(self.kb / "codes", self.root, model.code_numbers, self.problems)
        self.files.update({("code", code.id): file for code, file in codes})
        targets = parse_toml(self.kb / "targets.toml", self.root, self.problems)
        questions = self._folder("question", partial(read_question, p_wrong=model.p_wrong_answer))
        causes = self._folder("cause", partial(read_cause, prior_weights=model.prior_weights))
        knowledge = Knowledge(
            digest=digest_of(self.kb),
            causes={name: with_mistakes(cause, questions) for name, cause in causes.items()},
            questions=questions,
            steps=self._folder("step", read_step),
            providers=_in_order(self._folder("provider", read_provider)),
            codes=tuple(code for code, _ in codes),
            network_faults=self._entries("network_fault", [self.kb / "network_faults.toml"], read_network_fault),
            numbers=model.numbers,
            targets=read_targets(targets, "kb/targets.toml", self.kb, self.problems, source_required=True),
            usb_makers=read_usb_makers(self.root, self.problems),
            mac_makers=read_mac_makers(self.root, self.problems),
            pairs=read_pairs(self._whole_file("pairs.toml")),
            code_namespaces=self._entries(
                "code_namespace", [self.kb / "codes" / "namespaces.toml"], read_code_namespace
            ),
        )
        return Draft(knowledge=knowledge, files=self.files)

    def _whole_file(self, name: str) -> TableReader:
        path = self.kb / name
        parsed = parse_toml(path, self.root, self.problems)
        return TableReader(parsed, file=relative_name(path, self.root), key="", problems=self.problems)

    def _folder(self, kind: str, build: Callable[[str, TableReader], T]) -> dict[str, T]:
        paths = sorted((self.kb / f"{kind}s").glob("*.toml"))
        if not paths:
            self.problems.append(Problem(file=f"kb/{kind}s", key="*.toml", message="no data file found"))
        return self._entries(kind, paths, build)

    def _entries(self, kind: str, paths: Iterable[Path], build: Callable[[str, TableReader], T]) -> dict[str, T]:
        """Read every top-level table of the files as one entry; an id that comes twice is a problem."""
        entries: dict[str, T] = {}
        for path in paths:
            name = relative_name(path, self.root)
            for entry_id, table in parse_toml(path, self.root, self.problems).items():
                if entry_id in entries:
                    message = f"already defined in {self.files[kind, entry_id]}"
                    self.problems.append(Problem(file=name, key=entry_id, message=message))
                    continue
                entries[entry_id] = build(entry_id, TableReader(table, file=name, key=entry_id, problems=self.problems))
                self.files[kind, entry_id] = name
        return entries


def _in_order(providers: Mapping[str, Provider]) -> dict[str, Provider]:
    return dict(sorted(providers.items(), key=lambda item: (item[1].ref_order, item[0])))
