"""The registers as they stand, for everything that runs: the newest in the database, or what the settings' files say.

Each question is a look at the newest versions, so that what is changed on the pages counts at once, here and in every
other process; the entries themselves are fetched again only when a version is another.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cases.errors import StoreError
from cases.registers import Register, Registers, RegisterStore
from service.settings import Settings

_FIELDS: Mapping[Register, str] = {
    Register.SCHOOLS: "schools",
    Register.EDUCATORS: "educators",
    Register.ROUNDS: "rounds",
}


@dataclass
class Registry:
    """The registers of one program. `files` are those of the settings; threads may share it."""

    store: RegisterStore
    files: Registers
    _seen: Registers = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._seen = self.files

    def now(self) -> Registers:
        """The registers as they stand."""
        versions = self.store.register_versions()
        if versions != self._seen.versions:
            changed = {_FIELDS[one]: self._entries(one, version) for one, version in versions.items()}
            self._seen = replace(self.files, versions=MappingProxyType(dict(versions)), **changed)
        return self._seen

    @property
    def seen(self) -> Registers:
        """The registers as they stood when somebody last asked here."""
        return self._seen

    def _entries(self, register: Register, version: int) -> tuple[Any, ...]:
        found = self.store.revision(register, version)
        if found is None:
            raise StoreError(f"Registret over {register} kunne ikke læses; der prøves igen.")
        return found.entries


def registers_of(settings: Settings) -> Registers:
    """The registers as the settings' files have them."""
    return Registers(settings.schools, settings.educators, settings.rounds)


def as_of(settings: Settings, registers: Registers) -> Settings:
    """The settings with the registers as they stand."""
    return replace(settings, schools=registers.schools, educators=registers.educators, rounds=registers.rounds)


def standing(settings: Settings) -> Settings:
    """For commands without a running program: the settings, with the registers of the database once they stand there
    (and only then is the key needed). The very same settings while the files count.
    """
    with opened_registry(settings) as registry:
        return as_of(settings, registry.now()) if registry else settings


@contextmanager
def opened_registry(settings: Settings) -> Iterator[Registry | None]:
    """The registers of the database; None while they stand in the settings' files."""
    file = settings.database_url.partition("sqlite:///")[2]
    if file and not Path(file).exists():  # storage takes long to load, and most who ask have no database
        yield None
        return
    from storage import open_store, read_keys, registers_here

    if not registers_here(settings.database_url):
        yield None
        return
    with closing(open_store(settings.database_url, read_keys(settings.key_file))) as store:
        yield Registry(store, registers_of(settings))
