"""More of what the residual ink of a box is like, at half the dots: how it bends, fills, repeats and is laid out."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from intake.residue import MM, Mask
from intake.signature_rhythm import rhythm

Floats = npt.NDArray[np.float64]

_MM = MM / 2
_CELL = 2.0  # millimetres
_GENTLE, _BENT, _SHARP, _TURNED = 0.08, 0.25, 0.6, 1.2  # radians between two steps of _STEP along an outline
_STEP = 0.35  # millimetres
_STRAIGHT = 2.0  # millimetres


@dataclass(frozen=True, slots=True)
class Shape:
    """Numbers about the ink; lengths are millimetres, shares 0..1."""

    blob: float  # share of the ink that lies deep within broad places
    round: float  # how much the distance to the middle varies, over its mean: little in a ring
    tallest: float  # the tallest columns over the usual ones
    reach: float  # height of the usual column, from its highest to its lowest ink
    fall: float  # how much taller the first third is than the last, as a logarithm
    middle: float  # how much taller the middle third is than the others, as a logarithm
    jumps: float  # how much the upper edge goes up and down from column to column
    rugged: float  # how much the columns' heights vary, over their mean
    filled: float  # share of the columns that hold ink
    pattern: float  # how well the ink of the columns matches itself when moved along: 1 for what repeats exactly
    again: float  # the same of the ink at its height
    tight: float  # strokes a millimetre that a level line meets
    gaps: float  # how much the gaps between them differ where they differ least, over the usual gap
    rough: float  # length of the outlines against the length of the strokes
    still: float  # share of the outline that hardly bends
    gentle: float  # share that bends but a little
    bent: float  # share that bends less than sharply
    sharp: float  # share that does not turn a corner
    bending: float  # how much the outline bends on the mean
    straight: float  # share of it in straight sides
    longest: float  # the longest straight side
    cells: float  # share of the 2 mm cells of its bounding box that hold ink
    cell: float  # the ink in such a cell
    uneven: float  # how much it varies from cell to cell, over its mean
    full: float  # the ink in the fullest cells
    band: float  # share of its height that holds most of the ink
    centre: float  # where in its height half of the ink lies above
    levels: float  # strokes that a level line meets
    busy: float  # the most of them, a millimetre of width
    uprights: float  # strokes that an upright line meets


def shape_of(ink: Mask) -> Shape:
    """The shape of residual ink (255 where there is some, at DPI), of which there must be some."""
    x, y, width, height = cv2.boundingRect(ink)
    cut = cv2.copyMakeBorder(ink[y : y + height, x : x + width], *(2,) * 4, cv2.BORDER_CONSTANT, value=0)
    half = (cv2.resize(cut, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) > 96).astype(np.uint8)
    if not half.any():
        half[half.shape[0] // 2, half.shape[1] // 2] = 1
    depth = cv2.distanceTransform(cv2.copyMakeBorder(half, *(1,) * 4, cv2.BORDER_CONSTANT, value=0), cv2.DIST_L2, 3)
    area = int(half.sum())
    thick = max(1.0, 4 * float(depth.sum()) / area)
    ys, xs = np.nonzero(half)
    far = np.hypot(xs - xs.mean(), ys - ys.mean())
    outline, perimeter = _outline(half)
    across = (np.diff(half.astype(np.int8), axis=1, prepend=0) == 1).sum(axis=1)
    down = (np.diff(half.astype(np.int8), axis=0, prepend=0) == 1).sum(axis=0)
    above = np.cumsum(half.sum(axis=1)) / area
    return Shape(
        blob=float((depth > 0.9 * thick).sum()) / area,
        round=float(far.std() / max(far.mean(), 1e-6)),
        **_columns(half),
        **rhythm(half),
        rough=perimeter * thick / (2 * area),
        **outline,
        **_cells(half),
        band=float(np.searchsorted(above, 0.85) - np.searchsorted(above, 0.15)) / len(above),
        centre=float(np.searchsorted(above, 0.5)) / len(above),
        levels=float(across.mean()),
        busy=float(across.max()) / max(1.0, half.shape[1] / _MM),
        uprights=float(down.mean()),
    )


def _columns(half: Mask) -> dict[str, float]:
    """What the columns say about how the writing goes from left to right."""
    inked = half[:, half.any(axis=0)]
    top = np.argmax(inked, axis=0)
    tall = (inked.shape[0] - 1 - np.argmax(inked[::-1], axis=0) - top) / _MM
    first, middle, last = (float(part.mean()) if len(part) else 0.0 for part in np.array_split(tall, 3))
    usual = float(np.median(tall))
    return {
        "tallest": float(np.percentile(tall, 97)) / max(0.3, usual),
        "reach": usual,
        "fall": float(np.log((first + 0.3) / (last + 0.3))),
        "middle": float(np.log((middle + 0.3) / (first + last + 0.6))),
        "jumps": float(np.diff(top).std()) / _MM if len(top) > 1 else 0.0,
        "rugged": float(tall.std() / max(0.3, tall.mean())),
        "filled": inked.shape[1] / half.shape[1],
    }


def _outline(half: Mask) -> tuple[dict[str, float], float]:
    """How the outlines bend, and their length in pixels."""
    outlines, _ = cv2.findContours(half, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    bends: list[Floats] = []
    perimeter = length = straight = longest = 0.0
    for outline in outlines:
        perimeter += cv2.arcLength(outline, True)
        if len(outline) < 2 * _MM:
            continue
        bends.append(_bends(outline[:, 0].astype(float)))
        length += len(outline)
        corners = cv2.approxPolyDP(outline, 0.065 * _MM * 2, True)[:, 0].astype(float)
        sides = np.hypot(*np.diff(corners, axis=0, append=corners[:1]).T) / _MM
        straight += float(sides[sides > _STRAIGHT].sum())
        longest = max(longest, float(sides.max()))
    bend = np.concatenate(bends) if bends else np.zeros(1)
    return {
        "still": float((bend < _GENTLE).mean()),
        "gentle": float((bend < _BENT).mean()),
        "bent": float((bend < _SHARP).mean()),
        "sharp": float((bend < _TURNED).mean()),
        "bending": float(np.minimum(bend, _TURNED).mean()),
        "straight": straight * _MM / max(1.0, length),
        "longest": longest,
    }, perimeter


def _bends(points: Floats) -> Floats:
    """The angle between the steps before and after each point of an outline, radians."""
    step = max(2, int(_STEP * _MM))
    smooth = (points + np.roll(points, 1, axis=0) + np.roll(points, -1, axis=0)) / 3
    way = np.roll(smooth, -step, axis=0) - smooth
    angle = np.arctan2(way[:, 1], way[:, 0])
    return np.asarray(np.abs((np.roll(angle, -step) - angle + np.pi) % (2 * np.pi) - np.pi))


def _cells(half: Mask) -> dict[str, float]:
    side = int(_CELL * _MM)
    rows, columns = -(-half.shape[0] // side), -(-half.shape[1] // side)
    framed = np.zeros((rows * side, columns * side), np.uint8)
    framed[: half.shape[0], : half.shape[1]] = half
    share = framed.reshape(rows, side, columns, side).sum(axis=(1, 3)) / side**2
    some = share[share > 0.01]
    if not len(some):
        some = share.ravel()
    return {
        "cells": float((share > 0.01).mean()),
        "cell": float(some.mean()),
        "uneven": float(some.std() / max(some.mean(), 1e-3)),
        "full": float(np.percentile(some, 95)),
    }
