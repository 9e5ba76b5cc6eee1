"""`read`, `name` and `form`: they store and send nothing."""

import json
import sys
from contextlib import closing
from pathlib import Path

import click

from service.commands.console import (
    json_option,
    note,
    print_json,
    schools_or_example,
    settings_option,
    settings_or_example,
)
from service.danish import DanishCommand


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
@json_option
@settings_option
@click.pass_context
def read(ctx: click.Context, paths: tuple[str, ...], reveal: bool, as_json: bool, settings: str | None) -> None:
    """Vis, hvad vi får ud af mails (.eml), bilag (PDF, billeder, Office-filer) eller mapper af dem.

    En prøve: intet gemmes, og intet sendes. Slutter med 1, når noget ikke kunne læses, eller noget mangler.
    """
    from intake.child import ChildReader
    from service.desk import desk_of
    from service.dry_run import files_in, read_files
    from service.dry_run_text import described

    values, example = settings_or_example(settings)
    files = files_in([Path(path) for path in paths])
    results = []
    limits = values.reading
    with closing(ChildReader(limits.tessdata, seconds=limits.seconds)) as reader:
        for result in read_files(files, desk_of(values), reader, in_time=not example):
            results.append(result)
            if not as_json:
                click.echo(described(result, reveal=reveal))
            elif len(files) > 1:
                note(f"{len(results)} af {len(files)}")
    if as_json:
        print_json([result.as_json(reveal=reveal) for result in results])
    ctx.exit(1 if any(result.troubled for result in results) else 0)


@click.command(cls=DanishCommand)
@click.argument("kind", metavar="SLAGS", type=click.Choice(["elev", "klasse", "emne"]))
@click.option("-o", "--output", required=True, metavar="FIL.pdf", help="Filen, skemaet skrives i.")
@settings_option
def form(kind: str, output: str, settings: str | None) -> None:
    """Skriv det tomme skema som PDF: elev, klasse eller emne."""
    from intake.blank import draw_blank
    from intake.forms import load_forms

    forms = sorted((one for one in load_forms().values() if one.kind == kind), key=lambda one: one.version)
    Path(output).write_bytes(draw_blank(forms[-1]))
    note(f"Skrevet: {output}")
