"""The OCR engine: a picture of one line or one block of text gives its text and how sure the engine is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import tesserocr

from intake.images import Grey
from intake.languages import find_languages, language_file
from intake.lexicon import ListedWords

_DIGITS = "0123456789"
_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNLIKE_DIGITS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRTUVWXYZ"  # no l and I for 1, O for 0, S for 5


_BOXES, _PAGES = "0", "0.7"
"""Below which confidence the engine reads a line once more as white on black. Nobody fills a box in so; a page may have
a heading so."""


class Script(Enum):
    """How a box is read: language, page segmentation, the characters that may stand there ("" for any)."""

    LINE = ("dan", tesserocr.PSM.SINGLE_LINE, "")
    CLASS = ("dan", tesserocr.PSM.SINGLE_LINE, _DIGITS + _UNLIKE_DIGITS + ". ")
    BLOCK = ("dan", tesserocr.PSM.SINGLE_BLOCK, "")
    PAGE = ("dan", tesserocr.PSM.AUTO, "")
    SPARSE = ("dan", tesserocr.PSM.SPARSE_TEXT, "")
    NUMBER = ("eng", tesserocr.PSM.SINGLE_LINE, _DIGITS + "-+ ")
    NUMBER_AGAIN = ("dan", tesserocr.PSM.SINGLE_LINE, _DIGITS + "-+ ")  # another model: two that agree are surer
    DATE = ("eng", tesserocr.PSM.SINGLE_LINE, _DIGITS + "-./ ")
    EMAIL = ("eng", tesserocr.PSM.SINGLE_LINE, _DIGITS + _LATIN + "@._-+")


@dataclass(frozen=True, slots=True)
class Seen:
    """A word on a page, how sure the engine is of it (0..1), and its box in pixels."""

    text: str = field(repr=False)
    confidence: float
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the engine read and how sure it is, 0..1; of a BLOCK also its words, as they follow in the text."""

    text: str = field(repr=False)
    confidence: float
    words: tuple[Seen, ...] = field(repr=False, default=())


class Ocr:
    """Keeps one engine per language warm; made by whoever reads, closed by the same."""

    def __init__(self, languages: Path | str | None = None) -> None:
        self._folder = find_languages(languages)
        self._engines: dict[str, tesserocr.PyTessBaseAPI] = {}
        try:
            self._listed: ListedWords | None = ListedWords(language_file(self._folder, "dan"))
        except ValueError:  # a language file without its list: no word is known, so nothing is proved by one
            self._listed = None

    def read(self, pixels: Grey, script: Script, dpi: int) -> Heard:
        """The text in a picture, dark on light. On white paper it may invent some, so ask only where there is ink."""
        language, segmentation, letters = script.value
        engine = self._engine(language)
        engine.SetPageSegMode(segmentation)
        engine.SetVariable("tessedit_char_whitelist", letters)
        engine.SetVariable("invert_threshold", _PAGES if script is Script.PAGE else _BOXES)
        height, width = pixels.shape
        engine.SetImageBytes(pixels.tobytes(), width, height, 1, width)
        engine.SetSourceResolution(dpi)
        text = engine.GetUTF8Text().strip()
        confidences = engine.AllWordConfidences()
        words = tuple(self._words(engine.GetIterator())) if script is Script.BLOCK else ()
        engine.Clear()
        if not text or not confidences:
            return Heard("", 0.0)
        return Heard(text, sum(confidences) / len(confidences) / 100, words)

    def words(self, pixels: Grey, dpi: int) -> tuple[Seen, ...]:
        """Every word on a page, wherever it stands, with its box in pixels: x0, y0, x1, y1."""
        language, segmentation, letters = Script.SPARSE.value
        engine = self._engine(language)
        engine.SetPageSegMode(segmentation)
        engine.SetVariable("tessedit_char_whitelist", letters)
        engine.SetVariable("invert_threshold", _PAGES)
        height, width = pixels.shape
        engine.SetImageBytes(pixels.tobytes(), width, height, 1, width)
        engine.SetSourceResolution(dpi)
        engine.Recognize()
        found = tuple(self._words(engine.GetIterator()))
        engine.Clear()
        return found

    def _words(self, at: tesserocr.PyResultIterator | None) -> Iterator[Seen]:
        level = tesserocr.RIL.WORD
        while at is not None and not at.Empty(level):
            text = at.GetUTF8Text(level).strip()
            if text:
                yield Seen(text, at.Confidence(level) / 100, at.BoundingBox(level))
            if not at.Next(level):
                return

    def knows(self, word: str) -> bool:
        """Whether a word is in the engine's list of Danish words, as it stands or begun small."""
        return self._listed is not None and self._listed.knows(word)

    def close(self) -> None:
        """Let go of the engines."""
        for engine in self._engines.values():
            engine.End()
        self._engines.clear()

    def _engine(self, language: str) -> tesserocr.PyTessBaseAPI:
        if language not in self._engines:
            self._engines[language] = tesserocr.PyTessBaseAPI(
                path=str(self._folder), lang=language, oem=tesserocr.OEM.LSTM_ONLY
            )
        return self._engines[language]
