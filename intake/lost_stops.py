"""A full stop that stands there, though the engine took it for dust and wrote none.

Only where a text's line ends: a dot just behind its last word, on the line, is ink that nobody read.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from intake.images import Grey
from intake.looks import TEXT_DPI
from intake.ocr import Seen
from intake.regions import regions_of

_MM = TEXT_DPI / 25.4
_FAR = 2.6 * _MM  # how far behind its word a dot may stand: typewriters' letters are wide
_LEAST, _MOST = 2, 1.0 * _MM  # pixels: how wide and high a dot is
_PALE = 205  # the grey below which it is seen: dots are pale in a small picture
_LOW, _BELOW = 0.55, 3  # it ends in the lower part of the word's height, or so many pixels beneath


def with_stops(words: Sequence[Seen], pixels: Grey) -> tuple[Seen, ...]:
    """The words, with the full stops that are to be seen behind the last of each line."""
    last = (number + 1 == len(words) or words[number + 1].box[0] < each.box[0] for number, each in enumerate(words))
    return tuple(
        replace(seen, text=f"{seen.text}.")
        if ends and seen.text[-1].isalnum() | (seen.text[-1] == "%") and _dot_behind(seen, pixels)
        else seen
        for seen, ends in zip(words, last, strict=True)
    )


def _dot_behind(seen: Seen, pixels: Grey) -> bool:
    """Whether a dot, and nothing else, stands behind a word."""
    _, y0, x1, y1 = seen.box
    behind = pixels[max(0, y0) : y1 + _BELOW, x1 : x1 + round(_FAR)]
    pieces = [each for each in regions_of((behind < _PALE).astype(np.uint8))[1][1:] if each[0] > 0]
    if len(pieces) != 1:
        return False
    _, top, width, height, _ = (int(each) for each in pieces[0])
    low = top + height >= _LOW * (y1 - y0)
    return low and min(width, height) >= _LEAST and max(width, height) <= _MOST and height <= width + 1
