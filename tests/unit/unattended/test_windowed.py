"""The windowed exe on a scripted Windows: streams, the parent's console, and the box for when nobody reads."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TextIO

import pytest

from gui import cli
from gui.exit_status import INTERRUPTED
from gui.journal import LOG_NAME
from gui.kb import Catalog, load_catalog
from gui.model.errors import KnowledgeError, Problem
from gui.unattended import commands, console
from gui.unattended.windows_console import StreamName, windows_api

NAMES: tuple[StreamName, ...] = ("stdin", "stdout", "stderr")


class ScriptedWindows:
    """Has a console or not, passes handles on or not, and notes what was asked for."""

    def __init__(
        self, *, has_console: bool = False, handles: tuple[StreamName, ...] = (), ascii_only: bool = False
    ) -> None:
        self.has_console = has_console
        self.handles: dict[StreamName, io.BytesIO] = {name: io.BytesIO() for name in handles}
        self.console: dict[StreamName, io.BytesIO] = {}
        self.boxes: list[tuple[str, str, bool]] = []
        self.attached = 0
        self._encoding = "ascii" if ascii_only else "utf-8"

    def get_std_handle(self, name: StreamName) -> TextIO | None:
        """Return a scripted handle."""
        return io.TextIOWrapper(self.handles[name], encoding="utf-8") if name in self.handles else None

    def attach_console(self) -> bool:
        """Count it, and say whether there is one."""
        self.attached += 1
        return self.has_console

    def open_console(self, name: StreamName) -> TextIO:
        """Open the console; it may refuse to be read."""
        if name == "stdin":
            raise OSError
        self.console[name] = io.BytesIO()
        return io.TextIOWrapper(self.console[name], encoding=self._encoding)

    def message_box(self, title: str, text: str, *, is_error: bool) -> None:
        """Note the box."""
        self.boxes.append((title, text, is_error))


Windowed = Callable[..., ScriptedWindows]


@pytest.fixture(autouse=True)
def chinese(loaded_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the system is Chinese, and nothing here is about loading."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


@pytest.fixture
def windowed(monkeypatch: pytest.MonkeyPatch) -> Windowed:
    """Return a function that turns this process into a windowed exe of the given kind."""

    def become(**kind: object) -> ScriptedWindows:
        api = ScriptedWindows(**kind)  # type: ignore[arg-type]
        for name in NAMES:
            monkeypatch.setattr(sys, name, None)
        monkeypatch.setattr(console, "windows_api", lambda: api)
        return api

    return become


def _break_wizard(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    class FakeApp:
        """Stands for `gui.qt.app`, which fails before it shows anything."""

        @staticmethod
        def run_wizard(*_args: object, **_options: object) -> NoReturn:
            raise error

    monkeypatch.setattr(cli, "has_display", lambda: True)
    monkeypatch.setitem(sys.modules, "gui.qt.app", FakeApp)


@pytest.fixture
def loading_wizard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for `gui.qt.app`, which would start Qt: only load what the wizard needs."""

    class FakeApp:
        @staticmethod
        def run_wizard(load: Callable[[], object], **_options: object) -> int:
            load()
            return 0

    monkeypatch.setattr(cli, "has_display", lambda: True)
    monkeypatch.setitem(sys.modules, "gui.qt.app", FakeApp)


def test_no_windows_no_calls() -> None:
    """Elsewhere nothing of this is there."""
    if sys.platform != "win32":
        assert windows_api() is None


def test_pipes_are_used_and_no_console_is_looked_for(windowed: Windowed) -> None:
    """A script that passes pipes gets JSON, and no console is attached."""
    api = windowed(handles=NAMES, has_console=True)
    api.handles["stdin"].write(b'{"code": "51"}')
    api.handles["stdin"].seek(0)
    assert cli.main(["diagnose", "-", "--json", "-"]) == 0
    assert json.loads(api.handles["stdout"].getvalue())["ranked"][0]["ref"] == "C01"
    assert (api.handles["stderr"].getvalue(), api.attached, api.boxes) == (b"", 0, [])


def test_script_never_gets_a_box(windowed: Windowed) -> None:
    """Whoever redirects a stream is a program: errors go to standard error, or nowhere, never into a box."""
    api = windowed(handles=NAMES)
    assert cli.main(["nonsense"]) == 2
    assert api.handles["stderr"].getvalue().decode().count("\n") == 1
    only_out = windowed(handles=("stdout",))
    assert cli.main(["nonsense"]) == 2
    assert only_out.handles["stdout"].getvalue() == b""
    assert (api.boxes, only_out.boxes) == ([], [])


def test_console_of_the_parent_is_used(windowed: Windowed) -> None:
    """Started in a console without redirection, a subcommand answers there."""
    api = windowed(has_console=True)
    assert cli.main(["kb"]) == 0
    assert "知识库完好" in api.console["stdout"].getvalue().decode()
    assert sys.stdin is None
    api = windowed(has_console=True)
    assert cli.main(["nonsense"]) == 2
    assert "nonsense" in api.console["stderr"].getvalue().decode()
    assert api.boxes == []


