"""The settings of the mail servers: where they are, how the way there is protected, and how we log in."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from review.columns import EMAIL
from review.web.places import loopback
from service.section import Section, Text


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

    @property
    def folders(self) -> tuple[str, str, str]:
        """Every folder of ours, the inbox first."""
        return self.inbox, self.done_folder, self.review_folder


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
