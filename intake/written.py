"""Whether anything stands on a page at all: the back of a sheet, scanned along with it, is no application."""

import cv2
import numpy as np

from intake.images import Grey

_DARK = 120  # on even white paper; what shines through from the other side is paler
_EDGE = 0.04  # share of the page at its edges, where scanners and punches leave marks
_LETTER, _STROKE = 1.2, 8.0  # millimetres
_LETTERS = 8
_LINE = 12  # how many times longer than wide a fold, a hair or a ruler's line is
_PAGE = 297  # millimetres, the longer side


def has_writing(paper: Grey) -> bool:
    """Whether some letters or one large stroke stand on a page whose paper is even white."""
    height, width = paper.shape
    millimetre = max(height, width) / _PAGE
    x, y = int(width * _EDGE), int(height * _EDGE)
    inner = paper[y : height - y, x : width - x]
    count, _, stats, _ = cv2.connectedComponentsWithStats((inner < _DARK).astype(np.uint8), connectivity=8)
    letters = 0
    for _, _, across, down, _ in stats[1:count]:
        short, long = sorted((max(1, int(across)), max(1, int(down))))
        if long / short > _LINE or long < _LETTER * millimetre:
            continue
        if long > _STROKE * millimetre:
            return True
        letters += 1
    return letters >= _LETTERS
