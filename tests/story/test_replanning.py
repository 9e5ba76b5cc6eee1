"""The story of a round that changes after it was approved: who falls ill, who is withdrawn, who comes late, who waits.

The real store (SQLite, and PostgreSQL), the real planner, the real decisions; each mail is told once, and none is told
that says nothing new.
"""

import itertools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from signal import SIGKILL

import pytest
from sqlalchemy import event

from cases.application import Application
from cases.case import Case, Status, moved
from cases.consent import Consent, ConsentState
from cases.errors import RefusedError, StaleError
from cases.kinds import Kind
from cases.letters import Opening
from cases.mails import ADDRESS_UNCONFIRMED, MailState
from cases.people import Absence, Educator, School
from cases.rounds import COPENHAGEN, Round
from review import decide, ends, rounds, rulings
from review.decide import Decided, Word
from review.history import told
from review.rounds import News
from routing.why import why_text
from service.commands.opened import write_each
from service.daily import carry_over
from service.proposal import Drafted, drafted, explained, take
from service.settings import EXAMPLES, Settings, load
from service.wiring import App
from storage.store import Store, open_store
from tests.storage.examples import KEYS, open_one

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

FIRST = Round("1. runde", date(2026, 12, 2), date(2026, 12, 16), date(2027, 1, 4), date(2027, 3, 26))
SECOND = Round("2. runde", date(2027, 3, 3), date(2027, 3, 17), date(2027, 4, 5), date(2027, 6, 25))
ANNA = Educator("akb", "Anna Kjær Birk", "akb@kommune.example", capacity=2)
BO = Educator("bml", "Bo Madsen Lind", "bml@kommune.example", capacity=2)
ROOMY = (replace(ANNA, capacity=3), replace(BO, capacity=3))
SCHOOL = "kontor@ansskole.example"
LEFT = Absence(date(2026, 12, 1), date.max)
NOBODY: set[tuple[str, str, str]] = set()


def away(educator: Educator, *absences: Absence) -> Educator:
    """The educator as the register has it now."""
    return replace(educator, absences=absences or (LEFT,))


@dataclass
class Office:
    """A coordinator at work: the program on a store of its own, at a time that the story sets."""

    settings: Settings
    store: Store
    now: datetime = datetime(2026, 12, 8, 9, tzinfo=COPENHAGEN)
    letters: int = 0
    heard: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def app(self) -> App:
        """The program as it is started now, with the registers as they are."""
        return App(self.settings, self.store, lambda: self.now)

    def registers(self, *educators: Educator) -> None:
        """The register says this from now on."""
        self.settings = replace(self.settings, educators=educators)

    def apply(self, day: int = 1, **changes: object) -> str:
        """A school applies on that day of November, and all is there: the number of its case."""
        self.letters += 1
        about = Application(Kind.TOPIC, "Ans Skole", f"emne {self.letters}")
        received = datetime(2026, 11, 1, 8, tzinfo=COPENHAGEN) + timedelta(days=day)
        fresh = Case("", about, FIRST.name, received, Status.READY, Consent(ConsentState.NOT_REQUIRED), reply_to=SCHOOL)
        opening = Opening(replace(fresh, **changes), (), str(self.letters))  # type: ignore[arg-type]
        return open_one(self.store, self.letters, openings=(opening,), papers=()).number

    def case(self, number: str) -> Case:
        """The case as it is."""
        found = self.store.case(number)
        assert found is not None
        return found

    def word(self, why: str = "aftalt") -> Word:
        """The coordinator's word, said now."""
        return Word("Karen Holm", why, self.now)

    def write(self, decided: Decided) -> None:
        """What was decided is written."""
        self.store.change(decided.changes, decided.mails, self.now, rulings=decided.rulings)

    def plan(self, name: str = FIRST.name) -> Drafted:
        """The round is planned, and the plan taken."""
        draft = drafted(self.app, name)
        take(self.app, draft)
        return draft

    def approval(self, name: str = FIRST.name) -> Decided:
        """What approving the round would write."""
        chosen = [case for case in self.store.cases(round_name=name) if rounds.has_proposal(case)]
        context, educators = self.app.context(), self.app.educators()
        return rounds.approve(chosen, self.word(""), context, educators, self.store.rulings(name))

    def approve(self, name: str = FIRST.name) -> Sequence[str]:
        """The round is approved; gives the numbers of the cases that had changed meanwhile."""
        return write_each(self.app, self.approval(name))

    def news(self) -> set[tuple[str, str, str]]:
        """Who has been written what about which case since the last time; nobody is ever written the same twice."""
        all_ = [(mail.name, mail.to, *mail.cases) for mail in self.store.mails(opened=True)]
        fresh = all_[len(self.heard) :]
        assert len(fresh) == len(set(fresh))
        self.heard = all_
        return set(fresh)  # type: ignore[arg-type]

    def of(self, educator: Educator) -> list[str]:
        """The cases that educator has, or is proposed for."""
        return [case.number for case in self.store.cases() if case.educator == educator.id]


