"""The sample letters: whole mails of every sort, the same every time, that end as they say."""

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from cases.cpr import WRITTEN
from cases.letters import Ending
from cases.mails import MailState
from cases.people import School
from intake.letter import parse_letter
from intake.outcome import ROBOTS
from intake.senders import why_not_answer
from replies.owed import Reply
from service.demo.settings import USER, demo_settings
from service.demo.show import arrives
from service.registers import read_schools
from service.samples.letters import DEADLINE_BEFORE, SORTS, SampleLetter, sample_letters
from service.samples.machine_mail import RETURNED, bounce, calendar_reply, newsletter, out_of_office
from service.samples.mail_programs import Written, apple_mail, outlook, webmail
from service.samples.people import PUPILS, Sender, secretary
from service.samples.school_mail import Desk
from service.settings import EXAMPLES
from service.wiring import open_app
from tests.fakes.mailbox import FakeMailbox

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
NUMBERS = {"150312-9993", "240813-9993", "070909-9993", "311210-9994", "190514-9994"}
"""The only CPR numbers that may be used: they can belong to nobody."""
SCHOOLS, _ = read_schools((EXAMPLES / "silkeborg-skoler.csv").read_bytes())
ONCE_ONLY = {"locked"}
"""Letters whose bytes differ each time: a locked PDF has a random salt."""


PROGRAMS = {
    outlook: rb'filename="=\?iso-8859-1\?q\?Gjern_Skole_-_L=E6rke_Holst=2Epdf\?="',
    apple_mail: rb"inline; filename\*=utf-8''Gjern%20Skole%20-%20L%C3%A6rke%20Holst.pdf",
    webmail: rb"attachment; filename\*=UTF-8''Gjern%20Skole%20-%20L%C3%A6rke%20Holst.pdf",
}
"""How each mail program writes "Gjern Skole - Lærke Holst.pdf"."""


def a_written(name: str = "Gjern Skole - Lærke Holst.pdf", content: bytes = b"%PDF-1.7\n") -> Written:
    sender = Sender("Bjørn Aaboe", "kontor@gjern.example")
    return Written(sender, USER, name.rsplit(".", 1)[0], "Hej\næøå €", NOW, ((name, content),))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_each_mail_program_has_its_own_way_with_names_and_all_are_read(program):
    raw = program(a_written())
    assert re.search(PROGRAMS[program], raw)
    letter = parse_letter(raw)
    assert (letter.sender, letter.subject, letter.faults) == ("kontor@gjern.example", "Gjern Skole - Lærke Holst", ())
    assert [(paper.name, paper.content) for paper in letter.papers] == [
        ("Gjern Skole - Lærke Holst.pdf", b"%PDF-1.7\n")
    ]
    assert "æøå €" in letter.body


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_a_long_name_with_letters_from_everywhere_comes_through_every_mail_program(program):
    name = "Rudolf Steiner-Skolen i Silkeborg - Zuzanna Wójcik-Åkjær af Grønnegård og Łukasz Żak-Ørsted i 5.b.pdf"
    letter = parse_letter(program(a_written(name)))
    assert [paper.name for paper in letter.papers] == [name]
    assert letter.subject == name.removesuffix(".pdf")


@pytest.mark.parametrize("write", [bounce, newsletter, out_of_office, calendar_reply], ids=lambda write: write.__name__)
def test_what_a_program_writes_is_known_as_such(write):
    earlier = {RETURNED: webmail(a_written())}
    desk = Desk(SCHOOLS[0], secretary(SCHOOLS[0], 0), secretary(SCHOOLS[0], 1), USER, NOW, earlier)
    letter = parse_letter(write(desk))
    assert (letter.faults, letter.papers[1:]) == ((), ())
    why = why_not_answer(letter, own_addresses=(USER,), registered=True, verified="verified")
    assert why in ROBOTS


def test_there_is_a_letter_of_every_sort_and_each_has_a_line_that_says_what_it_is():
    assert len(SORTS) >= 25
    assert len({sort.title for sort in SORTS}) == len({sort.code for sort in SORTS}) == len(SORTS)
    assert {sort.expected.ending for sort in SORTS} == set(Ending)
    replies = {None, Reply.ACKNOWLEDGEMENT, Reply.LACKING, Reply.UNREADABLE}
    assert {sort.expected.reply for sort in SORTS} == replies


@pytest.mark.parametrize("school", SCHOOLS, ids=lambda school: school.name)
def test_every_secretary_writes_from_an_address_that_the_register_knows(school):
    assert "@" + secretary(school, 3).domain in school.senders


def test_only_invented_numbers_are_used():
    assert {pupil.cpr for pupil in PUPILS.values()} == NUMBERS


