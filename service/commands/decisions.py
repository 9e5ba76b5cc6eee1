"""The decisions a person takes about cases, as commands of `cases`. What follows from each is in `review.decide`."""

from collections.abc import Callable
from typing import Any

import click

from cases.case import Status
from cases.consent import ConsentState
from cases.errors import RefusedError
from service.commands.console import by_option, settings_option
from service.commands.opened import case_of, opened, word_of, write, write_each
from service.danish import DanishCommand

CONSENTS = {
    "givet": ConsentState.GIVEN, "mundtligt": ConsentState.ORAL, "mangler": ConsentState.MISSING,
    "trukket-tilbage": ConsentState.WITHDRAWN,
}  # fmt: skip


def _decision(name: str, line: str, *, reason: bool = True) -> Callable[[Callable[..., Any]], click.Command]:
    """A decision about one case: SAG, --by and --why, then whatever the decision asks for."""

    def made(decide: Callable[..., Any]) -> click.Command:
        decide = click.argument("number", metavar="SAG")(decide)
        more: dict[str, Any] = {"required": True} if reason else {"default": ""}
        decide = click.option("--why", metavar="GRUND", help="Hvorfor; står i historikken.", **more)(decide)
        return click.command(name, cls=DanishCommand, help=line)(settings_option(by_option(decide)))

    return made


@_decision("ready", "Sagen er set efter og er klar til at blive fordelt.", reason=False)
def make_ready(number: str, by: str, why: str, settings: str | None) -> None:
    """Ready."""
    from review import decide

    with opened(settings) as app:
        write(app, decide.ready(case_of(app, number), word_of(app, by, why)))
    click.echo(f"{number} er klar.")


@_decision("lacking", "Bed skolen om det, der mangler.", reason=False)
@click.option("--code", "codes", multiple=True, metavar="KODE", help="Kun denne bemærkning; kan gentages.")
@click.option("--again", is_flag=True, help="Skolen er bedt om det før, og skal have en mail til.")
def send_back(number: str, by: str, why: str, codes: tuple[str, ...], again: bool, settings: str | None) -> None:
    """Lacking."""
    from review import decide

    with opened(settings) as app:
        case = case_of(app, number)
        if case.status is Status.LACKING and not again:
            raise RefusedError(f"Skolen er allerede bedt om det, sag {number} mangler: skriv --again for at bede igen.")
        write(app, decide.send_back(case, word_of(app, by, why), app.context(), codes))
    click.echo(f"{number} mangler noget; skolen får besked.")


@_decision("move", "Flyt sagen til en anden runde, fx den, hvis frist den kom for sent til.")
@click.option("--round", "round_name", required=True, metavar="NAVN", help="Rundens navn.")
def move(number: str, by: str, why: str, round_name: str, settings: str | None) -> None:
    """Move."""
    from review import decide

    with opened(settings) as app:
        write(app, decide.to_round(case_of(app, number), round_name, word_of(app, by, why), app.context()))
    click.echo(f"{number} er flyttet til {round_name}.")


@_decision("withdraw", "Træk sagen tilbage; skolen og en vejleder får besked.")
@click.option("--consent-withdrawn", is_flag=True, help="Fordi samtykket er trukket tilbage.")
def withdraw(number: str, by: str, why: str, consent_withdrawn: bool, settings: str | None) -> None:
    """Withdraw."""
    from review import ends

    with opened(settings) as app:
        word, context = word_of(app, by, why), app.context()
        case = case_of(app, number)
        write(app, ends.withdraw(case, word, context, app.educators(), consent_withdrawn=consent_withdrawn))
    click.echo(f"{number} er trukket tilbage.")


@_decision("decline", "Afvis sagen; skolen får besked, men ikke grunden.")
def decline(number: str, by: str, why: str, settings: str | None) -> None:
    """Decline."""
    from review import ends

    with opened(settings) as app:
        word, context = word_of(app, by, why), app.context()
        write(app, ends.decline(case_of(app, number), word, context, app.educators()))
    click.echo(f"{number} er afvist.")


@_decision("close", "Afslut en fordelt sag før rundens støtte er slut. Ingen får besked.")
def close(number: str, by: str, why: str, settings: str | None) -> None:
    """Close."""
    from review import ends

    with opened(settings) as app:
        write(app, ends.close(case_of(app, number), word_of(app, by, why)))
    click.echo(f"{number} er afsluttet; ingen har fået besked.")


