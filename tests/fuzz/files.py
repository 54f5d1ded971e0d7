"""The fuzz targets that are files: cases, reports as JSON and PDF, targets, and the knowledge itself."""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.fuzz import bombs
from tests.fuzz.mutation import mutate_bytes, mutate_lines, mutate_tree
from tests.fuzz.pictures import logo_bombs, mutate_picture
from tests.fuzz.target import Make, Run, Target, expect, seeds

if TYPE_CHECKING:
    from gui.model.bank import Bank

_AT = "2026-11-28T02:00:00Z"
#: One input in so many goes all the way to a report, which takes twenty times as long as all before.
_WHOLE_WAY = 24
#: The longest line in which an error is told.
_LONGEST_LINE = 4000


def _open_case(folder: Path) -> Run:
    """Read it as `diagnose` and `report` do; judge it, and write what they write."""
    from gui.diagnose import diagnose, diagnosis_json, what_would_change  # noqa: PLC0415 (a process loads its own part)
    from gui.kb import load_catalog, load_knowledge  # noqa: PLC0415
    from gui.model.errors import UserError  # noqa: PLC0415
    from gui.report import build_document, document_html, document_json, short_text  # noqa: PLC0415
    from gui.session import read_case, replay  # noqa: PLC0415
    from gui.unattended.console import read_json, write_json  # noqa: PLC0415

    knowledge, catalog, path = load_knowledge(), load_catalog("zh"), folder / "case.json"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        try:
            case = read_case(knowledge, read_json(str(path)), case_id="x", at_utc=_AT, app_version="0")
            state = replay(case)
        except UserError as error:
            _expect_words(catalog.text(f"error.{error.key}.what", **error.text_args))
            return
        diagnosis = diagnose(knowledge, state, looks_ahead=False)
        if zlib.crc32(data) % _WHOLE_WAY:
            return
        turns = what_would_change(knowledge, state, diagnosis)
        write_json(str(folder / "diagnosis.json"), diagnosis_json(diagnosis, catalog, turns))
        document = build_document(knowledge, catalog, case, state, diagnosis, now_utc=_AT, system="Linux")
        document_json(document)
        document_html(document)
        short_text(document).encode("utf-8")

    return run


def _open_report(folder: Path) -> Run:
    """Verify it, make a row of it, and judge it once more: `verify`, `triage`, `replay`."""
    from gui.kb import load_catalog, load_knowledge  # noqa: PLC0415
    from gui.model.errors import UserError  # noqa: PLC0415
    from gui.report import read_and_verify, verify_file  # noqa: PLC0415
    from gui.unattended.console import write_json  # noqa: PLC0415
    from gui.unattended.rejudge import rejudge, rejudged_json  # noqa: PLC0415
    from gui.unattended.triage_rows import row_of  # noqa: PLC0415

    knowledge, catalog, path = load_knowledge(), load_catalog("zh"), folder / "report"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        try:
            found = verify_file(path)
            expect(catalog.has(found.reason_key), found.reason_key)
            content, intact = read_and_verify(path)
            expect(intact == found.ok, "verify and read do not agree")
            row = row_of(content, catalog, file="x", intact=intact)
            "".join(row.values()).encode("utf-8")
            write_json(str(folder / "replay.json"), rejudged_json(rejudge(knowledge, path)))
        except UserError as error:
            _expect_words(catalog.text(f"error.{error.key}.what", **error.text_args))

    return run


def _open_targets(folder: Path) -> Run:
    """Read it as `--targets`, and as the file beside the exe; plan a run with it."""
    from gui.kb import load_catalog, load_knowledge, load_shop_file, shop_file_error  # noqa: PLC0415
    from gui.kb.targets import load_targets  # noqa: PLC0415
    from gui.model.errors import UserError  # noqa: PLC0415
    from gui.probes.plan import plan_check, split_url  # noqa: PLC0415

    knowledge, catalog, path = load_knowledge(), load_catalog("zh"), folder / "targets.toml"
    base = knowledge.targets
    (folder / "logo.png").write_bytes(seeds("logo")[0])

    def run(data: bytes) -> None:
        path.write_bytes(data)
        chosen = load_shop_file(base, knowledge.providers, path)
        problem = shop_file_error(catalog, chosen.problems)
        if problem is not None:
            _expect_words(catalog.text(f"error.{problem.key}.what", **problem.text_args))
        _expect_sound(chosen.bank)
        try:
            targets = load_targets(path, base)
        except UserError as error:
            _expect_words(catalog.text(f"error.{error.key}.what", **error.text_args))
            return
        plan_check(targets)
        for portal in targets.portals:
            expect(0 <= split_url(portal.url)[1] <= 65535, "a port that no socket takes")

    return run


def _expect_sound(bank: "Bank") -> None:
    """What is shown of a bank fits on a line, and no number or picture comes without its name."""
    expect(all(len(name) <= 40 and name.isprintable() for name in (bank.name_zh, bank.name_en)), "a name of any form")
    expect(set(bank.hotline) <= set("0123456789 +-") and len(bank.hotline) <= 20, "a hotline that is none")
    expect(bool(bank.name_zh and bank.name_en) or not (bank.hotline or bank.logo), "nobody's hotline or logo")
    expect(bank.lang in (None, "zh", "en"), "a language that nobody wrote")


