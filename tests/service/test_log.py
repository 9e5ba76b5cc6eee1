"""No name, CPR number or text of a mail gets into a log line, however it is tried."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from cases.errors import MailboxError
from service import log

SECRETS = ("Ida-Marie", "150312-9993", "1503129993", "Kære kommune")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged while a test runs; afterwards logging is as it was."""
    root = logging.getLogger()
    loud = logging.raiseExceptions
    before = (root.handlers, root.level, {name: logging.getLogger(name).level for name in log.PACKAGES})
    into = io.StringIO()
    log.set_up(stream=into)
    yield into
    logging.captureWarnings(False)
    logging.raiseExceptions = loud
    root.handlers, level = before[0], before[1]
    root.setLevel(level)
    for name, own in before[2].items():
        logging.getLogger(name).setLevel(own)


def test_a_line_says_the_event_and_its_known_fields(stream: io.StringIO) -> None:
    logging.getLogger("intake.receive").info("letter.finished", extra={"letter": 7, "ending": "CASE", "ms": 12})
    line = stream.getvalue()
    assert "level=info from=intake.receive event=letter.finished letter=7 ms=12 ending=CASE" in line


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_personal_gets_in_by_any_door(secret: str, stream: io.StringIO) -> None:
    ours, theirs = logging.getLogger("intake.x"), logging.getLogger("imapclient")
    ours.info(secret)
    ours.info("read %s", secret)
    ours.info("letter.read", extra={"subject": secret, "pupil": secret, "note": {"a": secret}})
    ours.info("letter.read", extra={"code": secret, "cases": (secret,), "letter": secret, "state": secret})
    theirs.warning("fetched %s", secret)
    theirs.info(secret)
    try:
        raise ValueError(secret)
    except ValueError:
        ours.exception("stage.failed", extra={"stage": "intake"})
        theirs.exception(secret)
    text = stream.getvalue()
    assert secret not in text
    assert "error=ValueError" in text
    assert "from=imapclient" in text


def test_an_error_of_our_own_keeps_its_sentence(stream: io.StringIO) -> None:
    try:
        raise MailboxError("Mailserveren svarer ikke.")
    except MailboxError:
        logging.getLogger("service.x").exception("stage.failed")
    assert 'error=MailboxError place=- text="Mailserveren svarer ikke."' in stream.getvalue()


def test_an_error_is_placed_in_our_own_code() -> None:
    from service.registers import replace_file

    try:
        replace_file(None, "")  # type: ignore[arg-type]
    except AttributeError as error:
        assert log.place_of(error).startswith("service/registers.py:")
    else:
        pytest.fail("it should have raised")


def test_lines_may_be_json(stream: io.StringIO) -> None:
    log.set_up(as_json=True, stream=stream)
    logging.getLogger("replies.deliver").warning(
        "mail.unknown", extra={"mail": 3, "cases": ("T-2026-0142", "T-2026-0143")}
    )
    line = json.loads(stream.getvalue())
    assert {key: line[key] for key in ("level", "from", "event", "mail", "cases")} == {
        "level": "warning", "from": "replies.deliver", "event": "mail.unknown", "mail": 3,
        "cases": "T-2026-0142,T-2026-0143",
    }  # fmt: skip


def test_others_are_heard_from_warning_up(stream: io.StringIO) -> None:
    logging.getLogger("pdfminer.layout").info("hello")
    logging.getLogger("pdfminer.layout").warning("hello")
    assert stream.getvalue().count("pdfminer.layout") == 1
    assert "hello" not in stream.getvalue()
