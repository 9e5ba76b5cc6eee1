"""A file that lost a part of itself is damaged or doubtful; it never says that nobody has signed."""

import io

import pillow_heif
import pytest
from PIL import Image

from cases.application import Ink
from intake.document import read_paper
from service.samples.papers import filled_form
from service.samples.scanner import scan, scan_image
from tests.papers.elev import VALUES

pillow_heif.register_heif_opener()

FORMATS = {
    "JPEG": {"quality": 75},
    "JPEG, progressive": {"progressive": True},
    "PNG": {},
    "TIFF": {},
    "TIFF, group 4": {"compression": "group4"},
    "WEBP": {"lossless": True},
    "BMP": {},
    "HEIF": {"quality": 60},
    "PDF": {},
}


def signed(kind):
    """Both guardians have signed this page, saved in this format."""
    form = filled_form("elev", VALUES, seed=3)
    if kind == "PDF":
        return scan(form, dpi=150)
    with Image.open(io.BytesIO(scan_image(form, page=2, dpi=150))) as page:
        out = io.BytesIO()
        page = page.convert("1") if "group" in kind else page
        page.save(out, kind.split(",")[0], **FORMATS[kind])
    return out.getvalue()


def cut(content, at):
    return content[:at]


def zeroed(content, at):
    return content[:at] + bytes(len(content) - at)


def holed(content, at):
    return content[:at] + bytes(3000) + content[at + 3000 :]


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMATS)
def test_a_signed_page_that_lost_a_part_is_never_empty(kind):
    whole = signed(kind)
    for spoil in (cut, zeroed, holed):
        for share in (0.3, 0.6, 0.75, 0.9):
            reading = read_paper(spoil(whole, int(len(whole) * share)))
            assert reading.unread or Ink.EMPTY not in [box.state for one in reading.answers for box in one.signatures]
            assert spoil is not cut or reading.unread.code == "damaged"
