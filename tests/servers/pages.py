"""The pages on a real server (uvicorn, as in service/pages.py), and a real browser (Chromium) that looks at them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.types import ASGIApp

from tests.servers.certificates import Certificates


@contextmanager
def served(app: ASGIApp, door: socket.socket | None = None, tls: Certificates | None = None) -> Iterator[str]:
    """The address at which the application answers while the block runs, without a last stroke."""
    door = door or socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ssl_certfile=tls and tls.certificate,
        ssl_keyfile=tls and tls.key,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that speaks Danish when it is asked to."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def faults(page: Page) -> list[str]:
    """What axe-core finds on the page, and whether it must be scrolled sideways (WCAG 1.4.10)."""
    found = [str(one["id"]) for one in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, *(["reflow"] if wide else [])]
