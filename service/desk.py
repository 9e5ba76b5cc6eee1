"""From the settings to what intake needs to know of the municipality."""

from functools import lru_cache

from intake.desk import Desk
from intake.schools import register
from service.settings import Settings

_register = lru_cache(maxsize=2)(register)
"""Made again only when the schools are others."""


def desk_of(settings: Settings) -> Desk:
    """What intake needs to know of the municipality."""
    return Desk(
        schools=settings.schools,
        register=_register(settings.schools),
        rounds=settings.rounds,
        policy=settings.policy,
        own_addresses=frozenset({settings.smtp.sender.lower(), settings.mailbox.user.lower()}),
        authserv_id=settings.mailbox.authserv_id or None,
        profile=settings.mailbox.profile,
        done=settings.mailbox.done_folder,
        review=settings.mailbox.review_folder,
    )
