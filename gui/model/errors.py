"""The two kinds of error that are not bugs: one is text for the user, the other is bad data in `resources/`."""

from collections.abc import Sequence
from dataclasses import dataclass

_MOST_CHARACTERS = 1000


class UserError(Exception):
    """Something the user can act on. `key` names a text in `resources/i18n/*/errors.toml`; `args` fill its places."""

    def __init__(self, key: str, **args: object) -> None:
        self.key = key
        self.text_args: dict[str, object] = {name: _shortened(value) for name, value in args.items()}
        super().__init__(f"{key} {self.text_args}" if args else key)


def _shortened(value: object) -> object:
    """A name or value in a file of others may have megabytes, which nobody can read in a line."""
    is_long = isinstance(value, str) and len(value) > _MOST_CHARACTERS
    return f"{str(value)[:_MOST_CHARACTERS]}…" if is_long else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One defect of a data file: where it is and what is wrong, in words for the person who edits the file."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}"


class KnowledgeError(Exception):
    """The knowledge base is not usable. Carries every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
