"""Addresses as texts, from whoever may write what is none."""

import ipaddress

import pytest

from gui.model.failure import Operation
from gui.model.observation import JsonValue, Observation
from gui.probes.addresses import is_within, parse_address, parse_interfaces
from gui.probes.facts import interfaces, number
from gui.probes.findings import is_not_public, is_nowhere

NONE = ("", "no address", "256.1.1.1", "1.2.3", "192.168.1.50/24")


def test_an_address_or_none() -> None:
    """Both families, and a link-local one with its adapter."""
    assert str(parse_address("192.168.1.1")) == "192.168.1.1"
    assert str(parse_address("fe80::1%3")) == "fe80::1%3"
    assert [parse_address(text) for text in NONE] == [None] * len(NONE)


def test_interfaces_without_what_is_none() -> None:
    """A mask that is too long, or no text of an address, leaves the others."""
    texts = ["192.168.1.50/24", "192.168.1.1/128", "no address/24", "/24", "2001:db8::1/64", "10.0.0.1/-1"]
    assert [str(one) for one in parse_interfaces(texts)] == ["192.168.1.50/24", "2001:db8::1/64"]
    seen = Observation(op=Operation.ADAPTER, target="eth0", t0_s=0, dt_s=0, detail={"addresses": [None, "x", 7]})
    assert interfaces(seen)[1:] == ()


def test_what_is_no_address_lies_nowhere() -> None:
    """Neither in a network, nor among those of no public host, nor is it the PC itself."""
    networks = [ipaddress.ip_network("192.168.1.0/24")]
    assert is_within("192.168.1.7", networks)
    assert not is_within("192.168.2.7", networks)
    assert not is_within("2001:db8::1", networks)
    for text in NONE[:-1]:
        assert not any((is_within(text, networks), is_not_public(text), is_nowhere(text)))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3, 3.0), (-0.5, -0.5), (10**400, None), (float("inf"), None), (float("nan"), None), ("3", None), (None, None)],
)
def test_numbers_beyond_all_measure_were_not_measured(value: JsonValue, expected: float | None) -> None:
    """An old file may hold any JSON."""
    seen = Observation(op=Operation.PING, target="x", t0_s=0, dt_s=0, detail={"sent": value})
    assert number(seen, "sent") == expected
