"""What may take only so long."""

import asyncio

import pytest

from gui.probes.timing import within


def test_a_result_in_time_and_none() -> None:
    """The result, or TimeoutError."""

    async def both() -> str:
        with pytest.raises(TimeoutError):
            await within(asyncio.Event().wait(), 0.0)
        return await within(asyncio.sleep(0, "done"), 5.0)

    assert asyncio.run(both()) == "done"


def test_a_cancel_that_comes_with_the_result_is_not_lost() -> None:
    """Up to Python 3.11 `asyncio.wait_for` returned the result and went on."""

    async def cancelled_too_late() -> bool:
        result = asyncio.get_running_loop().create_future()
        task = asyncio.ensure_future(within(result, 5.0))
        await asyncio.sleep(0)
        result.set_result("done")
        task.cancel()
        await asyncio.wait({task})
        return task.cancelled()

    assert asyncio.run(cancelled_too_late())
