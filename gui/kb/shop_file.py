"""`POSCheckup.toml` beside the exe: hosts that a bank hands to its shops, tested besides the built-in ones.

The tables are those of `gui.kb.targets`; `replace = ["endpoint"]` above them names the built-in tables that give way.
Nobody is at hand who could mend a broken file, so the run goes on with the built-in targets, and says so.
"""

from dataclasses import dataclass
from pathlib import Path

from gui.model.errors import UserError
from gui.model.targets import Targets
from gui.paths import shop_file

#: What an error says of a place that the file has none of, as when it cannot be read at all.
_NOWHERE = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenTargets:
    """What a run may contact, and what was wrong with the file that should have said so (`kb.shop_file`)."""

    targets: Targets
    problem: UserError | None = None


def load_shop_targets(base: Targets, path: Path | None = None) -> ChosenTargets:
    """Return `base` with what the file at `path` (default: beside the exe, if there is one) adds or replaces."""
    path = path or shop_file()
    if path is None or not path.exists():
        return ChosenTargets(targets=base)
    from gui.kb.targets import add_targets  # noqa: PLC0415 (most shops have no such file)

    try:
        return ChosenTargets(targets=add_targets(path, base))
    except UserError as error:
        place = {name: error.text_args.get(name, _NOWHERE) for name in ("line", "entry")}
        return ChosenTargets(targets=base, problem=UserError("kb.shop_file", file=str(path), **place))
