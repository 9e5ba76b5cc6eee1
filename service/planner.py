"""The planner that the review pages ask: `service.proposal` in their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cases.case import Case
from cases.errors import RefusedError
from review.planner import Draft, Taken
from routing.changes import Change
from routing.difference import Difference
from routing.instance import Instance, Mode
from routing.problem import problem
from routing.why import Why
from service import proposal
from service.wiring import App


@dataclass(frozen=True, slots=True)
class Planning:
    """A `review.planner.Planner`."""

    app: App

    @property
    def mode(self) -> Mode:
        """Whether places or hours are planned."""
        return self.app.plan_settings().mode

    @property
    def needs(self) -> Mapping[str, Sequence[str]]:
        """What cases of a kind must find."""
        return self.app.plan_settings().needs

    def instance(self, name: str, cases: Sequence[Case]) -> Instance:
        """The round with these cases, without what was before it."""
        round_, registers, _ = proposal.stated(self.app, name, ())
        return problem(round_, cases, registers, self.app.plan_settings())

    def draft(self, name: str) -> Draft:
        """A plan of the round; nothing is written."""
        return _draft(proposal.drafted(self.app, name))

    def take(self, name: str, seal: str) -> Taken:
        """Plan the round again and write it; RefusedError when the plan is not the one that was shown."""
        drafted = proposal.drafted(self.app, name)
        draft = _draft(drafted)
        if draft.seal != seal:
            raise RefusedError("Runden er ændret, siden forslaget blev vist. Se det nye forslag, før du tager det.")
        return Taken(draft, proposal.take(self.app, drafted), tuple(case.number for case, _ in drafted.changes))

    def suppose(self, name: str, changes: Sequence[Change]) -> Difference:
        """What the changes would do; nothing is written."""
        return proposal.supposed(self.app, name, changes)

    def why(self, name: str, number: str) -> Why:
        """One case of the round's plan with every educator it could have."""
        return proposal.explained(self.app, name, number)


def _draft(drafted: proposal.Drafted) -> Draft:
    return Draft(drafted.plan, drafted.difference, drafted.proposal)
