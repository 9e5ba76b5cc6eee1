"""The queue's page."""

from review.pages import queue
from review.web.asked import Answer, Asked, Shown


def queue_page(asked: Asked) -> Answer:
    """The queue, what came in and what was answered."""
    store = asked.desk.store
    page = queue(store.cases(), store.letters(), store.mails(), asked.desk.rounds, asked.now)
    return Shown("queue.html", page)
