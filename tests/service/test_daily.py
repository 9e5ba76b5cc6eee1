"""What time itself brings: each mail once, for its occasion, and late rather than never."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest

from cases.case import MACHINE, Actor, Case, Event, Status, Who
from cases.errors import StaleError
from cases.figures import CONTACT
from cases.findings import Weight
from cases.letters import Ending, LetterRow, PlanRow
from cases.mails import ADDRESS_UNCONFIRMED, CAME_BACK, SENDER_UNREGISTERED, MailRow, MailState, OutgoingMail
from cases.people import School
from cases.rounds import COPENHAGEN
from replies.facts import Context, addresses_of
from replies.mail import opened
from service.daily import UNPLANNED, carried, carry_over, owe_the_days_mails, today
from service.passes import SILENT, TRIED
from tests.replies.build import CONTEXT, NOW, SPRING, WINTER, a_case, a_finding

SCHOOLS = (
    School("Ans Skole", senders=("Kontor@ansskole.example",)),
    School("Balleskolen", senders=("@balle.example",)),
)
AWAY = timedelta(minutes=30)
FRIDAY = NOW
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=COPENHAGEN)
LACKING = a_case("T-2026-0142", a_finding("cpr-missing"))


def at(moment: datetime | date, hour: int = 9) -> Context:
    """The day's context, seen at a moment; a date alone is its morning at nine."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, hour, tzinfo=COPENHAGEN)
    return replace(CONTEXT, now=moment, senders=addresses_of(SCHOOLS))


@dataclass
class Shelf:
    """A store in memory, as far as the day asks; a mail is kept once for each key."""

    held: tuple[Case, ...] = ()
    past: dict[str, tuple[Event, ...]] = field(default_factory=dict)
    noted: dict[str, datetime] = field(default_factory=dict)
    came: tuple[LetterRow, ...] = ()
    planned: tuple[str, ...] = ()
    owed: dict[str, OutgoingMail] = field(default_factory=dict)
    stale: tuple[str, ...] = ()
    sent: tuple[MailRow, ...] = ()

    def cases(self, *, round_name=None, statuses=()):
        return tuple(
            case for case in self.held if round_name in (None, case.round) and (not statuses or case.status in statuses)
        )

    def history(self, number):
        return self.past.get(number, ())

    def letters(self):
        return self.came

    def mails(self, *, case=None):
        return tuple(mail for mail in self.sent if case in (None, *mail.cases))

    def notes(self):
        return self.noted

    def note(self, name, moment):
        self.noted[name] = moment

    def plan(self, round_name):
        return PlanRow(1, round_name, NOW, {}, {}) if round_name in self.planned else None

    def change(self, changes, mails, now):
        for case, _events in changes:
            if case.number in self.stale:
                raise StaleError("ændret imens")
            self.held = tuple(case if held.number == case.number else held for held in self.held)
        for mail in mails:
            self.owed.setdefault(mail.key, mail)

    def told(self, name: str, moment: datetime | date, hour: int = 9) -> list[OutgoingMail]:
        """The mails of a name that come to be owed at a moment."""
        before = set(self.owed)
        owe_the_days_mails(self, SCHOOLS, at(moment, hour), AWAY)
        return [mail for key, mail in self.owed.items() if key not in before and mail.name == name]


def asked_on(day: date, what: str = "status:mangler") -> Event:
    return Event(datetime(day.year, day.month, day.day, 10, tzinfo=COPENHAGEN), MACHINE, what)


WEIGHT = {"cpr-missing": Weight.BLOCKS, "late": Weight.NOTES}


