"""Makes hostile inputs of real ones. What comes out follows from a `random.Random` alone, so a seed names it.

Three ways: bytes (any protocol), lines (TOML, HTTP), and the tree of a JSON file, whose parts are exchanged for what no
program of ours would write. Most inputs of the last two still parse, so that they get further in.
"""

import json
from collections.abc import Callable, Sequence
from random import Random

#: What a value of a JSON file may turn into. `10**400` is no float, `1e999` reads as an infinity, `\ud800` is no text.
ODD_VALUES: tuple[object, ...] = (
    None, True, False, 0, -1, 10**15, 10**400, -(10**400), 0.1, 1e300, float("nan"), float("inf"), "", " ", "0", "51",
    "unknown", "yes", "\ud800", "a\udfffb", "\0", "账户异常", "６２２２０２００００００００００", "4111111111111111",
    "x" * 5000, "\u202e\u200b", "=1+1", "..", "2026-11-27 18:03", "9999-99-99", "192.168.1.77:8443", "²", [], {}, [[]],
    [None], {"": None}, {"a": {"b": [1]}}, ["x"] * 300, {"id": "code", "value": ""},
)  # fmt: skip
_TOML_VALUES = (
    '"x"', "''", "0", "-1", "65536", "1" * 4301, "0x" + "f" * 4000, "1e999", "nan", "-inf", "true", "[]", "[[]]", "{}",
    "{a.b.c=1}", "2026-02-30", "1979-05-27T07:32:00-08:00", '"\\uD800"', '"\\u0000"', '"http://["', '"http://a:99999/"',
    '"http://a:x/"', '"::1"', '"256.1.1.1"', '"fe80::1%1"', '"²"', '"""', "'''", "[1, 'x', 2.0]", '["endpoint"]',
    '"' + "a." * 60 + '"',
)  # fmt: skip
_MAGIC = (b"\0", b"\xff", b"\x7f", b"\x80", b"\xff\xff", b"\0\0", b"\xc0\x0c", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff",
          b"\r\n", b"\r\n\r\n", b"\n", b":", b" ", b"\xb2", b"[", b"{", b'"', b"9" * 40, b"9" * 5000, b"\xed\xa0\x80",
          b"\xef\xbb\xbf", b"%", b"-", b"e")  # fmt: skip
_LONGEST = 1 << 16


def mutate_bytes(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Return a seed with one to six bytes, stretches or places changed."""
    data = bytearray(random.choice(seeds))
    for _ in range(random.randint(1, 6)):
        _change(random, data, seeds)
    return bytes(data[:_LONGEST])


def _change(random: Random, data: bytearray, seeds: Sequence[bytes]) -> None:
    place = random.randint(0, len(data))
    end = min(len(data), place + random.choice((1, 1, 2, 4, 16, 64)))
    match random.randrange(8):
        case 0 if data:
            data[place % len(data)] ^= 1 << random.randrange(8)
        case 1:
            data[place:end] = random.choice(_MAGIC)
        case 2:
            data[place:place] = random.choice(_MAGIC)
        case 3:
            del data[place:end]
        case 4:
            del data[place:]
        case 5:
            data[place:place] = data[place:end] * random.choice((2, 3, 30))
        case 6:
            other = random.choice(seeds)
            start = random.randint(0, len(other))
            data[place:end] = other[start : start + random.choice((1, 8, 64, 500))]
        case _:
            data[place:end] = random.randbytes(end - place)


def mutate_lines(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Return a TOML file with one to four lines changed, doubled, moved or taken out; sometimes also bytes."""
    lines = random.choice(seeds).decode("utf-8").split("\n")
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(lines))
        key, is_pair, _value = lines[place].partition("=")
        match random.randrange(7):
            case 0 | 1 | 2 if is_pair:
                lines[place] = f"{key}= {random.choice(_TOML_VALUES)}"
            case 3:
                lines.insert(place, random.choice(lines))
            case 4:
                del lines[place]
                lines.append("")
            case 5:
                other = random.randrange(len(lines))
                lines[place], lines[other] = lines[other], lines[place]
            case _:
                name = random.choice(
                    ("zz", "host", "a.b", '"quoted key"', "'x'.y", "port", "source", "url", "[[ntp]]", "[x]")
                )
                lines.insert(place, f"{name} = {random.choice(_TOML_VALUES)}" if name[0] != "[" else name)
    data = random.choice(("\n", "\n", "\n", "\r\n", "\r")).join(lines).encode("utf-8", errors="surrogatepass")
    return _encoded(random, data, seeds)


