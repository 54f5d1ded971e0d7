"""Prints which lab cases the Windows exe judges as the sources do: `python -m tests.bench.exe_cases [--exe FILE]`.

In a world each, the sources' check runs on the shop's PC, and `POSCheckup.exe check` under Wine on another one like it;
`--cases ID ...` takes only some. A run over all cases is written to `tests/bench/results/exe_cases.md`. Where Wine
lacks what a case needs, `NOT_IN_WINE` says so by name. Exit status: 0, or 1 when another case differs, or a listed
one does not.
"""

import argparse
import json
import shutil
import struct
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from gui.model.codec import from_json, to_json
from gui.model.observation import CheckReport
from tests.bench.matrix import EXACT, expected_text, what_was_said
from tests.bench.tables import markdown, source_state
from tests.lab.cases import CASES, Case, by_id
from tests.lab.checking import check
from tests.lab.world import ROOT, Lab, missing_for_lab

sys.path.insert(0, str(ROOT / "build"))  # as pytest does: the build's scripts are no package
import wine
from tests.packaged.windows_pc import EXE, Screen, WindowsPc

RESULTS = Path(__file__).parent / "results" / "exe_cases.md"
#: Cases that Wine 8.0 cannot show to a Windows program, and why.
NOT_IN_WINE: Mapping[str, str] = {
    "no-carrier": "it calls an enabled card connected (OperStatus, MediaConnectState) whether it has a carrier or not",
    "duplicate-ip": "it has no SendARP, which tells who claims an address",
    "gateway-arp-conflict": "it has no SendARP, which tells who claims an address",
    "rogue-dhcp": "a UDP socket is not told that a port is closed (WSAECONNRESET)",
    "dns-rebind-filter": "getaddrinfo says that there is no such name where there is only no such address",
    "ipv6-blackholed": "GetAdaptersAddresses names no IPv6 router",
}
#: What the subcommand can be asked: it takes no terminal's address and does not watch; the wizard does both.
CHECKED = tuple(case for case in CASES if not case.arguments)
#: Where Windows keeps the user's proxy, and its hosts file; Wine itself looks names up in the system's own.
_PROXY_SETTING = r"""Windows Registry Editor Version 5.00

[HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings\Connections]
"DefaultConnectionSettings"=hex:{value}
"""
#: Mark of a DefaultConnectionSettings value; its flags for a direct connection, and for a proxy beside it.
_SETTINGS_MARK, _DIRECT, _BY_PROXY = 0x46, 1, 3
_HOSTS = Path("drive_c/windows/system32/drivers/etc/hosts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What the sources and the exe said of a case: `EXACT`, or what was said instead."""

    case: Case
    sources: str
    exe: str

    @property
    def is_same(self) -> bool:
        """Whether both said the same."""
        return self.sources == self.exe

    @property
    def is_as_listed(self) -> bool:
        """Whether they differ exactly where Wine is known to lack something."""
        return self.is_same != (self.case.id in NOT_IN_WINE)


class ExeRuns:
    """A Windows under Wine that runs the exe in one world after the other. A context manager."""

    def __init__(self, exe: Path, keep: Path | None = None) -> None:
        self._exe = exe
        self._keep = keep

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._screen = Screen()
            stack.callback(self._screen.close)
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="exe-cases-")))
            self._prefix = folder / "prefix"
            wine.copy_prefix(self._prefix)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def both(self, case: Case) -> Pair:
        """Run a case with the sources and with the exe, in a world of its own each: a check leaves its traces."""
        sources = self._said("sources", case, lambda lab: check(lab, *case.arguments, env=case.env))
        return Pair(case=case, sources=sources, exe=self._said("exe", case, lambda lab: self._check(lab, case)))

    def _said(self, who: str, case: Case, run: Callable[[Lab], CheckReport]) -> str:
        try:
            with Lab() as lab:
                lab.apply(case.id)
                report = run(lab)
        except (AssertionError, RuntimeError, ValueError) as error:
            return f"no report ({type(error).__name__})"
        if self._keep is not None:
            text = json.dumps(to_json(report), ensure_ascii=False, indent=1)
            (self._keep / f"{case.id}-{who}.json").write_text(text, encoding="utf-8")
        return what_was_said(case, report)

    def _check(self, lab: Lab, case: Case) -> CheckReport:
        """Run the exe's own check. Raises ValueError when it printed no report."""
        hosts = self._prefix / _HOSTS
        hosts.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(lab.folder / "hosts", hosts)
        with WindowsPc(lab, self._prefix, self._screen, self._exe) as pc:
            set_proxy(pc, case.env.get("https_proxy", ""))
            targets = wine.windows_path(lab.targets_file)
            done = pc.run("check", "--targets", targets, "--json", "-", env=case.env, timeout_s=120)
        return read_report(done.stdout)


