"""Runs operations side by side; when one raises (a bug), the others are stopped, and nothing is left behind."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from gui.model.observation import Observation


async def run_all(*calls: Coroutine[Any, Any, None]) -> None:
    """Run side by side."""
    async with asyncio.TaskGroup() as group:
        for call in calls:
            group.create_task(call)


async def results_of(calls: Iterable[Coroutine[Any, Any, Observation]]) -> Sequence[Observation]:
    """Run side by side and return what each saw, in their order."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(call) for call in calls]
    return [task.result() for task in tasks]


async def record_each(record: Callable[[Observation], object], *calls: Coroutine[Any, Any, Observation]) -> None:
    """Run operations side by side and record each as it ends."""

    async def one(call: Coroutine[Any, Any, Observation]) -> None:
        record(await call)

    await run_all(*map(one, calls))
