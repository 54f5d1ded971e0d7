"""Runs early in the exe: imports from `later.bin` what `build/later_modules.py` has put there.

The file is read when the first of them is needed, which is after the window has been painted.
"""

import _thread
import marshal
import os
import sys
from _frozen_importlib import ModuleSpec  # what importlib.machinery hands on


class _Later:
    """Finds and loads the packed modules; what has been imported is let go of."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        with open(os.path.join(folder, "later.bin"), "rb") as file:  # noqa: PTH118, PTH123 (pathlib is not loaded yet)
            names = file.readline().decode("ascii").split()
        self._packages = {name[:-1] for name in names if name.endswith("/")}
        self._names = self._packages.union(names)
        self._codes: dict[str, bytes] | None = None
        self._lock = _thread.allocate_lock()

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Answer for a packed module; the next finder is asked for every other."""
        if name not in self._names:
            return None
        is_package = name in self._packages
        parts = name.split(".")
        place = os.path.join(self._folder, *parts)  # noqa: PTH118
        spec = ModuleSpec(name, self, origin=place)  # type: ignore[arg-type] # a loader by what it does
        if is_package:  # modules that are not packed lie below it, where PyInstaller looks for them
            spec.submodule_search_locations = [place]
        return spec

    def create_module(self, _spec: ModuleSpec) -> None:
        """Let Python make the module."""

    def exec_module(self, module: object) -> None:
        """Run the module's code."""
        name = module.__spec__.name  # type: ignore[attr-defined]
        exec(marshal.loads(self._all()[name]), module.__dict__)  # noqa: S102, S302 (the program's own code)
        del self._all()[name]

    def _all(self) -> dict[str, bytes]:
        with self._lock:
            if self._codes is None:
                import lzma  # noqa: PLC0415 (a start does without)

                with open(os.path.join(self._folder, "later.bin"), "rb") as file:  # noqa: PTH118, PTH123
                    file.readline()
                    self._codes = marshal.loads(lzma.decompress(file.read()))  # noqa: S302 (the program's own code)
            return self._codes


if os.path.exists(os.path.join(sys._MEIPASS, "later.bin")):  # type: ignore[attr-defined]  # noqa: PTH110, PTH118, SLF001
    sys.meta_path.insert(0, _Later(sys._MEIPASS))  # type: ignore[attr-defined]  # noqa: SLF001
