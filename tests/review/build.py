"""What a person decides, as tests of several files build it: a word, a case in a status, and what came of it."""

from cases.case import Case, Status, Who
from cases.consent import Consent, ConsentState
from cases.findings import Finding
from review.decide import Decided, Word
from tests.replies.build import ANNE, BO, NOW, a_case

WORD = Word("Karen Holm", "set efter", NOW)
SILENT = Word("Karen Holm", "  ", NOW)
EDUCATORS = {educator.id: educator for educator in (ANNE, BO)}
GIVEN = ConsentState.GIVEN


def a_case_in(status: Status, *findings: Finding, consent: ConsentState = GIVEN, **changes: object) -> Case:
    """A case in a status, with its consent as the machine found it."""
    return a_case("T-2026-0142", *findings, status=status, consent=Consent(consent, 2, 1), **changes)


def outcome(decided: Decided) -> tuple[Case, list[str], list[str]]:
    """The one changed case, its lines of history, and the names of the mails."""
    ((case, events),) = decided.changes
    assert all((e.actor.kind, e.actor.name, e.at) == (Who.PERSON, "Karen Holm", NOW) for e in events)
    return case, [event.what for event in events], [mail.name for mail in decided.mails]
