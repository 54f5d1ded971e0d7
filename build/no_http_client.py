"""Runs early in the exe, which holds no HTTP client: puts an empty module where one is only asked for by name.

`xml.sax.saxutils`, from which the QR code's package takes two functions that write XML, imports `urllib.request` for a
third one. Nobody here calls that.
"""

import sys
import types

sys.modules["urllib.request"] = types.ModuleType("urllib.request")
