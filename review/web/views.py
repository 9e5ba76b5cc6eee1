"""Saved views over HTTP: the filters that the queue shows now, under a name."""

from review.splits import address, first_page
from review.views import kept
from review.web.asked import Answer, Asked, Message, Moved
from review.web.numbers import number_of
from review.web.queue import came_from


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
    part, wanted = came_from(asked)
    return address(part, first_page(wanted))
