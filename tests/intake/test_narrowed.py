"""The first engine is shown texts and words a little narrower, and says where they stand in the picture as it is."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from intake.clarity import Clarity, stretched
from intake.forms import FieldType
from intake.images import Grey
from intake.narrowed import Narrowed, for_line, for_text
from intake.ocr import Heard, Script, Seen


@dataclass
class _Engine:
    """Sees one word, which fills what it is shown."""

    shown: list[tuple[int, int]] = field(default_factory=list)

    def read(self, pixels: Grey, script: Script, dpi: int) -> Heard:
        height, width = pixels.shape
        self.shown.append((height, width))
        return Heard("Ida", 0.9, (Seen("Ida", 0.9, (width // 2, 3, width, height)),))

    def knows(self, word: str) -> bool:
        return word == "Ida"


def test_a_picture_is_shown_narrower_and_words_lie_where_they_lie_in_it() -> None:
    engine = _Engine()
    heard = Narrowed(engine, 0.8).read(np.full((30, 500), 255, np.uint8), Script.BLOCK, 150)
    assert engine.shown == [(30, 400)]
    assert heard.words[0].box == (250, 3, 500, 30)


def test_it_knows_what_the_other_knows() -> None:
    assert Narrowed(_Engine(), 0.8).knows("Ida")
    assert not Narrowed(_Engine(), 0.8).knows("Adi")


@pytest.mark.parametrize("kind", [FieldType.CPR, FieldType.DATE, FieldType.PHONE, FieldType.CLASS, FieldType.EMAIL])
def test_what_no_word_proves_is_shown_as_it_is(kind: FieldType) -> None:
    engine = _Engine()
    for_line(engine, kind, Clarity.CLEAR).read(np.full((30, 500), 255, np.uint8), Script.LINE, 150)
    assert engine.shown == [(30, 500)]


def test_what_is_written_by_hand_is_shown_narrower_than_print() -> None:
    engine, page = _Engine(), np.full((30, 500), 255, np.uint8)
    for by_hand in (False, True):
        for_text(engine, Clarity.CLEAR, by_hand=by_hand).read(page, Script.BLOCK, 150)
    typed, written = (width for _, width in engine.shown)
    assert written < typed < 500


@pytest.mark.parametrize(
    ("greys", "said"),
    [((0, 0, 0, 0), False), ((90, 120, 60, 150), False), ((0, 0, 0, 120), True)],
    ids=["black and white", "grey", "a fax, whose rows were stretched"],
)
def test_a_stretched_picture_has_mostly_black_ink_but_not_all(greys: tuple[int, ...], said: bool) -> None:
    page = np.full((200, 200), 255, np.uint8)
    for row, grey in zip(range(0, 200, 5), greys * 10, strict=True):
        page[row, :100] = grey
    assert stretched(page) is said
