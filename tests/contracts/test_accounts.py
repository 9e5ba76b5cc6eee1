"""What `cases.accounts` promises, held on the fake, on SQLite and on PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from cases.accounts import Access, AccessLog, Accounts, Doorkeeper, Errand, Purpose, Role, Sessions, TryLimits, User
from cases.errors import RefusedError, StaleError
from storage import Store
from tests.fakes.accounts import FakeAccounts
from tests.storage.examples import NOW, open_one

pytest_plugins = ("tests.storage.databases",)

KAREN = User(0, "Karen.Holm", "Karen Holm", Role.COORDINATOR, password="$argon2id$x")
LATER = NOW + timedelta(minutes=5)
LONG_AGO = NOW - timedelta(days=1)


class Contract:
    """What both must do."""

    def test_each_fulfils_every_protocol(self, accounts) -> None:
        people: Accounts = accounts
        sessions: Sessions = accounts
        doors: Doorkeeper = accounts
        log: AccessLog = accounts
        assert (people.users(), sessions.session("x"), doors.take_errand("x", "y", NOW), log.accesses()) == (
            (),
            None,
            None,
            (),
        )

    def test_an_account_is_found_by_its_login_however_it_is_typed(self, accounts) -> None:
        added = accounts.add_user(KAREN, NOW)
        assert (added.login, accounts.user("KAREN.holm"), accounts.user("anna")) == ("karen.holm", added, None)
        assert accounts.users() == (added,)
        assert accounts.user("karen.holm").password == "$argon2id$x"

    def test_a_login_is_one_persons(self, accounts) -> None:
        accounts.add_user(KAREN, NOW)
        with pytest.raises(RefusedError):
            accounts.add_user(replace(KAREN, login="KAREN.HOLM", name="En anden"), NOW)
        assert len(accounts.users()) == 1

    def test_who_signs_in_elsewhere_is_found_by_who_they_are_there(self, accounts) -> None:
        added = accounts.add_user(replace(KAREN, password=None, subject="https://login.example abc"), NOW)
        assert (accounts.user_by_subject("https://login.example abc").id, added.bound) == (added.id, True)
        assert accounts.user_by_subject("https://login.example abd") is None
        accounts.change_user(replace(accounts.user("karen.holm"), name="Karen H"), NOW)
        assert accounts.user_by_subject("https://login.example abc").name == "Karen H"
        assert accounts.user("karen.holm").bound

    @pytest.mark.parametrize(
        ("change", "stays"),
        [
            ({"name": "Karen H"}, True),
            ({"disabled": True}, False),
            ({"password": "y"}, False),
            ({"role": Role.READER}, False),
        ],
    )
    def test_sessions_end_with_what_they_were_opened_for(self, accounts, change, stays) -> None:
        """Another name is no matter; another password or role, or a disabled account, ends every session at once."""
        user = accounts.add_user(KAREN, NOW)
        accounts.open_session("token", user, NOW, LONG_AGO)
        accounts.change_user(replace(user, **change), LATER)
        assert (accounts.session("token") is not None) is stays

    def test_a_session_that_is_opened_while_its_account_is_closed_is_none(self, accounts) -> None:
        user = accounts.add_user(replace(KAREN, disabled=True), NOW)
        accounts.open_session("token", user, NOW, LONG_AGO)
        assert accounts.session("token") is None

    def test_an_account_that_is_not_there_cannot_be_changed(self, accounts) -> None:
        with pytest.raises(StaleError):
            accounts.change_user(replace(KAREN, id=77), NOW)

    def test_a_session_is_known_by_its_token_alone_until_it_ends(self, accounts) -> None:
        user = accounts.add_user(KAREN, NOW)
        accounts.open_session("one", user, NOW, LONG_AGO)
        accounts.open_session("two", user, NOW, LONG_AGO)
        accounts.touch_session("one", LATER)
        one = accounts.session("one")
        assert (one.user.id, one.opened, one.seen, one.message) == (user.id, NOW, LATER, False)
        accounts.end_session("one")
        assert [accounts.session(token) for token in ("one", "")] == [None, None]
        assert accounts.session("two") is not None
        accounts.end_sessions(user)
        assert accounts.session("two") is None

    def test_old_sessions_are_cleared_away_when_a_new_one_opens(self, accounts) -> None:
        user = accounts.add_user(KAREN, NOW)
        accounts.open_session("old", user, LONG_AGO, LONG_AGO)
        accounts.open_session("new", user, NOW, NOW - timedelta(hours=10))
        assert accounts.session("old") is None

    def test_a_message_is_taken_once(self, accounts) -> None:
        accounts.open_session("token", accounts.add_user(KAREN, NOW), NOW, LONG_AGO)
        accounts.leave_message("token", {"text": "T-2026-0001 er klar.", "fields": (("a", "b"),)})
        assert accounts.session("token").message
        assert accounts.take_message("token") == {"text": "T-2026-0001 er klar.", "fields": [["a", "b"]]}
        assert (accounts.session("token").message, accounts.take_message("token")) == (False, None)

    def test_too_many_tries_of_a_login_or_from_an_address_are_refused_until_they_are_old(self, accounts) -> None:
        limits = TryLimits(NOW - timedelta(minutes=15), per_login=2, per_address=3)
        asked = [
            ("karen", "a"),
            ("KAREN", "b"),
            ("karen", "c"),
            ("anna", "a"),
            ("bo", "a"),
            ("cecilie", "a"),
            ("dan", "d"),
        ]
        assert [accounts.try_sign_in(*who, NOW, limits) for who in asked] == [
            True,
            True,
            False,
            True,
            True,
            False,
            True,
        ]
        later = NOW + timedelta(minutes=16)
        assert accounts.try_sign_in("karen", "a", later, replace(limits, since=later - timedelta(minutes=15)))

    def test_the_right_password_forgives_the_tries_of_that_login_from_that_address(self, accounts) -> None:
        limits = TryLimits(NOW - timedelta(minutes=15), per_login=2, per_address=9)
        for address in ("a", "b"):
            assert accounts.try_sign_in("karen", address, NOW, limits)
        accounts.forgive_tries("Karen", "a")
        assert [accounts.try_sign_in("karen", "a", NOW, limits) for _ in range(2)] == [True, False]

    def test_an_errand_is_run_once_in_the_browser_that_began_it_and_not_for_ever(self, accounts) -> None:
        errand = Errand("nonce", "verifier", "/sag/T-2026-0001")
        for state in ("one", "two"):
            accounts.begin_errand(state, "browser", errand, NOW, LONG_AGO)
        assert accounts.take_errand("one", "another", LONG_AGO) is None
        assert [accounts.take_errand("one", "browser", LONG_AGO) for _ in range(2)] == [errand, None]
        assert accounts.take_errand("two", "browser", LATER) is None

    def test_the_access_log_tells_who_when_what_and_why_in_order(self, accounts) -> None:
        user = accounts.add_user(KAREN, NOW)
        first = Access(NOW, user.id, "karen.holm", Role.COORDINATOR, "T-2026-0001", Purpose.OPENED)
        second = replace(first, at=LATER, purpose=Purpose.REVEALED, why="Ringede til skolen")
        for line in (first, second):
            accounts.note_access(line)
        assert accounts.accesses() == (first, second)
        assert accounts.accesses(since=LATER) == (second,)
        assert (accounts.accesses(case="T-2026-0001"), accounts.accesses(case="T-2026-0002")) == ((first, second), ())
        aside = replace(first, case=None, purpose=Purpose.LETTER, why="Ringede", letter=1)
        accounts.note_access(aside)
        assert (accounts.accesses()[-1], accounts.accesses(case="T-2026-0001")) == (aside, (first, second))
        assert (accounts.has_looked(first.user), accounts.has_looked(first.user + 99)) == (True, False)

    def test_there_is_no_way_to_change_or_take_away_a_line_of_the_access_log(self, accounts) -> None:
        """Only these two of the store's doings know of it."""
        assert {name for name in dir(accounts) if "access" in name and name[0] != "_"} == {"note_access", "accesses"}


class TestFake(Contract):
    """The one in memory."""

    @pytest.fixture
    def accounts(self) -> FakeAccounts:
        return FakeAccounts()


@pytest.mark.slow
class TestStore(Contract):
    """The real one, on both databases."""

    @pytest.fixture
    def accounts(self, store: Store) -> Store:
        open_one(store)  # a case to open, T-2026-0001
        return store

    def test_many_tries_at_once_are_all_counted(self, accounts: Store) -> None:
        limits = TryLimits(LONG_AGO, per_login=5, per_address=100)
        with ThreadPoolExecutor(12) as pool:
            let = list(pool.map(lambda n: accounts.try_sign_in("karen", str(n), NOW, limits), range(12)))
        assert let.count(True) == 5
