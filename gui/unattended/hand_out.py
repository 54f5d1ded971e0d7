"""Checks a bank's `POSCheckup.toml` before it is handed to shops: every mistake is named, that in the picture too."""

from pathlib import Path

from gui.kb import Catalog, load_shop_file
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.unattended.console import STANDARD, say, say_error, write_json


def check_shop_file(knowledge: Knowledge, catalog: Catalog, path: Path, *, json_file: str | None) -> int:
    """Say what is wrong with the file, a line for each mistake; status 1 when anything is."""
    chosen = load_shop_file(knowledge.targets, knowledge.providers, path)
    problems = chosen.problems
    if chosen.bank.logo is not None:
        from gui.qt.logo import without_bad_logo  # noqa: PLC0415 - Qt is loaded only to look at a picture

        problems += without_bad_logo(chosen.bank)[1]
    lines = [_line(catalog, problem) for problem in problems]
    if json_file is not None:
        write_json(json_file, {"ok": not lines, "problems": [*lines]})
    if json_file != STANDARD:
        for line in lines:
            say_error(line)
        key = "cli.shop_file.flawed" if lines else "cli.shop_file.fine"
        say(catalog.text(key, file=path, number=len(lines)))
    return 1 if lines else 0


def _line(catalog: Catalog, problem: UserError) -> str:
    """Return a mistake in one line: what is wrong, and how it should be."""
    parts = (catalog.text(f"error.{problem.key}.{part}", **problem.text_args) for part in ("what", "do"))
    return " ".join(" – ".join(parts).split())
