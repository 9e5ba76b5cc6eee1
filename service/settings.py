"""The settings: one commented TOML file becomes one frozen value, or one error that names every fault and its line.

    TOML + environment + files with secrets + registers (CSV) ─load→ Settings

Secrets never stand in the TOML: they come from the environment (TOVHOLDER_MAILBOX_PASSWORD) or from a file the TOML
names. Any setting can be overruled by the environment: TOVHOLDER_<SECTION>_<KEY>. Paths in the file are relative to it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cases.consent import Policy
from cases.errors import SettingsError
from cases.people import Educator, School
from cases.rounds import Round
from service.registers import read_schools

if TYPE_CHECKING:  # pydantic takes longer to load than a file name takes to read; `load` brings it in
    from pydantic import BaseModel

    from service.draft import Finished
    from service.mail_sections import Mailbox, Smtp
    from service.operation import Operation
    from service.retention import Retention
    from service.sections import Coordinator, Municipality, Reading, Routing
    from service.web_sections import OpenId, Web

AnySection = TypeVar("AnySection", bound="BaseModel")

EXAMPLES = Path(__file__).parent.parent / "templates" / "settings"
"""The shipped examples: silkeborg.toml, fredericia.toml and their registers."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a municipality chooses. Paths are absolute; `database_url` may hold a password and is never shown."""

    path: Path
    state: Path
    key_file: Path
    workers: int
    municipality: "Municipality"
    coordinator: "Coordinator"
    mailbox: "Mailbox"
    smtp: "Smtp"
    database_url: str = field(repr=False)
    policy: Policy
    trusted: Path | None
    retention: "Retention"
    routing: "Routing"
    reading: "Reading"
    web: "Web"
    openid: "OpenId"
    operation: "Operation"
    schools: tuple[School, ...]
    educators: tuple[Educator, ...]
    rounds: tuple[Round, ...]
    schools_file: Path | None
    educators_file: Path | None
    rounds_file: Path | None


def find(chosen: Path | None, environ: Mapping[str, str] = os.environ) -> Path | None:
    """The settings file: the one chosen, else TOVHOLDER_SETTINGS, else ./tovholder.toml, else None."""
    if chosen:
        return chosen
    if named := environ.get("TOVHOLDER_SETTINGS"):
        return Path(named)
    here = Path("tovholder.toml")
    return here if here.exists() else None


def load(path: Path, environ: Mapping[str, str] = os.environ, *, secrets: bool = True, pages: bool = False) -> Settings:
    """The settings in the file; raises SettingsError naming every fault. Without `secrets` none are asked for or read,
    but with `pages` that of the municipality's login.

    Commands that store and send nothing load without secrets, so that they run for people who must not have them.
    """
    from service.draft import LOGIN, MAIL_SERVERS, Draft

    path = path.resolve()
    draft = Draft(path, _text(path))
    draft.refuse_secrets()
    draft.overrule(_environment(environ))
    draft.take_secrets((*(MAIL_SERVERS if secrets else ()), *((LOGIN,) if secrets or pages else ())))
    draft.lend_login()
    finished = draft.finish()
    if finished is None:
        raise SettingsError(draft.sentence())
    return _settings(path, finished)


def example_schools() -> tuple[School, ...]:
    """The schools of the shipped example Silkeborg, and nothing else of it."""
    schools, _ = read_schools((EXAMPLES / "silkeborg-skoler.csv").read_bytes())
    return schools


def _settings(path: Path, finished: "Finished") -> Settings:
    file, here = finished.file, path.parent
    state = here / file.state
    return Settings(
        path=path,
        state=state,
        key_file=here / file.key_file,
        workers=file.workers,
        municipality=file.municipality,
        coordinator=file.coordinator,
        mailbox=_rooted(file.mailbox, here),
        smtp=_rooted(file.smtp, here),
        database_url=file.database.url.get_secret_value() or f"sqlite:///{state / 'tovholder.sqlite'}",
        policy=file.consent.policy,
        trusted=_rooted(file.consent, here).trusted,
        retention=file.retention,
        routing=file.routing,
        reading=_rooted(file.reading, here),
        web=file.web,
        openid=_rooted(file.openid, here),
        operation=file.operation,
        schools=finished.schools,
        educators=finished.educators,
        rounds=finished.rounds,
        schools_file=finished.schools_file,
        educators_file=finished.educators_file,
        rounds_file=finished.rounds_file,
    )


def _environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """What TOVHOLDER_… says, shaped as the file is."""
    from pydantic_settings import EnvSettingsSource
    from pydantic_settings import SettingsError as MalformedError

    from service.sections import SettingsFile

    source = EnvSettingsSource(SettingsFile)
    source.env_vars = {name.lower(): value for name, value in environ.items() if value}
    try:
        return source()
    except MalformedError:
        raise SettingsError(
            'En miljøvariabel TOVHOLDER_… kan ikke læses – skriv lister som JSON, fx ["trivsel"].'
        ) from None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{path.name} er ikke UTF-8 – gem filen igen som UTF-8.") from None
    except OSError:
        raise SettingsError(
            f"Indstillingsfilen {path.name} kan ikke læses – ret stien, eller kør tovholder init."
        ) from None


def _rooted(section: AnySection, folder: Path) -> AnySection:
    """The section with its paths made absolute from the settings file's folder."""
    paths = {key: folder / value for key, value in section if isinstance(value, Path)}
    return section.model_copy(update=paths)