def test_redirected_output_with_a_console(windowed: Windowed) -> None:
    """`POSCheckup.exe kb > out.txt` in a console: output into the file, errors on the console."""
    api = windowed(has_console=True, handles=("stdout",))
    assert cli.main(["kb", "--provider"]) == 2
    assert "--provider" in api.console["stderr"].getvalue().decode()
    assert api.handles["stdout"].getvalue() == b""


def test_console_that_knows_no_chinese(windowed: Windowed) -> None:
    """What the console cannot show is escaped."""
    api = windowed(has_console=True, ascii_only=True)
    assert cli.main(["kb"]) == 0
    assert rb"\u77e5\u8bc6" in api.console["stdout"].getvalue()


def test_stream_of_another_encoding_becomes_utf_8(windowed: Windowed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python gives a pipe the system's code page; a program that reads it expects UTF-8."""
    windowed()
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="gbk"))
    assert cli.main(["kb"]) == 0
    assert "知识库完好" in raw.getvalue().decode("utf-8")


def test_without_a_console_results_are_silent(windowed: Windowed, tmp_path: Path) -> None:
    """From a shortcut: the file is written, nothing is said, no box is shown."""
    api = windowed()
    assert cli.main(["kb", "--json", str(tmp_path / "kb.json")]) == 0
    assert cli.main(["kb"]) == 0
    assert (tmp_path / "kb.json").exists()
    assert api.boxes == []


@pytest.mark.parametrize(("lang", "word"), [("zh", "程序没有运行"), ("en", "Nothing was run")])
def test_wrong_option_without_a_console_is_a_box(windowed: Windowed, tmp_path: Path, lang: str, word: str) -> None:
    """From a shortcut with a wrong option: what, what it means, what to do, and the log."""
    api = windowed()
    assert cli.main(["--data-dir", str(tmp_path), "--lang", lang, "--nonsense"]) == 2
    title, text, is_error = api.boxes[0]
    assert (title, is_error) == ("POSCheckup", True)
    assert "--nonsense" in text
    assert word in text
    assert str(tmp_path / "logs" / LOG_NAME) in text


@pytest.mark.parametrize(("lang", "word"), [("zh", "账户异常"), ("en", "network")])
def test_help_and_version_without_a_console_are_a_box(windowed: Windowed, lang: str, word: str) -> None:
    """Help reaches who asked for it."""
    api = windowed()
    for option in ("--help", "--version"):
        with pytest.raises(SystemExit) as caught:
            cli.main([f"--lang={lang}", option])
        assert caught.value.code == 0
    (_, text, is_error), (_, version, _) = api.boxes
    assert word in text
    assert version.startswith("POSCheckup ")
    assert not is_error


def test_help_in_a_console(windowed: Windowed) -> None:
    """Help goes to the console if there is one."""
    api = windowed(has_console=True)
    with pytest.raises(SystemExit):
        cli.main(["kb", "--help"])
    assert b"--json" in api.console["stdout"].getvalue()
    assert api.boxes == []


