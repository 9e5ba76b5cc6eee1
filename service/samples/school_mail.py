"""What secretaries send: each function writes one sort of letter, whole, as its mail program would."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from typing import cast

from cases.people import School
from service.samples.answers import class_values, pupil_values, topic_values
from service.samples.mail_programs import Program, Written, apple_mail, outlook, webmail
from service.samples.papers import broken, fillable, filled_form, locked, photos, scan, word
from service.samples.people import PUPILS, Pupil, Sender


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a letter is written: by whom at which school, whom to ask, to whom, when; and the mails written before."""

    school: School
    sender: Sender
    contact: Sender
    to: str
    now: datetime
    earlier: Mapping[str, bytes]

    def mail(self, subject: str, *papers: tuple[str, bytes], text: str = "", by: Program = outlook) -> bytes:
        """A secretary's mail; the text is hers unless given."""
        text = text or "Hej\n\nHermed ansøgning til læringsvejlederne. Sig til, hvis der mangler noget."
        signed = f"{text}\n\nMed venlig hilsen\n{self.sender.name}\nSekretær, {self.school.name}\n"
        return by(Written(self.sender, self.to, subject, signed, self.now, tuple(papers)))

    def named(self, detail: str, ending: str = ".pdf") -> str:
        """A file name as the convention asks."""
        return f"{self.school.name} - {detail}{ending}"

    def form(self, pupil: Pupil, *, signed: tuple[bool, bool] = (True, True), by_hand: bool = False) -> bytes:
        """The printed form about a pupil, filled in and signed."""
        seed = sum(map(ord, pupil.name))
        values = pupil_values(pupil, self.school, self.contact, self.now)
        return filled_form("elev", values, signed=signed, seed=seed, handwriting=by_hand)

    def class_form(self, class_name: str) -> bytes:
        """The printed form about a class."""
        return filled_form("klasse", class_values(class_name, self.school, self.contact))

    def topic_form(self, topic: str) -> bytes:
        """The printed form about a topic."""
        return filled_form("emne", topic_values(topic, self.school, self.contact))


# --- applications as they should be, more or less


def clean_scan(desk: Desk) -> bytes:
    """As it should be: scanned, signed by both, file and subject alike."""
    pupil = PUPILS["first"]
    return desk.mail(desk.named(pupil.name, ""), (desk.named(pupil.name), scan(desk.form(pupil), seed=1)))


def class_scan(desk: Desk) -> bytes:
    """A class, from a Mac: inline, its name in pieces."""
    return desk.mail(desk.named("5.b", ""), (desk.named("5.b"), scan(desk.class_form("5.b"), seed=2)), by=apple_mail)


def topic_scan(desk: Desk) -> bytes:
    """A topic, from a browser."""
    topic = "klasseledelse på mellemtrinnet"
    return desk.mail(desk.named(topic, ""), (desk.named(topic), scan(desk.topic_form(topic), seed=3)), by=webmail)


def skewed(desk: Desk) -> bytes:
    """Laid crooked on the glass."""
    pupil = PUPILS["skewed"]
    paper = scan(desk.form(pupil), skew=2.0, jpeg=70, seed=4)
    return desk.mail(desk.named(pupil.name, ""), (desk.named(pupil.name), paper))


def by_hand(desk: Desk) -> bytes:
    """Filled in with a pen."""
    pupil = PUPILS["by-hand"]
    paper = scan(desk.form(pupil, by_hand=True), skew=-0.6, seed=5)
    return desk.mail(desk.named(pupil.name, ""), (desk.named(pupil.name), paper))


def photo_pages(desk: Desk) -> bytes:
    """A phone's pictures, one a page."""
    pupil = PUPILS["photographed"]
    pages = [(f"IMG_{4021 + n}.jpg", page) for n, page in enumerate(photos(desk.form(pupil), seed=6))]
    text = "Hej\n\nScanneren er i stykker, så her er billeder af skemaet."
    return desk.mail(desk.named(pupil.name, ""), *pages, text=text, by=apple_mail)


def fillable_pupil(desk: Desk) -> bytes:
    """Filled in on screen: nobody has signed."""
    pupil = PUPILS["on-screen"]
    paper = fillable("elev", pupil_values(pupil, desk.school, desk.contact, desk.now))
    return desk.mail(desk.named(pupil.name, ""), (desk.named(pupil.name), paper), by=webmail)


def fillable_topic(desk: Desk) -> bytes:
    """Filled in on screen, where nobody has to sign."""
    topic = "børnefællesskaber"
    paper = fillable("emne", topic_values(topic, desk.school, desk.contact))
    return desk.mail(desk.named(topic, ""), (desk.named(topic), paper))


def word_file(desk: Desk) -> bytes:
    """The school's own Word file."""
    pupil = PUPILS["word"]
    paper = word("elev", pupil_values(pupil, desk.school, desk.contact, desk.now))
    return desk.mail(desk.named(pupil.name, ""), (desk.named(pupil.name, ".docx"), paper))


def sole_custody(desk: Desk) -> bytes:
    """One signature, and one is enough."""
    pupil = PUPILS["sole-custody"]
    paper = scan(desk.form(pupil, signed=(True, False)), seed=7)
    return desk.mail(desk.named(pupil.name, ""), (desk.named(pupil.name), paper))


