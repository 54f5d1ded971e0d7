"""Names that rightly lead into the shop: many routers let no public name do that."""

from dataclasses import replace

from gui.model.observation import Observation
from gui.model.targets import PrivateNameTarget
from gui.probes.context import RunContext
from gui.probes.facts import RIGHT_ADDRESS


async def private_lookup(run: RunContext, name: PrivateNameTarget) -> Observation:
    """Ask the system's resolver. The name tells nothing of how the resolver does with all others."""
    seen = await run.net.getaddrinfo(name.host)
    return replace(seen, detail={**seen.detail, RIGHT_ADDRESS: name.address})
