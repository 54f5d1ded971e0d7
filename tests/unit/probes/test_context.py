"""Addresses of hosts while the name servers still answer."""

import asyncio
from collections.abc import Awaitable, Callable

from gui.probes.context import AddressBook, HostAddress

HOST, SITE, OTHER = "a.test", "203.0.113.10", "203.0.113.11"


def with_book(work: Callable[[AddressBook], Awaitable[None]]) -> None:
    """Do something with an empty book."""

    async def run() -> None:
        await work(AddressBook([HOST]))

    asyncio.run(run())


def test_the_way_needs_no_particular_source() -> None:
    """`find` waits for the system, `find_any` takes what is there; no addresses are no answer."""

    async def work(book: AddressBook) -> None:
        any_address = asyncio.ensure_future(book.find_any(HOST))
        its_address = asyncio.ensure_future(book.find(HOST))
        book.put("system_raw", HOST, ())
        await asyncio.sleep(0)
        assert not any_address.done()
        book.put("public", HOST, ("2001:db8::1", SITE))
        assert await any_address == SITE
        assert not its_address.done()
        book.put("system", HOST, (OTHER,))
        assert await its_address == HostAddress(address=OTHER, source="system")

    with_book(work)


def test_nobody_knows_a_host() -> None:
    """When all sources are closed there is no address; a literal is its own, and a strange host has none."""

    async def work(book: AddressBook) -> None:
        any_address = asyncio.ensure_future(book.find_any(HOST))
        book.close(*AddressBook.SOURCES)
        assert await any_address is None
        assert await book.find_any(SITE) == SITE
        assert await book.find_any("strange.test") is None

    with_book(work)
