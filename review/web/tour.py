"""The first day's tour: the five things of a day, on invented cases. Nothing in it can be pressed wrongly."""

from review.web.asked import Answer, Asked, Shown


def tour(_asked: Asked) -> Answer:
    """The tour; it asks nothing of the store."""
    return Shown("tour.html")
