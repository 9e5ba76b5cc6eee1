"""All that a check may know besides the application itself. Gathered first, so that every check is pure."""

from dataclasses import dataclass
from datetime import datetime

from cases.consent import Consent
from cases.kinds import Kind
from cases.rounds import Round
from intake.filenames import FileName


@dataclass(frozen=True, slots=True)
class Situation:
    """The circumstances of one application.

    `sender_school` is the school the sender's address is registered to; `verified` what the sender's authentication
    gave ("verified", "weak", "failed", "unknown"). `round` is the round it falls in, `missed` the one it came too late
    for. `earlier_case` is the number of the case it supplements; `same_file` without one: the file is another case's.
    `same_paper`: another file, but every box of the form looks as it did.
    """

    received: datetime
    sender_school: str | None
    registered: bool
    verified: str
    round: Round | None
    missed: Round | None
    name: FileName
    form_kind: Kind
    form_school: str | None
    form_detail: str | None
    consent: Consent
    earlier_case: str | None = None
    same_file: bool = False
    same_paper: bool = False
    unknown_school: bool = False
    message_id_reused: bool = False
    unread_papers: int = 0
