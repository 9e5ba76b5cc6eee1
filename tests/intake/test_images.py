"""A picture becomes a page, or we say that part of it is missing; never a page with an invented rest."""

import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from intake.images import grey, looks_like_picture, lost_its_end, scans, square
from intake.reading import UnreadableError

pytestmark = pytest.mark.slow

GRAIN = Image.fromarray((np.random.default_rng(1).random((400, 300)) * 255).astype(np.uint8))


def saved(picture=GRAIN, kind="JPEG", **options):
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


HEIC = base64.b64decode(  # a corner of black on white, made for this test
    "AAAAHGZ0eXBoZWl4AAAAAG1pZjFoZWl4bWlhZgAAAU5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAA"
    "AERAAAEAAQAAAAABcgABAAAAAAAAAB4AAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAAzmlwcnAAAACv"
    "aXBjbwAAAHJodmNDAQQIAAAAn/gAAAAAHvAA/Pz4+AAADwNgAAEAF0ABDAH//wQIAAADAJ/4AAADAAAeugJAYQABACZCAQEECAAAAwCf+AAAAwAA"
    "HsCCBhZbqSSmubAgAAADAyAAAAMAIWIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAYAAAAA5waXhpAAAA"
    "AAEIAAAAF2lwbWEAAAAAAAAAAQABBIECAwQAAAAmbWRhdAAAABooAa4WwOxRGv//WuSH373vBhaF+C4vQl1lgA=="
)
JPEG, PNG, TIFF = saved(), saved(kind="PNG"), saved(kind="TIFF", compression="tiff_lzw")


@pytest.mark.parametrize("content", [JPEG, PNG, TIFF, saved(kind="WEBP", lossless=True)])
def test_a_whole_picture_gives_one_page_of_its_size(content):
    assert looks_like_picture(content)
    assert [scan.pixels.shape for scan in scans(content)] == [(400, 300)]


def test_a_very_large_photo_is_taken_at_half_its_size():
    (scan,) = scans(saved(Image.new("RGB", (60, 6600), "white"), dpi=(600, 600)))
    assert (scan.pixels.shape, scan.dpi) == ((3300, 30), 300)


def test_a_picture_one_pixel_wide_is_left_as_it_is_however_long():
    (scan,) = scans(saved(Image.new("L", (1, 6600), "white")))
    assert scan.pixels.shape == (6600, 1)


def test_a_photo_in_colour_is_as_grey_as_its_colours_are_light():
    (scan,) = scans(saved(Image.new("RGB", (64, 64), (255, 0, 0))))
    assert abs(int(scan.pixels[30, 30]) - 76) <= 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (JPEG[: len(JPEG) // 2], "damaged"),
        (JPEG[: len(JPEG) // 2] + b"\xff\xd9", "damaged"),
        (JPEG[:30], "damaged"),
        (PNG[: len(PNG) // 2], "damaged"),
        (TIFF[: len(TIFF) // 2], "damaged"),
        (b"\xff\xd8\xff" + b"\0" * 50, "damaged"),
        (HEIC[:-9], "damaged"),
        (HEIC[:60], "damaged"),
        (b"no picture at all", "not-a-paper"),
        (saved(Image.new("1", (9000, 9000)), "PNG"), "too-big"),
        (
            saved(Image.new("1", (8, 8)), "TIFF", save_all=True, append_images=[Image.new("1", (8, 8))] * 50),
            "too-many-pages",
        ),
    ],
)
def test_a_picture_that_cannot_be_trusted_says_why(content, code):
    with pytest.raises(UnreadableError) as caught:
        scans(content)
    assert caught.value.code == code


def test_a_jpeg_whose_middle_ends_too_early_is_seen_by_its_even_grey_tail():
    pixels = np.full((400, 300), 250, np.uint8)
    assert not lost_its_end(pixels)
    pixels[-40:] = 128
    assert lost_its_end(pixels)


def test_each_frame_of_a_tiff_is_a_page():
    assert len(scans(saved(kind="TIFF", save_all=True, append_images=[GRAIN, GRAIN]))) == 3


def test_the_uneven_dots_of_a_fax_are_made_square():
    scan = square(np.zeros((98, 204), np.uint8), 204, 98)
    assert (scan.pixels.shape, scan.dpi) == ((204, 204), 204)


def test_a_phone_photo_is_turned_as_its_exif_says():
    turned = Image.Exif()
    turned[0x0112] = 6
    assert scans(saved(exif=turned))[0].pixels.shape == (300, 400)


def test_what_is_transparent_is_paper():
    assert grey(Image.new("RGBA", (2, 2), (0, 0, 0, 0))).min() == 255


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "I;16"])
def test_every_colour_mode_becomes_grey(mode):
    assert grey(Image.new(mode, (3, 2))).shape == (2, 3)


def test_a_phones_heic_is_a_page():
    assert looks_like_picture(HEIC)
    (scan,) = scans(HEIC)
    assert scan.pixels.shape == (96, 64)
    assert (scan.pixels[10, 10] < 20, scan.pixels[80, 50] > 235) == (True, True)
