"""A photo of the terminal's screen or of a slip that goes into the report."""

from dataclasses import dataclass

#: So many photos a case takes (own choice): the report must still go through a mailbox.
MOST_PHOTOS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo as it is kept: made smaller, without what a camera writes beside the picture. `jpeg`: JFIF bytes.

    `number` tells the photos of a case apart; 0 until it belongs to one.
    """

    jpeg: bytes
    width_px: int
    height_px: int
    number: int = 0
