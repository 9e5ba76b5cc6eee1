"""The registers over HTTP: looked at, and changed whole from a file; `register_entry` changes one entry at a time.

Every change is a revision with who and when.
"""

from collections.abc import Iterator, Sequence

from cases.errors import RefusedError, StaleError
from cases.registers import Entry, Registers, key_of
from review.registerpage import LENGTH, history, listed, moment
from review.registers import BOOKS, FILES, Book, differences
from review.web.asked import Answer, Asked, Sent, Shown
from review.web.numbers import number_of
from review.web.register_rules import book_of, bound, today_of, version_of, write

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
    book = book_of(asked)
    return Shown("register.html", listed(book.register, asked.desk.registers(), today_of(asked)))


def read_file(asked: Asked) -> Answer:
    """A file that shall take the register's place, shown as a difference; nothing is written."""
    book, now = book_of(asked), asked.desk.registers()
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
        "version": version_of(book, now),
    }
    return Shown("register-import.html", shown, 422 if shown["faults"] else 200)


def take_file(asked: Asked) -> Answer:
    """Take the register that was shown."""
    book, now = book_of(asked), asked.desk.registers()
    if asked.form.get("version") != str(version_of(book, now)):
        raise StaleError("Registret er ændret, siden forskellen blev vist; intet er gemt. Hent filen ind igen.")
    entries, faults = asked.desk.sheets.read(book.register, asked.form.get("ark").encode(), now)
    faults = faults or tuple(_held(asked, book, now, entries))
    if faults or not entries:
        raise RefusedError("Filen passer ikke mere; intet er gemt. Hent den ind igen.")
    said = f"{book.title} er hentet ind: der er nu {len(entries)}."
    return write(asked, book, now, {book.register: entries}, said, "hentet ind fra en fil")


def export(asked: Asked) -> Answer:
    """The register as a sheet."""
    book, now = book_of(asked), asked.desk.registers()
    workbook = asked.query.get("som") == "xlsx"
    content = asked.desk.sheets.write(book.register, now.of(book.register), workbook=workbook)
    if workbook:
        return Sent(content, XLSX, f"{book.register}.xlsx")
    return Sent(content, "text/csv; charset=utf-8", f"{book.register}.csv")


def past(asked: Asked) -> Answer:
    """What was changed, by whom and when."""
    book, before = book_of(asked), number_of(asked.query.get("foer")) or None
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


def _held(asked: Asked, book: Book, now: Registers, entries: Sequence[Entry]) -> Iterator[str]:
    """What a file leaves out and must not, for something hangs on it."""
    there = {key_of(one) for one in entries}
    for one in now.of(book.register):
        if key_of(one) not in there and (why := bound(asked, book, one)):
            yield f"{one.name} mangler i filen: {why}"
