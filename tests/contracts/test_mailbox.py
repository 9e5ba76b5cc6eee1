"""What every Mailbox promises, asked of the one in memory, of Dovecot and of the demo's; then what only IMAP shows."""

import contextlib
import gc
import hashlib
import imaplib
import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.errors import MailboxError, SettingsError
from cases.letters import Arrival
from cases.login import Password, Token
from intake.imap import ImapAccount, ImapMailbox, ImapWatcher, connect
from intake.mailbox import Mailbox, MailGoneError
from service.demo.mailbox import EmbeddedMailbox
from service.tokens import AppLogin, token_source
from tests.fakes.mailbox import FakeMailbox
from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.tokens import token_server

USER = "ansoegning@kommune.test"
PASSWORD = 'blåbær og "fløde"'
MORNING = datetime(2026, 9, 1, 6, 30, tzinfo=UTC)


def a_mail(subject: str = "Ansøgning", size: int = 0) -> bytes:
    head = f"From: kontor@skole.test\r\nSubject: {subject}\r\n\r\n".encode()
    return head + b"Hej\r\n" + (b"x" * 76 + b"\r\n") * (size // 78)


@dataclass
class Place:
    """A mailbox to ask, and the ways to do to it what schools and colleagues do."""

    mailbox: Mailbox
    put: Callable[[bytes], object]
    mails: Callable[[str], list[bytes]]
    empty: Callable[[], object]
    renumber: Callable[[], object]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


_users = iter(range(1000))


def a_user(server: Dovecot) -> str:
    name = f"u{next(_users)}-{USER}"
    server.add_user(name, PASSWORD)
    return name


def account_of(server: Dovecot, user: str) -> ImapAccount:
    return ImapAccount(server.host, server.imaps_port, "tls", user, ca_file=server.ca_file)


def in_memory(_: pytest.FixtureRequest) -> Iterator[Place]:
    fake = FakeMailbox()

    def renumber() -> None:
        fake.uid_validity += 1

    yield Place(
        fake,
        lambda raw: fake.put(raw, received=MORNING),
        fake.mails,
        lambda: fake.folders["INBOX"].clear(),
        renumber,
    )


def on_dovecot(request: pytest.FixtureRequest) -> Iterator[Place]:
    server: Dovecot = request.getfixturevalue("server")
    user = a_user(server)
    mailbox = ImapMailbox(account_of(server, user), Password(PASSWORD))
    yield Place(
        mailbox,
        lambda raw: server.append(user, raw, received=MORNING),
        lambda folder: server.mails(user, folder),
        lambda: server.delete_all(user),
        lambda: server.set_uid_validity(user, 4242),
    )
    mailbox.close()


def in_the_demo(_: pytest.FixtureRequest) -> Iterator[Place]:
    with EmbeddedMailbox(USER, "demo") as embedded:
        account = ImapAccount("127.0.0.1", embedded.port, "none", USER)

        @contextlib.contextmanager
        def session() -> Iterator[imaplib.IMAP4]:
            with imaplib.IMAP4("127.0.0.1", embedded.port) as talk:
                talk.login(USER, "demo")
                yield talk

        def put(raw: bytes) -> None:
            with session() as talk:
                talk.append("INBOX", "", imaplib.Time2Internaldate(MORNING), raw)

        def mails(folder: str) -> list[bytes]:
            with session() as talk:
                talk.select(f'"{folder.replace("å", "&AOU-")}"', readonly=True)
                return [item[1] for item in talk.uid("FETCH", "1:*", "(BODY.PEEK[])")[1] if isinstance(item, tuple)]

        def empty() -> None:
            with session() as talk:
                talk.select("INBOX")
                talk.uid("STORE", "1:*", "+FLAGS", "(\\Deleted)")
                talk.expunge()

        mailbox = ImapMailbox(account, Password("demo"))
        yield Place(mailbox, put, mails, empty, lambda: pytest.skip("the demo's mailbox is never renumbered"))
        mailbox.close()


REAL = pytest.mark.slow


@pytest.fixture(params=[in_memory, pytest.param(on_dovecot, marks=REAL), pytest.param(in_the_demo, marks=REAL)])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    yield from request.param(request)


def fetched(mailbox: Mailbox, arrival: Arrival) -> bytes:
    into = io.BytesIO()
    digest = mailbox.fetch(arrival, into)
    assert digest == hashlib.sha256(into.getvalue()).hexdigest()
    return into.getvalue()


def test_an_empty_folder_has_no_arrivals(place: Place) -> None:
    assert place.mailbox.arrivals() == ()


def test_each_mail_is_listed_with_its_size_and_the_server_time_oldest_first(place: Place) -> None:
    place.put(a_mail("en"))
    place.put(a_mail("to, lidt længere"))
    arrivals = place.mailbox.arrivals()
    assert [arrival.size for arrival in arrivals] == [len(a_mail("en")), len(a_mail("to, lidt længere"))]
    assert [arrival.received for arrival in arrivals] == [MORNING, MORNING]
    assert arrivals[0].place.uid < arrivals[1].place.uid


def test_a_mail_is_fetched_byte_for_byte(place: Place) -> None:
    place.put(a_mail("æøå"))
    assert fetched(place.mailbox, place.mailbox.arrivals()[0]) == a_mail("æøå")


def test_fetching_leaves_the_mail_where_it_is(place: Place) -> None:
    place.put(a_mail())
    fetched(place.mailbox, place.mailbox.arrivals()[0])
    assert len(place.mailbox.arrivals()) == 1


def test_a_moved_mail_lies_in_the_other_folder_and_only_there(place: Place) -> None:
    place.mailbox.prepare(["Behandlet"])
    place.put(a_mail())
    there = place.mailbox.arrivals()
    assert place.mailbox.move(there, "Behandlet") == set(there)
    assert (place.mails("INBOX"), place.mails("Behandlet")) == ([], [a_mail()])


def test_moving_into_a_folder_that_somebody_deleted_creates_it(place: Place) -> None:
    place.put(a_mail())
    place.mailbox.move(place.mailbox.arrivals(), "Til gennemsyn på ny")
    assert place.mails("Til gennemsyn på ny") == [a_mail()]


def test_several_are_moved_at_once_and_twice_is_harmless(place: Place) -> None:
    for subject in ("en", "to", "tre"):
        place.put(a_mail(subject))
    there = place.mailbox.arrivals()
    assert [place.mailbox.move(there[:2], "Behandlet") for _ in range(2)] == [set(there[:2])] * 2
    assert (place.mails("INBOX"), len(place.mails("Behandlet"))) == ([a_mail("tre")], 2)


def test_preparing_twice_is_harmless(place: Place) -> None:
    for _ in range(2):
        place.mailbox.prepare(["Behandlet", "Til gennemsyn"])
    assert place.mails("Til gennemsyn") == []


def test_a_mail_that_somebody_deleted_comes_whole_or_is_gone_but_never_empty(place: Place) -> None:
    place.mailbox.prepare(["Behandlet"])
    place.put(a_mail())
    arrival = place.mailbox.arrivals()[0]
    place.empty()
    with contextlib.suppress(MailGoneError):  # or else whole: IMAP lets a server show it until it has said EXPUNGE
        assert fetched(place.mailbox, arrival) == a_mail()
    assert place.mailbox.move([arrival], "Behandlet") == {arrival}
    assert place.mails("Behandlet") == []
    with pytest.raises(MailGoneError):
        place.mailbox.fetch(arrival, io.BytesIO())


def test_after_renumbering_an_old_place_is_never_taken_for_a_new_mail(place: Place) -> None:
    place.put(a_mail())
    before = place.mailbox.arrivals()[0]
    place.renumber()
    assert place.mailbox.move([before], "Behandlet") == {before}
    after = place.mailbox.arrivals()[0]
    assert after.place.uid_validity != before.place.uid_validity
    with pytest.raises(MailGoneError):
        place.mailbox.fetch(before, io.BytesIO())
    assert fetched(place.mailbox, after) == a_mail()


def test_another_mail_at_the_same_place_is_not_moved(place: Place) -> None:
    """A server that lost its index gave the UID to a mail that nobody has read."""
    place.put(a_mail())
    there = place.mailbox.arrivals()[0]
    place.mailbox.move([replace(there, size=there.size + 1)], "Behandlet")
    place.mailbox.move([replace(there, received=there.received + timedelta(days=1))], "Behandlet")
    assert place.mailbox.arrivals() == (there,)


@pytest.mark.slow
class TestOnlyARealServer:
    """IMAP as it is: big mails, dying connections, IDLE, tokens, and refusals told in one sentence."""

    @pytest.fixture
    def user(self, server: Dovecot) -> str:
        return a_user(server)

    @pytest.fixture
    def mailbox(self, server: Dovecot, user: str) -> Iterator[ImapMailbox]:
        box = ImapMailbox(account_of(server, user), Password(PASSWORD))
        yield box
        box.close()

    @pytest.mark.parametrize("size", [1 << 20, 5 << 20, 5_300_123])
    def test_a_big_mail_comes_whole_in_pieces(
        self, server: Dovecot, user: str, mailbox: ImapMailbox, size: int
    ) -> None:
        raw = a_mail(size=size)
        raw += b"y" * (size - len(raw)) if size > len(raw) else b""
        server.append(user, raw)
        assert fetched(mailbox, mailbox.arrivals()[0]) == raw

    def test_more_mails_than_one_command_names_are_all_listed(
        self, server: Dovecot, user: str, mailbox: ImapMailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("intake.imap.BATCH", 3)
        for number in range(8):
            server.append(user, a_mail(str(number)))
        assert len(mailbox.arrivals()) == 8

    def test_mail_that_a_person_has_read_is_work_all_the_same(
        self, server: Dovecot, user: str, mailbox: ImapMailbox
    ) -> None:
        server.append(user, a_mail())
        server.doveadm("flags", "add", "-u", user, "\\Seen \\Answered", "mailbox", "INBOX", "all")
        assert len(mailbox.arrivals()) == 1

    def test_a_connection_that_the_server_closed_is_opened_again(
        self, server: Dovecot, user: str, mailbox: ImapMailbox
    ) -> None:
        mailbox.arrivals()
        server.append(user, a_mail())
        server.hang_up(user)
        assert len(mailbox.arrivals()) == 1

    def test_fetched_mails_are_not_formatted_for_a_log(self, server: Dovecot, user: str) -> None:
        """imaplib's private `debug` costs ten times the CPU when it is left at 5; a new imapclient must not undo it."""
        client = connect(account_of(server, user), Password(PASSWORD))
        assert client._imap.debug == 0
        client.logout()

    def test_nothing_of_a_session_reaches_the_log(
        self, server: Dovecot, user: str, mailbox: ImapMailbox, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            server.append(user, a_mail("hemmeligt"))
            fetched(mailbox, mailbox.arrivals()[0])
        assert not [word for word in (USER, PASSWORD, "hemmeligt", "kontor@") if word in caplog.text]

    def test_a_new_mail_is_noticed_at_once(self, server: Dovecot, user: str) -> None:
        with contextlib.closing(ImapWatcher(account_of(server, user), Password(PASSWORD))) as watcher:
            watcher.begin()
            server.append(user, a_mail())
            assert watcher.wait(30)

    def test_silence_is_no_news_and_renewing_goes_on_listening(self, server: Dovecot, user: str) -> None:
        with contextlib.closing(ImapWatcher(account_of(server, user), Password(PASSWORD))) as watcher:
            assert not watcher.wait(0.05)
            watcher.renew()
            server.append(user, a_mail())
            assert watcher.wait(30)

    def test_the_watcher_says_when_its_connection_died_and_can_begin_again(self, server: Dovecot, user: str) -> None:
        with contextlib.closing(ImapWatcher(account_of(server, user), Password(PASSWORD))) as watcher:
            watcher.begin()
            server.hang_up(user)
            with pytest.raises(MailboxError):
                for _ in range(3):
                    watcher.wait(30)
            server.append(user, a_mail())
            watcher.begin()
            assert not watcher.wait(0.05)

    def test_starttls_is_as_good_as_tls(self, server: Dovecot, user: str) -> None:
        account = replace(account_of(server, user), port=server.imap_port, security="starttls")
        with contextlib.closing(ImapMailbox(account, Password(PASSWORD))) as mailbox:
            assert mailbox.arrivals() == ()

    @pytest.mark.parametrize("direct", [True, False], ids=["token endpoint", "Microsoft's way"])
    def test_an_app_logs_in_with_a_token(self, server: Dovecot, user: str, direct: bool) -> None:
        with token_server(user, "hemmelighed", None if direct else certificates(server)) as tokens:
            server.trust_tokens(tokens.key_id, tokens.public_key)
            login = AppLogin(
                tokens.client_id,
                "https://mail.test/.default",
                secret=tokens.secret,
                authority=tokens.authority,
                token_endpoint=tokens.token_endpoint if direct else "",
                ca_file=None if direct else server.ca_file,
            )
            with contextlib.closing(ImapMailbox(account_of(server, user), Token(token_source(login)))) as mailbox:
                assert mailbox.arrivals() == ()

    @pytest.mark.parametrize(
        ("change", "advice"),
        [
            ({"lifetime": -60}, "udløbet"),
            ({"secret": "en ny"}, "klienthemmelighed er forkert"),
            ({"error": {"error": "invalid_client", "error_description": "AADSTS7000222: ..."}}, "udløbet"),
            ({"error": {"error": "server_error"}}, "udsteder ikke"),
        ],
    )
    def test_a_token_that_does_not_do_is_told(
        self, server: Dovecot, user: str, change: dict[str, object], advice: str
    ) -> None:
        with token_server(user, "hemmelighed") as tokens:
            server.trust_tokens(tokens.key_id, tokens.public_key)
            login = AppLogin(tokens.client_id, "scope", secret="hemmelighed", token_endpoint=tokens.token_endpoint)
            for name, value in change.items():
                setattr(tokens, name, value)
            refused(ImapMailbox(account_of(server, user), Token(token_source(login))), advice)

    def test_no_token_server_is_told(self, server: Dovecot, user: str) -> None:
        login = AppLogin("app", "scope", secret="x", token_endpoint="http://localhost:1/token")
        refused(ImapMailbox(account_of(server, user), Token(token_source(login))), "Tokenserveren kan ikke nås")

    def test_a_wrong_password_is_told(self, server: Dovecot, user: str) -> None:
        refused(ImapMailbox(account_of(server, user), Password("forkert")), "adgangskoden")

    @pytest.mark.parametrize(
        ("change", "advice"),
        [
            ({"ca_file": None}, "certifikat kan ikke godkendes"),
            ({"ca_file": "/findes/ikke.pem"}, "ca_file"),
            ({"host": "findes-ikke.invalid"}, "navn findes ikke"),
            ({"port": 1}, "svarer ikke på den port"),
            ({"folder": "Findes ikke"}, "Mappen findes ikke"),
        ],
    )
    def test_each_wrong_setting_is_told(
        self, server: Dovecot, user: str, change: dict[str, object], advice: str
    ) -> None:
        account = replace(account_of(server, user), **change)
        refused(ImapMailbox(account, Password(PASSWORD)), advice)

    def test_a_certificate_for_another_name_is_not_trusted(
        self, server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import socket

        found = socket.getaddrinfo
        monkeypatch.setattr("socket.getaddrinfo", lambda host, *rest: found("127.0.0.1", *rest))
        account = replace(account_of(server, user), host="mail.en-anden.test")
        refused(ImapMailbox(account, Password(PASSWORD)), "certifikat kan ikke godkendes")

    def test_tls_on_the_port_without_it_is_told(self, server: Dovecot, user: str) -> None:
        account = replace(account_of(server, user), port=server.imap_port)
        refused(ImapMailbox(account, Password(PASSWORD)), "taler ikke TLS")

    def test_a_server_without_tls_never_gets_the_password(self) -> None:
        with dovecot(tls=False) as plain:
            plain.add_user(USER, PASSWORD)
            account = ImapAccount(plain.host, plain.imap_port, "starttls", USER)
            refused(ImapMailbox(account, Password(PASSWORD)), "tilbyder ikke TLS")
            assert "Login" not in (plain.directory / "dovecot.log").read_text()
            with contextlib.closing(ImapMailbox(replace(account, security="none"), Password(PASSWORD))) as at_home:
                assert at_home.arrivals() == ()


def test_without_tls_only_this_machine_is_asked() -> None:
    mailbox = ImapMailbox(ImapAccount("mail.kommune.test", 143, "none", USER), Password(PASSWORD))
    with pytest.raises(SettingsError):
        mailbox.arrivals()


def certificates(server: Dovecot) -> Certificates:
    return Certificates(*(server.directory / name for name in ("ca.pem", "cert.pem", "key.pem")))


def refused(mailbox: ImapMailbox, advice: str) -> None:
    """It ends in one sentence with this advice, and without anything personal."""
    with pytest.raises(MailboxError, match=advice) as caught:
        mailbox.arrivals()
    said = str(caught.value)
    assert "\n" not in said
    assert not [word for word in (USER, PASSWORD, "forkert!") if word in said]
    gc.collect()  # a socket left open would show here
