"""Hostile pictures: such as want to be endless, and such as are made of real ones, with checksums that fit."""

import re
import zlib
from collections.abc import Iterator, Sequence
from random import Random

from tests.fuzz.mutation import mutate_bytes

_MIB = 1 << 20
_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNK_FRAME = 12  # length, type and checksum
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_ODD_NUMBERS = (
    "0",
    "-1",
    "1e9",
    "1e38",
    "-1e300",
    "nan",
    "inf",
    "0.0000001",
    "",
    "x",
    "99999999999999999999",
    "50%",
    "1 1",
)


def mutate_picture(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Return a picture with numbers or chunks changed; sometimes with any bytes changed."""
    data = random.choice(seeds)
    if random.random() < 0.2:
        return mutate_bytes(random, (data, *seeds))
    return _mutate_png(random, data) if data.startswith(_PNG) else _mutate_svg(random, data)


def _mutate_svg(random: Random, data: bytes) -> bytes:
    text = data.decode("utf-8")
    for _ in range(random.randint(1, 5)):
        number = random.choice([*_NUMBER.finditer(text)])
        text = f"{text[: number.start()]}{random.choice(_ODD_NUMBERS)}{text[number.end() :]}"
    lines = text.split("\n")
    if random.random() < 0.5:
        lines.insert(random.randrange(len(lines)), random.choice(lines) * random.choice((1, 2, 90)))
    return "\n".join(lines).encode()


def _mutate_png(random: Random, data: bytes) -> bytes:
    parts = list(_parts(data))
    rows = zlib.decompress(b"".join(part[4:] for part in parts if part.startswith(b"IDAT")))
    for _ in range(random.randint(1, 3)):
        place = random.randrange(len(parts))
        kind, body = parts[place][:4], parts[place][4:]
        match random.randrange(4):
            case 0:
                parts.insert(place, parts[place])
            case 1:
                parts[place] = (
                    random.choice((b"IDAT", b"PLTE", b"tRNS", b"gAMA", b"iCCP", b"acTL", b"eXIf", b"zzzz")) + body
                )
            case 2 if kind == b"IDAT":
                parts[place] = kind + zlib.compress(mutate_bytes(random, (rows,)))
            case _:
                parts[place] = kind + mutate_bytes(random, (body or b"\0",))
    return _PNG + b"".join(map(png_chunk, parts))


def _parts(data: bytes) -> Iterator[bytes]:
    """Yield the chunks of a sound PNG, each its type and its data."""
    place = len(_PNG)
    while place < len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        yield data[place + 4 : place + 8 + length]
        place += length + _CHUNK_FRAME


def logo_bombs() -> Iterator[bytes]:
    """Yield pictures that want to be endless: wide, deep, drawn over and over, or fetched from somewhere."""
    yield from (png_of(width, height, 1) for width, height in ((60_000, 60_000), (4096, 4096), (2**31 - 1, 1), (0, 9)))
    yield png_of(16, 16, 1, more=b"iCCPx\0\0" + zlib.compress(b"x" * (40 * _MIB)))
    yield png_of(16, 16, 1, more=b"zTXtx\0\0" + zlib.compress(b"x" * (40 * _MIB)))
    shape, use = '<path d="M0 0h9v9z"/>', '<g id="a%d"><use href="#a%d"/><use href="#a%d"/></g>'
    uses = '<g id="a0"><path d="M0 0h9v9z"/></g>' + "".join(use % (n, n - 1, n - 1) for n in range(1, 40))
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    for inside in (
        "<g>" * 20_000, "<g>" * 3000 + shape + "</g>" * 3000, shape * 9000, uses, "", "&#0;", "<text>x</text>",
        "<g>" * 30 + shape + "</g>" * 30, '<path d="' + "M0 0L9 9" * 25_000 + '"/>',
        '<path d="M0 0' + "a1e9 1e9 0 1 1 1 1" * 9000 + '"/>',
        '<path stroke-dasharray="0.0001" stroke="red" d="M0 0H1e9"/>', '<image href="file:///etc/passwd"/>',
        '<image href="//192.0.2.1/x.png" width="9" height="9"/>', '<rect style="fill:url(http://192.0.2.1/x)"/>',
        '<path transform="scale(1e300)" d="M0 0h9v9z"/>', '<path transform="rotate(nan)" d="M0 0h1e999v9z"/>',
        '<circle r="1e38" stroke-width="1e38" stroke="red"/>', '<rect width="1e9" height="1e9" rx="1e-9"/>',
        '<linearGradient id="g" href="#g"/><rect width="9" height="9" fill="url(#g)"/>',
        '<linearGradient id="g">' + '<stop offset="0.5"/>' * 1900 + '</linearGradient><rect width="9" fill="url(#g)"/>',
    ):  # fmt: skip
        yield svg_of(inside)
    yield f'<!DOCTYPE svg [<!ENTITY e0 "x">{entities}]><svg>&e11;</svg>'.encode()
    yield b'<!DOCTYPE svg SYSTEM "http://192.0.2.1/x.dtd"><svg/>'
    for size in ("0 0 0 0", "0 0 1e30 1e-30", "0 0 1 100000", "nan nan nan nan", "0 0 -5 -5", "x"):
        yield svg_of(shape, box=size)
    yield from (svg_of(shape).decode().encode(name) for name in ("utf-16", "utf-32"))
    yield from (b"", b"\0", b"<", b"GIF89a", b"\xff\xd8\xff", b"\x1f\x8b\x08")
    yield from (b"<svg" + b" a=''" * 40_000, b"<" * 200_000)


def svg_of(inside: str, *, box: str = "0 0 30 10") -> bytes:
    """Return an SVG picture."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'.encode()


def png_of(width: int, height: int, bits: int, *, more: bytes = b"") -> bytes:
    """Return a PNG of one grey whose header tells of this size; `more`: a chunk of a type and its data."""
    rows = zlib.compress(bytes(min((1 + (width * bits + 7) // 8) * height, _MIB)))
    head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((bits, 0, 0, 0, 0))
    parts = [part for part in (head, more, b"IDAT" + rows, b"IEND") if part]
    return _PNG + b"".join(png_chunk(part) for part in parts)


def png_chunk(part: bytes) -> bytes:
    """Return a chunk with its length and checksum; `part` begins with its type."""
    return (len(part) - 4).to_bytes(4, "big") + part + zlib.crc32(part).to_bytes(4, "big")
