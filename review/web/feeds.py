"""The deadlines in a calendar: saved as a file, or fetched by a calendar program at an address of one's own.

A calendar program cannot sign in, so the address holds a token. It opens nothing but the rounds' names and dates.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from review.calendar import calendar
from review.web import headers
from review.web.asked import Answer, Asked, Message, Moved, Sent, Shown
from review.web.desk import Desk
from review.web.tokens import fresh_token
from review.words import moment

FEED = "/kalender/{token}/frister.ics"
PAGE = "/kalender"
KIND = "text/calendar; charset=utf-8"


def deadlines(asked: Asked) -> Answer:
    """The deadlines as a file."""
    return Sent(calendar(asked.desk.rounds, asked.now), KIND, "frister.ics")


def page(asked: Asked) -> Answer:
    """The ways to have the deadlines in one's calendar."""
    return _shown(asked)


def make(asked: Asked) -> Answer:
    """A new address, which is shown this once; the one before leads nowhere any more."""
    token = fresh_token()
    asked.desk.store.open_feed(token, asked.viewer.id, asked.now)
    return _shown(asked, f"{asked.home}{FEED.format(token=token)}")


def close(asked: Asked) -> Answer:
    """The address leads nowhere any more."""
    asked.desk.store.close_feed(asked.viewer.id)
    return Moved(PAGE, Message("Adressen er lukket. Et kalenderprogram, der bruger den, får ikke fristerne mere."))


def _shown(asked: Asked, address: str = "") -> Answer:
    since = asked.desk.store.feed_since(asked.viewer.id)
    return Shown("calendar.html", {"since": moment(since) if since else "", "address": address})


@dataclass(frozen=True, slots=True)
class Feed:
    """Answers calendar programs, which are not signed in."""

    desk: Desk
    clock: Callable[[], datetime]

    async def answer(self, request: Request) -> Response:
        """The deadlines, where the address is somebody's."""
        return await run_in_threadpool(self._answer, request.path_params["token"])

    def _answer(self, token: str) -> Response:
        if self.desk.store.feed_of(token) is None:
            return PlainTextResponse("Adressen er lukket.", 404, headers=headers.PAGE)
        return Response(calendar(self.desk.rounds, self.clock()), headers={**headers.FILE, "Content-Type": KIND})
