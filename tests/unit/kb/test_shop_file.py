"""`POSCheckup.toml` beside the exe: what it adds, replaces and says of its bank, and what becomes of a broken one."""

import os
import sys
from pathlib import Path

import pytest

from gui.kb import ChosenTargets, load_catalog, load_shop_file, shop_file_error
from gui.kb.shop_file import MOST_LOGO_BYTES
from gui.model.bank import NO_BANK, Bank
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
PROVIDERS = ("lakala", "chinaums")
OWN = EndpointTarget(provider="bank", name="front", host="pos.bank.test", port=6000, tls=False)
ENDPOINT = """
[[endpoint]]
provider = "bank"
name = "front"
host = "pos.bank.test"
port = 6000
tls = false
"""
NAMES = 'bank_name_zh = "示例银行"\nbank_name_en = "Example Bank"\n'
WHOLE = (
    f'provider = "chinaums"\n{NAMES}hotline = "+86 10-8888 0000"\nlogo = "art/logo.png"\nlanguage = "en"\n{ENDPOINT}'
)


def written(tmp_path: Path, text: str) -> Path:
    """Write the file."""
    path = tmp_path / "POSCheckup.toml"
    path.write_text(text, encoding="utf-8")
    return path


def loaded(tmp_path: Path, text: str) -> ChosenTargets:
    """Write the file and load it."""
    return load_shop_file(BASE, PROVIDERS, written(tmp_path, text))


def places(chosen: ChosenTargets) -> list[tuple[str, object, object]]:
    """Return kind, line and entry of every problem."""
    return [
        (one.key.removeprefix("kb."), one.text_args.get("line"), one.text_args.get("entry")) for one in chosen.problems
    ]


def test_entries_are_added_before_the_built_in_ones(tmp_path: Path) -> None:
    """A bank's host is tested besides all others; what is listed twice is tested once."""
    text = ENDPOINT + "[[private_name]]\nhost = 'reader.bank.test'\naddress = '192.168.1.60'\n"
    text += "[[resolver]]\naddress = '223.5.5.5'\n[[resolver]]\naddress = '10.0.0.53'\n"
    chosen = loaded(tmp_path, text)
    assert chosen.problems == ()
    assert chosen.bank == NO_BANK
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
    chosen = loaded(tmp_path, 'replace = ["endpoint", "ntp"]\nca_file = "root.pem"\n' + ENDPOINT)
    assert chosen.problems == ()
    assert chosen.targets.endpoints == (OWN,)
    assert chosen.targets.ntp == ()
    assert chosen.targets.controls == BASE.controls
    assert chosen.targets.ca_file == str(tmp_path / "root.pem")


def test_a_bank_says_who_it_is(tmp_path: Path) -> None:
    """Provider, names, hotline, logo and language are taken, and the targets as before."""
    (tmp_path / "art").mkdir()
    (tmp_path / "art" / "logo.png").write_bytes(b"a picture")
    chosen = loaded(tmp_path, WHOLE)
    assert chosen.problems == ()
    assert OWN in chosen.targets.endpoints
    bank = chosen.bank
    assert (bank.name("zh"), bank.name("en"), bank.hotline) == ("示例银行", "Example Bank", "+86 10-8888 0000")
    assert (bank.provider, bank.lang) == ("chinaums", "en")
    assert bank.logo is not None
    assert (bank.logo.data, bank.logo.line) == (b"a picture", 5)


