"""What a letter says, before anything is decided: its sender, its papers as read, and the applications in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from cases.application import Unread, supplemented
from cases.people import School
from intake.checks.convention import CPR_IN_NAME, HEALTH_IN_NAME
from intake.desk import Desk
from intake.filenames import FileName, read_file_name, read_subject
from intake.gather import PaperRead, drafts
from intake.identity import identity, told_apart
from intake.interpret import Interpretation, interpret
from intake.letter import Letter, Paper
from intake.pool import read_each
from intake.reading import Reader, Reading, unread
from intake.senders import registered, verified, why_not_answer

EXPOSED = CPR_IN_NAME | {HEALTH_IN_NAME}
"""Flags of the convention that mean something confidential stood where everybody can see it."""

UNSAFE = Unread("unsafe", "Filen er et program og bliver ikke åbnet. Send ansøgningen som PDF.")


@dataclass(frozen=True, slots=True)
class Look:
    """A letter, read. `name` is what the subject says by itself; `why_not` is why it must not be answered, if so."""

    letter: Letter = field(repr=False)
    schools: tuple[School, ...]
    verified: str
    why_not: str | None
    name: FileName
    papers: tuple[PaperRead, ...]
    applications: tuple[Interpretation, ...]

    @property
    def registered(self) -> bool:
        """Whether the sender's address is that of a school in the register."""
        return bool(self.schools)

    @property
    def school(self) -> School | None:
        """The sender's school, where the address tells; schools that share a domain are not told apart by it."""
        return self.schools[0] if len(self.schools) == 1 else None

    @property
    def exposed(self) -> bool:
        """Whether a CPR number or a diagnosis stood in the subject or in a file name."""
        flags = {flag for name in (self.name, *(read.name for read in self.papers)) for flag in name.flags}
        return bool(flags & EXPOSED)

    @property
    def unread(self) -> tuple[PaperRead, ...]:
        """The papers a person must look at."""
        return tuple(read for read in self.papers if read.unread)


def look(letter: Letter, reader: Reader, desk: Desk) -> Look:
    """Read every paper that may be an application and weigh what all of it says."""
    schools = registered(letter, desk.schools)
    trust = verified(letter, desk.authserv_id, desk.profile)
    sender_school = schools[0].name if len(schools) == 1 else None
    subject = read_subject(letter.subject, desk.register)
    asked = tuple(paper for paper in letter.papers if not paper.ignored)
    papers = tuple(
        PaperRead(paper, read_file_name(paper.name, subject, desk.register, sender_school), reading)
        for paper, reading in zip(asked, _readings(asked, reader), strict=True)
    )
    return Look(
        letter=letter,
        schools=schools,
        verified=trust,
        why_not=why_not_answer(letter, own_addresses=desk.own_addresses, registered=bool(schools), verified=trust),
        name=read_file_name("", subject, desk.register, sender_school),
        papers=papers,
        applications=united(tuple(interpret(draft, desk.register, sender_school) for draft in drafts(papers))),
    )


def united(found: tuple[Interpretation, ...]) -> tuple[Interpretation, ...]:
    """Applications in one letter that are about the same become one, as a later paper supplements an earlier one."""
    kept: list[Interpretation] = []
    for one in found:
        about = identity(one.application)
        for index, earlier in enumerate(kept):
            same = about is not None and identity(earlier.application) == about
            if same and not told_apart(one.application, earlier.application):
                kept[index] = _one_of_both(earlier, one)
                break
        else:
            kept.append(one)
    return tuple(kept)


def _one_of_both(earlier: Interpretation, later: Interpretation) -> Interpretation:
    return Interpretation(
        application=supplemented(earlier.application, later.application),
        name=replace(earlier.name, flags=tuple(dict.fromkeys(earlier.name.flags + later.name.flags))),
        form_school=earlier.form_school or later.form_school,
        form_detail=earlier.form_detail or later.form_detail,
        papers=tuple(sorted({*earlier.papers, *later.papers})),
        unknown_school=earlier.unknown_school or later.unknown_school,
    )


def _readings(papers: Sequence[Paper], reader: Reader) -> Iterator[Reading]:
    """What each paper says. Programs and empty files are never opened; a pool reads the others side by side."""
    opened = [paper for paper in papers if paper.bytes and paper.type != "executable"]
    said = iter(read_each(reader, [(paper.bytes, paper.name) for paper in opened]))
    for paper in papers:
        if paper.type == "executable":
            yield Reading("other", unread=UNSAFE)
        else:
            yield next(said) if paper.bytes else Reading("other", unread=unread("empty"))