@pytest.fixture(scope="module")
def municipality() -> Settings:
    settings = load(EXAMPLES / "silkeborg.toml", {}, secrets=False)
    schools = (School("Ans Skole", senders=(SCHOOL,)),)
    return replace(settings, educators=(ANNA, BO), rounds=(FIRST, SECOND), schools=schools)


@pytest.fixture
def office(municipality: Settings, opened: Callable[[], Store]) -> Office:
    return Office(municipality, opened())


@pytest.fixture
def approved(office: Office) -> Office:
    """Three cases for six places: planned, approved, and everybody told."""
    office.registers(*ROOMY)
    for day in (1, 2, 3):
        office.apply(day)
    office.plan()
    assert office.approve() == ()
    assert len(office.news()) == 3 * 2
    return office


def with_one(office: Office) -> tuple[str, Educator, Educator]:
    """The case of the educator who has a single one, that educator, and the other."""
    one, other = sorted(ROOMY, key=lambda educator: len(office.of(educator)))
    return office.of(one)[0], one, other


def told_of_the_move(number: str, old: Educator, new: Educator) -> set[tuple[str, str, str]]:
    """The three mails of a case that moves."""
    return {
        ("fordelt-igen", SCHOOL, number), ("flyttet-fra", old.email, number), ("flyttet-til", new.email, number),
    }  # fmt: skip


def _approve_and_die(office: Office, commit: int) -> None:
    """Approve the round in this process, which ends itself right before that commit of a case."""
    store = open_store(office.store.db.write.url.render_as_string(hide_password=False), KEYS)
    commits = itertools.count(1)

    @event.listens_for(store.db.write, "before_cursor_execute")
    def _writes(connection, _cursor, statement: str, *_rest: object) -> None:
        connection.info["case"] = connection.info.get("case") or statement.startswith("UPDATE cases")

    @event.listens_for(store.db.write, "commit")
    def _die(connection) -> None:
        if connection.info.pop("case", False) and next(commits) == commit:
            os.kill(os.getpid(), SIGKILL)

    replace(office, store=store).approve()


