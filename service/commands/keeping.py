"""`export-person`, `db`, `backup` and `restore`: what is kept, for how long, and where the copies are."""

from pathlib import Path

import click

from cases.errors import RefusedError
from cases.kinds import Kind
from service.commands.console import by_option, load_settings, settings_option
from service.commands.opened import case_of, opened, word_of
from service.danish import DanishCommand, DanishGroup


@click.command("export-person", cls=DanishCommand)
@click.argument("number", metavar="SAG")
@click.option("-o", "--output", required=True, metavar="FIL.zip", help="Filen, alt skrives i.")
@click.option("--why", required=True, metavar="GRUND", help="Hvem der har bedt om det; står i historikken.")
@by_option
@settings_option
def export_person(number: str, output: str, why: str, by: str, settings: str | None) -> None:
    """Skriv alt ud, hvad der er gemt om barnet i en sag, også fra barnets andre sager: retten til indsigt."""
    from service.export import export, fresh, left_out
    from service.person import person_of

    with opened(settings) as app:
        case = case_of(app, number)
        if case.application.kind in (Kind.CLASS, Kind.TOPIC):
            raise RefusedError(f"Sag {case.number} handler ikke om et barn.")
        person = person_of(app.store, case)
        export(app, person, word_of(app, by, why).event("exported"), fresh(Path(output)))
    count = len(person.cases)
    click.echo(f"{count} {'sag' if count == 1 else 'sager'} skrevet i {Path(output).name}. Filen er ikke krypteret.")
    if left := left_out(person):
        click.echo(f"Ikke med: {left}")


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

    values = load_settings(settings, secrets=False)
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
    from service.wiring import now
    from storage import restore as put_back

    values = load_settings(settings, secrets=False)
    if not yes:
        click.confirm("Databasen bliver erstattet af kopien. Er programmet stoppet?", abort=True)
    put_back(values.database_url, Path(copy), now())
    click.echo("Kopien er lagt tilbage. Passer den ikke til denne udgave, så kør »tovholder db upgrade«.")
    click.echo("Mails, der er kommet siden, findes i postkassen og hentes igen, når programmet startes.")
