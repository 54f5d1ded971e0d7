"""Runs early in the exe: puts an empty module where one is only asked for by name, so that what is behind it stays out.

`segno.writers` draws QR codes in a dozen formats with xml.sax, gzip and an HTTP client; `gui/report/qr.py` takes the
matrix only.
"""

import sys
import types

sys.modules["segno.writers"] = types.ModuleType("segno.writers")
