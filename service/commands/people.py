"""`users` and `accesses`: who may sign in to the pages, and who opened which child's case."""

import csv
import io
import sys
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

import click

from cases.accounts import Access, Role, User
from cases.errors import RefusedError
from cases.rounds import COPENHAGEN
from review.columns import harmless
from service.commands.console import json_option, note, print_json, print_table, settings_option, write_file
from service.commands.opened import opened
from service.danish import DanishCommand, DanishGroup

if TYPE_CHECKING:
    from service.wiring import App

ROLES = click.Choice([role.value for role in Role])
COLUMNS = ("hvornår", "hvem", "rolle", "sag", "mail", "hvad", "hvorfor")

login_argument = click.argument("login", metavar="LOGIN")
educator_option = click.option("--educator", metavar="ID", help="Vejlederens id i registret; kun til rollen vejleder.")
stdin_option = click.option("--stdin", is_flag=True, help="Læs adgangskoden fra standard-ind i stedet for at spørge.")


@click.group(cls=DanishGroup)
def users() -> None:
    """Konti: hvem der må logge ind på siderne, og i hvilken rolle."""


@users.command("list", cls=DanishCommand)
@json_option
@settings_option
def list_users(as_json: bool, settings: str | None) -> None:
    """Vis alle konti."""
    with opened(settings) as app:
        found = app.store.users()
    if as_json:
        print_json([_told(user) for user in found])
        return
    rows = ((user.login, user.name, user.role, user.educator, _state(user)) for user in found)
    print_table(("login", "navn", "rolle", "vejleder", "konto"), rows, "Der er ingen konti.")


@users.command(cls=DanishCommand)
@login_argument
@click.option("--name", required=True, metavar="NAVN", help="Navnet, som det står i historikken.")
@click.option("--role", "role_word", type=ROLES, required=True, help="Hvad personen må.")
@educator_option
@click.option("--elsewhere", is_flag=True, help="Uden adgangskode: personen logger ind med kommunens login.")
@stdin_option
@settings_option
def add(
    login: str, name: str, role_word: str, educator: str | None, elsewhere: bool, stdin: bool, settings: str | None
) -> None:
    """Lav en konto. Adgangskoden spørges der om to gange, og den vises ikke."""
    from review.web.passwords import hashed

    login = _clean(login)
    with opened(settings) as app:
        if app.store.user(login):
            raise RefusedError(f"Der er allerede en konto {login}: vælg et andet login, eller ret den, der er.")
        role = Role(role_word)
        user = User(0, login, name.strip() or login, role, _educator(app, role, educator))
        if not elsewhere:
            user = replace(user, password=hashed(_new_password(user, stdin=stdin)))
        app.store.add_user(user, app.clock())
    click.echo(f"{login} kan logge ind som {role}.")


@users.command(cls=DanishCommand)
@login_argument
@click.argument("role_word", metavar="ROLLE", type=ROLES)
@educator_option
@settings_option
def role(login: str, role_word: str, educator: str | None, settings: str | None) -> None:
    """Giv en anden rolle: koordinator, vejleder, læser eller administrator. Personen skal logge ind igen."""
    with opened(settings) as app:
        user, wanted = _user(app, login), Role(role_word)
        app.store.change_user(replace(user, role=wanted, educator=_educator(app, wanted, educator)), app.clock())
    click.echo(f"{user.login} er nu {wanted}.")


@users.command(cls=DanishCommand)
@login_argument
@click.option("--undo", is_flag=True, help="Åbn kontoen igen.")
@settings_option
def disable(login: str, undo: bool, settings: str | None) -> None:
    """Luk en konto; personen er logget ud med det samme. En konto slettes aldrig, for adgangsloggen nævner den."""
    with opened(settings) as app:
        user = _user(app, login)
        app.store.change_user(replace(user, disabled=not undo), app.clock())
    click.echo(f"{user.login} er {'åben igen' if undo else 'lukket'}.")