@cache
def letters() -> dict[str, SampleLetter]:
    return {letter.code: letter for letter in sample_letters(NOW, SCHOOLS, USER)}


@pytest.mark.slow
def test_the_same_arguments_give_the_same_letters():
    again = {letter.code: letter for letter in sample_letters(NOW, SCHOOLS, USER)}
    assert again.keys() == letters().keys()
    for code in again.keys() - ONCE_ONLY:
        assert again[code] == letters()[code]


@pytest.mark.slow
def test_letters_come_in_order_and_never_from_the_future():
    received = [letter.received for letter in sample_letters(NOW, SCHOOLS[:1], USER)]
    assert received == sorted(received)
    assert received[-1] < NOW


@pytest.mark.slow
def test_the_late_letter_came_on_the_day_after_the_deadline_and_the_others_long_after_it():
    late = letters()["late"].received
    assert late.date() == (NOW - DEADLINE_BEFORE).date() + timedelta(days=1)
    assert all(NOW - letter.received < timedelta(days=5) for letter in letters().values() if letter.code != "late")


@pytest.mark.slow
def test_the_demos_mails_arrive_when_they_are_delivered_all_but_the_late_one():
    """So that nobody waits for an answer since before the demo began."""
    arrived = {code: arrives(letter, NOW) for code, letter in letters().items()}
    assert arrived.pop("late") == letters()["late"].received
    assert set(arrived.values()) == {NOW}


@pytest.mark.slow
@pytest.mark.parametrize("code", [sort.code for sort in SORTS])
def test_every_mail_is_whole_and_comes_from_an_example_address(code):
    """Parsed without a fault: a sender, our address, a subject, a Message-ID, lines that end as RFC 5322 asks."""
    raw = letters()[code].raw
    letter = parse_letter(raw)
    assert letter.faults == ()
    assert letter.sender.endswith(".example")
    assert letter.message_id
    assert letter.subject
    assert letter.all("to") == (USER,)
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.slow
def test_a_number_stands_in_one_subject_alone_and_in_no_file_name():
    for code, letter in letters().items():
        parsed = parse_letter(letter.raw)
        said = " ".join([parsed.body, *(paper.name for paper in parsed.papers)])
        assert not WRITTEN.search(said)
        assert bool(WRITTEN.search(parsed.subject)) == (code == "cpr-in-subject")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "papers"),
    [
        ("clean-scan", ["pdf"]),
        ("photo", ["image", "image"]),
        ("word", ["office"]),
        ("two-in-one", ["pdf", "pdf"]),
        ("no-attachment", []),
        ("link", []),
    ],
)
def test_papers_are_what_the_letter_says(code, papers):
    assert [paper.type for paper in parse_letter(letters()[code].raw).papers] == papers


@pytest.mark.slow
def test_the_duplicate_holds_the_very_file_in_another_mail():
    first, again = (parse_letter(letters()[code].raw) for code in ("clean-scan", "duplicate"))
    assert first.papers[0].sha256 == again.papers[0].sha256
    assert first.content_key != again.content_key


@pytest.mark.slow
def test_the_mail_seen_before_is_the_same_to_the_byte():
    assert letters()["seen-before"].raw == letters()["topic-scan"].raw


@pytest.mark.slow
def test_a_register_of_one_school_without_addresses_is_enough():
    (letter,) = (one for one in sample_letters(NOW, [School("Ny Skole")], USER) if one.code == "no-attachment")
    assert parse_letter(letter.raw).sender == "sekretaer@ny-skole.example"


@pytest.mark.slow
def test_every_letter_ends_and_is_answered_as_it_says(tmp_path):
    """Read for real, on a real store; only the mailbox is a stand-in and nothing is sent."""
    settings = demo_settings(tmp_path, 1, 1, 1, NOW.date())
    mailbox = FakeMailbox()
    for letter in letters().values():
        mailbox.put(letter.raw, received=letter.received)
    with closing(open_app(settings, clock=lambda: NOW)) as app, app.intake() as intake:
        intake.run(mailbox)
        rows = app.store.letters()
        answers = [mail for mail in app.store.mails() if mail.state is MailState.OWED]
        (number,) = next(row.cases for code, row in zip(letters(), rows, strict=True) if code == "bounce")
        heard = [event.what for event in app.store.history(number)]
    ended = dict(zip(letters(), [row.ending for row in rows], strict=True))
    assert ended == {letter.code: letter.expected.ending for letter in letters().values()}
    expected = [letter.expected.reply for letter in letters().values()]
    assert [mail.name for mail in answers] == list(filter(None, expected))
    assert len(mailbox.mails()) == 0
    assert (number, heard[-1]) == (dict(zip(letters(), rows, strict=True))[RETURNED].cases[0], "answer-bounced")
