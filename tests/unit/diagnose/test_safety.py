"""Which causes attract swindlers."""

from gui.diagnose import attracts_swindlers
from tests.unit.knowledge_factory import cause


def test_swindlers_come_where_they_must_be_refused() -> None:
    """The step that refuses them is what says so."""
    assert attracts_swindlers(cause("frozen", "C30", 1.0, {"refuse-payment-and-codes": 0.1, "call": 0.5}))
    assert not attracts_swindlers(cause("card", "C01", 1.0, {"call": 0.5}))
