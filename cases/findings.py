"""What the checks noticed. The sentences on it are never code: `templates/findings/<code>.txt` is what a school reads,
`templates/remarks/<code>.txt` what the coordinator does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Weight(StrEnum):
    """BLOCKS: certainly lacking, the school is asked. DOUBTS: a person must look. NOTES: worth knowing."""

    BLOCKS = "blocks"
    DOUBTS = "doubts"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check noticed; `facts` fill the sentence: never a name, a CPR number or text from the form."""

    code: str
    weight: Weight
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Whether a person has looked at it and let it be; a note that a machine made is not settled."""
        return _SETTLED in self.facts


_SETTLED = "settled"


def settled(finding: Finding) -> Finding:
    """The finding as a note, because a person has looked at it: no machine asks for it again; what it weighed stays."""
    was = finding.facts.get(_SETTLED, finding.weight.value)
    return replace(finding, weight=Weight.NOTES, facts={**finding.facts, _SETTLED: was})
