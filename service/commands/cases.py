"""`cases`: the queue, one case with its history, and the decisions a person takes."""

import csv
import io
from dataclasses import asdict
from typing import Any

import click

from cases.accounts import Purpose
from cases.case import Case, Event, Status
from cases.cpr import masked
from cases.rounds import COPENHAGEN
from replies.owed import title_of
from review.history import told
from review.words import CONSENT
from service.commands.console import (
    json_option,
    print_json,
    print_table,
    settings_option,
    shown,
    write_file,
)
from service.commands.decisions import DECISIONS
from service.commands.looked import looked
from service.commands.opened import case_of, opened
from service.danish import DanishCommand, DanishGroup
from service.spreadsheet import workbook

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
        looked(app, (case.number,), Purpose.OPENED)
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
        click.echo(f"{'mail':<12}{title_of(mail.name)}: {mail.state}")
    click.echo("")
    lines = (told(event) for event in history)
    print_table(("hvornår", "hvem", "hvad", "hvorfor"), ((one.when, one.who, one.what, one.why) for one in lines), "")


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
        "told": case.told,
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
        ("samtykke", CONSENT[case.consent.state]),
        ("vejleder", case.educator or "ingen endnu"),
    ]
    facts += [("skolen ved", case.told)] if case.told and case.told != case.educator else []
    number = [("CPR-nummer", masked(app.text("cpr")))] if app.text("cpr") else []
    return facts + number + [("fordi", reason) for reason in case.reasons]


def _event(event: Event) -> dict[str, object]:
    return {**asdict(event), "actor": event.actor.name, "kind": event.actor.kind.value, "text": told(event).what}


def _sentence(finding: Any) -> str:
    from replies.compose import remark_sentence

    return remark_sentence(finding)


for _decided in DECISIONS:
    cases.add_command(_decided)