def set_proxy(pc: WindowsPc, url: str) -> None:
    """Set the user's proxy as the settings of Windows do ("": none); programs there do not read the environment."""
    server = url.removeprefix("http://")
    file = pc.folder / "proxy.reg"
    flags = _BY_PROXY if server else _DIRECT
    value = struct.pack("<4I", _SETTINGS_MARK, 0, flags, len(server)) + server.encode() + struct.pack("<2I", 0, 0)
    file.write_text(_PROXY_SETTING.format(value=value.hex(",")), encoding="utf-16")
    done = pc.run("/S", wine.windows_path(file), program=Path("regedit"))
    if done.returncode:
        raise RuntimeError(f"regedit ended with {done.returncode}: {done.stderr}")


def read_report(printed: str) -> CheckReport:
    """Return the report of the `check` subcommand. Raises ValueError."""
    report = json.loads(printed)
    for probe in report["probes"]:
        probe.pop("verdict")  # the outcome once more, see gui.session.check_json
    return from_json(CheckReport, report)


def table(pairs: Sequence[Pair]) -> str:
    """Return a line per case: what was expected, what both said, and what Wine lacks."""
    rows = [
        (
            pair.case.row,
            pair.case.id,
            expected_text(pair.case),
            pair.sources,
            pair.exe,
            "yes" if pair.is_same else "no",
            NOT_IN_WINE.get(pair.case.id, "") + ("" if pair.is_as_listed else " (not as listed)"),
        )
        for pair in pairs
    ]
    return markdown(("row", "case", "expected", "sources", "exe", "same", "what Wine 8.0 lacks"), rows)


def document(pairs: Sequence[Pair]) -> str:
    """Return the results as a Markdown file."""
    same, right = sum(pair.is_same for pair in pairs), sum(pair.exe == EXACT for pair in pairs)
    head = f"Every case of the network lab, once each, by the sources and by the exe under Wine ({source_state()})."
    sums = f"- the same verdict: {same} of {len(pairs)}\n- the exe exact: {right} of {len(pairs)}"
    left_out = "Left out, since `check` takes no terminal's address and does not watch: " + ", ".join(
        case.id for case in CASES if case.arguments
    )
    command = "Made by `python -m tests.bench.exe_cases`."
    return "\n\n".join(("# Verdicts of the Windows exe", f"{head} {command}", table(pairs), left_out, sums)) + "\n"


def main() -> int:
    """Run, print, and keep the results of a whole run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exe", type=Path, default=EXE, help="the program (default: dist/POSCheckup.exe)")
    parser.add_argument("--cases", nargs="+", metavar="ID", help="only these cases; nothing is written then")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="an existing folder for the reports, to look into")
    options = parser.parse_args()
    if (reason := missing_for_lab()) is not None:
        parser.error(reason)
    if not options.exe.exists():
        parser.error(f"there is no {options.exe}: python3 build/dev.py exe")
    cases = CHECKED if options.cases is None else tuple(map(by_id, options.cases))
    pairs = []
    with ExeRuns(options.exe.resolve(), options.keep) as runs:
        for case in cases:
            pairs.append(runs.both(case))
            sys.stderr.write(f"{case.id}: sources {pairs[-1].sources}, exe {pairs[-1].exe}\n")
    text = document(pairs)
    sys.stdout.write(text)
    if options.cases is None:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(text, encoding="utf-8")
    return 0 if all(pair.is_as_listed for pair in pairs) else 1


if __name__ == "__main__":
    sys.exit(main())
