"""`tovholder once` against a mailbox on loopback: its exit says whether all was well."""

import json
import signal
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cases.figures import CONTACT
from cases.rounds import COPENHAGEN
from service.cli import tovholder
from service.demo.mailbox import EmbeddedMailbox
from service.demo.post import EmbeddedPost, free_port
from service.demo.settings import PASSWORD, USER, demo_settings
from service.forgetting import LAST
from service.reconcile import MORNING, RECONCILED
from service.settings import load
from service.support import LAST as SUPPORT_LAST
from service.wiring import open_app

pytestmark = pytest.mark.slow


def test_a_mail_server_that_is_away_is_told_and_is_exit_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who runs it by a timer takes it for done; when the server is back it ends with 0."""
    monkeypatch.setenv("TOVHOLDER_MAILBOX_PASSWORD", PASSWORD)
    words = ("once", "--json", "--settings", str(tmp_path / "tovholder.toml"))
    with EmbeddedMailbox(USER, PASSWORD) as mailbox, EmbeddedPost() as post:
        gone = free_port()
        demo_settings(tmp_path, mailbox.port, gone, free_port(), datetime.now(UTC).date())
        CliRunner().invoke(tovholder, ("db", "upgrade", *words[2:]), prog_name="tovholder")
        away = CliRunner().invoke(tovholder, words, prog_name="tovholder")
        (tmp_path / "tovholder.toml").write_text(
            (tmp_path / "tovholder.toml").read_text("utf-8").replace(f"port = {gone}", f"port = {post.port}"), "utf-8"
        )
        well = CliRunner().invoke(tovholder, words, prog_name="tovholder")
    assert (away.exit_code, well.exit_code) == (1, 0), (away.stderr, well.stderr)
    assert "tager ikke imod forbindelser; se efter host og port" in away.stderr
    assert json.loads(away.stdout)["answers"]["away"]
    assert json.loads(well.stdout)["intake"] == {"kept": 0, "worked": 0, "moved": 0}


def test_the_program_ends_when_its_pages_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever keeps it running starts it again, instead of leaving people without pages."""
    monkeypatch.setenv("TOVHOLDER_MAILBOX_PASSWORD", PASSWORD)
    monkeypatch.setattr("service.pages.serve", lambda app, door: door.close())
    handlers = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}
    words = ("--settings", str(tmp_path / "tovholder.toml"))
    try:
        with EmbeddedMailbox(USER, PASSWORD) as mailbox, EmbeddedPost() as post:
            demo_settings(tmp_path, mailbox.port, post.port, free_port(), datetime.now(UTC).date())
            CliRunner().invoke(tovholder, ("db", "upgrade", *words), prog_name="tovholder")
            ended = CliRunner().invoke(tovholder, ("run", *words), prog_name="tovholder")
    finally:
        for sign, handler in handlers.items():
            signal.signal(sign, handler)
    assert (ended.exit_code != 0, "Siderne er gået ned" in ended.stderr) == (True, True), ended.stderr


def test_once_does_the_days_work_of_the_daemon_also_when_the_mailbox_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alarms ring, folders are held against the books and what is due is forgotten, whatever starts the program."""
    monkeypatch.setenv("TOVHOLDER_MAILBOX_PASSWORD", PASSWORD)
    words = ("--settings", str(tmp_path / "tovholder.toml"))
    with EmbeddedMailbox(USER, PASSWORD) as mailbox, EmbeddedPost() as post:
        demo_settings(tmp_path, mailbox.port, post.port, free_port(), datetime.now(UTC).date())
        CliRunner().invoke(tovholder, ("db", "upgrade", *words), prog_name="tovholder")
        well = CliRunner().invoke(tovholder, ("once", *words), prog_name="tovholder")
    assert well.exit_code == 0, well.stderr
    with closing(open_app(load(tmp_path / "tovholder.toml"))) as app:
        of_the_morning = {RECONCILED} if datetime.now(COPENHAGEN).time() >= MORNING else set()
        assert {LAST, SUPPORT_LAST} | of_the_morning <= set(app.store.notes())
        app.store.note(CONTACT, app.clock() - timedelta(hours=2))
        away = CliRunner().invoke(tovholder, ("once", *words), prog_name="tovholder")
        assert away.exit_code != 0
        assert "tavshed" in {mail.name for mail in app.store.mails()}
