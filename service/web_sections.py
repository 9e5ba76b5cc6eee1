"""The settings of the pages: where they are reached, how long a session lasts, and the municipality's own login."""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError

from review.web.places import loopback
from service.section import Section, Text


class Web(Section):
    """Where the coordinator's pages are served, and how long one stays signed in."""

    host: Text = Field(default="127.0.0.1", description='en adresse, fx "127.0.0.1"')
    port: int = Field(default=8080, ge=1, le=65535, description="et portnummer mellem 1 og 65535, fx 8080")
    address: str = Field(default="", description='adressen, som folk skriver den, fx "https://tovholder.kommune.dk"')
    proxies: tuple[Text, ...] = Field(default=(), description='en liste af IP-adresser, fx ["10.0.0.5"]')
    idle_minutes: int = Field(default=60, ge=5, le=720, description="et antal minutter mellem 5 og 720")
    session_hours: int = Field(default=10, ge=1, le=24, description="et antal timer mellem 1 og 24")

    @field_validator("address")
    @classmethod
    def _an_origin(cls, address: str) -> str:
        if address and not _encrypted(address, alone=True):
            raise PydanticCustomError("open", "skal begynde med https:// og har ingen sti")
        return address

    @field_validator("proxies")
    @classmethod
    def _addresses(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ip_address(proxy)) for proxy in proxies)


class OpenId(Section):
    """The municipality's own login (OpenID Connect), fx Entra ID. Empty: local accounts only."""

    issuer: str = Field(
        default="", description='udstederen, fx "https://login.microsoftonline.com/TENANT-ID/v2.0", eller ""'
    )
    client_id: str = Field(default="", description="app-registreringens klient-id")
    client_secret_file: Path | None = Field(
        default=None, description="stien til en fil, hvori kun klienthemmeligheden står"
    )
    client_secret: SecretStr | None = Field(default=None, description="en klienthemmelighed")
    name: Text = Field(default="kommunens login", description='hvad knappen kalder det, fx "Silkeborg-login"')
    claim: Text = Field(default="roles", description='"roles" eller "groups"')
    coordinator: tuple[Text, ...] = Field(default=(), description='en liste af roller, fx ["Tovholder.Koordinator"]')
    educator: tuple[Text, ...] = Field(default=(), description='en liste af roller, fx ["Tovholder.Vejleder"]')
    reader: tuple[Text, ...] = Field(default=(), description='en liste af roller, fx ["Tovholder.Laeser"]')
    administrator: tuple[Text, ...] = Field(
        default=(), description='en liste af roller, fx ["Tovholder.Administrator"]'
    )
    ca_file: Path | None = Field(default=None, description="stien til en fil med certifikatudstedere (PEM)")

    @field_validator("issuer")
    @classmethod
    def _over_https(cls, issuer: str) -> str:
        if issuer and not _encrypted(issuer):
            raise PydanticCustomError("open", "skal begynde med https://")
        return issuer


def _encrypted(address: str, *, alone: bool = False) -> bool:
    """Whether it is an https address (http to this machine is let through, for trials); `alone` without a path."""
    try:
        parts = urlsplit(address)
        odd = parts.username or parts.query or parts.fragment or (alone and parts.path) or (parts.port or 443) < 1
    except ValueError:
        return False
    return not odd and _scheme_fits(parts)


def _scheme_fits(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and loopback(host)))
