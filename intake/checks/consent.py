"""Whether the guardians have consented, as far as a machine may say."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from cases.application import Application, Ink
from cases.consent import SURE, ConsentState
from cases.findings import Finding, Weight
from cases.rounds import COPENHAGEN
from intake.checks.situation import Situation
from intake.verdict import Why

_DATE = re.compile(r"(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{2}|\d{4})")
_OF = {"signature_1": "signed_date_1", "signature_2": "signed_date_2"}
_OLD = timedelta(days=365)


def every_guardian_signed(application: Application, situation: Situation) -> Iterator[Finding]:
    """Every signature box that the policy asks for is certainly signed; an uncertain one is a person's question."""
    consent = situation.consent
    if consent.state is ConsentState.UNCERTAIN:
        yield Finding("consent-uncertain", Weight.DOUBTS)
    elif consent.state is ConsentState.MISSING and consent.signed:
        yield Finding("consent-second-missing", Weight.BLOCKS)
    elif consent.state is ConsentState.MISSING:
        yield Finding("consent-missing", Weight.BLOCKS)


def signatures_are_fresh(application: Application, situation: Situation) -> Iterator[Finding]:
    """No signature is dated after it came, or more than a year before (the form's consent lasts a year at most)."""
    came = situation.received.astimezone(COPENHAGEN).date()
    days = [
        day for box in application.signatures if box.state is not Ink.EMPTY and (day := _day(application, box.name))
    ]
    if any(day > came for day in days):
        yield Finding("signature-date-late", Weight.DOUBTS)
    if any(day < came - _OLD for day in days):
        yield Finding("signature-date-old", Weight.DOUBTS)


def signatures_are_by_hand(application: Application, situation: Situation) -> Iterator[Finding]:
    """No box holds a copy of the other's strokes, or a name typed on a screen."""
    whys = {box.why for box in application.signatures if box.state is Ink.UNCERTAIN}
    if Why.COPIED in whys:
        yield Finding("signature-copied", Weight.DOUBTS)
    if Why.TYPED in whys:
        yield Finding("signature-typed", Weight.DOUBTS)


def _day(application: Application, box: str) -> date | None:
    """The day beside a signature box, when it was read with confidence and is a day."""
    value = application.values.get(_OF.get(box, ""))
    found = _DATE.fullmatch(value.text.strip()) if value and value.confidence >= SURE else None
    if found is None:
        return None
    day, month, year = (int(number) for number in found.groups())
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
