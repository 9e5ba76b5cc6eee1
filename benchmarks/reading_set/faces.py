"""The fonts that papers are typed and written in. None lies in the repository: Vera comes with reportlab, the rest with
Debian packages, which whoever draws the whole set installs (`missing` names them)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import reportlab
from PIL import ImageFont

_OURS = Path(reportlab.__file__).parent / "fonts"
_DEBIAN = Path("/usr/share/fonts")


@dataclass(frozen=True, slots=True)
class Face:
    """A font: its file, the package that brings it, and how much it is enlarged to look as large as others."""

    file: Path
    package: str = ""
    enlarged: float = 1.0


def _debian(file: str, package: str, enlarged: float = 1.0) -> Face:
    return Face(_DEBIAN / file, f"fonts-{package}", enlarged)


VERA = "Vera"
TYPED = {
    VERA: Face(_OURS / "Vera.ttf"),
    "Liberation Sans": _debian("truetype/liberation/LiberationSans-Regular.ttf", "liberation"),
    "Liberation Serif": _debian("truetype/liberation/LiberationSerif-Regular.ttf", "liberation", 1.05),
    "Liberation Mono": _debian("truetype/liberation/LiberationMono-Regular.ttf", "liberation"),
    "Carlito": _debian("truetype/crosextra/Carlito-Regular.ttf", "crosextra-carlito", 1.05),
    "Caladea": _debian("truetype/crosextra/Caladea-Regular.ttf", "crosextra-caladea"),
    "DejaVu Sans": _debian("truetype/dejavu/DejaVuSans.ttf", "dejavu-core", 0.95),
    "FreeSans": _debian("truetype/freefont/FreeSans.ttf", "freefont-ttf"),
}
"""What is typed in: the look of Verdana, Arial, Times, Courier, Calibri and Cambria."""

HANDS = {
    "dkg": _debian("truetype/fifthhorseman/dkg.ttf", "dkg-handwriting"),
    "Breip": _debian("truetype/breip/Breip.ttf", "breip"),
    "Kristi": _debian("truetype/kristi/Kristi.ttf", "kristi", 1.5),
    "Klee": _debian("truetype/klee/KleeOne-Regular.ttf", "klee", 0.9),
    "Comic Neue": _debian("opentype/comic-neue/ComicNeue-Regular.otf", "comic-neue"),
    "Delphine": _debian("truetype/sjfonts/Delphine.ttf", "sjfonts", 1.35),
    "Steve": _debian("truetype/sjfonts/SteveHand.ttf", "sjfonts"),
    "Yusei": _debian("truetype/yusei-magic/YuseiMagic-Regular.ttf", "yusei-magic", 0.9),
    "Dancing": _debian("opentype/dancingscript/DancingScript-Regular.otf", "dancingscript", 1.1),
}
"""Fonts drawn after handwriting, with all Danish letters."""

FACES = TYPED | HANDS


def missing(names: Iterable[str] = tuple(FACES)) -> tuple[str, ...]:
    """The Debian packages to install before papers can be drawn in these faces."""
    return tuple(sorted({FACES[name].package for name in names if not FACES[name].file.exists()}))


@cache
def font(name: str, points: float, dpi: int) -> ImageFont.FreeTypeFont:
    """The face at a size. Raises FileNotFoundError that names the package."""
    face = FACES[name]
    if not face.file.exists():
        raise FileNotFoundError(f"The font {name} is missing: apt-get install {face.package}")
    return ImageFont.truetype(str(face.file), round(points * face.enlarged * dpi / 72))
