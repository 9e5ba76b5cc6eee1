"""The second OCR engine: a picture of one line gives its text, by another sort of model than the first engine's.

PaddleOCR's recogniser, as the wheel of RapidOCR carries it (Apache-2.0, decision 0113), run by ONNX Runtime; none of
RapidOCR's own code is loaded, and its last layer is run for European letters alone (`line_model`). The model gives, for
every few pixels along the line, how likely each letter is there ("CTC": Graves et al. 2006, "Connectionist Temporal
Classification"); the text is the likeliest letter at each place, repeats and gaps left out.
"""

from itertools import groupby
from math import ceil
from unicodedata import normalize

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from intake.glance import Glance
from intake.images import Grey
from intake.languages import find_model
from intake.line_model import HIGH, LOW, cut_model, lowered
from intake.ocr import Heard

_NARROWEST, _WIDEST = 2, 3200  # heights, pixels: shorter lines get white paper, longer ones are pressed together
_LATIN_ENDS, _DASHES, _QUOTES = "\u0250", "\u2010", "\u203a"
_AE = ("æ", "Æ")
_MARKED, _STROKES = "åÅøØ", str.maketrans("øØ", "oO")
_GAP = 0  # the place of "no letter here" among the model's letters


class LineReader:
    """The model, loaded once; made by whoever reads. One thread, so that the same picture gives the same text."""

    def __init__(self) -> None:
        model = cut_model(find_model())
        self._sessions = {HIGH: _session(model.network), LOW: _session(lowered(model.network))}
        session = self._sessions[HIGH]
        letters = np.array(["", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " "])
        ours = [number for number, letter in enumerate(letters) if number == _GAP or _is_ours(str(letter))]
        self._every = _Weighed(letters, model.weights, model.bias)
        self._ours = _Weighed(letters[ours], np.ascontiguousarray(model.weights[:, ours]), model.bias[ours])
        self._input = session.get_inputs()[0].name
        self._outputs = [each.name for each in session.get_outputs()]

    def read(self, pixels: Grey, letters: str, stretch: float = 1.0, high: int = HIGH) -> Heard:
        """The text of one line, dark on light, written with no other than these letters.

        It is as sure as of its least sure letter (0..1), and unsure where it would write another one; that there is a
        space is seen by its neighbours. `stretch` widens the line, which parts letters that touch. Read at LOW the
        letters must fill the picture's height.
        """
        places = self._ours.among(letters)
        likely = self._ours.likely(self._features(pixels, stretch, high))[:, places]
        allowed = float(likely.sum(axis=1).min())  # little of it: another letter stands there than it may write
        written = self._written(_spans(likely, places, self._ours.kin(letters)), places)
        text = "".join(letter for letter, _ in written).strip()
        if not text:
            return Heard("", 0.0)
        return Heard(text, round(min(allowed, *(sure for letter, sure in written if letter != " ")), 3))

    def words(self, pixels: Grey, letters: str, stretch: float = 1.0) -> tuple[tuple[str, float], ...]:
        """The words of the line, written with no other than these letters, each as sure as of its least sure one.

        The letters must fill the picture's height: it is read at LOW.
        """
        places = self._ours.among(letters)
        spans = _spans(self._ours.likely(self._features(pixels, stretch, LOW))[:, places], places)
        written = self._written(spans, places)
        parted = (list(word) for blank, word in groupby(written, lambda each: each[0] == " ") if not blank)
        return tuple(("".join(letter for letter, _ in word), min(sure for _, sure in word)) for word in parted)

    def _written(self, spans: list[tuple[int, float]], places: npt.NDArray[np.intp]) -> list[tuple[str, float]]:
        """The letters and how sure each is. An "e" after an "æ" is the end of that: no Danish word has both."""
        letters = [(str(self._ours.letters[places[place]]), sure) for place, sure in spans]
        before = ["", *(letter for letter, _ in letters)]
        return [each for last, each in zip(before, letters, strict=False) if not (last in _AE and each[0] == "e")]

    def glance(self, pixels: Grey, letters: str) -> Glance:
        """How sure it is of each letter that it would write of these (what looks Chinese is none), and what it sees."""
        places = self._every.among(letters)
        features, strokes = self._run(pixels, 1.0, self._outputs)
        spans = _spans(self._every.likely(features)[:, places], places)
        height, width = pixels.shape
        share = min(1.0, width / height / _NARROWEST)  # of what it was shown; the rest was white paper
        place, column = (max(1, ceil(share * count)) for count in (len(features), strokes.shape[2]))
        return Glance(tuple(sure for _, sure in spans), features[:place], strokes[:, :, :column])

    def _features(self, pixels: Grey, stretch: float, high: int = HIGH) -> npt.NDArray[np.float32]:
        """Places along the line by features of the model."""
        return self._run(pixels, stretch, self._outputs[:1], high)[0]

    def _run(self, pixels: Grey, stretch: float, outputs: list[str], high: int = HIGH) -> list[npt.NDArray[np.float32]]:
        """Some outputs of the network for lines of this height."""
        height, width = pixels.shape
        wide = min(_WIDEST, max(8, round(width * high / height * stretch)))
        how = cv2.INTER_AREA if height > high else cv2.INTER_LINEAR
        line = cv2.resize(pixels, (wide, high), interpolation=how)
        if wide < _NARROWEST * high:
            line = cv2.copyMakeBorder(line, 0, 0, 0, _NARROWEST * high - wide, cv2.BORDER_CONSTANT, value=255)
        light = line.astype(np.float32) / 127.5 - 1
        three = np.ascontiguousarray(np.broadcast_to(light, (1, 3, *light.shape)))
        found = self._sessions[high].run(outputs, {self._input: three})
        return [np.asarray(each[0], dtype=np.float32) for each in found]


