"""`cases`: the queue, one case with its history, and the decisions a person takes."""

import csv
import io
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import click

from cases.case import Case, Event, Status
from cases.consent import ConsentState
from cases.cpr import masked
from cases.errors import RefusedError
from cases.rounds import COPENHAGEN
from service.commands.console import (
    by_option,
    json_option,
    print_json,
    print_table,
    settings_option,
    shown,
    write_file,
)
from service.commands.opened import case_of, opened, word_of, write, write_each
from service.danish import DanishCommand, DanishGroup
from service.spreadsheet import workbook

CONSENTS = {
    "givet": ConsentState.GIVEN, "mundtligt": ConsentState.ORAL, "mangler": ConsentState.MISSING,
    "trukket-tilbage": ConsentState.WITHDRAWN,
}  # fmt: skip
STATES = {
    ConsentState.GIVEN: "givet", ConsentState.ORAL: "mundtligt", ConsentState.MISSING: "mangler",
    ConsentState.WITHDRAWN: "trukket tilbage", ConsentState.UNCERTAIN: "usikkert",
    ConsentState.NOT_REQUIRED: "kræves ikke",
}  # fmt: skip


TITLES = ("sag", "status", "slags", "skole", "runde", "modtaget", "vejleder")
"""The columns of a list of cases."""


@click.group(cls=DanishGroup)
def cases() -> None:
    """Sagerne: se dem, og afgør dem."""


@cases.command("list", cls=DanishCommand)
@click.option("--round", "round_name", metavar="NAVN", help="Kun sagerne i denne runde.")
@click.option("--status", type=click.Choice([s.value for s in Status]), help="Kun sagerne med denne status.")
@json_option
@settings_option
def list_cases(round_name: str | None, status: str | None, as_json: bool, settings: str | None) -> None:
    """Vis sagerne i orden efter nummer."""
    with opened(settings) as app:
        found = app.store.cases(round_name=round_name, statuses=(Status(status),) if status else ())
    if as_json:
        print_json([_summary(case) for case in found])
        return
    print_table(TITLES, map(_row, found), "Der er ingen sager.")


@cases.command(cls=DanishCommand)
@click.argument("number", metavar="SAG")
@json_option
@settings_option
def show(number: str, as_json: bool, settings: str | None) -> None:
    """Vis en sag: hvad den gælder, hvad der mangler, og hvad der er sket."""
    with opened(settings) as app:
        case = case_of(app, number)
        history, mails = app.store.history(case.number), app.store.mails(case=case.number)
    if as_json:
        document = {**_summary(case), "detail": case.application.detail, "reasons": case.reasons}
        findings = [{"code": f.code, "weight": f.weight.value, "text": _sentence(f)} for f in case.findings]
        sent = [{"name": m.name, "state": m.state.value, "sent": m.sent} for m in mails]
        print_json({**document, "findings": findings, "history": [_event(e) for e in history], "mails": sent})
        return
    for title, text in _facts(case):
        click.echo(f"{title:<12}{text}")
    for finding in case.findings:
        click.echo(f"{'bemærkning':<12}{_sentence(finding)}")
    for mail in mails:
        click.echo(f"{'mail':<12}{mail.name}: {mail.state}")
    click.echo("")
    print_table(("hvornår", "hvem", "hvad", "hvorfor"), ((e.at, e.actor.name, e.what, e.why) for e in history), "")


@cases.command(cls=DanishCommand)
@click.option("--round", "round_name", metavar="NAVN", help="Kun sagerne i denne runde.")
@click.option("-o", "--output", required=True, metavar="FIL", help="Filen, der skrives i (.csv eller .xlsx).")
@settings_option
def export(round_name: str | None, output: str, settings: str | None) -> None:
    """Skriv sagerne ud som CSV eller XLSX: numre, status, skole, runde og vejleder, aldrig et navn."""
    with opened(settings) as app:
        rows = [tuple(map(shown, _row(case))) for case in app.store.cases(round_name=round_name)]
    if output.casefold().endswith(".xlsx"):
        write_file(output, workbook(TITLES, rows))
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([TITLES, *rows])
        write_file(output, text.getvalue().encode("utf-8-sig"))
    click.echo(f"{len(rows)} {'sag' if len(rows) == 1 else 'sager'} skrevet i {output}.", err=True)


def _row(case: Case) -> tuple[object, ...]:
    about = case.application
    return (case.number, case.status, about.kind, about.school, case.round, case.received, case.educator)


