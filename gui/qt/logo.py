"""The logo of the bank that handed the program out: a PNG or SVG file of others, looked at before Qt draws it.

What a logo needs is all that an SVG may hold: shapes and colours. Whatever could load something, repeat itself without
end or draw for hours (text, styles, images, uses, filters, dashes ...) is refused by name; such a logo can be a PNG.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, QXmlStreamReader
from PySide6.QtGui import QImage, QImageReader

from gui.model.bank import Bank, Logo
from gui.model.errors import UserError

#: The room in the side list; a smaller PNG keeps its size.
ROOM = QSize(152, 40)
#: Two screens of the largest kind on a side; a logo has some hundred.
LONGEST_PX = 4096
_MOST_PIXELS = 4 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_SHAPES = frozenset({
    "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    "linearGradient", "radialGradient", "stop",
})  # fmt: skip
_MOST_SHAPES, _DEEPEST = 2000, 32
#: In names and values of attributes: what is fetched, or is drawn over and over.
_REFUSED = re.compile(r"dash|filter|mask|marker|url\((?!#)|href=(?!#)", re.IGNORECASE)


def without_bad_logo(bank: Bank) -> tuple[Bank, tuple[UserError, ...]]:
    """Return the bank, without a logo that cannot be drawn, and why it cannot."""
    try:
        if bank.logo is not None:
            logo_picture(bank.logo)
    except UserError as error:
        return replace(bank, logo=None), (error,)
    return bank, ()


def logo_picture(logo: Logo, pixel_ratio: float = 1.0) -> QImage:
    """Return the logo for a screen with so many pixels to a point, in its own proportions.

    Raises UserError `kb.logo_broken`, `kb.logo_pixels`, `kb.logo_part`.
    """
    is_png = logo.data.startswith(_PNG)
    if not is_png:
        _expect_plain_shapes(logo)
    buffer = _opened(logo)
    reader = QImageReader(buffer, QByteArray(b"png" if is_png else b"svg"))
    has_area = _choose_size(logo, reader, is_png=is_png, pixel_ratio=pixel_ratio)
    image = reader.read() if has_area else QImage()
    if image.isNull():
        raise _error(logo, "broken")
    image.setDevicePixelRatio(pixel_ratio)
    return image


def _opened(logo: Logo) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray(logo.data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


def _choose_size(logo: Logo, reader: QImageReader, *, is_png: bool, pixel_ratio: float) -> bool:
    """Have the picture made to fit the room; False when it would have no area."""
    size, room = reader.size(), ROOM * pixel_ratio
    if max(size.width(), size.height()) > LONGEST_PX or (is_png and size.width() * size.height() > _MOST_PIXELS):
        raise _error(logo, "pixels", width=size.width(), height=size.height())
    if is_png:
        room = room.boundedTo(size * pixel_ratio)
    fitting = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    reader.setScaledSize(fitting)
    return not size.isEmpty() and not fitting.isEmpty()


def _expect_plain_shapes(logo: Logo) -> None:
    """Read the SVG once as the XML that it is; nothing is drawn yet."""
    buffer, depth = _opened(logo), 0
    xml = QXmlStreamReader(buffer)
    for count, kind in enumerate(_tokens(xml)):
        if kind is QXmlStreamReader.TokenType.StartElement:
            depth += 1
            _expect_plain(logo, xml)
        elif kind is QXmlStreamReader.TokenType.EndElement:
            depth -= 1
        elif kind is QXmlStreamReader.TokenType.DTD:
            raise _error(logo, "part", part="DOCTYPE")
        if depth > _DEEPEST or count > 4 * _MOST_SHAPES:
            raise _error(logo, "part", part=xml.name())
    if xml.hasError():
        raise _error(logo, "broken")


def _tokens(xml: QXmlStreamReader) -> Iterator[QXmlStreamReader.TokenType]:
    while not xml.atEnd():
        yield xml.readNext()


def _expect_plain(logo: Logo, xml: QXmlStreamReader) -> None:
    if xml.name() not in _SHAPES:
        raise _error(logo, "part", part=xml.name())
    attributes = xml.attributes()
    for attribute in map(attributes.at, range(attributes.size())):
        if _REFUSED.search(f"{attribute.name()}={attribute.value()}"):
            raise _error(logo, "part", part=f"{xml.name()} {attribute.name()}")


def _error(logo: Logo, what: str, **more: object) -> UserError:
    return UserError(f"kb.logo_{what}", file=logo.file, line=logo.line, entry="logo", **more)
