"""A port that must be closed, tried beside the check of a control host: what is a bare connection worth (row 51)?

Boxes on the way that accept every connection accept this one too.
"""

from dataclasses import replace

from gui.model.observation import Observation
from gui.model.targets import ControlTarget, EndpointTarget
from gui.probes import limits
from gui.probes.context import RunContext
from gui.probes.facts import SERVES_NOTHING


async def try_closed_port(site: ControlTarget | EndpointTarget, address: str, run: RunContext) -> Observation | None:
    """Connect to the port behind which nothing is; None where the target names none."""
    if not isinstance(site, ControlTarget) or site.closed_port is None:
        return None
    seen = await run.net.tcp_connect(address, site.closed_port, limits.CLOSED_PORT_TIMEOUT_S)
    return replace(seen, detail={**seen.detail, SERVES_NOTHING: True})
