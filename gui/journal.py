"""The program's log: what happened and when, never what anybody typed, saw or is called.

A line is written from whitelisted parts only: time (UTC), level, logger, the name of an `Event`, and fields of known
names whose values have the expected type and shape. Whatever else a record carries becomes `<redacted>`: the text of
other libraries, the messages of exceptions, local paths. So a card number or an answer cannot reach the file, not even
through a careless call or a library that logs what it was given.

Beside it lies the fault log, in which Python notes where it was when native code crashed (function names and lines).
"""

import contextlib
import faulthandler
import itertools
import logging
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TextIO

LOG_NAME = "poscheckup.log"
FAULT_LOG_NAME = "fault.log"
MAX_BYTES = 256 * 1024
#: Older files that are kept beside the present one.
BACKUP_COUNT = 2

REDACTED = "<redacted>"

_PACKAGE = "gui"
_MAX_NUMBER = 10_000_000  # exclusive; far from any card, telephone or order number
_MAX_CAUSES = 6
_MAX_FRAMES = 12
_STANDARD_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_OTHER_LIBRARIES = frozenset({"PySide6", "dns", "platformdirs", "psutil", "segno"})


class Event(StrEnum):
    """All that the log can say: the message of a record must be one of these, its arguments a mapping of the fields."""

    STARTED = "started: version %(version)s, Python %(python)s on %(platform)s %(build)s, frozen: %(frozen)s"
    ENDED = "ended with exit status %(exit_status)s after %(duration_ms)s ms"
    WINDOW_OPENED = "window opened: Qt %(qt)s"
    RUN_ENDED = "network run ended: %(segment)s/%(fault)s, %(count)s checks in %(duration_ms)s ms"
    CHECK_CRASHED = "check %(check)s crashed: %(error_type)s"
    USER_ERROR = "the user was told: %(error_key)s"
    BAD_DATA = "the knowledge base has %(count)s problems"
    CRASHED = "crashed: %(error_type)s"


def _shaped(pattern: str) -> Callable[[object], str | None]:
    shape = re.compile(pattern, re.ASCII)
    return lambda value: str(value) if isinstance(value, str) and shape.fullmatch(value) else None


def _number(value: object) -> str | None:
    return str(value) if type(value) is int and 0 <= value < _MAX_NUMBER else None


def _flag(value: object) -> str | None:
    return str(value).lower() if isinstance(value, bool) else None


def _check_kind(value: object) -> str | None:
    """Only what stands before the host: a host may be one that the user put into a file."""
    return _identifier(value.partition(":")[0]) if isinstance(value, str) else None


_identifier = _shaped(r"[a-z]{1,20}([-_][a-z0-9]{1,20}){0,5}")
_version = _shaped(r"[0-9]{1,3}(\.[0-9]{1,3}){1,2}((a|b|rc|\.dev|\.post)[0-9]{1,3})?")
_type_name = _shaped(r"[A-Za-z_]{1,50}")

#: What may be written, by field name: the function returns the text, or None for a value that is not as it should be.
_FIELDS: Mapping[str, Callable[[object], str | None]] = {
    "version": _version,
    "python": _version,
    "qt": _version,
    "platform": _shaped(r"[a-z]{1,10}[0-9]{0,2}"),
    "build": _shaped(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,5}|-"),
    "frozen": _flag,
    "exit_status": _number,
    "duration_ms": _number,
    "count": _number,
    "segment": _identifier,
    "fault": _identifier,
    "check": _check_kind,
    "error_key": _shaped(r"[a-z_]{1,20}(\.[a-z_]{1,30}){0,3}"),
    "error_type": _type_name,
}

_logger_name = _shaped(r"[A-Za-z_]{1,30}(\.[A-Za-z_]{1,30}){0,5}")
_function = _shaped(r"[A-Za-z_<>]{1,30}([.A-Za-z0-9_<>]{1,60})?")
_EVENTS: Mapping[str, Event] = {event.value: event for event in Event}


class WhitelistFormatter(logging.Formatter):
    """Writes one ASCII line per record, from known parts only."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without its end."""
        time_utc = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        event = _event_of(record)
        parts = [time_utc, logging.getLevelName(record.levelno), _logger_name(record.name) or REDACTED]
        parts += [REDACTED] if event is None else [event.name.lower().replace("_", "-"), *_fields(record)]
        if record.exc_info and record.exc_info[1] is not None:
            parts.append(f"trace={error_trace(record.exc_info[1])}")
        return " ".join(parts)


def _event_of(record: logging.LogRecord) -> Event | None:
    return _EVENTS.get(record.msg) if isinstance(record.msg, str) else None


def _fields(record: logging.LogRecord) -> Iterator[str]:
    """Yield `name=value` of the arguments and extra attributes; what is unknown adds up to one `<redacted>`."""
    extra = {name: value for name, value in vars(record).items() if name not in _STANDARD_ATTRIBUTES}
    given = {**extra, **record.args} if isinstance(record.args, Mapping) else extra
    for name, write in _FIELDS.items():
        if name in given:
            yield f"{name}={write(given[name]) or REDACTED}"
    if given.keys() - _FIELDS.keys() or (record.args and not isinstance(record.args, Mapping)):
        yield REDACTED


def error_trace(error: BaseException) -> str:
    """Return where an exception came from, `Type @ file:line function < caller ...`, with its causes, without texts."""
    return "; from ".join(_one_trace(one) for one in _chain(error))