@pytest.mark.parametrize(
    ("text", "line", "entry"),
    [
        ('replace = ["endpoints"]\n', 1, "replace[0]"),
        ('replace = "endpoint"\n', 1, "replace"),
        (ENDPOINT.replace("6000", "99999"), 6, "endpoint[0].port"),
        ("# bank\n[[endpoint]]\nhost = pos\n", 3, None),
        ("colour = 1\n", 1, "colour"),
    ],
)
def test_with_a_broken_target_the_built_in_ones_are_tested(
    tmp_path: Path, text: str, line: int, entry: str | None
) -> None:
    """Line and key are told, and half a list is not tested in place of a whole one."""
    chosen = loaded(tmp_path, text)
    assert chosen.targets is BASE
    assert [place[1:] for place in places(chosen)] == [(line, entry)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('provider = "lakalla"\n', ("targets_wrong_value", 1, "provider")),
        ("provider = 1\n", ("targets_wrong_value", 1, "provider")),
        ('\nlanguage = "fr"\n', ("targets_wrong_value", 2, "language")),
        ('hotlin = "95588"\n', ("targets_unknown_key", 1, "hotlin")),
        (f'{NAMES}hotline = "call 95588"\n', ("targets_wrong_value", 3, "hotline")),
        (f'{NAMES}hotline = "{"1" * 21}"\n', ("targets_wrong_value", 3, "hotline")),
        (f'{NAMES}hotline = "９５５８８"\n', ("targets_wrong_value", 3, "hotline")),
        (f'{NAMES}hotline = "95588\\n0"\n', ("targets_wrong_value", 3, "hotline")),
        (f'{NAMES}hotline = "-"\n', ("targets_wrong_value", 3, "hotline")),
        (f"{NAMES}hotline = 95588\n", ("targets_wrong_value", 3, "hotline")),
        (
            f"bank_name_zh = '{'行' * 41}'\n{NAMES[NAMES.index('bank_name_en') :]}",
            ("targets_wrong_value", 1, "bank_name_zh"),
        ),
        (f"{NAMES.replace('示例', chr(92) + 'u202e')}", ("targets_wrong_value", 1, "bank_name_zh")),
        (f"{NAMES.replace('示例银行', ' ')}", ("targets_wrong_value", 1, "bank_name_zh")),
        ('bank_name_zh = "示例银行"\n', ("targets_missing_value", 1, "bank_name_en")),
        ('[[ntp]]\nhost = "x.test"\nhotline = "95588"\n', ("targets_misplaced", 3, "ntp[0].hotline")),
    ],
)
def test_a_mistake_costs_only_what_is_wrong(tmp_path: Path, text: str, place: tuple[str, int, str]) -> None:
    """It is named with its line, is not used, and what else the file says still counts."""
    chosen = loaded(tmp_path, f"{text}\n{ENDPOINT}")
    assert place in places(chosen)
    assert (chosen.bank.hotline, chosen.bank.provider, chosen.bank.lang) == ("", None, None)
    is_known = place[0] not in ("targets_unknown_key", "targets_misplaced")  # it may be `replace` that was meant
    assert (OWN in chosen.targets.endpoints) is is_known


def test_a_near_provider_is_suggested(tmp_path: Path) -> None:
    """The engineer sees what was meant."""
    assert loaded(tmp_path, 'provider = "chinaum"\n').problems[0].text_args["example"] == 'provider = "chinaums"'


