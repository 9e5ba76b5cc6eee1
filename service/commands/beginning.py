"""`init` and `doctor`: from an empty folder to a running program."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cases.errors import SettingsError
from service.commands.console import chosen, json_option, load_settings, print_json, settings_option
from service.danish import DanishCommand

if TYPE_CHECKING:
    from service.doctor import Line


@click.command(cls=DanishCommand)
@click.option(
    "--like", type=click.Choice(["silkeborg", "fredericia"]), default="silkeborg", help="Eksemplet, der begyndes med."
)
@click.option("--yes", is_flag=True, help="Spørg ikke: brug eksemplets værdier.")
@click.option("--force", is_flag=True, help="Skriv det, der mangler, selv om noget allerede findes. Intet overskrives.")
@settings_option
def init(like: str, yes: bool, force: bool, settings: str | None) -> None:
    """Skriv tovholder.toml med forklaringer, registre som CSV, en nøgle og en tom database. Intet overskrives."""
    from service.init import QUESTIONS, write_files
    from service.settings import load
    from storage import current, upgrade

    target = Path(settings or "tovholder.toml")
    ask = not yes and at_terminal()
    answers = {
        question.key: click.prompt(question.text, default=question.default(like)) if ask else question.default(like)
        for question in QUESTIONS
    }
    for path in write_files(target, like, answers, force=force):
        click.echo(f"Skrevet: {path}")
    url = load(target, secrets=False).database_url
    if url.startswith("sqlite") and current(url) is None:  # a server's is made by 'tovholder db upgrade'
        upgrade(url)
    click.echo('Tag en kopi af nøglen, ret filerne, og kør så "tovholder doctor".')


@click.command(cls=DanishCommand)
@json_option
@settings_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool, settings: str | None) -> None:
    """Se efter, om indstillinger, postkasse, SMTP, tekstlæsning, database, nøgle, ur, disk og tekster er på plads."""
    from service.doctor import examine, settings_trouble
    from service.doctor_wires import doctor_checks

    try:
        lines = examine(doctor_checks(load_settings(settings)))
    except SettingsError as error:
        lines = (*settings_trouble(error, chosen(settings)), *_all_but_secrets(settings))
    if as_json:
        print_json([line.as_json() for line in lines])
    else:
        for line in lines:
            click.echo(line.text())
    ctx.exit(0 if all(line.ok for line in lines) else 1)


def _all_but_secrets(settings: str | None) -> "tuple[Line, ...]":
    """The other lines when secrets alone are lacking; none when the settings cannot be used at all."""
    from service.doctor_wires import examined_without_secrets

    try:
        values = load_settings(settings, secrets=False)
    except SettingsError:
        return ()
    return examined_without_secrets(values)


def at_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()
