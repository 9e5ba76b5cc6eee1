"""`export-person`, `db`, `backup` and `restore`: what is kept, for how long, and where the copies are."""

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cases.case import Case, Event
from cases.errors import RefusedError
from cases.kinds import Kind
from service.commands.console import by_option, load_settings, plain, settings_option
from service.commands.opened import case_of, opened, word_of
from service.danish import DanishCommand, DanishGroup

if TYPE_CHECKING:
    from service.wiring import App


@click.command("export-person", cls=DanishCommand)
@click.argument("number", metavar="SAG")
@click.option("-o", "--output", required=True, metavar="FIL.zip", help="Filen, alt skrives i.")
@click.option("--why", required=True, metavar="GRUND", help="Hvem der har bedt om det; står i historikken.")
@by_option
@settings_option
def export_person(number: str, output: str, why: str, by: str, settings: str | None) -> None:
    """Skriv alt ud, hvad der er gemt om barnet i en sag, også fra barnets andre sager: retten til indsigt."""
    with opened(settings) as app:
        case = case_of(app, number)
        if case.application.kind in (Kind.CLASS, Kind.TOPIC):
            raise RefusedError(f"Sag {case.number} handler ikke om et barn.")
        same = [other for other in app.store.cases() if other.number == case.number or _same_child(case, other)]
        others = _write_person(app, same, word_of(app, by, why).event("exported"), _fresh(Path(output)))
    click.echo(f"{_cases(len(same))} skrevet i {Path(output).name}. Filen er ikke krypteret.")
    if others:
        click.echo(f"Ikke med, for de handler også om andre: brev {', '.join(map(str, others))}. Se dem igennem først.")


def _write_person(app: "App", same: Sequence[Case], event: Event, target: Path) -> list[int]:
    """Everything about these cases of one child; gives the letters that are left out, for they speak of others too.

    That it was handed out is noted on each case first. A file that could not be written whole is not left behind.
    """
    numbers = {one.number for one in same}
    letters = [row for row in app.store.letters() if numbers & set(row.cases)]
    try:
        app.store.change([(one, (event,)) for one in same], (), app.clock())
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in same:
                _write_case(app, one, archive)
            for row in letters:
                if numbers >= set(row.cases) and (raw := app.store.raw_letter(row.id)) is not None:
                    archive.writestr(f"breve/{row.id}.eml", raw)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return [row.id for row in letters if not numbers >= set(row.cases)]


def _write_case(app: "App", case: Case, archive: zipfile.ZipFile) -> None:
    document = {"case": case, "history": app.store.history(case.number)}
    archive.writestr(f"{case.number}/sag.json", json.dumps(document, default=plain, ensure_ascii=False, indent=2))
    # Counted anew: a supplement's first paper may have the place and the name of the application's first.
    for count, paper in enumerate(app.store.papers(case.number), start=1):
        archive.writestr(f"{case.number}/bilag/{count}-{Path(paper.name).name}", paper.content)
    for mail in app.store.mails(case=case.number, opened=True):
        archive.writestr(f"{case.number}/mails/{mail.id}.eml", mail.raw)


def _fresh(target: Path) -> Path:
    """A new file that its owner alone can read."""
    try:
        target.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise RefusedError(f"{target} findes allerede og overskrives ikke: vælg et andet navn.") from None
    except OSError:
        raise RefusedError(f"{target} kan ikke skrives: ret stien.") from None
    return target


def _cases(count: int) -> str:
    return f"{count} {'sag' if count == 1 else 'sager'}"


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
    from storage import restore as put_back

    values = load_settings(settings, secrets=False)
    if not yes:
        click.confirm("Databasen bliver erstattet af kopien. Er programmet stoppet?", abort=True)
    put_back(values.database_url, Path(copy))
    click.echo("Kopien er lagt tilbage.")


def _same_child(case: Case, other: Case) -> bool:
    mine, theirs = case.application.text("cpr"), other.application.text("cpr")
    return bool(mine) and _digits(mine) == _digits(theirs)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
