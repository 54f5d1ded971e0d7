"""POSCheckup: why a shop's POS terminal takes no money, whose problem that is, and what to do now.

The top-level folder is called `gui` by the project's fixed layout; Qt-free code lives here too. Only `gui.qt` may
import PySide6: everything else runs, and is tested, without a window.
"""

__version__ = "0.1.0"