def _decision(name: str, line: str, *, reason: bool = True) -> Callable[[Callable[..., Any]], click.Command]:
    """A decision about one case: SAG, --by and --why, then whatever the decision asks for."""

    def made(decide: Callable[..., Any]) -> click.Command:
        decide = click.argument("number", metavar="SAG")(decide)
        more: dict[str, Any] = {"required": True} if reason else {"default": ""}
        decide = click.option("--why", metavar="GRUND", help="Hvorfor; står i historikken.", **more)(decide)
        return cases.command(name, cls=DanishCommand, help=line)(settings_option(by_option(decide)))

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
def send_back(number: str, by: str, why: str, codes: tuple[str, ...], settings: str | None) -> None:
    """Lacking."""
    from review import decide

    with opened(settings) as app:
        write(app, decide.send_back(case_of(app, number), word_of(app, by, why), app.context(), codes))
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
    from review import decide

    with opened(settings) as app:
        word, context = word_of(app, by, why), app.context()
        case = case_of(app, number)
        write(app, decide.withdraw(case, word, context, app.educators(), consent_withdrawn=consent_withdrawn))
    click.echo(f"{number} er trukket tilbage.")


@_decision("decline", "Afvis sagen; skolen får besked, men ikke grunden.")
def decline(number: str, by: str, why: str, settings: str | None) -> None:
    """Decline."""
    from review import decide

    with opened(settings) as app:
        write(app, decide.decline(case_of(app, number), word_of(app, by, why), app.context()))
    click.echo(f"{number} er afvist.")


@_decision("assign", "Vælg selv vejlederen.", reason=False)
@click.option("--educator", required=True, metavar="ID", help="Vejlederens id.")
def assign(number: str, by: str, why: str, educator: str, settings: str | None) -> None:
    """Assign."""
    from review import decide

    with opened(settings) as app:
        word, context = word_of(app, by, why), app.context()
        write(app, decide.assign(case_of(app, number), educator, word, context, app.educators()))
    click.echo(f"{number} er givet til {educator}.")


@_decision("consent", "Afgør samtykket: det, et menneske har set eller fået at vide.")
@click.option("--state", required=True, type=click.Choice(list(CONSENTS)), help="Hvad der gælder.")
def consent(number: str, by: str, why: str, state: str, settings: str | None) -> None:
    """Consent."""
    from review import decide

    with opened(settings) as app:
        write(app, decide.consent(case_of(app, number), CONSENTS[state], word_of(app, by, why)))
    click.echo(f"{number}: samtykket er noteret ({state}).")


@cases.command(cls=DanishCommand)
@click.argument("numbers", metavar="SAG…", nargs=-1)
@click.option("--round", "round_name", metavar="NAVN", help="Hele rundens forslag.")
@by_option
@settings_option
def approve(numbers: tuple[str, ...], round_name: str | None, by: str, settings: str | None) -> None:
    """Godkend forslaget for sager eller for en hel runde; skoler og vejledere får besked."""
    from review import decide

    if bool(numbers) == bool(round_name):
        raise RefusedError("Skriv enten sagernes numre eller --round NAVN.")
    with opened(settings) as app:
        of_round = app.store.cases(round_name=round_name) if round_name else ()
        found = tuple(case for case in of_round if decide.has_proposal(case))
        chosen = found or tuple(case_of(app, number) for number in numbers)
        if not chosen:
            raise RefusedError(f'Runden har intet forslag: kør "tovholder route" for {round_name} først.')
        why = {case.number: case.reasons[0] for case in chosen if case.reasons}
        stale = write_each(app, decide.approve(chosen, word_of(app, by, ""), app.context(), app.educators(), why))
    done = len(chosen) - len(stale)
    click.echo(f"{done} {'sag' if done == 1 else 'sager'} godkendt.")
    if stale:
        raise RefusedError(f"Ikke godkendt: {', '.join(stale)} er ændret imens eller findes allerede i næste runde.")


def _summary(case: Case) -> dict[str, object]:
    return {
        "case": case.number,
        "status": case.status.value,
        "kind": case.application.kind.value,
        "school": case.application.school,
        "round": case.round,
        "received": case.received,
        "consent": case.consent.state.value,
        "educator": case.educator,
        "pinned": case.pinned,
        "waited": case.waited,
        "priority": case.priority,
    }


def _facts(case: Case) -> list[tuple[str, str]]:
    app = case.application
    facts = [
        ("sag", case.number),
        ("status", case.status.value),
        ("slags", app.kind.value),
        ("skole", app.school or "ukendt"),
        ("gælder", app.detail or "ukendt"),
        ("runde", case.round or "ingen"),
        ("modtaget", f"{case.received.astimezone(COPENHAGEN):%d-%m-%Y %H.%M}"),
        ("samtykke", STATES[case.consent.state]),
        ("vejleder", case.educator or "ingen endnu"),
    ]
    number = [("CPR-nummer", masked(app.text("cpr")))] if app.text("cpr") else []
    return facts + number + [("fordi", reason) for reason in case.reasons]


def _event(event: Event) -> dict[str, object]:
    return {**asdict(event), "actor": event.actor.name, "kind": event.actor.kind.value}


def _sentence(finding: Any) -> str:
    from replies.compose import finding_sentence

    return finding_sentence(finding)
