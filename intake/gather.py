"""Which papers make one application: the pages of a form sent as several photos belong together, an annex to its form.

papers as read → Draft, Draft, …   (one for each application in the letter)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cases.application import Answers, Unread
from cases.kinds import Kind
from intake.filenames import FileName
from intake.letter import Paper
from intake.reading import Reading


@dataclass(frozen=True, slots=True)
class PaperRead:
    """A paper, what its name says, and what reading it gave."""

    paper: Paper
    name: FileName
    reading: Reading

    @property
    def unread(self) -> Unread | None:
        """Why a person must look at it, if so."""
        return self.reading.unread


@dataclass(frozen=True, slots=True)
class Draft:
    """One application as it came: its answers, the name it goes by, and the positions of its papers."""

    answers: Answers
    name: FileName
    papers: tuple[int, ...]


def drafts(papers: Sequence[PaperRead]) -> tuple[Draft, ...]:
    """The applications in the papers of one letter, in the order they came."""
    found: list[Draft] = []
    for read in papers:
        for answers in read.reading.answers:
            draft = Draft(answers, read.name, (read.paper.position,))
            home = _home(draft, found)
            if home is None:
                found.append(draft)
            else:
                found[home] = _joined(found[home], draft)
    return _annexed(found)


def _home(draft: Draft, found: Sequence[Draft]) -> int | None:
    """The earlier draft of the same form that lacks exactly these pages: a form photographed page by page."""
    for index in reversed(range(len(found))):
        earlier = found[index].answers
        same_form = draft.answers.form is not None and earlier.form == draft.answers.form
        if same_form and not set(earlier.pages) & set(draft.answers.pages):
            return index
    return None


def _joined(first: Draft, second: Draft) -> Draft:
    answers = replace(
        first.answers,
        values={**second.answers.values, **first.answers.values},
        signatures=first.answers.signatures + second.answers.signatures,
        pages=tuple(sorted(first.answers.pages + second.answers.pages)),
        surplus_cpr=first.answers.surplus_cpr or second.answers.surplus_cpr,
    )
    return replace(first, answers=answers, papers=_together(first.papers, second.papers))


def _annexed(found: Sequence[Draft]) -> tuple[Draft, ...]:
    """Papers of no known form go with the letter's only form, unless their own name says they are something else."""
    forms = [draft for draft in found if draft.answers.form is not None]
    if len(forms) != 1:
        return tuple(found)
    home, others = forms[0], []
    for draft in found:
        if draft is forms[0]:
            continue
        if _stands_alone(draft.name, home):
            others.append(draft)
        else:
            home = replace(home, papers=_together(home.papers, draft.papers))
    return (home, *others)


def _stands_alone(name: FileName, home: Draft) -> bool:
    known = name.kind not in (None, Kind.UNKNOWN) and name.detail is not None
    return known and name.detail != home.name.detail


def _together(first: Iterable[int], second: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({*first, *second}))
