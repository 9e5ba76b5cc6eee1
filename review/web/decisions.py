"""A person's decisions over HTTP: each is a form of the case's page, and can be undone for half a minute.

version seen ─ the same still? ─ decide ─ write, mails held back ─ remember for undo ─→ the next case, with a message
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from cases.case import Case, Status
from cases.consent import ConsentState
from cases.errors import RefusedError
from cases.kinds import Kind
from replies.words import day
from review import correct, decide, ends
from review.decide import Decided, Word
from review.outgoing import as_read
from review.splits import address
from review.web.asked import Answer, Asked, Message, MissingError, Moved, Shown, UnfilledError, own_case
from review.web.queue import came_from
from review.web.standing import beyond
from review.web.writing import refuse_stale, unconfirmed, write


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
    decided = decide.send_back(case, word, asked.desk.context(), _picked(asked, case))
    return Done(decided, f"Skolen bliver bedt om det, {case.number} mangler")


def _picked(asked: Asked, case: Case) -> tuple[str, ...]:
    """What the school shall be asked for: nothing ticked is no wish to ask for everything."""
    codes = asked.form.all("mangler")
    if not codes:
        raise UnfilledError("Sæt flueben ved det, skolen skal sende, under “Bed skolen”.", _here(asked, case))
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


def _close(asked: Asked, case: Case, word: Word) -> Done:
    return Done(ends.close(case, word), f"{case.number} er afsluttet")


def _assign(asked: Asked, case: Case, word: Word) -> Done:
    educator = asked.form.get("vejleder")
    over = beyond(asked, case, educator, word.why)
    standing = asked.desk.store.rulings(case.round)
    decided = decide.assign(case, educator, word, asked.desk.context(), asked.desk.educators, standing)
    name = asked.desk.educators[educator].name
    return Done(decided, f"{case.number} er givet til {name}{f'. Der var ikke plads: {over}' if over else ''}")


def _not_application(asked: Asked, case: Case, word: Word) -> Done:
    return Done(ends.not_application(case, word), f"{case.number} er ikke en ansøgning")


def _restore(asked: Asked, case: Case, word: Word) -> Done:
    return Done(ends.restore(case, word), f"{case.number} er hentet frem igen")


def _address(asked: Asked, case: Case, word: Word) -> Done:
    address = asked.form.get("adresse")
    if address not in unconfirmed(asked, case):
        raise RefusedError("Der er ikke holdt noget tilbage for den adresse. Se sagen igen.")
    return Done(decide.confirm_address(case, word, address), f"Mailadressen i {case.number} er bekræftet")


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
        raise UnfilledError("Vælg den dag, sagen skal komme frem igen.", _here(asked, case)) from None
    return Done(correct.put_off(case, until, word, today), f"{case.number} er lagt væk til {day(until)}")


DECISIONS: Mapping[str, Decision] = {
    "samtykke": _consent,
    "klar": _ready,
    "mangler": _send_back,
    "runde": _round,
    "afvis": _decline,
    "traek-tilbage": _withdraw,
    "afslut": _close,
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


def _here(asked: Asked, case: Case) -> str:
    """The case, in the queue that one came from."""
    return address(*came_from(asked), f"/sager/{case.number}")


def _onward(asked: Asked, what: str, case: Case, *, done: bool) -> str:
    """The next case of the queue that one came from; the same one after a step that did not make it ready."""
    part, wanted = came_from(asked)
    if what in STAYS and not done:
        return _here(asked, case)
    number = asked.desk.store.next_of(wanted, case.number)
    return address(part, wanted, f"/sager/{number}") if number else address(part, wanted)


def preview(asked: Asked) -> Answer:
    """The mail that asking for what is missing would send; nothing is written."""
    case = own_case(asked, asked.path["number"])
    refuse_stale(asked, case)
    word, codes = Word(asked.viewer.name, "", asked.now), _picked(asked, case)
    decided = decide.send_back(case, word, asked.desk.context(), codes)
    page = {
        "number": case.number, "mails": [as_read(mail) for mail in decided.mails], "codes": codes,
        "version": case.version, "seen": asked.form.get("set"), "queue": asked.form.get("koe"),
    }  # fmt: skip
    return Shown("preview.html", page)
