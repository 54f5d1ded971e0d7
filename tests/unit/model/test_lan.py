"""Addresses of a shop's own network, and what is kept of the devices on it."""

import pytest

from gui.model.case import EventKind
from gui.model.codec import from_json, to_json
from gui.model.knowledge import MacClass
from gui.model.lan import (
    LanDevice,
    LanProblem,
    LanScan,
    TerminalAddress,
    TerminalAnswer,
    TerminalTest,
    is_shop_address,
    terminals_of,
)
from gui.model.replay import replay
from tests.unit.model.test_replay import AT, _case

PAX = LanDevice(address="192.168.1.77", maker_prefix="00176f", maker_zh="百富", maker_en="PAX", mac_class=MacClass.POS)
MODEM = LanDevice(address="192.168.1.90", maker_prefix="0016eb", mac_class=MacClass.MODEM)
PRINTER = LanDevice(address="192.168.1.60", maker_prefix="000048")
ROUTER = LanDevice(address="192.168.1.1", maker_prefix="aabbcc", is_router=True)
POS_ROUTER = LanDevice(address="192.168.1.1", maker_prefix="00176f", mac_class=MacClass.POS, is_router=True)
SCAN = LanScan(subnet="192.168.1.0/24", devices=(PAX, MODEM, PRINTER, ROUTER), sent=250)
TEST = TerminalTest(address="192.168.1.77", port=8443, answer=TerminalAnswer.REFUSED, device=PAX)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.0.0.1", True),
        ("172.16.0.1", True),
        ("172.31.255.254", True),
        ("172.15.0.1", False),
        ("172.32.0.1", False),
        ("192.168.0.1", True),
        ("192.169.0.1", False),
        ("100.64.0.1", False),
        ("169.254.1.1", False),
        ("127.0.0.1", False),
        ("8.8.8.8", False),
        ("10.0.0.256", False),
        ("10.0.0", False),
        ("10.0.0.1.2", False),
        ("fd00::1", False),
        ("", False),
    ],
)
def test_whose_an_address_can_be(address: str, expected: bool) -> None:
    """The three blocks of RFC 1918, nothing else."""
    assert is_shop_address(address) is expected


def test_an_address_with_its_port() -> None:
    """Read and written in one form."""
    terminal = TerminalAddress.from_text("192.168.001.77:08443", may_look_around=True)
    assert terminal == TerminalAddress(address="192.168.1.77", port=8443, may_look_around=True)
    assert str(terminal) == "192.168.1.77:8443"


@pytest.mark.parametrize(
    "text", ["", "192.168.1.77", "192.168.1:80", "192.168.1.256:80", "192.168.1.7:0", "192.168.1.7:65536", "a.b.c.d:1"]
)
def test_what_is_no_address_with_a_port(text: str) -> None:
    """It is refused."""
    with pytest.raises(ValueError, match="^$" if not text else None):
        TerminalAddress.from_text(text)


def test_other_devices_are_only_counted() -> None:
    """The router counts as nobody; doing it twice changes nothing."""
    kept = SCAN.of_terminals_only()
    assert (kept.devices, kept.other_count) == ((PAX, MODEM), 1)
    assert kept.of_terminals_only() == kept


def test_who_may_be_a_terminal() -> None:
    """Devices by makers of terminals; no modem, and no router."""
    assert terminals_of((PAX, MODEM, PRINTER, POS_ROUTER)) == (PAX,)


def test_the_newest_look_and_the_newest_test_count() -> None:
    """Each with its time; neither takes the other away."""
    none = LanScan(problem=LanProblem.NO_LAN)
    state = replay(
        _case(
            (EventKind.LAN_SEEN, {"scan": to_json(none)}),
            (EventKind.LAN_SEEN, {"test": to_json(TEST)}),
            (EventKind.LAN_SEEN, {"scan": to_json(SCAN)}),
        )
    )
    assert state.lan is not None
    assert (state.lan.scan, state.lan.test) == (SCAN, TEST)
    assert (state.lan.scanned_utc, state.lan.tested_utc) == (AT, AT)
    assert from_json(LanScan, to_json(none)) == none
