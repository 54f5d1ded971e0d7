"""How far the PC's clock is off, from time servers and from the dates of HTTP answers. Pure."""

from collections.abc import Iterable

from gui.model.observation import Observation
from gui.probes.facts import Facts, number
from gui.probes.median import median

#: The strictest known limit: one Ruiyinxin gateway refuses requests more than 1 minute off (connectivity_targets.md,
#: section 3); Lakala's allows 5 minutes.
MAX_OFFSET_S = 60.0
#: Servers of one kind agree within this much: time servers by their round trip, HTTP dates by their whole seconds.
_NTP_SPREAD_S = 2.0
_DATE_SPREAD_S = 5.0
#: Time servers and HTTP dates that differ by more contradict each other.
_CONFLICT_S = 30.0


def clock_offset_s(facts: Facts) -> float | None:
    """Return PC minus true time in seconds; None when nothing was measured or the sources contradict each other."""
    by_ntp, by_date = ntp_offset_s(facts), date_offset_s(facts)
    if by_ntp is None or by_date is None:
        return by_date if by_ntp is None else by_ntp
    return by_ntp if abs(by_ntp - by_date) <= _CONFLICT_S else None


def ntp_offset_s(facts: Facts) -> float | None:
    """Return the time servers' common opinion."""
    return _agreed(facts.times, "offset_s", _NTP_SPREAD_S)


def date_offset_s(facts: Facts) -> float | None:
    """Return the web servers' common opinion (resolution 1 s)."""
    return _agreed(facts.dates, "date_offset_s", _DATE_SPREAD_S)


def is_off(offset_s: float | None) -> bool:
    """Tell whether a known offset is more than a gateway tolerates."""
    return offset_s is not None and abs(offset_s) > MAX_OFFSET_S


def _agreed(observations: Iterable[Observation], name: str, spread_s: float) -> float | None:
    """Return the median when most values lie near it."""
    values = [value for one in observations if (value := number(one, name)) is not None]
    if not values:
        return None
    middle = median(values)
    near = sum(abs(value - middle) <= spread_s for value in values)
    return round(middle, 3) if 2 * near > len(values) else None
