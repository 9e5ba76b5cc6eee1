"""The key is changed while letters come in: none is lost, and in the end the old key is not needed any more."""

import threading
import time
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import make_url

from cases.errors import SettingsError
from cases.kinds import Kind
from cases.mails import MailState
from service.cli import tovholder
from service.daemon import Daemon
from service.samples.papers import fillable
from service.settings import load
from service.wiring import open_app
from storage import read_keys
from tests.story.world import EMNE, World, a_mail

pytestmark = pytest.mark.slow

TOPICS = ("trivsel", "fravær", "inklusion", "sprog", "samarbejde", "klasseledelse", "motivation", "overgange")


@cache
def _paper(topic: str) -> bytes:
    return fillable(Kind.TOPIC, EMNE | {"topic": topic})


def _run(world: World, *words: str) -> Result:
    return CliRunner().invoke(tovholder, ["--settings", str(world.file), *words], env=world.secrets)


def test_no_letter_is_lost_while_the_key_is_changed_twice(world: World) -> None:
    """By a process of its own while the daemon works; then the old keys are taken away, and all can be read."""
    papers = {topic: _paper(topic) for topic in TOPICS}
    key = world.file.parent / "tovholder.key"
    first = read_keys(key)
    daemon = Daemon(world.app)
    daemon.start()
    done = threading.Event()

    def send() -> None:
        for topic, paper in papers.items():
            world.send(a_mail((f"Gødvadskolen - {topic}.pdf", paper)))
            time.sleep(0.2)
        done.set()

    sender = threading.Thread(target=send)
    sender.start()
    turns = 0
    while turns < 2 or not done.is_set():
        result = _run(world, "db", "rotate-key", "--yes")
        assert result.exit_code == 0, result.output
        turns += 1
    sender.join()
    deadline = time.monotonic() + 60
    while len(world.answers()) < len(TOPICS) and time.monotonic() < deadline:
        time.sleep(0.2)
    daemon.stop()
    assert len(world.answers()) == len(TOPICS)
    result = _run(world, "db", "rotate-key", "--retire", "--yes")
    assert result.exit_code == 0, result.output
    last = read_keys(key)
    assert (len(last.ids), last.ids[0] in first.ids) == (1, False)
    world.close()
    world._start()
    store = world.app.store
    assert {case.application.detail for case in store.cases()} == set(TOPICS)
    assert [row.state for row in store.mails(opened=True)] == [MailState.SENT] * len(TOPICS)
    assert all(store.raw_letter(row.id) for row in store.letters(opened=True))
    assert (world.inbox(), world.done(), world.aside()) == (0, len(TOPICS), 0)


KEY_FILES = {
    "missing": (None, "kan ikke læses: lav den med 'tovholder init'"),
    "empty": ("", "Nøglefilen er tom eller ødelagt"),
    "broken": ("not a key\n", "Nøglefilen er tom eller ødelagt"),
    "another": ("A" * 43 + "=\n", "Databasen er låst med en nøgle, der ikke er i nøglefilen"),
}


@pytest.mark.parametrize("how", KEY_FILES)
def test_with_a_wrong_key_nothing_starts_and_one_sentence_says_so(world: World, how: str) -> None:
    """Neither a command nor the program; nothing is written, so the right file makes all well again."""
    world.send(a_mail(("Gødvadskolen - trivsel.pdf", _paper("trivsel"))))
    world.run()
    key = world.file.parent / "tovholder.key"
    right, (content, says) = key.read_bytes(), KEY_FILES[how]
    world.close()
    key.unlink()
    if content is not None:
        key.write_text(content)
    with pytest.raises(SettingsError, match=says):
        open_app(load(world.file, world.secrets))
    for words in (("run",), ("cases", "list"), ("once",)):
        result = _run(world, *words)
        assert (result.exit_code, result.output.count("\n"), says in result.output) == (2, 1, True)
    key.write_bytes(right)
    world._start()
    assert world.case().application.detail == "trivsel"


def test_a_key_that_is_prepared_is_used_once_and_never_retired_unused(world: World) -> None:
    """A second `--prepared` would seal with the old key again, and `--retire` then throw the new one away."""
    key = world.file.parent / "tovholder.key"
    first = read_keys(key).ids[-1]
    for words, goes in (
        (["--prepared", "--yes"], False),
        (["--prepare"], True),
        (["--retire", "--yes"], False),
        (["--prepared", "--yes"], True),
        (["--prepared", "--yes"], False),
        (["--retire", "--yes"], True),
    ):
        result = _run(world, "db", "rotate-key", *words)
        assert (result.exit_code == 0) is goes, (words, result.output)
    assert len(read_keys(key).ids) == 1
    assert first not in read_keys(key).ids
    world.close()
    world._start()


def test_the_key_file_is_left_alone_when_the_database_cannot_be_opened(world: World) -> None:
    """Else each try would add a key."""
    key = world.file.parent / "tovholder.key"
    before = key.read_bytes()
    database = Path(make_url(world.app.settings.database_url).database)
    world.close()
    database.rename(database.with_suffix(".away"))
    assert _run(world, "db", "rotate-key", "--yes").exit_code != 0
    assert key.read_bytes() == before
    database.with_suffix(".away").rename(database)
    world._start()
