"""Our own forms are known by what is printed on them: a blank that is one of them has nothing to be learned from."""

from cases.errors import RefusedError
from intake.forms import load_forms
from intake.reading import Reading


def refuse_our_own(blank: Reading) -> None:
    """RefusedError when the blank, as it was read, is one of our own forms."""
    ours = load_forms()
    for answers in blank.answers:
        if answers.form in ours:
            raise RefusedError(
                f"Det er vores eget skema {answers.form}: programmet kender det i forvejen, så det skal ikke læres."
            )
