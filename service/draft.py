"""The settings while they are being put together: what was read, and every fault with the place to mend it."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from cases.errors import SettingsError
from cases.people import Educator, School
from cases.rounds import Round
from service.advice import hint, problem
from service.registers import read_educators, read_rounds, read_schools, unknown_words
from service.sections import SettingsFile
from service.toml_lines import Place, line_for, lines_of

Entry = TypeVar("Entry")

_SECRETS = {"password": "password_file", "client_secret": "client_secret_file"}
MAIL_SERVERS = ("mailbox", "smtp")
LOGIN = "openid"
"""The sections that have secrets."""

_FORBIDDEN = {*_SECRETS, "secret", "token", "key", "passphrase"}
_LOGIN = (
    "user", "auth", "tenant", "client_id", "scope", "authority", "token_endpoint", "password_file", "password",
    "client_secret_file", "client_secret", "certificate_file", "ca_file", "secret_expires",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finished:
    """A file without faults, its registers, and the CSV files they stand in (None: in the TOML itself)."""

    file: SettingsFile
    schools: tuple[School, ...]
    educators: tuple[Educator, ...]
    rounds: tuple[Round, ...]
    schools_file: Path | None
    educators_file: Path | None
    rounds_file: Path | None


class Draft:
    """The settings while they are being put together, and the faults found on the way."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.raw, self.lines = path, _toml(path.name, text), lines_of(text)
        self.overruled: dict[str, Any] = {}
        self.faults: list[tuple[int, str]] = []

    def fault(self, place: Place, problem: str) -> None:
        """Note a fault where it is to be mended: in the environment or on a line of the file."""
        name = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
        if _lookup(self.overruled, place) is not None:
            variable = "_".join(str(part).upper() for part in place)
            self.faults.append((0, f"miljøvariablen TOVHOLDER_{variable}: {problem}"))
        else:
            line = line_for(place, self.lines)
            self.faults.append((line, f"linje {line}: {name}: {problem}"))

    def refuse_secrets(self) -> None:
        """A secret in the file is a fault, and is not used."""
        for section, values in self.raw.items():
            if not isinstance(values, dict):
                continue
            for key in [key for key in values if key in _FORBIDDEN]:
                del values[key]
                variable = f"TOVHOLDER_{section}_{key}".upper()
                self.fault(
                    (section, key), f"hemmeligheder må ikke stå i filen – slet linjen, og sæt {variable} i miljøet"
                )
        url = _lookup(self.raw, ("database", "url"))
        if isinstance(url, str) and _has_password(url):
            self.fault(("database", "url"), "adgangskoder må ikke stå i filen – sæt TOVHOLDER_DATABASE_URL i miljøet")

    def overrule(self, values: dict[str, Any]) -> None:
        """Lay what the environment says over the file."""
        self.overruled = values
        self.raw = _laid_over(self.raw, values)

    def take_secrets(self, sections: Collection[str]) -> None:
        """Read the secrets of these sections that stand in files of their own, unless the environment has them, and
        demand those that are lacking.
        """
        for section in sections:
            values = self.raw.get(section)
            if isinstance(values, dict):
                self._take_secret_files(section, values)
                (self._demand_client_secret if section == LOGIN else self._demand_login)(section, values)

    def _take_secret_files(self, section: str, values: dict[str, Any]) -> None:
        for key, file_key in _SECRETS.items():
            if isinstance(values.get(file_key), str) and key not in values:
                try:
                    values[key] = (self.path.parent / values[file_key]).read_text("utf-8").strip()
                except (OSError, ValueError):
                    way = f"eller sæt {f'TOVHOLDER_{section}_{key}'.upper()} i miljøet"
                    self.fault(
                        (section, file_key),
                        f"filen kan ikke læses – opret den med hemmeligheden alene, {way}",
                    )

    def lend_login(self) -> None:
        """Log in to SMTP as to the mailbox, where that is wished; the mailbox answers for the faults."""
        smtp, mailbox = self.raw.get("smtp"), self.raw.get("mailbox")
        if isinstance(smtp, dict) and isinstance(mailbox, dict) and smtp.get("auth") == "mailbox":
            login = {key: mailbox[key] for key in _LOGIN if key in mailbox}
            self.raw["smtp"] = {**login, **smtp, "auth": mailbox.get("auth", "password")}

    def _demand_login(self, section: str, values: dict[str, Any]) -> None:
        """Whoever logs in needs something to log in with."""
        auth = values.get("auth", "password")
        names = f"TOVHOLDER_{section.upper()}"
        if auth == "password" and not values.get("password") and "password_file" not in values:
            self.fault((section,), f"adgangskoden mangler – sæt {names}_PASSWORD i miljøet, eller skriv password_file")
        if auth == "xoauth2":
            if not any(values.get(key) for key in ("client_secret", "client_secret_file", "certificate_file")):
                way = f"sæt {names}_CLIENT_SECRET i miljøet, eller skriv client_secret_file eller certificate_file"
                self.fault((section,), f"klienthemmeligheden mangler – {way}")
            endpoint = values.get("token_endpoint") or values.get("authority")
            self._demand(section, values, ("client_id", *(() if endpoint else ("tenant",))))

    def _demand_client_secret(self, section: str, values: dict[str, Any]) -> None:
        """A municipality's login that is named needs all of it."""
        if values.get("issuer"):
            if not values.get("client_secret") and "client_secret_file" not in values:
                way = f"sæt TOVHOLDER_{section.upper()}_CLIENT_SECRET i miljøet, eller skriv client_secret_file"
                self.fault((section,), f"klienthemmeligheden mangler – {way}")
            self._demand(section, values, ("client_id",))

    def _demand(self, section: str, values: dict[str, Any], keys: Iterable[str]) -> None:
        for key in keys:
            if not values.get(key):
                self.fault((section, key), f"mangler – skriv {hint((section, key))}")

    def finish(self) -> Finished | None:
        """All of it, or None when the faults leave nothing to build from."""
        if not isinstance(self.raw.get("schools"), str):
            self.raw.pop("schools", None)
            self.fault(("schools",), 'mangler – skriv stien til en CSV-fil, fx "tovholder-skoler.csv"')
        given = frozenset(self.raw)
        schools, schools_file = self._register("schools", read_schools)
        educators, educators_file = self._register("educators", read_educators)
        rounds, rounds_file = self._register("rounds", read_rounds)
        file = self._file()
        if file:
            educators = educators or tuple(entry.educator() for entry in file.educators)
            rounds = rounds or tuple(entry.round() for entry in file.rounds)
            self._twice("educators", [entry.id for entry in file.educators])
            self._twice("rounds", [entry.name for entry in file.rounds])
        for name in {"educators", "rounds"} - given:
            self.fault((name,), f"mangler – skriv {hint((name,))}")
        for fault in unknown_words(educators, schools, rounds) if schools else ():
            self.fault(("educators",), f"{fault} – ret navnet her eller i skoleregistret")
        if file is None or self.faults:
            return None
        return Finished(file, schools, educators, rounds, schools_file, educators_file, rounds_file)

    def sentence(self) -> str:
        """All faults, in the order of the file."""
        count = "én fejl" if len(self.faults) == 1 else f"{len(self.faults)} fejl"
        return "\n".join([f"{self.path.name} har {count}:", *(f"  {text}" for _, text in sorted(self.faults))])

    def _file(self) -> SettingsFile | None:
        try:
            return SettingsFile.model_validate(self.raw)
        except ValidationError as error:
            for fault in error.errors():
                self.fault(fault["loc"], problem(fault["type"], fault["msg"], fault["loc"]))
            return None

    def _register(
        self, name: str, read: Callable[[bytes], tuple[tuple[Entry, ...], tuple[str, ...]]]
    ) -> tuple[tuple[Entry, ...], Path | None]:
        """The entries of a register that is a CSV file, and the file; nothing when it stands in the TOML itself."""
        if not isinstance(self.raw.get(name), str):
            return (), None
        file = self.path.parent / self.raw.pop(name)
        try:
            entries, faults = read(file.read_bytes())
        except OSError:
            entries, faults = (), ("filen kan ikke læses – ret stien, eller opret filen",)
        for fault in faults:
            self.fault((name,), f"{file.name}: {fault}")
        return entries, file

    def _twice(self, name: str, words: list[str]) -> None:
        """Two of the same name cannot be told apart (a CSV file has told so by row already)."""
        for word in sorted({word for word in words if words.count(word) > 1}):
            self.fault((name,), f'"{word}" står to gange – giv hver sit navn')


def _toml(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        line = re.search(r"line (\d+)", str(fault))
        where = f"linje {line[1]}" if line else "sidste linje"
        message = (
            f'{name} kan ikke læses: {where} er ikke gyldig TOML – tekst skal stå i anførselstegn, fx navn = "tekst".'
        )
        raise SettingsError(message) from None


def _lookup(values: object, place: Place) -> object:
    for part in place:
        values = values.get(part) if isinstance(values, dict) else None
    return values


def _laid_over(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, value in above.items():
        nested = isinstance(value, dict) and isinstance(both.get(key), dict)
        both[key] = _laid_over(both[key], value) if nested else value
    return both


def _has_password(url: str) -> bool:
    try:
        return bool(urlsplit(url).password)
    except ValueError:
        return False
