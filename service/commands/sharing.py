"""`educators sharing`: how evenly the districts are staffed, and what sharing across them would give in a round."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cases.errors import RefusedError
from service.commands.console import json_option, print_json, print_table, settings_option, settings_or_example
from service.danish import DanishCommand
from service.registry import standing

if TYPE_CHECKING:
    from routing.instance import Instance
    from service.sharing import Sharing, Staffing


@click.command(cls=DanishCommand)
@click.argument("path", metavar="[RUNDE.json]", required=False)
@json_option
@settings_option
def sharing(path: str | None, as_json: bool, settings: str | None) -> None:
    """Vis institutioner pr. vejleder i hvert distrikt, og hvad det giver en runde at dele på tværs. Gemmer intet."""
    from service.sharing import sharing as compared
    from service.sharing import staffing

    values, example = settings_or_example(settings)
    registers = values if example else standing(values)
    districts = staffing(registers.schools, registers.educators)
    if not districts:
        raise RefusedError('Skoleregistret har ingen distrikter: skriv dem i kolonnen "distrikt".')
    found = compared(_round(path)) if path else None
    if as_json:
        print_json(_document(districts, found))
        return
    print_table(("distrikt", "institutioner", "vejledere", "pr. vejleder"), map(_staffed, districts), "")
    if found:
        _print_round(found)


def _round(path: str) -> "Instance":
    from routing.parse import read_text

    try:
        return read_text(Path(path).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise RefusedError(f"{path} kan ikke læses: ret stien; filen skal være JSON i UTF-8.") from None


def _staffed(one: "Staffing") -> tuple[object, ...]:
    return one.district, one.institutions, _number(one.educators), "ingen" if one.each is None else _number(one.each)


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _print_round(found: "Sharing") -> None:
    from service.sharing import told

    click.echo()
    titles = ("distrikt", "sager", "plads hver for sig", "plads på tværs", "tages af andre", "tager for andre")
    rows = ((one.district, one.cases, one.shut, one.open, one.helped, one.lent) for one in found.districts)
    print_table(titles, rows, "Runden har ingen distrikter.")
    click.echo("\n" + "\n".join(told(found)))


def _document(districts: "tuple[Staffing, ...]", found: "Sharing | None") -> dict[str, object]:
    staffed = [asdict(one) | {"institutions_per_educator": one.each} for one in districts]
    if found is None:
        return {"districts": staffed, "round": None}
    return {
        "districts": staffed,
        "round": {
            "districts": [asdict(one) for one in found.districts],
            "hard": len(found.shut.assignments),
            "soft": len(found.open.assignments),
            "gains": found.gains,
            "loses": found.loses,
        },
    }
