"""Where the OCR engines' languages lie: the first's in one of Debian's folders, the second's model in a wheel."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from cases.errors import SettingsError

LANGUAGES = ("dan", "eng")
"""Danish for what people write; English for e-mail addresses, because Danish cannot write "@" or "_"."""

_MODEL = "rapidocr/models/PP-OCRv6_rec_small.onnx"

FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
)


def find_languages(folder: Path | str | None = None) -> Path:
    """The folder that holds every language of LANGUAGES; raises SettingsError naming what to install."""
    tried = [Path(folder)] if folder else [Path(each) for each in FOLDERS]
    lacking = list(LANGUAGES)
    for each in tried:
        here = [language for language in LANGUAGES if not language_file(each, language).is_file()]
        if not here:
            return each
        lacking = min(lacking, here, key=len)
    packages = " ".join(f"tesseract-ocr-{language}" for language in lacking)
    raise SettingsError(f"Sproget {' og '.join(lacking)} mangler til tekstlæsning: installer {packages}.")


def language_file(folder: Path, language: str) -> Path:
    """A language's file in a folder that has it."""
    return folder / f"{language}.traineddata"


def find_model() -> Path:
    """The file of the second engine's model (decision 0113); raises SettingsError naming what to install."""
    try:
        model = Path(str(distribution("rapidocr").locate_file(_MODEL)))
    except PackageNotFoundError:
        model = None
    if model is None or not model.is_file():
        raise SettingsError("Den anden tekstlæser mangler: installer pakkerne i requirements.lock igen.")
    return model
