"""The coordinator's pages, served by uvicorn. On this machine only, as long as nobody signs in."""

import ipaddress

import uvicorn

from cases.errors import SettingsError
from review.app import pages
from service.wiring import App


def serve(app: App) -> None:
    """Serve until the program ends; raises SettingsError for an address that others could reach."""
    web = app.settings.web
    if not _loopback(web.host):
        raise SettingsError(
            'Siderne har endnu intet login og vises kun på maskinen selv: sæt web.host til "127.0.0.1".'
        )
    site = pages(app.store, app.settings.rounds, app.clock)
    uvicorn.run(site, host=web.host, port=web.port, log_config=None, access_log=False)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
