"""The coordinator's pages, served by uvicorn. On this machine only, or behind a proxy under a public address."""

import socket
from datetime import date
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from cases.application import Unread
from cases.cpr import WRITTEN, masked
from intake.letter import Letter
from intake.pool import ReaderPool
from review.undo import Undos
from review.web.desk import Desk, MailText
from review.web.site import site
from review.web.tokens import fresh_token
from service.blanks import FormBlanks
from service.door import address_of, elsewhere_of, lifetime_of
from service.metrics import Asked
from service.pictures import Pictures
from service.planner import Planning
from service.pulse import pulse
from service.registry import as_of
from service.settings import Settings
from service.sheets import RegisterSheets
from service.shown_settings import shown
from service.specimens import specimens
from service.spreadsheet import workbook
from service.troubles import Troubles
from service.wiring import App


def serve(app: App, door: socket.socket) -> None:
    """Serve until the program ends."""
    with app.reader() as reader:
        _serve(Asked(app, pages_of(app, desk_of(app, reader))), door)


def serve_health(app: App, door: socket.socket) -> None:
    """Serve health and figures alone until the program ends."""
    _serve(Asked(app), door)


def _serve(pages: ASGIApp, door: socket.socket) -> None:
    config = uvicorn.Config(pages, log_config=None, access_log=False, proxy_headers=False, server_header=False)
    uvicorn.Server(config).run(sockets=[door])


def pages_of(app: App, desk: Desk) -> ASGIApp:
    """The pages as the settings want them."""
    web = app.settings.web
    return site(
        desk,
        app.clock,
        address=address_of(web),
        lifetime=lifetime_of(web),
        elsewhere=elsewhere_of(app.settings.openid),
    )


def desk_of(app: App, reader: ReaderPool) -> Desk:
    """What the pages have at hand; `reader` opens what strangers sent."""
    settings = app.settings
    return Desk(
        store=app.store,
        registers=app.registers,
        context=app.context,
        recheck=app.recheck,
        pictures=Pictures(reader.pictures),
        mail_text=lambda raw: _mail_text(reader.parse(raw)),
        undos=Undos(fresh_token),
        expiring=_expiring(settings),
        planner=Planning(app),
        workbook=workbook,
        sheets=RegisterSheets(),
        settings=lambda: shown(settings),
        specimens=lambda: specimens(as_of(settings, app.registers()), app.clock()),
        blanks=FormBlanks(settings.reading.forms, reader),
        troubles=Troubles(partial(pulse, app), settings.operation, app.clock),
    )


def _expiring(settings: Settings) -> tuple[tuple[str, date], ...]:
    """The secrets whose last day somebody has told us."""
    servers = (("Adgangen til postkassen", settings.mailbox), ("Adgangen til at sende", settings.smtp))
    return tuple((what, server.secret_expires) for what, server in servers if server.secret_expires)


def _mail_text(letter: Letter | Unread) -> MailText:
    if isinstance(letter, Unread):
        return MailText("", "", letter.why, ())
    names = tuple(_covered(paper.name) for paper in letter.papers)
    return MailText(letter.sender, _covered(letter.subject), _covered(letter.body), names)


def _covered(text: str) -> str:
    """The text with its CPR numbers covered."""
    return WRITTEN.sub(lambda found: masked(found.group()), text)
