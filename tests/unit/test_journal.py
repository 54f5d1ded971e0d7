"""The log: one line per event, known fields only, rotated, and never in the way of the program."""

import faulthandler
import importlib
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gui import journal
from gui.journal import REDACTED, Event, error_trace, log_path, open_journal

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR) ")
OURS = logging.getLogger("gui.test")
THEIRS = logging.getLogger("somelibrary.part")


def read_log(folder: Path) -> list[str]:
    """Return the lines of the log without their times."""
    lines = (folder / "logs" / journal.LOG_NAME).read_text(encoding="utf-8").splitlines()
    assert all(LINE.match(line) for line in lines)
    return [line.partition(" ")[2] for line in lines]


def _to_the_log_only(message: str, *arguments: object) -> None:
    """Log what does not fit together: pytest's own handler would fail on it."""
    record = logging.LogRecord(OURS.name, logging.WARNING, "file", 1, message, arguments, None)
    next(one for one in logging.getLogger().handlers if isinstance(one, journal._JournalHandler)).handle(record)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Yield the data folder of an open journal."""
    with open_journal(tmp_path / "data"):
        yield tmp_path / "data"


def test_event_with_its_fields(folder: Path) -> None:
    """An event is written by its name, with its fields in a fixed order."""
    OURS.info(Event.RUN_ENDED, {"fault": "wan-down", "segment": "router", "duration_ms": 7012, "count": 9})
    assert read_log(folder) == [
        "INFO gui.test run-ended duration_ms=7012 count=9 segment=router fault=wan-down",
    ]


def test_what_is_not_listed_is_redacted(folder: Path) -> None:
    """Free text, positional arguments, unknown fields and odd values of known ones are not written."""
    OURS.warning("the shop 老王 pays with %s", "4111111111111111")
    _to_the_log_only(Event.USER_ERROR, "4111111111111111")
    OURS.warning(Event.USER_ERROR, {"error_key": "data.locked", "answer": "yes"})
    OURS.warning(Event.ENDED, {"exit_status": 4111111111111111, "duration_ms": True})
    OURS.warning(Event.USER_ERROR, {"error_key": "data.locked"}, extra={"card": "4111111111111111"})
    _to_the_log_only(Event.ENDED, {"exit_status": -1, "duration_ms": 1.5})
    assert read_log(folder) == [
        f"WARNING gui.test {REDACTED}",
        f"WARNING gui.test user-error {REDACTED}",
        f"WARNING gui.test user-error error_key=data.locked {REDACTED}",
        f"WARNING gui.test ended exit_status={REDACTED} duration_ms={REDACTED}",
        f"WARNING gui.test user-error error_key=data.locked {REDACTED}",
        f"WARNING gui.test ended exit_status={REDACTED} duration_ms={REDACTED}",
    ]


def test_extra_fields_count_too(folder: Path) -> None:
    """A whitelisted field may also come as `extra`."""
    OURS.info(Event.USER_ERROR, extra={"error_key": "data.full"})
    assert read_log(folder) == ["INFO gui.test user-error error_key=data.full"]


def test_host_of_a_check_is_not_written(folder: Path) -> None:
    """The kind of a check is enough: its host may come from the user's own file."""
    OURS.error(Event.CHECK_CRASHED, {"check": "endpoint:my-shop.example:443", "error_type": "ValueError"})
    assert read_log(folder) == ["ERROR gui.test check-crashed check=endpoint error_type=ValueError"]


def test_libraries_are_named_but_not_quoted(folder: Path) -> None:
    """A library's record keeps its name and level; what is below WARNING is not written."""
    THEIRS.warning("could not open %s", "/home/wang/账本.txt")
    THEIRS.info("hello")
    logging.getLogger("a name with 4111111111111111").warning("x")
    assert read_log(folder) == [f"WARNING somelibrary.part {REDACTED}", f"WARNING {REDACTED} {REDACTED}"]


def test_trace_says_where_but_not_what(folder: Path) -> None:
    """A traceback has types, modules below the package, lines and functions; no message and no path."""
    try:
        importlib.import_module("4111111111111111")
    except ModuleNotFoundError as error:
        journal.log_crash(OURS, error)
    line = read_log(folder)[0]
    assert line.startswith("ERROR gui.test crashed error_type=ModuleNotFoundError trace=ModuleNotFoundError @ ")
    assert re.search(r" @ importlib(\._bootstrap)?:\d+ ", line)
    assert "4111" not in line
    assert str(Path.cwd()) not in line


def test_trace_of_our_own_code() -> None:
    """Our own places are written as files below the package."""
    with pytest.raises(KeyError) as caught:
        journal.Event["4111111111111111"]
    assert "enum:" in error_trace(caught.value)
    with pytest.raises(AttributeError) as wrong:
        list(journal._frames("no trace"))  # type: ignore[arg-type]
    assert re.search(r"AttributeError @ gui/journal\.py:\d+ _frames", error_trace(wrong.value))


