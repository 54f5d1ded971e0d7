"""The short form of `python -m tests.bench.leak_test`: no planted secret comes out anywhere, in any spelling."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from tests.bench import leak_test
from tests.bench.leak_test import found_in, leaks_of, table
from tests.bench.planted import KINDS, Planted, folded, plant

#: What has to be looked at, whatever else there is.
PLACES = {
    "PDF text", "PDF streams", "JSON", "short text", "preview", "check JSON", "triage CSV", "messages", "file names",
    "database", "logs",
}  # fmt: skip


def test_no_planted_secret_comes_out(qapp: QGuiApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From fields, answers, checks, case files, reports from elsewhere, log calls and exceptions."""
    secrets = plant(210, seed=7)
    assert {secret.kind for secret in secrets} == set(KINDS)
    monkeypatch.setattr(leak_test, "BATCH", 300)
    leaked, words, places = leaks_of(secrets, tmp_path)
    assert words == []
    assert not leaked
    assert set(places) >= PLACES
    assert table(secrets, leaked, places).count("\n") == len(KINDS) + 2


def test_a_leak_would_be_found() -> None:
    """In another width, with other separators, beside other words."""
    secret = Planted(kind="card", text="", needle="6222021234567890128")
    for written in (
        "卡６２２２０２１２３４５６７８９０１２８。",
        "6222 0212-3456\n7890 128",
        "6222.0212.3456.7890.128",
    ):
        assert found_in([secret], ["x", written]) == [secret]
    assert found_in([secret], ["622202*********0128"]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_looked_for_is_in_what_was_planted(kind: str) -> None:
    """A test that looks for something else would never fail."""
    assert all(one.needle in folded(one.text) for one in plant(len(KINDS) * 20, seed=3) if one.kind == kind)
