"""A QR code as an image inside the HTML."""

import base64
import io

import segno


def png_data_uri(text: str) -> str:
    """Return `text` as a QR code (ISO/IEC 18004, error correction M) in a PNG data URI, black on white."""
    buffer = io.BytesIO()
    segno.make(text, error="m", micro=False).save(buffer, kind="png", scale=4, border=2)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
