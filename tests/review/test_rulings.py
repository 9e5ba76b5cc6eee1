"""What the coordinator rules for a round: what it makes, what it refuses, what a plan gets of it, and how it reads."""

from dataclasses import replace

import pytest

from cases.case import Case, Status
from cases.errors import RefusedError
from cases.rulings import Ruling, RulingKind
from review import rulings
from review.decide import Decided
from review.history import told
from routing.instance import Mode
from routing.problem import Registers
from tests.replies.build import ANNE, BO, CONTEXT, NOW, WINTER
from tests.review.build import EDUCATORS, SILENT, WORD, a_case_in

CASE = a_case_in(Status.READY)
NEEDED = frozenset({"sprog", "trivsel"})
PIN, FORBID, WAIVE = RulingKind.PIN, RulingKind.FORBID, RulingKind.WAIVE


def stands(kind: RulingKind, educator: str | None = None, id_: int = 7, **changes: object) -> Ruling:
    ruling = Ruling(kind, "Bo", NOW, "derfor", CASE.number, educator=educator, id=id_)
    return replace(ruling, **changes)  # type: ignore[arg-type]


def pin(case: Case = CASE, to: str = ANNE.id, *standing: Ruling) -> Decided:
    return rulings.pin(case, to, WORD, EDUCATORS, standing)


def forbid(case: Case = CASE, who: str = ANNE.id, *standing: Ruling) -> Decided:
    return rulings.forbid(case, who, WORD, EDUCATORS, standing)


def waive(case: Case = CASE, *needs: str, standing: tuple[Ruling, ...] = (), any_district: bool = False) -> Decided:
    return rulings.waive(case, needs, WORD, NEEDED, standing, any_district=any_district)


def reserve(count: float = 1, *standing: Ruling, round_name: str = WINTER.name) -> Decided:
    five = {ANNE.id: replace(ANNE, capacity=5)}
    return rulings.reserve(round_name, ANNE.id, count, WORD, CONTEXT, five, standing)


@pytest.mark.parametrize(
    ("decided", "ruled", "said"),
    [
        (pin(), [(PIN, "ae", "")], ["fastholdt sagen hos ae."]),
        (forbid(), [(FORBID, "ae", "")], ["udelukkede ae fra sagen."]),
        (
            waive(CASE, "sprog", "trivsel", "sprog"),
            [(WAIVE, None, "sprog"), (WAIVE, None, "trivsel")],
            ["fritog sagen for kravet om sprog.", "fritog sagen for kravet om trivsel."],
        ),
        (
            waive(any_district=True),
            [(RulingKind.ANY_DISTRICT, None, "")],
            ["lod sagen blive taget af et hvilket som helst distrikt."],
        ),
    ],
)
def test_a_ruling_about_a_case_stands_in_its_history_in_a_plain_sentence(decided, ruled, said) -> None:
    """By whom, when and why; the case changes nothing but its version, and nobody is told."""
    ((case, events),) = decided.changes
    assert (case, decided.mails) == (CASE, ())
    assert [(one.kind, one.educator, one.word) for one in decided.rulings] == ruled
    assert {(one.by, one.at, one.why, one.case, one.id) for one in decided.rulings} == {
        ("Karen Holm", NOW, "set efter", CASE.number, 0)
    }
    assert [told(event).what for event in events] == said
    assert {event.why for event in events} == {"set efter"}


@pytest.mark.parametrize("status", Status)
def test_only_what_nobody_has_approved_is_ruled_on(status: Status) -> None:
    """What is approved is moved by a decision that tells all."""
    for ruled in (pin, forbid, lambda case: waive(case, "sprog")):
        if status in rulings.OPEN_TO_RULE:
            assert ruled(a_case_in(status)).rulings
        else:
            with pytest.raises(RefusedError, match=str(status)):
                ruled(a_case_in(status))


@pytest.mark.parametrize(
    ("ruled", "says"),
    [
        (lambda: pin(CASE, "væk"), "ingen vejleder"),
        (lambda: pin(CASE, ANNE.id, stands(FORBID, ANNE.id)), "Bo har udelukket ae .*bestemmelse 7"),
        (lambda: pin(CASE, ANNE.id, stands(PIN, ANNE.id)), "allerede fastholdt"),
        (lambda: forbid(CASE, ANNE.id, stands(PIN, ANNE.id)), "Bo har fastholdt .*bestemmelse 7"),
        (lambda: forbid(CASE, ANNE.id, stands(FORBID, ANNE.id)), "allerede bestemt: ae må ikke få T-2026-0142"),
        (lambda: waive(CASE, "dans"), "kræver ikke dans: den kræver sprog og trivsel"),
        (lambda: waive(CASE), "mindst ét krav"),
        (lambda: waive(CASE, "sprog", standing=(stands(WAIVE, word="sprog"),)), "allerede bestemt"),
        (lambda: rulings.waive(CASE, ["sprog"], WORD, (), ()), "den kræver ingenting"),
        (lambda: rulings.forbid(CASE, ANNE.id, SILENT, EDUCATORS, ()), "begrundelse"),
        (lambda: rulings.waive(CASE, ["sprog"], SILENT, NEEDED, ()), "begrundelse"),
        (lambda: reserve(0), "højst 5 pladser"),
        (lambda: reserve(6), "højst 5 pladser"),
        (lambda: reserve(float("nan")), "højst 5 pladser"),
        (lambda: reserve(1, round_name="9. runde"), "ingen runde"),
        (lambda: rulings.reserve(WINTER.name, ANNE.id, 1, SILENT, CONTEXT, EDUCATORS, ()), "begrundelse"),
    ],
)
def test_what_cannot_be_ruled_is_refused_with_what_to_do(ruled, says) -> None:
    """Unknown, contradicting, ruled already, without a reason, more than there is."""
    with pytest.raises(RefusedError, match=says):
        ruled()


