"""What every Postman promises, held against the one in memory and the one over a real SMTP server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from cases.errors import PostError, PostRefusedError, PostUnknownError, StaleError
from cases.login import Password
from cases.mails import OutgoingMail
from replies.deliver import Postman
from replies.smtp import SmtpPostman, SmtpSettings
from tests.fakes.postman import FakePostman
from tests.replies.build import a_mail
from tests.servers.certificates import make_certificates
from tests.servers.smtp import SmtpServer
from tests.servers.trouble import Trouble


@dataclass
class Line:
    """A postman with the server behind it."""

    postman: Postman
    cause: Callable[[Trouble], None]
    stored: Callable[[], int]


@contextmanager
def in_memory(tmp_path) -> Iterator[Line]:
    postman = FakePostman()
    yield Line(postman, lambda trouble: setattr(postman, "trouble", trouble), lambda: len(postman.delivered))


@contextmanager
def over_smtp(tmp_path) -> Iterator[Line]:
    certificates = make_certificates(tmp_path)
    with SmtpServer(certificates, users={"post@kommune.example": "hemmelig"}) as server:
        user = "post@kommune.example"
        settings = SmtpSettings("localhost", server.port, user, user=user, ca_file=certificates.ca, seconds=5)
        away = replace(settings, port=1)
        postman = SmtpPostman(settings, Password("hemmelig"))

        def cause(trouble: Trouble) -> None:
            server.trouble = trouble
            postman.close()
            postman._settings = away if trouble is Trouble.AWAY else settings

        yield Line(postman, cause, lambda: len(server.messages))
        postman.close()


@pytest.fixture(params=[in_memory, pytest.param(over_smtp, marks=pytest.mark.slow)])
def line(request, tmp_path) -> Iterator[Line]:
    with request.param(tmp_path) as line:
        yield line


def _noted(notes: list[str]) -> Callable[[], None]:
    return lambda: notes.append("about to send")


def test_a_mail_is_handed_over_once_and_announced_before(line: Line) -> None:
    notes: list[str] = []
    line.postman.send(a_mail(), _noted(notes))
    assert (line.stored(), notes) == (1, ["about to send"])


@pytest.mark.parametrize(
    ("trouble", "error", "announced", "stored"),
    [
        (Trouble.AWAY, PostError, 0, 0),
        (Trouble.TEMPORARY_AT_RCPT, PostError, 0, 0),
        (Trouble.REFUSED_AT_RCPT, PostRefusedError, 0, 0),
        (Trouble.CUT_BEFORE_STORING, PostUnknownError, 1, 0),
        (Trouble.CUT_AFTER_STORING, PostUnknownError, 1, 1),
        (Trouble.TEMPORARY_AFTER_DATA, PostError, 1, 0),
        (Trouble.REFUSED_AFTER_DATA, PostRefusedError, 1, 0),
    ],
)
def test_each_trouble_has_its_error(line: Line, trouble, error, announced, stored) -> None:
    """Certainly not sent, refused for good, or unknown: never one for the other."""
    notes: list[str] = []
    line.cause(trouble)
    with pytest.raises(error) as caught:
        line.postman.send(a_mail(), _noted(notes))
    assert caught.type is error
    assert (len(notes), line.stored()) == (announced, stored)


def test_after_trouble_the_next_mail_goes_out(line: Line) -> None:
    """One bad mail costs the next nothing."""
    line.cause(Trouble.CUT_AFTER_STORING)
    with pytest.raises(PostUnknownError):
        line.postman.send(a_mail(), lambda: None)
    line.cause(Trouble.NONE)
    line.postman.reachable()
    line.postman.send(a_mail(), lambda: None)
    assert line.stored() == 2


def test_a_server_that_failed_is_not_reachable_until_it_is_back(line: Line) -> None:
    """`reachable` says so without a mail being taken."""
    line.postman.reachable()
    line.cause(Trouble.AWAY)
    with pytest.raises(PostError):
        line.postman.send(a_mail(), lambda: None)
    with pytest.raises(PostError):
        line.postman.reachable()
    line.cause(Trouble.NONE)
    line.postman.reachable()


def test_a_lost_claim_stops_the_sending(line: Line) -> None:
    """What `about_to_send` raises comes out, and nothing is sent."""

    def lost() -> None:
        raise StaleError("another worker")

    with pytest.raises(StaleError):
        line.postman.send(a_mail(), lost)
    line.postman.send(a_mail(), lambda: None)
    assert line.stored() == 1


def test_no_error_repeats_what_a_server_said(line: Line) -> None:
    """Servers quote addresses; our errors give the numbers only."""
    line.cause(Trouble.REFUSED_AT_RCPT)
    mail: OutgoingMail = a_mail()
    with pytest.raises(PostRefusedError, match=r"554 5\.1\.1") as caught:
        line.postman.send(mail, lambda: None)
    assert mail.to not in str(caught.value)
