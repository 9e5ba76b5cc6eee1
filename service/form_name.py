"""What a learned form is called by us."""

from pathlib import Path

_PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def form_name(called: str) -> str:
    """A form's id by what it, or its file, is called: 2-12 letters from a to z."""
    plain = Path(called).stem.casefold().translate(_PLAIN)
    letters = "".join(letter for letter in plain if "a" <= letter <= "z")[:12]
    return letters if len(letters) >= 2 else "skema"
