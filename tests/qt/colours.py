"""The colours that a user may have set in the system, of which Qt's screenless platform knows none."""

from PySide6.QtGui import QColor, QPalette

from gui.qt import theme

#: High contrast as a user may have made it: no colour is one of ours.
BACKGROUND, WORDS, CHOSEN, ON_CHOSEN, DISABLED = "#2D3236", "#FFFF01", "#1AEBFE", "#010102", "#3FF23E"
SETTINGS = ("light", "dark", "contrast")


def high_contrast_palette() -> QPalette:
    """Return a system's palette of high contrast."""
    palette, role = QPalette(), QPalette.ColorRole
    for each in (role.Window, role.Base, role.Button, role.AlternateBase, role.ToolTipBase):
        palette.setColor(each, QColor(BACKGROUND))
    for each in (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.PlaceholderText, role.Link):
        palette.setColor(each, QColor(WORDS))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(DISABLED))
    for each in (role.Light, role.Midlight, role.Mid, role.Dark, role.Shadow):
        palette.setColor(each, QColor(WORDS))
    palette.setColor(role.Highlight, QColor(CHOSEN))
    palette.setColor(role.HighlightedText, QColor(ON_CHOSEN))
    return palette


def use_colours(setting: str) -> None:
    """Have the program, whose theme is not applied yet, find the system set so for the rest of the process."""
    theme.is_dark = lambda: setting == "dark"
    theme.is_high_contrast = lambda: setting == "contrast"
    theme.system_palette = high_contrast_palette
