"""Saved views over HTTP: the filters that the queue shows now, under a name."""

from urllib.parse import parse_qsl

from cases.rounds import COPENHAGEN
from review.splits import address, first_page, wanted_of
from review.views import kept
from review.web.asked import Answer, Asked, Message, Moved
from review.web.numbers import number_of


def keep(asked: Asked) -> Answer:
    """Keep the queue's address as it stands; only filters are taken over from it."""
    here, store = _here(asked), asked.desk.store
    view = kept(asked.form.get("navn"), here, store.views(asked.viewer.id))
    store.keep_view(asked.viewer.id, view)
    return Moved(here, Message(f"Visningen “{view.name}” er gemt. Den står over filtrene."))


def drop(asked: Asked) -> Answer:
    """Remove one of one's own."""
    asked.desk.store.drop_view(asked.viewer.id, number_of(asked.form.get("visning")))
    return Moved(_here(asked), Message("Visningen er fjernet."))


def _here(asked: Asked) -> str:
    pairs = tuple(parse_qsl(asked.form.get("koe").partition("?")[2]))
    part, wanted = wanted_of(pairs, asked.now.astimezone(COPENHAGEN).date())
    return address(part, first_page(wanted))
