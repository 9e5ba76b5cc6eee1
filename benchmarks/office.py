"""An invented municipality's years of cases in a database of its own, and the pages upon it: for `benchmarks.pages`."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import event
from starlette.types import ASGIApp

from cases.accounts import Role, User
from cases.application import Application, Ink, SignatureBox, Source, Value
from cases.case import MACHINE, Case, Event, Status
from cases.consent import Consent, ConsentState
from cases.findings import Finding, Weight
from cases.kinds import Kind
from review.web.tokens import fresh_token
from service.demo.settings import PASSWORD, demo_settings
from service.pages import desk_of, pages_of
from service.settings import load
from service.wiring import App, open_app
from storage.casefile import add_events, next_numbers, open_case
from tests.review.web.browser import Browser

NOW = datetime.now(UTC)
ROUND_OF_CASES = 250
"""Cases in a round: the rest are older, in rounds that are over."""

_STATES = (
    (Status.REVIEW, 12), (Status.LACKING, 10), (Status.READY, 20), (Status.PROPOSED, 40), (Status.WAITING, 8),
    (Status.ASSIGNED, 10),
)  # fmt: skip
"""How a hundred cases of the coming round stand."""


@dataclass(frozen=True, slots=True)
class Office:
    """A folder with settings, key and database, and a signed-in coordinator's cookie."""

    folder: Path

    @property
    def cookie(self) -> str:
        """What the browser sends."""
        return f"tovholder={(self.folder / 'token').read_text()}"

    @contextmanager
    def application(self) -> Iterator[ASGIApp]:
        """The pages."""
        with _app(self.folder) as app, app.reader() as reader:
            yield pages_of(app, desk_of(app, reader))

    @contextmanager
    def opened(self) -> Iterator[tuple[Callable[[str], int], Callable[[], int]]]:
        """How to ask for a page in this process (gives the status), and how many statements have been sent so far."""
        with _app(self.folder) as app, app.reader() as reader:
            sent: list[str] = []
            for engine in {app.store.db.read, app.store.db.write}:
                event.listen(engine, "before_cursor_execute", lambda *sql: sent.append(str(sql[2])))
            token = (self.folder / "token").read_text()
            browser = Browser(pages_of(app, desk_of(app, reader)), cookies={"tovholder": token})
            yield lambda path: browser.get(path).status, lambda: len(sent)


def page_paths(office: Office) -> dict[str, str]:
    """The pages that are measured: a part of the queue, a page deep in it, a case, the round, the overview."""
    number = (office.folder / "case").read_text()
    return {
        "queue": "/?del=klar",
        "queue, later": f"/?del=lukket&efter=T-2020-{100:04d}",
        "case": f"/sager/{number}",
        "round": "/runde",
        "overview": "/overblik",
        "inbox": "/indbakke",
    }


def made(folder: Path, *, cases: int, events: int) -> Office:
    """A municipality with so many cases, each with so many events."""
    folder.mkdir(parents=True)
    settings = demo_settings(folder, imap=1, smtp=1, web=8400, today=NOW.date())
    dice = random.Random(4)
    with closing(open_app(settings)) as app:
        _fill(app, cases, events, dice)
        app.store.add_user(User(0, "karen", "Karen Holm", Role.COORDINATOR), NOW)
        token = fresh_token()
        user = app.store.user("karen")
        assert user is not None
        app.store.open_session(token, user, NOW, NOW)
        (folder / "token").write_text(token)
    return Office(folder)


def _fill(app: App, cases: int, events: int, dice: random.Random) -> None:
    store, settings = app.store, app.settings
    coming = min((one for one in settings.rounds if one.deadline >= NOW.date()), key=lambda one: one.deadline)
    now_open = min(ROUND_OF_CASES, cases)
    with store.db.writing() as conn:
        for at in range(cases):
            fresh = at >= cases - now_open
            received = NOW - timedelta(days=dice.random() * (60 if fresh else 2000) + (0 if fresh else 90))
            (number,) = next_numbers(conn, [received])
            case = _case(number, received, coming.name if fresh else f"gammel {at % 40}", fresh, app, dice)
            open_case(conn, case, None, store.db.vault, NOW)
            add_events(conn, number, [replace(_EVENT, at=received + timedelta(hours=one)) for one in range(events)],
                       store.db.vault)  # fmt: skip
    (settings.path.parent / "case").write_text(number)


_EVENT = Event(NOW, MACHINE, "status:klar", "")


def _case(number: str, received: datetime, round_name: str, fresh: bool, app: App, dice: random.Random) -> Case:
    settings = app.settings
    kind = dice.choice((Kind.PUPIL, Kind.PUPIL, Kind.CLASS, Kind.TOPIC))
    status = dice.choices([one for one, _ in _STATES], [share for _, share in _STATES])[0] if fresh else Status.CLOSED
    held = status in (Status.PROPOSED, Status.ASSIGNED, Status.CLOSED)
    box = SignatureBox("signature_1", Ink.SIGNED, 0.95, 1, (50.0, 600.0, 300.0, 640.0), crop=dice.randbytes(6000))
    words = " ".join(dice.choice(_WORDS) for _ in range(120))
    said = {"pupil_name": f"Barn {number}", "description": words, "tried": words, "goal": words}
    return Case(
        number=number,
        application=Application(
            kind, dice.choice(settings.schools).name, f"Barn {number}", f"{kind}-1",
            {name: Value(text, 0.9, Source.OCR, 1, (50.0, 100.0, 300.0, 120.0)) for name, text in said.items()},
            (box, replace(box, name="signature_2")),
        ),
        round=round_name,
        received=received,
        status=status,
        consent=Consent(ConsentState.GIVEN, 2, 2),
        findings=(Finding("cpr-check-digit", Weight.NOTES), Finding("late", Weight.DOUBTS)),
        reply_to="kontor@skole.example",
        educator=dice.choice(settings.educators).id if held else None,
        reasons=("Kender skolen.", "2 af 3 pladser er brugt.") if held else (),
    )  # fmt: skip


_WORDS = ("eleven", "klassen", "ro", "læsning", "støtte", "pauser", "trivsel", "sprog", "frikvarter", "samtale")


@contextmanager
def _app(folder: Path) -> Iterator[App]:
    with closing(open_app(load(folder / "tovholder.toml", {"TOVHOLDER_MAILBOX_PASSWORD": PASSWORD}))) as app:
        yield app
