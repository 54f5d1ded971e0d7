"""Runs early in the exe: puts an empty module where one is only asked for by name, so that what is behind it stays out.

<<<<<<< HEAD
- `segno.writers` draws QR codes in a dozen formats with xml.sax and gzip; `gui/report/qr.py` takes the matrix only.
- `_overlapped` is below asyncio's proactor loop; every loop here is a selector loop.
=======
`segno.writers` draws QR codes in a dozen formats with xml.sax, gzip and an HTTP client; `gui/report/qr.py` takes the
matrix only.
>>>>>>> main
"""

import sys
import types

<<<<<<< HEAD
for _name in ("segno.writers", "_overlapped"):
    sys.modules[_name] = types.ModuleType(_name)
=======
sys.modules["segno.writers"] = types.ModuleType("segno.writers")
>>>>>>> main
