"""The document as HTML of the subset that Qt's rich text knows: tables and simple styles, self-contained, no script.

It prints well in black and white: grey fills and rules only, and every status has an icon and a word. Sizes are in
points. No font is named: the PDF and the preview bring their own. Nothing is bold: the one bundled face would be drawn
twice to look so, and some readers would then find every such text twice.
"""

from gui.report.document import Document, Row, Section, Table
from gui.report.picture import WatchPicture
from gui.report.qr import png_data_uri

_STYLE = """
p { margin-top: 0; margin-bottom: 3px; font-size: 10pt; }
p.title { font-size: 21pt; margin-bottom: 2px; }
p.part { font-size: 16pt; }
p.section { font-size: 12.5pt; margin-top: 13px; margin-bottom: 4px; background-color: #EDEFF2; }
p.small { font-size: 9pt; color: #444444; }
p.turn { font-size: 10.5pt; margin-bottom: 4px; }
p.money { font-size: 13pt; margin-bottom: 6px; }
p.headline { font-size: 16pt; margin-bottom: 0; }
td, th { font-size: 10pt; font-weight: normal; }
td.label { font-size: 9pt; color: #444444; }
td.missing { color: #666666; }
"""
_GRID = (
    'width="100%" cellspacing="0" cellpadding="4" border="1" '
    'style="border-collapse: collapse; border-style: solid; border-color: #B8B8B8;"'
)
#: Where the picture of the watch stands, and how large; whoever shows the page draws it there (`gui.qt.watch_chart`).
PICTURE_URL = "poscheckup:watch"
PICTURE_WIDTH, PICTURE_HEIGHT = 600, 224
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "<br>"})
_NEW_PAGE = '<p style="page-break-before: always; font-size: 1pt;"></p>'


def document_html(document: Document) -> str:
    """Return the whole report as one HTML page: what is seen is exactly what is exported."""
    return _page(document, _summary(document) + _NEW_PAGE + _details(document, frozenset()) + _photos(document))


def summary_html(document: Document) -> str:
    """Return the first page only."""
    return _page(document, _summary(document))


def details_html(document: Document, breaks: frozenset[str] = frozenset()) -> str:
    """Return everything after the first page.

    Every heading and every row of a table carries an anchor (`s2`, `s2r0`); the picture is known by its address. A new
    page starts before those in `breaks`: Qt would split a row between two pages, and leave a heading alone at the foot
    of one.
    """
    return _page(document, _details(document, breaks))


