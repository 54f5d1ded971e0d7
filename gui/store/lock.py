"""One program at a time may write: a lock of the operating system, which also ends when the program is killed."""

import sys
from pathlib import Path
from typing import IO

from gui.model.errors import UserError

if sys.platform == "win32":  # pragma: no cover - the suite runs on Linux; the packaged tests run this branch
    import errno
    import msvcrt

    #: What a lock that somebody has is called: by Windows, and by Wine, which gives no number.
    _TAKEN = (errno.EACCES, errno.EDEADLK, 0)

    def _acquire(file: IO[bytes]) -> None:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _TAKEN:
                raise BlockingIOError(error.errno, error.strerror) from error
            raise

else:
    import fcntl

    def _acquire(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriterLock:
    """Held from construction to `release`. The file itself stays and is empty; its existence means nothing."""

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises UserError `data.locked` when another program has it, else OSError."""
        self._file = path.open("ab")
        try:
            _acquire(self._file)
        except OSError as error:
            self._file.close()
            if isinstance(error, BlockingIOError):
                raise UserError("data.locked", path=str(path.parent)) from error
            raise

    def release(self) -> None:
        """Give the lock back. Harmless when it was given back before."""
        self._file.close()
