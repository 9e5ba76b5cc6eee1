"""`plan` and `route`: the same planner, over a file or over a round of the database."""

from pathlib import Path
from time import perf_counter

import click

from cases.errors import RefusedError
from service.commands.console import json_option, print_json, settings_option
from service.commands.opened import opened
from service.danish import DanishCommand


@click.command(cls=DanishCommand)
@click.argument("path", metavar="FIL.json")
@json_option
@settings_option
def plan(path: str, as_json: bool, settings: str | None) -> None:
    """Fordel sagerne i en JSON-fil. Gemmer intet."""
    from routing.parse import read_text
    from routing.plan import plan_text
    from routing.route import plan_json, solve

    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise RefusedError(f"{path} kan ikke læses: ret stien; filen skal være JSON i UTF-8.") from None
    if as_json:
        print_json(plan_json(text, perf_counter))
    else:
        click.echo(plan_text(solve(read_text(text))), nl=False)


@click.command(cls=DanishCommand)
@click.argument("round_name", metavar="RUNDE")
@json_option
@settings_option
def route(round_name: str, as_json: bool, settings: str | None) -> None:
    """Læg et fordelingsforslag for en runde. Intet sendes, før koordinatoren godkender det."""
    from routing.plan import plan_dict, plan_text
    from service.proposal import propose_round

    with opened(settings) as app:
        began = perf_counter()
        proposal = propose_round(app, round_name)
        if as_json:
            print_json(plan_dict(proposal, perf_counter() - began))
        else:
            click.echo(plan_text(proposal), nl=False)
