"""The audit finds what it says it finds, and says what it did not ask."""

from collections.abc import Mapping
from pathlib import Path

import pytest

import audit

ROOT = Path(__file__).resolve().parents[3]
GOOD, OTHER = "a" * 64, "b" * 64
LOCK = f"""# made by a tool
Dns_Python==2.9.2 \\
    --hash=sha256:{GOOD} \\
    --hash=sha256:{OTHER}
    # via poscheckup
psutil==7.2.2 ; sys_platform != 'win32' \\
    --hash=sha256:{GOOD}
"""


def index(*, yanked: object = False, sha256: str = GOOD) -> Mapping[str, object]:
    """Return what an index says of a package."""
    files = [{"filename": "x.whl", "hashes": {"sha256": one}, "yanked": yanked} for one in (sha256, OTHER)]
    return {"files": files}


def test_every_lock_of_the_project_is_pinned_with_hashes() -> None:
    """None is empty, and every line of each is understood."""
    for lock in audit.LOCKS:
        pins, problems = audit.read_lock(lock, (ROOT / "build" / lock).read_text(encoding="utf-8"))
        assert pins
        assert problems == []


def test_pins_are_read() -> None:
    """With their normalised names, whatever marker stands behind them."""
    pins, problems = audit.read_lock("lock", LOCK)
    assert [(pin.name, pin.version, len(pin.hashes)) for pin in pins] == [
        ("dns-python", "2.9.2", 2),
        ("psutil", "7.2.2", 1),
    ]
    assert problems == []


@pytest.mark.parametrize(
    "entry", ["segno>=1.6\n", "segno==1.6.6\n", "segno @ https://example.test/segno.whl\n", "-r x\n"]
)
def test_what_is_not_pinned_is_a_problem(entry: str) -> None:
    """A range, a version without hashes, an address, another file."""
    _, problems = audit.read_lock("lock", LOCK + entry)
    assert problems == [f"lock: not pinned with hashes: {entry.split(maxsplit=1)[0]}"]


def test_another_version_here_is_a_problem() -> None:
    """What is not installed is for another system."""
    pins, _ = audit.read_lock("lock", LOCK)
    assert audit.installed_problems(pins, {"dns-python": "2.9.1"}) == ["lock: dns-python 2.9.2: installed is 2.9.1"]
    assert audit.installed_problems(pins, {"dns-python": "2.9.2", "other": "1"}) == []


def test_a_withdrawn_release_and_an_unknown_hash_are_problems() -> None:
    """And a release that is as it was is none."""
    pin = audit.read_lock("lock", LOCK)[0][0]
    assert audit.index_problems(pin, lambda _name: index()) == []
    assert audit.index_problems(pin, lambda _name: index(yanked="broken")) == [
        "lock: dns-python 2.9.2: withdrawn: broken"
    ]
    unknown = audit.index_problems(pin, lambda _name: index(sha256="c" * 64))
    assert unknown == ["lock: dns-python 2.9.2: the index does not know the hash aaaaaaaaaaaa…"]


def test_an_index_that_is_away_is_not_taken_for_a_clean_one() -> None:
    """None is not an empty list."""

    def away(_name: str) -> Mapping[str, object]:
        raise OSError("no route")

    pins, _ = audit.read_lock("lock", LOCK)
    assert audit.asked(pins, lambda pin: audit.index_problems(pin, away)) is None
    assert audit.asked(pins, lambda pin: audit.index_problems(pin, lambda _name: index())) == []


def test_a_known_vulnerability_is_a_problem_until_it_is_taken_back() -> None:
    """As the index lists it for the very release."""
    pin = audit.read_lock("lock", LOCK)[0][0]
    listed = {"id": "PYSEC-1", "summary": "reads too much", "withdrawn": None}
    found = audit.vulnerabilities(pin, lambda _name, _version: {"vulnerabilities": [listed]})
    assert found == ["lock: dns-python 2.9.2: PYSEC-1: reads too much"]
    back = {**listed, "withdrawn": "2026-01-01T00:00:00Z"}
    assert audit.vulnerabilities(pin, lambda _name, _version: {"vulnerabilities": [back]}) == []