def _session(network: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # lines of ever other lengths have no pattern
    options.log_severity_level = 4  # it would complain of machines without a graphics card
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


class _Weighed:
    """The model's last layer for some of its letters, the gap among them."""

    def __init__(self, letters: npt.NDArray[np.str_], weights: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]):
        self.letters = letters
        self._weights, self._bias = weights, bias
        self._places: dict[str, npt.NDArray[np.intp]] = {}
        self._kin: dict[str, npt.NDArray[np.bool_]] = {}

    def likely(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Places along the line by letters, each 0..1."""
        weighed = features @ self._weights + self._bias
        weighed = np.exp(weighed - weighed.max(axis=1, keepdims=True))
        return np.asarray(weighed / weighed.sum(axis=1, keepdims=True), dtype=np.float32)

    def among(self, letters: str) -> npt.NDArray[np.intp]:
        """Where some letters, and the gap, stand among these."""
        if letters not in self._places:
            wanted = np.isin(self.letters, list(letters))
            wanted[_GAP] = True
            self._places[letters] = np.flatnonzero(wanted)
        return self._places[letters]

    def kin(self, letters: str) -> npt.NDArray[np.bool_]:
        """Of each of `among`, by each: of a Danish letter those that differ by their mark, "Ä" and "A" of "Å"."""
        if letters not in self._kin:
            names = [str(self.letters[place]) for place in self.among(letters)]
            bare = np.array([normalize("NFD", name.translate(_STROKES))[:1] for name in names])
            marked = np.array([name in _MARKED for name in names])
            self._kin[letters] = marked[:, None] & (bare[:, None] == bare) & ~np.eye(len(names), dtype=bool)
        return self._kin[letters]


def _is_ours(letter: str) -> bool:
    """Whether Europeans write it: Latin letters and what stands between them (Unicode up to Latin Extended-B)."""
    return letter < _LATIN_ENDS or _DASHES <= letter <= _QUOTES or letter == "€"


def _spans(
    likely: npt.NDArray[np.float32], places: npt.NDArray[np.intp], kin: npt.NDArray[np.bool_] | None = None
) -> list[tuple[int, float]]:
    """The letters along the line, by their number among `places`, and how sure each is; gaps left out.

    With `kin` an "Å" is as sure as that it is an A with some mark or none: the network loses marks, and sees none that
    are not there.
    """
    best, sure = likely.argmax(axis=1), likely.max(axis=1)
    if kin is not None:
        sure = sure + (likely * kin[best]).sum(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    letters, most = best[starts], np.maximum.reduceat(sure, starts)
    there = places[letters] != _GAP
    return list(zip(letters[there].tolist(), most[there].tolist(), strict=True))
