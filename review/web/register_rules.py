"""What every page of the registers does: finds the register, asks what hangs on an entry, writes a change."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from cases.case import OPEN
from cases.people import Educator, School
from cases.queue import Wanted
from cases.registers import Entry, Register, Registers, key_of
from replies.words import counted
from review.fitting import Changed, named_by, revisions
from review.registers import BOOKS, Book
from review.web.asked import Answer, Asked, Message, MissingError, Moved


def book_of(asked: Asked) -> Book:
    """The register that the address names; MissingError when there is none."""
    book = next((book for book in BOOKS.values() if book.register == asked.path["register"]), None)
    if book is None:
        raise MissingError("Det register findes ikke. Se under Registre.")
    return book


def version_of(book: Book, now: Registers) -> int:
    """The register's version; 0 while it stands in the settings' files."""
    return now.versions.get(book.register, 0)


def bound(asked: Asked, book: Book, was: Entry) -> str:
    """Which cases, or whose account, hang on an entry; "" when nothing does."""
    count = cases_of(asked, book.register, was, all_=not isinstance(was, School))
    if count:
        told = ("åben sag", "åbne sager") if isinstance(was, School) else ("sag", "sager")
        end = " – skriv i stedet, hvornår vedkommende stopper" if isinstance(was, Educator) else ""
        return f"{counted(count, *told)} nævner den{end}"
    if isinstance(was, Educator) and any(user.educator == was.id for user in asked.desk.store.users()):
        return "en konto er vejlederens – skriv i stedet, hvornår vedkommende stopper"
    return ""


def named(was: Entry, now: Registers) -> str:
    """Which educators name an entry; "" when none does."""
    names = named_by(was, now)
    return f"den står ved {names} – ret det først" if names else ""


def cases_of(asked: Asked, register: Register, one: Entry, *, all_: bool) -> int:
    """How many cases name the entry: all of them, or those that are open."""
    key, wanted = key_of(one), Wanted(today_of(asked))
    wanted = {
        Register.SCHOOLS: replace(wanted, school=key),
        Register.EDUCATORS: replace(wanted, educator=key),
        Register.ROUNDS: replace(wanted, round=key),
    }[register]
    counts = [asked.desk.store.counts(replace(wanted, put_off=put_off)) for put_off in (False, True)]
    return sum(number for each in counts for status, number in each.items() if all_ or status in OPEN)


def write(
    asked: Asked, book: Book, now: Registers, after: Changed, said: str, how: str = "rettet på siderne"
) -> Answer:
    """Write a change, and go to the list; RefusedError and StaleError as the store has them."""
    made = revisions(now, after, asked.viewer.name, how, asked.now)
    if made:
        asked.desk.store.revise(made)
    return Moved(_address(book), Message(said if made else "Der var intet at ændre."))


def _address(book: Book, **query: str) -> str:
    return f"/registre/{book.register}{'?' + urlencode(query) if query else ''}"


def today_of(asked: Asked) -> date:
    """The day it is in Denmark."""
    return asked.today