class TestWhoFallsIll:
    def test_a_difference_is_seen_first_taken_then_and_told_once(self, approved):
        """Dry: nothing is written. Taken: nobody is told. Approved: the three whom it concerns, and never again."""
        number, old, new = with_one(approved)
        before = {case.number: case for case in approved.store.cases()}
        approved.registers(away(old), new)
        draft = drafted(approved.app, FIRST.name)
        assert [(m.case, m.before, m.after) for m in draft.difference.moved] == [(number, old.id, new.id)]
        assert {case.number: rounds.news(case) for case in draft.proposal} == {number: News.MOVED}
        assert {case.number: case for case in approved.store.cases()} == before
        take(approved.app, draft)
        freed = approved.case(number)
        assert (freed.status, freed.educator, freed.told) == (Status.PROPOSED, new.id, old.id)
        assert approved.news() == NOBODY
        approved.plan()
        assert approved.approve() == ()
        assert approved.news() == told_of_the_move(number, old, new)
        assert {n: approved.case(n) for n in before if n != number} == {n: c for n, c in before.items() if n != number}
        approved.plan()
        assert approved.approval() == Decided((), (), ())
        assert approved.news() == NOBODY

    def test_who_is_back_before_it_is_approved_keeps_the_case_and_nobody_is_told(self, approved):
        """It lands where the school was told, whatever was proposed meanwhile."""
        number, old, new = with_one(approved)
        approved.registers(away(old), new)
        approved.plan()
        assert approved.case(number).educator == new.id
        approved.registers(old, new)
        draft = approved.plan()
        assert {case.number: rounds.news(case) for case in draft.proposal} == {number: News.SAME}
        approved.approve()
        assert (approved.case(number).status, approved.case(number).educator) == (Status.ASSIGNED, old.id)
        assert approved.news() == NOBODY

    def test_one_whom_the_register_has_no_more_cannot_be_told_and_the_history_says_so(self, approved):
        """The school and the new one are."""
        number, old, new = with_one(approved)
        approved.registers(new)
        approved.plan()
        approved.approve()
        assert approved.news() == told_of_the_move(number, old, new) - {("flyttet-fra", old.email, number)}
        said = [told(event).what for event in approved.store.history(number)]
        assert f"kunne ikke give {old.id} besked, for der er ingen mailadresse i registret." in said

    def test_half_the_period_away_moves_one_case_of_two(self, office):
        """As few as it must; the other stays approved, and hears nothing."""
        for day in (1, 2):
            office.apply(day)
        office.registers(ANNA)
        office.plan()
        office.approve()
        office.news()
        ill = Absence(date(2027, 1, 4), date(2027, 2, 13))
        office.registers(away(ANNA, ill), BO)
        office.plan()
        statuses = {case.educator: case.status for case in office.store.cases()}
        assert statuses == {ANNA.id: Status.ASSIGNED, BO.id: Status.PROPOSED}
        (number,) = office.of(BO)
        office.plan()
        office.approve()
        assert office.news() == told_of_the_move(number, ANNA, BO)

    def test_what_has_begun_stays_until_a_person_moves_it(self, approved):
        """The educator alone knows how far it is."""
        number, old, new = with_one(approved)
        approved.store.change([(moved(approved.case(number), Status.RUNNING), ())], (), approved.now)
        approved.registers(away(old), new)
        approved.plan()
        assert (approved.case(number).status, approved.case(number).educator) == (Status.RUNNING, old.id)
        app = approved.app
        approved.write(decide.assign(approved.case(number), new.id, approved.word(), app.context(), app.educators()))
        assert approved.news() == told_of_the_move(number, old, new)

    def test_no_place_is_left_the_school_is_told_that_it_waits_after_all(self, office):
        """And has the first turn in the next round, where it is new to everybody."""
        for day in (1, 2, 3, 4):
            office.apply(day)
        office.plan()
        office.approve()
        office.news()
        mine = office.of(ANNA)
        office.registers(away(ANNA), BO)
        draft = office.plan()
        assert {case.number: rounds.news(case) for case in draft.proposal} == dict.fromkeys(mine, News.LOST)
        office.approve()
        assert office.news() == {
            mail for n in mine for mail in (("venteliste", SCHOOL, n), ("flyttet-fra", ANNA.email, n))
        }
        for number in mine:
            waits = office.case(number)
            assert (waits.status, waits.round, waits.waited, waits.told) == (Status.WAITING, SECOND.name, 1, None)
        office.registers(BO)
        office.plan(SECOND.name)
        office.approve(SECOND.name)
        assert office.news() == {mail for n in mine for mail in (("fordelt", SCHOOL, n), ("ny-sag", BO.email, n))}


