"""Makes the report's font: Noto Sans CJK SC cut down to what a report can contain, under a name of its own.

Run it on Debian with fonts-noto-cjk installed: `python build/make_font.py`. The result is committed, so the build of
the program needs neither that package nor the network. It is reproducible: the same source gives the same bytes.

Why a font of our own: Qt writes the text layer of a PDF from the font's glyphs back to code points, and Noto Sans CJK
maps the Kangxi radicals (U+2F00-2FDF) to the same glyphs as the ordinary characters. 户 then comes out of the PDF as
U+2F3E, and a search for 账户 finds nothing. Without those code points, and without ligatures (`fi` is one glyph for
two letters), every string comes out as it went in. CFF outlines are kept; only tables that text needs stay.
The file is packed as xz; `gui/qt/font.py` unpacks it.
"""

import argparse
import io
import lzma
import sys
from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.scaleUpem import scale_upem

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
LICENCE_SOURCE = Path("/usr/share/doc/fonts-noto-cjk/copyright")
TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts" / "POSCheckupSansSC-Regular.otf.xz"

#: The OFL reserves names of a font; a changed version carries its own.
FAMILY = "POSCheckup Sans SC"
FACE = "Noto Sans CJK SC"
#: Seconds since 1904-01-01 of the two head dates, fixed so that the result is reproducible (2024-01-01).
FIXED_DATE = 3786912000
#: Text of 10 pt is 83 dots high on a printer of 600 dots per inch: two units to a dot, so a point is
#: at most a quarter of a dot from its place.
UNITS_PER_EM = 160
#: Without the alignment to words of four bytes that preset 9 assumes: outlines are single bytes.
XZ_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "pb": 0}]

#: Kangxi and CJK radicals supplement: look like ordinary characters, and would replace them in the text layer.
RADICALS = range(0x2E80, 0x2FE0)
SYMBOLS = "✓×÷±≈≤≥≠·•●○■□▲△▼▽◆◇★☆←↑→↓…—–‘’“”‰′″℃№€™①②③④⑤⑥⑦⑧⑨⑩─│┌┐└┘├┤┬┴┼"
#: Symbols without a glyph of their own in the source: each gets one, drawn from another character's outline at a scale,
#: in the place of a glyph that no report uses. Sharing a glyph would turn one into the other in the text layer.
OWN_GLYPHS = (("✕", "╳", "×", 1.25), ("•", "◦", "·", 1.5), ("・", "･", "·", 1.0))
#: Common in shop and personal names, and not in GB 2312.
NAME_CHARACTERS = (
    "喆堃镕珺祎翀玥烜昇垚犇骉瑄芃玙璟煊琨囍啰槑旸昉淏泷淼湉滢漪炘炜珂珈琤瑀祐禤"
    "筠绮翊芊苡荞菡蕙蘅赟轩邨钰锶镐靖颢馨鸢麒囧嫚嬿孖彧懋晞暄曌梓楒橦沅浠铖鋆鎏頔"
)


