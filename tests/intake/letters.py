"""Letters and papers for the tests of intake: a mail with attachments, and a reader that knows what each paper says."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import EmailMessage

from cases.application import Answers, Ink, SignatureBox, Source, Unread, Value
from cases.consent import Custody, Policy
from cases.kinds import Kind
from cases.people import School
from cases.rounds import Round
from intake.desk import Desk
from intake.letter import Letter, parse_letter
from intake.reading import Reading
from intake.schools import register

NOW = datetime(2022, 9, 20, 8, tzinfo=UTC)
SCHOOLS = (
    School("Gødvadskolen", "folkeskole", ("Gødvad",), None, ("kontor@goedvad.example",)),
    School("Sejs Skole", "folkeskole", ("Sejs",), None, ("@sejs.example",)),
)
ROUNDS = tuple(
    Round(name, deadline, deadline, deadline, deadline)
    for name, deadline in (("1. runde", date(2022, 9, 23)), ("2. runde", date(2022, 12, 2)))
)


def a_desk(policy: Policy = Policy.CUSTODY) -> Desk:
    """The desk of an invented municipality with two schools and two rounds."""
    return Desk(SCHOOLS, register(SCHOOLS), ROUNDS, policy, frozenset({"ppr@kommune.example"}))


def a_mail(
    *papers: tuple[str, bytes],
    subject: str = "Gødvadskolen - Emma Sørensen",
    sender: str = "kontor@goedvad.example",
    message_id: str = "<1@goedvad.example>",
    **headers: str,
) -> bytes:
    """A raw mail with papers (name, content) attached; header names as in `Auto_Submitted`."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "ppr@kommune.example", subject
    message["Message-ID"], message["Date"] = message_id, "Tue, 20 Sep 2022 10:00:00 +0200"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hermed ansøgning.\n")
    for name, content in papers:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def a_pdf(mark: str) -> bytes:
    """Bytes that pass for a PDF and are told apart by their mark."""
    return b"%PDF-1.7\n%" + mark.encode() + b"\n%%EOF\n"


def a_value(text: str, confidence: float = 0.97) -> Value:
    """A value as OCR reads it."""
    return Value(text, confidence, Source.OCR, 1, (0, 0, 10, 10))


def an_elev(
    name: str = "Emma Sørensen",
    school: str = "Gødvadskolen",
    cpr: str = "150312-9993",
    inks: tuple[Ink, ...] = (Ink.SIGNED, Ink.SIGNED),
    custody: str = Custody.JOINT_APART,
    pages: tuple[int, ...] = (1, 2),
) -> Answers:
    """What our own form about a pupil says."""
    texts = {
        "pupil_name": name, "school": school, "cpr": cpr, "custody": custody, "contact_name": "Bo Lind",
        "description": "Ro i timerne",
    }  # fmt: skip
    values = {field: a_value(text) for field, text in texts.items() if text}
    boxes = tuple(SignatureBox(f"signature_{n}", ink, 0.95, 2, (0, 0, 9, 9)) for n, ink in enumerate(inks, 1))
    return Answers("elev-1", Kind.PUPIL, values, boxes, pages)


def an_emne(topic: str = "klasseledelse", school: str = "Sejs Skole") -> Answers:
    """What our own form about a topic says."""
    texts = {"topic": topic, "school": school, "contact_name": "Bo Lind", "description": "Fælles sprog"}
    return Answers("emne-1", Kind.TOPIC, {field: a_value(text) for field, text in texts.items()}, (), (1,))


UNKNOWN = Answers(None, Kind.UNKNOWN)
"""A paper that opens, of a layout nobody knows."""


@dataclass
class KnowingReader:
    """A reader that was told what each paper says; a paper it was not told of is damaged."""

    says: dict[bytes, Answers | tuple[Answers, ...] | Unread] = field(default_factory=dict)
    read_papers: int = 0

    def parse(self, raw: bytes) -> Letter | Unread:
        return parse_letter(raw)

    def read(self, content: bytes, name: str) -> Reading:
        self.read_papers += 1
        said = self.says.get(content, Unread("damaged", "Filen er i stykker. Send den igen."))
        if isinstance(said, Unread):
            return Reading("pdf", unread=said)
        return Reading("pdf", 2, said if isinstance(said, tuple) else (said,))

    def close(self) -> None:
        pass
