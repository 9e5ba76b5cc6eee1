"""One entry of a register over HTTP: shown, changed, new, taken away.

A form says which version it was made from: whoever was overtaken is told what changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from cases.errors import RefusedError, StaleError
from cases.people import Absence, Educator, School
from cases.registers import Entry, Register, Registers, key_of
from replies.words import counted, day
from review.columns import CellFaultError, day_of
from review.entry import entry_of, form_of, texts_of, texts_said
from review.fitting import changed, misfits, settled
from review.registerpage import changed_since
from review.registers import BOOKS, Book, Change
from review.web.asked import Answer, Asked, MissingError, Shown
from review.web.numbers import number_of
from review.web.register_rules import book_of, bound, cases_of, named, today_of, version_of, write


def entry(asked: Asked) -> Answer:
    """One entry as a form, or an empty one."""
    book, now = book_of(asked), asked.desk.registers()
    was = _entry(book, now, asked.query.get("hvem")) if "hvem" in asked.query else None
    return Shown("register-entry.html", _form(asked, book, now, was, texts_of(book, was), {}))


def save(asked: Asked) -> Answer:
    """Write an entry that was changed, or a new one."""
    book, now, key = book_of(asked), asked.desk.registers(), asked.form.get("hvem")
    was = _entry(book, now, key) if key else None
    texts = texts_said(book, asked.form)
    if isinstance(was, Educator):
        texts["id"] = was.id
    made, faults = entry_of(book, texts)
    if made is not None:
        made = settled(made, now)
        faults = {**misfits(made, was, now), **_renamed(asked, book, was, made)}
    since = _since(asked, book, key, now) if key else ()
    if made is None or faults or since:
        shown = _form(asked, book, now, was, texts, faults, since)
        return Shown("register-entry.html", shown, 409 if since else 422)
    return write(asked, book, now, changed(book.register, was, made, now), f"{made.name} er gemt.")


def leave(asked: Asked) -> Answer:
    """An educator stops: away from that day on, for good."""
    book, now = BOOKS[Register.EDUCATORS], asked.desk.registers()
    was = _entry(book, now, asked.form.get("hvem"))
    assert isinstance(was, Educator)  # it is in that register
    try:
        last = day_of(asked.form.get("dag").strip())
    except CellFaultError:
        raise RefusedError("Vælg den sidste arbejdsdag.") from None
    first = date.fromordinal(last.toordinal() + 1)
    kept = tuple(replace(one, last=min(one.last, last)) for one in was.absences if one.first <= last)
    made = replace(was, absences=(*kept, Absence(first, date.max)))
    count = cases_of(asked, Register.EDUCATORS, was, all_=False)
    said = f"{was.name} stopper {day(last)}."
    if count:
        said += f" {counted(count, 'åben sag', 'åbne sager')} skal have en anden vejleder: find dem i køen."
    return write(asked, book, now, changed(book.register, was, made, now), said)


def remove(asked: Asked) -> Answer:
    """Take an entry away that nothing hangs on."""
    book, now, key = book_of(asked), asked.desk.registers(), asked.form.get("hvem")
    was = _entry(book, now, key)
    if since := _since(asked, book, key, now):
        shown = _form(asked, book, now, was, texts_of(book, was), {}, since)
        return Shown("register-entry.html", shown, 409)
    if why := bound(asked, book, was) or named(was, now):
        raise RefusedError(f"{was.name} kan ikke fjernes: {why}.")
    return write(asked, book, now, changed(book.register, was, None, now), f"{was.name} er fjernet.")


def _entry(book: Book, now: Registers, key: str) -> Entry:
    found = next((one for one in now.of(book.register) if key_of(one) == key), None)
    if found is None:
        raise MissingError(f"Den {book.one} står ikke i registret mere. Se i listen, og i registrets historik.")
    return found


def _form(
    asked: Asked,
    book: Book,
    now: Registers,
    was: Entry | None,
    texts: Mapping[str, str],
    faults: Mapping[str, str],
    since: Sequence[Change] = (),
) -> dict[str, object]:
    """The page of one entry. Who was overtaken sees what changed, and saves again on top of it."""
    return {
        "book": book,
        "key": key_of(was) if was else "",
        "title": was.name if was else f"Ny {book.one}",
        "version": version_of(book, now),
        "form": form_of(book, texts, faults, now.rounds, today_of(asked), new=was is None),
        "since": since,
        "by": _last_by(asked, book) if since else "",
        "educator": isinstance(was, Educator),
    }


def _since(asked: Asked, book: Book, key: str, now: Registers) -> tuple[Change, ...]:
    """What others did to the entry since it was shown. What stood in the files is the first version."""
    shown = number_of(asked.form.get("version"))
    if shown == version_of(book, now):
        return ()
    then = asked.desk.store.revision(book.register, max(1, shown))
    if then is None:
        raise StaleError("Registret er ændret, siden du åbnede siden; intet er gemt. Åbn den igen.")
    return changed_since(book.register, key, then.entries, now.of(book.register))


def _last_by(asked: Asked, book: Book) -> str:
    return next((one.by for one in asked.desk.store.revisions(book.register, None, 1)), "")


def _renamed(asked: Asked, book: Book, was: Entry | None, made: Entry) -> dict[str, str]:
    """Cases know their school and their round by name."""
    if was is None or isinstance(was, Educator) or was.name == made.name:
        return {}
    why = bound(asked, book, was)
    also = " Skriv det nye navn under aliaser så længe." if isinstance(was, School) else ""
    return {"name": f"Navnet kan ikke ændres: {why}.{also}"} if why else {}
