"""Loads modules when they are first used: the window is waited for, and its first page needs only a few of them.

What is put off is still imported for the type checker, under `if TYPE_CHECKING:`. PyInstaller and import-linter read
these imports too, so that the exe holds the modules and the layers hold.
"""

import importlib
import sys
from collections.abc import Callable, Mapping
from types import ModuleType


def lazy_exports(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return a `__getattr__` (PEP 562) for a package: each name is taken from its module when it is first asked for.

    `homes`: the module below the package by name. A name that is also a module's must not be put off: which of the two
    the package's attribute is would depend on who imports what first.
    """

    def get(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=sys.modules[package])
        value: object = getattr(importlib.import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return get


class LazyModule(ModuleType):
    """Stands for a module; loads it when something in it is first used."""

    def __getattr__(self, name: str) -> object:
        return getattr(importlib.import_module(self.__name__), name)
