"""What is handed out about a child, as a page that a parent can read. Pure but for the template."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cases.accounts import Access
from cases.case import Case, Event
from cases.keeping import Hold
from cases.letters import KeptPaper, LetterRow, PlanRow
from cases.mails import MailRow
from cases.rulings import Ruling
from replies.compose import FIELD_WORDS
from replies.owed import title_of
from review.history import told
from review.words import ABOUT, CONSENT, INK, SOURCES, briefly, how_sure, moment

_FOLDER = Path(__file__).parent.parent / "templates" / "export"


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a file beside the page."""

    href: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title."""

    title: str
    titles: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One case."""

    number: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """What is handed out about one case. Each of the `papers` has its place in the case, which its file is named by."""

    case: Case
    history: tuple[Event, ...]
    papers: tuple[tuple[int, KeptPaper], ...]
    mails: tuple[MailRow, ...]
    rulings: tuple[Ruling, ...]
    plans: tuple[PlanRow, ...]
    accesses: tuple[Access, ...]
    hold: Hold | None


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    when: str
    municipality: str
    contact: str
    months: int
    access_months: int
    left_out: str
    parts: tuple[Part, ...]
    letters: tuple[Table, ...]


def html(page: Page) -> str:
    """The page; all text is escaped."""
    environment = Environment(loader=FileSystemLoader(_FOLDER), undefined=StrictUndefined, autoescape=True)
    return environment.get_template("indsigt.html").render(page=page)


def part_of(whole: Whole, educators: Mapping[str, str]) -> Part:
    """One case, with its educators by name."""
    number = whole.case.number
    return Part(
        number,
        (
            Table("Sagen", (), tuple(_about(whole, educators))),
            Table("Hvad der står i ansøgningen", ("felt", "indhold", "læst fra"), tuple(_fields(whole.case))),
            Table("Underskrifter", ("felt", "hvad programmet så", "udklip"), tuple(_boxes(whole.case))),
            Table("Bemærkninger", (), tuple((briefly(finding),) for finding in whole.case.findings)),
            Table("Historik", ("hvornår", "hvem", "hvad", "hvorfor"), tuple(map(_event, whole.history))),
            Table("Afgørelser før fordelingen", ("hvornår", "hvad", "af hvem", "hvorfor", "ophævet"),
                  tuple(_ruling(one, educators) for one in whole.rulings)),
            Table("Fordelingsforslag, hvor sagen er med", ("hvornår", "runde", "foreslået"),
                  tuple(_plan(one, number, educators) for one in whole.plans)),
            Table("Bilag", ("fil", "brugt som", "hvad der blev læst"), tuple(_papers(whole))),
            Table("Vores svar", ("hvornår", "svar", "til", "status"), tuple(_mail(one, number) for one in whole.mails)),
            Table("Hvem der har set sagen", ("hvornår", "rolle", "hvad", "hvorfor"),
                  tuple((moment(one.at), one.role, one.purpose, one.why) for one in whole.accesses)),
        ),
    )  # fmt: skip


def letters_tables(
    letters: Iterable[LetterRow], answers: Iterable[MailRow], accesses: Iterable[Access]
) -> tuple[Table, ...]:
    """The mails that came in, our answers to those that are no case's, and who has looked at one of these."""
    rows = tuple(
        (Link(f"breve/{one.id}.eml", f"brev {one.id}"), moment(one.received), one.sender, one.subject,
         ", ".join(one.cases) or one.ending or one.state)
        for one in letters
    )  # fmt: skip
    looks = tuple((moment(one.at), one.role, f"{one.purpose}: brev {one.letter}", one.why) for one in accesses)
    return (
        Table("Mails, der kom ind", ("fil", "modtaget", "fra", "emne", "endte som"), rows),
        Table("Svar på mails uden sag", ("fil", "skrevet", "til", "står som"), tuple(map(_answer, answers))),
        Table("Hvem der har set mails uden sag", ("hvornår", "rolle", "hvad", "hvorfor"), looks),
    )


