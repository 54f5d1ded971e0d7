"""The edge of the program: whatever leaves the work as an exception becomes an exit status and words for the user.

The words go to standard error. In a windowed exe that nobody reads from, they go into a native message box instead.
Nothing of this needs Qt, which may be what is broken. Once the window runs, `gui.qt.dialogs.CrashReporter` is there.
"""

import logging
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence

import gui
from gui.exit_status import INTERRUPTED
from gui.journal import Event, error_trace, log_crash, log_path
from gui.kb import Catalog
from gui.model.errors import KnowledgeError, UserError
from gui.unattended.console import say_error, show_box

_LOG = logging.getLogger(__name__)
_SHOWN_PROBLEMS = 5

#: For the box when the texts themselves cannot be read.
_TITLE = "POSCheckup"
_NO_TEXTS = (
    "POSCheckup 的文件缺失或损坏，打不开。您以前填的内容没有丢。请重新下载完整的程序。",
    "POSCheckup cannot open: files are missing or damaged. Nothing you entered is lost. Please download it again.",
)


def guarded(work: Callable[[], int], load_texts: Callable[[], Catalog]) -> int:
    """Do the work and return the exit status, whatever happens.

    `load_texts` is asked for the user's language only when something has to be said.
    """
    started_s = time.monotonic()
    _log_start()
    status = 0  # what `--help` ends with, by SystemExit
    try:
        status = _status_of(work, load_texts)
    finally:
        duration_ms = round((time.monotonic() - started_s) * 1000)
        _LOG.info(Event.ENDED, {"exit_status": status, "duration_ms": duration_ms})
    return status


def _log_start() -> None:
    fields = {
        "version": gui.__version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "platform": sys.platform,
        "build": _windows_build(),
        "frozen": hasattr(sys, "_MEIPASS"),
    }
    _LOG.info(Event.STARTED, fields)


def _windows_build() -> str:
    """Return Windows' version, `10.0.19045`. `platform` would ask WMI, which is slow and may be broken."""
    if sys.platform == "win32":  # pragma: no cover - the suite runs on Linux
        version = sys.getwindowsversion()
        return f"{version.major}.{version.minor}.{version.build}"
    else:  # noqa: RET505 - one of the two is unreachable for mypy, on each system another
        return "-"


def _status_of(work: Callable[[], int], load_texts: Callable[[], Catalog]) -> int:
    try:
        return work()
    except UserError as error:
        _LOG.info(Event.USER_ERROR, {"error_key": error.key})
        _tell_user_error(error, load_texts)
        return 2
    except KnowledgeError as error:
        _LOG.info(Event.BAD_DATA, {"count": len(error.problems)})
        _tell_bad_data(error, load_texts)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader went away (`| head`); what is still buffered must not fail again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the program's edge: a windowed exe has nobody else who tells the user
        log_crash(_LOG, error)
        _tell_crash(error, load_texts)
        return 1


def _tell_user_error(error: UserError, load_texts: Callable[[], Catalog]) -> None:
    catalog = _catalog(load_texts)
    if catalog is None:
        _tell(str(error), _NO_TEXTS)
        return
    line = _parts(catalog, error, ("what", "do")) or [str(error)]
    _tell(" ".join(" ".join(line).split()), [*_parts(catalog, error), _log_line(catalog)])


def _tell_bad_data(error: KnowledgeError, load_texts: Callable[[], Catalog]) -> None:
    lines = [str(problem) for problem in error.problems]
    catalog = _catalog(load_texts)
    if catalog is None:
        _tell("\n".join(lines), [*_NO_TEXTS, "\n".join(lines[:_SHOWN_PROBLEMS])])
        return
    shown = "\n".join(lines[:_SHOWN_PROBLEMS])
    _tell("\n".join(lines), [*_parts(catalog, UserError("cli.bad_data")), shown, _log_line(catalog)])


def _tell_crash(error: Exception, load_texts: Callable[[], Catalog]) -> None:
    catalog = _catalog(load_texts)
    places = error_trace(error)
    box = [*_NO_TEXTS, places]
    if catalog is not None:
        box = [*_parts(catalog, UserError("cli.crash")), places, _log_line(catalog)]
    from gui.report import redact  # noqa: PLC0415 (seldom needed)

    _tell(redact("".join(traceback.format_exception(error))).text.rstrip(), box)


def _tell(lines: str, box: Sequence[str]) -> None:
    """Write the lines to standard error; where nobody reads that, show the paragraphs in a message box."""
    if not say_error(lines):
        show_box(_TITLE, "\n\n".join(box), is_error=True)


def _parts(catalog: Catalog, error: UserError, names: Sequence[str] = ("what", "means", "do")) -> list[str]:
    """Return what happened, what it means and what to do."""
    keys = (f"error.{error.key}.{name}" for name in names)
    return [catalog.text(key, **error.text_args) for key in keys if catalog.has(key)]


def _log_line(catalog: Catalog) -> str:
    path = log_path()
    return catalog.text("cli.log.none") if path is None else catalog.text("cli.log.path", path=path)


def _catalog(load_texts: Callable[[], Catalog]) -> Catalog | None:
    try:
        return load_texts()
    except (KnowledgeError, OSError, ValueError):
        return None