def _page(document: Document, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="{document.lang}"><head><meta charset="utf-8">'
        f"<title>{_text(document.title)}</title><style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def _summary(document: Document) -> str:
    sections = (_section(section, "", frozenset()) for section in document.sections)
    return _heading(document) + _banner(document) + "".join(sections)


def _heading(document: Document) -> str:
    identity = "<br>".join(f"{_text(row.label)} {_text(row.value)}" for row in document.identity)
    code = png_data_uri(f"POSCheckup {document.case_id} {document.seal}")
    return (
        '<table width="100%" cellspacing="0" cellpadding="0" style="margin-bottom: 10px;"><tr><td valign="top">'
        f'<p class="title">{_text(document.title)}</p><p>{_text(document.subtitle)}</p>'
        f'<p class="small">{identity}</p></td><td width="92" align="right" valign="top">'
        f'<img src="{code}" width="88" height="88"></td></tr></table>'
    )


def _banner(document: Document) -> str:
    money = f'<p class="money">{_text(document.money)}</p>' if document.money else ""
    return (
        '<table width="100%" cellspacing="0" cellpadding="10" border="1" '
        'style="border-collapse: collapse; border-style: solid; border-color: #222222;"><tr><td bgcolor="#F0F0F0">'
        f'{money}<p class="turn">{_text(document.turn)}</p><p class="headline">{_text(document.headline)}</p>'
        "</td></tr></table>"
    )


def _details(document: Document, breaks: frozenset[str]) -> str:
    sections = (_section(section, f"s{index}", breaks) for index, section in enumerate(document.details))
    return f'<p class="part">{_text(document.details_title)}</p>' + "".join(sections)


def _section(section: Section, anchor: str, breaks: frozenset[str]) -> str:
    lines = "".join(f"<p>{_text(line)}</p>" for line in section.lines)
    first_row = f"{anchor}r0"
    if first_row in breaks and section.picture is None and not section.facts:  # the title goes with its table
        breaks = breaks - {first_row} | {anchor}
    table = _table(section.table, anchor, breaks) if section.table else ""
    is_picture_cut = section.picture is not None and PICTURE_URL in breaks  # its title goes with it
    start = _NEW_PAGE if anchor in breaks or is_picture_cut else ""
    title = f'<p class="section"><a name="{anchor}"></a>{_text(section.title)}</p>'
    picture = _picture(section.picture) if section.picture is not None else ""
    return f"{start}{title}{picture}{_facts(section.facts)}{table}{lines}"


def _picture(picture: WatchPicture) -> str:
    return (
        f'<p><img src="{PICTURE_URL}" width="{PICTURE_WIDTH}" '
        f'height="{PICTURE_HEIGHT}" alt="{_text(picture.described)}"></p>'
    )


def _photos(document: Document) -> str:
    """The photos, as large as the page is wide; whoever shows the page gives them to it by their addresses."""
    parts = (
        f'<p class="section">{_text(document.photos_title.format(number=number))}</p>'
        f'<p><img src="{photo_url(number)}" width="{PICTURE_WIDTH}"></p>'
        for number, _ in enumerate(document.photos, start=1)
    )
    return "".join(f"{_NEW_PAGE}{part}" for part in parts)


def photo_url(number: int) -> str:
    """Return the address of a photo, counted from 1."""
    return f"poscheckup:photo-{number}"


def _facts(facts: tuple[Row, ...]) -> str:
    """Two facts to a line; a long value has a line of its own."""
    lines: list[list[Row]] = []
    for fact in facts:
        if lines and len(lines[-1]) == 1 and not _is_wide(lines[-1][0]) and not _is_wide(fact):
            lines[-1].append(fact)
        else:
            lines.append([fact])
    rows = "".join(f"<tr>{_line(line)}</tr>" for line in lines)
    return f"<table {_GRID}>{rows}</table>" if rows else ""


def _is_wide(fact: Row) -> bool:
    return sum(1 if character.isascii() else 2 for character in fact.value) > 32


def _line(facts: list[Row]) -> str:
    if len(facts) == 1:
        return _label(facts[0]) + _value(facts[0], 3)
    return "".join(_label(fact) + _value(fact, 1) for fact in facts)


def _label(fact: Row) -> str:
    return f'<td width="18%" bgcolor="#F4F4F4" class="label">{_text(fact.label)}</td>'


def _value(fact: Row, columns: int) -> str:
    style = ' class="missing"' if fact.missing else ""
    width = 32 if columns == 1 else 82
    return f'<td width="{width}%" colspan="{columns}"{style}>{_text(fact.value)}</td>'


def _table(table: Table, anchor: str, breaks: frozenset[str]) -> str:
    """A table is closed and begun again, with its heading row, where a page break must stand.

    Before its first row that would leave the heading row alone at the foot of the page: the whole table goes on then.
    """
    heading = "".join(
        f'<th width="{width}%" align="left" bgcolor="#E8E8E8">{_text(name)}</th>'
        for name, width in zip(table.columns, table.widths, strict=True)
    )
    start = f"<table {_GRID}><thead><tr>{heading}</tr></thead>"
    parts = [f"{_NEW_PAGE if f'{anchor}r0' in breaks else ''}{start}"]
    for index, row in enumerate(table.rows):
        name = f"{anchor}r{index}"
        if index and name in breaks:
            parts.append(f"</table>{_NEW_PAGE}{start}")
        cells = "</td><td>".join(map(_text, row))
        parts.append(f'<tr><td><a name="{name}"></a>{cells}</td></tr>')
    return "".join(parts) + "</table>"


def _text(text: str) -> str:
    return text.translate(_ESCAPES)
