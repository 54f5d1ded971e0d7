"""Runs early in the exe: puts an empty module where one is only asked for by name, so that what is behind it stays out.

`segno.writers` draws QR codes in a dozen formats with xml.sax, gzip and an HTTP client; `gui/report/qr.py` takes the
matrix only. `_overlapped` is what asyncio's proactor loop calls, and every loop here is a selector loop: the other one
dies on a port-unreachable.
"""

import sys
import types

for _name in ("segno.writers", "_overlapped"):
    sys.modules[_name] = types.ModuleType(_name)
