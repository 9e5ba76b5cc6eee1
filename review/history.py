"""A case's history in sentences: what happened, by whom, and why; what the program did is told from what people did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cases.case import Event, Who
from cases.cpr import WRITTEN, masked
from replies.compose import FIELD_WORDS
from review.words import CONSENT, moment


@dataclass(frozen=True, slots=True)
class Told:
    """One line: when, who ("Programmet" or a person's name), what, and why in the person's own words."""

    when: str
    who: str
    person: bool
    what: str
    why: str = field(default="", repr=False)


_CONSENT = {str(state): word for state, word in CONSENT.items()}

_WHAT: Mapping[str, Callable[[str], str]] = {
    "received": lambda _: "tog imod ansøgningen.",
    "read": lambda _: "læste ansøgningen.",
    "supplement": lambda _: "føjede et nyt papir til sagen.",
    "duplicate-file": lambda _: "fik den samme fil igen; intet er ændret.",
    "answer-answered": lambda _: "fik svar på en af vores mails.",
    "answer-bounced": lambda _: "fik at vide, at en af vores mails ikke kom frem.",
    "answer-reported": lambda _: "fik en leveringsrapport om en af vores mails.",
    "status": lambda to: f"satte sagen til “{to}”.",
    "consent": lambda to: f"satte samtykket til “{_CONSENT.get(to, to)}”.",
    "round": lambda to: f"flyttede sagen til runden {to}.",
    "chosen": lambda to: f"valgte {to} til sagen.",
    "reassigned": lambda to: f"flyttede sagen til {to}.",
    "not-told": lambda to: f"kunne ikke give {to} besked, for der er ingen mailadresse i registret.",
    "waits": lambda _: "lod sagen vente til næste runde.",
    "proposed": lambda to: f"foreslog {to}.",
    "educator": lambda _: "foreslog en anden vejleder.",
    "pinned": lambda to: f"fastholdt sagen hos {to}.",
    "undone-pinned": lambda to: f"ophævede, at sagen var fastholdt hos {to}.",
    "forbidden": lambda who: f"udelukkede {who} fra sagen.",
    "undone-forbidden": lambda who: f"ophævede, at {who} var udelukket fra sagen.",
    "waived": lambda need: f"fritog sagen for kravet om {need}.",
    "undone-waived": lambda need: f"ophævede, at sagen var fritaget for kravet om {need}.",
    "any-district": lambda _: "lod sagen blive taget af et hvilket som helst distrikt.",
    "undone-any-district": lambda _: "ophævede, at et hvilket som helst distrikt kunne tage sagen.",
    "asked-again": lambda _: "bad igen skolen om det, der mangler.",
    "asked": lambda _: "valgte selv, hvad skolen blev bedt om.",
    "address-confirmed": lambda _: "bekræftede, at mailadressen er skolens.",
    "corrected": lambda name: f"rettede {FIELD_WORDS.get(name, name)}.",
    "kind": lambda to: f"satte, hvad sagen gælder, til “{to}”.",
    "put-off": lambda to: f"lagde sagen væk til {to}." if to else "tog sagen frem igen.",
    "by-hand": lambda _: "lavede sagen af en mail, der var lagt til side.",
    "double-of": lambda to: f"fandt, at sagen er en dublet af {to}.",
    "double": lambda of: f"lukkede {of} som dublet af denne.",
    "joined": lambda to: f"lagde sagens papirer over i {to}.",
    "joined-from": lambda of: f"lagde papirerne fra {of} i sagen.",
    "split": lambda to: f"delte sagen og lavede {to} af den.",
    "split-from": lambda of: f"lavede sagen af en del af {of}.",
    "undone": lambda _: "fortrød den seneste afgørelse.",
    "exported": lambda _: "skrev alt om barnet ud.",
    "held": lambda _: "bestemte, at sagen skal bevares.",
    "hold-lifted": lambda _: "ophævede, at sagen skal bevares.",
    "forgotten": lambda _: "slettede personoplysningerne i sagen.",
}
"""What each event says; the part after the colon is handed in. A code that is not here is shown as it is."""


def told(event: Event) -> Told:
    """The event as people read it."""
    code, _, rest = event.what.partition(":")
    sentence = _WHAT[code](rest) if code in _WHAT else event.what
    person = event.actor.kind is Who.PERSON
    return Told(moment(event.at), event.actor.name if person else "Programmet", person, sentence, _why(event))


def _why(event: Event) -> str:
    """What a person wrote, CPR numbers covered. What the program notes for itself is shown with the findings."""
    if event.actor.kind is not Who.PERSON:
        return ""
    return WRITTEN.sub(lambda found: masked(found.group()), event.why)