def two_in_one(desk: Desk) -> bytes:
    """Two papers, two applications."""
    papers = (
        (desk.named("3.a"), scan(desk.class_form("3.a"), seed=8)),
        (desk.named("overgange"), scan(desk.topic_form("overgange"), seed=9)),
    )
    text = "Hej\n\nHer er to ansøgninger fra os i denne runde."
    return desk.mail(f"Ansøgninger fra {desk.school.name}", *papers, text=text)


# --- applications with something wrong


def unsigned(desk: Desk) -> bytes:
    """Both boxes empty."""
    pupil = PUPILS["unsigned"]
    paper = scan(desk.form(pupil, signed=(False, False)), seed=10)
    return desk.mail(desk.named(pupil.name, ""), (desk.named(pupil.name), paper))


def one_signature(desk: Desk) -> bytes:
    """One of two guardians who live apart."""
    pupil = PUPILS["one-signature"]
    paper = scan(desk.form(pupil, signed=(True, False)), seed=11)
    return desk.mail(desk.named(pupil.name, ""), (desk.named(pupil.name), paper), by=webmail)


def cpr_in_subject(desk: Desk) -> bytes:
    """The number in the subject, for everybody to see."""
    pupil = PUPILS["exposed"]
    subject = f"{desk.named(pupil.name, '')} {pupil.cpr}"
    return desk.mail(subject, (desk.named(pupil.name), scan(desk.form(pupil), seed=12)))


def wrong_name(desk: Desk) -> bytes:
    """The file is named after another pupil than the form."""
    other = "Oscar Friis"
    paper = scan(desk.form(PUPILS["swapped"]), seed=13)
    return desk.mail(desk.named(other, ""), (desk.named(other), paper))


def misspelt(desk: Desk) -> bytes:
    """The school's name with a slip of the pen."""
    pupil = PUPILS["misspelt"]
    name = f"{_with_a_slip(desk.school.name)} - {pupil.name}"
    return desk.mail(name, (f"{name}.pdf", scan(desk.form(pupil), seed=14)))


def _with_a_slip(name: str) -> str:
    """The name with its third and fourth letters swapped."""
    return name[:2] + name[3] + name[2] + name[4:]


def scanner_name(desk: Desk) -> bytes:
    """The copier named the file."""
    paper = scan(desk.topic_form("skolefravær"), seed=15)
    return desk.mail(f"{desk.school.name} skolefravær", (f"SKM_C258{desk.now:%y%m%d%H%M}0.pdf", paper))


def late(desk: Desk) -> bytes:
    """The morning after a deadline."""
    pupil = PUPILS["late"]
    text = "Hej\n\nBeklager, at den først kommer nu. Jeg håber, I kan have den med alligevel."
    return desk.mail(desk.named(pupil.name, ""), (desk.named(pupil.name), scan(desk.form(pupil), seed=16)), text=text)


# --- letters about earlier ones


def duplicate(desk: Desk) -> bytes:
    """The very file of the clean scan, in a new mail."""
    sent = message_from_bytes(desk.earlier["clean-scan"]).walk()
    paper = next(part.get_payload(decode=True) for part in sent if part.get_content_type() == "application/pdf")
    name = PUPILS["first"].name
    text = "Hej\n\nJeg er ikke sikker på, at den kom frem, så her er den igen."
    return desk.mail(desk.named(name, ""), (desk.named(name), cast(bytes, paper)), text=text)


def supplement(desk: Desk) -> bytes:
    """The signatures, in answer to ours that asked for them."""
    pupil = PUPILS["unsigned"]
    paper = scan(desk.form(pupil), seed=17)
    text = "Hej\n\nSå har forældrene skrevet under."
    return desk.mail(f"SV: {desk.named(pupil.name, '')}", (desk.named(pupil.name), paper), text=text)


def seen_before(desk: Desk) -> bytes:
    """The same mail delivered twice, as through two aliases."""
    return desk.earlier["topic-scan"]


# --- letters with nothing to read


def locked_file(desk: Desk) -> bytes:
    """Only to be opened with a password."""
    return desk.mail(desk.named("4.a", ""), (desk.named("4.a"), locked(desk.class_form("4.a"))))


def broken_file(desk: Desk) -> bytes:
    """Only the first part of the file arrived."""
    name = PUPILS["broken"].name
    return desk.mail(desk.named(name, ""), (desk.named(name), broken()), by=apple_mail)


def empty_file(desk: Desk) -> bytes:
    """A file of no bytes."""
    return desk.mail(desk.named("trivsel", ""), (desk.named("trivsel"), b""))


def no_attachment(desk: Desk) -> bytes:
    """They forgot it."""
    return desk.mail(desk.named("6. årgang", ""), text="Hej\n\nAnsøgningen er vedhæftet.")


def link(desk: Desk) -> bytes:
    """A link to where only the school can look."""
    text = "Hej\n\nAnsøgningen ligger her: https://eksempelskolen.sharepoint.com/:b:/s/team/EaB12cD34"
    return desk.mail(desk.named("2. klasse", ""), text=text)


def stranger(desk: Desk) -> bytes:
    """A parent, from an address that no school has."""
    pupil = PUPILS["stranger"]
    private = Sender("Ditte Juul", "ditte.juul@postkasse.example")
    text = "Hej\n\nSkolen bad mig sende skemaet om min søn til jer.\n\nVenlig hilsen\nDitte Juul\n"
    paper = (desk.named(pupil.name), scan(desk.form(pupil), seed=18))
    return webmail(Written(private, desk.to, desk.named(pupil.name, ""), text, desk.now, (paper,)))
