"""Sample letters: a mail of every sort that reaches a functional mailbox, with how each shall end.

A letter is a row of `SORTS`: its code, one Danish line of what it is, how long ago it came, from which school, how it
shall end, and the function that writes it. All is invented; the same arguments give the same letters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cases.letters import Ending
from cases.people import School
from replies.owed import Reply
from service.samples import machine_mail, school_mail
from service.samples.people import secretary, teacher
from service.samples.school_mail import Desk

DEADLINE_BEFORE = timedelta(days=20)
"""The letters are made for a round whose deadline was so long before `now`, and one that is open at `now`: one letter
came the morning after that deadline, all others within the last five days."""


@dataclass(frozen=True, slots=True)
class Expected:
    """How a letter shall end, and the answer that is sent; None when none is."""

    ending: Ending
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class SampleLetter:
    """One letter: what it is in a Danish line, the whole mail (RFC 5322), and when the server received it (aware)."""

    code: str
    title: str
    raw: bytes = field(repr=False)
    received: datetime
    expected: Expected


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of letter: how many hours before `now` it came, from which school (by number), how it ends, its writer."""

    code: str
    title: str
    hours: float
    school: int
    expected: Expected
    write: Callable[[Desk], bytes]


def sample_letters(now: datetime, schools: Sequence[School], mailbox_address: str) -> tuple[SampleLetter, ...]:
    """Every sort of letter in the order they came; `now` is aware, `schools` are the register's, at least one."""
    written: dict[str, bytes] = {}
    letters = []
    for number, sort in enumerate(SORTS):
        school, sent = schools[sort.school % len(schools)], now - timedelta(hours=sort.hours)
        people = secretary(school, sort.school), teacher(school, number)
        written[sort.code] = sort.write(Desk(school, *people, mailbox_address, sent, dict(written)))
        received = sent + timedelta(seconds=4)
        letters.append(SampleLetter(sort.code, sort.title, written[sort.code], received, sort.expected))
    return tuple(sorted(letters, key=lambda letter: letter.received))


_CASE = Expected(Ending.CASE, Reply.ACKNOWLEDGEMENT)
_LACKS = Expected(Ending.CASE, Reply.LACKING)
_SILENT_CASE = Expected(Ending.CASE, None)
_MORE = Expected(Ending.SUPPLEMENT, Reply.ACKNOWLEDGEMENT)
_ASIDE = Expected(Ending.SET_ASIDE, Reply.UNREADABLE)
_AGAIN = Expected(Ending.AGAIN, None)
_NOTHING = Expected(Ending.NOT_APPLICATION, None)
_LATE = DEADLINE_BEFORE / timedelta(hours=1) - 24

SORTS: tuple[Sort, ...] = (
    Sort("late", "En ansøgning, der kom efter fristen", _LATE, 0, _CASE, school_mail.late),
    Sort("clean-scan", "Elevskema, scannet og underskrevet", 70, 1, _CASE, school_mail.clean_scan),
    Sort("class-scan", "Klasseskema, scannet, fra Apple Mail", 69, 2, _CASE, school_mail.class_scan),
    Sort("topic-scan", "Emneskema, scannet, fra webmail", 68, 3, _CASE, school_mail.topic_scan),
    Sort("skewed", "Elevskema, der lå skævt i scanneren", 67, 4, _CASE, school_mail.skewed),
    Sort("by-hand", "Elevskema, udfyldt i hånden", 66, 5, _CASE, school_mail.by_hand),
    Sort("photo", "Elevskema, fotograferet med telefon", 50, 6, _CASE, school_mail.photo_pages),
    Sort("fillable", "Elevskema, udfyldt på skærmen, ingen underskrifter", 49, 7, _LACKS, school_mail.fillable_pupil),
    Sort("fillable-topic", "Emneskema, udfyldt på skærmen", 48, 8, _CASE, school_mail.fillable_topic),
    Sort("word", "Ansøgning som Word-fil", 47, 9, _CASE, school_mail.word_file),
    Sort("unsigned", "Elevskema uden underskrifter", 46, 10, _LACKS, school_mail.unsigned),
    Sort("one-signature", "Én underskrift, hvor der skal to til", 45, 11, _LACKS, school_mail.one_signature),
    Sort("sole-custody", "Én underskrift, og det er nok", 44, 12, _CASE, school_mail.sole_custody),
    Sort("cpr-in-subject", "CPR-nummer i emnefeltet", 30, 13, _CASE, school_mail.cpr_in_subject),
    Sort("wrong-name", "Filen er opkaldt efter en anden elev", 29, 14, _CASE, school_mail.wrong_name),
    Sort("misspelt-school", "Skolens navn er stavet forkert", 28, 15, _CASE, school_mail.misspelt),
    Sort("scanner-name", "Scannerens eget filnavn", 27, 16, _CASE, school_mail.scanner_name),
    Sort("two-in-one", "To ansøgninger i én mail", 26, 17, _CASE, school_mail.two_in_one),
    Sort("duplicate", "Samme fil sendt igen", 25, 1, _MORE, school_mail.duplicate),
    Sort("supplement", "Underskrifterne kommer bagefter", 24, 10, _MORE, school_mail.supplement),
    Sort("seen-before", "Samme mail leveret to gange", 23, 3, _AGAIN, school_mail.seen_before),
    Sort("locked", "PDF med adgangskode", 9, 18, _ASIDE, school_mail.locked_file),
    Sort("broken", "PDF, der ikke kom hel frem", 8, 19, _ASIDE, school_mail.broken_file),
    Sort("empty", "Tom fil", 7, 20, _ASIDE, school_mail.empty_file),
    Sort("no-attachment", "Den vedhæftede fil er glemt", 6, 21, _ASIDE, school_mail.no_attachment),
    Sort("link", "Et link i stedet for en fil", 5, 22, _ASIDE, school_mail.link),
    Sort("stranger", "Afsenderen er ikke en registreret skole", 4, 23, _SILENT_CASE, school_mail.stranger),
    Sort("bounce", "Et svar, der ikke kunne leveres", 3, 2, _NOTHING, machine_mail.bounce),
    Sort("newsletter", "Et nyhedsbrev", 2.5, 25, _NOTHING, machine_mail.newsletter),
    Sort("out-of-office", "Et automatisk svar", 2, 26, _NOTHING, machine_mail.out_of_office),
    Sort("calendar", "Svar på en mødeindkaldelse", 1, 27, _NOTHING, machine_mail.calendar_reply),
)  # fmt: skip
