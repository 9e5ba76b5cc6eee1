"""The engine reads Danish lines, numbers and addresses, or says which language is missing."""

import numpy as np
import pytest

from cases.errors import SettingsError
from intake.languages import find_languages

pytestmark = pytest.mark.slow


def test_a_missing_language_is_one_sentence_with_what_to_install(tmp_path):
    (tmp_path / "eng.traineddata").touch()
    with pytest.raises(SettingsError, match=r"^Sproget dan mangler .*: installer tesseract-ocr-dan\.$"):
        find_languages(tmp_path)


def test_the_folder_with_both_languages_is_taken(tmp_path):
    for language in ("dan", "eng"):
        (tmp_path / f"{language}.traineddata").touch()
    assert find_languages(tmp_path) == tmp_path


def line(text):
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.pdfbase.ttfonts import TTFontFile

    picture = Image.new("L", (1400, 80), 255)
    face = ImageFont.truetype(TTFontFile("Vera.ttf").filename, 40)
    ImageDraw.Draw(picture).text((20, 15), text, font=face, fill=20)
    return np.asarray(picture)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("LINE", "Ærø Skole på Østergårdsvej"),
        ("NUMBER", "150312-9993"),
        ("DATE", "12-11-2026"),
        ("EMAIL", "bente_aakjaer@skole.example.dk"),
    ],
)
def test_each_script_reads_what_it_is_for(script, text):
    from intake.ocr import Ocr, Script

    engine = Ocr()
    heard = engine.read(line(text), Script[script], 300)
    nothing = engine.read(np.full((80, 400), 255, np.uint8), Script[script], 300)
    engine.close()
    assert heard.text == text
    assert 0.7 < heard.confidence <= 1
    assert nothing.confidence < 0.3  # it may invent letters on white paper: so a box without ink is never read
