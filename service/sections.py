"""What a settings file can hold, section by section. Each field's description says what to write there, in Danish.

The descriptions are read by people: a fault names the line and repeats what the field's description says.
"""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from cases.consent import Policy
from cases.kinds import Kind
from cases.people import Educator
from cases.rounds import Round
from review.columns import EMAIL
from service.mail_sections import Mailbox, Smtp
from service.operation import Operation
from service.retention import Retention
from service.section import Section, Text
from service.web_sections import OpenId, Web


class Municipality(Section):
    """Who runs this."""

    name: Text = Field(description='kommunens navn, fx "Silkeborg Kommune"')
    office: Text = Field(
        default="læringsvejledning", description='kontoret, svarene kommer fra, fx "læringsvejledning"'
    )
    educator_word: Text = Field(default="læringsvejleder", description='hvad I kalder dem, fx "læringsmiljøpædagog"')
    locale: Literal["da"] = Field(default="da", description='"da"; andre sprog findes ikke endnu')


class Coordinator(Section):
    """Whom schools ask, and who gets the daily overview."""

    name: Text = Field(description='koordinatorens navn, fx "Karen Holm"')
    email: str = Field(pattern=EMAIL, description='en mailadresse, fx "koordinator@kommune.dk"')
    phone: Text = Field(description='et telefonnummer, fx "89 70 10 00"')


class Database(Section):
    """Where cases are kept; empty means SQLite in the state folder."""

    url: SecretStr = Field(default=SecretStr(""), description='en database, fx "postgresql:///tovholder", eller ""')


class ConsentSection(Section):
    """Who must sign for a pupil."""

    policy: Policy = Field(default=Policy.CUSTODY, description='"custody", "one", "all" eller "human"')
    trusted: Path | None = Field(
        default=None, description="mappen med rodcertifikater (.pem), hvis digitale underskrifter gælder"
    )


class Needs(Section):
    """The competences that each kind of application demands."""

    elev: tuple[Text, ...] = Field(default=(), description='en liste af kompetencer, fx ["trivsel"]')
    klasse: tuple[Text, ...] = Field(default=(), description='en liste af kompetencer, fx ["klasseledelse"]')
    emne: tuple[Text, ...] = Field(default=(), description="en liste af kompetencer, fx []")

    def of(self, kind: Kind) -> tuple[str, ...]:
        """What an application of this kind demands; nothing of an unknown one."""
        return {Kind.PUPIL: self.elev, Kind.CLASS: self.klasse, Kind.TOPIC: self.emne}.get(kind, ())


class Hours(Section):
    """How many hours a case of each kind takes, where a round is planned in hours."""

    elev: float = Field(default=20, gt=0, le=1000, description="et antal timer, fx 20")
    klasse: float = Field(default=15, gt=0, le=1000, description="et antal timer, fx 15")
    emne: float = Field(default=8, gt=0, le=1000, description="et antal timer, fx 8")


class Routing(Section):
    """How a round is planned; `levels` are explained in routing/fitness.py, in the order of their weight."""

    mode: Literal["slots", "hours"] = Field(default="slots", description='"slots" eller "hours"')
    districts: Literal["soft", "hard"] = Field(default="soft", description='"soft" eller "hard"')
    repeats: Literal["avoid", "prefer"] = Field(default="avoid", description='"avoid" eller "prefer"')
    attached: Literal["neutral", "prefer", "avoid"] = Field(
        default="neutral", description='"neutral", "prefer" eller "avoid"'
    )
    levels: tuple[Literal["stability", "fit", "spread", "repeat", "district", "attached"], ...] = Field(
        default=("stability", "fit", "spread", "repeat", "district", "attached"),
        description='en liste af "stability", "fit", "spread", "repeat", "district" og "attached", hver højst én gang',
    )
    bands: int = Field(default=3, ge=2, le=11, description="et helt tal mellem 2 og 11")
    needs: Needs = Field(default=Needs(), description="en tabel med elev, klasse og emne")
    hours: Hours = Field(default=Hours(), description="en tabel med elev, klasse og emne")

    @field_validator("levels")
    @classmethod
    def _once(cls, levels: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(levels)) < len(levels):
            raise ValueError
        return levels


