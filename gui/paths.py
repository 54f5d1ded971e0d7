"""Where the program's own files and the user's data are: from source, from a wheel, and frozen into the exe.

Also how much is read of a file of others, which may be endless (`/dev/zero`).
"""

import errno
import os
import sys
from pathlib import Path

#: No file that others hand in is longer: a report has some 100 kB (own choice).
MOST_BYTES = 4 * 1024 * 1024
#: But for a PDF: it may hold four photos, each of up to a megabyte.
MOST_PDF_BYTES = 4 * MOST_BYTES

_PACKAGE_DIR = Path(__file__).resolve().parent


def resources_dir() -> Path:
    """Return the folder with the knowledge base, texts, fonts and icons."""
    frozen_dir = getattr(sys, "_MEIPASS", None)
    if frozen_dir is not None:
        return Path(frozen_dir) / "resources"
    in_wheel = _PACKAGE_DIR / "_resources"
    return in_wheel if in_wheel.is_dir() else _PACKAGE_DIR.parent / "resources"


def shop_file() -> Path | None:
    """Return where a bank's own targets may lie: beside the exe; None when the program is none."""
    return Path(sys.executable).parent / "POSCheckup.toml" if hasattr(sys, "_MEIPASS") else None


def data_dir(override: Path | None = None) -> Path:
    """Return the per-user folder for cases and the shop's profile (`override`: `--data-dir`). Not created."""
    import platformdirs  # noqa: PLC0415 (a diagnosis does without)

    return override or Path(platformdirs.user_data_dir("POSCheckup", appauthor=False))


def read_limited(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the content of a file that others hand in. Raises OSError, of a longer one too."""
    with path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return data
