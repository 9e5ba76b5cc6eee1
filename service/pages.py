"""The coordinator's pages, served by uvicorn. On this machine only, as long as nobody signs in."""

import ipaddress
import socket

import uvicorn

from cases.errors import SettingsError
from review.app import pages
from service.sections import Web
from service.wiring import App


def listening(web: Web) -> socket.socket:
    """The open door of the pages, before anything is said or started. Raises SettingsError for an address that others
    could reach, and for a port that is taken.
    """
    if not _loopback(web.host):
        raise SettingsError(
            'Siderne har endnu intet login og vises kun på maskinen selv: sæt web.host til "127.0.0.1".'
        )
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
    site = pages(app.store, app.settings.rounds, app.clock)
    uvicorn.Server(uvicorn.Config(site, log_config=None, access_log=False)).run(sockets=[door])


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