def test_a_pin_takes_the_place_of_the_one_before() -> None:
    """A case goes to one educator; the pin of another case stays."""
    before, other = stands(PIN, BO.id), stands(PIN, BO.id, 8, case="T-2026-0199")
    gone, new = pin(CASE, ANNE.id, before, other).rulings
    assert gone == replace(before, undone=NOW, undone_by="Karen Holm")
    assert (new.educator, new.id, new.place) == (ANNE.id, 0, before.place)


@pytest.mark.parametrize(("educator", "pinned"), [(ANNE.id, True), (BO.id, False), (None, False)])
def test_a_proposal_is_marked_when_it_is_where_it_was_pinned(educator, pinned) -> None:
    """Else it stays as it is until the round is planned again."""
    ((case, _),) = pin(a_case_in(Status.PROPOSED, educator=educator, pinned=not pinned)).changes
    assert (case.educator, case.pinned) == (educator, pinned)


def test_a_reservation_belongs_to_a_round_and_gives_way_to_a_new_number() -> None:
    """No case is touched."""
    (first,) = reserve(2).rulings
    assert (first.kind, first.round, first.case, first.count) == (RulingKind.RESERVE, WINTER.name, None, 2)
    kept = replace(first, id=3)
    gone, new = reserve(1, kept, stands(PIN, ANNE.id)).rulings
    assert (gone.id, gone.undone_by, new.count) == (3, "Karen Holm", 1)
    assert reserve(1, kept).changes == ()


@pytest.mark.parametrize(
    ("ruling", "said"),
    [
        (stands(PIN, ANNE.id), "ophævede, at sagen var fastholdt hos ae."),
        (stands(FORBID, ANNE.id), "ophævede, at ae var udelukket fra sagen."),
        (stands(WAIVE, word="sprog"), "ophævede, at sagen var fritaget for kravet om sprog."),
        (stands(RulingKind.ANY_DISTRICT), "ophævede, at et hvilket som helst distrikt kunne tage sagen."),
    ],
)
def test_what_is_undone_is_said_in_the_history(ruling, said) -> None:
    """By whom; a case that was held there is held no more."""
    decided = rulings.undo(ruling, a_case_in(Status.PROPOSED, educator=ANNE.id, pinned=True), WORD)
    ((case, (event,)),) = decided.changes
    assert case.pinned is (ruling.kind is not PIN)
    assert (told(event).what, decided.rulings) == (said, (replace(ruling, undone=NOW, undone_by="Karen Holm"),))


def test_a_reservation_is_undone_without_a_case() -> None:
    """There is none to change."""
    ruling = stands(RulingKind.RESERVE, ANNE.id, case=None, round=WINTER.name)
    assert rulings.undo(ruling, None, WORD).changes == ()


EVERY = (
    stands(PIN, ANNE.id),
    stands(FORBID, BO.id, case="T-2026-0143"),
    stands(RulingKind.RESERVE, BO.id, case=None, round=WINTER.name, count=1.5),
    stands(WAIVE, word="sprog"),
    stands(WAIVE, word="trivsel"),
    stands(RulingKind.ANY_DISTRICT),
)


def test_a_plan_is_bound_by_all_that_stands() -> None:
    """And by what day it is."""
    bound = rulings.bound(Registers(()), EVERY, NOW.date())
    assert bound == Registers(
        (),
        forbidden=frozenset({("T-2026-0143", "bb")}),
        reserved={"bb": 1.5},
        pinned={CASE.number: "ae"},
        waived={CASE.number: ("sprog", "trivsel")},
        any_district=frozenset({CASE.number}),
        today=NOW.date(),
    )


def test_all_that_stands_reads_as_sentences() -> None:
    """As the list, and what is told when no plan can keep to it."""
    assert [line.what for line in rulings.in_words(EVERY, Mode.HOURS)] == [
        "T-2026-0142 er fastholdt hos ae.",
        "bb må ikke få T-2026-0143.",
        "1,5 timer hos bb holdes fri.",
        "T-2026-0142 er fritaget for kravet om sprog.",
        "T-2026-0142 er fritaget for kravet om trivsel.",
        "T-2026-0142 må tages af et hvilket som helst distrikt.",
    ]
    assert rulings.in_words(EVERY[2:3])[0].what == "1,5 pladser hos bb holdes fri."
