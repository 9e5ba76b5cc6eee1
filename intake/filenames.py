"""The convention: what a file's name and its mail's subject say of an application."""

from dataclasses import dataclass

from cases.kinds import Kind
from intake.schools import SchoolRegister

NOT_APPLICATION = "ikke_ansøgning"


@dataclass(frozen=True, slots=True)
class FileName:
    """What a name says; `kind` is None for what is not an application, `confidence` is 0..1."""

    school: str | None
    kind: Kind | None
    detail: str | None
    flags: tuple[str, ...]
    confidence: float


def read_file_name(file_name: str, subject: str, schools: SchoolRegister, sender_school: str | None = None) -> FileName:
    """What the name and the subject say; never raises, whatever they hold. The sender only fills in a school."""
    match = schools.find(file_name[:400]) or schools.find(subject[:400])
    return FileName(match.name if match else sender_school, Kind.UNKNOWN, None, (), 0.1)


def as_json(name: FileName) -> dict[str, object]:
    """The reading in the form of `tovholder name --json`."""
    return {
        "school": name.school,
        "kind": NOT_APPLICATION if name.kind is None else name.kind.value,
        "detail": name.detail,
        "flags": list(name.flags),
        "confidence": round(name.confidence, 2),
    }


def read_class(text: str) -> str | None:
    """The class that `text` names, in its one form ("5.b", "6. årgang", "0. klasse"), or None."""
    return text.strip() or None
