"""Pictures of the coordinator's pages, to be looked at: `make pictures`, or `python -m tests.pictures FOLDER`.

Runs the demo, signs in as its coordinator, and takes queue, case, round and overview: light and dark, desktop and
phone.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, Page, sync_playwright

PAGES = {
    "queue": "/",
    "case": "",
    "round": "/runde",
    "overview": "/overblik",
    "inbox": "/indbakke",
    "forms": "/skemaer",
    "calendar": "/kalender",
}
SIZES = {"desktop": (1400, 1000), "phone": (360, 780)}
_ADDRESS = re.compile(r"side: (http://127\.0\.0\.1:\d+)/")
_SIGN_IN = re.compile(r"Log ind som (\S+) med adgangskoden (\S+?);")


def main(words: Sequence[str]) -> int:
    """Take the pictures; gives 2 when no folder is named."""
    if len(words) != 1:
        print(__doc__)
        return 2
    folder = Path(words[0])
    folder.mkdir(parents=True, exist_ok=True)
    with _demo() as (address, login, password), sync_playwright() as player:
        browser = player.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        for size in SIZES:
            for scheme in ("light", "dark"):
                for name, page in _taken(browser, address, login, password, size, scheme):
                    file = folder / f"{name}-{size}-{scheme}.png"
                    page.screenshot(path=file, full_page=size == "phone")
                    print(file.name)
        browser.close()
    return 0


@contextmanager
def _demo() -> Iterator[tuple[str, str, str]]:
    """The demo until the pictures are taken: its address, and how to sign in."""
    command = [Path(sys.executable).parent / "tovholder", "demo"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    try:
        assert running.stdout
        address = login = None
        for line in running.stdout:
            address = _ADDRESS.search(line) or address
            login = _SIGN_IN.search(line)
            if address and login:
                yield address[1], login[1], login[2]
                break
    finally:
        running.terminate()
        running.wait()


def _taken(
    browser: Browser, address: str, login: str, password: str, size: str, scheme: str
) -> Iterator[tuple[str, Page]]:
    width, height = SIZES[size]
    dark = "dark" if scheme == "dark" else "light"
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=dark, locale="da-DK")
    page = context.new_page()
    page.goto(f"{address}/log-ind")
    page.get_by_label("Login").fill(login)
    page.get_by_label("Adgangskode").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    case = page.locator("[data-row] a").first.get_attribute("href")
    for name, path in PAGES.items():
        page.goto(f"{address}{path or case}", wait_until="networkidle")
        yield name, page
    context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
