"""Starts the program: `python -m gui`, the console script and the exe all come here."""

import sys

from gui.cli import main

if __name__ == "__main__":
    sys.exit(main())