class TestReminders:
    def shelf(self, case: Case = LACKING, *events: Event) -> Shelf:
        return Shelf((case,), {case.number: events or (asked_on(date(2026, 10, 1)),)})

    def test_the_school_is_reminded_after_a_week_and_after_two(self):
        """And not a third time, however often one asks."""
        shelf = self.shelf()
        days = [d for d in range(40) for _ in range(2) if shelf.told("paamindelse", date(2026, 10, 1) + timedelta(d))]
        assert days == [7, 14]

    def test_a_machine_that_slept_reminds_once(self):
        """The later reminder stands for both."""
        shelf = self.shelf()
        assert len(shelf.told("paamindelse", date(2026, 10, 20))) == 1
        assert shelf.told("paamindelse", date(2026, 10, 21)) == []

    def test_what_a_school_sent_since_starts_the_week_anew(self):
        """The answer to it said what still lacks."""
        shelf = self.shelf(LACKING, asked_on(date(2026, 10, 1)), asked_on(date(2026, 10, 6), "supplement"))
        assert shelf.told("paamindelse", date(2026, 10, 9)) == []
        assert len(shelf.told("paamindelse", date(2026, 10, 13))) == 1

    @pytest.mark.parametrize(
        "case",
        [
            replace(LACKING, status=Status.REVIEW),
            replace(LACKING, status=Status.WITHDRAWN),
            replace(LACKING, reply_to="fremmed@andet.example"),
            replace(LACKING, reply_to=""),
        ],
    )
    def test_nobody_else_is_reminded(self, case):
        """Only what lacks something, and never a stranger: automatic mails go to registered senders."""
        assert self.shelf(case).told("paamindelse", date(2026, 10, 9)) == []

    @pytest.mark.parametrize(
        ("states", "count"),
        [
            ((MailState.HELD,), 0),
            ((MailState.SENT,), 1),
            ((MailState.SENT, MailState.HELD), 0),
            ((MailState.HELD, MailState.SENT), 1),  # held at first, then the coordinator sent the case back
        ],
    )
    def test_a_scanner_that_was_not_answered_is_not_reminded(self, states, count):
        """A robot at a registered address was never asked, so nothing is owed to it."""
        shelf = replace(
            self.shelf(),
            sent=tuple(
                MailRow(n, "mangler", state, "", (LACKING.number,), NOW, None, f"<{n}@x>")
                for n, state in enumerate(states)
            ),
        )
        assert len(shelf.told("paamindelse", date(2026, 10, 9))) == count

    def test_an_address_that_a_person_confirmed_is_reminded(self):
        """That one, and no other."""
        stranger = replace(LACKING, reply_to="fremmed@andet.example", confirmed=("fremmed@andet.example",))
        assert len(self.shelf(stranger).told("paamindelse", date(2026, 10, 9))) == 1
        other = replace(stranger, reply_to="anden@andet.example")
        assert self.shelf(other).told("paamindelse", date(2026, 10, 9)) == []

    @pytest.mark.parametrize(
        ("codes", "findings", "says", "not_says"),
        [
            ("", ("cpr-missing", "late"), b"Elevens CPR-nummer", b"efter fristen"),
            ("late", ("cpr-missing", "late"), b"efter fristen", b"Elevens CPR-nummer"),
            ("late", ("cpr-missing",), None, None),  # what was picked has come: there is nothing to remind of
        ],
    )
    def test_what_a_person_picked_is_what_is_asked_for_again(self, codes, findings, says, not_says):
        """Not all that lacks, which the school was never asked for."""
        case = a_case("T-2026-0142", *(a_finding(code, WEIGHT[code]) for code in findings))
        picked = (replace(asked_on(date(2026, 10, 1), f"asked:{codes}"), actor=Actor(Who.PERSON, "Karen")),)
        shelf = self.shelf(case, asked_on(date(2026, 10, 1)), *(picked if codes else ()))
        mails = shelf.told("paamindelse", date(2026, 10, 9))
        assert len(mails) == (says is not None)
        for mail in mails:
            text = opened(mail).get_body(("plain",)).get_content().encode()
            assert (says in text, not_says in text) == (True, False)

    def test_a_whole_domain_is_registered_too(self):
        """Any address of it may be reminded."""
        assert self.shelf(replace(LACKING, reply_to="lise@balle.example")).told("paamindelse", date(2026, 10, 9))


