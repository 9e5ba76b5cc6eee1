"""Values to JSON and back, field by field, so that what lies in the database outlives a renamed class.

Enums are written by name. Crops are large and change rarely, so the caller says how one is written (a hash that names
it, or base64) and how it is found again, or that it stays where it is and only its name travels.
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from cases.application import Answers, Application, Ink, Method, SignatureBox, Source, Unread, Value
from cases.consent import Consent, ConsentState
from cases.findings import Finding, Weight
from cases.kinds import Kind

CropWriter = Callable[[bytes], str]
CropReader = Callable[[str], tuple[bytes, str]]
Json = dict[str, Any]


def dumps(value: object) -> str:
    """JSON as we seal it: small, and safe for any character."""
    return json.dumps(value, separators=(",", ":"))


def base64_crop(crop: bytes) -> str:
    """A crop inside its JSON."""
    return base64.b64encode(crop).decode()


def _of_base64(text: str) -> tuple[bytes, str]:
    return base64.b64decode(text), ""


def _value_json(value: Value) -> Json:
    return {
        "text": value.text,
        "confidence": value.confidence,
        "source": value.source.name,
        "page": value.page,
        "box": value.box,
        "verified": value.verified,
        "other": value.other,
    }


def _value(data: Json) -> Value:
    box = data["box"]
    return Value(
        data["text"],
        data["confidence"],
        Source[data["source"]],
        data["page"],
        box and tuple(box),
        data.get("verified", False),  # what was kept before two engines read has neither
        data.get("other", ""),
    )


def _values_json(values: Mapping[str, Value]) -> Json:
    return {name: _value_json(value) for name, value in values.items()}


def _values(data: Json) -> dict[str, Value]:
    return {name: _value(value) for name, value in data.items()}


def _boxes_json(boxes: Iterable[SignatureBox], write: CropWriter) -> list[Json]:
    return [
        {
            "name": box.name,
            "state": box.state.name,
            "score": box.score,
            "page": box.page,
            "box": box.box,
            "method": box.method.name,
            "crop": write(box.crop) if box.crop else box.kept,
            "why": box.why,
        }
        for box in boxes
    ]


def _boxes(data: Iterable[Json], read: CropReader) -> tuple[SignatureBox, ...]:
    return tuple(_box(box, *(read(box["crop"]) if box["crop"] else (b"", ""))) for box in data)


def _box(box: Json, crop: bytes, kept: str) -> SignatureBox:
    return SignatureBox(
        name=box["name"],
        state=Ink[box["state"]],
        score=box["score"],
        page=box["page"],
        box=tuple(box["box"]),
        method=Method[box["method"]],
        crop=crop,
        why=box["why"],
        kept=kept,
    )


def application_json(application: Application, write: CropWriter) -> Json:
    """An application as JSON."""
    return {
        "kind": application.kind.name,
        "school": application.school,
        "detail": application.detail,
        "form": application.form,
        "values": _values_json(application.values),
        "signatures": _boxes_json(application.signatures, write),
        "flags": application.flags,
        "surplus_cpr": application.surplus_cpr,
        "prints": dict(application.prints),
    }


def application_from(data: Json, read: CropReader) -> Application:
    """The application again."""
    return Application(
        kind=Kind[data["kind"]],
        school=data["school"],
        detail=data["detail"],
        form=data["form"],
        values=_values(data["values"]),
        signatures=_boxes(data["signatures"], read),
        flags=tuple(data["flags"]),
        surplus_cpr=data["surplus_cpr"],
        prints=data.get("prints", {}),  # cases written before there were any
    )


def reading_json(answers: Iterable[Answers], unread: Unread | None, pages: int) -> Json:
    """What was read of one paper, as JSON; crops lie in it as base64."""
    return {
        "answers": [
            {
                "form": one.form,
                "kind": one.kind.name,
                "values": _values_json(one.values),
                "signatures": _boxes_json(one.signatures, base64_crop),
                "pages": one.pages,
                "surplus_cpr": one.surplus_cpr,
                "prints": dict(one.prints),
            }
            for one in answers
        ],
        "unread": unread and {"code": unread.code, "why": unread.why},
        "pages": pages,
    }


def reading_from(data: Json) -> tuple[tuple[Answers, ...], Unread | None, int]:
    """What was read of one paper: its answers, why it could not be read, how many pages it has."""
    answers = tuple(
        Answers(
            form=one["form"],
            kind=Kind[one["kind"]],
            values=_values(one["values"]),
            signatures=_boxes(one["signatures"], _of_base64),
            pages=tuple(one["pages"]),
            surplus_cpr=one["surplus_cpr"],
            prints=one.get("prints", {}),
        )
        for one in data["answers"]
    )
    unread = data["unread"]
    return answers, unread and Unread(unread["code"], unread["why"]), data.get("pages", 0)


def findings_json(findings: Iterable[Finding]) -> list[Json]:
    """Findings as JSON: they hold no personal data, so their column is clear."""
    return [{"code": f.code, "weight": f.weight.name, "facts": dict(f.facts)} for f in findings]


def findings_from(data: Iterable[Json]) -> tuple[Finding, ...]:
    """The findings again."""
    return tuple(Finding(f["code"], Weight[f["weight"]], f["facts"]) for f in data)


def consent_json(consent: Consent) -> Json:
    """The part of a consent that people wrote; its state and counts have columns."""
    decided = consent.decided_at
    return {
        "decided_by": consent.decided_by,
        "decided_at": decided.isoformat() if decided else None,
        "why": consent.why,
    }


def consent_from(state: ConsentState, needed: int, signed: int, data: Json) -> Consent:
    """The consent again, from its columns and its words."""
    decided = data["decided_at"]
    return Consent(
        state, needed, signed, data["decided_by"], datetime.fromisoformat(decided) if decided else None, data["why"]
    )
