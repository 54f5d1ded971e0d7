"""Rules and remarks about the terminal on the shop's own network (rows 27 and 28 of the domain list)."""

from gui.model.failure import Operation
from gui.model.lan import TerminalAnswer
from gui.model.observation import Segment, Verdict
from gui.probes.facts import Facts, number
from gui.probes.ruling import fault
from gui.probes.terminal import answer_of, found_at


def address_changed(facts: Facts) -> Verdict | None:
    """Row 28: nobody has the address, and a device by a maker of terminals answers at the port elsewhere.

    A shop with two terminals, the wanted one off, looks the same: hence the remark.
    """
    if _answer(facts) is TerminalAnswer.NOT_FOUND and found_at(facts.terminal):
        return fault(Segment.LINK, "terminal-address-changed", 0.75, "terminal-off")
    return None


def isolated(facts: Facts) -> Verdict | None:
    """Row 27: nobody has the address, and of the whole LAN the PC sees the router only.

    A terminal that is off or elsewhere looks the same where the shop has no other devices: hence the low confidence.
    """
    if _answer(facts) is TerminalAnswer.NOT_FOUND and _others(facts) == 0:
        return fault(Segment.LINK, "client-isolation", 0.5, "terminal-off")
    return None


def terminal_silent(facts: Facts) -> bool:
    """Nobody has the address although the PC sees other devices: the terminal is off or elsewhere."""
    is_silent = _answer(facts) is TerminalAnswer.NOT_FOUND and not found_at(facts.terminal)
    return is_silent and _others(facts) != 0


def terminal_port(facts: Facts) -> bool:
    """A device has the address, its port is closed or silent."""
    return _answer(facts) in (TerminalAnswer.REFUSED, TerminalAnswer.SILENT_PORT)


def _answer(facts: Facts) -> TerminalAnswer | None:
    return answer_of(facts.terminal) if facts.terminal else None


def _others(facts: Facts) -> int | None:
    """Return how many other devices but the router the PC sees; None when the system does not tell."""
    neighbours = [one for one in facts.terminal if one.op is Operation.NEIGHBOUR]
    return int(number(neighbours[0], "others") or 0) if neighbours else None
