"""`tovholder doctor`: what is in place, and what to do about what is not. A table of checks, a line for each.

A check is a name and a callable that gives a few words when all is well and raises otherwise: one of our errors, whose
sentence says what to do. Those that need only the settings are here; `wiring` adds those that touch servers.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cases.errors import SettingsError, TovholderError, WorldError
from cases.rounds import COPENHAGEN, round_for
from service.log import place_of
from service.registry import standing
from service.settings import Settings

SPACE = 1_000_000_000
"""Bytes that should be free: a deadline's afternoon of scans, several times over."""

DRIFT = timedelta(seconds=60)
"""How far our clock may be from another's before deadlines become doubtful."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at: `look` gives a few words, or raises what is wrong."""

    name: str
    look: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Line:
    """What one check found."""

    name: str
    ok: bool
    says: str

    def text(self) -> str:
        """The line as people read it."""
        return f"{'OK  ' if self.ok else 'FEJL'}  {self.name}: {self.says}"

    def as_json(self) -> dict[str, object]:
        """The line as scripts read it."""
        return {"check": self.name, "ok": self.ok, "text": self.says}


def examine(checks: Sequence[Check]) -> tuple[Line, ...]:
    """Every check's line; one that fails never keeps the next from being looked at. A fault that several meet (the key
    is needed by the database too) is told once.
    """
    lines: list[Line] = []
    for check in checks:
        line = _line(check)
        if line.ok or line.says not in {told.says for told in lines}:
            lines.append(line)
    return tuple(lines)


def settings_trouble(error: SettingsError, path: Path | None) -> tuple[Line, ...]:
    """The lines when the settings themselves are wrong: one for each fault."""
    _, *faults = str(error).splitlines()
    name = f"indstillinger ({path.name})" if path else "indstillinger"
    return tuple(Line(name, ok=False, says=fault.strip()) for fault in faults or [str(error)])


def settings_checks(settings: Settings, now: Callable[[], datetime]) -> tuple[Check, ...]:
    """What can be seen without a server."""
    return (
        Check("indstillinger", lambda: _registers(settings, standing(settings))),
        Check("runder", lambda: _rounds(standing(settings), now())),
        Check("nøgle", lambda: _key(settings.key_file)),
        Check("hemmeligheder", lambda: _secrets(settings)),
        Check("disk", lambda: _disk(settings.state)),
        Check("tekster", lambda: _texts(settings, now())),
        Check("tekstlæsning", lambda: _languages(settings.reading.tessdata)),
        Check("skemaer", lambda: _forms(settings.reading.forms)),
    )


def clock_check(now: Callable[[], datetime], other: Callable[[], datetime]) -> Check:
    """Our clock against another's (the database's, or the newest time noted there): deadlines hang on it."""

    def look() -> str:
        ours, theirs = now(), other()
        if abs(ours - theirs) > DRIFT:
            raise SettingsError(
                f"Uret går forkert i forhold til {theirs:%d-%m-%Y %H.%M} UTC: slå tidssynkronisering til."
            )
        return f"{ours.astimezone(COPENHAGEN):%d-%m-%Y %H.%M}, dansk tid"

    return Check("ur", look)


def _line(check: Check) -> Line:
    try:
        return Line(check.name, ok=True, says=check.look())
    except TovholderError as error:
        return Line(check.name, ok=False, says=str(error))
    except Exception as error:  # noqa: BLE001  the doctor must speak of everything, and of a bug without its text
        return Line(
            check.name, ok=False, says=f"Programfejl ({type(error).__name__} i {place_of(error)}): meld den gerne."
        )


def _registers(files: Settings, stands: Settings) -> str:
    """`stands` is another than `files` once the registers are changed on the pages."""
    silent, here = sum(not school.senders for school in stands.schools), stands is not files
    if silent:
        where = "under Registre på siderne" if here else f"i {(files.schools_file or files.path).name}"
        raise SettingsError(
            f"{silent} af {len(stands.schools)} skoler har ingen afsenderadresser, så de får ingen svar: "
            f"skriv dem {where}."
        )
    told = f"{len(stands.schools)} skoler, {len(stands.educators)} vejledere, {len(stands.rounds)} runder"
    return f"{told}; de rettes på siderne, og registrenes filer bruges ikke mere" if here else told


def _rounds(settings: Settings, now: datetime) -> str:
    current = round_for(now, settings.rounds)
    if current is None:
        raise SettingsError(
            "Alle frister er gået, så ansøgninger hører ikke til nogen runde: tilføj næste skoleårs runder."
        )
    return f"{current.name} er åben til og med {current.deadline:%d-%m-%Y}"


def _key(path: Path) -> str:
    from storage.sealing import read_keys

    keys = read_keys(path)
    if _open_to_others(path):
        raise SettingsError(f"Andre på maskinen kan læse nøglen: kør chmod 600 {path}.")
    return "én nøgle" if len(keys.ids) == 1 else f"{len(keys.ids)} nøgler"


def _secrets(settings: Settings) -> str:
    servers = (settings.mailbox, settings.smtp)
    files = {f for s in servers for f in (s.password_file, s.client_secret_file, s.certificate_file) if f}
    there = [file for file in files if file.exists()]
    seen = sorted(file for file in there if _open_to_others(file))
    if seen:
        raise SettingsError(f"Andre på maskinen kan læse {seen[0].name}: kør chmod 600 {' '.join(map(str, seen))}.")
    return "kun programmet kan læse dem" if there else "ingen filer endnu" if files else "fra miljøet"


def _open_to_others(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def _disk(state: Path) -> str:
    here = next(folder for folder in (state, *state.parents) if folder.exists())
    if not os.access(here, os.W_OK):
        raise WorldError(f"Der må ikke skrives i {here}: giv programmets bruger adgang.")
    free = shutil.disk_usage(here).free
    if free < SPACE:
        raise WorldError(f"Kun {free // 1_000_000} MB fri i {here}: ryd op, eller flyt state til en større disk.")
    return f"{free // 1_000_000_000} GB fri"


def _texts(settings: Settings, now: datetime) -> str:
    from service.specimens import faults_of_texts

    faults, count = faults_of_texts(settings, now)
    if faults:
        raise SettingsError(f"{faults[0]} ({len(faults)} i alt).")
    return f"{count} tekster kan skrives"


def _forms(folder: Path | None) -> str:
    from intake.forms import all_forms

    forms = all_forms(folder)
    learned = sum(form.learned for form in forms.values())
    return f"{len(forms) - learned} af vores egne" + (f", {learned} lært" if learned else "")


def _languages(folder: Path | None) -> str:
    from intake.languages import FOLDERS, LANGUAGES

    folders = [folder] if folder else [Path(each) for each in FOLDERS]
    here = max(([name for name in LANGUAGES if (each / f"{name}.traineddata").is_file()] for each in folders), key=len)
    lacking = [language for language in LANGUAGES if language not in here]
    if lacking:
        packages = " ".join(f"tesseract-ocr-{language}" for language in lacking)
        where = f" i {folder}" if folder else ""
        raise SettingsError(f"Sproget {' og '.join(lacking)} mangler til tekstlæsning{where}: installer {packages}.")
    return f"tesseract med {' og '.join(LANGUAGES)}"