def _chain(error: BaseException) -> list[BaseException]:
    """Return the exception, those inside it when it is a group, and its causes: at most six, each once."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting and len(found) < _MAX_CAUSES:
        one = waiting.pop(0)
        if one is None or any(one is other for other in found):
            continue
        found.append(one)
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(one.exceptions)
        waiting.append(one.__cause__ or (None if one.__suppress_context__ else one.__context__))
    return found


def _one_trace(error: BaseException) -> str:
    places = [_place(trace) for trace in _frames(error.__traceback__)][-_MAX_FRAMES:]
    name = _type_name(type(error).__name__) or REDACTED
    return f"{name} @ {' < '.join(reversed(places))}" if places else name


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _place(trace: TracebackType) -> str:
    """Return `gui/qt/app.py:80 run` for our code, `asyncio.runners:118 run` for a library: no path is read."""
    module = trace.tb_frame.f_globals.get("__name__")
    function = _function(trace.tb_frame.f_code.co_name) or REDACTED
    if not isinstance(module, str) or module not in sys.modules:
        return REDACTED
    package = module.partition(".")[0]
    if package == _PACKAGE:
        return f"{module.replace('.', '/')}.py:{trace.tb_lineno} {function}"
    known = package in sys.stdlib_module_names or package in _OTHER_LIBRARIES
    return f"{module}:{trace.tb_lineno} {function}" if known else REDACTED


class _JournalHandler(logging.FileHandler):
    """Never disturbs the program: a log that cannot be written is no log.

    It keeps `BACKUP_COUNT` older files. `logging.handlers` would do the same, but it also loads sockets, queues and
    more, for which every start would wait.
    """

    failed = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, into a new file when it would be too much for the present one."""
        try:
            if self.stream is None:
                self.stream = self._open()
            if self.stream.tell() + len(self.format(record)) >= MAX_BYTES:
                self._begin_new_file()
            super().emit(record)
        except (OSError, ValueError):  # ValueError: a NUL in the name
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's own name and argument
        self.failed = True

    def _begin_new_file(self) -> None:
        if self.stream is not None:
            self.stream.close()
            self.stream = None  # the next line opens it again
        present = Path(self.baseFilename)
        names = [present, *(present.with_name(f"{present.name}.{number}") for number in range(1, BACKUP_COUNT + 1))]
        with contextlib.suppress(OSError):  # Windows: another copy of the program has the file open; go on in this one
            for older, newer in reversed(list(itertools.pairwise(names))):
                if older.exists():
                    older.replace(newer)


class _TerminalFormatter(logging.Formatter):
    """Writes our own events without a traceback, those of libraries without secrets: what they print may be kept."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        super().__init__()
        self._clean = clean

    def format(self, record: logging.LogRecord) -> str:
        """Return the text for a terminal."""
        return self._clean(super().format(record)) if _event_of(record) is None else record.getMessage()


def _belongs_on_terminal(record: logging.LogRecord) -> bool:
    """Say whether the user meets it nowhere else: broken checks and warnings of libraries."""
    return _event_of(record) in (None, Event.CHECK_CRASHED)


@contextlib.contextmanager
def open_journal(data_folder: Path, clean: Callable[[str], str] = str) -> Iterator[None]:
    """Log into `logs/` below the data folder while the context lasts. A folder that cannot be written to is no error.

    Warnings go to standard error as well, as they do in a program without a log; `clean` takes the secrets out of what
    libraries say there.
    """
    folder = data_folder / "logs"
    with contextlib.suppress(OSError, ValueError):  # ValueError: a NUL in the name
        data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    handler = _JournalHandler(folder / LOG_NAME, encoding="utf-8", delay=True)
    handler.setFormatter(WhitelistFormatter())
    terminal = logging.StreamHandler(sys.stderr) if sys.stderr is not None else logging.NullHandler()
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(_TerminalFormatter(clean))
    terminal.addFilter(_belongs_on_terminal)
    with _handling(handler, terminal), _fault_log(folder / FAULT_LOG_NAME):
        yield


@contextlib.contextmanager
def _handling(*handlers: logging.Handler) -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger(_PACKAGE)
    level = ours.level
    ours.setLevel(min(level or logging.INFO, logging.INFO))
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield
    finally:
        ours.setLevel(level)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


@contextlib.contextmanager
def _fault_log(path: Path) -> Iterator[None]:
    """Keep the file open that `faulthandler` writes to; where it is in use already (a test run) it stays as it is."""
    file = None if faulthandler.is_enabled() else _open_fault_log(path)
    if file is None:
        yield
        return
    try:
        faulthandler.enable(file)
        yield
    finally:
        faulthandler.disable()
        file.close()


def _open_fault_log(path: Path) -> TextIO | None:
    try:
        too_large = path.exists() and path.stat().st_size > MAX_BYTES
        return path.open("w" if too_large else "a", encoding="utf-8")
    except (OSError, ValueError):
        return None


def log_path() -> Path | None:
    """Return the file of the open log; None when there is none, or when it cannot be written."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, _JournalHandler) and not handler.failed:
            return Path(handler.baseFilename)
    return None


def clear_logs(data_folder: Path) -> None:
    """Empty the log with its older files and the fault log. Raises OSError.

    They stay as files: on Windows one that is open cannot be deleted. What is logged next is appended.
    """
    for path in (data_folder / "logs").glob("*.log*"):
        path.write_bytes(b"")


def log_crash(logger: logging.Logger, error: BaseException) -> None:
    """Log an exception that nobody expected."""
    logger.error(Event.CRASHED, {"error_type": type(error).__name__}, exc_info=error)
