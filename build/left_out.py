<<<<<<< Updated upstream
"""Runs early in the exe: puts an empty module where one is only asked for by name, so that what is behind it stays out.

- `segno.writers` draws QR codes in a dozen formats with xml.sax and gzip; `gui/report/qr.py` takes the matrix only.
- `_overlapped` is below asyncio's proactor loop; every loop here is a selector loop.
=======
"""Runs early in the exe, which holds no HTTP client: puts an empty module where one is only asked for by name.

`xml.sax.saxutils`, from which the QR code's package takes two functions that write XML, imports `urllib.request` for a
third one. Nobody here calls that.
>>>>>>> Stashed changes
"""

import sys
import types

<<<<<<< Updated upstream
for _name in ("segno.writers", "_overlapped"):
    sys.modules[_name] = types.ModuleType(_name)
=======
sys.modules["urllib.request"] = types.ModuleType("urllib.request")
>>>>>>> Stashed changes
