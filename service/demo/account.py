"""The demo's coordinator: an invented account with a password made for this run alone."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from cases.accounts import Accounts, Role, User
from review.web.passwords import hashed


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What to type at the sign-in."""

    login: str
    password: str = field(repr=False)


def demo_account(accounts: Accounts, name: str, now: datetime) -> DemoAccount:
    """Make the account; the database it lies in is gone when the demo ends."""
    account = DemoAccount("karen", secrets.token_urlsafe(9))
    accounts.add_user(User(0, account.login, name, Role.COORDINATOR, password=hashed(account.password)), now)
    return account
