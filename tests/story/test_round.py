"""The story of a round: from the mails of the schools to who goes where, by the command line, each told once."""

import json

import pytest
from click.testing import CliRunner, Result

from cases.kinds import Kind
from service.cli import tovholder
from service.samples.papers import fillable
from tests.story.world import EMNE, SCHOOL, World, a_mail, elev, klasse

pytestmark = pytest.mark.slow

ROUND = "2. runde"
ANNA, BO, SEJS = "akb@kommune.example", "bml@kommune.example", "kontor@sejsskole.example"
WHO = ("--by", "Karen Holm-Larsen")
WHY = ("--why", "aftalt med skolen")


def _run(world: World, *words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(tovholder, ["--settings", str(world.file), *words], env=world.secrets)
    assert result.exit_code == code, result.output
    return result


def _shown(world: World, *words: str):
    return json.loads(_run(world, *words, "--json").stdout)


def _cases(world: World) -> dict[str, dict]:
    """The cases by what they are about."""
    return {case["kind"] + case["school"]: case for case in _shown(world, "cases", "list")}


def _told(world: World) -> dict[str, list[str]]:
    """Send what is owed; who has got what, but for receipts."""
    world.answer()
    people = (SCHOOL, SEJS, ANNA, BO)
    return {to: [s for s in world.subjects(to) if not s.startswith("Kvittering")] for to in people}


@pytest.fixture
def applied(world: World) -> World:
    """Four applications for three places: three from one school, one from another."""
    topic = "klasseledelse"
    world.send(a_mail(("Gødvadskolen - Emma Sørensen.pdf", elev())))
    world.send(a_mail(("Gødvadskolen 5B.pdf", klasse())))
    world.send(a_mail((f"Gødvadskolen - {topic}.pdf", fillable(Kind.TOPIC, EMNE | {"topic": topic}))))
    sejs = fillable(Kind.TOPIC, EMNE | {"topic": topic, "school": "Sejs Skole"})
    world.send(a_mail((f"Sejs Skole - {topic}.pdf", sejs), sender=SEJS))
    world.run()
    assert [case["status"] for case in _cases(world).values()] == ["klar"] * 4
    assert len(world.answers()) == 3
    assert len(world.answers(SEJS)) == 1
    return world


def test_nothing_is_told_before_the_coordinator_has_approved(applied: World) -> None:
    """A plan is a proposal, however often it is made."""
    for _ in range(2):
        plan = _shown(applied, "route", ROUND)
        assert (len(plan["assignments"]), len(plan["unplaced"])) == (3, 1)
    assert sorted(case["status"] for case in _cases(applied).values()) == ["foreslået"] * 3 + ["venteliste"]
    assert not any(_told(applied).values())


def test_an_approved_round_tells_schools_and_educators_once(applied: World) -> None:
    """Three are told who comes, one that it waits; approving again is refused and tells nobody."""
    _run(applied, "route", ROUND)
    proposed = _cases(applied)
    assert _run(applied, "cases", "approve", "--round", ROUND, *WHO).stdout == "4 sager godkendt.\n"
    told = _told(applied)
    for case in proposed.values():
        number, school = case["case"], SEJS if case["school"] == "Sejs Skole" else SCHOOL
        if case["status"] == "foreslået":
            assert told[school].count(f"Jeres ansøgning er fordelt – sag {number}") == 1
            assert told[f"{case['educator']}@kommune.example"].count(f"Ny sag til dig – {number}") == 1
        else:
            assert told[school].count(f"Jeres ansøgning er på venteliste – sag {number}") == 1
    assert sum(len(subjects) for subjects in told.values()) == 3 + 3 + 1
    assert "Bo" not in (proposed["emneSejs Skole"]["educator"] or "")
    _run(applied, "cases", "approve", "--round", ROUND, *WHO, code=2)
    for case in proposed.values():
        _run(applied, "cases", "approve", case["case"], *WHO, code=2)
    assert _told(applied) == told


def test_a_case_that_moves_is_told_to_all_three(applied: World) -> None:
    """Reassigned after approval: the school, the one who had it and the one who gets it."""
    _run(applied, "route", ROUND)
    _run(applied, "cases", "approve", "--round", ROUND, *WHO)
    before = _told(applied)
    pupil = _cases(applied)["elevGødvadskolen"]
    new, old = ("bml", ANNA) if pupil["educator"] == "akb" else ("akb", BO)
    number = pupil["case"]
    _run(applied, "cases", "assign", number, "--educator", new, *WHO, *WHY)
    _run(applied, "cases", "assign", number, "--educator", new, *WHO, *WHY, code=2)
    after = _told(applied)
    news = {to: after[to][len(before[to]) :] for to in after}
    assert news[old] == [f"Sag flyttet fra dig – {number}"]
    assert news[f"{new}@kommune.example"] == [f"Sag flyttet til dig – {number}"]
    assert len(news[SCHOOL]) == 1
    assert number in news[SCHOOL][0]
    assert news[SEJS] == []


def test_a_withdrawn_consent_stops_the_educator(applied: World) -> None:
    """The educator is told to stop, the school that it is withdrawn, and the case is planned no more."""
    _run(applied, "route", ROUND)
    _run(applied, "cases", "approve", "--round", ROUND, *WHO)
    before = _told(applied)
    pupil = _cases(applied)["elevGødvadskolen"]
    number, educator = pupil["case"], f"{pupil['educator']}@kommune.example"
    _run(applied, "cases", "withdraw", number, "--consent-withdrawn", *WHO, *WHY)
    _run(applied, "cases", "withdraw", number, "--consent-withdrawn", *WHO, *WHY, code=2)
    after = _told(applied)
    news = {to: after[to][len(before[to]) :] for to in after}
    assert news[educator] == [f"Stop: samtykke er trukket tilbage – {number}"]
    assert news[SCHOOL] == [f"Sagen er trukket tilbage – sag {number}"]
    assert sum(len(subjects) for subjects in news.values()) == 2
    shown = _shown(applied, "cases", "show", number)
    assert (shown["status"], shown["consent"]) == ("trukket tilbage", "withdrawn")
    assert shown["history"][-1]["actor"] == "Karen Holm-Larsen"


def test_a_consent_withdrawn_before_approval_tells_no_educator(applied: World) -> None:
    """Proposed only: the educator never knew of it, and the round can still be approved without it."""
    _run(applied, "route", ROUND)
    number = _cases(applied)["elevGødvadskolen"]["case"]
    _run(applied, "cases", "withdraw", number, "--consent-withdrawn", *WHO, *WHY)
    _run(applied, "route", ROUND)
    assert _run(applied, "cases", "approve", "--round", ROUND, *WHO).stdout == "3 sager godkendt.\n"
    told = _told(applied)
    assert [s for to in (ANNA, BO) for s in told[to] if number in s] == []
    assert told[SCHOOL].count(f"Sagen er trukket tilbage – sag {number}") == 1
    assert sum(len(told[to]) for to in (ANNA, BO)) == 3


def test_who_waits_is_told_why_and_has_its_turn_in_the_next_round(applied: World) -> None:
    """The waiting list: in the next round, with a round waited, and first in turn."""
    _run(applied, "route", ROUND)
    _run(applied, "cases", "approve", "--round", ROUND, *WHO)
    _told(applied)
    (waiting,) = [case for case in _cases(applied).values() if case["status"] == "venteliste"]
    assert (waiting["round"], waiting["waited"]) == ("3. runde", 1)
    (mail,) = [m for m in (*applied.answers(), *applied.answers(SEJS)) if "venteliste" in m["Subject"]]
    assert waiting["case"] in mail["Subject"]
    assert _shown(applied, "route", "3. runde")["assignments"] != []
