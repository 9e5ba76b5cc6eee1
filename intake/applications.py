"""Which pages of a paper belong together: one Answers per application. Pure.

Pages of one form that follow each other, in any order, each page once, are one application. Where a stack was scanned
first from one side and then from the other, the first front goes with the first back, or with the last where the names
say so. Whenever pages may be paired wrongly, no signature on them counts as signed: it could be another child's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cases.application import Answers, Ink, SignatureBox, Value
from cases.kinds import Kind
from intake.fields import holds_cpr
from intake.form import Form
from intake.verdict import Why

_PUPIL, _PARENTS = ("pupil_name",), ("guardian_1_name", "guardian_2_name")


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What one page of a known form says; `number` is the paper's page, `page` the form's."""

    number: int
    form: Form
    page: int
    values: Mapping[str, Value]
    signatures: tuple[SignatureBox, ...]
    prints: Mapping[str, str]


Group = tuple[ReadPage, ...]


def applications(pages: Sequence[ReadPage]) -> tuple[Answers, ...]:
    """The applications of a paper, in the order in which each begins."""
    found: list[tuple[int, Answers]] = []
    for form in dict.fromkeys(page.form for page in pages):
        groups, sure = grouped([page for page in pages if page.form == form], pages)
        for group in groups:
            answers = _answers(group)
            found.append((pages.index(group[0]), answers if sure else _doubted(answers)))
    return tuple(answers for _, answers in sorted(found, key=lambda each: each[0]))


def grouped(own: Sequence[ReadPage], pages: Sequence[ReadPage]) -> tuple[list[Group], bool]:
    """The pages of one form by application, and whether that is sure; `pages` are all that the paper has."""
    groups = list(_neighbours(own))
    whole = all(len(group) == own[0].form.pages for group in groups)
    if whole or len(groups) == 1:
        return groups, len(pages) == len(own) or all(_adjacent(group, pages) for group in groups)
    return _sides(own) or groups, False


def _neighbours(own: Sequence[ReadPage]) -> Iterator[Group]:
    group: Group = ()
    for page in own:
        if page.page in {each.page for each in group}:
            yield group
            group = ()
        group += (page,)
    yield group


def _adjacent(group: Group, pages: Sequence[ReadPage]) -> bool:
    places = [pages.index(page) for page in group]
    return max(places) - min(places) == len(group) - 1


def _sides(own: Sequence[ReadPage]) -> list[Group]:
    """Pages of a stack scanned one side at a time, as many of each side; [] when they don't lie so."""
    sides: list[list[ReadPage]] = []
    for page in own:
        if not sides or sides[-1][0].page != page.page:
            sides.append([])
        sides[-1].append(page)
    fronts = sides[0]
    if len({side[0].page for side in sides}) < len(sides) or any(len(side) != len(fronts) for side in sides):
        return []
    turned = [side[::-1] if number else side for number, side in enumerate(sides)]
    return max((list(zip(*each, strict=True)) for each in (sides, turned)), key=_in_family)


def _in_family(groups: Sequence[Group]) -> int:
    """How many names pupils and parents have in common."""
    return sum(len(_names(group, _PUPIL) & _names(group, _PARENTS)) for group in groups)


def _names(group: Group, fields: Sequence[str]) -> set[str]:
    texts = (page.values[field].text for page in group for field in fields if field in page.values)
    return {name for text in texts for name in text.casefold().split() if len(name) > 2}


def _answers(group: Group) -> Answers:
    form = group[0].form
    pages = sorted(group, key=lambda page: page.page)
    values = {name: value for page in pages for name, value in page.values.items()}
    signatures = tuple(sorted((box for page in pages for box in page.signatures), key=lambda box: box.name))
    prints = {name: each for page in pages for name, each in page.prints.items()}
    surplus = form.kind in (Kind.CLASS, Kind.TOPIC) and holds_cpr(values)
    return Answers(form.key, form.kind, values, signatures, tuple(page.page for page in pages), surplus, prints)


def _doubted(answers: Answers) -> Answers:
    boxes = (
        replace(box, state=Ink.UNCERTAIN, score=min(box.score, 0.5), why=Why.LOOSE) if box.state is Ink.SIGNED else box
        for box in answers.signatures
    )
    return replace(answers, signatures=tuple(boxes))
