"""The hosts a connectivity run may contact: the built-in `resources/kb/targets.toml` and the file of `--targets`.

    ca_file = "root.pem"                                      # optional, relative to the file; adds trust anchors
    known_roots = "public.pem"                                # optional; in place of the program's own list of roots
    [[portal]]   url = "http://..."  status = 204  body = ""  # plain HTTP with a known answer; body may be left out
    [[resolver]] address = "223.5.5.5"
    [[ntp]]      host = "ntp.aliyun.com"                      # port = 123
    [[control]]  host = "www.baidu.com"                       # port = 443, tls = true, closed_port left out
    [[endpoint]] provider = "lakala"  name = "..."  host = "s2.lakala.com"  # port = 443, tls = true
    [[private_name]] host = "reader.example.com"  address = "192.168.1.60"  # a public name of a device in the shop

Every entry may carry `source` and `confidence`; the built-in ones must name their source.
"""

import ipaddress
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar, cast

from gui.kb.files import load_toml, split_toml_error
from gui.kb.schema import Defect, SchemaProblem, TableReader, closest
from gui.model.errors import Problem, UserError
from gui.model.targets import (
    ControlTarget,
    EndpointTarget,
    NtpTarget,
    PortalTarget,
    PrivateNameTarget,
    ResolverTarget,
    Targets,
)
from gui.paths import read_limited

T = TypeVar("T")

#: A file of hosts has some kB; a run tries all of them.
_MOST_BYTES = 64 * 1024
#: Nobody reads more of them at once, and each is looked for in the whole file.
_MOST_MISTAKES = 50
#: Host names and IPv4 addresses as in RFC 1123 2.1, or an IPv6 address; never a URL and never with a port.
_HOST = re.compile(r"(?=.{1,253}\Z)[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?\Z")
_PLAIN_HTTP = re.compile(r"http://(?:\[[^\s/\]]*\]|[0-9A-Za-z][^\s/:]*)(?::([0-9]{1,5}))?(/\S*)?\Z")
_TABLES = ("portal", "resolver", "ntp", "control", "endpoint", "private_name")
_TOP_KEYS = ("ca_file", "known_roots", *_TABLES)
_EXAMPLES: Mapping[str, str] = {
    "replace": 'replace = ["endpoint"]',
    "ca_file": 'ca_file = "root.pem"',
    "known_roots": 'known_roots = "public.pem"',
    "url": 'url = "http://example.com/generate_204"',
    "status": "status = 204",
    "body": 'body = ""',
    "address": 'address = "223.5.5.5"',
    "host": 'host = "www.example.com"',
    "port": "port = 443",
    "tls": "tls = true",
    "closed_port": "closed_port = 9",
    "provider": 'provider = "lakala"',
    "name": 'name = "main"',
}


def load_targets(path: Path, base: Targets) -> Targets:
    """Read the user's targets file. It replaces `base` completely: tables that are not there are empty.

    Only the trust anchors of `base` stay unless the file names its own. Raises `UserError` with file, line and key.
    """
    text = read_user_text(path)
    targets, mistakes = _checked_targets(parse_user_table(path, text), text, path, base, [])
    if mistakes:
        raise mistakes[0]
    return targets


