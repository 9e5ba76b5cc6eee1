"""Another office's form, made known on a page: the boxes that were proposed, as a person corrects them. Pure.

    blank ─learn→ Draft ─shown→ the page ─what the person wrote→ Draft ─ faults? none ─→ in use

Coordinates are points (1/72 inch) from the page's upper left corner, as in docs/how-to/learn-a-form.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Protocol

from cases.application import FIELDS, Box
from cases.consent import Custody
from cases.errors import RefusedError
from cases.kinds import Kind
from replies.compose import FIELD_WORDS

NAMES: Mapping[str, str] = {
    **{name: FIELD_WORDS[name] for name in FIELDS},
    "signature_1": "første underskrift",
    "signature_2": "anden underskrift",
}
"""What a box can be for, as people read it."""

TYPES: Mapping[str, str] = {
    "line": "en linje", "name": "et navn", "cpr": "et CPR-nummer", "date": "en dato", "class": "en klasse",
    "email": "en mailadresse", "phone": "et telefonnummer", "text": "flere linjer", "choice": "et kryds",
    "signature": "en underskrift",
}  # fmt: skip
"""What may stand in a box; a test holds them against those that reading knows."""

MEANS: tuple[str, ...] = tuple(str(one) for one in Custody if one)
"""What a tick can say: of custody, for no other field has ticks."""

KINDS = (Kind.PUPIL, Kind.CLASS, Kind.TOPIC)

MOST = 120
"""Boxes on a form: more than any office asks for."""

LONGEST = 200
"""Letters of what stands at a box."""


@dataclass(frozen=True, slots=True)
class Place:
    """One box: what it is for (a key of NAMES), what stands in it (of TYPES), where, and what is printed at it.

    `means` is what a tick says, `doubt` why the proposal was unsure, `entry` and `tip` go along as they are.
    """

    name: str
    page: int
    box: Box
    type: str
    label: str
    means: str = ""
    doubt: str = ""
    entry: str = ""
    tip: str = ""

    @property
    def wide(self) -> float:
        """Points from left to right."""
        return round(self.box[2] - self.box[0], 1)

    @property
    def high(self) -> float:
        """Points from top to bottom."""
        return round(self.box[3] - self.box[1], 1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that is being made known. `key` is its id and version ("ppr-1"), `seen` tells this state from others."""

    key: str
    kind: Kind
    title: str
    pages: int
    width: float
    height: float
    places: tuple[Place, ...]
    seen: str = ""

    @property
    def sheets(self) -> tuple[tuple[int, tuple[tuple[int, Place], ...]], ...]:
        """The boxes page by page, each with its number (from 0) as the page counts them; what lies on no page is on the
        first.
        """
        numbers, sheets = count(), []
        for page in range(1, self.pages + 1):
            here = [one for one in self.places if one.page == page or (page == 1 and not 1 <= one.page <= self.pages)]
            sheets.append((page, tuple((next(numbers), one) for one in here)))
        return tuple(sheets)


@dataclass(frozen=True, slots=True)
class Told:
    """A form in the list: `ours` cannot be changed here, `draft` is not in use yet."""

    key: str
    title: str
    kind: str
    count: int
    ours: bool = False
    draft: bool = False


class Blanks(Protocol):
    """Where forms are kept, and what proposes their boxes. A key that is not there is a RefusedError."""

    @property
    def able(self) -> bool:
        """Whether there is a place for forms of one's own; the settings name it."""
        ...

    def listed(self) -> Sequence[Told]:
        """Every form that is known, and every draft."""
        ...

    def learn(self, content: bytes, name: str) -> str:
        """A draft of a blank; gives its key. `name` is what the form or its file is called."""
        ...

    def draft(self, key: str) -> Draft:
        """A draft as it stands."""
        ...

    def save(self, draft: Draft) -> None:
        """The draft as it shall be; StaleError when it is not as `draft.seen` says any more."""
        ...

    def faults(self, key: str) -> tuple[Sequence[str], Sequence[str]]:
        """What keeps the draft from being used, and what is odd about it, in sentences."""
        ...

    def picture(self, key: str, page: int) -> bytes | None:
        """A page of the draft's blank as PNG; None when there is none."""
        ...

    def use(self, key: str) -> None:
        """The draft is a known form from the next paper on; RefusedError while it has faults."""
        ...

    def reopen(self, key: str, *, away: bool) -> None:
        """A form in use becomes a draft as well; `away`: and is used no more."""
        ...

    def discard(self, key: str) -> None:
        """The draft is thrown away."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote of one box, as text."""

    name: str
    type: str
    page: str
    left: str
    top: str
    wide: str
    high: str
    label: str = field(default="")
    means: str = field(default="")
    entry: str = field(default="")
    tip: str = field(default="")


def corrected(draft: Draft, kind: str, title: str, written: Sequence[Written]) -> Draft:
    """The draft as a person wrote it. A doubt about a box stays until that box is another. RefusedError for what cannot
    be meant.
    """
    if len(written) > MOST:
        raise RefusedError(f"Et skema kan højst have {MOST} felter her.")
    doubts = {replace(place, doubt="", label="", entry="", tip=""): place.doubt for place in draft.places}
    places = tuple(_places(written))
    kept = tuple(replace(one, doubt=doubts.get(replace(one, label="", entry="", tip=""), "")) for one in places)
    about = next((one for one in KINDS if one.value == kind), draft.kind)
    return replace(draft, kind=about, title=" ".join(title.split())[:LONGEST] or draft.title, places=kept)


def added(draft: Draft, page: int) -> Draft:
    """The draft with one box more, in the page's corner, for the first thing that no box is for yet."""
    taken = {place.name for place in draft.places}
    name = next((one for one in NAMES if one not in taken), "description")
    kind = "signature" if name.startswith("signature") else "cpr" if name == "cpr" else "line"
    number = min(max(1, page), draft.pages)
    return replace(draft, places=(*draft.places, Place(name, number, (20.0, 20.0, 220.0, 44.0), kind, NAMES[name])))


def removed(draft: Draft, at: int) -> Draft:
    """The draft without that box (from 0)."""
    return replace(draft, places=tuple(one for number, one in enumerate(draft.places) if number != at))


def _places(written: Sequence[Written]) -> Iterator[Place]:
    for number, one in enumerate(written, 1):
        if one.name not in NAMES or one.type not in TYPES:
            raise RefusedError(f"Felt {number}: vælg, hvad feltet er til, og hvad der skrives i det.")
        left, top, wide, high = (_points(text, number) for text in (one.left, one.top, one.wide, one.high))
        means = one.means if one.type == "choice" else ""
        box = (left, top, round(left + wide, 1), round(top + high, 1))
        page = int(one.page) if one.page.isascii() and one.page.isdecimal() and len(one.page) < 4 else 0
        texts = [" ".join(text.split())[:LONGEST] for text in (one.label, one.entry, one.tip)]
        yield Place(one.name, page, box, one.type, texts[0], means, "", texts[1], texts[2])


def _points(text: str, number: int) -> float:
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        found = -1.0
    if not 0 <= found <= 5000:
        raise RefusedError(f"Felt {number}: skriv stedet i punkter, fx 120 eller 120,5.")
    return round(found, 1)
