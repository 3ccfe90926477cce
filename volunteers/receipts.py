"""The picture of a receipt, drawn anew. Pure: bytes in, a picture out.

What comes from a telephone may hold where it was taken, other pictures, or a file of another kind behind the first.
Nothing of the file that came is kept: it is opened, its points are put on a clean sheet, and that is written.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

LARGEST_FILE = 8 * 1024 * 1024
# A telephone takes 12 to 16 million. A JPEG is unpacked at a part of its size, a PNG as a whole, at four bytes a point.
MOST_POINTS = {"JPEG": 25_000_000, "PNG": 10_000_000}
LONGEST_SIDE = 1600
QUALITY = 80
_BEGINS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class TooLarge(ValueError):
    """More bytes or points than we open."""


class NoPicture(ValueError):
    """No JPEG or PNG, or one that is damaged."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG without anything but its points."""

    data: bytes
    width: int
    height: int


def draw_anew(data: bytes) -> Picture:
    """Raises TooLarge or NoPicture. What is shown stands upright and is at most `LONGEST_SIDE` long."""
    if len(data) > LARGEST_FILE:
        raise TooLarge(len(data))
    if not data.startswith(_BEGINS):
        raise NoPicture("another kind of file")
    try:
        with warnings.catch_warnings():
            # Pillow's own warning about many points: we count them ourselves, before anything is unpacked.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _drawn(data)
    except TooLarge:
        raise
    except Image.DecompressionBombError:
        raise TooLarge("points") from None
    except Exception as fault:
        # Whatever a decoder stumbles over, the file is no picture that we can read.
        raise NoPicture(type(fault).__name__) from None


def _drawn(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data), formats=tuple(MOST_POINTS)) as opened:
        if opened.width * opened.height > MOST_POINTS[opened.format or ""]:
            raise TooLarge("points")
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        upright = ImageOps.exif_transpose(opened) or opened
        # Four inks have no way to transparency but by three lights.
        points = (upright.convert("RGB") if upright.mode == "CMYK" else upright).convert("RGBA")
    points.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    sheet = Image.new("RGB", points.size, "white")
    sheet.paste(points, mask=points.getchannel("A"))
    written = io.BytesIO()
    sheet.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Picture(written.getvalue(), sheet.width, sheet.height)