def _open_logo(folder: Path) -> Run:
    """Look at it as at the logo beside the exe, and draw it for a screen."""
    from gui.kb import load_catalog  # noqa: PLC0415
    from gui.model.bank import Logo  # noqa: PLC0415
    from gui.model.errors import UserError  # noqa: PLC0415
    from gui.qt.logo import ROOM, logo_picture  # noqa: PLC0415

    catalog, name = load_catalog("zh"), str(folder / "POSCheckup.toml")

    def run(data: bytes) -> None:
        try:
            picture = logo_picture(Logo(data=data, file=name, line=1), 2.0)
        except UserError as error:
            _expect_words(catalog.text(f"error.{error.key}.what", **error.text_args))
            return
        expect(0 < picture.width() <= 2 * ROOM.width(), "too wide")
        expect(0 < picture.height() <= 2 * ROOM.height(), "too high")

    return run


#: A key that nobody knows, in a file that is not changed: whatever else is wrong, it must be listed too.
_MARK = ("kb/model.toml", "mark_of_the_fuzzer")


def _open_knowledge(folder: Path) -> Run:
    """Load a small knowledge with one damaged file: the first byte of an input says which."""
    from gui.kb.loader import read_knowledge  # noqa: PLC0415
    from gui.model.errors import KnowledgeError  # noqa: PLC0415
    from tests.unit.kb.tree import FILES, sound_tree  # noqa: PLC0415

    tree, names = sound_tree(folder / "tree"), _knowledge_names()
    tree.write(_MARK[0], f"{_MARK[1]} = 1\n{FILES[_MARK[0]]}")

    def run(data: bytes) -> None:
        path = tree.root / names[(data or b"\0")[0] % len(names)]
        sound = path.read_bytes()
        path.write_bytes(data[1:])
        try:
            read_knowledge(tree.root)
        except KnowledgeError as error:
            expect(any((one.file, one.key) == _MARK for one in error.problems), "not every problem is listed")
        else:
            expect(condition=False, what="bad knowledge was taken")
        finally:
            path.write_bytes(sound)

    return run


def _knowledge_names() -> tuple[str, ...]:
    from tests.unit.kb.tree import FILES  # noqa: PLC0415

    return (*sorted(set(FILES) - {_MARK[0]}), "i18n/zh/texts.toml")


def _make_knowledge() -> Make:
    from tests.unit.kb.tree import FILES, TEXTS  # noqa: PLC0415

    contents = [{**FILES, "i18n/zh/texts.toml": TEXTS}[name].strip().encode() for name in _knowledge_names()]

    def make(random: Random) -> bytes:
        which = random.randrange(len(contents))
        return bytes([which]) + mutate_lines(random, (contents[which],))

    return make


def _knowledge_bombs() -> Iterator[bytes]:
    for number, document in enumerate(bombs.targets_files()):
        if number % 5 == 0:
            yield bytes([number % 16]) + document


def _make_tree(*folders: str, as_pdf: bool = False) -> Make:
    from gui.report.integrity import canonical, chain, seal_of, with_mark  # noqa: PLC0415

    examples = tuple(example for folder in folders for example in seeds(folder))
    trees = [json.loads(example) for example in examples]

    def make(random: Random) -> bytes:
        data = mutate_tree(random, trees, examples)
        if "report" in folders and random.random() < 0.5:
            data = _sealed(data) or data
        if not as_pdf:
            return data
        pdf = bombs.pdf_of(data, packed=random.random() < 0.8)
        pdf = with_mark(pdf) if random.random() < 0.5 else pdf
        return mutate_bytes(random, (pdf,)) if random.random() < 0.5 else pdf

    def _sealed(data: bytes) -> bytes | None:
        """Return the report with hashes that fit: then what is odd in it is all that is wrong."""
        try:
            report = json.loads(data)
            events = [{name: value for name, value in event.items() if name != "hash"} for event in report["events"]]
            report["events"] = chain(events)
            return canonical({**report, "seal": seal_of(report)}) + b"\n"
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    return make


def _case_bombs() -> Iterator[bytes]:
    for seed in seeds("case"):
        yield from bombs.json_documents(seed)
    yield from bombs.long_reports(seeds("report")[0])


def _report_bombs() -> Iterator[bytes]:
    (seed,) = seeds("report")
    yield from bombs.long_reports(seed)
    yield from (one for number, one in enumerate(bombs.json_documents(seed)) if number % 3 == 0 or b'"@' in one)


def _expect_words(line: str) -> None:
    expect(len(line) <= _LONGEST_LINE, f"an error in {len(line)} characters")


FILE_TARGETS = (
    Target(
        name="case", what="case files: `diagnose`, `report`", share=170_000, open=_open_case,
        make=lambda: _make_tree("case", "report"), bombs=_case_bombs,
    ),
    Target(
        name="report", what="reports (JSON): `verify`, `triage`, `replay`", share=120_000, open=_open_report,
        budget_s=5.0, make=lambda: _make_tree("report"), bombs=_report_bombs,
    ),
    Target(
        name="pdf", what="reports (PDF): the same", share=80_000, open=_open_report, budget_s=5.0,
        make=lambda: _make_tree("report", as_pdf=True), bombs=lambda: bombs.pdfs(seeds("report")[0]),
    ),
    Target(
        name="targets", what="targets files (TOML)", share=150_000, open=_open_targets,
        make=lambda: lambda random: mutate_lines(random, seeds("targets")), bombs=bombs.targets_files,
    ),
    Target(
        name="logo", what="a bank's logo (PNG, SVG)", share=20_000, open=_open_logo,
        make=lambda: lambda random: mutate_picture(random, seeds("logo")), bombs=logo_bombs,
    ),
    Target(
        name="knowledge", what="knowledge files (TOML, CSV)", share=15_000, open=_open_knowledge,
        make=_make_knowledge, bombs=_knowledge_bombs,
    ),
)  # fmt: skip
