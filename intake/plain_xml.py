"""XML of strangers, walked through from start to end: no document type, so no entity that grows or fetches a file."""

from collections.abc import Callable
from xml.parsers import expat

from intake.reading import UnreadableError


def walk(
    text: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None],
) -> None:
    """Call for each start, end (names with their prefix) and piece of text. Raises UnreadableError: damaged."""
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, LookupError, ValueError):  # not well-formed, or in an encoding nobody knows
        raise UnreadableError("damaged") from None


def _refuse(*_: object) -> None:
    raise UnreadableError("damaged")
