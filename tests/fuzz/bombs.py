"""Inputs that are small on the disk or the line and want to be endless inside: always tried first."""

import json
import zlib
from collections.abc import Iterator

from tests.fuzz.target import seeds

_MIB = 1 << 20
_DEPTHS = (90, 200, 330, 480, 700, 900, 960, 980, 990, 1000, 100_000)
_HUGE_NUMBERS = (
    "9" * 300, "9" * 400, "9" * 4300, "9" * 5000, "1e999", "-1e999", "NaN", "Infinity", "1e-999", "-0", "1.5",
)  # fmt: skip
_TEXTS = (
    '""', '"\\u0000"', '"\\ud800"', f'"{"x" * 200_000}"', f'"{"9" * 200_000}"', f'"{"1 " * 100_000}"',
)  # fmt: skip


def json_documents(seed: bytes) -> Iterator[bytes]:
    """Yield a JSON file with every value replaced by every bomb, and files that are hardly JSON any more."""
    tree = json.loads(seed)
    values = [_nested(depth, "[", "]") for depth in _DEPTHS] + [_nested(depth, '{"x":', "}") for depth in _DEPTHS]
    values += [*_HUGE_NUMBERS, *_TEXTS]
    for place in _places(tree, 6):
        marked = json.dumps(_with(tree, place, "@@"), ensure_ascii=False)
        for value in values:
            yield marked.replace('"@@"', value).encode()
    yield from _hardly_json(seed)


