"""`tovholder route`: a round of the database becomes a plan, kept with its inputs, and a proposal for each case.

drafted ─→ what would change, shown first ─take→ kept and written
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cases.case import Case, Status
from cases.errors import RefusedError, Way
from cases.letters import PlanRow
from cases.rounds import COPENHAGEN, Round
from cases.rulings import Ruling
from review.approved import as_approved, placed_by_hand
from review.rounds import has_proposal
from review.rulings import bound, in_words
from routing.answer import read_plan, whole_dict
from routing.changes import Change
from routing.child import solve_in_child
from routing.difference import Difference, difference
from routing.instance import Instance
from routing.parse import instance_json, read_instance
from routing.plan import Plan
from routing.problem import Registers
from routing.propose import Changed, proposed
from routing.route import route, what_if
from routing.why import Why, why
from service.wiring import App

_PLACED = (Status.ASSIGNED, Status.RUNNING, Status.CLOSED)
_HELD = frozenset({Status.PROPOSED, Status.ASSIGNED, Status.RUNNING})


@dataclass(frozen=True, slots=True)
class Drafted:
    """A plan that nobody has taken yet: its inputs, what it would change, and how it differs from what is proposed."""

    round: str
    instance: Instance
    plan: Plan
    changes: tuple[Changed, ...]
    before: Mapping[str, str]
    difference: Difference
    proposal: tuple[Case, ...] = ()
    """The cases as the plan would have them approved, those it leaves as they are included."""


def stated(app: App, name: str, history: Sequence[Case]) -> tuple[Round, Registers, tuple[Ruling, ...]]:
    """The round, the registers as what stands binds them, and what stands; RefusedError when there is no such round.

    `history` are the cases of other rounds that were placed.
    """
    round_, standing, now = _round(app, name), app.store.rulings(name), app.registers()
    whole = Registers(now.educators, now.schools, history, now.rounds)
    return round_, bound(whole, standing, app.clock().astimezone(COPENHAGEN).date()), standing


def drafted(app: App, name: str) -> Drafted:
    """Plan the round, and write nothing; RefusedError when there is no such round, or nothing to plan."""
    history = tuple(case for case in app.store.cases(statuses=_PLACED) if case.round != name)
    round_, registers, standing = stated(app, name, history)
    cases, now = app.store.cases(round_name=name), app.clock()
    try:
        instance, plan = route(round_, cases, registers, app.plan_settings(), solve_in_child)
    except RefusedError as error:
        behind = _behind(standing, app)
        raise RefusedError(f"{error}{behind}", Way.UNRULE if behind else error.way) from None
    if not plan.assignments and not plan.unplaced:
        raise RefusedError(f'Runden "{name}" har ingen sager, der er klar til at blive fordelt.')
    before = {case.number: case.educator for case in cases if case.status in _HELD and case.educator}
    earlier = app.store.plan(name)
    levels = read_plan(earlier.result).levels if earlier else ()
    changes = proposed(cases, plan, now, pinned=registers.pinned)
    after = {case.number: case for case in (*cases, *(case for case, _ in changes))}
    proposal = tuple(case for case in after.values() if has_proposal(case))
    return Drafted(name, instance, plan, changes, before, difference(before, levels, plan), proposal)


def take(app: App, draft: Drafted) -> int:
    """Keep the plan with its inputs and write the proposal, both or neither; gives the plan's id."""
    kept = PlanRow(0, draft.round, app.clock(), instance_json(draft.instance), whole_dict(draft.plan))
    return app.store.keep_plan(kept, app.clock(), draft.changes)


def _behind(standing: Sequence[Ruling], app: App) -> str:
    """What a person has ruled, under what a plan cannot be made for; each can be undone by its number."""
    lines = [
        f"\n  {line.ruling.id}: {line.what} ({line.ruling.by})" for line in in_words(standing, app.plan_settings().mode)
    ]
    return f"\nBestemt for runden:{''.join(lines)}\n" if lines else ""


def propose_round(app: App, name: str) -> Plan:
    """Plan the round and write the proposal; RefusedError as `drafted`."""
    draft = drafted(app, name)
    take(app, draft)
    return draft.plan


def supposed(app: App, name: str, changes: Sequence[Change]) -> Difference:
    """What the changes would do to the round's plan; nothing is written."""
    draft = drafted(app, name)
    return what_if(draft.instance, draft.plan, changes, solve_in_child)


def explained(app: App, name: str, number: str) -> Why:
    """One case of the round's plan, with every educator it could have; nothing is written. One that is approved is told
    as it was when it was planned.
    """
    case = app.store.case(number)
    kept = [row for row in app.store.planned(number) if row.round == name] if case else []
    if case and (told := as_approved(case, kept)):
        return told
    draft = drafted(app, name)
    told = why(draft.instance, draft.plan, number)
    return placed_by_hand(case, told) if case else told


def recomputed(app: App, name: str) -> tuple[PlanRow, bool]:
    """The newest kept plan of the round, and whether its inputs give the same plan again."""
    _round(app, name)
    kept = app.store.plan(name)
    if kept is None:
        raise RefusedError(f'Runden "{name}" er ikke fordelt endnu.', Way.PLAN)
    again = solve_in_child(read_instance(dict(kept.inputs)))
    return kept, whole_dict(again) == dict(kept.result)


def _round(app: App, name: str) -> Round:
    found = next((one for one in app.registers().rounds if one.name == name), None)
    if found is None:
        raise RefusedError(f'Der er ingen runde "{name}".', Way.PICK_ROUND)
    return found
