"""The font that comes with the program: for every PDF, and for the window of a system without a Chinese font.

It lies there as xz, which is a quarter smaller than what the exe's own compression makes of it, and is unpacked only
when it is needed.
"""

import lzma

from PySide6.QtGui import QFontDatabase

from gui.model.errors import UserError
from gui.paths import resources_dir

FONT_FILE = "POSCheckupSansSC-Regular.otf.xz"
FONT_FAMILY = "POSCheckup Sans SC"


def provide_font() -> None:
    """Make the font known to Qt, once per application. Raises UserError `report.font`."""
    if QFontDatabase.hasFamily(FONT_FAMILY):
        return
    if QFontDatabase.addApplicationFontFromData(font_data()) < 0:
        raise _unusable()


def font_data() -> bytes:
    """Return the font as OpenType with CFF outlines. Raises UserError `report.font`."""
    try:
        return lzma.decompress((resources_dir() / "fonts" / FONT_FILE).read_bytes())
    except (OSError, lzma.LZMAError) as error:
        raise _unusable() from error


def _unusable() -> UserError:
    return UserError("report.font", path=str(resources_dir() / "fonts" / FONT_FILE))
