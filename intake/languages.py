"""Where the OCR engine's languages lie: Debian puts them in one of a few folders."""

from pathlib import Path

from cases.errors import SettingsError

LANGUAGES = ("dan", "eng")
"""Danish for what people write; English for e-mail addresses, because Danish cannot write "@" or "_"."""

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
        here = [language for language in LANGUAGES if not (each / f"{language}.traineddata").is_file()]
        if not here:
            return each
        lacking = min(lacking, here, key=len)
    packages = " ".join(f"tesseract-ocr-{language}" for language in lacking)
    raise SettingsError(f"Sproget {' og '.join(lacking)} mangler til tekstlæsning: installer {packages}.")
