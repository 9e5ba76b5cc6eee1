"""What a reader of lines sees at a glance: how sure it is of letters, and what its network makes of each place."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Glance:
    """How sure (0..1) a reader is of each letter that it would write, and what its network sees on the way there.

    `features`: places along the line by FEATURES, from which it tells letters. `strokes`: STROKES by rows by columns,
    before they are gathered to letters. There is always one place and one column at least.
    """

    sure: tuple[float, ...]
    features: npt.NDArray[np.float32] = field(repr=False)
    strokes: npt.NDArray[np.float32] = field(repr=False)


FEATURES, STROKES = 120, 192
"""How many of each the shipped reader has."""
