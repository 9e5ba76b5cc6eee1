"""Which papers make one application: the pages of a form sent as several photos belong together, an annex to its form.

papers as read → Draft, Draft, …   (one for each application in the letter)
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cases.application import Answers, Ink, SignatureBox, Unread
from cases.kinds import Kind
from intake.filenames import FileName
from intake.letter import Paper
from intake.nature import Nature
from intake.reading import Reading

LOOSE = "loose-pages"
"""Why a signature counts as uncertain: its page lay alone among several forms, so whose it is nobody can say."""

_APPLIES = (Kind.PUPIL, Kind.CLASS)
_BORROWED = frozenset({"skole_fra_emne", "skole_fra_afsender", "detalje_fra_emne"})
"""Flags of a file name that does not itself say school and topic, as the convention asks."""


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

    @property
    def form(self) -> str | None:
        """The form it is written on, None when the layout is not known."""
        return self.answers.form


def drafts(papers: Sequence[PaperRead]) -> tuple[Draft, ...]:
    """The applications in the papers of one letter, in the order they came. The same file twice is one paper."""
    copies: dict[str, list[int]] = {}
    for read in papers:
        copies.setdefault(read.paper.sha256, []).append(read.paper.position)
    firsts = [read for read in papers if copies[read.paper.sha256][0] == read.paper.position]
    found = [
        Draft(answers, read.name, tuple(copies[read.paper.sha256]))
        for read in firsts
        for answers in read.reading.answers
    ]
    letters = tuple(
        read.paper.position for read in firsts if read.reading.nature in (Nature.LETTER, Nature.INSTRUCTIONS)
    )
    return _accompanied(_annexed(_joined([*found, *_letters_that_apply(firsts)])), letters)


def _letters_that_apply(papers: Sequence[PaperRead]) -> Iterator[Draft]:
    """A letter is no form; but one whose own name says school and pupil or class may be meant as one, for a person."""
    for read in papers:
        named = read.name.school and read.name.detail and not _BORROWED & set(read.name.flags)
        if read.reading.nature is Nature.LETTER and named and read.name.kind in _APPLIES:
            yield Draft(Answers(None, Kind.UNKNOWN), read.name, (read.paper.position,))


def _accompanied(found: Sequence[Draft], letters: Iterable[int]) -> tuple[Draft, ...]:
    """A letter goes with the application that came with it, when there is only one."""
    return (replace(found[0], papers=_positions(found[0].papers, letters)),) if len(found) == 1 else tuple(found)


def _joined(found: Sequence[Draft]) -> tuple[Draft, ...]:
    """A form photographed page by page as one. Among several forms nobody's loose page counts as signed."""
    whole: list[Draft] = []
    patched: set[int] = set()
    for draft in found:
        home = _home(draft, whole)
        if home is None:
            whole.append(draft)
        else:
            whole[home] = _together(whole[home], draft)
            patched.add(home)
    forms = [draft.form for draft in whole]
    return tuple(
        _doubted(draft) if index in patched and forms.count(draft.form) > 1 else draft
        for index, draft in enumerate(whole)
    )


def _home(draft: Draft, found: Sequence[Draft]) -> int | None:
    """The latest draft of the same form that lacks exactly these pages."""
    for index in reversed(range(len(found))):
        earlier = found[index]
        same_form = draft.form is not None and earlier.form == draft.form
        if same_form and not set(earlier.answers.pages) & set(draft.answers.pages) and not _apart(draft, earlier):
            return index
    return None


def _apart(one: Draft, other: Draft) -> bool:
    """Whether the two are told apart: by their names, or by pages that nobody counted."""
    counted = one.answers.pages and other.answers.pages
    return not counted or bool(one.name.detail and other.name.detail and one.name.detail != other.name.detail)


def _together(first: Draft, second: Draft) -> Draft:
    answers = replace(
        first.answers,
        values={**second.answers.values, **first.answers.values},
        signatures=first.answers.signatures + second.answers.signatures,
        pages=tuple(sorted(first.answers.pages + second.answers.pages)),
        surplus_cpr=first.answers.surplus_cpr or second.answers.surplus_cpr,
        prints={**second.answers.prints, **first.answers.prints},
    )
    return replace(first, answers=answers, papers=_positions(first.papers, second.papers))


def _doubted(draft: Draft) -> Draft:
    boxes = tuple(_doubtful(box) for box in draft.answers.signatures)
    return replace(draft, answers=replace(draft.answers, signatures=boxes))


def _doubtful(box: SignatureBox) -> SignatureBox:
    return box if box.state is Ink.EMPTY else replace(box, state=Ink.UNCERTAIN, why=LOOSE)


def _annexed(found: Sequence[Draft]) -> tuple[Draft, ...]:
    """Papers of no known form go with the letter's only form, unless their own name says they are something else."""
    forms = [draft for draft in found if draft.form is not None]
    if len(forms) != 1:
        return tuple(found)
    home, others = forms[0], []
    for draft in found:
        if draft is forms[0]:
            continue
        if _stands_alone(draft.name, home.name) or _about_another(draft.answers, home.answers):
            others.append(draft)
        else:
            home = replace(home, papers=_positions(home.papers, draft.papers))
    return (home, *others)


def _stands_alone(name: FileName, home: FileName) -> bool:
    """Another pupil or class is another application; any word is a topic, so a topic must come with its school."""
    if name.kind in (None, Kind.UNKNOWN) or name.detail is None or name.detail == home.detail:
        return False
    return name.kind is not Kind.TOPIC or (name.school is not None and not _BORROWED & set(name.flags))


def _about_another(answers: Answers, home: Answers) -> bool:
    """Whether a text without a form (a Word file) itself says another pupil or topic, or is of another kind."""
    if answers.kind is Kind.UNKNOWN or answers.kind is not home.kind:
        return answers.kind is not Kind.UNKNOWN
    from intake.checks.names import same_pupil, same_topic  # the checks themselves speak of drafts

    told_by = (("pupil_name", same_pupil), ("topic", same_topic))
    said = ((same, answers.values.get(name), home.values.get(name)) for name, same in told_by)
    return any(one and other and not same(one.text, other.text) for same, one, other in said)


def _positions(first: Iterable[int], second: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({*first, *second}))
