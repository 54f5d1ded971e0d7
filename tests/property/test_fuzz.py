"""The short form of `python -m tests.bench.fuzz`, and files whose parts hypothesis puts together."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutation import ODD_VALUES
from tests.fuzz.registry import TARGETS
from tests.fuzz.target import Run

ROOT = Path(__file__).resolve().parents[2]
INPUTS = 3000
structured = settings(
    derandomize=True, deadline=None, max_examples=150, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="no alarm there that breaks an input off")
def test_no_input_and_no_server_is_too_much(tmp_path: Path) -> None:
    """None crashes, none takes longer than its budget, and no process grows beyond its bound."""
    options = ["--short", "--inputs", str(INPUTS), "--failures", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.fuzz", *options],
        cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "ignore"}, capture_output=True, text=True, check=False,
        timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{INPUTS:,}" in done.stdout


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Run]:
    """Open targets by name."""
    return lambda name: TARGETS[name].open(tmp_path_factory.mktemp(name))


@pytest.fixture(scope="module")
def run_case(opened: Callable[[str], Run]) -> Run:
    """Take a case file as `diagnose` and `report` do."""
    return opened("case")


@pytest.fixture(scope="module")
def run_targets(opened: Callable[[str], Run]) -> Run:
    """Take a targets file as `--targets` does."""
    return opened("targets")


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(ODD_VALUES)
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


def either(good: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """What belongs there, or anything."""
    return good | good | anything


codes = st.sampled_from(["51", "96", "A0", "账户异常", "98"])
words = st.sampled_from(["yes", "no", "unknown", "works", "cannot", "4g", "wifi", ""])
events = st.fixed_dictionaries({
    "seq": either(st.integers(0, 9)),
    "at_utc": either(st.just("2026-11-28T02:00:00Z")),
    "kind": either(st.sampled_from(["answered", "field_set", "checked", "step_done", "undone", "page_shown"])),
    "data": either(st.dictionaries(st.sampled_from(["id", "name", "value", "step", "outcome", "page"]), words | plain)),
})  # fmt: skip
cases = st.fixed_dictionaries({}, optional={
    "schema": either(st.sampled_from(["poscheckup.case/1", "poscheckup.report/1"])),
    "code": either(codes),
    "screen_text": either(st.text(max_size=40)),
    "provider": either(st.sampled_from(["lakala", "unionpay", "other"])),
    "connection": either(words),
    "answers": either(st.dictionaries(st.sampled_from(["code", "others_fail", "wifi", "x"]), words | plain)),
    "fields": either(st.dictionaries(st.sampled_from(["note", "merchant_no", "amount_fen", "x"]), words | plain)),
    "steps": either(st.lists(st.fixed_dictionaries({"step": words, "outcome": words}), max_size=3)),
    "check": anything,
    "case": anything,
    "events": either(st.lists(events, max_size=5)),
})  # fmt: skip


@structured
@given(case=cases)
def test_a_case_of_any_shape_is_judged_or_refused(run_case: Run, case: object) -> None:
    """In words that the user can act on, and nothing else is raised."""
    run_case(json.dumps(case, ensure_ascii=False).encode("utf-8", errors="surrogatepass"))


toml_texts = st.sampled_from(["lakala", "pos.test", "192.0.2.1", "http://a.test/x", "http://a:99999/", "::1", "²", ""])
toml_values = (
    st.integers(-(2**70), 2**70).map(str)
    | st.floats().map(str)
    | st.booleans().map(lambda value: str(value).lower())
    | (toml_texts | st.text(max_size=20)).map(lambda text: json.dumps(text, ensure_ascii=False))
)
toml_lists = st.lists(toml_values, max_size=3).map(lambda values: f"[{', '.join(values)}]")
toml_keys = st.sampled_from(
    ["id", "name", "host", "port", "url", "status", "body", "address", "provider", "source", "addresses", "x", "a.b"]
)
toml_pairs = st.dictionaries(toml_keys, toml_values | toml_lists, max_size=6)
bank_keys = st.sampled_from(["provider", "bank_name_zh", "bank_name_en", "hotline", "logo", "language"])
toml_names = st.sampled_from(["portal", "resolver", "ntp", "control", "endpoint", "private_name", "x"])


def toml_of(tables: list[tuple[str, dict[str, str]]]) -> str:
    """Return a targets file with these tables."""
    lines = [(f"[[{name}]]", *(f"{key} = {value}" for key, value in pairs.items())) for name, pairs in tables]
    return "\n".join(line for table in lines for line in table)


@structured
@given(
    tables=st.lists(st.tuples(toml_names, toml_pairs), max_size=5),
    replaces=st.none() | toml_lists,
    bank=st.dictionaries(bank_keys, toml_values | toml_lists, max_size=6),
)
def test_a_targets_file_of_any_shape_is_taken_or_refused(
    run_targets: Run, tables: list[tuple[str, dict[str, str]]], replaces: str | None, bank: dict[str, str]
) -> None:
    """In words that the user can act on, and nothing else is raised."""
    head = "" if replaces is None else f"replace = {replaces}\n"
    head += "".join(f"{name} = {value}\n" for name, value in bank.items())
    run_targets(f"{head}{toml_of(tables)}".encode("utf-8", errors="surrogatepass"))
