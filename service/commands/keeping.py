"""`forget`, `export-person`, `db`, `backup` and `restore`: what is kept, for how long, and where the copies are."""

import json
import zipfile
from calendar import monthrange
from datetime import datetime
from pathlib import Path

import click

from cases.case import Case
from cases.errors import RefusedError
from cases.kinds import Kind
from service.commands.console import load_settings, plain, settings_option
from service.commands.opened import case_of, opened
from service.danish import DanishCommand, DanishGroup


@click.command(cls=DanishCommand)
@click.option("--yes", is_flag=True, help="Spørg ikke først.")
@settings_option
def forget(yes: bool, settings: str | None) -> None:
    """Slet personoplysninger i sager, der er afsluttet for længere siden end [retention] months. Tallene bliver."""
    with opened(settings) as app:
        before = months_before(app.clock(), app.settings.retention_months)
        if not yes:
            click.confirm(f"Slet personoplysninger i sager afsluttet før {before:%d-%m-%Y}?", abort=True)
        count = app.store.forget(before, app.clock())
    click.echo(f"Personoplysninger slettet i {count} {'sag' if count == 1 else 'sager'}.")


@click.command("export-person", cls=DanishCommand)
@click.argument("number", metavar="SAG")
@click.option("-o", "--output", required=True, metavar="FIL.zip", help="Filen, alt skrives i.")
@settings_option
def export_person(number: str, output: str, settings: str | None) -> None:
    """Skriv alt ud, hvad der er gemt om barnet i en sag, også fra barnets andre sager: retten til indsigt."""
    with opened(settings) as app:
        case = case_of(app, number)
        if case.application.kind is not Kind.PUPIL:
            raise RefusedError(f"Sag {case.number} handler ikke om et barn.")
        same = [other for other in app.store.cases() if other.number == case.number or _same_child(case, other)]
        target = Path(output)
        target.touch(mode=0o600, exist_ok=False)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in same:
                history, mails = app.store.history(one.number), app.store.mails(case=one.number)
                document = {"case": one, "history": history}
                archive.writestr(
                    f"{one.number}/sag.json", json.dumps(document, default=plain, ensure_ascii=False, indent=2)
                )
                for paper in app.store.papers(one.number):
                    archive.writestr(f"{one.number}/bilag/{paper.position}-{Path(paper.name).name}", paper.content)
                for mail in mails:
                    archive.writestr(f"{one.number}/mails/{mail.id}.eml", mail.raw)
    click.echo(f"{len(same)} {'sag' if len(same) == 1 else 'sager'} skrevet i {target.name}. Filen er ikke krypteret.")


@click.group(cls=DanishGroup)
def db() -> None:
    """Databasens opbygning."""


@db.command(cls=DanishCommand)
@settings_option
def upgrade(settings: str | None) -> None:
    """Bring databasen op til denne udgave af programmet."""
    from storage import upgrade as bring_up

    values = load_settings(settings, secrets=False)
    values.state.mkdir(parents=True, exist_ok=True)
    copy = bring_up(values.database_url)
    click.echo("Databasen passer til denne udgave.")
    if copy:
        click.echo(f"Den gamle ligger i {copy}: slet kopien, når alt er i orden, for den glemmer intet.")


@db.command("rotate-key", cls=DanishCommand)
@click.option("--yes", is_flag=True, help="Spørg ikke først.")
@settings_option
def rotate_key(yes: bool, settings: str | None) -> None:
    """Lav en ny nøgle, og krypter alt igen med den. Stop programmet først."""
    from storage import add_key, rotate

    values = load_settings(settings)
    if not yes:
        click.confirm("Der laves en ny nøgle, og alt krypteres igen. Er programmet stoppet?", abort=True)
    add_key(values.key_file)
    with opened(settings) as app:
        count = rotate(app.store)
    click.echo(f"{count} steder krypteret med den nye nøgle. Tag en kopi af {values.key_file.name}.")
    click.echo("Den gamle nøgle står der endnu: den åbner ældre sikkerhedskopier, og slettes, når de er slettet.")


@click.command(cls=DanishCommand)
@click.argument("folder", metavar="MAPPE")
@settings_option
def backup(folder: str, settings: str | None) -> None:
    """Tag en kopi af databasen, mens der arbejdes. Nøglen er ikke med: gem den et andet sted."""
    from service.wiring import now
    from storage import backup as copy

    click.echo(f"Skrevet: {copy(load_settings(settings, secrets=False).database_url, Path(folder), now())}")


@click.command(cls=DanishCommand)
@click.argument("copy", metavar="KOPI")
@click.option("--yes", is_flag=True, help="Spørg ikke først.")
@settings_option
def restore(copy: str, yes: bool, settings: str | None) -> None:
    """Læg en kopi tilbage i stedet for databasen. Stop programmet først."""
    from storage import restore as put_back

    values = load_settings(settings, secrets=False)
    if not yes:
        click.confirm("Databasen bliver erstattet af kopien. Er programmet stoppet?", abort=True)
    put_back(values.database_url, Path(copy))
    click.echo("Kopien er lagt tilbage.")


def months_before(at: datetime, months: int) -> datetime:
    """The same time of the month, so many months earlier; the month's last day where it has no such day."""
    index = at.year * 12 + at.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))


def _same_child(case: Case, other: Case) -> bool:
    mine, theirs = case.application.text("cpr"), other.application.text("cpr")
    return bool(mine) and _digits(mine) == _digits(theirs)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
