"""Codes and numbers in the words people read, the same in the pages and on the command line."""

from collections.abc import Mapping
from datetime import date, datetime

from cases.application import Ink, Source
from cases.consent import ConsentState
from cases.findings import Finding, Weight
from cases.kinds import Kind
from cases.rounds import COPENHAGEN
from replies.compose import FIELD_WORDS
from replies.words import clock, weekday

INK: Mapping[Ink, str] = {Ink.SIGNED: "underskrevet", Ink.EMPTY: "tom", Ink.UNCERTAIN: "usikker"}
SOURCES: Mapping[Source, str] = {
    Source.FORM_FIELD: "udfyldt på skærmen", Source.TEXT: "tekst", Source.OCR: "læst af billedet",
    Source.FILE_NAME: "filnavnet", Source.SUBJECT: "emnet", Source.SENDER: "afsenderen", Source.PERSON: "et menneske",
}  # fmt: skip
WEIGHTS: Mapping[Weight, str] = {Weight.BLOCKS: "Mangler", Weight.DOUBTS: "Se på", Weight.NOTES: "Bemærk"}
CONSENT: Mapping[ConsentState, str] = {
    ConsentState.GIVEN: "givet", ConsentState.ORAL: "mundtligt", ConsentState.MISSING: "mangler",
    ConsentState.WITHDRAWN: "trukket tilbage", ConsentState.UNCERTAIN: "usikkert",
    ConsentState.NOT_REQUIRED: "kræves ikke",
}  # fmt: skip
ABOUT: Mapping[Kind, str] = {Kind.PUPIL: "elev", Kind.CLASS: "klasse", Kind.TOPIC: "emne", Kind.UNKNOWN: "ukendt"}


SHORT: Mapping[str, str] = {
    "consent-missing": "underskrifter mangler", "consent-second-missing": "den anden underskrift mangler",
    "consent-uncertain": "underskrift usikker", "convention-not-followed": "filnavn uden for aftalen",
    "cpr-age": "CPR: ikke i skolealderen", "cpr-check-digit": "CPR: kontrolciffer passer ikke",
    "cpr-in-subject-or-name": "CPR i emne eller filnavn", "cpr-invalid": "CPR ugyldigt",
    "cpr-low-confidence": "CPR svært at læse", "cpr-missing": "CPR mangler", "cpr-replacement": "erstatnings-CPR",
    "detail-disagrees": "navne er uenige", "detail-missing": "navn, klasse eller emne mangler",
    "detail-uncertain": "navn svært at læse", "duplicate-file": "filen er kommet før",
    "field-missing": "felt ikke udfyldt", "form-unknown": "ikke vores skema",
    "health-in-name": "helbred nævnt i filnavn", "kind-disagrees": "slags er uenige",
    "kind-unknown": "ukendt slags", "late": "efter fristen", "message-id-reused": "mail ligner en tidligere",
    "near-duplicate": "samme papir scannet igen", "no-open-round": "ingen åben runde",
    "school-disagrees": "skoler er uenige", "school-unknown": "ukendt skole",
    "sender-other-school": "sendt fra en anden skole", "sender-unregistered": "ukendt afsender",
    "sender-unverified": "afsender ikke bekræftet", "several-pupils": "flere elever nævnt",
    "signature-copied": "ens underskrifter", "signature-date-late": "underskrevet efter modtagelsen",
    "signature-date-old": "gammel underskrift", "signature-typed": "underskrift skrevet på skærm",
    "supplement": "nyt papir kommet til", "surplus-cpr": "CPR, der ikke skal være der", "unread-paper": "fil ikke læst",
}  # fmt: skip
"""A finding in a few words, for the queue; the whole sentence is on the case."""


def short(code: str) -> str:
    """The few words; a code without any is shown as it is."""
    return SHORT.get(code, code)


def briefly(finding: Finding) -> str:
    """The few words and the field they are about, for who reads about a case and has no page to mend it on."""
    field = FIELD_WORDS.get(finding.facts.get("field", ""))
    return f"{short(finding.code)}: {field}" if field else short(finding.code)


def how_sure(confidence: float) -> str:
    """A confidence (0..1) in a word."""
    return "sikker" if confidence >= 0.9 else "ret sikker" if confidence >= 0.6 else "usikker"


def initials(name: str) -> str:
    """The initials of a person: "Asta Marie Eksempelsen" is "A.M.E."."""
    return "".join(f"{word[0].upper()}." for word in name.replace("-", " ").split() if word[0].isalpha())


def age(received: datetime, now: datetime) -> str:
    """How long ago it came, in days of the calendar in Denmark."""
    days = (now.astimezone(COPENHAGEN).date() - received.astimezone(COPENHAGEN).date()).days
    return "i dag" if days <= 0 else "i går" if days == 1 else f"{days} dage"


def left(deadline: date, today: date) -> str:
    """How long there is to a deadline."""
    days = (deadline - today).days
    if days < 0:
        return "fristen er gået"
    return "frist i dag" if days == 0 else "frist i morgen" if days == 1 else f"{days} dage til frist"


def moment(at: datetime) -> str:
    """A point in time: "fredag 2. december 2026 kl. 08.12"."""
    return f"{weekday(at.astimezone(COPENHAGEN).date())} kl. {clock(at)}"
