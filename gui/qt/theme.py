"""Colours, font and style sheet. Status is always icon, word and colour, in that order of importance."""

import contextlib
import re
from dataclasses import dataclass, fields

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from gui.model.errors import UserError
from gui.paths import resources_dir
from gui.qt.font import FONT_FAMILY, provide_font

#: The systems' own UI fonts; the bundled one is unpacked when a system has none of them.
SYSTEM_FONTS = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC")
TEXT_PX = 14
#: WCAG 2.1, 1.4.3: contrast of text of normal size.
READABLE = 4.5
#: What the system's own text has where nobody set it larger: 9 points.
USUAL_SYSTEM_PX = 12.0
MOST_SCALE = 2.0
#: The width that the longest answer card takes, with the side list, in text of the usual size.
LEAST_WIDTH_PX = 710


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One colour per role; contrast on `surface` and `page` is at least 4.5:1 for every text role."""

    page: str
    surface: str
    text: str
    secondary: str
    border: str
    accent: str
    on_accent: str
    focus: str
    inactive: str
    fine: str
    attention: str
    broken: str
    not_tested: str


LIGHT = Palette(
    page="#F5F7F9",
    surface="#FFFFFF",
    text="#1B1F24",
    secondary="#57606A",
    border="#D0D7DE",
    accent="#0B5CAD",
    on_accent="#FFFFFF",
    focus="#EAF2FB",
    inactive="#D0D7DE",
    fine="#1A7F37",
    attention="#8A5A00",
    broken="#C21C2B",
    not_tested="#5C646C",
)
DARK = Palette(
    page="#14181D",
    surface="#1C2128",
    text="#E6EDF3",
    secondary="#A3ADB8",
    border="#373E47",
    accent="#6CB0FF",
    on_accent="#14181D",
    focus="#22303F",
    inactive="#373E47",
    fine="#4AC26B",
    attention="#E0A93B",
    broken="#FF7B72",
    not_tested="#A3ADB8",
)


#: What shades say otherwise: where the keyboard is, and how far a page is scrolled.
CONTRAST_RULES = """
QScrollBar:vertical { background: @page@; border: 1px solid @border@; width: 14px; }
QScrollBar::handle:vertical { background: @text@; min-height: 20px; }
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical { height: 0; }
QRadioButton#choice:focus, QPushButton:focus, QCheckBox:focus, QTabBar:focus { border-style: dashed; }
QPushButton[primary="true"]:focus { border: 2px dashed @on_accent@; }
"""


def present_palette() -> Palette:
    """Return the palette for the system's light or dark setting, or that of its high contrast."""
    if is_high_contrast():
        return contrast_palette(QApplication.palette())
    return DARK if is_dark() else LIGHT


def is_dark() -> bool:
    """Say whether the user has set the system to dark."""
    return QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def is_high_contrast() -> bool:
    """Say whether the user has set the system to high contrast."""
    hints = QApplication.styleHints()  # PySide lets go of what belongs to it together with it
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, `#RRGGBB` (WCAG 2.1)."""
    low, high = sorted(map(_luminance, (first, second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_palette(system: QPalette) -> Palette:
    """Return the system's own colours by role: one for all words, one behind them, and that of what is chosen.

    States are told by icons and words alone.
    """

    def colour(role: QPalette.ColorRole, group: QPalette.ColorGroup = QPalette.ColorGroup.Active) -> str:
        return system.color(group, role).name().upper()

    page, text = colour(QPalette.ColorRole.Window), colour(QPalette.ColorRole.WindowText)
    chosen, on_chosen = colour(QPalette.ColorRole.Highlight), colour(QPalette.ColorRole.HighlightedText)
    if min(contrast(chosen, page), contrast(chosen, on_chosen)) < READABLE:
        chosen, on_chosen = text, page
    return Palette(
        page=page,
        surface=page,
        text=text,
        secondary=text,
        border=text,
        accent=chosen,
        on_accent=on_chosen,
        focus=page,
        inactive=page,
        fine=text,
        attention=text,
        broken=text,
        not_tested=colour(QPalette.ColorRole.WindowText, QPalette.ColorGroup.Disabled),
    )


def system_font() -> QFont:
    """Return the font that the system writes with, in the size that the user has set."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)


def text_scale() -> float:
    """Return how much larger than usual the user has set the system's text, as far as the screen has room for it."""
    font, screen = system_font(), QApplication.primaryScreen()
    px = font.pixelSize() if font.pixelSize() > 0 else font.pointSizeF() * screen.logicalDotsPerInch() / 72
    most = min(screen.availableGeometry().width() / LEAST_WIDTH_PX, MOST_SCALE)
    return max(min(px / USUAL_SYSTEM_PX, most), 1.0)


def apply_theme(app: QApplication) -> None:
    """Set style, font, palette and style sheet, and follow the system when it changes these."""
    app.setStyle("Fusion")  # the same on every system; AeroStyle wizards are unreadable in dark mode (QTBUG-123853)
    if not any(map(QFontDatabase.hasFamily, SYSTEM_FONTS)):
        _provide_font()
    font = QFont()
    font.setFamilies([*SYSTEM_FONTS, FONT_FAMILY, "sans-serif"])
    font.setPixelSize(round(TEXT_PX * text_scale()))
    app.setFont(font)
    paint(app)
    hints = app.styleHints()
    hints.colorSchemeChanged.connect(lambda _scheme: paint(app))
    hints.accessibility().contrastPreferenceChanged.connect(lambda _preference: paint(app))


def _provide_font() -> None:
    with contextlib.suppress(UserError):  # the window opens all the same; an export will say what is wrong
        provide_font()


def system_palette() -> QPalette:
    """Return the colours that the system has for programs: Qt takes them where a palette says nothing."""
    return QPalette()


def paint(app: QApplication) -> None:
    """Use the colours that the system asks for now."""
    has_contrast = is_high_contrast()
    app.setPalette(system_palette() if has_contrast else _qt_palette(present_palette()))
    app.setStyleSheet(style_sheet(present_palette(), CONTRAST_RULES if has_contrast else ""))


def style_sheet(palette: Palette, more: str = "") -> str:
    """Return `resources/style.qss` and `more` with their roles filled in. Raises KeyError for an unknown role."""
    colours = {field.name: getattr(palette, field.name) for field in fields(palette)}
    colours["icons"] = (resources_dir() / "icons").as_posix()
    template = (resources_dir() / "style.qss").read_text(encoding="utf-8") + more
    sheet = re.sub(r"@(\w+)@", lambda match: str(colours[match[1]]), template)
    scale = text_scale()

    def scaled(match: re.Match[str]) -> str:
        return f"{match[1]}{round(int(match[2]) * scale)}"

    return re.sub(r"((?:font-size|m..-height): )(\d+)", scaled, sheet)


def _qt_palette(colours: Palette) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.page,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.page,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.secondary,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.ToolTipBase: colours.surface,
        QPalette.ColorRole.ToolTipText: colours.text,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    return palette


def set_role(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property that the style sheet selects on, and let the style look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
