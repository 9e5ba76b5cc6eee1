"""Every page there is, and for whom: a page that is not in this table cannot be reached.

A row is a path, a method, the page and the roles that may ask it. `{number}` in a path is `asked.path["number"]`.
What is open to people who are not signed in (the sign-in itself, style sheets) is in `site` and is not a page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from cases.accounts import Role
from review.web import (
    approval,
    batch,
    blanks,
    case,
    decisions,
    feeds,
    held,
    inbox,
    overview,
    plans,
    queue,
    register_entry,
    registers,
    rounds,
    ruled,
    together,
    tour,
    undo,
    views,
)
from review.web.asked import Answer, Asked, SignedOut

Page = Callable[[Asked], Answer]
Method = Literal["GET", "POST"]

EVERYBODY = frozenset(Role)
SEEING = frozenset({Role.COORDINATOR, Role.READER})
DECIDING = frozenset({Role.COORDINATOR})
WITH_CASES = frozenset({Role.COORDINATOR, Role.READER, Role.EDUCATOR})
RUNNING = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
LOOKING = frozenset({Role.COORDINATOR, Role.READER, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Row:
    """One page. Only GET and POST: a GET changes nothing, a POST is checked for CSRF."""

    method: Method
    path: str
    page: Page
    roles: frozenset[Role]

    def __post_init__(self) -> None:
        if not self.roles:
            raise ValueError(f"{self.path}: for whom?")


def sign_out(_asked: Asked) -> Answer:
    """Sign out here."""
    return SignedOut()


def sign_out_everywhere(_asked: Asked) -> Answer:
    """Sign out on every machine."""
    return SignedOut(everywhere=True)


ROWS: tuple[Row, ...] = (
    Row("GET", "/", queue.queue, WITH_CASES),
    Row("POST", "/soeg", queue.search, WITH_CASES),
    Row("POST", "/visninger", views.keep, WITH_CASES),
    Row("POST", "/visninger/fjern", views.drop, WITH_CASES),
    Row("POST", "/koe/se", batch.preview, DECIDING),
    Row("POST", "/koe/goer", batch.do, DECIDING),
    Row("GET", "/sager/{number}", case.case, WITH_CASES),
    Row("POST", "/sager/{number}/cpr", case.reveal, DECIDING),
    Row("GET", "/sager/{number}/bilag/{sheet}", case.paper, DECIDING),
    Row("GET", "/sager/{number}/bilag/{sheet}/side/{page}", case.page_picture, WITH_CASES),
    Row("GET", "/sager/{number}/underskrift/{position}", case.crop, WITH_CASES),
    Row("GET", "/sager/{number}/mail/{letter}", case.letter, WITH_CASES),
    Row("POST", "/sager/{number}/se-mail", decisions.preview, DECIDING),
    Row("GET", "/sager/{number}/samme", together.page, DECIDING),
    Row("POST", "/sager/{number}/samme", together.join, DECIDING),
    Row("POST", "/sager/{number}/del", together.split, DECIDING),
    Row("POST", "/sager/{number}/{decision}", decisions.take, DECIDING),
    Row("GET", "/sager/{number}/hvorfor", rounds.why, SEEING),
    Row("GET", "/runde", rounds.page, SEEING),
    Row("POST", "/runde/udkast", plans.draft, DECIDING),
    Row("POST", "/runde/tag", plans.take, DECIDING),
    Row("POST", "/runde/hvad-nu-hvis", plans.what_if, DECIDING),
    Row("GET", "/runde/giv/{number}", rounds.give, DECIDING),
    Row("POST", "/runde/flyt", rounds.move, DECIDING),
    Row("POST", "/runde/bestem", ruled.rule, DECIDING),
    Row("POST", "/runde/ophaev", ruled.unrule, DECIDING),
    Row("POST", "/runde/mails", approval.mails, DECIDING),
    Row("POST", "/runde/godkend", approval.approve, DECIDING),
    Row("GET", "/runde/print", approval.printed, SEEING),
    Row("GET", "/runde/ark", approval.export, SEEING),
    Row("GET", "/overblik", overview.page, SEEING),
    Row("GET", "/frister.ics", feeds.deadlines, EVERYBODY),
    Row("GET", feeds.PAGE, feeds.page, EVERYBODY),
    Row("POST", f"{feeds.PAGE}/ny", feeds.make, EVERYBODY),
    Row("POST", f"{feeds.PAGE}/luk", feeds.close, EVERYBODY),
    Row("POST", "/fortryd", undo.undo, DECIDING),
    Row("GET", "/indbakke", inbox.arrivals, SEEING),
    Row("GET", "/indbakke/{letter}", inbox.letter, SEEING),
    Row("POST", "/indbakke/{letter}/laes-igen", inbox.replay, DECIDING),
    Row("POST", "/indbakke/{letter}/set", inbox.dealt_with, DECIDING),
    Row("POST", "/indbakke/{letter}/sag", inbox.by_hand, DECIDING),
    Row("GET", "/svar", inbox.answers, SEEING),
    Row("GET", "/svar/{mail}", inbox.answer, SEEING),
    Row("POST", "/svar/{mail}/send-igen", inbox.send_again, DECIDING),
    Row("POST", "/svar/{mail}/set", inbox.seen_to, DECIDING),
    Row("GET", "/registre", registers.front, LOOKING),
    Row("GET", "/registre/indstillinger", registers.settings, LOOKING),
    Row("GET", "/registre/mails", registers.mail_texts, LOOKING),
    Row("POST", "/registre/vejledere/stop", register_entry.leave, DECIDING),
    Row("GET", "/registre/{register}", registers.page, LOOKING),
    Row("GET", "/registre/{register}/en", register_entry.entry, LOOKING),
    Row("POST", "/registre/{register}/en", register_entry.save, DECIDING),
    Row("POST", "/registre/{register}/fjern", register_entry.remove, DECIDING),
    Row("POST", "/registre/{register}/indhent", registers.read_file, DECIDING),
    Row("POST", "/registre/{register}/tag", registers.take_file, DECIDING),
    Row("GET", "/registre/{register}/ark", registers.export, LOOKING),
    Row("GET", "/registre/{register}/historik", registers.past, LOOKING),
    Row("GET", held.PAGE, held.page, RUNNING),
    Row("POST", held.PAGE, held.keep, RUNNING),
    Row("POST", f"{held.PAGE}/ophaev", held.let_go, RUNNING),
    Row("GET", "/skemaer", blanks.forms, RUNNING),
    Row("POST", "/skemaer", blanks.learn, RUNNING),
    Row("GET", "/skemaer/{key}", blanks.page, RUNNING),
    Row("POST", "/skemaer/{key}", blanks.save, RUNNING),
    Row("POST", "/skemaer/{key}/ret", blanks.reopen, RUNNING),
    Row("GET", "/skemaer/{key}/side/{page}", blanks.picture, RUNNING),
    Row("GET", "/rundtur", tour.tour, EVERYBODY),
    Row("POST", "/log-ud", sign_out, EVERYBODY),
    Row("POST", "/log-ud/alle", sign_out_everywhere, EVERYBODY),
)

NAV: tuple[tuple[str, str], ...] = (
    ("/", "Kø"),
    ("/runde", "Runde"),
    ("/indbakke", "Indbakke"),
    ("/registre", "Registre"),
    ("/overblik", "Overblik"),
)
"""The main menu; an entry is shown to those whose role has a row for it."""
