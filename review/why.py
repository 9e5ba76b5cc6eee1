"""Codes in words: why a letter ended as it did, why an answer was held back. Codes are kept; people read these."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # why a mail is not answered
    "null-return-path": "afsenderen tager ikke imod svar",
    "auto-submitted": "sendt af et program",
    "report": "en leveringsrapport",
    "precedence": "masseudsendt",
    "mailing-list": "fra en mailingliste",
    "suppressed": "afsenderen har frabedt sig automatiske svar",
    "robot-header": "sendt af et program",
    "bounce-header": "en leveringsrapport",
    "own-answer": "vores eget svar, der kom tilbage",
    "robot-address": "afsenderen er et program",
    "automatic-subject": "et automatisk svar",
    "no-sender": "mailen har ingen afsender",
    "several-senders": "mailen har flere afsendere",
    "own-address": "sendt fra vores egen adresse",
    "calendar": "et kalendersvar",
    "sender-unregistered": "afsenderen står ikke i skoleregistret",
    "address-unconfirmed": "afsenderen står ikke i skoleregistret, og ingen har bekræftet adressen",
    "sender-failed": "afsenderen kunne ikke bekræftes",
    # why a person must look at a letter
    "no-paper": "ingen fil vedhæftet",
    "linked": "et link i stedet for en fil",
    "not-recognised": "ikke til at se, om det er en ansøgning",
    "wrong-mailbox": "hører til i en anden postkasse",
    "locked": "filen er låst med adgangskode",
    "empty": "filen er tom",
    "damaged": "filen er i stykker",
    "too-many-pages": "filen har for mange sider",
    "too-big": "filen er for stor",
    "too-slow": "filen tog for lang tid at læse",
    "crashed": "filen kunne ikke læses",
    "not-a-paper": "filen er ikke et dokument",
    "unsafe": "filen er et program",
    "xfa": "formularen kan kun vises i Adobe Acrobat",
    "blank": "siderne er blanke",
    "letter": "et brev, ikke et skema",
    "instructions": "en vejledning, ikke et skema",
    "logo": "et logo",
    # and the rest
    "seen-before": "den samme mail er kommet før",
    "automatic": "sendt af et program",
    "came-back": "mailen kom ikke frem",
    "seen-by-person": "en medarbejder har set på den",
}
"""Each code and what a person reads."""


def in_words(code: str) -> str:
    """The words for a code; a code without words is a fault of the program, and shown as it is."""
    return WORDS.get(code, code)
