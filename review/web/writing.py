"""A person's decision written: against what was seen, its mails held back, with a way to take it back; and whether
another open case is about the same.
"""

from collections.abc import Sequence
from datetime import datetime

from cases.case import Case
from cases.errors import StaleError
from cases.mails import OutgoingMail
from review import known
from review.decide import Decided
from review.history import told
from review.undo import WAIT, Undoable, held
from review.web.asked import Asked, Message


def write(asked: Asked, before: Sequence[Case], decided: Decided, said: str, *, back: str = "") -> Message:
    """Write it with its mails held back, and say how to undo it; `back` is where an undo leads to, else the case."""
    later = held(decided, asked.now)
    after = [case for case, _ in later.changes]
    identities = known.known_anew(before, after, asked.desk.recheck)
    keys = asked.desk.store.change(later.changes, later.mails, asked.now, identities, later.rulings)
    renamed = frozenset(identities)
    one = Undoable(asked.viewer.id, asked.now + WAIT, tuple(before), keys, later.rulings, renamed, back=back)
    told_whom = _told_whom([mail for mail in later.mails if mail.key in keys])
    same = namesakes(asked, [case for case in after if case.number in identities])
    return undoable(asked, one, f"{said}{told_whom}.{same}")


def _told_whom(mails: Sequence[OutgoingMail]) -> str:
    """How many mails leave when it can no longer be undone, and how many wait for their address to be confirmed."""
    leave = sum(mail.held is None for mail in mails)
    wait = len(mails) - leave
    said = [f"{leave} {'mail sendes' if leave == 1 else 'mails sendes'} om et halvt minut"] if leave else []
    said += (
        [f"{wait} {'mail holdes' if wait == 1 else 'mails holdes'} tilbage, til adressen er bekræftet"] if wait else []
    )
    return "".join(f" – {one}" for one in said)


def unconfirmed(asked: Asked, case: Case) -> tuple[str, ...]:
    """The addresses that mails about the case are held back for, until a person has said whose they are."""
    store = asked.desk.store
    if not any(mail.unconfirmed for mail in store.mails(case=case.number)):  # to whom is sealed: opened when needed
        return ()
    return tuple(dict.fromkeys(mail.to for mail in store.mails(case=case.number, opened=True) if mail.unconfirmed))


def undoable(asked: Asked, one: Undoable, said: str) -> Message:
    """What was done, with the button that takes it back."""
    return Message(said, undo="/fortryd", fields=(("hvad", asked.desk.undos.remember(one)),))


def namesakes(asked: Asked, cases: Sequence[Case]) -> str:
    """A sentence about each open case that is about the same as one of these; "" for none."""
    return "".join(f" {one}" for one in known.namesakes(cases, asked.desk.recheck, asked.desk.store.same))


def refuse_stale(asked: Asked, case: Case) -> None:
    """Raise StaleError that tells what has happened since the page was shown, when the case is another by now."""
    if asked.form.get("version") == str(case.version):
        return
    seen = _moment(asked.form.get("set"))
    since = [told(event) for event in asked.desk.store.history(case.number) if seen is None or event.at >= seen]
    lines = [f"{one.who} {one.what}" for one in since[-3:]]
    raise StaleError(" ".join([f"{case.number} er ændret, siden du åbnede siden; intet er gemt.", *lines]))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
