"""The demo: the real daemon on an embedded mailbox, shown to somebody who has never seen it.

    each sample mail arrives  → wait until the daemon has dealt with it → say what became of it
    then the queue, the plan for the open round, its approval, and every answer as the schools have it

With `once` it then ends; otherwise it serves the page and goes on until Ctrl-C.
"""

import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import click

from cases.case import Case, Status
from cases.errors import StoreError
from cases.findings import Weight
from cases.letters import Ending
from cases.mails import MailRow, MailState
from cases.rounds import COPENHAGEN, round_for
from replies.compose import remark_sentence
from replies.owed import title_of
from review.decide import Word
from review.rounds import approve
from review.why import in_words
from routing.plan import plan_text
from service import log
from service.daemon import Daemon
from service.demo.account import demo_account
from service.demo.mailbox import EmbeddedMailbox
from service.demo.post import Delivered, EmbeddedPost, free_port
from service.demo.settings import PASSWORD, USER, demo_settings
from service.door import listening, shown_at
from service.pages import serve
from service.proposal import propose_round
from service.samples.letters import Expected, SampleLetter, sample_letters
from service.wiring import App, now, open_app

PATIENCE = 60.0
"""Seconds that one mail may take before the demo says that something is wrong."""

LONG_AGO = timedelta(days=7)
"""A sample older than this is about a round that is over."""

MOVING = (MailState.OWED, MailState.SENDING)


def show(*, once: bool) -> int:
    """Run the demo; gives the exit code: 0 when every mail ended as it should."""
    log.set_up(stream=StringIO())  # what the daemon logs would stand between the lines of the show
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="tovholder-demo-")))
        mailbox = stack.enter_context(EmbeddedMailbox(USER, PASSWORD))
        post = stack.enter_context(EmbeddedPost())
        port = free_port()
        settings = demo_settings(folder, mailbox.port, post.port, port, now().astimezone(COPENHAGEN).date())
        app = stack.enter_context(closing(open_app(settings)))
        daemon = stack.enter_context(_running(app))
        if not once:
            door = listening(app.settings, app.store)
            threading.Thread(target=serve, args=(app, door), name="pages", daemon=True).start()
        surprises = _letters(app, mailbox)
        _queue(app)
        _round(app)
        _wait(lambda: not any(mail.state in MOVING for mail in app.store.mails()))
        _answers(post.delivered)
        _sum(app, mailbox, surprises)
        if not once:
            _stay(app, daemon)
        return 1 if surprises else 0


@contextmanager
def _running(app: App) -> Iterator[Daemon]:
    daemon = Daemon(app)
    daemon.start()
    try:
        yield daemon
    finally:
        daemon.stop()


def _letters(app: App, mailbox: EmbeddedMailbox) -> int:
    """Let each sample arrive and say what became of it; gives how many ended otherwise than they should."""
    samples = sample_letters(now(), app.settings.schools, USER)
    _title(f"{len(samples)} mails kommer ind i postkassen")
    surprises = 0
    for number, sample in enumerate(samples, 1):
        began, written = perf_counter(), len(app.store.mails())
        mailbox.deliver(sample.raw, arrives(sample, now()))
        _wait(partial(_done, app, number))
        seconds = perf_counter() - began
        surprises += _tell(app, f"{number:2}. {sample.title}", sample.expected, seconds, app.store.mails()[written:])
    return surprises


def arrives(sample: SampleLetter, moment: datetime) -> datetime:
    """When the mail server gets a sample: when it is delivered, whenever it was written, so that what is told of how
    soon it was answered is so. Only what must be too late for a round that is over came while it was too late.
    """
    return sample.received if moment - sample.received > LONG_AGO else moment


def _done(app: App, count: int) -> bool:
    rows = app.store.letters()
    if len(rows) < count or any(row.ending is None for row in rows) or app.store.filings():
        return False
    return not any(mail.state in MOVING for mail in app.store.mails())


