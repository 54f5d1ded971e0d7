"""Starts the program: `python -m gui`, the console script and the exe all come here."""

import gc
import sys

gc.disable()  # what a program consists of is no garbage: looking through it while it is loaded only costs time

from gui.cli import main  # noqa: E402 (see above)

if __name__ == "__main__":
    sys.exit(main())