class Reading(Section):
    """Limits for reading one paper."""

    tessdata: Path | None = Field(default=None, description="mappen med tesseracts sprogfiler (dan og eng)")
    forms: Path | None = Field(default=None, description='mappen med andre skemaer, I har lært, fx "skemaer"')
    seconds: int = Field(default=120, ge=5, le=3600, description="et antal sekunder mellem 5 og 3600")


class RoundEntry(Section):
    """One `[[rounds]]`."""

    name: Text = Field(description='rundens navn, fx "2. runde 2022/23"')
    deadline: date = Field(description="en dato, fx 2022-12-02")
    answer_date: date = Field(description="en dato på eller efter fristen, fx 2022-12-16")
    support_start: date = Field(description="en dato efter fristen, fx 2023-01-09")
    support_end: date = Field(description="en dato på eller efter støttens start, fx 2023-03-31")

    @field_validator("answer_date", "support_start", "support_end")
    @classmethod
    def _in_order(cls, day: date, info: ValidationInfo) -> date:
        earlier = info.data.get("support_start" if info.field_name == "support_end" else "deadline")
        if earlier and day < earlier:
            raise PydanticCustomError("order", "datoen ligger for tidligt")
        return day

    def round(self) -> Round:
        """The round as the stages know it."""
        return Round(self.name, self.deadline, self.answer_date, self.support_start, self.support_end)


class EducatorEntry(Section):
    """One `[[educators]]`."""

    id: Text = Field(description='en kort, entydig kode, fx "ahk"')
    name: Text = Field(description="vejlederens navn")
    email: str = Field(pattern=EMAIL, description='en mailadresse, fx "anna@kommune.dk"')
    phone: str = Field(default="", description="et telefonnummer")
    capacity: float = Field(ge=0, le=1000, description="antal pladser (eller timer) pr. runde, fx 4")
    share: float = Field(default=1, gt=0, le=1, description="andelen af fuld tid, fx 0.8; 1 er fuld tid")
    competences: tuple[Text, ...] = Field(default=(), description='en liste, fx ["trivsel", "klasseledelse"]')
    languages: tuple[Text, ...] = Field(default=(), description='en liste, fx ["arabisk"]')
    districts: tuple[Text, ...] = Field(default=(), description='en liste af distrikter, fx ["Erritsø"]')
    attached: tuple[Text, ...] = Field(default=(), description="en liste af skoler fra skoleregistret")
    conflicts: tuple[Text, ...] = Field(default=(), description="en liste af skoler fra skoleregistret")

    def educator(self) -> Educator:
        """The educator as the stages know them."""
        return Educator(**self.model_dump())


class SettingsFile(BaseSettings):
    """The whole file. `schools`, and `educators` and `rounds` when they are CSV files, are read by `registers`."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_prefix="TOVHOLDER_",
        env_nested_delimiter="_",
        env_nested_max_split=1,
    )

    state: Path = Field(default=Path("var"), description='en mappe til programmets egne filer, fx "var"')
    key_file: Path = Field(default=Path("tovholder.key"), description='stien til nøglefilen, fx "tovholder.key"')
    workers: int = Field(default=1, ge=1, le=64, description="et helt tal mellem 1 og 64")
    municipality: Municipality = Field(description="en afdeling [municipality]")
    coordinator: Coordinator = Field(description="en afdeling [coordinator]")
    mailbox: Mailbox = Field(description="en afdeling [mailbox]")
    smtp: Smtp = Field(description="en afdeling [smtp]")
    database: Database = Field(default=Database(), description="en afdeling [database]")
    consent: ConsentSection = Field(default=ConsentSection(), description="en afdeling [consent]")
    retention: Retention = Field(default=Retention(), description="en afdeling [retention]")
    routing: Routing = Field(default=Routing(), description="en afdeling [routing]")
    reading: Reading = Field(default=Reading(), description="en afdeling [reading]")
    web: Web = Field(default=Web(), description="en afdeling [web]")
    openid: OpenId = Field(default=OpenId(), description="en afdeling [openid]")
    operation: Operation = Field(default=Operation(), description="en afdeling [operation]")
    educators: tuple[EducatorEntry, ...] = Field(default=(), description="en CSV-fil eller afdelinger [[educators]]")
    rounds: tuple[RoundEntry, ...] = Field(default=(), description="en CSV-fil eller afdelinger [[rounds]]")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `settings.load` hands in: it reads the environment itself, to say which variable is wrong."""
        return (init_settings,)
