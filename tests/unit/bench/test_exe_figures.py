"""The table says what was measured and which limit is missed; processes are read as proc(5) says."""

from pathlib import Path

import pytest

from tests.bench import exe_figures
from tests.bench.exe_figures import BARE, MIB, OURS, median_figure, size_figure, start_figures, table
from tests.bench.first_page import Start, memory_bytes, processes_of, start_time_s

NAME = "Z:\\tmp\\收银 电脑\\POSCheckup.exe"


def test_size_has_two_limits() -> None:
    """The ratio to the bare wizard, and the size itself."""
    assert size_figure(23 * MIB, 20 * MIB).is_kept
    assert not size_figure(23 * MIB + 1, 20 * MIB).is_kept
    assert size_figure(30 * MIB, 29 * MIB).is_kept
    assert not size_figure(30 * MIB + 1, 29 * MIB).is_kept


def test_medians_are_compared() -> None:
    """One slow start does not count, but it is shown."""
    figure = median_figure("start", [1.3, 9.0, 1.2], [1.0, 1.0, 0.5])
    assert (figure.ours, figure.bare, figure.ratio) == (1.3, 1.0, 1.3)
    assert (figure.ours_range, figure.bare_range) == ((1.2, 9.0), (0.5, 1.0))
    assert figure.is_kept
    assert not median_figure("start", [1.31], [1.0]).is_kept


def test_table() -> None:
    """One line per figure, in Markdown."""
    starts = {
        OURS: [Start(seconds=2.0, memory_bytes=120 * MIB)],
        BARE: [Start(seconds=1.0, memory_bytes=100 * MIB)],
    }
    assert table([size_figure(25 * MIB, 25 * MIB), *start_figures("folder", starts)]).splitlines() == [
        "| figure | POSCheckup | bare wizard | ratio | limit |",
        "|---|---:|---:|---:|---|",
        "| one file, MiB | 25.00 | 25.00 | 1.00 | ≤ 1.15 ×, ≤ 30 |",
        "| start to the first page, folder, s | 2.00 (2.00–2.00) | 1.00 (1.00–1.00) | 2.00 | ≤ 1.3 ×: missed |",
        "| memory at the first page, folder, MiB | 120.00 (120.00–120.00) | 100.00 (100.00–100.00) | 1.20 | ≤ 1.3 × |",
    ]


@pytest.mark.parametrize(("ours", "status"), [(25, 0), (31, 1)])
def test_status(
    ours: int, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A missed limit is the exit status."""
    monkeypatch.setattr(exe_figures, "measure", lambda *_args: [size_figure(ours * MIB, 25 * MIB)])
    monkeypatch.setattr(exe_figures, "missing_for_lab", lambda: None)
    monkeypatch.setattr("sys.argv", ["exe_figures", "--dist", str(tmp_path)])
    assert exe_figures.main() == status
    assert ("missed" in capsys.readouterr().out) is bool(status)


def make_process(proc: Path, number: int, *arguments: str) -> Path:
    """Write what the kernel shows of a process."""
    folder = proc / str(number)
    folder.mkdir()
    (folder / "cmdline").write_bytes(b"".join(f"{word}\0".encode() for word in arguments))
    fields = " ".join(str(field) for field in range(3, 53))
    (folder / "stat").write_text(f"{number} (a) name (x) {fields}\n", encoding="utf-8")
    (folder / "smaps_rollup").write_text(
        "00400000-7fff r--p 00000000 00:00 0  [rollup]\nRss:  9000 kB\nPss:  1500 kB\nPss_Anon:  700 kB\n",
        encoding="ascii",
    )
    return folder


def test_processes_of_a_program(tmp_path: Path) -> None:
    """Those that run it, not those that were asked to start it, and not those that ended meanwhile."""
    ours = [make_process(tmp_path, number, NAME, "--no-network") for number in (20, 21)]
    make_process(tmp_path, 22, "explorer", NAME)
    (tmp_path / "23").mkdir()
    (tmp_path / "self").mkdir()
    assert sorted(processes_of(NAME, tmp_path)) == ours


def test_figures_of_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Field 22 of `stat`, counted after the name with its brackets; the line `Pss` in KiB."""
    monkeypatch.setattr("tests.bench.first_page._TICKS_PER_S", 11)
    process = make_process(tmp_path, 20, NAME)
    assert (start_time_s(process), memory_bytes(process)) == (2.0, 1500 * 1024)
