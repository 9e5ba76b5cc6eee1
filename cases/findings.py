"""What the checks noticed. The sentence a school reads is `templates/findings/<code>.txt`, never code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
