"""The door of the pages: where it is, who may come through it, and by which login. From the settings."""

import socket
from datetime import timedelta
from typing import TYPE_CHECKING

from cases.accounts import Accounts, Role
from cases.errors import SettingsError
from review.web.doors import Elsewhere
from review.web.places import Address, loopback
from review.web.tokens import Lifetime
from service.settings import Settings
from service.web_sections import OpenId, Web

if TYPE_CHECKING:
    from service.openid import OpenIdLogin

ALONE = (
    'Siderne kan kun vises for andre bag en webserver med certifikat: sæt web.host til "127.0.0.1", eller skriv '
    "web.address (https://…) og web.proxies."
)
NOBODY = (
    "Siderne skal vises for andre, men ingen kan logge ind: lav en konto med 'tovholder users add', eller skriv "
    "openid.issuer."
)


def listening(settings: Settings, accounts: Accounts) -> socket.socket:
    """The open door of the pages, before anything is said or started. Raises SettingsError for one that others could
    reach unprotected, or nobody could come through, and for a port that is taken.
    """
    web = settings.web
    if not loopback(web.host) and not (web.address.startswith("https://") and web.proxies):
        raise SettingsError(ALONE)
    if web.address and not settings.openid.issuer and all(user.disabled for user in accounts.users()):
        raise SettingsError(NOBODY)
    return _opened(web.host, web.port, "Siderne", "web.port")


def asking(settings: Settings) -> socket.socket:
    """The open door of health and figures where there are no pages; for the network when the settings say so."""
    operation = settings.operation
    host = "127.0.0.1" if operation.ask == "machine" else ""
    return _opened(host, operation.port, "Tilstanden", "operation.port")


def _opened(host: str, port: int, what: str, setting: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError:
        raise SettingsError(
            f"{what} kan ikke vises på port {port}, for den er optaget eller lukket: ret {setting}, eller stop det "
            "program, der bruger den."
        ) from None


def shown_at(web: Web) -> str:
    """The address that people type."""
    return f"{web.address or f'http://{web.host}:{web.port}'}/"


def address_of(web: Web) -> Address:
    """Where the pages are reached."""
    return Address(web.address, frozenset(web.proxies))


def lifetime_of(web: Web) -> Lifetime:
    """How long a session lasts."""
    return Lifetime(timedelta(minutes=web.idle_minutes), timedelta(hours=web.session_hours))


def elsewhere_of(openid: OpenId) -> Elsewhere | None:
    """The municipality's own login and its roles, when the settings name one."""
    login = login_of(openid)
    if login is None:
        return None
    roles = {
        Role.COORDINATOR: openid.coordinator,
        Role.EDUCATOR: openid.educator,
        Role.READER: openid.reader,
        Role.ADMINISTRATOR: openid.administrator,
    }
    return Elsewhere(login, {role: frozenset(names) for role, names in roles.items()})


def login_of(openid: OpenId) -> "OpenIdLogin | None":
    """The municipality's own login, when the settings name one; not asked yet."""
    if not openid.issuer:
        return None
    from service.openid import Client, OpenIdLogin

    secret = openid.client_secret.get_secret_value() if openid.client_secret else ""
    client = Client(
        issuer=openid.issuer,
        client_id=openid.client_id,
        secret=secret,
        name=openid.name,
        claim=openid.claim,
        ca_file=str(openid.ca_file) if openid.ca_file else None,
    )
    return OpenIdLogin(client)
