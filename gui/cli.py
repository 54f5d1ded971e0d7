"""The command line: without a subcommand the wizard, with one the unattended interface that other programs rely on.

Exit status: 0 done (check: no fault), 1 a fault was found, a verification or self test failed, or the program's own
data are bad, 2 bad usage or input (one line on stderr says what), 130 interrupted. `gui.unattended.boundary` turns
whatever goes wrong into these.
"""

import argparse
import gc
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import gui
from gui import kb
from gui.journal import open_journal
from gui.kb import LANGUAGES, Catalog, load_catalog
from gui.lazy import LazyModule
from gui.model.errors import UserError
from gui.paths import data_dir
from gui.probes import RUN_BUDGET_S
from gui.unattended.boundary import guarded
from gui.unattended.console import connect_console, default_language, say, set_up_streams, show_box

if TYPE_CHECKING:
    from gui.kb import ChosenTargets
    from gui.model.knowledge import Knowledge
    from gui.unattended import commands, hand_out, rejudge, triage
else:  # the wizard does without
    commands = LazyModule("gui.unattended.commands")
    hand_out = LazyModule("gui.unattended.hand_out")
    rejudge = LazyModule("gui.unattended.rejudge")
    triage = LazyModule("gui.unattended.triage")

#: Qt platforms that need neither X11 nor Wayland (https://doc.qt.io/qt-6/qpa.html).
_PLATFORMS_WITHOUT_DISPLAY = frozenset({"offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs", "directfb"})


#: What argparse says (in English, whatever the language) by the error text that says it to the user.
_USAGE = {
    "cli.missing": re.compile(r"the following arguments are required: (?P<name>.+)"),
    "cli.unrecognised": re.compile(r"unrecognized arguments: (?P<name>.+)"),
    "cli.choice": re.compile(
        r"argument (?P<name>[^:]+): invalid choice: '(?P<value>.*)' \(choose from (?P<options>.+)\)"
    ),
    "cli.no_value": re.compile(r"argument (?P<name>[^:]+): expected one argument"),
    "cli.no_number": re.compile(r"argument (?P<name>[^:]+): invalid float value: '(?P<value>.*)'"),
}


class _Parser(argparse.ArgumentParser):
    """Reports wrong usage as a `UserError`, so that it becomes one line in the user's language."""

    def error(self, message: str) -> NoReturn:
        for key, pattern in _USAGE.items():
            found = pattern.fullmatch(message)
            if found:
                raise UserError(key, **{name: text.replace("'", "") for name, text in found.groupdict().items()})
        raise UserError("cli.usage", detail=message)

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - argparse's own
        """Show the help or the version wherever somebody can read it."""
        connect_console()
        if not say(message.rstrip("\n")):
            show_box(self.prog, message, is_error=False)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line (`argv` without the program name) and return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    set_up_streams()
    load_texts = partial(load_catalog, _language_of(arguments))
    with open_journal(data_dir(_data_dir_of(arguments)), _without_secrets):
        return guarded(lambda: _run(arguments, load_texts()), load_texts)


def _without_secrets(text: str) -> str:
    from gui.report import redact  # noqa: PLC0415 (seldom needed)

    return redact(text).text


def has_display() -> bool:
    """Say whether a window can be shown: always on Windows and macOS, on Linux if X11, Wayland or Qt says so."""
    if sys.platform in ("win32", "darwin"):
        return True
    if os.environ.get("WAYLAND_DISPLAY") or _x11_answers(os.environ.get("DISPLAY", "")):
        return True
    return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in _PLATFORMS_WITHOUT_DISPLAY


def _x11_answers(display: str) -> bool:
    """Say whether an X server is there (`host:0`: believed). Qt aborts the whole program on a dead local display."""
    host, _, number = display.rpartition(":")
    name = f"/tmp/.X11-unix/X{number.partition('.')[0]}"  # noqa: S108 (where every X server has its socket)
    if host or not number:
        return bool(host)
    sockets = Path("/proc/net/unix")  # lists abstract sockets as well
    return Path(name).exists() or (sockets.exists() and name in sockets.read_text(encoding="ascii", errors="replace"))


