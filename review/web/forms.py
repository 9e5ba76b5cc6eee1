"""Reading a form: its fields and files, within limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from review.web.asked import Upload, Values

FIELD = 256 * 1024
"""Bytes that one field of a form may have."""

CSRF = "csrf"
"""The field of every form that says it comes from a page of ours; a script may send it as the header X-CSRF."""


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent."""

    values: Values = field(default_factory=Values)
    files: Mapping[str, Upload] = field(default_factory=dict, repr=False)
    csrf: str = field(default="", repr=False)


class TooBigError(Exception):
    """The form is larger than a form of ours can be."""


async def read_form(request: Request) -> Form:
    """The form that was sent; TooBigError when it is none of ours by its size."""
    pairs, files = [], {}
    try:
        async with request.form(max_files=4, max_fields=2000, max_part_size=FIELD) as sent:
            for name, value in sent.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = Upload(value.filename or "", await value.read())
                else:
                    pairs.append((name, value))
    except (HTTPException, ClientDisconnect):  # the guard hangs up on what says no length and is too long
        raise TooBigError from None
    values = Values(tuple(pair for pair in pairs if pair[0] != CSRF))
    return Form(values, files, dict(pairs).get(CSRF) or request.headers.get("x-csrf", ""))
