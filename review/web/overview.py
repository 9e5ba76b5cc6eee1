"""The overview over HTTP."""

from datetime import date, datetime, time

from cases.rounds import COPENHAGEN
from review.leftover import leftovers
from review.overview import overview
from review.web.asked import Answer, Asked, Shown


def page(asked: Asked) -> Answer:
    """How things are, and the numbers of this school year."""
    since, store = _school_year(asked.now), asked.desk.store
    figures = store.figures(datetime.combine(since, time(), COPENHAGEN))
    desk = asked.desk
    left = leftovers(store.open_cases(), desk.rounds, asked.today)
    shown = overview(
        figures, store.pulse(), desk.rounds, desk.educators, since, asked.now, desk.expiring, left, desk.troubles()
    )
    return Shown("overview.html", shown)


def _school_year(now: datetime) -> date:
    """The first of August before: Danish school years begin there."""
    today = now.astimezone(COPENHAGEN).date()
    return date(today.year - (today < date(today.year, 8, 1)), 8, 1)
