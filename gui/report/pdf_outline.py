"""Gives a PDF of Qt's bookmarks, by an incremental update (ISO 32000-1, 7.5.6): what was written stays as it is.

Qt writes PDFs without an outline. What is read here of the file is what Qt 6 writes: one table of cross references, the
pages in one flat list. For anything else the PDF comes back as it was: bookmarks are a comfort, not the report.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*\Z", re.DOTALL)
_SIZE, _ROOT = re.compile(rb"/Size\s+(\d+)"), re.compile(rb"/Root\s+(\d+) 0 R")
_KIDS = re.compile(rb"/Type /Pages\s+/Kids\s*\[([0-9R\s]+)\]")
_REFERENCE = re.compile(rb"(\d+) 0 R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A bookmark: its title, and its page counted from 0."""

    title: str
    page: int


def with_outline(pdf: bytes, headings: Sequence[Heading]) -> bytes:
    """Return the PDF with a bookmark for each heading, in their order, shown when it is opened."""
    trailer, kids = _TRAILER.search(pdf), _KIDS.search(pdf)
    size, root = (pattern.search(trailer[1]) if trailer else None for pattern in (_SIZE, _ROOT))
    if not (trailer and kids and size and root and headings):
        return pdf
    catalog = re.search(rb"\n%b 0 obj\s*<<(.*?)>>\s*endobj" % root[1], pdf, re.DOTALL)
    pages = [bytes(number) for number in _REFERENCE.findall(kids[1])]
    if catalog is None or any(heading.page >= len(pages) for heading in headings):
        return pdf
    outline = int(size[1])
    objects = {int(root[1]): _catalog(catalog[1], outline), outline: _outline(outline, len(headings))}
    for index, heading in enumerate(headings):
        objects[outline + 1 + index] = _item(outline, index, len(headings), heading, pages[heading.page])
    return pdf + _update(len(pdf), objects, trailer[1], int(trailer[2]))


def _catalog(entries: bytes, outline: int) -> bytes:
    return b"<<%b/Outlines %d 0 R\n/PageMode /UseOutlines\n>>" % (entries, outline)


def _outline(outline: int, count: int) -> bytes:
    return b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % (outline + 1, outline + count, count)


def _item(outline: int, index: int, count: int, heading: Heading, page: bytes) -> bytes:
    number = outline + 1 + index
    title = (b"\xfe\xff" + heading.title.encode("utf-16-be")).hex().encode("ascii")
    before = b"/Prev %d 0 R " % (number - 1) if index else b""
    after = b"/Next %d 0 R " % (number + 1) if index + 1 < count else b""
    return b"<< /Title <%b> /Parent %d 0 R %b%b/Dest [%b 0 R /Fit] >>" % (title, outline, before, after, page)


def _update(start: int, objects: dict[int, bytes], trailer: bytes, former: int) -> bytes:
    """Return what is appended: the objects, where they stand, and the trailer with the place of the former table."""
    body, table = b"", b"xref\n0 1\n0000000000 65535 f \n"
    for number, content in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, start + len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    entries = _SIZE.sub(b"/Size %d" % (max(objects) + 1), trailer)
    end = b"trailer\n<<%b/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n" % (entries, former, start + len(body))
    return body + table + end
