"""Fixtures of the knowledge base: a small sound tree on disk, and what it loads to."""

from pathlib import Path

import pytest

from gui.kb import load_knowledge
from gui.model.knowledge import Knowledge
from tests.unit.kb.tree import Tree, sound_tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Return the sound tree, to be broken in one place."""
    return sound_tree(tmp_path)


@pytest.fixture
def small(tree: Tree) -> Knowledge:
    """Return the knowledge of the sound tree."""
    return load_knowledge(tree.root)