def _encoded(random: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """Return the file with a byte order mark, in another encoding, or with damaged bytes; mostly as it is."""
    match random.randrange(20):
        case 0:
            return b"\xef\xbb\xbf" + data
        case 1:
            return data.decode("utf-8", errors="replace").encode(random.choice(("utf-16", "utf-32", "gb18030")))
        case 2 | 3:
            return mutate_bytes(random, (data, *seeds))
    return data


def mutate_tree(random: Random, trees: Sequence[object], seeds: Sequence[bytes]) -> bytes:
    """Return a JSON file with one to five parts exchanged; sometimes also with bytes changed."""
    tree = random.choice(trees)
    for _ in range(random.randint(1, 5)):
        tree = _exchanged(random, tree, trees, random.randint(0, 7))
    data = json.dumps(tree, ensure_ascii=random.random() < 0.5).encode("utf-8", errors="surrogatepass")
    if random.random() < 0.05:  # the same key twice
        data = data.replace(b"{", b'{"code": "51", "schema": "x", ', 1)
    return _encoded(random, data, seeds)


def _exchanged(random: Random, tree: object, trees: Sequence[object], depth: int) -> object:
    """Return a copy of a tree in which one part, at most so deep, is another."""
    if depth and isinstance(tree, dict) and tree:
        name = random.choice(tuple(tree))
        return {**tree, name: _exchanged(random, tree[name], trees, depth - 1)}
    if depth and isinstance(tree, list) and tree:
        place = random.randrange(len(tree))
        return [*tree[:place], _exchanged(random, tree[place], trees, depth - 1), *tree[place + 1 :]]
    return _odd_part(random, tree, trees)


def _odd_part(random: Random, part: object, trees: Sequence[object]) -> object:
    choice: Callable[[], object] = random.choice((
        lambda: random.choice(ODD_VALUES),
        lambda: _without_one(random, part),
        lambda: _with_another(random, part),
        lambda: _some_part(random, random.choice(trees)),
        lambda: _nested(random, part),
        lambda: [part, part],
    ))  # fmt: skip
    return choice()


def _without_one(random: Random, part: object) -> object:
    if isinstance(part, dict) and part:
        left_out = random.choice(tuple(part))
        return {name: value for name, value in part.items() if name != left_out}
    return part[random.randint(0, len(part)) :] if isinstance(part, (list, str)) else None


def _with_another(random: Random, part: object) -> object:
    if isinstance(part, dict):
        name = random.choice(("answers", "code", "check", "steps", "zz", "", "\ud800", "schema", "value", *part))
        return {**part, name: random.choice(ODD_VALUES)}
    return [*part, random.choice(ODD_VALUES)] if isinstance(part, list) else f"{part}{random.choice(ODD_VALUES)}"[:9000]


def _some_part(random: Random, tree: object) -> object:
    while random.random() < 0.8:
        if isinstance(tree, dict) and tree:
            tree = random.choice(tuple(tree.values()))
        elif isinstance(tree, list) and tree:
            tree = random.choice(tree)
        else:
            break
    return tree


def _nested(random: Random, part: object) -> object:
    """Return the part inside lists and tables. Deeper ones are among the bombs: `json.dumps` stops at a thousand."""
    for _ in range(random.choice((1, 3, 20, 90, 300))):
        part = [part] if random.random() < 0.5 else {"x": part}
    return part