def wanted_code_points() -> set[int]:
    """Return the code points a report may contain: ASCII, Latin-1, GB 2312, full-width forms and the symbols used."""
    points = {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0xFF01, 0xFF5F), 0xFFE5, 0x3000}
    for lead in range(0xA1, 0xF8):
        for trail in range(0xA1, 0xFF):
            try:
                points.add(ord(bytes((lead, trail)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    points.update(map(ord, SYMBOLS + NAME_CHARACTERS), (ord(symbol) for symbol, *_ in OWN_GLYPHS))
    return points - set(RADICALS) - {0xAD}  # the soft hyphen shares its glyph with the hyphen


def find_face(collection: TTCollection, name: str) -> TTFont:
    """Return the face with this full family name; exits when the collection has none."""
    for font in collection.fonts:
        if font["name"].getDebugName(1) == name:
            return font
    sys.exit(f"{SOURCE}: no face called {name}")


def add_own_glyphs(font: TTFont) -> None:
    """Draw the symbols of `OWN_GLYPHS`, centred where their model stands."""
    characters = font.getBestCmap()
    strings = font["CFF "].cff.topDictIndex[0].CharStrings
    for symbol, place, model, scale in OWN_GLYPHS:
        glyphs = font.getGlyphSet()
        source, target = characters[ord(model)], characters[ord(place)]
        bounds = BoundsPen(glyphs)
        glyphs[source].draw(bounds)
        left, bottom, right, top = bounds.bounds
        shift_x, shift_y = ((low + high) / 2 * (1 - scale) for low, high in ((left, right), (bottom, top)))
        old = strings[target]
        width = font["hmtx"][source][0]
        pen = T2CharStringPen(width - old.private.nominalWidthX, glyphs)
        glyphs[source].draw(TransformPen(pen, (scale, 0, 0, scale, shift_x, shift_y)))
        strings[target] = pen.getCharString(private=old.private, globalSubrs=old.globalSubrs)
        font["hmtx"][target] = (width, round(left * scale + shift_x))
        for table in font["cmap"].tables:
            if table.isUnicode() and table.format != 14:
                table.cmap[ord(symbol)] = target


def cut(font: TTFont) -> None:
    """Keep the wanted characters and the tables that plain text needs; no substitutions, so no ligatures."""
    options = Options()
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.hinting = False
    options.desubroutinize = False
    options.drop_tables += ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx", "DSIG", "GDEF"]
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted_code_points())
    subsetter.subset(font)


def rename(font: TTFont) -> None:
    """Give the font its own name everywhere a reader could see the reserved one."""
    postscript = FAMILY.replace(" ", "") + "-Regular"
    names = {1: FAMILY, 2: "Regular", 3: f"{FAMILY}; cut from {FACE}", 4: FAMILY, 6: postscript}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    top = font["CFF "].cff
    top.fontNames = [postscript]
    for key, value in (("FullName", FAMILY), ("FamilyName", FAMILY)):
        if hasattr(top.topDictIndex[0], key):
            setattr(top.topDictIndex[0], key, value)


def make_small(font: TTFont) -> None:
    """Draw on a coarser grid, each outline on its own: in the exe, which is compressed, that is a third smaller.

    A charstring holds distances, and `scale_upem` rounds each of them: along an outline the errors add up to 0.03 em.
    So every outline is drawn anew, where each point is rounded by itself.
    """
    original = reloaded(font).getGlyphSet()
    scale = UNITS_PER_EM / font["head"].unitsPerEm
    font["CFF "].cff.desubroutinize()
    scale_upem(font, UNITS_PER_EM)
    strings = font["CFF "].cff.topDictIndex[0].CharStrings
    for name in font.getGlyphOrder():
        old = strings[name]
        old.decompile()  # finds the private dictionary of the glyph
        width = font["hmtx"][name][0]
        pen = T2CharStringPen(None if width == old.private.defaultWidthX else width - old.private.nominalWidthX, None)
        original[name].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        strings[name] = pen.getCharString(private=old.private, globalSubrs=old.globalSubrs)


def reloaded(font: TTFont) -> TTFont:
    """Return a copy that later changes do not reach."""
    buffer = io.BytesIO()
    font.save(buffer)
    buffer.seek(0)
    return TTFont(buffer)


def make() -> bytes:
    """Return the finished font file."""
    font = find_face(TTCollection(SOURCE), FACE)
    add_own_glyphs(font)
    cut(font)
    make_small(font)
    rename(font)
    font["head"].created = font["head"].modified = FIXED_DATE
    font.recalcTimestamp = False
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def licence_text(copyright_line: str) -> str:
    """Return the copyright line and the OFL as in Debian's copyright file, without its one-space indentation."""
    lines = LICENCE_SOURCE.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if "SIL OPEN FONT LICENSE" in line.upper())
    body = []
    for line in lines[start:]:
        if line and not line.startswith(" "):
            break
        body.append("" if line.strip() in (".", "") else line.removeprefix(" "))
    return f"{copyright_line}\n{FAMILY} is cut from {FACE}.\n\n" + "\n".join(body).strip() + "\n"


def main() -> None:
    """Write the font and its licence, or with --check only compare them with what is there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="exit 1 when the committed font differs, unpacked")
    arguments = parser.parse_args()
    data = make()
    if arguments.check:
        sys.exit(0 if lzma.decompress(TARGET.read_bytes()) == data else f"{TARGET}: differs from what {SOURCE} gives")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(lzma.compress(data, filters=XZ_FILTERS))
    copyright_line = TTFont(io.BytesIO(data))["name"].getDebugName(0)
    (TARGET.parent / "OFL.txt").write_text(licence_text(copyright_line), encoding="utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size} bytes, unpacked {len(data)}")


if __name__ == "__main__":
    main()
