"""The running program behind a command that needs the store: opened late, and always closed again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cases.case import Case
from cases.errors import RefusedError, StaleError
from cases.mails import ADDRESS_UNCONFIRMED
from service.commands.console import load_settings, note

if TYPE_CHECKING:
    from review.decide import Decided, Word
    from service.wiring import App


@contextmanager
def opened(settings: str | None, *, logs_in: bool = False, pages: bool = False) -> "Iterator[App]":
    """The program on its store. Only a command that `logs_in` to the mail servers asks for what opens the mailbox: who
    decides a case, or looks at the page, need not have it. None makes a database: one that is not there (a disk that is
    not mounted) is not the same as an empty one, in which every mail would be taken and answered anew.
    """
    from service.wiring import open_app, require_database

    values = load_settings(settings, secrets=logs_in, pages=pages)
    require_database(values)
    app = open_app(values)
    try:
        yield app
    finally:
        app.close()


def case_of(app: "App", number: str) -> Case:
    """The case of that number; RefusedError when there is none."""
    case = app.store.case(number.upper())
    if case is None:
        raise RefusedError(f'Der er ingen sag {number}: se "tovholder cases list".')
    return case


def word_of(app: "App", by: str, why: str) -> "Word":
    """A person's word, said now."""
    from review.decide import Word

    return Word(by, why, app.clock())


def write(app: "App", decided: "Decided") -> None:
    """Write a decision, all of it or nothing; and say so when the school cannot be told yet, or when another open case
    is about the same: a namesake stops nobody.
    """
    from review.known import known_anew, namesakes
    from review.why import in_words

    after = [case for case, _ in decided.changes]
    before = [case for case in (app.store.case(one.number) for one in after) if case]
    identities = known_anew(before, after, app.recheck)
    app.store.change(decided.changes, decided.mails, app.clock(), identities, decided.rulings)
    for said in namesakes([case for case in after if case.number in identities], app.recheck, app.store.same):
        note(said)
    for mail in decided.mails:
        if mail.held == ADDRESS_UNCONFIRMED:
            note(
                f"Mailen om {mail.cases[0]} til skolen er holdt tilbage: {in_words(mail.held)}. "
                'Se efter, hvem der skrev, og brug "tovholder cases confirm-address".'
            )


def write_each(app: "App", decided: "Decided") -> tuple[str, ...]:
    """Write it case by case; gives the numbers of the cases that somebody changed meanwhile, which stay as they are."""
    stale = []
    for one in decided.each():
        try:
            write(app, one)
        except StaleError:
            stale.append(one.changes[0][0].number)
    return tuple(stale)
