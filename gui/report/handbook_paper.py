"""The handbook as blocks of the HTML that Qt's rich text knows, each of which stays on one page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gui.report.handbook import Box, Chapter, Entry, Group, Handbook, Line, Part

_STYLE = """
p { margin-top: 0; margin-bottom: 1px; font-size: 9.5pt; }
p.title { font-size: 24pt; margin-bottom: 4px; }
p.chapter { font-size: 18pt; margin-bottom: 4px; }
p.group { font-size: 12pt; margin-bottom: 3px; background-color: #EDEFF2; }
p.entry { font-size: 11pt; margin-bottom: 1px; }
p.small { font-size: 8.5pt; color: #333333; }
p.strong { font-size: 12pt; margin-bottom: 3px; }
td { font-size: 9.5pt; }
td.label { font-size: 8.5pt; color: #444444; }
"""
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "<br>"})
_ROW = '<table width="100%" cellspacing="0" cellpadding="2"><tr>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of the handbook.

    `gap_mm` is left free above it, except at the head of a page; `has_rule`: with a thin line in the middle of it.
    `keeps_next`: it stands on the page of the block after it; `starts_page`: a chapter begins.
    """

    html: str
    gap_mm: float = 0.0
    has_rule: bool = False
    keeps_next: bool = False
    starts_page: bool = False


def handbook_blocks(handbook: Handbook) -> Iterator[Block]:
    """Yield the handbook from the first line to the last."""
    yield _block(f'<p class="title">{_text(handbook.title)}</p><p>{_text(handbook.subtitle)}</p>')
    yield _block(f'<p class="small">{_text(handbook.edition)}</p>')
    yield _block(_box(handbook.money), gap_mm=6)
    contents = (f"<p>{_text(chapter.title)} · {chapter.size}</p>" for chapter in handbook.chapters)
    yield _block("".join(contents), gap_mm=6)
    yield _block("".join(f'<p class="small">{_text(line)}</p>' for line in handbook.footer), gap_mm=6)
    for chapter in handbook.chapters:
        yield from _chapter(chapter)


def _block(body: str, *, gap_mm: float = 0.0, keeps_next: bool = False) -> Block:
    html = f"<html><head><style>{_STYLE}</style></head><body>{body}</body></html>"
    return Block(html=html, gap_mm=gap_mm, keeps_next=keeps_next)


def _chapter(chapter: Chapter) -> Iterator[Block]:
    intro = "".join(f'<p class="small">{_text(line)}</p>' for line in chapter.intro)
    head = _block(f'<p class="chapter">{_text(chapter.title)}</p>{intro}', keeps_next=True)
    yield replace(head, starts_page=True)
    if chapter.warning is not None:
        yield _block(_box(chapter.warning), gap_mm=2, keeps_next=True)
    for group in chapter.groups:
        yield from _group(group)


def _box(box: Box) -> str:
    lines = "".join(f"<p>{_text(line)}</p>" for line in box.lines)
    return (
        '<table width="100%" cellspacing="0" cellpadding="8" border="1" '
        'style="border-collapse: collapse; border-style: solid; border-color: #222222;"><tr><td bgcolor="#F0F0F0">'
        f'<p class="strong">! {_text(box.title)}</p>{lines}</td></tr></table>'
    )


def _group(group: Group) -> Iterator[Block]:
    note = f'<p class="small">{_text(group.note)}</p>' if group.note else ""
    yield _block(f'<p class="group">{_text(group.title)}</p>{note}', gap_mm=5, keeps_next=True)
    for entry in group.entries:
        if group.is_brief:
            yield replace(_block(_brief(entry), gap_mm=1), has_rule=entry is not group.entries[0])
        else:
            yield from _long(entry)


def _brief(entry: Entry) -> str:
    """One row: what it is looked up by, and all that is said of it."""
    lines = "".join(f'<p class="small">{_line(line)}</p>' for part in entry.parts for line in part.lines)
    if not entry.parts and not entry.lead:
        return f"<p>{_text(_titled(entry))}</p>"
    lead, title = (entry.lead, _titled(entry)) if entry.lead else (_titled(entry), "")
    heading = f"<p>{_text(title)}</p>" if title else ""
    return f'{_ROW}<td width="26%">{_text(lead)}</td><td width="74%">{heading}{lines}</td></tr></table>'


def _titled(entry: Entry) -> str:
    return entry.title + "".join(f"　[{badge.text}]" for badge in entry.badges)


def _long(entry: Entry) -> Iterator[Block]:
    lead = f"{_text(entry.lead)}　" if entry.lead else ""
    yield _block(f'<p class="entry">{lead}{_text(_titled(entry))}</p>', gap_mm=4, keeps_next=True)
    for index, part in enumerate(entry.parts):
        yield _block(_part(part), keeps_next=index == 0 and len(entry.parts) > 1)


def _part(part: Part) -> str:
    lines = [_line(line) for line in part.lines]
    if part.is_ordered:
        lines = [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
    text = "<br>".join(lines)
    return f'{_ROW}<td width="16%" class="label">{_text(part.label)}</td><td width="84%">{text}</td></tr></table>'


def _line(line: Line) -> str:
    return "".join(_text(piece if isinstance(piece, str) else piece.text) for piece in line)


def _text(text: str) -> str:
    return text.translate(_ESCAPES)
