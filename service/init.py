"""`tovholder init`: from an example to a municipality's own files. Nothing is ever overwritten."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cases.errors import RefusedError
from service.settings import EXAMPLES
from storage import new_key_file


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the municipality knows: which setting it is, and how we ask for it."""

    section: str
    name: str
    text: str

    @property
    def key(self) -> str:
        """The setting, as "mailbox.host"."""
        return f"{self.section}.{self.name}"

    def default(self, like: str) -> str:
        """What the example has."""
        value: str = tomllib.loads(_example(like))[self.section][self.name]
        return value


QUESTIONS = (
    Question("municipality", "name", "Kommunens navn"),
    Question("coordinator", "name", "Koordinatorens navn"),
    Question("coordinator", "email", "Koordinatorens mailadresse"),
    Question("coordinator", "phone", "Koordinatorens telefon"),
    Question("mailbox", "host", "IMAP-server"),
    Question("mailbox", "user", "Funktionspostkassens brugernavn"),
    Question("smtp", "host", "SMTP-server"),
    Question("smtp", "sender", "Afsenderadresse for svarene"),
)


def write_files(target: Path, like: str, answers: Mapping[str, str], *, force: bool = False) -> tuple[Path, ...]:
    """Write the settings, the registers, an invented round if the example has one, and the key; gives what was written.

    Raises RefusedError when any of it is there already; with `force`, writes what is lacking and leaves the rest.
    """
    values = tomllib.loads(_example(like))
    copied = {Path(values[name]) for name in ("schools", "educators", "rounds") if isinstance(values[name], str)}
    copied |= {path.relative_to(EXAMPLES) for path in EXAMPLES.glob(f"{like}-runde.json")}
    texts = {path: (EXAMPLES / path).read_text("utf-8") for path in copied} | {
        Path(target.name): _filled(like, answers)
    }
    key = target.parent / values["key_file"]
    there = sorted(path for path in (*(target.parent / path for path in texts), key) if path.exists())
    if there and not force:
        names = ", ".join(path.name for path in there)
        raise RefusedError(f"{names} findes allerede og overskrives ikke: flyt det, eller brug --force til resten.")
    target.parent.mkdir(parents=True, exist_ok=True)
    written = []
    for path in sorted(target.parent / path for path in texts):
        if path not in there:
            with path.open("x", encoding="utf-8") as file:
                file.write(texts[path.relative_to(target.parent)])
            written.append(path)
    if key not in there:
        new_key_file(key)
        written.append(key)
    return tuple(written)


def _example(like: str) -> str:
    return (EXAMPLES / f"{like}.toml").read_text("utf-8")


def _filled(like: str, answers: Mapping[str, str]) -> str:
    """The example with the answers in their places; every comment stays."""
    section, lines = "", []
    for line in _example(like).splitlines():
        if header := re.match(r"\[+([\w.]+)\]+", line):
            section = header[1]
        elif (key := re.match(r"(\w+) = ", line)) and (answer := answers.get(f"{section}.{key[1]}")) is not None:
            escaped = answer.replace("\\", "\\\\").replace('"', '\\"')
            line = f'{key[1]} = "{escaped}"'
        lines.append(line)
    return "\n".join(lines) + "\n"
