"""`plan` and `route`: the same planner, over a file or over a round of the database."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from cases.errors import RefusedError
from cases.rounds import COPENHAGEN
from service.commands.console import json_option, note, print_json, settings_option
from service.commands.opened import opened
from service.danish import DanishCommand

if TYPE_CHECKING:
    from service.wiring import App


@click.command(cls=DanishCommand)
@click.argument("path", metavar="FIL.json")
@json_option
@settings_option
def plan(path: str, as_json: bool, settings: str | None) -> None:
    """Fordel sagerne i en JSON-fil. Gemmer intet."""
    from routing.child import solve_in_child
    from routing.parse import read_text
    from routing.plan import plan_text
    from routing.route import plan_json

    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise RefusedError(f"{path} kan ikke læses: ret stien; filen skal være JSON i UTF-8.") from None
    _working()
    solver = partial(solve_in_child, tell=_step)
    if as_json:
        print_json(plan_json(text, perf_counter, solver))
    else:
        click.echo(plan_text(solver(read_text(text))), nl=False)


@click.command(cls=DanishCommand)
@click.argument("round_name", metavar="RUNDE")
@click.option(
    "--what-if",
    "changes",
    multiple=True,
    metavar="ÆNDRING",
    help="Hvad nu hvis: syg:VEJLEDER, plads:VEJLEDER:2, ud:SAG, lemp:SAG:KOMPETENCE, forbyd:SAG:VEJLEDER … "
    "Flere kan gives. Gemmer intet.",
)
@click.option(
    "--explain", metavar="SAG", help="Hvorfor sagen ligger, hvor den gør, og hvad andre valg koster. Gemmer intet."
)
@click.option("--dry-run", is_flag=True, help="Vis planen og forskellen fra det, der er foreslået. Gem intet.")
@click.option("--levels", is_flag=True, help="Hvad en god plan er efter indstillingerne, det vigtigste først.")
@click.option("--recompute", is_flag=True, help="Beregn den gemte plan igen, og se, om svaret er det samme.")
@json_option
@settings_option
def route(
    round_name: str,
    changes: tuple[str, ...],
    explain: str | None,
    dry_run: bool,
    levels: bool,
    recompute: bool,
    as_json: bool,
    settings: str | None,
) -> None:
    """Læg et fordelingsforslag for en runde. Intet sendes, før koordinatoren godkender det."""
    if sum(map(bool, (changes, explain, dry_run, levels, recompute))) > 1:
        raise click.UsageError("Vælg én af --what-if, --explain, --dry-run, --levels og --recompute.")
    _working()
    with opened(settings) as app:
        if levels:
            _levels(app, as_json)
        elif changes:
            _what_if(app, round_name, changes, as_json)
        elif explain:
            _explain(app, round_name, explain.upper(), as_json)
        elif recompute:
            _recompute(app, round_name, as_json)
        else:
            _propose(app, round_name, dry_run, as_json)


def _working() -> None:
    """On a terminal: that something is going on."""
    if sys.stderr.isatty():
        note("Fordeler …")


def _step(sentence: str) -> None:
    """On a terminal: what a large instance has come to."""
    if sys.stderr.isatty():
        note(f"  {sentence} …")


def _propose(app: "App", round_name: str, dry_run: bool, as_json: bool) -> None:
    from review.rounds import news, news_text
    from routing.difference import difference_dict, difference_text
    from routing.plan import plan_dict, plan_text
    from service.proposal import drafted, take

    began = perf_counter()
    draft = drafted(app, round_name)
    if not dry_run:
        take(app, draft)
    if as_json:
        told = {"difference": difference_dict(draft.difference), "news": {c.number: news(c) for c in draft.proposal}}
        print_json(plan_dict(draft.plan, perf_counter() - began) | told)
        return
    click.echo(plan_text(draft.plan), nl=False)
    if draft.before:
        click.echo("\n" + difference_text(draft.difference), nl=False)
    if draft.proposal:
        click.echo("\n" + news_text(draft.proposal), nl=False)


def _what_if(app: "App", round_name: str, texts: Sequence[str], as_json: bool) -> None:
    from routing.changes import read_change
    from routing.difference import difference_dict, difference_text
    from service.proposal import supposed

    changes = [read_change(text) for text in texts]
    mode = app.plan_settings().mode
    told = supposed(app, round_name, changes)
    if as_json:
        print_json(difference_dict(told, changes, mode))
    else:
        click.echo(difference_text(told, changes, mode), nl=False)


def _explain(app: "App", round_name: str, number: str, as_json: bool) -> None:
    from routing.why import why_dict, why_text
    from service.proposal import explained

    told = explained(app, round_name, number)
    if as_json:
        print_json(why_dict(told))
    else:
        click.echo(why_text(told), nl=False)


def _levels(app: "App", as_json: bool) -> None:
    from routing.fitness import chosen, levels_text

    if as_json:
        levels = chosen(app.plan_settings())
        print_json([{"name": level.name, "label": level.label, "help": level.help} for level in levels])
    else:
        click.echo(levels_text(app.plan_settings()), nl=False)


def _recompute(app: "App", round_name: str, as_json: bool) -> None:
    from service.proposal import recomputed

    kept, same = recomputed(app, round_name)
    if as_json:
        print_json({"plan": kept.id, "created": kept.created, "same": same})
    else:
        when = f"{kept.created.astimezone(COPENHAGEN):%d-%m-%Y %H.%M}"
        answer = "svaret er det samme" if same else "svaret er et andet; programmet er ændret siden"
        click.echo(f"Planen fra {when} er beregnet igen: {answer}.")
    if not same:
        raise SystemExit(1)
