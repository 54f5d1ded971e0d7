"""The way to the provider in words and symbols: for the pages, the report and the command line."""

from collections.abc import Iterator

from gui.probes.path import PathPart, PathState, PathView
from gui.report.document import Table
from gui.report.wording import Words

#: Symbols that every font has, one per state; beside the word, never instead of it.
PATH_ICONS = {
    PathState.FINE: "✓",
    PathState.ATTENTION: "!",
    PathState.BROKEN: "×",
    PathState.MAYBE: "?",
    PathState.HIDDEN: "–",
    PathState.NOT_TESTED: "–",
}
#: Widths of a node and of a link in the report's table, per cent: four nodes and three links fill the line.
_WIDTHS = {False: 13, True: 16}
_GREY = (PathState.HIDDEN, PathState.NOT_TESTED)


def part_name(words: Words, part: PathPart) -> str:
    """Return what a part is called: a node by its name, a link by the two nodes that it joins."""
    if not part.is_link:
        return words.say(f"path.part.{part}")
    before, _, after = part.partition("-")
    return words.say("path.between", before=words.say(f"path.part.{before}"), after=words.say(f"path.part.{after}"))


def state_words(words: Words, state: PathState, *, running: bool = False) -> str:
    """Return symbol and word of a state. While the run goes on, a part that is not tested waits for its result."""
    key = "waiting" if running and state is PathState.NOT_TESTED else state.value
    return f"{PATH_ICONS[state]} {words.say(f'path.state.{key}')}"


def path_sentence(words: Words, view: PathView, *, running: bool = False) -> str:
    """Return what the picture says, in one or two short sentences."""
    states = [step.state for step in view.steps]
    if view.place is None:
        if running:
            return words.say("path.sentence.running")
        odd = next((step.part for step in view.steps if step.state is PathState.ATTENTION), None)
        if odd is not None:
            return words.say("path.sentence.attention", place=part_name(words, odd))
        passed = "fine" if view.judged else "passed"
        key = passed if set(states) == {PathState.FINE} else "unknown"
        return words.say(f"path.sentence.{'not_tested' if set(states) == {PathState.NOT_TESTED} else key}")
    return ("" if words.catalog.lang == "zh" else " ").join(_about_the_fault(words, view, view.place))


def _about_the_fault(words: Words, view: PathView, place: PathPart) -> Iterator[str]:
    rivals = [part_name(words, step.part) for step in view.steps if step.state is PathState.MAYBE]
    key = "broken" if view.state(place) is PathState.BROKEN else "attention"
    key = "likely" if rivals else key
    yield words.say(f"path.sentence.{key}", place=part_name(words, place), rival=words.join(rivals))
    if view.steps[-1].state is PathState.HIDDEN:
        yield words.say("path.sentence.hidden")


def path_line(words: Words, view: PathView, *, running: bool = False) -> str:
    """Return the way as one line of text: every link with its state, a node with its state where it is not fine."""
    parts = []
    for step in view.steps:
        state = state_words(words, step.state, running=running)
        if step.part.is_link:
            parts.append(words.say("path.link", state=state))
        else:
            name = part_name(words, step.part)
            fine = step.state is PathState.FINE
            parts.append(name if fine else words.say("path.node", name=name, state=state))
    return words.say("path.line", parts="".join(parts))


def path_symbols(words: Words, view: PathView) -> str:
    """Return the way in names and symbols only, for a text that has no room."""
    parts = []
    for step in view.steps:
        icon, name = PATH_ICONS[step.state], part_name(words, step.part)
        if step.part.is_link:
            parts.append(f" {icon} ")
        else:
            parts.append(name if step.state in (PathState.FINE, *_GREY) else f"{name}({icon})")
    return words.say("path.compact", parts="".join(parts))


def path_table(words: Words, view: PathView) -> Table:
    """Return the way as a table of one row: nodes and arrows in the heading, symbol and word of each below it."""
    columns = tuple(words.say("path.arrow") if one.part.is_link else part_name(words, one.part) for one in view.steps)
    row = tuple(state_words(words, step.state) for step in view.steps)
    return Table(columns=columns, widths=tuple(_WIDTHS[step.part.is_link] for step in view.steps), rows=(row,))
