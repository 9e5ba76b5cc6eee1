"""The registers over HTTP: looked at, changed an entry at a time, or whole from a file. Every change is a revision with
who and when. A form says which version it was made from: whoever was overtaken is told what changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from cases.case import OPEN
from cases.errors import RefusedError, StaleError
from cases.people import Absence, Educator, School
from cases.queue import Wanted
from cases.registers import Entry, Register, Registers, key_of
from cases.rounds import COPENHAGEN
from replies.words import counted, day
from review.columns import CellFaultError, day_of
from review.entry import entry_of, form_of, texts_of, texts_said
from review.registerpage import LENGTH, changed_since, history, listed, moment
from review.registers import (
    BOOKS,
    FILES,
    Book,
    Change,
    Changed,
    changed,
    differences,
    misfits,
    named_by,
    revisions,
    settled,
)
from review.web.asked import Answer, Asked, Message, MissingError, Moved, Sent, Shown
from review.web.numbers import number_of

MOST = 200_000
"""Bytes of a register that is shown as a difference: it goes along in the page's form."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def front(asked: Asked) -> Answer:
    """What registers there are, and who changed each of them last."""
    now, store = asked.desk.registers(), asked.desk.store
    books = []
    for book in BOOKS.values():
        last = store.revisions(book.register, None, 1)
        same = not last or last[0].by == FILES
        told = f"som i {FILES}" if same else f"senest ændret {moment(last[0].at)} af {last[0].by}"
        books.append((book, len(now.of(book.register)), told))
    return Shown("registers.html", books)


def page(asked: Asked) -> Answer:
    """One register as a list."""
    book = _book(asked)
    return Shown("register.html", listed(book.register, asked.desk.registers(), _today(asked)))


def entry(asked: Asked) -> Answer:
    """One entry as a form, or an empty one."""
    book, now = _book(asked), asked.desk.registers()
    was = _entry(book, now, asked.query.get("hvem")) if "hvem" in asked.query else None
    return Shown("register-entry.html", _form(asked, book, now, was, texts_of(book, was), {}))


def save(asked: Asked) -> Answer:
    """Write an entry that was changed, or a new one."""
    book, now, key = _book(asked), asked.desk.registers(), asked.form.get("hvem")
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
    return _write(asked, book, now, changed(book.register, was, made, now), f"{made.name} er gemt.")


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
    count = _cases(asked, Register.EDUCATORS, was, all_=False)
    said = f"{was.name} stopper {day(last)}."
    if count:
        said += f" {counted(count, 'åben sag', 'åbne sager')} skal have en anden vejleder: find dem i køen."
    return _write(asked, book, now, changed(book.register, was, made, now), said)


def remove(asked: Asked) -> Answer:
    """Take an entry away that nothing hangs on."""
    book, now, key = _book(asked), asked.desk.registers(), asked.form.get("hvem")
    was = _entry(book, now, key)
    if since := _since(asked, book, key, now):
        shown = _form(asked, book, now, was, texts_of(book, was), {}, since)
        return Shown("register-entry.html", shown, 409)
    if why := _bound(asked, book, was) or _named(was, now):
        raise RefusedError(f"{was.name} kan ikke fjernes: {why}.")
    return _write(asked, book, now, changed(book.register, was, None, now), f"{was.name} er fjernet.")


def read_file(asked: Asked) -> Answer:
    """A file that shall take the register's place, shown as a difference; nothing is written."""
    book, now = _book(asked), asked.desk.registers()
    sent = asked.files.get("fil")
    if sent is None or not sent.content:
        raise RefusedError("Vælg en fil (.xlsx eller .csv) først.")
    entries, faults = asked.desk.sheets.read(book.register, sent.content, now)
    faults = faults or tuple(_held(asked, book, now, entries))
    text = asked.desk.sheets.write(book.register, entries, workbook=False)
    if not faults and len(text) > MOST:
        faults = ("filen er for stor: del den, eller lad it-afdelingen hente den ind fra kommandolinjen",)
    shown = {
        "book": book,
        "faults": faults or (() if entries else (f"der er ingen {book.register} i filen",)),
        "changes": differences(book, now.of(book.register), entries),
        "text": text.decode("utf-8-sig"),
        "version": _version(book, now),
    }
    return Shown("register-import.html", shown, 422 if shown["faults"] else 200)


def take_file(asked: Asked) -> Answer:
    """Take the register that was shown."""
    book, now = _book(asked), asked.desk.registers()
    if asked.form.get("version") != str(_version(book, now)):
        raise StaleError("Registret er ændret, siden forskellen blev vist; intet er gemt. Hent filen ind igen.")
    entries, faults = asked.desk.sheets.read(book.register, asked.form.get("ark").encode(), now)
    faults = faults or tuple(_held(asked, book, now, entries))
    if faults or not entries:
        raise RefusedError("Filen passer ikke mere; intet er gemt. Hent den ind igen.")
    said = f"{book.title} er hentet ind: der er nu {len(entries)}."
    return _write(asked, book, now, {book.register: entries}, said, "hentet ind fra en fil")


