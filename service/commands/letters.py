"""`letters` and `mails`: what came in with its end, and the answers."""

import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict
from typing import TypeVar

import click

from cases.accounts import Purpose
from cases.cpr import WRITTEN, masked
from cases.errors import RefusedError
from cases.letters import Ending, LetterRow
from cases.mails import MailRow, MailState
from replies.owed import title_of
from review.why import in_words
from service.commands.console import json_option, print_json, print_table, settings_option
from service.commands.looked import looked
from service.commands.opened import opened
from service.danish import DanishCommand, DanishGroup

Row = TypeVar("Row", LetterRow, MailRow)


@click.group(cls=DanishGroup)
def letters() -> None:
    """Hvad der er kommet ind, og hvordan det endte."""


@letters.command("list", cls=DanishCommand)
@json_option
@settings_option
def list_letters(as_json: bool, settings: str | None) -> None:
    """Vis alle breve, det ældste først."""
    with opened(settings) as app:
        found = app.store.letters()
    if as_json:
        print_json([_letter(row) for row in found])
        return
    rows = ((row.id, row.received, row.ending or row.state, row.cases, in_words(row.why)) for row in found)
    print_table(("brev", "modtaget", "endte som", "sager", "hvorfor"), rows, "Der er ikke kommet noget ind.")


@letters.command(cls=DanishCommand)
@click.argument("letter", metavar="BREV", type=int)
@click.option("--raw", is_flag=True, help="Skriv mailen ud, præcis som den kom.")
@json_option
@settings_option
def show(letter: int, raw: bool, as_json: bool, settings: str | None) -> None:
    """Vis ét brev: hvem det er fra, emnet, og hvordan det endte. Et CPR-nummer i emnet er skjult."""
    with opened(settings) as app:
        row = _of(app.store.letters(opened=True), letter, "intet brev", "letters")
        if raw:
            looked(app, row.cases, Purpose.LETTER, letter=letter)
        content = app.store.raw_letter(letter) if raw else None
    subject = WRITTEN.sub(lambda number: masked(number[0]), row.subject)
    if raw:
        sys.stdout.buffer.write(content or b"")
    elif as_json:
        print_json({**_letter(row), "from": row.sender, "subject": subject})
    else:
        rows = (("brev", row.id), ("modtaget", row.received), ("fra", row.sender), ("emne", subject))
        print_table(("", ""), (*rows, ("endte som", row.ending or row.state), ("hvorfor", in_words(row.why))), "")


@letters.command(cls=DanishCommand)
@click.argument("letter", metavar="BREV", type=int)
@settings_option
def replay(letter: int, settings: str | None) -> None:
    """Læs et brev igen, der er lagt til side."""
    with opened(settings) as app:
        row = _of(app.store.letters(), letter, "intet brev", "letters")
        if row.ending != Ending.SET_ASIDE:
            raise RefusedError(f"Brev {letter} er ikke lagt til side: kun det, der er, kan læses igen.")
        app.store.replay(letter, app.clock())
    click.echo(f"Brev {letter} læses igen ved næste gennemløb.")


@letters.command(cls=DanishCommand)
@json_option
@settings_option
@click.pass_context
def reconcile(ctx: click.Context, as_json: bool, settings: str | None) -> None:
    """Hold postkassen op mod bogen: hver mail i vores mapper skal være læst, og hvert brev have en ende.

    Slutter med 1, når noget er tilovers. Det samme ses efter hver morgen, og koordinatoren får en mail om det.
    """
    from service.reconcile import FINDINGS, Remainder, held_against

    with opened(settings, logs_in=True) as app:
        with ExitStack() as connected:
            names = app.settings.mailbox.folders
            inbox, *folders = (connected.enter_context(closing(app.folder(name))) for name in names)
            inbox.prepare(names[1:])
            found = held_against(app.store, inbox, folders, app.clock())
        endings = Counter(row.ending or row.state for row in app.store.letters())
    if as_json:
        print_json({**asdict(found), "endings": dict(endings)})
    else:
        rows = ((one.title, one.count(found)) for one in FINDINGS)
        print_table(("", "antal"), (("Breve i alt", endings.total()), *rows), "")
        for one in FINDINGS:
            if one.count(found):
                click.echo(f"{one.title}: {one.does}")
    ctx.exit(1 if found != Remainder() else 0)


@click.group(cls=DanishGroup)
def mails() -> None:
    """Svarene: se dem, og send et igen."""


@mails.command("list", cls=DanishCommand)
@click.option("--case", "case", metavar="SAG", help="Kun mails om denne sag.")
@json_option
@settings_option
def list_mails(case: str | None, as_json: bool, settings: str | None) -> None:
    """Vis alle svar, det ældste først."""
    with opened(settings) as app:
        found = app.store.mails(case=case.upper() if case else None)
    if as_json:
        print_json([_mail(row) for row in found])
        return
    rows = ((row.id, row.created, title_of(row.name), row.state, row.cases, in_words(row.why)) for row in found)
    print_table(("mail", "skrevet", "svar", "status", "sager", "hvorfor"), rows, "Der er ingen svar.")


@mails.command("send-again", cls=DanishCommand)
@click.argument("mail", metavar="MAIL", type=int)
@settings_option
def send_again(mail: int, settings: str | None) -> None:
    """Send et svar igen, som er uvist, eller som ikke kunne sendes."""
    with opened(settings) as app:
        row = _of(app.store.mails(), mail, "ingen mail", "mails")
        if row.state not in (MailState.UNKNOWN, MailState.FAILED):
            raise RefusedError(
                f"Mail {mail} er '{row.state}': kun en, der er uvist eller ikke kunne sendes, sendes igen."
            )
        app.store.send_again(mail, app.clock())
    click.echo(f"Mail {mail} sendes igen.")


def _of(rows: Sequence[Row], number: int, none: str, command: str) -> Row:
    """The row of that number; RefusedError when there is none."""
    found = next((row for row in rows if row.id == number), None)
    if found is None:
        raise RefusedError(f'Der er {none} {number}: se "tovholder {command} list".')
    return found


def _letter(row: LetterRow) -> dict[str, object]:
    kept = {"letter": row.id, "received": row.received, "bytes": row.size, "state": row.state}
    return {**kept, "ending": row.ending, "why": row.why, "cases": row.cases}


def _mail(row: MailRow) -> dict[str, object]:
    kept = {"mail": row.id, "reply": row.name, "state": row.state.value, "why": row.why, "cases": row.cases}
    return {**kept, "created": row.created, "sent": row.sent, "message_id": row.message_id}