class TestTwiceAndBrokenOff:
    @pytest.fixture
    def freed(self, office):
        """Two approved cases whose educator has left, proposed for another."""
        for day in (1, 2):
            office.apply(day)
        office.registers(ANNA)
        office.plan()
        office.approve()
        office.news()
        office.registers(away(ANNA), BO)
        office.plan()
        return office

    def every_move(self, office):
        return {mail for case in office.store.cases() for mail in told_of_the_move(case.number, ANNA, BO)}

    def test_a_crash_between_two_cases_leaves_the_rest_for_the_next_time(self, freed):
        """What was written is not told again, what was not is told then."""
        first, _ = freed.approval().each()
        freed.write(first)
        assert freed.approve() == ()
        assert freed.news() == self.every_move(freed)

    def test_a_crash_in_the_middle_of_a_case_writes_nothing_of_it(self, freed):
        """Neither the case without its mails nor a mail without its case."""

        def broken(mails):
            yield mails[0]
            raise KeyboardInterrupt

        before, (one, _) = freed.store.cases(), freed.approval().each()
        with pytest.raises(KeyboardInterrupt):
            freed.store.change(one.changes, broken(one.mails), freed.now, rulings=one.rulings)
        assert (freed.store.cases(), freed.news()) == (before, NOBODY)
        freed.approve()
        assert freed.news() == self.every_move(freed)

    @pytest.mark.parametrize("commit", [1, 2])
    def test_a_process_killed_at_a_commit_leaves_the_rest_for_the_next_one(self, freed, commit):
        """SIGKILL before the first case is written, and before the second."""
        child = get_context("fork").Process(target=_approve_and_die, args=(freed, commit))
        child.start()
        child.join(60)
        assert child.exitcode == -SIGKILL
        assert len(freed.store.mails()) == 2 * 2 + 3 * (commit - 1)
        freed.approve()
        assert freed.news() == self.every_move(freed)

    def test_two_who_approve_the_same_tell_it_once(self, freed):
        """The second finds every case changed."""
        twice = freed.approval()
        assert write_each(freed.app, twice) == ()
        assert len(write_each(freed.app, twice)) == 2
        assert freed.news() == self.every_move(freed)

    def test_a_plan_that_was_overtaken_is_not_taken(self, freed):
        """Somebody approved since it was shown: nothing of it is written, and the plan kept before stays."""
        draft, kept = drafted(freed.app, FIRST.name), freed.store.plan(FIRST.name)
        freed.approve()
        freed.registers(ANNA)
        stale = replace(draft, changes=tuple((case, ()) for case in draft.proposal))
        with pytest.raises(StaleError):
            take(freed.app, stale)
        assert freed.store.plan(FIRST.name) == kept


class TestWhoComesAndGoes:
    def test_the_place_of_one_withdrawn_goes_to_one_who_comes_late_and_nobody_else_hears_of_it(self, office):
        """Withdrawn: the school and the educator. Late: the school and the same educator."""
        for day in (1, 2, 3, 4):
            office.apply(day)
        office.plan()
        office.approve()
        office.news()
        gone, app = office.of(ANNA)[0], office.app
        office.write(ends.withdraw(office.case(gone), office.word(), app.context(), app.educators()))
        assert office.news() == {("trukket-tilbage", SCHOOL, gone), ("stop", ANNA.email, gone)}
        late = office.apply(40, round=SECOND.name)
        office.write(decide.to_round(office.case(late), FIRST.name, office.word(), app.context()))
        draft = office.plan()
        assert [(m.case, m.before, m.after) for m in draft.difference.moved] == [(late, None, ANNA.id)]
        office.approve()
        assert office.news() == {("fordelt", SCHOOL, late), ("ny-sag", ANNA.email, late)}

    def test_a_place_that_comes_free_can_go_to_one_who_was_told_that_it_waits(self, office):
        """A person puts it back into the round; then it is told who comes, and has not waited."""
        office.registers(replace(ANNA, capacity=1))
        first, waits = office.apply(1), office.apply(2)
        office.plan()
        office.approve()
        assert ("venteliste", SCHOOL, waits) in office.news()
        app, word = office.app, office.word()
        office.write(ends.withdraw(office.case(first), word, app.context(), app.educators()))
        office.write(decide.to_round(office.case(waits), FIRST.name, word, app.context()))
        assert (office.case(waits).round, office.case(waits).waited) == (FIRST.name, 0)
        office.news()
        office.plan()
        office.approve()
        assert office.news() == {("fordelt", SCHOOL, waits), ("ny-sag", ANNA.email, waits)}

    def test_who_is_withdrawn_while_another_is_proposed_stops_the_one_who_was_told(self, approved):
        """The other never knew."""
        number, old, new = with_one(approved)
        approved.registers(away(old), new)
        approved.plan()
        app = approved.app
        approved.write(ends.withdraw(approved.case(number), approved.word(), app.context(), app.educators()))
        assert approved.news() == {("trukket-tilbage", SCHOOL, number), ("stop", old.email, number)}

    def test_who_has_waited_longest_is_first_however_late_it_came(self, office):
        """Three rounds' cases for one place: the one that waited goes before one that was received earlier."""
        office.registers(replace(ANNA, capacity=1))
        chosen, waits = office.apply(1), office.apply(20)
        office.plan()
        office.approve()
        assert office.case(waits).round == SECOND.name
        earlier = office.apply(5, round=SECOND.name)
        draft = office.plan(SECOND.name)
        assert [assignment.case for assignment in draft.plan.assignments] == [waits]
        assert [left.case for left in draft.plan.unplaced] == [earlier]
        office.approve(SECOND.name)
        assert (office.case(chosen).status, office.case(waits).status) == (Status.ASSIGNED, Status.ASSIGNED)
        assert office.case(earlier).waited == 0  # there is no round after this one yet
        third = Round("3. runde", date(2027, 5, 26), date(2027, 6, 9), date(2027, 8, 9), date(2027, 10, 15))
        office.settings = replace(office.settings, rounds=(FIRST, SECOND, third))
        office.now = datetime(2027, 4, 1, 9, tzinfo=COPENHAGEN)
        for _ in range(2):
            carry_over(office.store, office.app.context())
        assert (office.case(earlier).round, office.case(earlier).waited) == (third.name, 1)
        office.apply(2, round=third.name)
        assert [a.case for a in office.plan(third.name).plan.assignments] == [earlier]


