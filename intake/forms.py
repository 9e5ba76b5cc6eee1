"""The application forms that are known: folders `<id>-<version>` with a `form.toml`, ours under `templates/forms/`.

A new form, or a new version of one, is a new folder and no code. What a form is stands in `form`, how its file is
written in `form_file`, and what is told of a faulty one in `form_faults`. A municipality's own folder may hold more
forms, learned from other blanks (`learn`).
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cases.errors import SettingsError
from cases.kinds import Kind
from intake.form import A4, SIGNATURES, FieldType, Form, FormField, Mark, Style, Text
from intake.form_file import FILE, checked_form, read_form
from templates import TEMPLATES

__all__ = [
    "A4",
    "SIGNATURES",
    "FieldType",
    "Form",
    "FormField",
    "Mark",
    "Style",
    "Text",
    "all_forms",
    "folder_state",
    "load_forms",
    "newest_form",
    "page_code",
    "read_page_code",
    "usable_forms",
]

_CODE: Final = re.compile(r"TOVH:([a-z]{2,12}-[1-9][0-9]{0,2}):([1-9][0-9]?)")


def load_forms(folder: Path = TEMPLATES / "forms") -> Mapping[str, Form]:
    """Every form in the folder, by its key. Raises SettingsError with one sentence naming the file and the field."""
    files = sorted(folder.glob(f"*/{FILE}"))
    if not files:
        raise SettingsError(
            f"Der er intet skema i {folder.name}/: hvert er en mappe <id>-<version> med filen {FILE} i."
        )
    forms = [read_form(file.parent) for file in files]
    return {form.key: form for form in forms}


def all_forms(own: Path | None) -> Mapping[str, Form]:
    """Our forms and those in a municipality's own folder, if any. Raises SettingsError, also where two share a key."""
    ours = load_forms()
    theirs = load_forms(own) if own and any(own.glob(f"*/{FILE}")) else {}
    if same := sorted(set(ours) & set(theirs)):
        raise SettingsError(f"Skemaet {same[0]} findes i forvejen: giv jeres eget et andet id.")
    return {**ours, **theirs}


def usable_forms(own: Path | None) -> Mapping[str, Form]:
    """As `all_forms`, but a folder with a fault is left out: what was in order when the service began is read on."""
    forms = dict(load_forms())
    for file in sorted(own.glob(f"*/{FILE}")) if own else ():
        form, faults = checked_form(file.parent)
        if form is not None and not faults:
            forms.setdefault(form.key, form)
    return forms


def folder_state(own: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells a folder of forms from what it was before: each description's name, size and time of writing."""
    found = []
    for file in sorted(own.glob(f"*/{FILE}")):
        try:
            stat = file.stat()
        except FileNotFoundError:  # taken out of use this moment
            continue
        found.append((file.parent.name, stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def newest_form(forms: Mapping[str, Form], kind: Kind) -> Form:
    """The newest version of our form for a kind; the one to hand out. Raises SettingsError when there is none."""
    versions = [form for form in forms.values() if form.kind is kind and not form.learned]
    if not versions:
        raise SettingsError(f'Der er intet skema af slagsen "{kind}": læg en mappe under templates/forms/.')
    return max(versions, key=lambda form: form.version)


def page_code(form: Form, page: int) -> str:
    """What the code printed on a page says: "TOVH:elev-1:2"."""
    return f"TOVH:{form.key}:{page}"


def read_page_code(text: str) -> tuple[str, int] | None:
    """The form's key and the page (from 1) that a code names; None when it is no page code of ours."""
    found = _CODE.fullmatch(text.strip())
    return (found[1], int(found[2])) if found else None
