"""What must be true when all is quiet, whatever happened on the way: nothing lost, nothing twice, mailbox and ledger
agree. Each broken promise is a sentence; none means all is well.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from hashlib import sha256

from cases.letters import Ending
from cases.mails import MailRow, MailState
from service.wiring import App
from storage import Store
from tests.crash.mails import Group
from tests.crash.yard import FOLDERS, Place
from tests.story.world import PRIVATE

ONCE = ("received", "read", "supplement", "duplicate-file")
"""Events that a letter brings; each of its letters brings one."""


def broken(place: Place, app: App, groups: Sequence[Group], logged: str) -> tuple[str, ...]:
    """The promises that are broken."""
    store = app.store
    return (
        *_letters(store, groups),
        *_cases(store, groups),
        *_answers(store, place, groups),
        *_folders(place, store),
        *place.damage(),
        *(f"the log holds {word!r}" for word in PRIVATE if word in logged),
    )


def _hash(raw: bytes) -> str:
    return sha256(raw).hexdigest()


def _letters(store: Store, groups: Sequence[Group]) -> Iterator[str]:
    """Every mail that the server accepted ended, once, as its sort must; `AGAIN` may come oftener, when it was seen
    oftener (moved back, renumbered).
    """
    rows = store.letters()
    shas = {row.id: _hash(store.raw_letter(row.id) or b"") for row in rows}
    for row in rows:
        if row.ending is None:
            yield f"letter {row.id} has no end"
    for group in groups:
        mine = {_hash(raw) for raw in group.raws}
        ends = Counter(row.ending for row in rows if shas[row.id] in mine)
        missing = mine - set(shas.values())
        if missing:
            yield f"{group.sort.name}: {len(missing)} mails were never kept"
        firsts, awaited = +ends, Counter(group.sort.endings)
        again, least = firsts.pop(Ending.AGAIN, 0), awaited.pop(Ending.AGAIN, 0)
        if firsts != awaited or again < least:
            yield f"{group.sort.name}: ended as {dict(ends)}, not as {dict(group.sort.endings)}"
    strange = set(shas.values()) - {_hash(raw) for group in groups for raw in group.raws}
    if strange:
        yield f"{len(strange)} letters hold other bytes than any mail that was sent"


def _cases(store: Store, groups: Sequence[Group]) -> Iterator[str]:
    """As many cases as applications, each event once, each paper in one case's hands."""
    cases, awaited = store.cases(), sum(group.sort.cases for group in groups)
    if len(cases) != awaited:
        yield f"{len(cases)} cases, not {awaited}"
    letters = store.letters()
    for case in cases:
        brought = Counter(row.ending for row in letters if case.number in row.cases)
        what = Counter(event.what for event in store.history(case.number))
        counted = {"received": 1, "read": 1, "supplement": brought[Ending.SUPPLEMENT], "duplicate-file": 0}
        if any(what[name] != counted[name] for name in ONCE) or brought[Ending.CASE] != 1:
            yield f"case {case.number}: events {dict(what)} for letters {dict(brought)}"
        if case.version != 1 + brought[Ending.SUPPLEMENT]:
            yield f"case {case.number}: version {case.version}"
        if len(store.papers(case.number)) != sum(brought.values()):
            yield f"case {case.number}: {len(store.papers(case.number))} papers"


def _answers(store: Store, place: Place, groups: Sequence[Group]) -> Iterator[str]:
    """At most one answer to each incoming mail; what we say of each is what the server knows."""
    rows = store.mails(opened=True)
    arrived = Counter(_header(mail.raw, "Message-ID") for mail in place.taken())
    asked = Counter(answered for row in rows if (answered := _header(row.raw, "In-Reply-To")))
    for identifier, count in (arrived | Counter()).items():
        if identifier not in {row.message_id for row in rows}:
            yield f"{count} mails arrived that nobody owed"
    for answered, count in asked.items():
        if count > 1:
            yield f"{count} answers to one mail ({answered.count('.')})"
    for group in groups:
        mine = [row for row in rows if _header(row.raw, "In-Reply-To") in group.ids]
        if len(mine) != group.sort.answers:
            yield f"{group.sort.name}: {len(mine)} answers owed, not {group.sort.answers}"
        sendable = sum(row.state is not MailState.HELD for row in mine)
        if sendable != group.sort.sent:
            yield f"{group.sort.name}: {sendable} answers may go out, not {group.sort.sent}"
    for row in rows:
        if not _true(row, arrived[row.message_id]):
            yield f"mail {row.id} is {row.state!r}, and {arrived[row.message_id]} arrived"


def _true(row: MailRow, arrived: int) -> bool:
    """Whether what the ledger says of a mail is so: nobody knows of an unknown one, but twice is never right."""
    match row.state:
        case MailState.SENT:
            return arrived == 1
        case MailState.UNKNOWN:
            return arrived <= 1
        case MailState.HELD | MailState.FAILED:
            return arrived == 0
    return False


def _folders(place: Place, store: Store) -> Iterator[str]:
    """Each mail lies in the folder that its letter's end names, and the inbox is empty."""
    rows = place.query("SELECT id, to_folder FROM letters")
    ledger = Counter((folder, _hash(store.raw_letter(letter) or b"")) for letter, folder in rows)
    lies = Counter((folder, _hash(raw)) for folder in FOLDERS for raw in place.mails(folder))
    if inbox := sum(count for (folder, _), count in lies.items() if folder == "INBOX"):
        yield f"{inbox} mails are left in the inbox"
    elif set(lies) - set(ledger):
        yield f"{len(set(lies) - set(ledger))} mails lie where the ledger does not have them"
    elif set(ledger) - set(lies):
        yield f"{len(set(ledger) - set(lies))} letters are in no folder that the ledger says"


def _header(raw: bytes, name: str) -> str:
    return str(message_from_bytes(raw)[name] or "")
