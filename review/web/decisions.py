"""A person's decisions over HTTP: each is a form of the case's page, and can be undone for half a minute.

version seen ─ the same still? ─ decide ─ write, mails held back ─ remember for undo ─→ the next case, with a message
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.case import OPEN, Case, Status
from cases.consent import ConsentState
from cases.errors import RefusedError, StaleError
from cases.kinds import Kind
from replies.words import day
from review import correct, decide, ends
from review.decide import Decided, Word
from review.history import told
from review.outgoing import as_read
from review.splits import address
from review.undo import WAIT, Undoable, held, undone, unruled
from review.web.asked import Answer, Asked, Message, MissingError, Moved, Shown, own_case
from review.web.queue import came_from


@dataclass(frozen=True, slots=True)
class Done:
    """A decision taken: what to write, and what to say."""

    decided: Decided
    said: str


Decision = Callable[[Asked, Case, Word], Done]


RULED = (ConsentState.GIVEN, ConsentState.ORAL, ConsentState.MISSING)
"""What a person can find about consent; a withdrawal ends the case, and has its own decision."""


def _consent(asked: Asked, case: Case, word: Word) -> Done:
    state = next((one for one in RULED if one.value == asked.form.get("samtykke")), None)
    if state is None:
        raise RefusedError("Vælg, om samtykket er givet, mundtligt eller mangler.")
    return Done(decide.consent(case, state, word), f"Samtykket i {case.number} er afgjort")


def _ready(asked: Asked, case: Case, word: Word) -> Done:
    return Done(decide.ready(case, word), f"{case.number} er klar til fordeling")


def _send_back(asked: Asked, case: Case, word: Word) -> Done:
    decided = decide.send_back(case, word, asked.desk.context(), _picked(asked))
    return Done(decided, f"Skolen bliver bedt om det, {case.number} mangler")


def _picked(asked: Asked) -> tuple[str, ...]:
    """What the school shall be asked for: nothing ticked is no wish to ask for everything."""
    codes = asked.form.all("mangler")
    if not codes:
        raise RefusedError("Sæt flueben ved det, skolen skal sende.")
    return codes


def _round(asked: Asked, case: Case, word: Word) -> Done:
    name = asked.form.get("runde")
    return Done(decide.to_round(case, name, word, asked.desk.context()), f"{case.number} er flyttet til {name}")


def _decline(asked: Asked, case: Case, word: Word) -> Done:
    decided = ends.decline(case, word, asked.desk.context(), asked.desk.educators)
    return Done(decided, f"{case.number} er afvist")


def _withdraw(asked: Asked, case: Case, word: Word) -> Done:
    taken_back = "samtykke" in asked.form
    decided = ends.withdraw(case, word, asked.desk.context(), asked.desk.educators, consent_withdrawn=taken_back)
    return Done(decided, f"{case.number} er trukket tilbage")


def _assign(asked: Asked, case: Case, word: Word) -> Done:
    educator = asked.form.get("vejleder")
    standing = asked.desk.store.rulings(case.round)
    decided = decide.assign(case, educator, word, asked.desk.context(), asked.desk.educators, standing)
    return Done(decided, f"{case.number} er givet til {asked.desk.educators[educator].name}")


def _not_application(asked: Asked, case: Case, word: Word) -> Done:
    return Done(ends.not_application(case, word), f"{case.number} er ikke en ansøgning")


def _restore(asked: Asked, case: Case, word: Word) -> Done:
    return Done(ends.restore(case, word), f"{case.number} er hentet frem igen")


def _address(asked: Asked, case: Case, word: Word) -> Done:
    return Done(decide.confirm_address(case, word), f"Mailadressen i {case.number} er bekræftet")


def _correct(asked: Asked, case: Case, word: Word) -> Done:
    name, text = asked.form.get("felt"), asked.form.get("vaerdi")
    schools = {school.name for school in asked.desk.schools}
    done = correct.corrected(case, name, text, word, asked.desk.recheck, schools)
    return Done(done, f"{case.number} er rettet")


def _kind(asked: Asked, case: Case, word: Word) -> Done:
    kind = next((one for one in Kind if one.value == asked.form.get("slags")), Kind.UNKNOWN)
    done = correct.of_kind(case, kind, word, asked.desk.recheck)
    return Done(done, f"{case.number} gælder nu: {kind}")


def _put_off(asked: Asked, case: Case, word: Word) -> Done:
    today = asked.today
    if "frem" in asked.form:
        return Done(correct.put_off(case, None, word, today), f"{case.number} er taget frem igen")
    try:
        until = date.fromisoformat(asked.form.get("dag"))
    except ValueError:
        raise RefusedError("Vælg den dag, sagen skal komme frem igen.") from None
    return Done(correct.put_off(case, until, word, today), f"{case.number} er lagt væk til {day(until)}")


DECISIONS: Mapping[str, Decision] = {
    "samtykke": _consent,
    "klar": _ready,
    "mangler": _send_back,
    "runde": _round,
    "afvis": _decline,
    "traek-tilbage": _withdraw,
    "ikke-ansoegning": _not_application,
    "hent-frem": _restore,
    "adresse": _address,
    "vejleder": _assign,
    "ret": _correct,
    "slags": _kind,
    "laeg-vaek": _put_off,
}
"""Each decision by the last part of its address."""

STAYS = frozenset({"ret", "slags", "samtykke", "vejleder", "adresse", "hent-frem"})
"""After these one is still at work on the case; after the others the next one comes."""


AT_ONCE = frozenset({"adresse"})
"""What cannot be undone, for it lets go of mails that were held back."""


def take(asked: Asked) -> Answer:
    """Take a decision on a case."""
    what = asked.path["decision"]
    if what not in DECISIONS:
        raise MissingError("Den afgørelse findes ikke.")
    case = own_case(asked, asked.path["number"])
    refuse_stale(asked, case)
    word = Word(asked.viewer.name, asked.form.get("hvorfor").strip(), asked.now)
    done = DECISIONS[what](asked, case, word)
    if what in AT_ONCE:
        decided = done.decided
        asked.desk.store.change(decided.changes, decided.mails, asked.now, {}, decided.rulings)
        return Moved(_onward(asked, what, case, done=False), Message(f"{done.said}; det, der ventede, sendes nu."))
    message = write(asked, [case], done.decided, done.said)
    ready = any(after.status is Status.READY is not case.status for after, _ in done.decided.changes)
    return Moved(_onward(asked, what, case, done=ready), message)


def write(asked: Asked, before: Sequence[Case], decided: Decided, said: str, *, back: str = "") -> Message:
    """Write it with its mails held back, and say how to undo it; `back` is where an undo leads to, else the case."""
    later = held(decided, asked.now)
    after = [case for case, _ in later.changes]
    identities = known_anew(asked, before, after)
    keys = asked.desk.store.change(later.changes, later.mails, asked.now, identities, later.rulings)
    renamed = frozenset(identities)
    one = Undoable(asked.viewer.id, asked.now + WAIT, tuple(before), keys, later.rulings, renamed, back=back)
    mails = len(keys)
    told_whom = f" – {mails} {'mail sendes' if mails == 1 else 'mails sendes'} om et halvt minut" if mails else ""
    same = namesakes(asked, [case for case in after if case.number in identities])
    return undoable(asked, one, f"{said}{told_whom}.{same}")


def undoable(asked: Asked, one: Undoable, said: str) -> Message:
    """What was done, with the button that takes it back."""
    return Message(said, undo="/fortryd", fields=(("hvad", asked.desk.undos.remember(one)),))


def known_anew(asked: Asked, before: Sequence[Case], after: Sequence[Case]) -> dict[str, tuple[str, ...]]:
    """What the cases may be known by that are about something else now, in another round, or open again; two children
    of one name keep what tells them apart, for as long as nothing of that is touched.
    """
    were = {case.number: case for case in before}
    pairs = [(were[case.number], case) for case in after if case.number in were and case.status in OPEN]
    return {case.number: asked.desk.recheck(case).identities for was, case in pairs if _is_another(was, case, asked)}


def _is_another(was: Case, case: Case, asked: Asked) -> bool:
    """Whether the case may be known by something else than it was."""
    if was.round != case.round or was.status not in OPEN:
        return True
    again = asked.desk.recheck
    return was.application != case.application and again(was).identities != again(case).identities


def namesakes(asked: Asked, cases: Sequence[Case]) -> str:
    """A sentence about each open case that is about the same as one of these, for a person to look at; "" for none."""
    said = []
    for case in cases:
        for name in asked.desk.recheck(case).identities[:1]:
            other = asked.desk.store.same(name, case.round)
            if other is not None and other.number != case.number:
                said.append(f" {other.number} er også åben og gælder det samme som {case.number}: se, om de er ens.")
    return "".join(said)


def undo(asked: Asked) -> Answer:
    """Take the latest decision back."""
    one = asked.desk.undos.take(asked.form.get("hvad"), asked.viewer.id, asked.now)
    store = asked.desk.store
    word = Word(asked.viewer.name, "", asked.now)
    changes = undone(one, store.case, word)
    rounds = dict.fromkeys(filter(None, (*(case.round for case in one.before), *(rule.round for rule in one.rulings))))
    rulings = unruled(one, [ruling for name in rounds for ruling in store.rulings(name)], word) if one.rulings else ()
    corrected = [case for case in one.before if case.number in one.corrected]
    identities = {case.number: asked.desk.recheck(case).identities for case in corrected}
    if one.carried:
        store.carry(changes, one.carried, asked.now, identities)
    else:
        store.take_back(changes, one.mails, asked.now, identities, rulings)
    return _as_it_was(one)


def _as_it_was(one: Undoable) -> Answer:
    numbers = [case.number for case in one.before]
    said = f"{len(numbers)} sager er, som de var."
    if len(numbers) < 2:
        said = f"{numbers[0]} er, som den var." if numbers else "Det er, som det var."
    return Moved(one.back or (f"/sager/{numbers[0]}" if len(numbers) == 1 else "/"), Message(said))


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


def _onward(asked: Asked, what: str, case: Case, *, done: bool) -> str:
    """The next case of the queue that one came from; the same one after a step that did not make it ready."""
    part, wanted = came_from(asked)
    if what in STAYS and not done:
        return address(part, wanted, f"/sager/{case.number}")
    number = asked.desk.store.next_of(wanted, case.number)
    return address(part, wanted, f"/sager/{number}") if number else address(part, wanted)


def preview(asked: Asked) -> Answer:
    """The mail that asking for what is missing would send; nothing is written."""
    case = own_case(asked, asked.path["number"])
    refuse_stale(asked, case)
    decided = decide.send_back(case, Word(asked.viewer.name, "", asked.now), asked.desk.context(), _picked(asked))
    page = {
        "number": case.number, "mails": [as_read(mail) for mail in decided.mails], "codes": _picked(asked),
        "version": case.version, "seen": asked.form.get("set"), "queue": asked.form.get("koe"),
    }  # fmt: skip
    return Shown("preview.html", page)
