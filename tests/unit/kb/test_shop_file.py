"""`POSCheckup.toml` beside the exe: what it adds, what it replaces, and what becomes of a broken one."""

import sys
from pathlib import Path

import pytest

from gui.kb import load_shop_targets
from gui.model.targets import (
    ControlTarget,
    EndpointTarget,
    NtpTarget,
    PortalTarget,
    PrivateNameTarget,
    ResolverTarget,
    Targets,
)
from gui.paths import shop_file

BASE = Targets(
    portals=(PortalTarget(url="http://portal.test", status=204),),
    resolvers=(ResolverTarget(address="223.5.5.5"),),
    ntp=(NtpTarget(host="ntp.test"),),
    controls=(ControlTarget(host="control.test"),),
    endpoints=(EndpointTarget(provider="lakala", name="main", host="acq.test"),),
)
OWN = EndpointTarget(provider="bank", name="front", host="pos.bank.test", port=6000, tls=False)
ENDPOINT = """
[[endpoint]]
provider = "bank"
name = "front"
host = "pos.bank.test"
port = 6000
tls = false
"""


def written(tmp_path: Path, text: str) -> Path:
    """Write the file."""
    path = tmp_path / "POSCheckup.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_entries_are_added_before_the_built_in_ones(tmp_path: Path) -> None:
    """A bank's host is tested besides all others; what is listed twice is tested once."""
    text = ENDPOINT + "[[private_name]]\nhost = 'reader.bank.test'\naddress = '192.168.1.60'\n"
    text += "[[resolver]]\naddress = '223.5.5.5'\n[[resolver]]\naddress = '10.0.0.53'\n"
    chosen = load_shop_targets(BASE, written(tmp_path, text))
    assert chosen.problem is None
    assert chosen.targets == Targets(
        portals=BASE.portals,
        resolvers=(*BASE.resolvers, ResolverTarget(address="10.0.0.53")),
        ntp=BASE.ntp,
        controls=BASE.controls,
        endpoints=(OWN, *BASE.endpoints),
        private_names=(PrivateNameTarget(host="reader.bank.test", address="192.168.1.60"),),
    )


def test_named_tables_are_replaced(tmp_path: Path) -> None:
    """`replace` takes the built-in entries of these tables away, also where nothing comes instead."""
    (tmp_path / "root.pem").write_text("pem", encoding="ascii")
    text = 'replace = ["endpoint", "ntp"]\nca_file = "root.pem"\n' + ENDPOINT
    chosen = load_shop_targets(BASE, written(tmp_path, text))
    assert chosen.problem is None
    assert chosen.targets.endpoints == (OWN,)
    assert chosen.targets.ntp == ()
    assert chosen.targets.controls == BASE.controls
    assert chosen.targets.ca_file == str(tmp_path / "root.pem")


@pytest.mark.parametrize(
    ("text", "line", "entry"),
    [
        ('replace = ["endpoints"]\n', 1, "replace[0]"),
        ('replace = "endpoint"\n', 1, "replace"),
        (ENDPOINT.replace("6000", "99999"), 6, "endpoint[0].port"),
        ("# bank\n[[endpoint]]\nhost = pos\n", 3, "–"),
        ("colour = 1\n", 1, "colour"),
    ],
)
def test_a_broken_file_is_named_and_nothing_of_it_is_used(tmp_path: Path, text: str, line: int, entry: str) -> None:
    """Line and key are told, and the built-in targets are tested."""
    path = written(tmp_path, text)
    chosen = load_shop_targets(BASE, path)
    assert chosen.targets is BASE
    assert chosen.problem is not None
    assert chosen.problem.key == "kb.shop_file"
    assert chosen.problem.text_args == {"file": str(path), "line": line, "entry": entry}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Another encoding has a line, a folder in its place has none."""
    path = tmp_path / "POSCheckup.toml"
    path.write_bytes("host = '银行'".encode("gb18030"))
    broken = load_shop_targets(BASE, path).problem
    assert broken is not None
    assert broken.text_args["line"] == 1
    path.unlink()
    path.mkdir()
    broken = load_shop_targets(BASE, path).problem
    assert broken is not None
    assert broken.text_args["line"] == "–"


def test_it_lies_beside_the_exe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the sources there is no such place; without a file nothing changes."""
    assert shop_file() is None
    assert load_shop_targets(BASE).targets is BASE
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "POSCheckup.exe"))
    assert shop_file() == tmp_path / "POSCheckup.toml"
    assert load_shop_targets(BASE).targets is BASE
    written(tmp_path, ENDPOINT)
    assert OWN in load_shop_targets(BASE).targets.endpoints
