"""What one process at a time minds: taken, kept, lost, and never written by who lost it."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, make_url

from cases.errors import RefusedError, StaleError
from storage import open_store
from storage.alone import alone
from storage.claims import Told
from storage.leases import MINDING, TRY_AGAIN
from storage.libpq import conninfo, libpq_parameters
from tests.storage.examples import KEYS, NOW, a_mail, an_arrival, claimed, keep, let_leases_run_out, next_letter, owing
from tests.storage.examples import an_outcome as ended

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

FIRST, SECOND = "vaert:1", "anden:1"


def test_only_one_holds_it_until_it_lets_go(opened):
    here, there = opened(), opened()
    lease = here.take_lease("mailbox", FIRST, NOW)
    assert there.take_lease("mailbox", SECOND, NOW) is None
    here.end_lease(lease, NOW)
    assert there.take_lease("mailbox", SECOND, NOW).token == lease.token + 1
    assert here.holder("mailbox").startswith(SECOND)


def test_one_that_dies_is_followed_within_half_a_minute(store):
    store.take_lease("mailbox", FIRST, NOW)
    assert MINDING + timedelta(seconds=TRY_AGAIN) < timedelta(seconds=30)
    let_leases_run_out(store)
    assert store.take_lease("mailbox", SECOND, NOW + MINDING)


def test_a_beat_holds_on_until_another_has_taken_it(store):
    lease = store.take_lease("mailbox", FIRST, NOW)
    store.beat_lease(lease, NOW + MINDING / 2)
    assert store.take_lease("mailbox", SECOND, NOW + MINDING) is None
    let_leases_run_out(store)
    store.beat_lease(lease, NOW + MINDING * 2)  # it ran out, but nobody wanted it
    let_leases_run_out(store)
    assert store.take_lease("mailbox", SECOND, NOW + MINDING * 4)
    with pytest.raises(StaleError):
        store.beat_lease(lease, NOW + MINDING * 4)


def test_who_lost_it_writes_nothing_and_is_told(store):
    lease = store.take_lease("mailbox", FIRST, NOW)
    mine = store.under(lease)
    let_leases_run_out(store)
    keep(mine)  # a late beat stops nobody's work while no other has taken it
    mine.check_lease(lease)
    assert store.take_lease("mailbox", SECOND, NOW + MINDING)
    for late in (
        lambda: keep(mine, 2),
        lambda: mine.note("contact", NOW),
        lambda: mine.change((), [a_mail()], NOW),
        lambda: mine.check_lease(lease),
    ):
        with pytest.raises(StaleError):
            late()
    assert (len(store.letters()), store.notes(), store.mails()) == (1, {}, ())
    keep(store, 2)  # the next one's word counts
    assert store.kept([an_arrival(2)]) == {2}


def test_a_dead_process_of_this_machine_is_followed_at_once(store):
    ended_process = subprocess.Popen([sys.executable, "-c", ""])
    ended_process.wait()
    store.take_lease("mailbox", f"vaert:{ended_process.pid}", NOW)
    store.free_leases("anden", NOW)
    assert store.take_lease("mailbox", SECOND, NOW) is None
    store.free_leases("vaert", NOW)
    assert store.take_lease("mailbox", SECOND, NOW)


def test_a_machine_whose_clock_is_ahead_takes_nothing_on_postgresql(postgres_store):
    """What is held here for a minute by the database's clock is not free because a visitor's clock is a day ahead."""
    store, ahead = postgres_store, NOW + timedelta(days=1)
    claimed(store)
    store.change((), [a_mail()], NOW)
    store.sending(store.claim_mail(FIRST, NOW), NOW)
    store.take_lease("mailbox", FIRST, NOW)
    assert next_letter(store, SECOND, ahead) is None
    assert store.claim_mail(SECOND, ahead) is None
    assert store.take_lease("mailbox", SECOND, ahead) is None
    assert store.mails()[0].state.name == "SENDING"


def test_the_clock_of_leases_is_the_databases_on_postgresql_and_the_callers_on_sqlite(postgres_store, fresh_store):
    ahead = NOW + timedelta(days=4000)
    assert fresh_store.lease_clock(ahead) == ahead
    assert postgres_store.lease_clock(ahead) < ahead


def test_what_becomes_ready_is_heard_by_other_processes_on_postgresql(postgres_store):
    store = postgres_store
    ear = store.ear()
    assert ear.hear(0) == frozenset(Told)  # just opened: anything may have been missed
    work = claimed(store)
    assert ear.hear(5) == {Told.LETTERS}
    store.finish_letter(work, ended(), owing(a_mail()), NOW)
    assert _all_heard(ear) == {Told.DONE, Told.MAILS}
    assert ear.hear(0.01) == frozenset()
    ear.close()


@pytest.mark.parametrize("password", ["a b", "a+b", "a%20b", "p@ss:w/rd", "æ'\"\\"])
def test_libpq_reads_an_address_as_the_engine_does(password):
    """A password with a space, or an option with one, must open the ear and PostgreSQL's own tools too."""
    url = URL.create("postgresql", "tovholder", password, "db.example", 5433, "base", {"options": "-c a=1"})
    read = libpq_parameters(make_url(url.render_as_string(hide_password=False)))
    wanted = {"host": "db.example", "port": 5433, "dbname": "base", "user": "tovholder", "options": "-c a=1"}
    assert read == wanted | {"password": password}
    assert conninfo_to_dict(conninfo(read)) == {name: str(value) for name, value in read.items()}


def test_the_ear_hears_with_an_option_that_holds_a_space(postgres, postgres_store):
    url = make_url(postgres_store.db.write.url).update_query_dict({"options": "-c lock_timeout=10s"})
    store = open_store(url.render_as_string(hide_password=False), KEYS)
    ear = store.ear()
    assert ear.hear(0) == frozenset(Told)
    ear.close()
    store.close()


def _all_heard(ear) -> set[Told]:
    heard: set[Told] = set()
    while some := ear.hear(0.5):
        heard |= some
    return heard


def test_nobody_listens_on_sqlite(fresh_store):
    assert fresh_store.ear() is None


def test_a_second_process_on_the_same_file_is_refused_and_told_which_has_it(fresh_file):
    url = f"sqlite:///{fresh_file}"
    ask = f"from storage.alone import alone\nwith alone({url!r}): print('inde')"
    with alone(url):
        refused = _python(ask)
        assert refused.returncode == 1
        assert f"kører allerede på denne database (proces {os.getpid()})" in refused.stderr
    assert _python(ask).stdout == "inde\n"


def test_a_killed_process_leaves_the_file_free(fresh_file):
    url = f"sqlite:///{fresh_file}"
    die = "import os; os.kill(os.getpid(), 9)"
    assert _python(f"from storage.alone import alone\nwith alone({url!r}): {die}").returncode == -9
    with alone(url), pytest.raises(RefusedError), alone(url):
        pass


def test_postgresql_takes_as_many_as_there_are():
    url = "postgresql://tovholder@db.example/tovholder"
    with alone(url), alone(url):
        pass


def _python(code: str) -> "subprocess.CompletedProcess[str]":
    here = Path(__file__).parents[2]
    return subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True)
