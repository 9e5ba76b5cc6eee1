"""What is decided for a round before it is planned: `rounds pin`, `forbid`, `reserve`, `waive`, `rulings`, `undo`."""

from typing import Any

import click

from cases.errors import RefusedError
from cases.rulings import Ruling, RulingKind
from service.commands.console import by_option, json_option, print_json, print_table, settings_option
from service.commands.opened import case_of, opened, word_of, write
from service.danish import DanishCommand

_educator = click.option("--educator", required=True, metavar="ID", help="Vejlederens id.")
_why = click.option("--why", required=True, metavar="GRUND", help="Hvorfor; står i historikken.")
_perhaps_why = click.option("--why", default="", metavar="GRUND", help="Hvorfor; står i historikken.")
_case = click.argument("number", metavar="SAG")
_round = click.argument("round_name", metavar="RUNDE")


@click.command(cls=DanishCommand)
@_case
@_educator
@_perhaps_why
@by_option
@settings_option
def pin(number: str, educator: str, why: str, by: str, settings: str | None) -> None:
    """Hold en sag fast hos en vejleder, når runden fordeles."""
    from review import rulings

    with opened(settings) as app:
        case, word = case_of(app, number), word_of(app, by, why)
        write(app, rulings.pin(case, educator, word, app.educators(), app.store.rulings(case.round)))
    _said(f"{case.number} er fastholdt hos {educator}", case.round)


@click.command(cls=DanishCommand)
@_case
@_educator
@_why
@by_option
@settings_option
def forbid(number: str, educator: str, why: str, by: str, settings: str | None) -> None:
    """Udeluk en vejleder fra en sag."""
    from review import rulings

    with opened(settings) as app:
        case, word = case_of(app, number), word_of(app, by, why)
        write(app, rulings.forbid(case, educator, word, app.educators(), app.store.rulings(case.round)))
    _said(f"{educator} må ikke få {case.number}", case.round)


@click.command(cls=DanishCommand)
@_round
@_educator
@click.option("--count", type=float, default=1, metavar="ANTAL", help="Pladser (eller timer); ellers 1.")
@_why
@by_option
@settings_option
def reserve(round_name: str, educator: str, count: float, why: str, by: str, settings: str | None) -> None:
    """Hold pladser fri hos en vejleder i en runde."""
    from review import rulings

    with opened(settings) as app:
        word, context, standing = word_of(app, by, why), app.context(), app.store.rulings(round_name)
        mode = app.plan_settings().mode
        decided = rulings.reserve(round_name, educator, count, word, context, app.educators(), standing, mode)
        write(app, decided)
    _said(f"{count:g} holdes fri hos {educator}", round_name)


@click.command(cls=DanishCommand)
@_case
@click.option("--need", "needs", multiple=True, metavar="KRAV", help="Det, sagen fritages for; kan gentages.")
@click.option("--district", is_flag=True, help="Et hvilket som helst distrikt må tage sagen.")
@_why
@by_option
@settings_option
def waive(number: str, needs: tuple[str, ...], district: bool, why: str, by: str, settings: str | None) -> None:
    """Fritag en sag for et krav, eller for at blive i sit distrikt."""
    from review import rulings

    with opened(settings) as app:
        case, word = case_of(app, number), word_of(app, by, why)
        needed, standing = rulings.needed_by(app.plan_settings().needs, case), app.store.rulings(case.round)
        write(app, rulings.waive(case, needs, word, needed, standing, any_district=district))
    _said(f"{case.number} er fritaget", case.round)


@click.command("rulings", cls=DanishCommand)
@_round
@json_option
@settings_option
def list_rulings(round_name: str, as_json: bool, settings: str | None) -> None:
    """Vis det, der er bestemt for en runde: af hvem, hvornår og hvorfor."""
    from review.rulings import in_words

    with opened(settings) as app:
        lines = in_words(app.store.rulings(round_name), app.plan_settings().mode)
    if as_json:
        print_json([_document(line.ruling, line.what) for line in lines])
        return
    rows = ((line.ruling.id, line.what, line.ruling.by, line.ruling.at, line.ruling.why) for line in lines)
    print_table(("nr.", "bestemt", "af", "hvornår", "hvorfor"), rows, "Der er ikke bestemt noget for runden.")


@click.command(cls=DanishCommand)
@_round
@click.argument("ruling_id", metavar="NR", type=int)
@_perhaps_why
@by_option
@settings_option
def undo(round_name: str, ruling_id: int, why: str, by: str, settings: str | None) -> None:
    """Ophæv noget, der er bestemt for en runde."""
    from review import rulings

    with opened(settings) as app:
        standing = {one.id: one for one in app.store.rulings(round_name)}
        if ruling_id not in standing:
            raise RefusedError(f'Der er ingen bestemmelse {ruling_id}: se "tovholder rounds rulings" for runden.')
        one = standing[ruling_id]
        write(app, rulings.undo(one, case_of(app, one.case) if one.case else None, word_of(app, by, why)))
    _said(f"Bestemmelse {ruling_id} er ophævet", round_name)


def _said(what: str, round_name: str) -> None:
    click.echo(f'{what}. Det gælder, når "tovholder route" kører for {round_name}.')


def _document(ruling: Ruling, what: str) -> dict[str, Any]:
    kept: dict[str, Any] = {"ruling": ruling.id, "kind": ruling.kind.value, "text": what}
    about = {"case": ruling.case, "round": ruling.round, "educator": ruling.educator, "need": ruling.word or None}
    count = {"count": ruling.count} if ruling.kind is RulingKind.RESERVE else {}
    return kept | about | count | {"by": ruling.by, "at": ruling.at, "why": ruling.why}


RULINGS = (pin, forbid, reserve, waive, list_rulings, undo)
"""Every command, as one of `rounds`."""
