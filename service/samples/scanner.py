"""What becomes of a paper on its way to us: a scanner at the school, a phone's camera, a fax.

A PDF in, a file out; the same arguments give the same bytes. Angles are degrees, counter-clockwise.
"""

import math
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

Grey = NDArray[np.uint8]

_PAPER: Final = 250  # how white a scanner sees paper
_LAMP: Final = np.array([0.90, 0.95, 0.97], np.float32)  # paper in a room's light: blue, green, red
_DESK: Final = np.array([0.27, 0.39, 0.55], np.float32)  # wood
_INK: Final = 185  # what a fax takes for black
_FAX: Final = (204, 98)  # dots per inch across and down: standard resolution (ITU-T T.4)


def scan(pdf: bytes, *, dpi: int = 200, skew: float = 0.0, jpeg: int = 80, seed: int = 0, noise: float = 5.0) -> bytes:
    """A PDF of images alone, as a scanner makes: pages at `dpi`, turned by `skew`, JPEG quality `jpeg` (1-95).

    `noise` is the standard deviation of the grain, in grey levels of 255.
    """
    pages = [_scanned(page, skew, seed + number, noise) for number, page in enumerate(_pages(pdf, dpi, dpi))]
    return _pdf_of([(page.shape, _jpeg(page, jpeg), Name.DCTDecode, 8) for page in pages], dpi, dpi)


def scan_image(
    pdf: bytes,
    *,
    page: int = 1,
    dpi: int = 200,
    skew: float = 0.0,
    jpeg: int = 80,
    seed: int = 0,
    noise: float = 5.0,
) -> bytes:
    """One page (from 1) scanned to a grey JPEG file that says its resolution; the rest as in `scan`."""
    grey = _scanned(list(_pages(pdf, dpi, dpi))[page - 1], skew, seed + page - 1, noise)
    out = BytesIO()
    Image.fromarray(grey).save(out, "JPEG", quality=jpeg, dpi=(dpi, dpi))
    return out.getvalue()


def photo(pdf: bytes, seed: int = 0) -> bytes:
    """The first page photographed with a phone: a colour JPEG, seen from an angle, with a shadow, on a desk."""
    return _photographed(next(_pages(pdf, 200, 200)), seed)


def photos(pdf: bytes, seed: int = 0) -> tuple[bytes, ...]:
    """Every page photographed, one JPEG each."""
    return tuple(_photographed(page, seed + number) for number, page in enumerate(_pages(pdf, 200, 200)))


def fax(pdf: bytes) -> bytes:
    """A PDF as a fax server makes: black or white, 204 dots per inch across, 98 down."""
    pages = [page > _INK for page in _pages(pdf, *_FAX)]
    return _pdf_of([(page.shape, np.packbits(page, axis=1).tobytes(), None, 1) for page in pages], *_FAX)


# --- what light and rollers do


def _pages(pdf: bytes, across: int, down: int) -> Iterator[Grey]:
    """Each page in grey as printed, form fields and all; resolutions in dots per inch."""
    document = pdfium.PdfDocument(pdf)
    try:
        document.init_forms()
        for page in document:
            grey = page.render(scale=max(across, down) / 72, grayscale=True).to_numpy()
            rows, columns = grey.shape[:2]
            size = (round(columns * across / max(across, down)), round(rows * down / max(across, down)))
            yield (
                cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
                if size != (columns, rows)
                else grey.reshape(rows, columns).copy()
            )
    finally:
        document.close()


def _scanned(page: Grey, skew: float, seed: int, noise: float) -> Grey:
    rng = np.random.default_rng(seed)
    rows, columns = page.shape
    shift = rng.uniform(-0.006, 0.006, 2) * columns
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), skew, 1.0)
    turn[:, 2] += shift
    laid = cv2.warpAffine(page, turn, (columns, rows), flags=cv2.INTER_LINEAR, borderValue=255)
    soft = cv2.GaussianBlur(laid, (0, 0), 0.6).astype(np.float32)
    light = np.linspace(1.0, 0.975, columns, dtype=np.float32)
    grain = rng.standard_normal(page.shape, dtype=np.float32) * noise
    return _levels(soft * (_PAPER / 255) * light + 8 * (1 - soft / 255) + grain)


def _photographed(page: Grey, seed: int) -> bytes:
    rng = np.random.default_rng(seed)
    rows, columns = page.shape
    width, height = int(columns * 1.12), int(rows * 1.10)
    corners = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    offset = np.array([(width - columns) / 2, (height - rows) / 2])
    seen = (corners + offset + rng.uniform(-0.035, 0.035, (4, 2)) * columns).astype(np.float32)
    view = cv2.getPerspectiveTransform(corners, seen)
    sheet = cv2.warpPerspective(page, view, (width, height), flags=cv2.INTER_LINEAR, borderValue=0)
    where = cv2.warpPerspective(np.full_like(page, 255), view, (width, height)) > 127
    lit = cv2.GaussianBlur(np.where(where, sheet, 255) * _shadow(rng, width, height), (0, 0), 0.8)
    grey = _levels(lit + rng.standard_normal(lit.shape, dtype=np.float32) * 3)
    wood = _DESK * float(rng.uniform(0.7, 1.1))
    picture = np.where(where[..., None], _tinted(grey, _LAMP), _tinted(grey, wood))
    return _jpeg(picture, 85)


def _tinted(grey: Grey, tint: NDArray[np.float32]) -> Grey:
    """The grey picture in a colour: blue, green, red, each 0..1."""
    levels = _levels(np.arange(256, dtype=np.float32)[:, None] * tint)
    return np.ascontiguousarray(levels[grey])


def _shadow(rng: np.random.Generator, width: int, height: int) -> NDArray[np.float32]:
    """How much light falls where (0..1): light from one side, and the soft edge of the photographer's shadow."""
    across, down = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32))
    angle = float(rng.uniform(0, 2 * math.pi))
    light = 0.9 + 0.1 * (math.cos(angle) * (across - 0.5) + math.sin(angle) * (down - 0.5))
    edge = across * math.cos(angle + 2) + down * math.sin(angle + 2) - float(rng.uniform(0.0, 0.4))
    return np.asarray(light * (1 - 0.28 / (1 + np.exp(-edge / 0.05))), np.float32)


def _levels(values: NDArray[np.float32]) -> Grey:
    return np.clip(values, 0, 255).astype(np.uint8)


# --- files


def _jpeg(page: Grey, quality: int) -> bytes:
    done, data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return bytes(data.tobytes())


def _pdf_of(pages: Sequence[tuple[tuple[int, int], bytes, Name | None, int]], across: int, down: int) -> bytes:
    """A PDF with an image on each page: (rows, columns), its bytes, their filter and bits a pixel."""
    with pikepdf.new() as pdf:
        for (rows, columns), data, packed, bits in pages:
            width, height = columns * 72 / across, rows * 72 / down
            pdf.add_blank_page(page_size=(width, height))
            image = Stream(pdf, data)
            image.Type, image.Subtype, image.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
            image.Width, image.Height, image.BitsPerComponent = columns, rows, bits
            if packed is not None:
                image.Filter = packed
            page = pdf.pages[-1].obj
            page.Resources = Dictionary(XObject=Dictionary(Im0=image))
            page.Contents = Stream(pdf, f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im0 Do Q".encode())
            page.MediaBox = Array([0, 0, round(width, 2), round(height, 2)])
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()
