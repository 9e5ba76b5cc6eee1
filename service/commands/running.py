"""`run`, `once`, `web`, `worker` and `demo`: the program itself."""

import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from types import FrameType
from typing import TYPE_CHECKING

import click

from cases.errors import WorldError
from service import log
from service.commands.console import json_option, note, print_json, settings_option
from service.commands.opened import opened
from service.danish import DanishCommand

if TYPE_CHECKING:
    from socket import socket

    from replies.deliver import Delivered
    from service.passes import Taken
    from service.wiring import App

_NO_PAGES = "Siderne er gået ned, og programmet stopper: start det igen. Loggen siger, hvad der skete."
_HEED = 0.5
"""Seconds until a signal to stop is heeded."""

log_option = click.option("--log-json", is_flag=True, help="Skriv loggen som JSON, en linje ad gangen.")


@click.command(cls=DanishCommand)
@log_option
@settings_option
def run(log_json: bool, settings: str | None) -> None:
    """Kør: hent mails, læs, svar, og vis siderne. Slut med Ctrl-C."""
    log.set_up(as_json=log_json)
    with opened(settings, logs_in=True) as app, _alone(app):
        _work(app, pages=True)


@click.command(cls=DanishCommand)
@log_option
@settings_option
def worker(log_json: bool, settings: str | None) -> None:
    """Hent, læs og svar, uden sider. Slut med Ctrl-C."""
    log.set_up(as_json=log_json)
    with opened(settings, logs_in=True) as app, _alone(app):
        _work(app, pages=False)


@click.command(cls=DanishCommand)
@log_option
@settings_option
def web(log_json: bool, settings: str | None) -> None:
    """Vis kun siderne. Slut med Ctrl-C."""
    log.set_up(as_json=log_json)
    with opened(settings, pages=True) as app:
        _serve(app, _door(app))


@click.command(cls=DanishCommand)
@json_option
@log_option
@settings_option
@click.pass_context
def once(ctx: click.Context, as_json: bool, log_json: bool, settings: str | None) -> None:
    """Gør alt, der ligger og venter, én gang: hent, læs, gem, flyt, dagens arbejde (påmindelser, alarmer, afstemning,
    sletning), og svar.

    Slutter med 1, når et svar ikke kom af sted, eller noget af dagens arbejde ikke lykkedes.
    """
    log.set_up(as_json=log_json)
    with opened(settings, logs_in=True) as app, _alone(app):
        taken, sent, well = _once(app)
    if as_json:
        print_json({"intake": taken, "answers": sent})
    else:
        click.echo(f"Hentet {taken.kept}, læst {taken.worked}, flyttet {taken.moved}, sendt {sent.sent}.")
    if sent.away:
        note(sent.away)
    unsent = sent.postponed + sent.refused + sent.unknown
    if unsent:
        note(f'{unsent} svar kom ikke sikkert af sted: se "tovholder mails list".')
    if not well:
        note("Noget af dagens arbejde lykkedes ikke; det prøves igen næste gang. Loggen siger, hvad det var.")
    ctx.exit(1 if sent.away or unsent or not well else 0)


def _once(app: "App") -> "tuple[Taken, Delivered, bool]":
    """All of it, as the daemon does it; what the time owes is owed and sent also when the mailbox cannot be reached."""
    from service.day import the_days_work
    from service.minding import bring_back_held, minding_once

    with app.intake() as intake, minding_once(app, intake) as (held, mailbox):
        try:
            bring_back_held(app, held, mailbox)
            taken = held.run(mailbox)
        finally:
            well = the_days_work(app)
            with closing(app.answering()) as answering:
                sent = answering.run()
    return taken, sent, well


@click.command(cls=DanishCommand)
@click.option("--once", is_flag=True, help="Uden at vente på nogen: vis det hele, og stop.")
@settings_option
@click.pass_context
def demo(ctx: click.Context, once: bool, settings: str | None) -> None:
    """Vis det hele: en postkasse med opdigtede mails, hvad der sker med hver, køen, planen og svarene."""
    from service.demo.show import show

    for name in {"SIGTERM", "SIGHUP"} & signal.Signals.__members__.keys():  # as Ctrl-C: the demo tidies up, and ends
        if signal.getsignal(signal.Signals[name]) is not signal.SIG_IGN:  # which nohup asks for
            signal.signal(signal.Signals[name], signal.default_int_handler)
    ctx.exit(show(once=once))


def _alone(app: "App") -> AbstractContextManager[None]:
    """An SQLite file is worked on by one process; the pages and the commands of people are no work in that sense."""
    from storage import alone

    return alone(app.settings.database_url)


def _work(app: "App", *, pages: bool) -> None:
    from service.daemon import Daemon

    daemon, serve = Daemon(app), _served(app, pages=pages)

    asked: list[int] = []

    def stop(signum: int, frame: FrameType | None) -> None:
        asked.append(signum)  # to raise here could hit anything, also the orderly end that a first signal began

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    server = threading.Thread(target=serve, name="pages", daemon=True) if serve else None
    daemon.start()
    try:
        if server:
            server.start()
        while not asked and not daemon.wait(_HEED):
            if server and not server.is_alive():
                raise WorldError(_NO_PAGES)
        click.echo("Stopper, når det, der er i gang, er gjort færdigt.", err=True)
    finally:
        daemon.stop()


def _served(app: "App", *, pages: bool) -> Callable[[], None] | None:
    """What is served beside the work: the pages; or, where there are none and a port is given, how it is."""
    from service.door import asking
    from service.pages import serve_health

    if pages:
        door = _door(app)
        return lambda: _serve(app, door)
    if not app.settings.operation.port:
        return None
    asked = asking(app.settings)
    return lambda: serve_health(app, asked)


def _door(app: "App") -> "socket":
    """Opened before anything starts, so that what is wrong with it is told at once."""
    from service.door import listening

    return listening(app.settings, app.store)


def _serve(app: "App", door: "socket") -> None:
    from service.door import shown_at
    from service.pages import serve

    click.echo(f"Siderne vises på {shown_at(app.settings.web)}", err=True)
    serve(app, door)