def test_trace_of_a_group_and_of_causes() -> None:
    """What is inside a group and what an exception came from is named, each once, and not without end."""
    inner = ValueError("4111111111111111")
    group = ExceptionGroup("4111111111111111", [inner, KeyError("x")])
    group.__cause__ = inner
    inner.__context__ = group
    assert error_trace(group) == "ExceptionGroup; from ValueError; from KeyError"
    many = ExceptionGroup("", [OSError(str(number)) for number in range(50)])
    assert error_trace(many).count("OSError") == 5
    hidden = ValueError()
    hidden.__context__, hidden.__suppress_context__ = KeyError(), True
    assert error_trace(hidden) == "ValueError"
    odd = type("类4111", (Exception,), {})
    assert error_trace(odd()) == REDACTED


def test_log_is_rotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three files of the given size at most."""
    monkeypatch.setattr(journal, "MAX_BYTES", 500)
    with open_journal(tmp_path):
        for _ in range(60):
            OURS.info(Event.USER_ERROR, {"error_key": "data.full"})
    files = sorted(path.name for path in (tmp_path / "logs").glob("poscheckup.log*"))
    assert files == ["poscheckup.log", "poscheckup.log.1", "poscheckup.log.2"]
    assert all((tmp_path / "logs" / name).stat().st_size <= 500 for name in files)


def test_log_that_cannot_be_rotated_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows does not rename a file that another copy of the program has open: no line is lost."""

    def refuse(_source: Path, _target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(journal, "MAX_BYTES", 200)
    monkeypatch.setattr(Path, "replace", refuse)
    with open_journal(tmp_path):
        for _ in range(9):
            OURS.info(Event.USER_ERROR, {"error_key": "data.full"})
        assert log_path() is not None
    assert len(read_log(tmp_path)) == 9


@pytest.mark.parametrize("bad", ["file/below", "nul\0"])
def test_no_log_is_no_error(tmp_path: Path, bad: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A folder that cannot be written to leaves the program without a log, and silent about it."""
    (tmp_path / "file").write_text("")
    with open_journal(tmp_path / bad):
        OURS.info(Event.USER_ERROR, {"error_key": "data.full"})
        assert log_path() is None
    assert capfd.readouterr() == ("", "")


def test_path_is_known_while_the_log_is_open(tmp_path: Path) -> None:
    """The message boxes name the log."""
    with open_journal(tmp_path):
        OURS.info(Event.USER_ERROR, {"error_key": "data.full"})
        assert log_path() == tmp_path / "logs" / "poscheckup.log"
    assert log_path() is None


def test_everything_is_as_before_afterwards(tmp_path: Path) -> None:
    """Levels and handlers are given back."""
    before = list(logging.getLogger().handlers), logging.getLogger("gui").level
    with open_journal(tmp_path):
        assert OURS.isEnabledFor(logging.INFO)
    assert (list(logging.getLogger().handlers), logging.getLogger("gui").level) == before


def test_terminal_gets_what_is_told_nowhere_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Broken checks and warnings of libraries reach standard error; what the user is told otherwise does not."""
    with open_journal(tmp_path):
        OURS.error(Event.CHECK_CRASHED, {"check": "portal", "error_type": "ValueError"}, exc_info=ValueError("secret"))
        THEIRS.warning("library text")
        journal.log_crash(OURS, ValueError("secret"))
    assert capsys.readouterr().err == "check portal crashed: ValueError\nlibrary text\n"


def test_program_without_streams_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A windowed exe has no standard error."""
    monkeypatch.setattr(sys, "stderr", None)
    with open_journal(tmp_path):
        THEIRS.warning("library text")
    assert read_log(tmp_path) == [f"WARNING somelibrary.part {REDACTED}"]


@pytest.fixture
def no_faulthandler() -> Iterator[None]:
    """Switch off the test run's own fault handler for a moment."""
    faulthandler.disable()
    yield
    assert not faulthandler.is_enabled()
    assert sys.__stderr__ is not None
    faulthandler.enable(sys.__stderr__)


def test_fault_log(tmp_path: Path, no_faulthandler: None) -> None:
    """Native crashes are noted in a file of their own, which begins anew when it is large."""
    path = tmp_path / "logs" / journal.FAULT_LOG_NAME
    for size, expected in ((journal.MAX_BYTES, journal.MAX_BYTES), (journal.MAX_BYTES + 1, 0)):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * size)
        with open_journal(tmp_path):
            assert faulthandler.is_enabled()
        assert path.stat().st_size == expected


def test_fault_log_that_cannot_be_opened(tmp_path: Path, no_faulthandler: None) -> None:
    """Without a folder for it there is no fault log."""
    (tmp_path / "file").write_text("")
    with open_journal(tmp_path / "file"):
        assert not faulthandler.is_enabled()


def test_fault_handler_in_use_stays(tmp_path: Path) -> None:
    """Somebody else's fault handler, as that of a test run, is left alone."""
    was = faulthandler.is_enabled()
    with open_journal(tmp_path):
        pass
    assert faulthandler.is_enabled() is was


def test_what_libraries_say_on_the_terminal_is_cleaned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A script may keep what comes on standard error."""
    with open_journal(tmp_path, lambda text: text.replace("4111", "****")):
        logging.getLogger("dns").warning("no answer for %s", "4111")
    assert capsys.readouterr().err == "no answer for ****\n"
