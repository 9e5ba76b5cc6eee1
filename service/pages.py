"""The coordinator's pages, served by uvicorn. On this machine only, or behind a proxy under a public address."""

import socket

import uvicorn

from cases.errors import SettingsError
from review.web.desk import Desk
from review.web.places import Address, loopback
from review.web.site import guarded, site
from review.web.tokens import Lifetime
from service.sections import Web
from service.wiring import App


def listening(web: Web) -> socket.socket:
    """The open door of the pages, before anything is said or started. Raises SettingsError for an address that others
    could reach, and for a port that is taken.
    """
    if not loopback(web.host):
        raise SettingsError('Siderne vises kun på maskinen selv: sæt web.host til "127.0.0.1".')
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    try:
        return socket.create_server((web.host, web.port), family=family)
    except OSError:
        raise SettingsError(
            f"Siderne kan ikke vises på port {web.port}, for den er optaget eller lukket: ret web.port, eller stop det "
            "program, der bruger den."
        ) from None


def serve(app: App, door: socket.socket) -> None:
    """Serve until the program ends."""
    address = Address()
    pages = guarded(site(desk_of(app), app.clock, address, Lifetime()), address)
    config = uvicorn.Config(pages, log_config=None, access_log=False, proxy_headers=False, server_header=False)
    uvicorn.Server(config).run(sockets=[door])


def desk_of(app: App) -> Desk:
    """What the pages have at hand."""
    settings = app.settings
    return Desk(app.store, settings.rounds, settings.schools, app.educators(), app.context)
