"""What schools and others send in a crash run: batches of several sorts, each sort with what must become of it."""

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache

from cases.application import Answers, Unread
from cases.kinds import Kind
from cases.letters import Ending
from intake.letter import Letter, parse_letter
from intake.reading import Reading
from service.samples.papers import fillable
from tests.intake.letters import a_value
from tests.story.world import BODY, EMNE, SCHOOL, TODAY

TOPICS = ("klasseledelse", "trivsel", "skriftlighed", "overgange", "udeskole", "matematikvanskeligheder")
STRANGER = "nogen@andet.example"


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of mail: how the letters with its content end together, and what follows. `answers` is how many mails of
    ours its letters owe, `sent` how many of them may go out.
    """

    name: str
    endings: Counter[Ending]
    cases: int = 0
    answers: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Mails that belong together: the mails as they lie in the mailbox, and the sort that says what must come of it."""

    sort: Sort
    raws: tuple[bytes, ...] = field(repr=False)
    ids: tuple[str, ...] = ()


def _sort(name: str, *endings: Ending, cases: int = 0, answers: int = 0, sent: int = 0) -> Sort:
    return Sort(name, Counter(endings), cases, answers, sent)


APPLICATION = _sort("an application", Ending.CASE, cases=1, answers=1, sent=1)
SUPPLEMENTED = _sort("an application and its supplement", Ending.CASE, Ending.SUPPLEMENT, cases=1, answers=2, sent=2)
SAME_TWICE = _sort("the same mail twice", Ending.CASE, Ending.AGAIN, cases=1, answers=1, sent=1)
ALIAS = _sort("a mail through two aliases", Ending.CASE, Ending.AGAIN, cases=1, answers=1, sent=1)
NO_PAPER = _sort("a mail without a paper", Ending.SET_ASIDE, answers=1, sent=1)
ROBOT = _sort("a robot's mail", Ending.NOT_APPLICATION)
BROKEN = _sort("a broken paper", Ending.SET_ASIDE, answers=1, sent=1)
STRANGE = _sort("an application from a stranger", Ending.CASE, cases=1, answers=1)
TORN = _sort("bytes that are no mail", Ending.SET_ASIDE)


def batch(seed: int, *, real_papers: bool, apart: bool = False) -> tuple[Group, ...]:
    """A batch of mails for a seed: always one of each of four sorts, and two more. The same seed, the same bytes.

    `apart`: no two batches are about the same thing, for runs that send more than one.
    """
    chance = random.Random(f"mails {seed}")
    sorts = [APPLICATION, SUPPLEMENTED, chance.choice((SAME_TWICE, ALIAS)), chance.choice((NO_PAPER, BROKEN))]
    sorts += chance.sample((ROBOT, STRANGE, TORN, APPLICATION), 2)
    chance.shuffle(sorts)
    topics = (f"{topic} {seed}" if apart else topic for topic in TOPICS)
    return tuple(_group(sort, seed, number, next(topics), real=real_papers) for number, sort in enumerate(sorts))


def group_of(sort: Sort, seed: int) -> Group:
    """The mails of one sort."""
    return _group(sort, seed, 0, TOPICS[0], real=False)


def _group(sort: Sort, seed: int, number: int, topic: str, *, real: bool) -> Group:
    name = f"Gødvadskolen - {topic}.pdf"
    ids = tuple(f"<{seed}.{number}.{n}@goedvadskolen.example>" for n in range(2))
    paper = _paper(topic, "Fælles greb på mellemtrinnet.", real=real)
    first = _mail(ids[0], (name, paper))
    match sort.name:
        case SUPPLEMENTED.name:
            later = _paper(topic, "Fælles greb på mellemtrinnet, og i indskolingen.", real=real)
            return Group(sort, (first, _mail(ids[1], (name, later))), ids)
        case SAME_TWICE.name:
            return Group(sort, (first, first), ids[:1])
        case ALIAS.name:
            return Group(sort, (b"Delivered-To: ppr@kommune.example\r\n" + first,
                                b"Delivered-To: ansoegning@kommune.example\r\n" + first), ids[:1])  # fmt: skip
        case NO_PAPER.name:
            return Group(sort, (_mail(ids[0]),), ids[:1])
        case ROBOT.name:
            return Group(sort, (_mail(ids[0], Auto_Submitted="auto-replied"),), ids[:1])
        case BROKEN.name:
            broken = b"%PDF-1.7\n" + f"{seed}".encode()
            return Group(sort, (_mail(ids[0], ("scan.pdf", broken)),), ids[:1])
        case STRANGE.name:
            return Group(sort, (_mail(ids[0], (name, paper), sender=STRANGER),), ids[:1])
        case TORN.name:
            return Group(sort, (f"{seed} dette er ingen mail\r\n".encode(),))
    return Group(sort, (first,), ids[:1])


def _mail(message_id: str, *papers: tuple[str, bytes], sender: str = SCHOOL, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"Birgit Kontor <{sender}>", "ppr@kommune.example"
    message["Subject"] = papers[0][0].removesuffix(".pdf") if papers else "Ansøgning"
    message["Message-ID"], message["Date"] = message_id, TODAY
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(BODY + "\n")
    for name, content in papers:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    boundary = f"=={message_id.strip('<>').partition('@')[0]}=="
    if papers:
        message.set_boundary(boundary)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _paper(topic: str, description: str, *, real: bool) -> bytes:
    if real:
        return _filled(topic, description)
    return b"%PDF-1.7\n%" + json.dumps([topic, description]).encode() + b"\n%%EOF\n"


@cache
def _filled(topic: str, description: str) -> bytes:
    return fillable(Kind.TOPIC, EMNE | {"topic": topic, "description": description})


class QuickReader:
    """Parses as the child does, but here; of a paper it knows what `_paper` wrote into it, which costs nothing."""

    def parse(self, raw: bytes) -> Letter | Unread:
        return parse_letter(raw)

    def read(self, content: bytes, name: str = "") -> Reading:
        try:
            topic, description = json.loads(content.splitlines()[1][1:])
        except (ValueError, IndexError, TypeError):
            return Reading("pdf", unread=Unread("damaged", "Filen er beskadiget."))
        texts = {"topic": topic, "school": "Gødvadskolen", "contact_name": "Bo Lind", "description": description}
        values = {field: a_value(text) for field, text in texts.items()}
        return Reading("pdf", 1, (Answers("emne-1", Kind.TOPIC, values, (), (1,)),))

    def close(self) -> None:
        pass
