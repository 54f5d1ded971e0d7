"""`POSCheckup.toml` beside the exe: what a bank or acquirer hands to its shops with the program.

    provider = "lakala"             # of the knowledge; a new case begins with it
    bank_name_zh = "示例银行"        # both names, or none
    bank_name_en = "Example Bank"
    hotline = "400-820-8888"        # digits, spaces, + and -
    logo = "logo.png"               # or .svg, in the file's own folder
    language = "zh"                 # or en; `--lang` wins

All may be left out. Above or below them stand the tables of `gui.kb.targets`, tested besides the built-in ones;
`replace = ["endpoint"]` names the built-in tables that give way. Nobody is at hand who could mend a broken file, so the
program goes on with what is right, says what is not, and tests the built-in targets if anything about targets is wrong.
"""

import errno
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gui.kb.catalog import LANGUAGES, Catalog
from gui.kb.schema import TableReader, closest
from gui.model.bank import NO_BANK, Bank, Logo
from gui.model.errors import Problem, UserError
from gui.model.targets import Targets
from gui.paths import read_limited, shop_file

MOST_LOGO_BYTES = 200 * 1024
_LONGEST_NAME = 40
_HOTLINE = re.compile(r"(?=.{3,20}\Z)\+?[0-9](?:[0-9 -]*[0-9])?\Z")
_EXAMPLES = {
    "provider": 'provider = "lakala"',
    "bank_name_zh": 'bank_name_zh = "示例银行"',
    "bank_name_en": 'bank_name_en = "Example Bank"',
    "hotline": 'hotline = "400-820-8888"',
    "logo": 'logo = "logo.png"',
    "language": 'language = "zh"',
}
#: What the shop sees and must know the origin of.
_SHOWN = frozenset({"bank_name_zh", "bank_name_en", "hotline", "logo"})
_PICTURES = (".png", ".svg")
#: So many mistakes are read in a box; `kb --shop-file` names the others.
_TOLD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenTargets:
    """What a run may contact, who handed the program out, and what is wrong with the file that says so."""

    targets: Targets
    bank: Bank = NO_BANK
    problems: tuple[UserError, ...] = ()


def load_shop_file(base: Targets, providers: Collection[str], path: Path | None = None) -> ChosenTargets:
    """Return `base` with what the file at `path` (default: beside the exe, if there is one) adds or replaces.

    `providers`: the ids that the knowledge has. Raises nothing: each mistake is among the problems.
    """
    if path is None:
        path = shop_file()
        if path is None or not path.exists():
            return ChosenTargets(targets=base)
    from gui.kb.targets import add_targets, parse_user_table, read_user_text  # noqa: PLC0415 (most have no such file)

    try:
        text = read_user_text(path)
        table = parse_user_table(path, text)
    except UserError as error:
        return ChosenTargets(targets=base, problems=(error,))
    own = {name: table.pop(name) for name in _EXAMPLES if name in table}
    bank, mistakes = _read_bank(own, text, path, providers)
    targets, more = add_targets(table, text, path, base, more_keys=_EXAMPLES)
    return ChosenTargets(targets=targets, bank=bank, problems=(*mistakes, *more))


def shop_file_error(catalog: Catalog, problems: Iterable[UserError]) -> UserError | None:
    """Return one error that tells all problems in the catalog's language, None when there are none."""
    lines = [_what(catalog, problem) for problem in problems]
    told = [*lines[:_TOLD], "…"] if len(lines) > _TOLD else lines
    return UserError("kb.shop_file", mistakes="\n".join(told)) if lines else None


def _what(catalog: Catalog, problem: UserError) -> str:
    """Return what is wrong; where the file lies is known, and its path would fill the box."""
    args = {**problem.text_args, "file": Path(str(problem.text_args["file"])).name}
    return catalog.text(f"error.{problem.key}.what", **args)


def _read_bank(
    table: Mapping[str, object], text: str, path: Path, providers: Collection[str]
) -> tuple[Bank, tuple[UserError, ...]]:
    """Return what the file says beside targets, without what is wrong, and every mistake in the order of the lines."""
    from gui.kb.targets import user_error  # noqa: PLC0415 (most shops have no such file)

    problems: list[Problem] = []
    reader = TableReader(table, file=str(path), key="", problems=problems)
    is_named = not _SHOWN.isdisjoint(table)
    name_zh, name_en = (_name(reader, name, required=is_named) for name in ("bank_name_zh", "bank_name_en"))
    name_zh, name_en = name_zh or name_en, name_en or name_zh
    hotline, (logo, mistakes) = _hotline(reader), _logo(reader, text, path)
    provider, lang = _one_of(reader, "provider", providers), _one_of(reader, "language", LANGUAGES)
    bank = Bank(name_zh=name_zh, name_en=name_en, provider=provider, lang=lang)
    if name_zh:
        bank = replace(bank, hotline=hotline, logo=logo)
    examples = {**_EXAMPLES, "provider": f'provider = "{_near(table.get("provider"), providers)}"'}
    mistakes += [user_error(problem, text, examples=examples) for problem in problems]
    return bank, tuple(sorted(mistakes, key=lambda mistake: str(mistake.text_args["line"]).zfill(6)))


def _name(reader: TableReader, name: str, *, required: bool) -> str:
    """Return a name of the bank; "" for one that does not fit on a line."""
    found = " ".join(reader.text(name, None if required else "").split())
    if len(found) <= _LONGEST_NAME and found.isprintable():
        return found
    reader.problem(name, "too long, or with characters that cannot be seen")
    return ""


def _hotline(reader: TableReader) -> str:
    found = reader.text("hotline", "")
    if not found or _HOTLINE.match(found):
        return found
    reader.problem("hotline", "no telephone number")
    return ""


def _one_of(reader: TableReader, name: str, valid: Collection[str]) -> str | None:
    found = reader.text(name, "")
    if found in valid:
        return found
    if found:
        reader.problem(name, f"{found!r} is none of {', '.join(valid)}")
    return None


def _near(value: object, providers: Collection[str]) -> str:
    """Return the provider that is most likely meant, any when none looks like it."""
    found = closest(value, providers) if isinstance(value, str) and len(value) <= _LONGEST_NAME else None
    return found or next(iter(providers), "lakala")


def _logo(reader: TableReader, text: str, path: Path) -> tuple[Logo | None, list[UserError]]:
    """Return the bytes of the logo, or why there are none."""
    from gui.kb.targets import line_of  # noqa: PLC0415 (most shops have no such file)

    name = reader.text("logo", "")
    if not name:
        return None, []
    if not name.lower().endswith(_PICTURES) or not _is_inside(path.parent, name):
        reader.problem("logo", "no PNG or SVG in the folder of the file")
        return None, []
    place = {"file": str(path), "line": line_of("logo", text), "entry": "logo"}
    picture = path.parent / name
    try:
        if picture.is_file():  # and no device, which may have no end
            data = read_limited(picture, MOST_LOGO_BYTES)
            return Logo(data=data, file=str(path), line=line_of("logo", text)), []
    except OSError as error:
        if error.errno == errno.EFBIG:
            return None, [UserError("kb.logo_long", **place, logo=name, most=MOST_LOGO_BYTES // 1024)]
    return None, [UserError("kb.logo_unreadable", **place, logo=name)]


def _is_inside(folder: Path, name: str) -> bool:
    """Say whether a path leads to the folder or below it; Windows has drives, streams and a second slash besides."""
    if not {"\\", ":", "\0"}.isdisjoint(name) or ".." in name.split("/"):
        return False
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links in a ring
        return False
