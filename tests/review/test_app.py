"""The page over HTTP: it answers one address, runs no script, and is never kept by a browser."""

import asyncio
from dataclasses import dataclass, replace

import pytest

from cases.case import Case
from cases.letters import LetterRow, MailRow
from review.app import HEADERS, pages
from tests.replies.build import CPR, NOW, SECRET, WINTER, a_case, a_finding
from tests.review.test_pages import LETTER, MAIL


@dataclass
class Shelf:
    """A store that holds what it was given."""

    held: tuple[Case, ...] = ()

    def cases(self) -> tuple[Case, ...]:
        return self.held

    def letters(self) -> tuple[LetterRow, ...]:
        return (LETTER,)

    def mails(self) -> tuple[MailRow, ...]:
        return (MAIL,)


def asked(
    path: str = "/", method: str = "GET", *held: Case, host: str = "127.0.0.1:8400"
) -> tuple[int, dict[str, str], str]:
    """Ask the application, as a server does (ASGI 3): status, headers, text."""
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"host", host.encode())],
    }  # fmt: skip
    asyncio.run(pages(Shelf(held), (WINTER,), lambda: NOW)(scope, receive, send))
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent).decode()


def test_the_page_shows_the_queue_and_no_child() -> None:
    """A case with its sentence, a letter, an answer; nothing that a passer-by may not see."""
    case = replace(a_case("T-2026-0142", a_finding("cpr-missing")), reasons=())
    status, headers, text = asked("/", "GET", case)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert all(said in text for said in ("T-2026-0142", "Ans Skole", "kvittering", "20. november 2026"))
    assert not [secret for secret in (SECRET, CPR, "ansskole.example") if secret in text]


def test_the_page_says_what_a_browser_may_do_with_it() -> None:
    """No script, no frame, no copy kept, no address passed on; and the page itself has no script."""
    _, headers, text = asked()
    assert {name.lower(): value for name, value in HEADERS.items()}.items() <= headers.items()
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "<script" not in text


def test_what_stands_in_a_case_is_text() -> None:
    """A reason with a tag in it is shown, not obeyed."""
    _, _, text = asked("/", "GET", replace(a_case(), reasons=("<b>x</b>",)))
    assert ("&lt;b&gt;x&lt;/b&gt;" in text, "<b>x" in text) == (True, False)


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/", "HEAD", 200), ("/", "POST", 405), ("/x", "GET", 404), ("/../etc", "GET", 404)]
)
def test_there_is_nothing_else(path: str, method: str, status: int) -> None:
    """The page is read only."""
    assert asked(path, method)[0] == status


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8400", 200), ("localhost", 200), ("[::1]:8400", 200), ("tovholder.example", 421), ("10.0.0.7", 421)],
)
def test_a_name_that_a_stranger_pointed_at_this_machine_gets_nothing(host: str, status: int) -> None:
    """Else any site could have the coordinator's browser read the queue (DNS rebinding)."""
    found, _, text = asked("/", "GET", a_case("T-2026-0142"), host=host)
    assert (found, "T-2026-0142" in text) == (status, status == 200)
