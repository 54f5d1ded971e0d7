"""What must come before what in the checklist."""

from collections.abc import Mapping

from gui.model.knowledge import Step

#: Steps that bring unsent trades to the acquirer; one of them must come before anything that loses what is unsent.
UPLOAD_STEPS = ("upload-unsent-trades", "settle-batch")


def ancestors(step_id: str, steps: Mapping[str, Step]) -> set[str]:
    """Return every step that must come before `step_id`, through any number of others; itself only in a circle."""
    found: set[str] = set()
    waiting = list(steps[step_id].after)
    while waiting:
        name = waiting.pop()
        if name in steps and name not in found:
            found.add(name)
            waiting.extend(steps[name].after)
    return found
