"""Stops work at a time limit or when somebody says so."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def until_stopped(work: Coroutine[Any, Any, None], timeout_s: float | None, cancel: asyncio.Event | None) -> bool:
    """Run `work` to its end, to the time limit or to the cancel, whichever is first; True for the cancel.

    What `work` raises is raised here.
    """
    task = asyncio.ensure_future(work)
    stop = asyncio.ensure_future(cancel.wait()) if cancel is not None else None
    waited = {task} if stop is None else {task, stop}
    try:
        limit_s = None if timeout_s is None else max(timeout_s, 0.0)
        await asyncio.wait(waited, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        for one in waited:
            one.cancel()
        await asyncio.gather(*waited, return_exceptions=True)
    return cancel is not None and cancel.is_set()
