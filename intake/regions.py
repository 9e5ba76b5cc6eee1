"""The regions of a picture: which pixels belong together, and where each lies; and the lines of a text."""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

INK = 165
"""The grey below which a pixel of a box is ink."""

Labels = npt.NDArray[np.integer]

_THIN, _LOW = 3, 8  # pixels: the least ink in a row of a line of several, and the lowest line


def regions_of(ink: "cv2.typing.MatLike", connectivity: int = 8) -> tuple[Labels, npt.NDArray[np.int32]]:
    """The number of the region that each pixel belongs to (0: none), and of each region x, y, width, height and area.

    Row 0 is what belongs to none. Small labels are three times as fast; there is hardly ever ink for more of them.
    """
    if not np.size(ink):  # OpenCV would take the process with it
        return np.zeros(np.shape(ink), np.uint16), np.zeros((1, 5), np.int32)
    try:
        _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=connectivity, ltype=cv2.CV_16U)
    except cv2.error:  # more than 65,534 regions
        _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=connectivity, ltype=cv2.CV_32S)
    return np.asarray(labels, labels.dtype), np.asarray(stats, np.int32)


def chosen(labels: Labels, wanted: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """The pixels (255) of those regions that are wanted, by their number."""
    table = wanted.astype(np.uint8) * np.uint8(255)
    if labels.dtype != np.uint16 or not labels.size:
        return np.asarray(table[labels])
    whole = np.zeros(1 << 16, np.uint8)  # which OpenCV wants, and looks up in a quarter of the time
    whole[: len(table)] = table
    return np.asarray(cv2.LUT(labels, whole), dtype=np.uint8)


def rows_of_lines(pixels: npt.NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
    """The first row of each line of a text and the row after its last, cut where a row has no ink."""
    inked = np.concatenate(([False], (pixels < INK).sum(axis=1) >= _THIN, [False]))
    edges = np.flatnonzero(np.diff(inked.astype(np.int8))).reshape(-1, 2)
    return ((int(top), int(foot)) for top, foot in edges if foot - top >= _LOW)