class TestDeadlines:
    def test_schools_are_told_three_weeks_and_three_days_before(self):
        """Each address twice; a domain has no address to write to."""
        shelf = Shelf()
        days = [d for d in range(40, -1, -1) if shelf.told("frist", WINTER.deadline - timedelta(d))]
        assert days == [21, 3]

    def test_the_coordinator_is_told_that_a_round_is_closed(self):
        """How many are to be placed: what was withdrawn or declined is not among them."""
        held = [a_case("T-2026-0001"), LACKING, replace(a_case("T-2026-0003"), status=Status.DECLINED)]
        shelf = Shelf(tuple(held))
        assert shelf.told("runde-lukket", WINTER.deadline, 23) == []
        (mail,) = shelf.told("runde-lukket", WINTER.deadline + timedelta(1), 0)
        assert b"2 ans" in mail.raw
        assert shelf.told("runde-lukket", WINTER.deadline + timedelta(2)) == []

    @pytest.mark.parametrize(("days", "count"), [(5, 1), (7, 1), (8, 0)])
    def test_a_machine_that_slept_tells_it_within_a_week(self, days, count):
        """After that it is no news."""
        assert len(Shelf().told("runde-lukket", WINTER.deadline + timedelta(days))) == count


class TestTheMorning:
    @pytest.mark.parametrize(
        ("moment", "count"),
        [
            (datetime(2026, 11, 20, 7, 29, tzinfo=COPENHAGEN), 0),
            (datetime(2026, 11, 20, 7, 30, tzinfo=COPENHAGEN), 1),
            (datetime(2026, 11, 20, 11, 59, tzinfo=COPENHAGEN), 1),
            (datetime(2026, 11, 20, 12, 0, tzinfo=COPENHAGEN), 0),
            (datetime(2026, 11, 21, 9, 0, tzinfo=COPENHAGEN), 0),  # a Saturday
        ],
    )
    def test_it_comes_on_workdays_between_half_past_seven_and_noon(self, moment, count):
        """Once a day."""
        shelf = Shelf((LACKING,))
        assert [len(shelf.told("i-dag", moment)), len(shelf.told("i-dag", moment))] == [count, 0]

    def test_when_nothing_waits_nothing_is_sent(self):
        """An empty morning is quiet."""
        assert Shelf().told("i-dag", FRIDAY) == []

    @pytest.mark.parametrize(
        ("now", "hours", "new"), [(FRIDAY, 23, 1), (FRIDAY, 25, 0), (MONDAY, 71, 1), (MONDAY, 73, 0)]
    )
    def test_new_is_what_came_since_the_last_workdays_morning(self, now, hours, new):
        """On a Monday that is Friday's."""
        came = now - timedelta(hours=hours)
        assert today((replace(a_case(), received=came),), (), (), at(now)).new == new

    @pytest.mark.parametrize(
        ("days", "forgotten", "counted"),
        [(0, False, (1, 0)), (330, False, (1, 0)), (340, False, (1, 1)), (400, True, (0, 0))],
    )
    def test_what_was_set_aside_is_told_each_morning_and_again_before_it_is_erased_unseen(
        self, days, forgotten, counted
    ):
        """Until a person sees to it; what is erased is nobody's work any more."""
        came, year_ago = FRIDAY - timedelta(days=days), FRIDAY - timedelta(days=365)
        aside = LetterRow(1, came, 1, "done", Ending.SET_ASIDE, "locked", (), forgotten=forgotten)
        seen = replace(aside, id=2, ending=Ending.NOT_APPLICATION)
        counts = today((), (aside, seen), (), at(FRIDAY), year_ago)
        assert (counts.set_aside, counts.erased_soon) == counted

    def test_the_morning_says_what_is_about_to_be_erased_unseen(self):
        """In the mail itself."""
        aside = LetterRow(1, FRIDAY - timedelta(days=340), 1, "done", Ending.SET_ASIDE, "locked", ())
        shelf = Shelf(came=(aside,))
        owe_the_days_mails(shelf, SCHOOLS, at(FRIDAY), AWAY, erased_before=FRIDAY - timedelta(days=365))
        (mail,) = shelf.owed.values()
        text = opened(mail).get_body(("plain",)).get_content()
        assert "1 mail er lagt til side, så du kan se på det; 1 mail slettes uset inden for 30 dage" in text

    def test_what_waits_is_counted(self):
        """By status; a mail that may have been sent, or could not be; a deadline within three days."""
        held = (LACKING, replace(LACKING, status=Status.REVIEW), replace(LACKING, status=Status.CLOSED))
        mails = tuple(MailRow(n, "x", state, "", (), NOW, None, "<m>") for n, state in enumerate(MailState))
        counts = today(held, (), mails, at(WINTER.deadline - timedelta(3)))
        assert (counts.lacking, counts.review, counts.unsent, counts.deadline) == (1, 1, 2, WINTER)
        assert today((), (), (), at(WINTER.deadline - timedelta(4))).deadline is None

    @pytest.mark.parametrize(
        ("state", "why", "seen", "count"),
        [
            (MailState.UNKNOWN, "", None, 1),
            (MailState.UNKNOWN, "", NOW, 0),
            (MailState.FAILED, "", NOW, 0),
            (MailState.SENT, CAME_BACK, None, 1),
            (MailState.SENT, CAME_BACK, NOW, 0),
            (MailState.SENT, "", None, 0),
        ],
    )
    def test_an_answer_that_did_not_arrive_is_told_until_a_person_has_seen_to_it(self, state, why, seen, count):
        """Also one that was sent and came back."""
        mail = MailRow(1, "fordelt", state, why, (), NOW, None, "<m>", seen=seen)
        assert today((), (), (mail,), at(FRIDAY)).unsent == count

    @pytest.mark.parametrize(
        ("hours", "why", "cases", "count"),
        [
            (1, ADDRESS_UNCONFIRMED, ("T-2026-0142",), 1),
            (1, SENDER_UNREGISTERED, ("T-2026-0142",), 1),
            (25, ADDRESS_UNCONFIRMED, ("T-2026-0142",), 0),
            (1, SENDER_UNREGISTERED, (), 0),
            (1, "robot-header", ("T-2026-0142",), 0),
        ],
    )
    def test_a_mail_that_waits_for_its_address_to_be_confirmed_is_told_once(self, hours, why, cases, count):
        """The morning after; what must not be answered, or has no case to confirm it on, is nobody's work."""
        mail = MailRow(1, "fordelt", MailState.HELD, why, cases, FRIDAY - timedelta(hours=hours), None, "<m>")
        assert today((), (), (mail,), at(FRIDAY)).unsent == count