def export(asked: Asked) -> Answer:
    """The register as a sheet."""
    book, now = _book(asked), asked.desk.registers()
    workbook = asked.query.get("som") == "xlsx"
    content = asked.desk.sheets.write(book.register, now.of(book.register), workbook=workbook)
    if workbook:
        return Sent(content, XLSX, f"{book.register}.xlsx")
    return Sent(content, "text/csv; charset=utf-8", f"{book.register}.csv")


def past(asked: Asked) -> Answer:
    """What was changed, by whom and when."""
    book, before = _book(asked), number_of(asked.query.get("foer")) or None
    found = asked.desk.store.revisions(book.register, before, LENGTH + 1)
    told = history(book.register, found)[:LENGTH]
    onward = f"/registre/{book.register}/historik?foer={found[LENGTH - 1].version}" if len(found) > LENGTH else ""
    return Shown("register-history.html", {"book": book, "past": told, "onward": onward})


def settings(asked: Asked) -> Answer:
    """The settings as they are."""
    return Shown("settings.html", asked.desk.settings())


def mail_texts(asked: Asked) -> Answer:
    """Every mail of ours, about invented facts."""
    return Shown("mail-texts.html", asked.desk.specimens())


def _book(asked: Asked) -> Book:
    book = next((book for book in BOOKS.values() if book.register == asked.path["register"]), None)
    if book is None:
        raise MissingError("Det register findes ikke. Se under Registre.")
    return book


def _entry(book: Book, now: Registers, key: str) -> Entry:
    found = next((one for one in now.of(book.register) if key_of(one) == key), None)
    if found is None:
        raise MissingError(f"Den {book.one} står ikke i registret mere. Se i listen, og i registrets historik.")
    return found


def _version(book: Book, now: Registers) -> int:
    return now.versions.get(book.register, 0)


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
        "version": _version(book, now),
        "form": form_of(book, texts, faults, now.rounds, _today(asked), new=was is None),
        "since": since,
        "by": _last_by(asked, book) if since else "",
        "educator": isinstance(was, Educator),
    }


def _since(asked: Asked, book: Book, key: str, now: Registers) -> tuple[Change, ...]:
    """What others did to the entry since it was shown. What stood in the files is the first version."""
    shown = number_of(asked.form.get("version"))
    if shown == _version(book, now):
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
    why = _bound(asked, book, was)
    also = " Skriv det nye navn under aliaser så længe." if isinstance(was, School) else ""
    return {"name": f"Navnet kan ikke ændres: {why}.{also}"} if why else {}


def _bound(asked: Asked, book: Book, was: Entry) -> str:
    """Which cases, or whose account, hang on an entry; "" when nothing does."""
    count = _cases(asked, book.register, was, all_=not isinstance(was, School))
    if count:
        told = ("åben sag", "åbne sager") if isinstance(was, School) else ("sag", "sager")
        end = " – skriv i stedet, hvornår vedkommende stopper" if isinstance(was, Educator) else ""
        return f"{counted(count, *told)} nævner den{end}"
    if isinstance(was, Educator) and any(user.educator == was.id for user in asked.desk.store.users()):
        return "en konto er vejlederens – skriv i stedet, hvornår vedkommende stopper"
    return ""


def _named(was: Entry, now: Registers) -> str:
    names = named_by(was, now)
    return f"den står ved {names} – ret det først" if names else ""


def _held(asked: Asked, book: Book, now: Registers, entries: Sequence[Entry]) -> Iterator[str]:
    """What a file leaves out and must not, for something hangs on it."""
    there = {key_of(one) for one in entries}
    for one in now.of(book.register):
        if key_of(one) not in there and (why := _bound(asked, book, one)):
            yield f"{one.name} mangler i filen: {why}"


def _cases(asked: Asked, register: Register, one: Entry, *, all_: bool) -> int:
    """How many cases name the entry: all of them, or those that are open."""
    key, wanted = key_of(one), Wanted(_today(asked))
    wanted = {
        Register.SCHOOLS: replace(wanted, school=key),
        Register.EDUCATORS: replace(wanted, educator=key),
        Register.ROUNDS: replace(wanted, round=key),
    }[register]
    counts = [asked.desk.store.counts(replace(wanted, put_off=put_off)) for put_off in (False, True)]
    return sum(number for each in counts for status, number in each.items() if all_ or status in OPEN)


def _write(
    asked: Asked, book: Book, now: Registers, after: Changed, said: str, how: str = "rettet på siderne"
) -> Answer:
    made = revisions(now, after, asked.viewer.name, how, asked.now)
    if made:
        asked.desk.store.revise(made)
    return Moved(_address(book), Message(said if made else "Der var intet at ændre."))


def _address(book: Book, **query: str) -> str:
    return f"/registre/{book.register}{'?' + urlencode(query) if query else ''}"


def _today(asked: Asked) -> date:
    return asked.now.astimezone(COPENHAGEN).date()
