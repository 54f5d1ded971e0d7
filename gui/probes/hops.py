"""Who stands behind the shop's router: one packet that may pass one router only (RFC 791, RFC 792).

One is enough: where it is lost, a remark is missing and nothing else.
"""

from dataclasses import replace

from gui.model.observation import Observation
from gui.probes.context import RunContext

#: The second router drops it and tells its address; the first one is known, it is the PC's own.
SECOND_ROUTER = 2


async def second_hop(run: RunContext, address: str) -> Observation:
    """Ask on the way to an address beyond. Detail: ttl, and hop when the router told who it is.

    It counts as no ping: without `sent` and `received` no loss follows from it.
    """
    seen = await run.net.ping(address, count=1, ttl=SECOND_ROUTER)
    hop = seen.detail.get("hop")
    if hop is None:
        return replace(seen, detail={"ttl": SECOND_ROUTER})
    return replace(seen, failure=None, detail={"ttl": SECOND_ROUTER, "hop": hop})