def _answer(mail: MailRow) -> tuple[object, ...]:
    return Link(answer_name(mail), title_of(mail.name)), moment(mail.sent or mail.created), mail.to, mail.state


def answer_name(mail: MailRow) -> str:
    """The file of an answer that no case has: beside the letter it answers."""
    return f"breve/{mail.letter}-svar-{mail.id}.eml"


def crop_name(place: int) -> str:
    """The file of a signature box's crop."""
    return f"{place}.png"


def paper_name(place: int, paper: KeptPaper) -> str:
    """The file of a paper: a number before its name, for two may have the same."""
    return f"{place}-{Path(paper.name).name}"


def _about(whole: Whole, educators: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    case, consent = whole.case, whole.case.consent
    yield "Gælder", f"{ABOUT[case.application.kind]}: {case.application.detail or ''}"
    yield "Skole", case.application.school or ""
    yield "Runde", case.round
    yield "Modtaget", moment(case.received)
    yield "Står som", case.status
    yield "Samtykke", f"{CONSENT[consent.state]}; {consent.signed} af {consent.needed} underskrifter"
    if consent.decided_by:
        yield "Samtykke afgjort", f"{consent.decided_by}, {_when(consent.decided_at)}: {consent.why}"
    yield "Vejleder", educators.get(case.educator or "", case.educator or "")
    yield "Begrundelse for fordelingen", " ".join(case.reasons)
    yield "Skolens mailadresse", ", ".join(filter(None, dict.fromkeys((case.reply_to, *case.confirmed))))
    if whole.hold:
        yield "Skal bevares", f"siden {moment(whole.hold.at)}: {whole.hold.why}"


def _fields(case: Case) -> Iterator[tuple[str, ...]]:
    for name, value in case.application.values.items():
        other = f" (en anden læsning: {value.other})" if value.other else ""
        yield FIELD_WORDS.get(name, name), value.text + other, f"{SOURCES[value.source]}, {how_sure(value.confidence)}"


def _boxes(case: Case) -> Iterator[tuple[object, ...]]:
    for place, box in enumerate(case.application.signatures, start=1):
        file = Link(f"{case.number}/underskrifter/{crop_name(place)}", "udklip") if box.crop else ""
        yield FIELD_WORDS.get(box.name, box.name), f"{INK[box.state]}. {box.why}", file


def _event(event: Event) -> tuple[str, ...]:
    said = told(event)
    return said.when, said.who, said.what, event.why


def _ruling(one: Ruling, educators: Mapping[str, str]) -> tuple[str, ...]:
    about = " ".join(filter(None, (one.kind, educators.get(one.educator or "", one.educator or ""), one.word)))
    return moment(one.at), about, one.by, one.why, f"{_when(one.undone)} {one.undone_by}" if one.undone else ""


def _plan(plan: PlanRow, number: str, educators: Mapping[str, str]) -> tuple[str, ...]:
    placed: Any = plan.result.get("assignments", ())
    found = next((one["educator"] for one in placed if one["case"] == number), "")
    return moment(plan.created), plan.round, educators.get(found, found) or "ingen plads"


def _papers(whole: Whole) -> Iterator[tuple[object, ...]]:
    for place, paper in whole.papers:
        name = paper_name(place, paper)
        yield Link(f"{whole.case.number}/bilag/{name}", paper.name), paper.use, "; ".join(_read(paper))


def _read(paper: KeptPaper) -> Iterator[str]:
    for answers in paper.answers:
        yield from (f"{FIELD_WORDS.get(name, name)}: {value.text}" for name, value in answers.values.items())


def _mail(mail: MailRow, number: str) -> tuple[object, ...]:
    file = Link(f"{number}/svar/{mail.id}.eml", title_of(mail.name))
    return moment(mail.sent or mail.created), file, mail.to, mail.state


def _when(at: datetime | None) -> str:
    return moment(at) if at else ""


def listed(numbers: Sequence[object]) -> str:
    """Numbers with commas."""
    return ", ".join(map(str, numbers))
