"""`tovholder route`: a round of the database becomes a plan, kept with its inputs, and a proposal for each case."""

from cases.case import Status
from cases.errors import RefusedError
from cases.letters import PlanRow
from routing.parse import instance_json
from routing.plan import Plan, plan_dict
from routing.problem import Registers
from routing.propose import proposed
from routing.route import route
from service.wiring import App

_PLACED = (Status.ASSIGNED, Status.RUNNING, Status.CLOSED)


def propose_round(app: App, name: str) -> Plan:
    """Plan the round and write the proposal; RefusedError when there is no such round, or nothing to plan."""
    round_ = next((one for one in app.settings.rounds if one.name == name), None)
    if round_ is None:
        raise RefusedError(f'Der er ingen runde "{name}": se "tovholder rounds list".')
    cases = app.store.cases(round_name=name)
    history = tuple(case for case in app.store.cases(statuses=_PLACED) if case.round != name)
    registers = Registers(app.settings.educators, app.settings.schools, history)
    instance, plan = route(round_, cases, registers, app.plan_settings())
    changes = proposed(cases, plan, app.clock())
    if not plan.assignments and not plan.unplaced:
        raise RefusedError(f'Runden "{name}" har ingen sager, der er klar til at blive fordelt.')
    kept = PlanRow(0, name, app.clock(), instance_json(instance), plan_dict(plan, 0))
    app.store.keep_plan(kept, app.clock())
    app.store.change(changes, (), app.clock())
    return plan