def _run(arguments: list[str], catalog: Catalog) -> int:
    try:
        options = _parser(catalog).parse_args(arguments)
    except UserError:
        connect_console()
        raise
    if options.name is not None:  # the wizard needs no console, and collects its garbage itself
        gc.enable()
        connect_console()
    command: Callable[[argparse.Namespace, Catalog], int] = options.command
    return command(options, catalog)


def _language_of(arguments: Sequence[str]) -> str:
    """Find the language before the arguments are parsed: the parser's own messages need it."""
    named = (value for value in _values_of("--lang", arguments) if value in LANGUAGES)
    return next(named, None) or default_language()


def _data_dir_of(arguments: Sequence[str]) -> Path | None:
    """Find the data folder before the arguments are parsed: what goes wrong with them is logged there."""
    return next(map(Path, _values_of("--data-dir", arguments)), None)


def _values_of(option: str, arguments: Sequence[str]) -> Iterator[str]:
    """Yield what is given for an option, `--option VALUE` or `--option=VALUE`."""
    for index, argument in enumerate(arguments):
        if argument == option:
            yield from arguments[index + 1 : index + 2]
        elif argument.startswith(f"{option}="):
            yield argument.removeprefix(f"{option}=")


def _parser(catalog: Catalog) -> argparse.ArgumentParser:
    def text(name: str) -> str:
        return catalog.text(f"cli.help.{name}")

    parser = _Parser(prog="poscheckup", description=text("program"), allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"POSCheckup {gui.__version__}")
    parser.add_argument("--lang", choices=LANGUAGES, default=None, help=text("lang"))
    parser.add_argument("--targets", metavar="FILE", default=None, help=text("targets"))
    parser.add_argument("--no-network", action="store_true", help=text("no_network"))
    parser.add_argument("--data-dir", metavar="DIR", type=Path, default=None, help=text("data_dir"))
    parser.set_defaults(command=_wizard)
    subparsers = parser.add_subparsers(title=text("commands"), metavar="COMMAND", required=False, dest="name")

    def add(name: str, command: Callable[[argparse.Namespace, Catalog], int], *, json: bool) -> argparse.ArgumentParser:
        sub = subparsers.add_parser(name, help=text(name), description=text(name), allow_abbrev=False)
        sub.set_defaults(command=command)
        sub.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=text("lang"))
        if json:
            sub.add_argument("--json", metavar="FILE", default=None, help=text("json"))
        return sub

    knowledge = add("kb", _kb, json=True)
    knowledge.add_argument("--handbook", metavar="FILE", type=Path, default=None, help=text("handbook"))
    knowledge.add_argument("--shop-file", metavar="FILE", type=Path, default=None, help=text("shop_file"))
    knowledge.add_argument("--quick-guide", metavar="FILE", type=Path, default=None, help=text("quick_guide"))
    check = add("check", _check, json=True)
    check.add_argument("--provider", metavar="ID", default=None, help=text("provider"))
    check.add_argument("--targets", metavar="FILE", default=argparse.SUPPRESS, help=text("targets"))
    check.add_argument("--budget-s", metavar="N", type=float, default=RUN_BUDGET_S, help=text("budget"))
    add("diagnose", _diagnose, json=True).add_argument("case", metavar="CASE.json", help=text("case"))
    report = add("report", _report, json=False)
    report.add_argument("case", metavar="CASE.json", help=text("case"))
    report.add_argument("--out", metavar="DIR", type=Path, required=True, help=text("out"))
    add("verify", _verify, json=False).add_argument("file", metavar="FILE", type=Path, help=text("file"))
    add("replay", _replay, json=True).add_argument("file", metavar="FILE", type=Path, help=text("replayed"))
    table = add("triage", _triage, json=False)
    table.add_argument("folder", metavar="DIR", type=Path, help=text("reports"))
    table.add_argument("--out", metavar="FILE", type=Path, required=True, help=text("table"))
    add("selftest", _selftest, json=True)
    return parser