def test_a_hotline_needs_a_name(tmp_path: Path) -> None:
    """Nobody shall call a number without seeing whose it is; one of the two names is better than none."""
    chosen = loaded(tmp_path, 'hotline = "95588"\n')
    assert chosen.bank == NO_BANK
    assert [place[2] for place in places(chosen)] == ["bank_name_zh", "bank_name_en"]
    chosen = loaded(tmp_path, 'hotline = "95588"\nbank_name_en = "Example Bank"\n')
    assert chosen.bank == Bank(name_zh="Example Bank", name_en="Example Bank", hotline="95588")
    assert [place[2] for place in places(chosen)] == ["bank_name_zh"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../logo.png", "targets_wrong_value"),
        ("art/../../logo.png", "targets_wrong_value"),
        ("/etc/logo.png", "targets_wrong_value"),
        ("C:/logo.png", "targets_wrong_value"),
        ("art\\\\logo.png", "targets_wrong_value"),
        ("logo.png:stream.png", "targets_wrong_value"),
        ("\\u0000logo.png", "targets_wrong_value"),
        ("logo.gif", "targets_wrong_value"),
        ("link.png", "targets_wrong_value"),
        ("none.png", "logo_unreadable"),
        (f"{'x' * 300}.png", "logo_unreadable"),
        ("folder.png", "logo_unreadable"),
        ("pipe.png", "logo_unreadable"),
        ("long.png", "logo_long"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made in another way there")
def test_a_logo_lies_beside_the_file(tmp_path: Path, name: str, kind: str) -> None:
    """Nothing outside the folder is read, nothing without end, and the rest of the file counts."""
    home = tmp_path / "home"
    (home / "folder.png").mkdir(parents=True)
    for outside in (tmp_path / "logo.png", home / "logo.gif", home / "art\\logo.png"):
        outside.write_bytes(b"x")
    (home / "link.png").symlink_to(tmp_path / "logo.png")
    (home / "long.png").write_bytes(b"x" * (MOST_LOGO_BYTES + 1))
    os.mkfifo(home / "pipe.png")
    chosen = loaded(home, f'{NAMES}hotline = "95588"\nlogo = "{name}"\n{ENDPOINT}')
    assert places(chosen) == [(kind, 4, "logo")]
    assert (chosen.bank.logo, chosen.bank.hotline) == (None, "95588")
    assert OWN in chosen.targets.endpoints


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_links_in_a_ring_lead_nowhere(tmp_path: Path) -> None:
    """Python's versions see it in different places; none of them hangs."""
    (tmp_path / "ring.png").symlink_to(tmp_path / "ring.png")
    chosen = loaded(tmp_path, f'{NAMES}logo = "ring.png"\n')
    assert [place[1:] for place in places(chosen)] == [(3, "logo")]
    assert chosen.bank.logo is None


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """One message in the user's language has all of them, in the order of the lines, each with its own line."""
    chosen = loaded(tmp_path, f'language = "fr"\n{NAMES}hotline = "x"\n{ENDPOINT}prot = 1\n')
    for lang, line in (("zh", "第 4 行"), ("en", "line 4")):
        error = shop_file_error(load_catalog(lang), chosen.problems)
        assert error is not None
        told = str(error.text_args["mistakes"]).split("\n")
        assert [line in one.lower() for one in told] == [False, True, False]
        assert "endpoint[0].prot" in told[2]
        assert all("POSCheckup.toml" in one and str(tmp_path) not in one for one in told)
    assert shop_file_error(load_catalog("zh"), ()) is None


def test_many_mistakes_are_cut(tmp_path: Path) -> None:
    """A box with a hundred lines has no button in sight."""
    error = shop_file_error(load_catalog("zh"), loaded(tmp_path, "[[ntp]]\n" * 100).problems)
    assert error is not None
    assert str(error.text_args["mistakes"]).count("\n") == 10


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Another encoding has a line; a folder in its place, or no file at all where one is asked for, has none."""
    path = tmp_path / "POSCheckup.toml"
    path.write_bytes("host = '银行'".encode("gb18030"))
    assert places(load_shop_file(BASE, PROVIDERS, path)) == [("targets_encoding", 1, None)]
    path.unlink()
    assert places(load_shop_file(BASE, PROVIDERS, path)) == [("targets_unreadable", None, None)]
    path.mkdir()
    assert load_shop_file(BASE, PROVIDERS, path).targets is BASE


def test_it_lies_beside_the_exe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the sources there is no such place; without a file nothing changes."""
    assert shop_file() is None
    assert load_shop_file(BASE, PROVIDERS).targets is BASE
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "POSCheckup.exe"))
    assert shop_file() == tmp_path / "POSCheckup.toml"
    assert load_shop_file(BASE, PROVIDERS).targets is BASE
    written(tmp_path, f'provider = "lakala"\n{ENDPOINT}')
    chosen = load_shop_file(BASE, PROVIDERS)
    assert OWN in chosen.targets.endpoints
    assert chosen.bank.provider == "lakala"
