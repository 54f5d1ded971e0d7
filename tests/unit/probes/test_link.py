"""The carrier of an adapter, as each system tells it."""

from gui.probes.system import link
from gui.probes.system.windows_api import RawAdapter


def raw_adapter(name: str, oper_status: int) -> RawAdapter:
    """Return an adapter as Windows tells it."""
    return RawAdapter(
        guid="{}", index=1, name=name, description="", interface_type=6, oper_status=oper_status, tunnel_type=0,
        mtu=1500, mac=b"", has_dhcp=True, metric=1, addresses=(), gateways=(), dns_servers=(),
    )  # fmt: skip


def test_the_carrier_under_windows() -> None:
    """By the state of the adapter; one that is gone, or a system that does not tell, is unknown."""
    read = link.windows_link(lambda: (raw_adapter("a", 1), raw_adapter("b", 2)))
    assert [read("a"), read("b"), read("c")] == [True, False, None]

    def refuses() -> tuple[RawAdapter, ...]:
        raise OSError

    assert link.windows_link(refuses)("a") is None
    assert link.local_link("win32")("no such adapter") is None
    assert link.local_link("linux")("no such adapter") is None