@_decision("not-application", "Sagen var ikke en ansøgning. Ingen får besked, og den kan hentes frem igen.")
def not_application(number: str, by: str, why: str, settings: str | None) -> None:
    """Not an application."""
    from review import ends

    with opened(settings) as app:
        write(app, ends.not_application(case_of(app, number), word_of(app, by, why)))
    click.echo(f"{number} er lukket som ikke en ansøgning; ingen har fået besked.")


@_decision("restore", "Hent en sag frem, som alligevel var en ansøgning.", reason=False)
def restore(number: str, by: str, why: str, settings: str | None) -> None:
    """Restore."""
    from review import ends

    with opened(settings) as app:
        write(app, ends.restore(case_of(app, number), word_of(app, by, why)))
    click.echo(f"{number} er hentet frem og ligger til gennemsyn.")


@_decision("confirm-address", "Bekræft, at sagens mailadresse er skolens; det, der blev holdt tilbage, sendes.")
@click.option("--address", default="", metavar="MAIL", help="En anden adresse, der er holdt noget tilbage for.")
def confirm_address(number: str, by: str, why: str, address: str, settings: str | None) -> None:
    """Confirm address."""
    from review import decide

    with opened(settings) as app:
        waiting = [mail for mail in app.store.mails(case=number.upper(), opened=True) if mail.unconfirmed]
        if address and address not in {mail.to for mail in waiting}:
            raise RefusedError("Der er ikke holdt noget tilbage for den adresse: se sagens mails.")
        write(app, decide.confirm_address(case_of(app, number), word_of(app, by, why), address))
        still = sum(mail.unconfirmed for mail in app.store.mails(case=number.upper()))
    released = len(waiting) - still
    sent = f"; {released} {'mail' if released == 1 else 'mails'}, der ventede på det, sendes nu" if released else ""
    click.echo(f"Adressen i {number} er bekræftet{sent}.")


@_decision("assign", "Vælg selv vejlederen.", reason=False)
@click.option("--educator", required=True, metavar="ID", help="Vejlederens id.")
def assign(number: str, by: str, why: str, educator: str, settings: str | None) -> None:
    """Assign."""
    from review import decide

    with opened(settings) as app:
        word, context, case = word_of(app, by, why), app.context(), case_of(app, number)
        standing = app.store.rulings(case.round)
        write(app, decide.assign(case, educator, word, context, app.educators(), standing))
    click.echo(f"{number} er givet til {educator}.")


@_decision("consent", "Afgør samtykket: det, et menneske har set eller fået at vide.")
@click.option("--state", required=True, type=click.Choice(list(CONSENTS)), help="Hvad der gælder.")
def consent(number: str, by: str, why: str, state: str, settings: str | None) -> None:
    """Consent."""
    from review import decide

    with opened(settings) as app:
        write(app, decide.consent(case_of(app, number), CONSENTS[state], word_of(app, by, why)))
    click.echo(f"{number}: samtykket er noteret ({state}).")


@click.command(cls=DanishCommand)
@click.argument("numbers", metavar="SAG…", nargs=-1)
@click.option("--round", "round_name", metavar="NAVN", help="Hele rundens forslag.")
@by_option
@settings_option
def approve(numbers: tuple[str, ...], round_name: str | None, by: str, settings: str | None) -> None:
    """Godkend forslaget for sager eller for en hel runde; skoler og vejledere får besked."""
    from review import rounds

    if bool(numbers) == bool(round_name):
        raise RefusedError("Skriv enten sagernes numre eller --round NAVN.")
    with opened(settings) as app:
        of_round = app.store.cases(round_name=round_name) if round_name else ()
        found = tuple(case for case in of_round if rounds.has_proposal(case))
        chosen = found or tuple(case_of(app, number) for number in numbers)
        if not chosen:
            raise RefusedError(f'Runden har intet forslag: kør "tovholder route" for {round_name} først.')
        standing = [one for name in {case.round for case in chosen} for one in app.store.rulings(name)]
        word, context = word_of(app, by, ""), app.context()
        stale = write_each(app, rounds.approve(chosen, word, context, app.educators(), standing))
    done = len(chosen) - len(stale)
    click.echo(f"{done} {'sag' if done == 1 else 'sager'} godkendt.")
    if stale:
        raise RefusedError(f"Ikke godkendt: {', '.join(stale)} er ændret imens eller findes allerede i næste runde.")


DECISIONS = (
    make_ready, send_back, move, withdraw, decline, close, not_application, restore, confirm_address, assign, consent,
    approve,
)  # fmt: skip
"""Every decision, as a command."""
