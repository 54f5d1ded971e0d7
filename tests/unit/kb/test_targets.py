"""The file of `--targets`: it replaces everything, and every mistake is told with file, line and key."""

from pathlib import Path

import pytest

from gui.kb import load_targets
from gui.kb.targets import add_targets
from gui.model.errors import UserError
from gui.model.targets import (
    ControlTarget,
    EndpointTarget,
    NtpTarget,
    PortalTarget,
    PrivateNameTarget,
    ResolverTarget,
    Targets,
)

BASE = Targets(resolvers=(ResolverTarget(address="223.5.5.5"),), ca_file="base.pem")


def written(tmp_path: Path, text: str) -> Path:
    """Write a targets file."""
    path = tmp_path / "targets.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_whole_file(tmp_path: Path) -> None:
    """Every table, with defaults and without."""
    (tmp_path / "root.pem").write_text("pem", encoding="ascii")
    path = written(
        tmp_path,
        """
        ca_file = "root.pem"
        [[portal]]
        url = "http://203.0.113.80/generate_204"
        status = 204
        body = ""
        [[portal]]
        url = "http://[2001:db8::1]:8080"
        status = 200
        [[resolver]]
        address = "2001:db8::53"
        [[ntp]]
        host = "ntp.test"
        [[ntp]]
        host = "203.0.113.80"
        port = 1123
        [[control]]
        host = "control.test"
        closed_port = 9
        [[endpoint]]
        provider = "lakala"
        name = "main"
        host = "acq.test"
        port = 6000
        tls = false
        source = "the lab"
        confidence = "high"
        [[private_name]]
        host = "reader.acq.test"
        address = "192.168.1.60"
        """,
    )
    assert load_targets(path, BASE) == Targets(
        portals=(
            PortalTarget(url="http://203.0.113.80/generate_204", status=204, body=""),
            PortalTarget(url="http://[2001:db8::1]:8080", status=200, body=None),
        ),
        resolvers=(ResolverTarget(address="2001:db8::53"),),
        ntp=(NtpTarget(host="ntp.test"), NtpTarget(host="203.0.113.80", port=1123)),
        controls=(ControlTarget(host="control.test", closed_port=9),),
        endpoints=(EndpointTarget(provider="lakala", name="main", host="acq.test", port=6000, tls=False),),
        private_names=(PrivateNameTarget(host="reader.acq.test", address="192.168.1.60"),),
        ca_file=str(tmp_path / "root.pem"),
    )


def test_absent_tables_are_empty(tmp_path: Path) -> None:
    """Nothing of the built-in targets stays, except its trust anchors."""
    (tmp_path / "base.pem").write_text("pem", encoding="ascii")
    base = Targets(resolvers=BASE.resolvers, ca_file=str(tmp_path / "base.pem"))
    assert load_targets(written(tmp_path, ""), base) == Targets(ca_file=base.ca_file)
    assert load_targets(written(tmp_path, ""), Targets(resolvers=BASE.resolvers)) == Targets()