class TestTheSilentMailbox:
    def test_the_alarm_sounds_once_for_each_silence_and_once_when_it_is_over(self):
        """Thirty minutes; then quiet until the next one."""
        shelf = Shelf(noted={CONTACT: NOW})
        told = []
        for minutes in range(0, 200, 5):
            moment = NOW + timedelta(minutes=minutes)
            if 60 <= minutes < 100:
                shelf.note(CONTACT, moment)
            told += [(minutes, mail.key.endswith("-back:koordinator")) for mail in shelf.told("tavshed", moment)]
        assert told == [(35, False), (60, True), (130, False)]

    def test_thirty_minutes_are_no_silence(self):
        """Only more is."""
        assert Shelf(noted={CONTACT: NOW}).told("tavshed", NOW + timedelta(minutes=30)) == []

    def test_a_mailbox_that_never_answered_is_silent_too(self):
        """A wrong password on the first day is told."""
        shelf = Shelf(noted={TRIED: NOW})
        assert len(shelf.told("tavshed", NOW + timedelta(minutes=31))) == 1
        assert shelf.noted[SILENT] == NOW

    def test_before_anything_was_tried_there_is_nothing_to_tell(self):
        """A program that only shows the pages raises no alarm."""
        assert Shelf().told("tavshed", NOW) == []