def test_wizard_looks_for_no_console(windowed: Windowed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window attaches to nothing, even where a console is."""
    api = windowed(has_console=True)
    _break_wizard(monkeypatch, KeyboardInterrupt())
    assert cli.main(["--no-network"]) == INTERRUPTED
    assert (api.attached, api.boxes) == (0, [])


@pytest.mark.parametrize(("lang", "word"), [("zh", "程序出错"), ("en", "The program failed")])
def test_bug_before_the_window_is_a_box(
    windowed: Windowed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str, word: str
) -> None:
    """An unexpected exception says what to do, where it happened and where the log is, and nothing that is secret."""
    api = windowed(has_console=True)
    _break_wizard(monkeypatch, RuntimeError("card 4111111111111111"))
    assert cli.main(["--lang", lang, "--data-dir", str(tmp_path)]) == 1
    text = api.boxes[0][1]
    log = tmp_path / "logs" / LOG_NAME
    assert word in text
    assert "RuntimeError @ " in text
    assert "gui/cli.py:" in text
    assert str(log) in text
    written = log.read_text(encoding="utf-8")
    assert " crashed error_type=RuntimeError trace=RuntimeError @ " in written
    assert " ended exit_status=1 " in written
    assert "4111" not in text + written


def test_bug_with_a_terminal_is_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A developer gets the traceback, without a card number."""
    _break_wizard(monkeypatch, RuntimeError("card 4111111111111111"))
    assert cli.main([]) == 1
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "RuntimeError: card 411111" in err
    assert "4111111111111111" not in err


def test_missing_qt_in_the_exe(windowed: Windowed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exe says to download it again, not to run a build script."""
    api = windowed()
    monkeypatch.setattr(cli, "has_display", lambda: True)
    monkeypatch.setitem(sys.modules, "gui.qt.app", None)
    monkeypatch.setattr(sys, "_MEIPASS", "somewhere", raising=False)
    assert cli.main([]) == 2
    assert "重新下载" in api.boxes[0][1]
    assert "dev.py" not in api.boxes[0][1]


@pytest.mark.usefixtures("loading_wizard")
def test_bad_targets_before_the_window_are_a_box(windowed: Windowed, tmp_path: Path) -> None:
    """A targets file that is not there is told with all three parts."""
    api = windowed()
    assert cli.main(["--targets", str(tmp_path / "no.toml")]) == 2
    assert "no.toml" in api.boxes[0][1]
    assert api.boxes[0][1].count("\n\n") == 3


@pytest.mark.usefixtures("loading_wizard")
@pytest.mark.parametrize(("lang", "word"), [("zh", "重新下载"), ("en", "download")])
def test_bad_data_are_a_box(windowed: Windowed, monkeypatch: pytest.MonkeyPatch, lang: str, word: str) -> None:
    """Bad data say what to do, and the first problems for the one who can mend them."""
    api = windowed()
    problems = [Problem(file="kb/a.toml", key=f"key-{number}", message="wrong") for number in range(9)]

    def fail() -> NoReturn:
        raise KnowledgeError(problems)

    monkeypatch.setattr("gui.kb.load_knowledge", fail)
    assert cli.main(["--lang", lang]) == 1
    text = api.boxes[0][1]
    assert word in text
    assert "key-4" in text
    assert "key-5" not in text


@pytest.mark.parametrize("error", [KnowledgeError([Problem(file="i18n/zh", key="*", message="gone")]), OSError("gone")])
def test_missing_texts_are_told_in_both_languages(
    windowed: Windowed, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Without any text file the program still says what to do."""
    api = windowed()

    def fail(_lang: str) -> Catalog:
        raise error

    monkeypatch.setattr(cli, "load_catalog", fail)
    assert cli.main([]) == 1
    text = api.boxes[0][1]
    assert "重新下载" in text
    assert "download" in text


def test_user_error_without_texts(windowed: Windowed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that are gone after the start do not stop the message."""
    api = windowed()
    calls: list[str] = []

    def load(lang: str) -> Catalog:
        calls.append(lang)
        if len(calls) > 1:
            raise OSError
        return load_catalog(lang)

    monkeypatch.setattr(cli, "load_catalog", load)
    assert cli.main(["nonsense"]) == 2
    assert "重新下载" in api.boxes[0][1]


def test_box_says_that_there_is_no_log(windowed: Windowed, tmp_path: Path) -> None:
    """A data folder that cannot be written to does not stop the program; the box says so."""
    api = windowed()
    (tmp_path / "file").write_text("")
    for lang, word in (("zh", "没有日志"), ("en", "There is no log")):
        assert cli.main([f"--data-dir={tmp_path / 'file'}", "--lang", lang, "--nonsense"]) == 2
        assert word in api.boxes.pop()[1]


class _Closed(io.TextIOWrapper):
    """A pipe whose reader went away, as Windows' C library tells it."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8")

    def write(self, _text: str) -> NoReturn:
        raise OSError(22, "Invalid argument")


def test_reader_that_goes_away_on_windows(windowed: Windowed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of a pipe is an invalid argument on Windows; elsewhere that is a bug."""
    windowed()
    monkeypatch.setattr(sys, "stdout", _Closed())
    with pytest.raises(BrokenPipeError):
        console.say("x")
    monkeypatch.setattr(console, "windows_api", lambda: None)
    with pytest.raises(OSError, match="Invalid argument") as caught:
        console.say("x")
    assert not isinstance(caught.value, BrokenPipeError)


def test_standard_error_that_takes_nothing(windowed: Windowed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead standard error changes nothing but that nothing is read."""
    api = windowed()
    monkeypatch.setattr(sys, "stderr", _Closed())
    assert cli.main(["nonsense"]) == 2
    assert api.boxes == []


def test_log_tells_the_story(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start, what the user was told, and the end are in the log, without the arguments."""
    monkeypatch.setattr(commands, "check", lambda *_args, **_options: 1)
    assert cli.main(["--data-dir", str(tmp_path), "check"]) == 1
    assert cli.main(["--data-dir", str(tmp_path), "diagnose", str(tmp_path / "账本.json")]) == 2
    lines = (tmp_path / "logs" / LOG_NAME).read_text(encoding="utf-8").splitlines()
    assert [line.split()[3] for line in lines] == ["started", "ended", "started", "user-error", "ended"]
    assert "error_key=cli.no_file" in lines[3]
    assert f"platform={sys.platform}" in lines[0]
    assert "<redacted>" not in "".join(lines)
    assert INTERRUPTED == 130
