"""What `tovholder read` found in one file, and the document that `--json` writes of it."""

from dataclasses import dataclass, field
from pathlib import Path

from cases.application import Application, SignatureBox, Unread
from cases.consent import Consent, ConsentState
from cases.cpr import masked
from cases.findings import Finding, Weight
from cases.letters import Use
from intake.look import Look
from review.words import briefly


@dataclass(frozen=True, slots=True)
class PaperUse:
    """An attachment and what would become of it."""

    name: str = field(repr=False)
    type: str
    bytes: int
    use: Use
    why: str

    def as_json(self) -> dict[str, object]:
        """The paper as in `letter.papers`."""
        return {
            "name": self.name,
            "type": self.type,
            "bytes": self.bytes,
            "use": self.use.value,
            "why": self.why or None,
        }


@dataclass(frozen=True, slots=True)
class Read:
    """One application as it would be handed to a case."""

    application: Application
    consent: Consent
    findings: tuple[Finding, ...]

    @property
    def consent_state(self) -> str:
        """given, missing, uncertain or not-required."""
        known = {ConsentState.GIVEN, ConsentState.MISSING, ConsentState.NOT_REQUIRED}
        return (self.consent.state if self.consent.state in known else ConsentState.UNCERTAIN).value

    @property
    def blocked(self) -> bool:
        """Whether something is lacking, or a person must look."""
        return any(finding.weight is not Weight.NOTES for finding in self.findings)

    def as_json(self, *, reveal: bool) -> dict[str, object]:
        """The application as in `applications`; the CPR number masked unless it is to be revealed."""
        app = self.application
        return {
            "kind": app.kind.value,
            "form": app.form,
            "school": app.school,
            "detail": app.detail,
            "fields": {
                name: {
                    "value": masked(value.text) if name == "cpr" and not reveal else value.text,
                    "confidence": round(value.confidence, 3),
                    "source": value.source.value,
                    "verified": value.verified,
                    "other": masked(value.other) if value.other and name == "cpr" and not reveal else value.other,
                    "page": value.page,
                    "box": list(value.box) if value.box else None,
                }
                for name, value in app.values.items()
            },
            "consent": {"state": self.consent_state, "signatures": [_signature(box) for box in app.signatures]},
            "findings": [
                {
                    "code": finding.code,
                    "weight": "notes" if finding.weight is Weight.NOTES else "blocks",
                    "text": briefly(finding),
                }
                for finding in self.findings
            ],
        }


@dataclass(frozen=True, slots=True)
class Result:
    """What one file gave. `look` is None for what could not even be opened as a mail."""

    path: Path = field(repr=False)
    type: str
    look: Look | None
    applications: tuple[Read, ...]
    papers: tuple[PaperUse, ...]
    unread: tuple[tuple[str, Unread], ...] = field(repr=False)
    seconds: float

    @property
    def troubled(self) -> bool:
        """Whether something is unread or blocking."""
        return bool(self.unread) or any(one.blocked for one in self.applications)

    def as_json(self, *, reveal: bool) -> dict[str, object]:
        """The document of one file in `read --json`."""
        return {
            "path": str(self.path),
            "type": self.type,
            "letter": self._letter() if self.type == "mail" else None,
            "applications": [one.as_json(reveal=reveal) for one in self.applications],
            "unread": [{"name": name, "code": unread.code, "why": unread.why} for name, unread in self.unread],
            "seconds": round(self.seconds, 3),
        }

    def _letter(self) -> dict[str, object] | None:
        if self.look is None:
            return None
        return {
            "from": self.look.letter.sender,
            "sender": {"school": self.look.school.name if self.look.school else None, "verified": self.look.verified},
            "may_answer": self.look.why_not is None,
            "why_not": self.look.why_not,
            "result": self.look.letter.result,
            "papers": [paper.as_json() for paper in self.papers],
        }


def _signature(box: SignatureBox) -> dict[str, object]:
    return {
        "field": box.name,
        "state": box.state.value,
        "score": round(box.score, 3),
        "page": box.page,
        "box": list(box.box),
        "method": box.method.value,
    }
