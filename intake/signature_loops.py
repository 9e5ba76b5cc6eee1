"""What the strokes of a signature box close in: a drawing more than a name, and in plainer loops."""

import cv2
import numpy as np

from intake.regions import regions_of
from intake.residue import Mask

_LOOP = 0.08  # square millimetres: less is where two strokes meet


def loops(ink: Mask, a_mm: float) -> tuple[list[float], float]:
    """The areas of all loops in square millimetres, and how much the largest bulges: 1 has no dent, 0 no loop.

    `ink` is not 0 where there is ink, `a_mm` its pixels a millimetre.
    """
    paper = cv2.copyMakeBorder((ink == 0).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    labels, stats = regions_of(paper, 4)
    around = int(labels[0, 0])
    found = [(int(stats[at][4]) / a_mm**2, at) for at in range(1, len(stats)) if at != around]
    found = [each for each in found if each[0] > _LOOP]
    if not found:
        return [], 0.0
    x, y, width, height, _ = (int(number) for number in stats[max(found)[1]])
    alone = (labels[y : y + height, x : x + width] == max(found)[1]).astype(np.uint8)
    outlines, _ = cv2.findContours(alone, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea)
    hull = float(cv2.contourArea(cv2.convexHull(outline)))
    return [area for area, _ in found], float(cv2.contourArea(outline)) / hull if hull > 0 else 1.0
