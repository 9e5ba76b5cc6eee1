"""`read` and `name`: they store and send nothing."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.commands.console import (
    Progress,
    cores,
    json_option,
    note,
    print_json,
    schools_or_example,
    settings_option,
    settings_or_example,
)
from service.danish import DanishCommand

if TYPE_CHECKING:
    from intake.pool import ReaderPool
    from service.dry_result import Result


@click.command(cls=DanishCommand)
@click.argument("filename", metavar="FILNAVN")
@click.option("--subject", default="", metavar="EMNE", help="Mailens emne.")
@click.option("--sender", default="", metavar="ADRESSE", help="Afsenderens mailadresse.")
@json_option
@settings_option
def name(filename: str, subject: str, sender: str, as_json: bool, settings: str | None) -> None:
    """Vis, hvordan et filnavn og et emne læses: skole, slags, og hvem eller hvad det gælder.

    Med "-" som FILNAVN læses linjer af filnavn, TAB, emne fra standard-ind.
    """
    from intake.filenames import as_json as name_json
    from intake.filenames import read_file_name
    from intake.letter import Letter
    from intake.schools import register
    from intake.senders import registered

    known = schools_or_example(settings)
    schools = register(known)
    senders = registered(Letter(sender=sender.lower(), senders=(sender.lower(),)), known)
    school = senders[0].name if len(senders) == 1 else None
    if filename == "-":
        for line in sys.stdin.buffer:
            file_name, _, line_subject = line.decode("utf-8", "replace").rstrip("\r\n").partition("\t")
            click.echo(
                json.dumps(name_json(read_file_name(file_name, line_subject, schools, school)), ensure_ascii=False)
            )
        return
    found = name_json(read_file_name(filename, subject, schools, school))
    if as_json:
        print_json(found)
        return
    click.echo(f"Skole:     {found['school'] or 'ukendt'}")
    click.echo(f"Slags:     {str(found['kind']).replace('_', ' ')}")
    click.echo(f"Gælder:    {found['detail'] or 'ukendt'}")
    flags = found["flags"]
    click.echo(f"Bemærket:  {', '.join(flags).replace('_', ' ') if isinstance(flags, list) and flags else 'intet'}")


@click.command(cls=DanishCommand)
@click.argument("paths", nargs=-1, required=True, metavar="STI…")
@click.option("--reveal", is_flag=True, help="Vis CPR-numre helt.")
@click.option(
    "--show", metavar="MAPPE", help="Tegn hver side som et billede i MAPPE, med felterne og det, der er læst."
)
@json_option
@settings_option
@click.pass_context
def read(
    ctx: click.Context, paths: tuple[str, ...], reveal: bool, show: str | None, as_json: bool, settings: str | None
) -> None:
    """Vis, hvad vi får ud af mails (.eml), bilag (PDF, billeder, Office-filer) eller mapper af dem.

    En prøve: intet gemmes, og intet sendes. Slutter med 1, når noget ikke kunne læses, eller noget mangler.
    """
    from intake.pool import ReaderPool
    from service.desk import desk_of
    from service.dry_run import files_in, read_files
    from service.dry_run_text import described
    from service.registry import standing

    values, example = settings_or_example(settings)
    values = values if example else standing(values)
    files = files_in([Path(path) for path in paths])
    hands = min(max(values.workers, cores()), max(1, len(files)))
    results, pictures = [], 0
    limits = values.reading
    progress = Progress(len(files))
    with ReaderPool(
        hands, limits.tessdata, trusted=values.trusted, forms=limits.forms, seconds=limits.seconds
    ) as reader:
        for result in read_files(files, desk_of(values), reader, in_time=not example, hands=hands):
            results.append(result)
            progress.step("" if as_json else described(result, reveal=reveal))
            if show is not None:
                pictures += _shown(result, Path(show), reader, reveal)
    if as_json:
        print_json([result.as_json(reveal=reveal) for result in results])
    if show is not None:
        note(f"{pictures} {'billede' if pictures == 1 else 'billeder'} i {show}.")
    ctx.exit(1 if any(result.troubled for result in results) else 0)


def _shown(result: "Result", folder: Path, reader: "ReaderPool", reveal: bool) -> int:
    from service.show import show

    return show(result, folder, reader.pictures, reveal=reveal)