class TestWhatWasRuled:
    def pin(self, office: Office, number: str, educator: Educator) -> None:
        case, standing = office.case(number), office.store.rulings(office.case(number).round)
        office.write(rulings.pin(case, educator.id, office.word(), office.app.educators(), standing))

    def test_pins_that_ask_for_more_than_there_is_are_named_and_one_undone_is_enough(self, office):
        """Who ruled it, under which number, and what to do."""
        numbers = [office.apply(day) for day in (1, 2, 3)]
        for number in numbers:
            self.pin(office, number, ANNA)
        with pytest.raises(RefusedError) as refused:
            drafted(office.app, FIRST.name)
        message = str(refused.value)
        assert "De fastholdte sager hos akb fylder 3, kapaciteten er 2: løs eller flyt en af dem" in message
        assert f"  3: {numbers[2]} er fastholdt hos akb. (Karen Holm)" in message
        last = office.store.rulings(FIRST.name)[2]
        office.write(rulings.undo(last, office.case(numbers[2]), office.word()))
        office.plan()
        assert office.of(ANNA) == numbers[:2]
        assert [office.case(number).pinned for number in numbers] == [True, True, False]

    def test_a_pin_holds_until_it_is_approved_and_what_was_told_holds_from_then_on(self, office):
        """Planning again moves it as little before as after."""
        number = office.apply()
        self.pin(office, number, BO)
        for _ in range(2):
            office.plan()
            assert (office.case(number).educator, office.case(number).pinned) == (BO.id, True)
        office.approve()
        assert office.store.rulings(FIRST.name) == ()
        office.plan()
        assert (office.case(number).status, office.case(number).educator) == (Status.ASSIGNED, BO.id)

    def test_a_proposal_keeps_its_educator_when_others_come(self, office):
        """Stable: what is new takes what is left."""
        before = {office.apply(day): None for day in (1, 2, 3)}
        office.plan()
        before = {number: office.case(number).educator for number in before}
        office.apply(4)
        office.plan()
        assert {number: office.case(number).educator for number in before} == before

    def test_places_kept_free_stay_free_and_a_pair_that_is_forbidden_stays_apart(self, office):
        """Both end when they are undone."""
        number, app = office.apply(), office.app
        case, word = office.case(number), office.word()
        office.write(rulings.forbid(case, ANNA.id, word, app.educators(), ()))
        office.write(rulings.reserve(FIRST.name, BO.id, 2, word, app.context(), app.educators(), ()))
        left = drafted(app, FIRST.name).plan.unplaced
        assert [one.case for one in left] == [number]
        forbidden, reserved = office.store.rulings(FIRST.name)
        office.write(rulings.undo(reserved, None, word))
        assert [a.educator for a in drafted(app, FIRST.name).plan.assignments] == [BO.id]
        office.write(rulings.undo(forbidden, office.case(number), word))
        assert office.store.rulings(FIRST.name) == ()

    def test_a_need_that_is_waived_is_not_asked_for(self, office):
        """For this case; the next one still waits for somebody who can."""
        needs = office.settings.routing.needs.model_copy(update={"emne": ("dans",)})
        office.settings = replace(office.settings, routing=office.settings.routing.model_copy(update={"needs": needs}))
        one, other = office.apply(1), office.apply(2)
        needed = rulings.needed_by(office.app.plan_settings().needs, office.case(one))
        office.write(rulings.waive(office.case(one), ["dans"], office.word(), needed, ()))
        draft = drafted(office.app, FIRST.name)
        assert [a.case for a in draft.plan.assignments] == [one]
        assert [left.case for left in draft.plan.unplaced] == [other]

    def test_two_who_rule_on_a_case_at_once_end_with_the_first(self, office):
        """The second looks again."""
        number = office.apply()
        case, educators = office.case(number), office.app.educators()
        office.write(rulings.pin(case, ANNA.id, office.word(), educators, ()))
        with pytest.raises(StaleError):
            office.write(rulings.forbid(case, ANNA.id, office.word(), educators, ()))
        assert len(office.store.rulings(FIRST.name)) == 1