def _hardly_json(seed: bytes) -> Iterator[bytes]:
    text = seed.decode("utf-8")
    yield from (b"", b"null", b"[]", b"{}", b"\xff\xfe", b"\xef\xbb\xbf", b"\0" * 100, b"{" * 100_000, b'"' * 99_999)
    yield from (text.encode(name) for name in ("utf-8-sig", "utf-16", "utf-32", "utf-16-be", "gb18030"))
    yield text.replace("\n", "\r\n").encode()
    yield seed + seed
    for entry in ("[],", "{},", '"",', "0,", '{"":0},'):
        yield b'{"answers": [' + entry.encode() * (10 * _MIB // len(entry)) + b"0]}"
        yield b'{"schema": "poscheckup.report/1", "events": [' + entry.encode() * (10 * _MIB // len(entry)) + b"0]}"
    yield b'{"' + b"k" * (10 * _MIB) + b'": 1}'
    yield b'{"screen_text": "' + "账户异常".encode() * (10 * _MIB // 12) + b'"}'
    yield b'{"code": "' + b"9" * (10 * _MIB) + b'"}'
    yield b'{"provider": "' + b"p" * _MIB + b'"}'
    yield b'{"answers": {"' + b"k" * _MIB + b'": "yes"}}'
    yield b'{"fields": {"note": "' + b" 4111111111111111" * 60_000 + b'"}}'
    yield ('{"answers": {' + ", ".join(f'"k{number}": "x"' for number in range(100_000)) + "}}").encode()
    yield b'{"steps": [' + b'{"step": "restart-router", "outcome": "cannot"},' * 20_000 + b"{}]}"


def long_reports(seed: bytes) -> Iterator[bytes]:
    """Yield reports with events without end, of every kind whose replay copies what was before."""
    report = json.loads(seed)
    for kind, data in (
        ("answered", '{"id": "q%d", "value": "x"}'),
        ("field_set", '{"name": "f%d", "value": 1}'),
        ("step_done", '{"step": "s%d", "outcome": "cannot"}'),
        ("page_shown", '{"page": "p%d"}'),
    ):
        event = f'{{"seq": %d, "at_utc": "", "kind": "{kind}", "data": {data}}}'
        events = ",".join(event % (number, number) for number in range(60_000))
        text = json.dumps({**report, "events": "@@"}, ensure_ascii=False)
        yield text.replace('"@@"', f"[{events}]").encode()


def pdf_of(report: bytes, *, packed: bool = True, links: int = 1, number: int = 7) -> bytes:
    """Return the part of a PDF that matters: a link to an object that holds a report (as Qt writes it)."""
    stream = zlib.compress(report) if packed else report
    link = b"<< /Type /Filespec /EF << /F %d 0 R >> >>\n" % number
    head = b"%PDF-1.4\n" + b"5 0 obj\n" + link * links + b"endobj\n"
    return (
        head
        + b"\n%d 0 obj\n<< /Length %d >>\nstream\n" % (number, len(stream))
        + stream
        + b"\nendstream\nendobj\n%%EOF\n"
    )


def pdfs(report: bytes) -> Iterator[bytes]:
    """Yield PDFs whose attachment unpacks without end, is linked to without end, or is no report."""
    from gui.report.integrity import with_mark  # noqa: PLC0415 (only here is the program needed)

    yield with_mark(pdf_of(report))
    yield pdf_of(report, packed=False)
    filler = b'{"schema": "poscheckup.report/1", "x": ['
    for entry in (b"[],", b"{},", b" ", b"0,", b'"x",'):
        yield pdf_of(filler + entry * (20 * _MIB // len(entry)))
        yield pdf_of(filler + entry * (6 * _MIB // len(entry)) + b"0]}")
    yield pdf_of(zlib.compress(report))
    yield pdf_of(report.replace(b"report/1", b"report/9"), links=200_000)
    numbers = b"".join(b"/EF << /F %d 0 R" % number for number in range(100_000))
    yield b"%PDF-1.4\n" + numbers + pdf_of(b"x")[9:]
    endless = zlib.compress(b"x" * (20 * _MIB))
    yield b"%PDF-" + b"".join(b"/EF << /F %d 0 R\n%d 0 obj stream\n" % (n, n) + endless + b"\n" for n in range(60))
    yield b"%PDF-" + b"/EF " * 500_000
    yield b"%PDF-/EF" + b" " * (4 * _MIB)
    yield b"%PDF-/EF <</F " + b"1" * (4 * _MIB)
    yield b"%PDF-" + b"\n%POSCheckup-SHA256 " * 200_000
    yield from (pdf_of(document) for document in _hardly_json(report) if len(document) < _MIB)
    yield from (pdf_of(document) for document in long_reports(report))


def targets_files() -> Iterator[bytes]:
    """Yield TOML files that want to be deep, long or endless, and values that no host, port or address may have."""
    values = [
        "1" * 4300, "1" * 5000, "-" + "1" * 5000, "0x" + "f" * 5000, "0b" + "1" * 20_000, "1e999", "nan", "[" * 100_000,
        '"' + "x" * _MIB + '"', '"' + "a." * 100_000 + '"', "{" + "a." * 20_000 + "a=1}", '"\\uD800"', '"\\UFFFFFFFF"',
    ]  # fmt: skip
    values += [_nested(depth, "[", "]") for depth in _DEPTHS] + [_nested(depth, "{x=", "}") for depth in _DEPTHS]
    for seed in seeds("targets"):
        lines = seed.decode().split("\n")
        for place in (place for place, line in enumerate(lines) if " = " in line):
            for value in values:
                changed = [*lines[:place], f"{lines[place].partition('=')[0]}= {value}", *lines[place + 1 :]]
                yield "\n".join(changed).encode()
    yield from (b"", b"\0", b"\xff", b"\xef\xbb\xbf" + seed, seed.replace(b"\n", b"\r\n"), seed.replace(b"\n", b"\r"))
    yield from (b"a." * 30_000 + b"a = 1", b"[" + b"a." * 30_000 + b"a]", b"[[" + b"a." * 5_000 + b"a]]")
    yield b'"a".' * 20_000 + b"a=1"
    yield "\n".join("a" + ".a" * 120 + f".k{number} = 1" for number in range(10_000)).encode()
    yield "\n".join(f"[a{number}]" for number in range(200_000)).encode()
    yield "\n".join(f"k{number} = 1" for number in range(200_000)).encode()
    yield b"k" * _MIB + b" = 1"
    yield b"[[ntp]]\n" * 200_000
    yield b'x = """' + b"\\n" * _MIB + b'"""'
    yield b"#" * (10 * _MIB)
    yield b"\n" * (10 * _MIB)
    yield b'x = "' + b"\\u0041" * 200_000 + b'"'


def _nested(depth: int, begin: str, end: str) -> str:
    return begin * depth + "0" + end * depth


def _places(tree: object, depth: int) -> Iterator[tuple[str | int, ...]]:
    yield ()
    if depth and isinstance(tree, dict):
        for name, value in tree.items():
            yield from ((name, *rest) for rest in _places(value, depth - 1))
    elif depth and isinstance(tree, list):
        for place, value in enumerate(tree):
            yield from ((place, *rest) for rest in _places(value, depth - 1))


def _with(tree: object, place: tuple[str | int, ...], value: object) -> object:
    if not place:
        return value
    first, *rest = place
    if isinstance(tree, dict):
        return {**tree, first: _with(tree[first], tuple(rest), value)}
    assert isinstance(tree, list)
    assert isinstance(first, int)
    return [*tree[:first], _with(tree[first], tuple(rest), value), *tree[first + 1 :]]
