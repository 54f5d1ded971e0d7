"""Tests fail on noise: a leaked thread, timer or window, and any packet that would leave this machine."""

import gc
import ipaddress
import os
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None, print_blob=True)
settings.load_profile("default")

#: Set inside the network lab: its addresses are private to a namespace of its own.
IN_LAB = os.environ.get("POSCHECKUP_LAB") == "1"
_outside: list[str] = []


def _watch_sockets(event: str, args: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg") and not IN_LAB:
        address = args[1]
        if isinstance(address, tuple) and not _is_loopback(str(address[0])):
            _outside.append(f"{event} {address}")
            raise PermissionError(f"a test tried to reach {address}: only loopback and the lab are allowed")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host in ("localhost", "")


sys.addaudithook(_watch_sockets)


@pytest.fixture(autouse=True, scope="session")
def user_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what a test does not put elsewhere, as the log, out of the developer's own data folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data-home")))
        yield


@pytest.fixture(autouse=True)
def nothing_leaves_this_machine() -> Iterator[None]:
    """Fail a test that tried to reach an address outside loopback and the lab, even if it swallowed the error."""
    _outside.clear()
    yield
    assert not _outside


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """Fail a test that leaves a thread behind."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in set(threading.enumerate()) - before if thread.is_alive()]
    for thread in left:
        thread.join(2.0)
    assert not [thread.name for thread in left if thread.is_alive()]


@pytest.fixture(autouse=True)
def garbage_collector_is_on() -> Iterator[None]:
    """Fail a test that leaves the automatic garbage collector off."""
    yield
    assert gc.isenabled()
