"""What the unit tests of several rooms need."""

import functools

import pytest

from gui import cli
from gui.diagnose.review import review_knowledge
from gui.kb import load_catalog, load_knowledge
from gui.model.errors import Problem
from gui.unattended import commands

_load_knowledge_once = functools.cache(load_knowledge)
_load_catalog_once = functools.cache(load_catalog)


@functools.cache
def _review_once() -> tuple[Problem, ...]:
    return review_knowledge(_load_knowledge_once())


@pytest.fixture
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The knowledge is loaded and tried out once: that takes a quarter of a second and two, and it never changes."""
    monkeypatch.setattr("gui.kb.load_knowledge", _load_knowledge_once)
    monkeypatch.setattr(cli, "load_catalog", _load_catalog_once)
    monkeypatch.setattr(commands, "review_knowledge", lambda _knowledge: _review_once())
