"""A page as a grey picture, decoded strictly: a file that lost its end is damaged, never a page with a grey rest.

That matters for consent: the lost half of a page would read as a box without a signature.
"""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from intake.reading import MAX_PAGES, MAX_PIXELS, UnreadableError

Grey = npt.NDArray[np.uint8]
"""Rows by columns, 0 black to 255 white."""

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP", "HEIF")
_MANY = ("TIFF",)  # formats whose frames are pages; elsewhere frames are thumbnails or an animation
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")  # ISO/IEC 23008-12, annex B; iPhones
_TWICE = 6400  # pixels of a JPEG's longer side from which every second is enough: 547 dpi of an A4
_SQUARE = 1.08  # horizontal and vertical dpi this much apart are a fax: 204 x 98


@dataclass(frozen=True, slots=True)
class Scan:
    """One page as it was scanned: its pixels, square, and the dots per inch the file claims (0 when it claims none)."""

    pixels: Grey
    dpi: float = 0.0


def scans(content: bytes) -> tuple[Scan, ...]:
    """The pages of a picture file, turned as its EXIF says. Raises UnreadableError: damaged, too-big, not-a-paper."""
    Image.init()
    pillow_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata; what matters raises
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                return tuple(_frames(picture))
    except UnidentifiedImageError:
        raise UnreadableError("damaged" if looks_like_picture(content) else "not-a-paper") from None
    except Image.DecompressionBombError:
        raise UnreadableError("too-big") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError):  # what Pillow's decoders raise
        raise UnreadableError("damaged") from None


def looks_like_picture(content: bytes) -> bool:
    """Whether the first bytes are those of a picture format that we read."""
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith(starts) or webp or (content[4:8] == b"ftyp" and content[8:12] in _HEIC)


def _frames(picture: Image.Image) -> Iterator[Scan]:
    count = getattr(picture, "n_frames", 1) if picture.format in _MANY else 1
    if count > MAX_PAGES:
        raise UnreadableError("too-many-pages")
    for number in range(count):
        if count > 1:
            picture.seek(number)
        check_size(*picture.size)
        shrunk = only_grey(picture)
        picture.load()
        across, down = (each / shrunk for each in _dpi(picture))
        pixels = grey(ImageOps.exif_transpose(picture))
        if lost_its_end(pixels):
            raise UnreadableError("damaged")
        yield square(pixels, across, down)


def check_size(width: int, height: int) -> None:
    """Raises UnreadableError when a page of this many pixels is too big to open, or has none."""
    if width * height > MAX_PIXELS:
        raise UnreadableError("too-big")
    if width < 1 or height < 1:
        raise UnreadableError("damaged")


def only_grey(picture: Image.Image) -> int:
    """Has a JPEG, not decoded yet, decoded without its colours, which is cheaper; gives 2 when at half size, or 1."""
    if picture.format != "JPEG" or picture.mode not in ("RGB", "L"):
        return 1
    times = 2 if max(picture.size) >= _TWICE and min(picture.size) > 1 else 1  # half of one pixel is none
    picture.draft("L", (picture.width // times, picture.height // times))
    return times


def grey(picture: Image.Image) -> Grey:
    """The picture's grey values; what is transparent is paper, so white."""
    if picture.mode.startswith("I;16"):
        return np.asarray(np.asarray(picture) >> 8, dtype=np.uint8)
    if "A" in picture.getbands() or "transparency" in picture.info:
        coloured = picture.convert("RGBA")
        paper = Image.new("RGBA", coloured.size, "white")
        picture = Image.alpha_composite(paper, coloured)
    return np.asarray(picture.convert("L"), dtype=np.uint8)


def square(pixels: Grey, across: float, down: float) -> Scan:
    """The scan with square pixels: a fax's 204 x 98 dpi are stretched to 204 x 204."""
    if across <= 0 or down <= 0:
        return Scan(pixels)
    if max(across, down) / min(across, down) < _SQUARE:
        return Scan(pixels, across)
    best = max(across, down)
    height, width = pixels.shape
    size = (round(width * best / across), round(height * best / down))
    check_size(*size)
    stretched = Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)
    return Scan(np.asarray(stretched, dtype=np.uint8), best)


def lost_its_end(pixels: Grey) -> bool:
    """Whether the last rows are one even grey: what a JPEG decoder leaves where data is missing inside the file."""
    tail = pixels[-max(8, pixels.shape[0] // 25) :]
    return bool(100 <= int(tail.min()) == int(tail.max()) <= 160)


def _dpi(picture: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down as the file claims, for the upright picture; zeros when it claims none."""
    try:
        across, down = (float(number) for number in picture.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (down, across) if turned else (across, down)
