"""What a settings file can hold, section by section. Each field's description says what to write there, in Danish.

The descriptions are read by people: a fault names the line and repeats what the field's description says.
"""

from datetime import date
from enum import StrEnum
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
from review.web.places import loopback
from service.section import Section, Text
from service.web_sections import OpenId, Web


class Security(StrEnum):
    """How a connection is protected; `NONE` is for servers on this very machine only."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Auth(StrEnum):
    """How we log in. `NONE` is for mail servers that know us by our address."""

    PASSWORD = "password"  # noqa: S105  a word for a way to log in, not a secret
    XOAUTH2 = "xoauth2"
    NONE = "none"


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


class Server(Section):
    """A mail server and how we log in to it; the secrets come from the environment or a file, never from the TOML."""

    host: Text = Field(description='serverens navn, fx "outlook.office365.com"')
    port: int = Field(ge=1, le=65535, description="et portnummer mellem 1 og 65535")
    security: Security = Field(
        default=Security.TLS,
        description='"tls" eller "starttls"; "none" kun til en server på denne maskine (localhost)',
    )
    ca_file: Path | None = Field(default=None, description="stien til en fil med certifikatudstedere (PEM)")
    user: str = Field(default="", description='brugernavnet; i Microsoft 365 postkassens adresse, fx "ppr@kommune.dk"')
    tenant: str = Field(default="", description="kommunens tenant-id i Microsoft 365")
    client_id: str = Field(default="", description="app-registreringens klient-id")
    scope: Text = Field(
        default="https://outlook.office365.com/.default", description='fx "https://outlook.office365.com/.default"'
    )
    authority: str = Field(default="", description="login-adressen, når den ikke er Microsofts egen for jeres tenant")
    token_endpoint: str = Field(
        default="", description="adressen der udsteder adgangstokens, når den ikke er Microsofts"
    )
    password_file: Path | None = Field(default=None, description="stien til en fil, hvori kun adgangskoden står")
    client_secret_file: Path | None = Field(
        default=None, description="stien til en fil, hvori kun klienthemmeligheden står"
    )
    certificate_file: Path | None = Field(
        default=None, description="stien til app-registreringens certifikat med nøgle (PEM)"
    )
    secret_expires: date | None = Field(
        default=None, description="den dag, adgangskoden, hemmeligheden eller certifikatet udløber, fx 2027-05-01"
    )
    password: SecretStr | None = Field(default=None, description="en adgangskode")
    client_secret: SecretStr | None = Field(default=None, description="en klienthemmelighed")

    @field_validator("security")
    @classmethod
    def _open_only_at_home(cls, security: Security, info: ValidationInfo) -> Security:
        if security is Security.NONE and not loopback(str(info.data.get("host", "localhost"))):
            raise PydanticCustomError("open", "uden kryptering må kun bruges til en server på denne maskine")
        return security


class Mailbox(Server):
    """The functional mailbox that schools write to (IMAP)."""

    port: int = Field(default=993, ge=1, le=65535, description="et portnummer mellem 1 og 65535, fx 993")
    auth: Literal[Auth.PASSWORD, Auth.XOAUTH2] = Field(default=Auth.PASSWORD, description='"password" eller "xoauth2"')
    user: Text = Field(description='postkassens brugernavn, fx "ppr@kommune.dk"')
    inbox: Text = Field(default="INBOX", description='mappen, skolernes mails kommer i, fx "INBOX"')
    done_folder: Text = Field(default="Behandlet", description='mappen til det, der er behandlet, fx "Behandlet"')
    review_folder: Text = Field(
        default="Til gennemsyn", description='mappen til det, et menneske skal se på, fx "Til gennemsyn"'
    )
    authserv_id: str = Field(default="", description="navnet jeres egen mailserver skriver i Authentication-Results")
    profile: Literal["standard", "m365"] = Field(default="standard", description='"standard" eller "m365"')


class Smtp(Server):
    """The server our answers go out through."""

    port: int = Field(default=587, ge=1, le=65535, description="et portnummer mellem 1 og 65535, fx 587")
    security: Security = Field(
        default=Security.STARTTLS,
        description='"starttls" eller "tls"; "none" kun til en server på denne maskine (localhost)',
    )
    auth: Auth = Field(
        default=Auth.PASSWORD, description='"password", "xoauth2", "mailbox" (som postkassen) eller "none"'
    )
    sender: str = Field(pattern=EMAIL, description='afsenderadressen, fx "ppr@kommune.dk"')
    envelope: Literal["empty", "sender"] = Field(default="empty", description='"empty" eller "sender"')
    per_minute: int = Field(default=30, ge=1, le=600, description="et helt tal mellem 1 og 600")


class Database(Section):
    """Where cases are kept; empty means SQLite in the state folder."""

    url: SecretStr = Field(default=SecretStr(""), description='en database, fx "postgresql:///tovholder", eller ""')


class ConsentSection(Section):
    """Who must sign for a pupil."""

    policy: Policy = Field(default=Policy.CUSTODY, description='"custody", "one", "all" eller "human"')
    trusted: Path | None = Field(
        default=None, description="mappen med rodcertifikater (.pem), hvis digitale underskrifter gælder"
    )


class Retention(Section):
    """How long personal data is kept after a case is closed."""

    months: int = Field(default=24, ge=1, le=240, description="et antal måneder mellem 1 og 240")


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
