"""A form's folder: `form.toml` is its description, `blank.pdf` its drawing when it is another's form.

    folder ─parts→ Form, or every fault that keeps it from being one          Form, doubts ─form_text→ form.toml

The format is described in docs/how-to/learn-a-form.md. Reading never stops at the first fault: a person who edits the
file wants all of them.
"""

import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from cases.application import Box
from cases.errors import RefusedError, SettingsError
from cases.kinds import Kind
from intake.form import A4, FieldType, Form, FormField, Mark, Style, Text
from intake.form_faults import Fault, faults

FILE: Final = "form.toml"
BLANK: Final = "blank.pdf"

_Made = TypeVar("_Made")


def read_form(folder: Path) -> Form:
    """The form in a folder. Raises SettingsError naming the folder and its first fault."""
    form, wrong = checked_form(folder)
    if wrong or form is None:
        more = f" (og {len(wrong) - 1} fejl mere)" if len(wrong) > 1 else ""
        raise SettingsError(f"{folder.name}/{FILE}: {wrong[0]}{more}")
    return form


def checked_form(folder: Path) -> tuple[Form | None, tuple[Fault, ...]]:
    """The form in a folder, None when its description can't be understood, and every fault that was found."""
    try:
        data = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, (Fault(FILE, "filen er der ikke", f'peg på en mappe med {FILE} i, eller lav en med "form learn"'),)
    except (OSError, UnicodeDecodeError):
        return None, (Fault(FILE, "filen kan ikke læses", "gem den igen som UTF-8"),)
    except tomllib.TOMLDecodeError as error:
        return None, (Fault(FILE, f"den er ikke gyldig TOML ({error})", "ret linjen"),)
    drawing = _drawing(folder)
    if not drawing and "code_box" not in data:
        return None, (Fault(BLANK, "det tomme skema er der ikke", "læg det i mappen som PDF"),)
    form, wrong = _form(data, drawing)
    if form is None:
        return None, wrong
    name = folder.resolve().name
    misnamed = Fault(f"Mappen {name}", f"id og version siger {form.key}", f"kald mappen {form.key}")
    return form, (*([misnamed] if name != form.key else []), *faults(form))


def form_text(form: Form, doubts: Mapping[int, str] | None = None) -> str:
    """The form as its file says it; `doubts` are what is unsure about the n-th field (from 0), written above it."""
    head = [
        "# Koordinater er punkter (1/72 tomme), x0 y0 x1 y1, fra sidens øverste venstre hjørne.",
        f"id = {_quoted(form.id)}",
        f"version = {form.version}",
        f"kind = {_quoted(form.kind)}",
        f"title = {_quoted(form.title)}",
        f"pages = {form.pages}",
        f"size = [{form.width:g}, {form.height:g}]",
    ]
    rows = [
        "\n".join((*([f"# Usikkert: {doubt}"] if (doubt := (doubts or {}).get(number)) else []), *_row(field)))
        for number, field in enumerate(form.fields)
    ]
    return "\n\n".join(("\n".join(head), *rows)) + "\n"


def save_form(root: Path, form: Form, doubts: Mapping[int, str] | None = None) -> Path:
    """Write a learned form's folder under `root`: its description and its blank. Raises RefusedError when it can't.

    A folder that is there already is never written over: its description may be somebody's work.
    """
    folder = root / form.key
    if folder.exists():
        raise RefusedError(f"{folder} findes i forvejen: flyt den, eller vælg et andet navn.")
    try:
        folder.mkdir(parents=True)
        (folder / FILE).write_text(form_text(form, doubts), encoding="utf-8")
        (folder / BLANK).write_bytes(form.drawing)
    except OSError:
        raise RefusedError(f"{folder} kan ikke skrives: ret stien.") from None
    return folder


def _row(field: FormField) -> list[str]:
    said = {"value": field.value, "tip": field.tip if field.tip != field.label else "", "entry": field.entry}
    return [
        "[[fields]]",
        f"name = {_quoted(field.name)}",
        f"page = {field.page}",
        f"type = {_quoted(field.type)}",
        f"box = [{', '.join(f'{edge:g}' for edge in field.box)}]",
        f"label = {_quoted(field.label)}",
        *(f"{key} = {_quoted(text)}" for key, text in said.items() if text),
    ]


def _quoted(text: str) -> str:
    """A TOML basic string (TOML 1.0): what is special in it is escaped."""
    kept = "".join(letter if letter >= " " and letter != "\x7f" else " " for letter in text)
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- from the file's tables to a Form


def _drawing(folder: Path) -> bytes:
    blank = folder / BLANK
    return blank.read_bytes() if blank.is_file() else b""


def _form(data: Mapping[str, Any], drawing: bytes) -> tuple[Form | None, tuple[Fault, ...]]:
    wrong: list[Fault] = []
    fields = _each("fields", "Felt", data, _field, wrong)
    texts = _each("texts", "Tekst", data, _text, wrong)
    head = _made("Øverst i filen", partial(_head, data, drawing, tuple(fields), tuple(texts)), wrong)
    return (head, ()) if head and not wrong else (None, tuple(wrong))


def _head(data: Mapping[str, Any], drawing: bytes, fields: tuple[FormField, ...], texts: tuple[Text, ...]) -> Form:
    pages = int(data["pages"])
    width, height = (float(side) for side in data.get("size", A4))
    coded = not drawing or "code_box" in data
    marks = tuple(Mark(float(x), float(y), float(data["mark_size"])) for x, y in data["marks"]) if coded else ()
    return Form(
        id=str(data["id"]),
        version=int(data["version"]),
        kind=Kind(data["kind"]),
        title=str(data["title"]),
        pages=pages,
        fields=fields,
        texts=texts,
        code_boxes=(_box(data["code_box"]),) * pages if coded else (),
        marks=(marks,) * pages if coded else (),
        width=width,
        height=height,
        drawing=drawing,
    )


def _each(
    key: str, word: str, data: Mapping[str, Any], make: Callable[[Mapping[str, Any]], _Made], wrong: list[Fault]
) -> list[_Made]:
    rows = data.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        wrong.append(Fault(key, "det er ikke en liste", f"skriv hver som [[{key}]]"))
        return []
    made = []
    for number, row in enumerate(rows, 1):
        named = f' ("{row["name"]}")' if "name" in row else ""
        made.append(_made(f"{word} {number}{named}", partial(make, row), wrong))
    return [one for one in made if one is not None]


def _made(where: str, make: Callable[[], _Made], wrong: list[Fault]) -> _Made | None:
    """What is made, or None and one fault more."""
    try:
        return make()
    except KeyError as error:
        wrong.append(Fault(where, f"{error.args[0]} mangler", "skriv det"))
    except (TypeError, ValueError) as error:
        wrong.append(Fault(where, f"der står noget, som ikke kan passe ({error})", "ret det"))
    return None


def _field(row: Mapping[str, Any]) -> FormField:
    label = str(row["label"])
    return FormField(
        name=str(row["name"]),
        page=int(row["page"]),
        box=_box(row["box"]),
        type=FieldType(row["type"]),
        label=label,
        value=str(row.get("value", "")),
        tip=str(row.get("tip", label)),
        entry=str(row.get("entry", "")),
    )


def _text(row: Mapping[str, Any]) -> Text:
    return Text(int(row["page"]), _box(row["box"]), Style(row["style"]), str(row["text"]).strip())


def _box(numbers: Any) -> Box:
    x0, y0, x1, y1 = (float(number) for number in numbers)
    return (x0, y0, x1, y1)
