"""What may be said of a signature box, and why: the words that travel with the evidence. Loads no engine."""

from dataclasses import dataclass
from enum import StrEnum

from cases.application import Ink


class Why(StrEnum):
    """What a person is told beside the crop; the value is the Danish sentence."""

    SIGNED = "Der er skrevet i feltet med noget, der ligner en pen."
    EMPTY = "Feltet er tomt."
    SPECKS = "Der er kun pletter i feltet."
    SPECKLED = "Der er mange pletter i feltet, måske en svag underskrift."
    TEXT = "Der står noget, der kan læses som tekst. Det kan være et skrevet navn."
    UNLIKE = "Der er noget i feltet, men det ligner ikke sikkert en underskrift."
    STRANGE = "Der er noget i feltet, som ikke ligner det, programmet kender."
    FAINT = "Der er svage streger i feltet, måske blyant eller gennemslag."
    MIRRORED = "Det ser spejlvendt ud, måske som gennemslag fra bagsiden."
    BESIDE = "Noget rækker ind i feltet udefra."
    HIDDEN = "Skemaets egne linjer og tekst omkring feltet kan ikke ses."
    CUT = "Feltet er ikke helt med på siden."
    MISPLACED = "Siden kan ikke lægges sikkert over skemaet."
    TYPED = "Der er skrevet i feltet på en skærm."
    PASTED = "Siden er lavet på en computer, så underskriften kan være sat ind som billede."
    LOOSE = "Filen har løse sider, så det er ikke sikkert, hvem underskriften hører til."
    COPIED = "Det samme er skrevet i begge felter. Det kan være kopieret."
    UNKNOWN_FORM = "Skemaet er ikke et, vi kender. Se selv, om der er skrevet under."
    UNKNOWN_BARE = "Skemaet er ikke et, vi kender, og der ser ikke ud til at stå noget her. Se selv efter."
    ELSEWHERE = "Filen har en digital underskrift et andet sted end i feltet."


@dataclass(frozen=True, slots=True)
class Judgement:
    """The state, a score and why. The score (0..1) is how much it looks like a signature, not a probability."""

    state: Ink
    score: float
    why: str
