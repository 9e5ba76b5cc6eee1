"""Access tokens for the mail servers: how an app gets one, and what is said when it does not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from cases.errors import SettingsError, WorldError
from service.tokens import AppLogin, token_source
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.tokens import TokenServer, token_server

USER = "ansoegning@kommune.test"


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path)


@pytest.fixture
def server(certificates: Certificates) -> Iterator[TokenServer]:
    with token_server(USER, "hemmelighed", certificates) as running:
        yield running


def app_file(tmp_path: Path) -> tuple[Path, str]:
    """An app's certificate with its key in one file, certificate first; and the public key."""
    key = rsa.generate_private_key(65537, 2048)
    name, start = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tovholder")]), datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=1))
    pem = serialization.Encoding.PEM
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(pem)
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "app.pem"
    path.write_bytes(certificate + private)
    public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    return path, public.decode()


def login(server: TokenServer, certificates: Certificates, **change: object) -> AppLogin:
    values = {"secret": server.secret, "authority": server.authority, "ca_file": str(certificates.ca)} | change
    return AppLogin(server.client_id, "https://outlook.office365.com/.default", **values)


@pytest.mark.slow
def test_a_token_is_held_while_it_lasts_and_asked_for_once(server: TokenServer, certificates: Certificates) -> None:
    token = token_source(login(server, certificates))
    assert token() == token()
    assert server.issued == 1


@pytest.mark.slow
def test_an_app_may_show_a_certificate_instead_of_a_secret(
    server: TokenServer, certificates: Certificates, tmp_path: Path
) -> None:
    path, server.app_key = app_file(tmp_path)
    assert token_source(login(server, certificates, secret="", certificate_file=path))()


REFUSALS = [
    ({"error": "invalid_client", "error_description": "AADSTS7000222: x@y.test"}, "er udløbet.*AADSTS7000222"),
    ({"error": "invalid_client", "error_codes": "[700027]"}, "certifikat er udløbet"),
    ({"error": "unauthorized_client", "error_description": "AADSTS700016: x"}, "Appen findes ikke"),
    ({"error": "invalid_request", "error_description": "AADSTS90002: x"}, "tenant findes ikke"),
    ({"error": "invalid_scope"}, "scope"),
    ({"error": "unauthorized_client"}, "administratorsamtykke"),
    ({"error": "noget_nyt"}, "udsteder ikke"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("error", "advice"), REFUSALS)
def test_each_refusal_is_told_in_a_sentence_without_the_servers_own_text(
    server: TokenServer, certificates: Certificates, error: dict[str, str], advice: str
) -> None:
    server.error = error
    with pytest.raises(WorldError, match=advice) as caught:
        token_source(login(server, certificates))()
    assert "y.test" not in str(caught.value)


@pytest.mark.slow
def test_a_token_server_with_a_strange_certificate_gets_no_secret(server: TokenServer) -> None:
    app = AppLogin(server.client_id, "scope", secret=server.secret, authority=server.authority)
    with pytest.raises(WorldError, match="kan ikke nås"):
        token_source(app)()
    assert server.issued == 0


WRONG = [
    ({"token_endpoint": "http://login.kommune.test/token", "secret": "x"}, "https"),
    ({"token_endpoint": "https://login.kommune.test/token"}, "klienthemmelighed"),
    ({"certificate_file": Path("findes-ikke.pem")}, "kan ikke læses"),
]


@pytest.mark.parametrize(("change", "advice"), WRONG)
def test_a_login_that_cannot_work_is_told_before_anything_is_sent(change: dict[str, object], advice: str) -> None:
    with pytest.raises(SettingsError, match=advice):
        token_source(AppLogin("app", "scope", tenant="kommune", **change))()


def test_a_certificate_file_without_its_key_is_told(certificates: Certificates) -> None:
    with pytest.raises(SettingsError, match="både nøglen og certifikatet"):
        token_source(AppLogin("app", "scope", tenant="kommune", certificate_file=certificates.ca))()


def test_no_secret_stands_in_a_repr() -> None:
    assert "hemmelighed" not in repr(AppLogin("app", "scope", secret="hemmelighed"))
