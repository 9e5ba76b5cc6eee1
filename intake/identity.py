"""What makes two applications the same: the same pupil, class or topic of one school. Personal; hashed when kept."""

import re
import unicodedata

from cases.application import Application
from cases.kinds import Kind

_WORD = re.compile(r"[^\W_]+")


def identity(application: Application) -> str | None:
    """A text equal for two applications about the same; None while kind, school or detail is not known.

    The order of a name's words does not matter ("Sørensen, Emma"), nor do case and normal form.
    """
    if application.kind is Kind.UNKNOWN or not application.school or not application.detail:
        return None
    words = _WORD.findall(unicodedata.normalize("NFC", application.detail).casefold())
    if application.kind is Kind.PUPIL:
        words.sort()
    return "|".join((application.kind.value, application.school.casefold(), " ".join(words)))


def told_apart(application: Application, earlier: Application) -> bool:
    """Whether two pupils of the same name are two children: both have a CPR number, and they differ."""
    first, second = (
        "".join(filter(str.isdecimal, application.text("cpr"))),
        "".join(filter(str.isdecimal, earlier.text("cpr"))),
    )
    sure = all(a.values["cpr"].confidence >= 0.8 for a in (application, earlier) if "cpr" in a.values)
    return len(first) == len(second) == 10 and first != second and sure


def with_number(same_name: str, application: Application) -> str:
    """The identity of the second of two children of one name: the number makes it its own."""
    return f"{same_name}|{''.join(filter(str.isdecimal, application.text('cpr')))}"