def _tell(app: App, title: str, expected: Expected, seconds: float, mails: Sequence[MailRow]) -> bool:
    """Say what became of the newest letter; True when it ended or was answered otherwise than expected."""
    row = app.store.letters()[-1]
    sent = [mail.name for mail in mails if mail.state is MailState.SENT]
    surprise = row.ending != expected.ending or sent != ([expected.reply] if expected.reply else [])
    hoped = f"{expected.ending}, {title_of(expected.reply) if expected.reply else 'intet svar'}"
    mark = click.style(f"  (ventet: {hoped})", fg="red") if surprise else ""
    why = f" ({in_words(row.why)})" if row.why else ""
    click.echo(f"\n{click.style(title, bold=True)}{mark}")
    click.echo(f"    {row.ending}{why}, " + f"{seconds:.1f} s".replace(".", ","))
    for case in (app.store.case(number) for number in row.cases):
        if case is not None:
            click.echo(f"    {_case_line(case)}")
            for finding in case.findings:
                if finding.weight is not Weight.NOTES:
                    click.echo(click.style(f"        {remark_sentence(finding)}", dim=True))
    for mail in mails:
        click.echo(f"    svar: {title_of(mail.name)}, {mail.state}" + (f" ({in_words(mail.why)})" if mail.why else ""))
    return surprise


def _case_line(case: Case) -> str:
    about = f"{case.application.kind}, {case.application.school or 'ukendt skole'}"
    return f"sag {case.number}: {about}, {case.round or 'ingen åben runde'} → {case.status}"


def _queue(app: App) -> None:
    _title("Køen")
    cases = app.store.cases()
    for status in Status:
        rows = [case for case in cases if case.status is status]
        if rows:
            click.echo(f"{status} ({len(rows)})")
            for case in rows:
                click.echo(f"    {_case_line(case)}")


def _round(app: App) -> None:
    """Plan the open round, and approve the proposal as the coordinator would."""
    open_round = round_for(now(), app.registers().rounds)
    assert open_round is not None  # the demo's settings lay one around today
    _title(f"Fordelingsforslag for {open_round.name}")
    click.echo(plan_text(propose_round(app, open_round.name)), nl=False)
    proposal = app.store.cases(round_name=open_round.name, statuses=(Status.PROPOSED, Status.WAITING))
    word = Word(app.settings.coordinator.name, "", now())
    decided = approve(proposal, word, app.context(), app.educators())
    app.store.change(decided.changes, decided.mails, now(), rulings=decided.rulings)
    click.echo(f"\nKoordinatoren godkender: {len(decided.changes)} sager, {len(decided.mails)} mails.")


def _answers(delivered: Sequence[Delivered]) -> None:
    _title(f"{len(delivered)} svar, som modtagerne ser dem")
    for mail in delivered:
        body = mail.message.get_body(("plain",))
        click.echo(f"\nTil: {mail.to}\n" + click.style(str(mail.message["Subject"]), bold=True))
        for line in (body.get_content() if body else "").strip().splitlines():
            click.echo(f"    {line}" if line else "")


def _sum(app: App, mailbox: EmbeddedMailbox, surprises: int) -> None:
    _title("Regnskab")
    rows, desk = app.store.letters(), app.desk()
    folders = mailbox.counts("INBOX", desk.done, desk.review)
    for ending in Ending:
        click.echo(f"    {ending + ':':18}{sum(row.ending == ending for row in rows):3}")
    click.echo(
        f"    {'mails i alt:':18}{len(rows):3}; " + ", ".join(f"{name}: {count}" for name, count in folders.items())
    )
    click.echo("Alt endte, som det skulle." if not surprises else f"{surprises} endte ikke, som de skulle.")


def _title(text: str) -> None:
    click.echo(f"\n{click.style(text, bold=True)}\n{'─' * len(text)}")


def _wait(done: Callable[[], bool]) -> None:
    """Until it is done, or patience ends."""
    until = perf_counter() + PATIENCE
    while not done():
        if perf_counter() > until:
            raise StoreError(
                "Demoen gik i stå: programmet blev ikke færdigt med en mail. Prøv igen, og meld det gerne."
            )
        sleep(0.05)


def _stay(app: App, daemon: Daemon) -> None:
    address, account = shown_at(app.settings.web), demo_account(app.store, app.settings.coordinator.name, app.clock())
    click.echo(f"\nKoordinatorens side: {address}   (Ctrl-C slutter)")
    click.echo(f"Log ind som {account.login} med adgangskoden {account.password}; den gælder kun her og nu.")
    webbrowser.open(address)
    try:
        daemon.wait()
    except KeyboardInterrupt:
        click.echo("Slut.")
