"""`export-person`, `db`, `backup` and `restore`: what is kept, for how long, and where the copies are."""

from pathlib import Path

import click

from cases.accounts import Purpose
from cases.errors import RefusedError
from cases.kinds import Kind
from service.commands.console import by_option, load_settings, settings_option
from service.commands.looked import looked
from service.commands.opened import case_of, opened, word_of
from service.danish import DanishCommand, DanishGroup


@click.command("export-person", cls=DanishCommand)
@click.argument("number", metavar="SAG")
@click.option("-o", "--output", required=True, metavar="FIL.zip", help="Filen, alt skrives i.")
@click.option("--why", required=True, metavar="GRUND", help="Hvem der har bedt om det; står i historikken.")
@click.option("--yes", is_flag=True, help="Spørg ikke, når en sag er fundet ved navn og skole alene.")
@by_option
@settings_option
def export_person(number: str, output: str, why: str, yes: bool, by: str, settings: str | None) -> None:
    """Skriv alt ud, hvad der er gemt om barnet i en sag, også fra barnets andre sager: retten til indsigt."""
    from service.export import export, fresh
    from service.person import person_of

    with opened(settings) as app:
        case = case_of(app, number)
        if case.application.kind in (Kind.CLASS, Kind.TOPIC):
            raise RefusedError(f"Sag {case.number} handler ikke om et barn.")
        person = person_of(app.store, case)
        if person.by_name and not yes:
            joined = ", ".join(person.by_name)
            click.confirm(f"{joined} er fundet ved navn og skole alene. Er det det samme barn?", abort=True)
        target = fresh(Path(output))
        looked(app, person.numbers, Purpose.EXPORTED)
        left = export(app, person, word_of(app, by, why).event("exported"), target)
    count = len(person.cases)
    click.echo(f"{count} {'sag' if count == 1 else 'sager'} skrevet i {Path(output).name}. Filen er ikke krypteret.")
    if left:
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
@click.option("--prepare", is_flag=True, help="Læg kun en ny nøgle klar: giv først alle maskiner den nye nøglefil.")
@click.option("--prepared", is_flag=True, help="Brug den nøgle, der er lagt klar på alle maskiner.")
@click.option("--retire", is_flag=True, help="Fjern de gamle nøgler: ældre kopier kan derefter ikke læses.")
@click.option("--yes", is_flag=True, help="Spørg ikke først.")
@settings_option
def rotate_key(prepare: bool, prepared: bool, retire: bool, yes: bool, settings: str | None) -> None:
    """Lav en ny nøgle, og krypter alt igen med den. Programmet må gerne køre imens."""
    from storage import add_key, let_go, lies_ready, prepare_key, retire_keys, rotate, use_prepared_key

    file = load_settings(settings, secrets=False).key_file
    if prepare:
        prepare_key(file)
        click.echo(f'En ny nøgle er klar i {file.name}. Kopiér filen til alle maskiner, og kør så "--prepared".')
        return
    if not yes:
        click.confirm("Alt krypteres igen med en ny nøgle. Har I en kopi af nøglefilen?", abort=True)
    with opened(settings):  # the file is left alone when the database does not answer
        if retire and lies_ready(file):
            raise RefusedError('En ny nøgle ligger klar: brug den først med "--prepared".')
    if not retire:
        (use_prepared_key if prepared else add_key)(file)
    with opened(settings) as app:
        count = rotate(app.store.db)
        if retire and not let_go(app.store.db):
            raise RefusedError("Noget blev krypteret med den gamle nøgle imens: intet er fjernet, prøv igen.")
    click.echo(f"{count} steder krypteret med den nye nøgle. Tag en kopi af {file.name}.")
    if retire:
        gone = retire_keys(file)
        click.echo(f"{gone} {'gammel nøgle' if gone == 1 else 'gamle nøgler'} fjernet.")
    else:
        click.echo('Den gamle nøgle åbner ældre sikkerhedskopier: når de er slettet, så kør "--retire".')


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
