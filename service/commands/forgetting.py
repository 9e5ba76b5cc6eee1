"""`forget` and `holds`: what is erased by age or on request, what is kept all the same, and the receipts."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from cases.case import Actor, Who
from cases.errors import RefusedError
from cases.keeping import COUNTED, Hold, Limits, Receipt
from service.commands.console import by_option, json_option, note, print_json, print_table, settings_option
from service.commands.opened import case_of, opened
from service.danish import DanishCommand, DanishGroup

if TYPE_CHECKING:
    from service.wiring import App


@click.command(cls=DanishCommand)
@click.option("--person", "number", metavar="SAG", help="Kun om barnet i denne sag, og straks: retten til sletning.")
@click.option("--by", metavar="NAVN", help="Hvem der afgør det; kræves med --person.")
@click.option("--letter", "letters", metavar="BREV", type=int, multiple=True, help="Også dette brev uden sag.")
@click.option("--thorough", is_flag=True, help="Skriv hele databasen om bagefter; ingen kan skrive imens.")
@click.option("--receipts", is_flag=True, help="Slet intet: vis, hvad der er slettet hidtil.")
@click.option("--yes", is_flag=True, help="Spørg ikke først.")
@json_option
@settings_option
def forget(
    number: str | None, by: str | None, letters: tuple[int, ...], thorough: bool, receipts: bool, yes: bool,
    as_json: bool, settings: str | None,
) -> None:  # fmt: skip
    """Slet personoplysninger, hvis tid er gået ([retention]), eller straks om ét barn. Tallene bliver.

    Kopierne i postkassens mapper slettes med. Programmet gør det samme af sig selv en gang i døgnet.
    """
    if receipts:
        with opened(settings) as app:
            _tell(app.store.receipts(), as_json=as_json)
        return
    if bool(number) != bool(by) or (letters and not number):
        raise RefusedError("--person og --by hører sammen, og --letter hører til dem.")
    with opened(settings, logs_in=True) as app:
        if number:
            done = _person(app, number, str(by), letters, yes=yes)
        else:
            if not yes:
                click.confirm(_question(app.limits()), abort=True)
            done = (app.store.forget(app.limits(), app.clock()),)
        done = (*done, _copies(app))
        if not app.store.scrub(thorough=thorough):
            note("Nogen læste i databasen imens: spor i dens filer ryddes ved næste daglige sletning.")
    _tell(tuple(receipt for receipt in done if receipt), as_json=as_json)


def _question(limits: Limits) -> str:
    """All that goes by age, each with its day."""
    return (
        f"Slet sager, der sluttede før {limits.cases:%d-%m-%Y} (deres papirer, mails og kopier i postkassen efter egne "
        f"frister), mails uden sag fra før {limits.others:%d-%m-%Y}, ældre udgaver af registrene og af forslag fra før "
        f"{limits.cases:%d-%m-%Y}, og linjer i adgangsloggen fra før {limits.accesses:%d-%m-%Y} om det, der er slettet?"
    )


def _person(app: "App", number: str, by: str, letters: tuple[int, ...], *, yes: bool) -> tuple[Receipt, ...]:
    from service.person import person_of

    person = person_of(app.store, case_of(app, number))
    alone = {row.id for row in app.store.letters() if not row.cases}
    chosen = tuple(dict.fromkeys((*(one for one in person.letters if one in alone), *letters)))
    if not yes:
        about = f"{', '.join(person.numbers)}{f' og brev {_list(chosen)}' if chosen else ''}"
        click.confirm(f"Slet alt om barnet i {about}? Det kan ikke fortrydes.", abort=True)
    receipt = app.store.forget_these(person.numbers, chosen, Actor(Who.PERSON, by), app.clock())
    if person.perhaps_cases:
        note(f"Ikke slettet, for det er måske en navnefælle: {', '.join(person.perhaps_cases)}.")
    if left := [one for one in person.perhaps_letters if one not in letters]:
        note(f"Ikke slettet, for de nævner kun navnet: brev {_list(left)}. Se dem, og brug --letter.")
    if person.shared:
        note(f"Ikke slettet, for de handler også om andre: brev {_list(person.shared)}.")
    return (receipt,)


def _copies(app: "App") -> Receipt:
    from service.forgetting import erase_copies

    ours = app.settings.mailbox.folders[1:]
    copies = erase_copies(app.store, app.folder, ours, app.limits().copies, app.clock())
    for name in copies.unreached:
        note(f"Der kunne ikke slettes i mappen »{name}« i postkassen; det prøves igen ved næste daglige sletning.")
    return copies.receipt


def _tell(done: tuple[Receipt, ...], *, as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    rows = ((one.at, one.occasion, len(one.cases), len(one.letters), _counts(one)) for one in done)
    print_table(("hvornår", "anledning", "sager", "breve", "heraf"), rows, "Der var intet at slette.")


def _counts(receipt: Receipt) -> str:
    return "; ".join(f"{COUNTED[name]}: {count}" for name, count in receipt.counts.items())


def _list(ids: Iterable[int]) -> str:
    return ", ".join(map(str, ids))


@click.group(cls=DanishGroup)
def holds() -> None:
    """Sager, der skal bevares, selv om deres tid er gået: en klage, en retssag."""


@holds.command("list", cls=DanishCommand)
@json_option
@settings_option
def list_holds(as_json: bool, settings: str | None) -> None:
    """Vis de sager, der bevares."""
    with opened(settings) as app:
        found = app.store.holds()
    if as_json:
        print_json(found)
        return
    rows = ((one.case, one.at, one.by, one.why) for one in found)
    print_table(("sag", "siden", "hvem", "hvorfor"), rows, "Ingen sager bevares særskilt.")


@holds.command("set", cls=DanishCommand)
@click.argument("number", metavar="SAG")
@click.option("--why", required=True, metavar="GRUND", help="Hvorfor; ligger låst i databasen.")
@by_option
@settings_option
def set_hold(number: str, why: str, by: str, settings: str | None) -> None:
    """Bevar en sag, til nogen ophæver det."""
    with opened(settings) as app:
        app.store.hold(Hold(case_of(app, number).number, app.clock(), by, why))
    click.echo(f"{number.upper()} bevares.")


@holds.command("lift", cls=DanishCommand)
@click.argument("number", metavar="SAG")
@click.option("--why", default="", metavar="GRUND", help="Hvorfor; ligger låst i sagens historik.")
@by_option
@settings_option
def lift_hold(number: str, why: str, by: str, settings: str | None) -> None:
    """Ophæv, at en sag bevares. Er dens tid gået, slettes den ved næste daglige sletning."""
    with opened(settings) as app:
        app.store.lift(number.upper(), Actor(Who.PERSON, by), app.clock(), why)
    click.echo(f"{number.upper()} bevares ikke mere særskilt.")
