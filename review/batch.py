"""One decision for several like cases: what it would do to each is shown before it is done. Never about consent. Pure.

(cases as ticked, what) ─ outlook of each ─→ page ─ yes ─→ each written by itself ─→ what became of each
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.case import Case, Status
from cases.errors import RefusedError
from cases.findings import Finding, Weight
from cases.kinds import Kind
from review.queue import heaviest_first, known_as, lacks
from review.words import short

MOST = 100
"""Cases in one batch: more than a page shows nobody has looked at."""

ALIKE: Mapping[str, str] = {
    "klar": "Godkend",
    "runde": "Flyt til en anden runde",
    "laeg-vaek": "Læg væk til en anden dag",
}
"""The decisions that can be taken for several at once; each is one of a case's own."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case of a batch: `becomes` is what happens (or happened) to it, `refused` why it stays as it is."""

    number: str
    version: int
    school: str
    kind: Kind
    about: str = field(repr=False)
    becomes: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class BatchPage:
    """The batch before it is done, and after. `fields` are what the form carries on, `undo` the token to undo it by."""

    title: str
    rows: tuple[Outcome, ...]
    fields: tuple[tuple[str, str], ...] = ()
    back: str = "/"
    undo: str = ""

    @property
    def able(self) -> tuple[Outcome, ...]:
        """Those that it can be done to, or was."""
        return tuple(row for row in self.rows if not row.refused)

    @property
    def unable(self) -> tuple[Outcome, ...]:
        """Those that stay as they are."""
        return tuple(row for row in self.rows if row.refused)


def allowed(case: Case, what: str) -> None:
    """RefusedError when the case is not like the others of such a batch; what a case alone refuses comes on top."""
    if what != "klar":
        return
    if case.status is Status.READY:
        raise RefusedError(f"Sag {case.number} er klar i forvejen.")
    if case.status not in (Status.REVIEW, Status.RECEIVED) or lacks(case.findings):
        raise RefusedError(f"Sag {case.number} mangler noget eller er et andet sted i forløbet: åbn den, og se på den.")


def outlook(before: Case, after: Case, mails: int) -> str:
    """What happens to a case, in words; what is waved through with it is named."""
    told = f" {mails} {'mail sendes' if mails == 1 else 'mails sendes'}." if mails else ""
    return f"{_change(before, after)}{told}"


def _change(before: Case, after: Case) -> str:
    if after.status is not before.status:
        seen = [short(one.code) for one in heaviest_first(before.findings) if _open(one)]
        return f"Bliver “{after.status}”." + (f" Regnes som set: {', '.join(dict.fromkeys(seen))}." if seen else "")
    if after.round != before.round:
        return f"Flyttes fra {before.round or 'ingen runde'} til {after.round}."
    return "Lægges væk, og kommer frem igen den dag."


def outcome(case: Case, *, becomes: str = "", refused: str = "") -> Outcome:
    """The row of a case; a child is shown by initials."""
    about = case.application
    shown = known_as(about.kind, about.detail or "")
    school = about.school or "ukendt skole"
    return Outcome(case.number, case.version, school, about.kind, shown, becomes, refused)


def summary(rows: Sequence[Outcome]) -> str:
    """How it went, in a sentence."""
    done = sum(not row.refused for row in rows)
    left = len(rows) - done
    said = f"{done} {'sag' if done == 1 else 'sager'} er afgjort"
    return f"{said}, {left} er ikke ændret." if left else f"{said}."


def _open(finding: Finding) -> bool:
    return not finding.settled and finding.weight is not Weight.NOTES