class TestCarryingOver:
    AFTER = WINTER.answer_date + timedelta(days=1)

    @pytest.mark.parametrize("status", Status)
    def test_what_the_round_was_planned_without_moves_to_the_open_one(self, status):
        """With its received time, so that it keeps its turn; whatever has a proposal, or is over, stays."""
        case = replace(LACKING, status=status)
        moved = [after for after, _ in carried((case,), {WINTER.name}, at(self.AFTER))]
        assert moved == ([replace(case, round=SPRING.name)] if status in UNPLANNED else [])

    @pytest.mark.parametrize(
        ("day", "planned"),
        [(AFTER, ()), (WINTER.answer_date, (WINTER.name,)), (SPRING.deadline + timedelta(1), (WINTER.name,))],
    )
    def test_nothing_moves_too_early(self, day, planned):
        """Not from a round that was never planned or not answered yet, and not when no round is open."""
        assert list(carried((LACKING,), planned, at(day))) == []

    def test_a_case_that_came_when_no_round_was_open_gets_one(self):
        """And what was said about it is no longer so."""
        case = replace(a_case("T-2026-0001", a_finding("no-open-round", Weight.DOUBTS)), round="", status=Status.REVIEW)
        ((after, events),) = carried((case,), (), at(FRIDAY))
        assert (after.round, after.findings, after.status) == (WINTER.name, (), Status.REVIEW)
        assert events == (Event(FRIDAY, Actor(Who.MACHINE, "tovholder"), f"round:{WINTER.name}"),)

    @pytest.mark.parametrize(
        ("days", "who", "moved"),
        [
            (1, Actor(Who.PERSON, "Karen"), False),
            (-9, Actor(Who.PERSON, "Karen"), True),  # before the answers: planned without it, like any other
            (1, MACHINE, True),
        ],
    )
    def test_what_a_person_put_back_into_an_answered_round_stays_there(self, days, who, moved):
        """A machine does not overrule her the next moment."""
        at_noon = datetime(2026, 1, 1, 12, tzinfo=COPENHAGEN).timetz()
        said = Event(datetime.combine(WINTER.answer_date + timedelta(days), at_noon), who, f"round:{WINTER.name}")
        shelf = Shelf((LACKING,), {LACKING.number: (said,)}, planned=(WINTER.name,))
        carry_over(shelf, at(self.AFTER + timedelta(days=1)))
        assert [case.round for case in shelf.held] == [SPRING.name if moved else WINTER.name]

    @pytest.mark.parametrize(("reasons", "moved"), [((), True), (("Alle er optaget.",), False)])
    def test_who_was_told_that_it_waits_keeps_its_turn_in_a_round_that_is_made_later(self, reasons, moved):
        """What nobody has approved yet stays with its proposal."""
        case = replace(LACKING, status=Status.WAITING, reasons=reasons, waited=1)
        after = [one for one, _ in carried((case,), {WINTER.name}, at(self.AFTER))]
        assert after == ([replace(case, round=SPRING.name, waited=2)] if moved else [])

    def test_one_stale_case_stops_no_other(self):
        """It stays where it is; the others go."""
        held = tuple(replace(LACKING, number=f"T-2026-000{n}") for n in (1, 2, 3))
        shelf = Shelf(held, planned=(WINTER.name,), stale=("T-2026-0002",))
        carry_over(shelf, at(self.AFTER))
        assert [case.round for case in shelf.held] == [SPRING.name, WINTER.name, SPRING.name]
