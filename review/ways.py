"""What to do instead of what was refused, in the words of the pages: what to press, and where."""

from collections.abc import Mapping

from cases.errors import RefusedError, Way

PRESS: Mapping[Way, str] = {
    Way.WITHDRAW: "Tryk “Trukket tilbage af skolen eller forældrene” nederst på sagens side.",
    Way.WITHDRAW_CONSENT: (
        "Tryk “Trukket tilbage af skolen eller forældrene” nederst på sagens side, og sæt flueben ved samtykket."
    ),
    Way.ASSIGN: "Tryk “Giv til en anden” på rundens side eller “Vælg vejleder” på sagens.",
    Way.PICK_ROUND: "Vælg en af runderne på listen; de står under Registre.",
    Way.PICK_EDUCATOR: "Vælg en vejleder på listen; de står under Registre.",
    Way.PLAN: "Tryk “Lav et forslag” eller “Se et nyt forslag” på rundens side.",
    Way.END: (
        "Tryk “Afslut”, hvis sagen er fordelt, ellers “Trukket tilbage af skolen eller forældrene” eller “Afvis” "
        "nederst på sagens side."
    ),
    Way.UNRULE: "Tryk “Ophæv” ved det under “Bestemt for runden” på rundens side.",
}


def worded(error: RefusedError) -> str:
    """The refusal as a page shows it."""
    said = str(error)
    if error.way is None:
        return said
    return said + ("" if said.endswith("\n") else " ") + PRESS[error.way]