class TestWhyAnApprovedCaseIsWhereItIs:
    def test_it_is_told_as_it_was_when_it_was_planned(self, approved):
        """With what the others would have cost then, also after the round was planned anew with it held there."""
        approved.apply(9)
        approved.plan()
        held = [case for case in approved.store.cases(statuses=[Status.ASSIGNED]) if case.educator == ANNA.id]
        assert held
        for case in held:
            one = explained(approved.app, FIRST.name, case.number)
            assert (one.told.educator, one.told.reasons) == (ANNA.id, case.reasons)
            assert [(other.educator, other.possible) for other in one.others] == [(BO.id, True)]
            assert "fastholdt" not in why_text(one).lower()
            assert "da forslaget blev lagt 8. december 2026" in why_text(one)

    def test_one_that_a_person_moved_since_has_the_persons_reason(self, approved):
        """No plan gave it to that educator."""
        number, old, new = with_one(approved)
        app = approved.app
        approved.write(decide.assign(approved.case(number), new.id, approved.word(), app.context(), app.educators()))
        one = explained(app, FIRST.name, number)
        assert (one.told.educator, one.told.reasons, one.as_of) == (new.id, ("Valgt af Karen Holm.",), "")
        assert [other.educator for other in one.others] == [old.id]

    def test_one_that_is_proposed_is_told_as_it_is_now(self, office):
        """Nobody has approved anything yet."""
        office.registers(*ROOMY)
        number = office.apply()
        office.plan()
        assert explained(office.app, FIRST.name, number).as_of == ""

    def test_one_whose_support_is_over_is_explained_still(self, approved):
        """No plan has it any more but the one that placed it."""
        number = approved.of(ANNA)[0]
        approved.write(ends.close(approved.case(number), approved.word()))
        assert explained(approved.app, FIRST.name, number).told.educator == ANNA.id


class TestAStrangersAddress:
    def test_what_a_person_decides_waits_until_a_person_knows_whose_address_it_is(self, office):
        """The educator is told at once, but not to write to a stranger; the school when the address is confirmed."""
        number = office.apply(reply_to="hvem@andet.example")
        office.plan()
        office.approve()
        (school, educator) = office.store.mails(opened=True)
        assert (school.name, school.state, school.why) == ("fordelt", MailState.HELD, ADDRESS_UNCONFIRMED)
        assert (educator.name, educator.state) == ("ny-sag", MailState.OWED)
        assert b"hvem@andet.example" not in educator.raw
        for _ in range(2):
            office.write(decide.confirm_address(office.case(number), office.word()))
        assert {mail.state for mail in office.store.mails()} == {MailState.OWED}
        assert len(office.store.mails()) == 2
