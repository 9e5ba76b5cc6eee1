"""What to do instead of what was refused, in the words of the command line: which command."""

from collections.abc import Mapping

from cases.errors import RefusedError, Way

RUN: Mapping[Way, str] = {
    Way.WITHDRAW: 'Kør "tovholder cases withdraw".',
    Way.WITHDRAW_CONSENT: 'Kør "tovholder cases withdraw" med --consent-withdrawn.',
    Way.ASSIGN: 'Kør "tovholder cases assign".',
    Way.PICK_ROUND: 'Se "tovholder rounds list".',
    Way.PICK_EDUCATOR: 'Se "tovholder educators list".',
    Way.PLAN: 'Kør "tovholder route".',
    Way.END: 'Kør "tovholder cases close", hvis sagen er fordelt, ellers "cases withdraw" eller "cases decline".',
    Way.UNRULE: 'Kør "tovholder rounds undo" med nummeret.',
}


def worded(error: RefusedError) -> str:
    """The refusal as the command line says it."""
    said = str(error)
    if error.way is None:
        return said
    return said + ("" if said.endswith("\n") else " ") + RUN[error.way]
