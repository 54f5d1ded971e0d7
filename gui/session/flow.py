"""The order of the wizard's pages: pure decisions in `resources/flow.toml`. Back is the window's own stack."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gui.kb import WhenError, evaluate_when, is_met
from gui.model.case import CaseState
from gui.model.errors import KnowledgeError, Problem
from gui.packed import packed_or
from gui.paths import resources_dir

FLOW_NAME = "flow.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Go to page `to` if `when` (see `gui.kb.evaluate_when`) is met; None is always met."""

    to: str
    when: object | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The pages in order, and for each the rules of which the first that is met decides. No rules: the last page."""

    pages: tuple[str, ...]
    rules: Mapping[str, tuple[Rule, ...]]


class Navigator:
    """Says which page comes next. Holds no state: the same page and answers always give the same page."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    @property
    def first(self) -> str:
        """The page that the wizard opens with."""
        return self._flow.pages[0]

    @property
    def pages(self) -> tuple[str, ...]:
        """All pages in order."""
        return self._flow.pages

    def next(self, page: str, state: CaseState) -> str | None:
        """Return the page after `page`, None after the last. Raises KeyError for a page that does not exist."""
        for rule in self._flow.rules[page]:
            if is_met(rule.when, state.answers):
                return rule.to
        return None

    def path(self, state: CaseState) -> tuple[str, ...]:
        """Return the pages that a case with these answers goes through, first to last."""
        path = [self.first]
        while (following := self.next(path[-1], state)) is not None:
            path.append(following)
        return tuple(path)


def load_flow(path: Path | None = None) -> Flow:
    """Return the flow in `path` (default: the program's own). Raises `KnowledgeError` with every problem."""
    return packed_or("flow", lambda: _read_flow(resources_dir() / FLOW_NAME)) if path is None else _read_flow(path)


def _read_flow(path: Path) -> Flow:
    import tomllib  # noqa: PLC0415 (the exe does without)

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # ValueError: bad TOML or no UTF-8
        raise KnowledgeError([Problem(file=path.name, key="(file)", message=str(error))]) from error
    problems = [Problem(file=path.name, key=key, message=message) for key, message in _problems(table)]
    if problems:
        raise KnowledgeError(problems)
    rules = {page: tuple(Rule(**rule) for rule in table["next"].get(page, [])) for page in table["pages"]}
    return Flow(pages=tuple(table["pages"]), rules=rules)


def _problems(table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield `(key, message)` for everything that is wrong with the file."""
    for key in table:
        if key not in ("pages", "next"):
            yield key, "unknown key, expected pages or next"
    pages, following = table.get("pages"), table.get("next")
    if not isinstance(pages, list) or not pages or not all(isinstance(page, str) for page in pages):
        yield "pages", "expected a list of page names"
        return
    if not isinstance(following, dict):
        yield "next", "expected a table with the rules of each page"
        return
    for page in following:
        if page not in pages:
            yield f"next.{page}", "no such page in pages"
    for index, page in enumerate(pages):
        if pages.index(page) != index:
            yield f"pages[{index}]", f"{page} is there twice"
        yield from _rule_problems(page, following.get(page, []), pages[index + 1 :])
    for page in sorted(set(pages[1:]) - _reached(following.values())):
        yield f"pages.{page}", "no rule leads to this page"


def _rule_problems(page: str, rules: object, later: list[str]) -> Iterator[tuple[str, str]]:
    """Rules only lead forward, so the flow has no loops; the last one must always decide."""
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        yield f"next.{page}", "expected a list of rules"
        return
    for index, rule in enumerate(rules):
        where = f"next.{page}[{index}]"
        for key in rule.keys() - {"to", "when"}:
            yield f"{where}.{key}", "unknown key, expected to or when"
        if rule.get("to") not in later:
            yield f"{where}.to", f"expected a later page: {', '.join(later)}"
        try:
            evaluate_when(rule.get("when"), {})
        except WhenError as error:
            yield f"{where}.when", str(error)
    if (rules and "when" in rules[-1]) or (later and not rules):
        yield f"next.{page}", "the last rule must have no condition"


def _reached(rules_by_page: Iterable[object]) -> set[str]:
    lists = [rules for rules in rules_by_page if isinstance(rules, list)]
    return {str(rule.get("to")) for rules in lists for rule in rules if isinstance(rule, dict)}
