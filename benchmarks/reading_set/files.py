"""Pictures of pages as files: a scanner's PDF, a fax's TIFF, a phone's JPEG. The same pictures give the same bytes."""

from collections.abc import Sequence
from io import BytesIO
from time import gmtime

import numpy as np
from PIL import Image

from benchmarks.reading_set.scans import Picture, Profile

_THEN = gmtime(1_795_000_000)  # a PDF says when it was made


def pdf(pictures: Sequence[Picture], profile: Profile) -> bytes:
    """A PDF with a picture on each page: JPEG, or for black and white CCITT G4 (ITU-T T.6)."""
    out = BytesIO()
    first, *rest = (_image(picture, profile) for picture in pictures)
    quality = {} if profile.black else {"quality": profile.jpeg}
    first.save(
        out,
        "PDF",
        save_all=True,
        append_images=rest,
        dpi=(profile.across, profile.down),
        creationDate=_THEN,
        modDate=_THEN,
        **quality,
    )
    return out.getvalue()


def tiff(pictures: Sequence[Picture], profile: Profile) -> bytes:
    """A TIFF of several pages; black and white as a fax packs it."""
    out = BytesIO()
    first, *rest = (_image(picture, profile) for picture in pictures)
    packed = "group4" if profile.black else "tiff_lzw"
    first.save(out, "TIFF", save_all=True, append_images=rest, dpi=(profile.across, profile.down), compression=packed)
    return out.getvalue()


def jpeg(picture: Picture, profile: Profile, orientation: int = 1) -> bytes:
    """A JPEG as a phone writes it; `orientation` is EXIF's (1 upright, 6 and 8 turned, 3 upside down)."""
    turns = {1: 0, 6: 1, 3: 2, 8: 3}[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = BytesIO()
    Image.fromarray(np.ascontiguousarray(np.rot90(picture, turns))).save(
        out, "JPEG", quality=profile.jpeg, dpi=(72, 72) if profile.photo else (profile.across, profile.down), exif=exif
    )
    return out.getvalue()


def _image(picture: Picture, profile: Profile) -> Image.Image:
    image = Image.fromarray(picture)
    return image.convert("1", dither=Image.Dither.NONE) if profile.black else image
