"""The handbook as one HTML page: no file beside it, no network, readable without script and without modern CSS."""

from collections.abc import Iterator

from gui.paths import resources_dir
from gui.report.handbook import Badge, Box, Chapter, Entry, Group, Handbook, Line, Link, Part

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_HTML_LANG = {"zh": "zh-CN", "en": "en"}


def handbook_html(handbook: Handbook) -> bytes:
    """Return the page (UTF-8). The same handbook gives the same bytes."""
    return "\n".join(_page(handbook)).encode("utf-8") + b"\n"


def _page(handbook: Handbook) -> Iterator[str]:
    yield f'<!DOCTYPE html>\n<html lang="{_HTML_LANG[handbook.lang]}">\n<head>\n<meta charset="utf-8">'
    yield '<meta http-equiv="X-UA-Compatible" content="IE=edge">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield '<link rel="icon" href="data:,">'  # else a browser asks for /favicon.ico
    yield f"<title>{_text(handbook.title)}</title>\n<style>\n{_resource('page.css')}</style>\n</head>\n<body>"
    yield f'<div class="page" id="top">\n<div class="head"><h1>{_text(handbook.title)}</h1>'
    yield f"<p>{_text(handbook.subtitle)}</p>"
    yield f'<p class="quiet">{_text(handbook.edition)}</p></div>'
    yield _box(handbook.money)
    yield _search_bar(handbook)
    yield from _contents(handbook)
    for chapter in handbook.chapters:
        yield from _chapter(chapter, handbook.words)
    yield '<div class="foot quiet">'
    yield from (f"<p>{_text(line)}</p>" for line in handbook.footer)
    yield f"</div>\n</div>\n<script>\n{_resource('page.js')}</script>\n</body>\n</html>"


def _resource(name: str) -> str:
    return (resources_dir() / "handbook" / name).read_text(encoding="utf-8")


def _contents(handbook: Handbook) -> Iterator[str]:
    title = _text(handbook.words["contents"])
    yield f'<div class="toc aside" data-title="{_text(handbook.title)}" role="navigation" aria-label="{title}"><ul>'
    for chapter in handbook.chapters:
        yield (f'<li><a href="#{chapter.anchor}">{_text(chapter.title)}<span class="n">{chapter.size}</span></a></li>')
    yield "</ul></div>"


def _search_bar(handbook: Handbook) -> str:
    words = {name: _text(text) for name, text in handbook.words.items()}
    return (
        f'<div class="find" id="find" role="search" data-found="{words["found"]}" data-none="{words["none"]}">'
        f'<input id="q" type="text" autocomplete="off" aria-label="{words["search"]}" '
        f'placeholder="{words["search"]}（{words["example"]}）">'
        f'<div class="said quiet"><span id="said" role="status" aria-live="polite"></span>'
        f'<button id="all" type="button">{words["all"]}</button></div></div>'
    )


def _box(box: Box, more: str = "") -> str:
    lines = "".join(f"<p>{_text(line)}</p>" for line in box.lines)
    return f'<div class="box{more}"><strong>{_text(box.title)}</strong>{lines}</div>'


def _chapter(chapter: Chapter, words: dict[str, str]) -> Iterator[str]:
    yield f'<div class="c {chapter.anchor}"><h2 id="{chapter.anchor}">{_text(chapter.title)}</h2>'
    yield from (f'<p class="intro">{_text(line)}</p>' for line in chapter.intro)
    if chapter.warning is not None:  # never hidden: numbers are never shown without it
        yield _box(chapter.warning)
    for group in chapter.groups:
        yield from _group(group)
    yield f'<p class="up aside"><a href="#top">↑ {_text(words["top"])}</a></p></div>'


def _group(group: Group) -> Iterator[str]:
    yield f'<div class="g"><h3>{_text(group.title)}</h3>'
    if group.note:
        yield f'<p class="intro">{_text(group.note)}</p>'
    yield f'<div class="{"brief" if group.is_brief else "long"}">'
    for entry in group.entries:
        yield _entry(entry)
    yield "</div></div>"


def _entry(entry: Entry) -> str:
    lead = f'<span class="lead">{_text(entry.lead)}</span>' if entry.lead else ""
    keys = f' data-k="{_text(entry.keys)}"' if entry.keys else ""
    # Blanks between the elements: the page's search reads the text without them.
    inside = " ".join((f"<h4>{_text(entry.title)}</h4>", *map(_badge, entry.badges), *map(_part, entry.parts)))
    return f'<div class="e" id="{entry.anchor}"{keys}>{lead} <div class="b">{inside}</div></div>'


def _badge(badge: Badge) -> str:
    return f'<span class="badge {badge.role}">{_text(badge.text)}</span>'


def _part(part: Part) -> str:
    lines = [_line(line) for line in part.lines]
    text = f"<ol><li>{'</li> <li>'.join(lines)}</li></ol>" if part.is_ordered else "<br> ".join(lines)
    if not part.label:
        return f'<div class="p"><div class="t">{text}</div></div>'
    return f'<div class="p labelled"><div class="label">{_text(part.label)}</div> <div class="t">{text}</div></div>'


def _line(line: Line) -> str:
    return "".join(_piece(piece) for piece in line)


def _piece(piece: str | Link) -> str:
    if isinstance(piece, Link):
        return f'<a href="#{piece.anchor}">{_text(piece.text)}</a>'
    return _text(piece)


def _text(text: str) -> str:
    return text.translate(_ESCAPES)