@users.command(cls=DanishCommand)
@login_argument
@stdin_option
@settings_option
def password(login: str, stdin: bool, settings: str | None) -> None:
    """Giv en ny adgangskode; personen er logget ud alle steder."""
    from review.web.passwords import hashed

    with opened(settings) as app:
        user = _user(app, login)
        if user.password is None:
            raise RefusedError(f"{user.login} logger ind med kommunens login og har ingen adgangskode her.")
        app.store.change_user(replace(user, password=hashed(_new_password(user, stdin=stdin))), app.clock())
    click.echo(f"{user.login} har fået en ny adgangskode.")


@click.command(cls=DanishCommand)
@click.option("--case", "number", metavar="SAG", help="Kun denne sag.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATO", help="Fra og med denne dag, fx 2026-11-01.")
@click.option("--csv", "output", metavar="FIL", help="Skriv dem i en CSV-fil.")
@json_option
@settings_option
def accesses(
    number: str | None, since: datetime | None, output: str | None, as_json: bool, settings: str | None
) -> None:
    """Adgangsloggen: hvem der har åbnet hvilken sag eller mail eller set et CPR-nummer, hvornår og til hvad."""
    start = datetime.combine(since.date(), time(), COPENHAGEN) if since else None
    with opened(settings) as app:
        found = app.store.accesses(case=number.upper() if number else None, since=start)
    if output:
        write_file(output, _csv(found))
        note(f"{len(found)} {'linje' if len(found) == 1 else 'linjer'} skrevet i {output}.")
    if as_json:
        print_json([_line(access) for access in found])
    elif not output:
        print_table(COLUMNS, map(_row, found), "Ingen har åbnet en sag eller en mail.")


def _clean(login: str) -> str:
    cleaned = login.strip().casefold()
    if not cleaned or len(cleaned) > 200 or not cleaned.isprintable() or any(sign.isspace() for sign in cleaned):
        raise RefusedError("Et login er ét ord på højst 200 tegn, fx en mailadresse.")
    return cleaned


def _user(app: "App", login: str) -> User:
    user = app.store.user(login)
    if user is None:
        raise RefusedError(f'Der er ingen konto {login}: se "tovholder users list".')
    return user


def _educator(app: "App", role: Role, educator: str | None) -> str | None:
    """Who an educator is in the register: without it she would see no case; nobody else has one."""
    if role is not Role.EDUCATOR:
        if educator:
            raise RefusedError("Kun en vejleder har et id i registret over vejledere: udelad --educator.")
        return None
    if educator not in app.educators():
        raise RefusedError('En vejleder skal stå i registret: skriv --educator ID, se "tovholder educators list".')
    return educator


def _new_password(user: User, *, stdin: bool) -> str:
    """A new password, typed twice at a terminal or read as one line."""
    from review.web.passwords import refuse_weak

    if stdin:
        typed = sys.stdin.readline().rstrip("\r\n")
    else:
        typed = click.prompt("Adgangskode", hide_input=True, err=True)
        if click.prompt("Igen", hide_input=True, err=True) != typed:
            raise RefusedError("De to adgangskoder er ikke ens: prøv igen.")
    refuse_weak(typed, user.login, user.name)
    return typed


def _state(user: User) -> str:
    if user.disabled:
        return "lukket"
    return "kommunens login" if user.password is None else "åben"


def _told(user: User) -> dict[str, object]:
    educator = user.educator
    return {"login": user.login, "name": user.name, "role": user.role, "educator": educator, "state": _state(user)}


def _row(access: Access) -> tuple[object, ...]:
    return (access.at, access.login, access.role, access.case, access.letter, access.purpose, access.why)


def _line(access: Access) -> dict[str, object]:
    return dict(zip(("at", "login", "role", "case", "letter", "purpose", "why"), _row(access), strict=True))


def _csv(found: tuple[Access, ...]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for access in found:
        moment = access.at.astimezone(COPENHAGEN).isoformat(" ", "seconds")
        writer.writerow([moment, *(harmless(str(cell or "")) for cell in _row(access)[1:])])
    return text.getvalue().encode("utf-8-sig")