def _load(options: argparse.Namespace) -> "tuple[Knowledge, ChosenTargets]":
    """Load the knowledge, and what lies beside the exe: targets besides the built-in ones, and whose copy this is.

    The targets of `--targets` take the place of both.
    """
    knowledge = kb.load_knowledge()
    chosen = kb.load_shop_file(knowledge.targets, knowledge.providers)
    if options.targets is not None:
        chosen = replace(chosen, targets=kb.load_targets(Path(options.targets), knowledge.targets))
    return knowledge, chosen


def _wizard(options: argparse.Namespace, catalog: Catalog) -> int:
    if not has_display():
        _use_offscreen_platform()
        knowledge, chosen = _load(options)
        if options.lang is None and chosen.bank.lang is not None:
            catalog = load_catalog(chosen.bank.lang)
        return commands.run_without_display(
            knowledge, catalog, chosen=chosen, no_network=options.no_network, folder=options.data_dir
        )
    try:
        from gui.qt.app import run_wizard  # noqa: PLC0415 - Qt is loaded only for a window
    except ImportError as error:
        key = "cli.no_qt_in_exe" if hasattr(sys, "_MEIPASS") else "cli.no_qt"
        raise UserError(key, reason=error) from error
    load = partial(_load, options)
    return run_wizard(load, lang=options.lang, no_network=options.no_network, data_dir=options.data_dir)


def _kb(options: argparse.Namespace, catalog: Catalog) -> int:
    if options.shop_file is not None:
        return hand_out.check_shop_file(kb.load_knowledge(), catalog, options.shop_file, json_file=options.json)
    knowledge, reference = kb.load_knowledge(), kb.load_reference()
    _use_offscreen_platform()
    if options.handbook is not None:
        commands.write_handbook(knowledge, reference, catalog.lang, options.handbook)
    if options.quick_guide is not None:
        commands.write_quick_guide(knowledge, catalog.lang, options.quick_guide)
    return commands.show_knowledge(knowledge, catalog, json_file=options.json)


def _check(options: argparse.Namespace, catalog: Catalog) -> int:
    if options.no_network:
        raise UserError("cli.no_network")
    knowledge, chosen = _load(options)
    return commands.check(
        knowledge,
        catalog,
        chosen=chosen,
        provider=options.provider,
        budget_s=options.budget_s,
        json_file=options.json,
    )


def _diagnose(options: argparse.Namespace, catalog: Catalog) -> int:
    return commands.diagnose_case(kb.load_knowledge(), catalog, case_file=options.case, json_file=options.json)


def _report(options: argparse.Namespace, catalog: Catalog) -> int:
    _use_offscreen_platform()
    knowledge, chosen = _load(options)
    return commands.report_case(knowledge, catalog, chosen=chosen, case_file=options.case, folder=options.out)


def _verify(options: argparse.Namespace, catalog: Catalog) -> int:
    return commands.verify(catalog, options.file)


def _replay(options: argparse.Namespace, catalog: Catalog) -> int:
    return rejudge.replay_report(kb.load_knowledge(), catalog, options.file, json_file=options.json)


def _triage(options: argparse.Namespace, catalog: Catalog) -> int:
    return triage.triage(catalog, options.folder, options.out)


def _selftest(options: argparse.Namespace, catalog: Catalog) -> int:
    _use_offscreen_platform()
    return commands.self_test(catalog, json_file=options.json)


def _use_offscreen_platform() -> None:
    """Let Qt write a PDF where there is no display."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["LC_ALL"] = "C.UTF-8"  # else Qt complains on stderr about a locale that is not installed