def add_targets(
    table: dict[str, object], text: str, path: Path, base: Targets, *, more_keys: Iterable[str] = ()
) -> tuple[Targets, tuple[UserError, ...]]:
    """Return the targets in a file, tested first, then those of `base`, except the tables named by `replace`.

    With them comes every mistake in the file; with a single one it is `base` that is returned: a host without its
    certificate, or half a list in place of another, would make the run accuse somebody. `more_keys`: what else the file
    may hold above its tables.
    """
    problems: list[Problem] = []
    replaced = _replaced(table.pop("replace", []), str(path), problems)
    added, mistakes = _checked_targets(table, text, path, base, problems, ("replace", *more_keys))
    if mistakes:
        return base, mistakes

    def with_built_in(name: str, own: tuple[T, ...], built_in: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(dict.fromkeys(own if name in replaced else own + built_in))

    both = Targets(
        portals=with_built_in("portal", added.portals, base.portals),
        resolvers=with_built_in("resolver", added.resolvers, base.resolvers),
        ntp=with_built_in("ntp", added.ntp, base.ntp),
        controls=with_built_in("control", added.controls, base.controls),
        endpoints=with_built_in("endpoint", added.endpoints, base.endpoints),
        private_names=with_built_in("private_name", added.private_names, base.private_names),
        ca_file=added.ca_file,
        known_roots=added.known_roots,
    )
    return both, ()


def _replaced(value: object, file: str, problems: list[Problem]) -> tuple[str, ...]:
    reader = TableReader({"replace": value}, file=file, key="", problems=problems)
    names = reader.texts("replace")
    for index, name in enumerate(names):
        if name not in _TABLES:
            reader.problem(f"replace[{index}]", f"{name!r} is none of {', '.join(_TABLES)}")
    return names


def parse_user_table(path: Path, text: str) -> dict[str, object]:
    """Return the parsed text of a user's file. Raises `UserError` with file and line."""
    try:
        return load_toml(text)
    except tomllib.TOMLDecodeError as error:
        line, message = split_toml_error(error, text)
        raise UserError("kb.targets_syntax", file=str(path), line=line, detail=message) from None


def _checked_targets(
    table: dict[str, object],
    text: str,
    path: Path,
    base: Targets,
    problems: list[Problem],
    more_keys: Iterable[str] = (),
) -> tuple[Targets, tuple[UserError, ...]]:
    """Build the targets of a user's file; return them with every mistake, those of `problems` included."""
    targets = read_targets(table, str(path), path.parent, problems, base=base)
    mistakes = [user_error(problem, text, more_keys=more_keys) for problem in problems[:_MOST_MISTAKES]]
    for name, pem in (("ca_file", targets.ca_file), ("known_roots", targets.known_roots)):
        if pem is not None and not Path(pem).is_file():
            line = line_of(name, text)
            mistakes.append(UserError("kb.targets_ca_missing", file=str(path), line=line, entry=name, ca_file=pem))
    return targets, tuple(mistakes)


def read_targets(
    parsed: object,
    file: str,
    folder: Path,
    problems: list[Problem],
    *,
    base: Targets | None = None,
    source_required: bool = False,
) -> Targets:
    """Build the targets from parsed TOML and add every defect to `problems`; `file` is the name they carry.

    Certificate files that are not named are those of `base`.
    """
    top = TableReader(parsed, file=file, key="", problems=problems)
    base = base or Targets()

    def certificates(name: str, default: str | None) -> str | None:
        found = top.text(name, "")
        return str(folder / found) if found else default

    def every(name: str, build: Callable[[TableReader], T]) -> tuple[T, ...]:
        return tuple(_entry(reader, build, source_required=source_required) for reader in top.tables(name))

    targets = Targets(
        portals=every("portal", _portal),
        resolvers=every("resolver", _resolver),
        ntp=every("ntp", _ntp),
        controls=every("control", _control),
        endpoints=every("endpoint", _endpoint),
        private_names=every("private_name", _private_name),
        ca_file=certificates("ca_file", base.ca_file),
        known_roots=certificates("known_roots", base.known_roots),
    )
    top.finish()
    return targets


def _entry(reader: TableReader, build: Callable[[TableReader], T], *, source_required: bool) -> T:
    target = build(reader)
    reader.text("source", None if source_required else "")
    reader.text("confidence", "")
    reader.finish()
    return target


def _portal(reader: TableReader) -> PortalTarget:
    url = reader.text("url")
    if url and not ((found := _PLAIN_HTTP.match(url)) and int(found[1] or 80) <= 65535):
        reader.problem("url", f"{url!r} is no plain http:// address")
    body = None if reader.raw("body") is None else reader.text("body", "")
    return PortalTarget(url=url, status=reader.integer("status", low=100, high=599), body=body)


def _resolver(reader: TableReader) -> ResolverTarget:
    address = reader.text("address")
    if address and not _is_address(address):
        reader.problem("address", f"{address!r} is no IP address")
    return ResolverTarget(address=address)


def _ntp(reader: TableReader) -> NtpTarget:
    return NtpTarget(host=_host(reader), port=_port(reader, 123))


def _control(reader: TableReader) -> ControlTarget:
    closed = None if reader.raw("closed_port") is None else reader.integer("closed_port", low=1, high=65535)
    return ControlTarget(
        host=_host(reader), port=_port(reader, 443), tls=reader.flag("tls", default=True), closed_port=closed
    )


def _endpoint(reader: TableReader) -> EndpointTarget:
    return EndpointTarget(
        provider=reader.text("provider"),
        name=reader.text("name"),
        host=_host(reader),
        port=_port(reader, 443),
        tls=reader.flag("tls", default=True),
    )


def _private_name(reader: TableReader) -> PrivateNameTarget:
    from gui.model.lan import is_shop_address  # noqa: PLC0415 (the packed knowledge has its names read already)

    host, address = _host(reader), reader.text("address")
    if host and _is_address(host):
        reader.problem("host", f"{host!r} is no name")
    if address and not is_shop_address(address):
        reader.problem("address", f"{address!r} is no private IPv4 address")
    return PrivateNameTarget(host=host, address=address)


def _host(reader: TableReader) -> str:
    host = reader.text("host")
    if host and not _HOST.match(host) and not _is_address(host):
        reader.problem("host", f"{host!r} is no host name or IP address")
    return host


def _port(reader: TableReader, default: int) -> int:
    return reader.integer("port", default=default, low=1, high=65535)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def read_user_text(path: Path) -> str:
    """Return the text of a user's file. Raises `UserError` when it is too long, or no UTF-8."""
    try:
        return read_limited(path, _MOST_BYTES).decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise UserError("kb.targets_unreadable", file=str(path), detail=error.strerror or str(error)) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UserError("kb.targets_encoding", file=str(path), line=line) from None


def user_error(
    problem: Problem, text: str, *, more_keys: Iterable[str] = (), examples: Mapping[str, str] = _EXAMPLES
) -> UserError:
    """Word a schema problem for the user: what is wrong with which key in which line, and how it should look.

    `more_keys`: what the file may hold above its tables besides targets.
    """
    place = {"file": problem.file, "line": line_of(problem.key, text), "entry": problem.key}
    name, top_keys = problem.key.rpartition(".")[2], (*more_keys, *_TOP_KEYS)
    defect = cast("SchemaProblem", problem).defect
    if defect is Defect.UNKNOWN and "." in problem.key and name in top_keys:
        return UserError("kb.targets_misplaced", **place, name=name)
    if defect is Defect.UNKNOWN:
        known = tuple(_EXAMPLES) if "." in problem.key else top_keys
        return UserError("kb.targets_unknown_key", **place, suggestion=closest(name, known) or ", ".join(known))
    example = _example(problem.key, examples)
    return UserError(f"kb.targets_{defect}_value", **place, example=example)


def _example(key: str, examples: Mapping[str, str]) -> str:
    """Return the right form of a key such as `ntp[0].port`."""
    table, _, name = key.rpartition(".")
    name = name.partition("[")[0]
    if table.startswith("private_name") and name == "address":
        return 'address = "192.168.1.60"'
    return examples.get(name, f"[[{name}]]")


def line_of(key: str, text: str) -> int:
    """Return the line (from 1) of a key such as `endpoint[1].port`: of its table when the key itself is missing."""
    table, _, name = key.rpartition(".")
    name = name.partition("[")[0]
    lines = text.split("\n")
    start = _header_line(table or key, lines)
    for number in range(start, len(lines)):
        if number > start and lines[number].lstrip().startswith("["):
            break
        if re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", lines[number]):
            return number + 1
    return start + 1


def _header_line(table: str, lines: list[str]) -> int:
    """Return the index of the n-th `[[table]]` line, 0 when there is none (a key above all tables)."""
    name, _, index = table.rstrip("]").partition("[")
    headers = [i for i, line in enumerate(lines) if re.match(rf"\s*\[\[?\s*{re.escape(name)}\s*\]", line)]
    wanted = int(index or 0)
    return headers[wanted] if wanted < len(headers) else 0
