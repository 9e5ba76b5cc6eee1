"""The pupil's CPR number: there, well-formed, of a child that can go to school. Never refused on its check digit.

Modulus 11 has not been guaranteed since 2007 (CPR-kontoret, "Personnumre uden kontrolciffer"); for a child a failing
check digit most likely means that it was misread. Replacement numbers have 60 added to the day.
"""

from collections.abc import Iterator
from datetime import date

from stdnum.dk import cpr
from stdnum.exceptions import ValidationError

from cases.application import Application, Source
from cases.findings import Finding, Weight
from cases.rounds import COPENHAGEN
from intake.checks.situation import Situation
from intake.checks.subject import SURE

SCHOOL_AGE = range(5, 19)


def cpr_is_plausible(application: Application, situation: Situation) -> Iterator[Finding]:
    """The number is there and belongs to a child of school age."""
    value = application.values.get("cpr")
    if value is None:
        yield Finding("cpr-missing", Weight.BLOCKS if application.form else Weight.DOUBTS)
        return
    if not value.text.strip():  # something is written, and nobody could read it
        yield Finding("cpr-low-confidence", Weight.DOUBTS)
        return
    number = cpr.compact(value.text).replace(".", "")
    born, replaced = birth_date(number)
    if born is None:
        yield Finding("cpr-invalid", Weight.DOUBTS)
        return
    unsure = value.source is Source.OCR and value.confidence < SURE
    if unsure:
        yield Finding("cpr-low-confidence", Weight.DOUBTS)
    if replaced:
        yield Finding("cpr-replacement", Weight.NOTES)
    elif cpr.checksum(number) != 0:
        yield Finding("cpr-check-digit", Weight.NOTES)
    if _age(born, situation.received.astimezone(COPENHAGEN).date()) not in SCHOOL_AGE:
        yield Finding("cpr-age", Weight.DOUBTS)


def no_cpr_where_none_belongs(application: Application, situation: Situation) -> Iterator[Finding]:
    """An application about a class or a topic carries no CPR number."""
    if application.surplus_cpr or application.text("cpr"):
        yield Finding("surplus-cpr", Weight.NOTES)


def birth_date(number: str) -> tuple[date | None, bool]:
    """The birth date that ten digits tell, and whether it is a replacement number; None when they tell none."""
    if len(number) != 10 or not number.isdecimal():
        return None, False
    replaced = number[0] in "6789"
    plain = f"{int(number[0]) - 6}{number[1:]}" if replaced else number
    try:
        return cpr.get_birth_date(plain), replaced
    except ValidationError:
        return None, replaced


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
