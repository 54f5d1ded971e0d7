"""The modules that carry the knowledge, the texts, the flow and the licences in the exe."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pack
from gui.kb import (
    LANGUAGES,
    load_catalog,
    load_knowledge,
    load_licences,
    load_mac_makers,
    load_reference,
    load_usb_makers,
)
from gui.kb.drawings import load_drawings
from gui.kb.spelling import load_spelling_tables
from gui.packed import forget, packed_or
from gui.session import load_flow
from tests.lab.world import ROOT


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Be the exe: the modules are made, and `resources/` is not there. Returns their folder."""
    pack.write_modules(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "nowhere"), raising=False)
    _forget()
    yield tmp_path
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    forget()
    load_drawings.cache_clear()
    for name in pack.MODULES:
        sys.modules.pop(name, None)


def test_what_is_packed_is_what_was_read(frozen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every content comes back equal, and no file is read for it."""
    loaded = (
        load_knowledge(),
        load_flow(),
        load_reference(),
        load_licences(),
        load_spelling_tables(),
        load_drawings(),
        {lang: load_catalog(lang) for lang in LANGUAGES},
    )
    makers = load_usb_makers(), load_mac_makers()
    monkeypatch.delattr(sys, "_MEIPASS")
    forget()
    load_drawings.cache_clear()
    read = (
        load_knowledge(),
        load_flow(),
        load_reference(),
        load_licences(),
        load_spelling_tables(),
        load_drawings(),
        {lang: load_catalog(lang) for lang in LANGUAGES},
    )
    assert loaded == read
    assert makers == (read[0].usb_makers, read[0].mac_makers)
    assert loaded[0] is not read[0]
    assert "state-fine" in load_drawings()


def test_the_exe_needs_no_reader(frozen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is packed is there without the modules that the exe leaves out."""
    for name in pack.READERS:
        assert importlib.util.find_spec(name) is not None
        monkeypatch.setitem(sys.modules, name, None)
    assert load_knowledge().mac_makers == load_mac_makers()
    assert load_usb_makers()
    assert load_reference().banks
    assert all(load_catalog(lang).texts for lang in LANGUAGES)


def _nothing() -> object:
    raise AssertionError("read although it is packed")


def test_it_is_unpacked_once(frozen: Path) -> None:
    """The second asker gets the same object, and the bytes are gone."""
    assert packed_or("knowledge", _nothing) is packed_or("knowledge", _nothing)
    assert not hasattr(sys.modules["packed_knowledge"], "CONTENT")


def test_from_the_sources_nothing_is_packed() -> None:
    """Without an exe the files count."""
    forget()
    assert packed_or("knowledge", lambda: "read") == "read"


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two builds are identical."""
    for name in ("one", "two"):
        pack.write_modules(tmp_path / name)
    for module in pack.MODULES:
        one, two = ((tmp_path / name / f"{module}.py").read_bytes() for name in ("one", "two"))
        assert one == two


def test_the_packed_knowledge_needs_no_reader(frozen: Path) -> None:
    """To unpack it only the model is loaded: what reads and checks the files is not even asked for by name."""
    readers = (b"gui.kb.entities", b"gui.kb.codes", b"gui.kb.schema", b"gui.kb.loader", b"gui.kb.checks")
    content = (frozen / "packed_knowledge.py").read_bytes()
    assert b"gui.model.knowledge" in content
    assert not [name for name in readers if name in content]


def test_files_and_modules_together_are_the_resources() -> None:
    """Nothing of `resources/` is forgotten: it is packed, or it goes in as a file."""
    resources = ROOT / "resources"
    plain = {(str(resources / name), f"resources/{Path(name).parent}") for name in pack.PLAIN}
    assert plain <= set(pack.files(resources))
    as_files = {Path(path).name for path, _ in set(pack.files(resources)) - plain}
    assert as_files | set(pack.PACKED) == {path.name for path in resources.iterdir()}
    assert not as_files & set(pack.PACKED)
