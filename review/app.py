"""The coordinator's page over HTTP: read only, for the machine itself; signing in comes with the pages to decide on."""

from collections.abc import Callable, Sequence
from datetime import datetime
from ipaddress import ip_address
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from cases.case import Case
from cases.letters import LetterRow, MailRow
from cases.rounds import Round
from review.pages import queue
from templates import TEMPLATES

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Reading(Protocol):
    """What the page asks of the store."""

    def cases(self) -> tuple[Case, ...]:
        """Every case."""
        ...

    def letters(self) -> tuple[LetterRow, ...]:
        """What came in."""
        ...

    def mails(self) -> tuple[MailRow, ...]:
        """The answers."""
        ...


def pages(store: Reading, rounds: Sequence[Round], clock: Callable[[], datetime]) -> Starlette:
    """The web application."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "review"), undefined=StrictUndefined, autoescape=True, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    template = environment.get_template("queue.html")

    def show(request: Request) -> Response:
        if not _asked_here(request):
            return PlainTextResponse("Siden vises kun på maskinen selv.", 421, headers=HEADERS)
        page = queue(store.cases(), store.letters(), store.mails(), rounds, clock())
        return HTMLResponse(template.render(page=page), headers=HEADERS)

    return Starlette(routes=[Route("/", show)])


def _asked_here(request: Request) -> bool:
    """Whether the browser means this machine. A name that a stranger's site has pointed here (DNS rebinding) would let
    that site read the page.
    """
    host = request.url.hostname or "localhost"
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