@pytest.mark.parametrize(
    ("text", "key", "line", "entry"),
    [
        ("[[portals]]\nstatus = 204\n", "unknown_key", 1, "portals"),
        ("colour = 1\n", "unknown_key", 1, "colour"),
        ("[[ntp]]\nhost = 'a'\n[[ntp]]\nhost = 'b'\nprot = 1\n", "unknown_key", 5, "ntp[1].prot"),
        ("\n[[endpoint]]\nprovider = 'x'\nname = 'y'\n", "missing_value", 2, "endpoint[0].host"),
        ("[[portal]]\nurl = 'http://x'\n", "missing_value", 1, "portal[0].status"),
        ("[[control]]\nport = 443\n[[ntp]]\nhost = 'b'\n", "missing_value", 1, "control[0].host"),
        ("[[portal]]\nurl = 'https://x'\nstatus = 204\n", "wrong_value", 2, "portal[0].url"),
        ("[[portal]]\nurl = 'http://x'\nstatus = 99\n", "wrong_value", 3, "portal[0].status"),
        ("[[portal]]\nurl = 'http://x'\nstatus = '204'\n", "wrong_value", 3, "portal[0].status"),
        ("[[portal]]\nurl = 'http://x'\nstatus = 204\nbody = 1\n", "wrong_value", 4, "portal[0].body"),
        ("[[resolver]]\naddress = 'dns.test'\n", "wrong_value", 2, "resolver[0].address"),
        ("[[control]]\nhost = 'http://x'\n", "wrong_value", 2, "control[0].host"),
        ("[[control]]\nhost = ''\n", "wrong_value", 2, "control[0].host"),
        ("[[control]]\nhost = 'x'\nport = 70000\n", "wrong_value", 3, "control[0].port"),
        ("[[control]]\nhost = 'x'\nport = true\n", "wrong_value", 3, "control[0].port"),
        ("[[control]]\nhost = 'x'\ntls = 'yes'\n", "wrong_value", 3, "control[0].tls"),
        ("[[private_name]]\nhost = 'x.test'\n", "missing_value", 1, "private_name[0].address"),
        ("[[private_name]]\nhost = 'x'\naddress = '223.5.5.5'\n", "wrong_value", 3, "private_name[0].address"),
        ("[[private_name]]\nhost = 'x'\naddress = 'y'\n", "wrong_value", 3, "private_name[0].address"),
        ("[[private_name]]\nhost = 'x'\naddress = 'fd00::1'\n", "wrong_value", 3, "private_name[0].address"),
        ("[[private_name]]\naddress = '10.0.0.9'\nhost = '10.0.0.9'\n", "wrong_value", 3, "private_name[0].host"),
        ("[control]\nhost = 'x'\n", "wrong_value", 1, "control"),
        ("ca_file = 1\n", "wrong_value", 1, "ca_file"),
        ("# hosts\ncontrol = [3]\n", "wrong_value", 2, "control[0]"),
        ("# one line\ncontrol = [{ port = 443 }]\n", "missing_value", 1, "control[0].host"),
    ],
)
def test_mistake_is_placed(tmp_path: Path, text: str, key: str, line: int, entry: str) -> None:
    """The error names the file, the line and the key, and shows the right form."""
    path = written(tmp_path, text)
    with pytest.raises(UserError) as failure:
        load_targets(path, BASE)
    args = failure.value.text_args
    assert failure.value.key == f"kb.targets_{key}"
    assert (args["file"], args["line"], args["entry"]) == (str(path), line, entry)
    assert args["suggestion" if key == "unknown_key" else "example"]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("[[portals]]\n", "portal"),
        ("[[control]]\nhost = 'x'\nprot = 1\n", "port"),
        ("zzzz = 1\n", "ca_file, known_roots, portal, resolver, ntp, control, endpoint, private_name"),
    ],
)
def test_nearest_name_is_suggested(tmp_path: Path, text: str, suggestion: str) -> None:
    """One near name, or all of them when nothing is near."""
    with pytest.raises(UserError) as failure:
        load_targets(written(tmp_path, text), BASE)
    assert failure.value.text_args["suggestion"] == suggestion


@pytest.mark.parametrize(("text", "line"), [("[[ntp]]\nhost = \n", 2), ("a = 1\nb = '''\n", 3)])
def test_syntax_error(tmp_path: Path, text: str, line: int) -> None:
    """Broken TOML names its line, the last one for an open text."""
    with pytest.raises(UserError) as failure:
        load_targets(written(tmp_path, text), BASE)
    assert failure.value.key == "kb.targets_syntax"
    assert failure.value.text_args["line"] == line
    assert "(at" not in str(failure.value.text_args["detail"])


def test_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file and a folder are told apart from a broken file."""
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(UserError) as failure:
            load_targets(path, BASE)
        assert failure.value.key == "kb.targets_unreadable"
        assert failure.value.text_args["file"] == str(path)


def test_other_encoding(tmp_path: Path) -> None:
    """Text saved by an old editor is refused with its line; a byte order mark is not."""
    path = tmp_path / "targets.toml"
    path.write_bytes("# ok\n# 目标\n".encode("gbk"))
    with pytest.raises(UserError) as failure:
        load_targets(path, BASE)
    assert (failure.value.key, failure.value.text_args["line"]) == ("kb.targets_encoding", 2)
    path.write_bytes(b"\xef\xbb\xbf[[ntp]]\r\nhost = 'ntp.test'\r\n")
    assert load_targets(path, Targets()).ntp == (NtpTarget(host="ntp.test"),)


def test_missing_ca_file(tmp_path: Path) -> None:
    """The certificate file must be there; its path is relative to the targets file."""
    path = written(tmp_path, "\nca_file = 'roots/own.pem'\n")
    with pytest.raises(UserError) as failure:
        load_targets(path, Targets())
    assert failure.value.key == "kb.targets_ca_missing"
    assert failure.value.text_args["line"] == 2
    assert failure.value.text_args["ca_file"] == str(tmp_path / "roots/own.pem")


def test_known_roots(tmp_path: Path) -> None:
    """They are found as the trust anchors are, and stay those of the program where none are named."""
    (tmp_path / "public.pem").touch()
    path = written(tmp_path, "\nknown_roots = 'public.pem'\n")
    assert load_targets(path, Targets()).known_roots == str(tmp_path / "public.pem")
    table: dict[str, object] = {"known_roots": "public.pem"}
    assert add_targets(table, "", path, Targets())[0].known_roots == str(tmp_path / "public.pem")
    assert load_targets(written(tmp_path, ""), Targets(known_roots=__file__)).known_roots == __file__
    with pytest.raises(UserError) as failure:
        load_targets(written(tmp_path, "\nknown_roots = 'gone.pem'\n"), Targets())
    args = failure.value.text_args
    assert (failure.value.key, args["line"], args["entry"]) == ("kb.targets_ca_missing", 2, "known_roots")
