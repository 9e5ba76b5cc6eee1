"""Stories of `tovholder doctor`: what is wrong is one line, which says in a Danish sentence what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from service.cli import tovholder
from storage import new_key_file
from tests.servers.certificates import Certificates
from tests.servers.dovecot import dovecot
from tests.servers.tokens import token_server
from tests.story.test_login import SECRET, WITH_TOKENS
from tests.story.world import PASSWORD, World, a_mail, environment, settings_file

pytestmark = pytest.mark.slow


def _doctor(world: World, **settings: object) -> tuple[int, list[str], list[str]]:
    """The exit code, the lines that are OK, and those that are not."""
    settings_file(world.servers, world.folder, world.user, **settings)
    result = CliRunner().invoke(tovholder, ["doctor", "--settings", str(world.file)], env=world.secrets)
    lines = result.output.splitlines()
    for secret in (PASSWORD, SECRET, *world.secrets.values(), "Emma", "Birgit", "eyJ"):
        assert secret not in result.output
    bad = [line for line in lines if not line.startswith("OK")]
    return result.exit_code, [line for line in lines if line.startswith("OK")], bad


def _one_fault(world: World, about: str, says: str, *, least: int = 9, **settings: object) -> None:
    code, good, bad = _doctor(world, **settings)
    assert code == 1
    assert len(bad) == 1, bad
    assert bad[0].startswith(f"FEJL  {about}: ")
    assert says in bad[0]
    assert bad[0].endswith(".")
    assert len(good) >= least


def test_when_all_is_well_every_line_says_so(world: World) -> None:
    """Settings, rounds, key, disk, texts, languages, database, clock, mailbox and SMTP; nothing is taken or sent."""
    world.send(a_mail(subject="Gødvadskolen - Emma Sørensen"))
    code, good, bad = _doctor(world)
    assert (code, bad) == (0, [])
    names = {line.removeprefix("OK").split(":")[0].strip() for line in good}
    assert names >= {"nøgle", "disk", "tekster", "tekstlæsning", "database", "ur", "postkasse", "SMTP"}
    assert any("postkasse: logget ind, 1 mail venter" in line for line in good)
    assert (world.inbox(), world.app.store.letters()) == (1, ())


def test_a_wrong_password_of_the_mailbox(world: World) -> None:
    """Which password, and where it is mended."""
    world.secrets["TOVHOLDER_MAILBOX_PASSWORD"] = "forkert-adgang"
    _one_fault(world, "postkasse", "ret brugeren i indstillingerne eller adgangskoden i dens fil")


def test_a_wrong_password_of_the_post_office(world: World) -> None:
    """The other one."""
    world.secrets["TOVHOLDER_SMTP_PASSWORD"] = "forkert-adgang"
    _one_fault(world, "SMTP", "adgangskoden er forkert eller udløbet")


@contextmanager
def _tokens(world: World) -> Iterator[dict[str, object]]:
    home = world.servers.imap.directory
    files = Certificates(home / "ca.pem", home / "cert.pem", home / "key.pem")
    world.secrets = environment() | {"TOVHOLDER_MAILBOX_CLIENT_SECRET": SECRET}
    with token_server(world.user, SECRET, files) as tokens:
        world.servers.imap.trust_tokens(tokens.key_id, tokens.public_key)
        tokens.lifetime = -60
        yield {"login": WITH_TOKENS.format(url=tokens.token_endpoint)}


def test_an_expired_token(world: World) -> None:
    """Expired, or without the permission: what to look for in the app's registration."""
    with _tokens(world) as settings:
        _one_fault(world, "postkasse", "afviser adgangstokenet til postkassen: det er udløbet", **settings)


def test_a_wrong_client_secret(world: World) -> None:
    """The token server refuses the app."""
    with _tokens(world) as settings:
        world.secrets["TOVHOLDER_MAILBOX_CLIENT_SECRET"] = "forkert-hemmelighed"
        _one_fault(world, "postkasse", "klienthemmelighed er forkert", **settings)


def test_a_server_without_tls(world: World) -> None:
    """The password stays at home."""
    with dovecot(tls=False) as server:
        settings = {"imap": server.imap_port, "imap_security": "starttls", "imap_ca": server.ca_file}
        _one_fault(world, "postkasse", "tilbyder ikke TLS", **settings)


def test_a_certificate_that_nobody_vouches_for(world: World) -> None:
    """Each of the two servers; what to do about it is ca_file."""
    imap, smtp = world.servers.imap.ca_file, world.servers.smtp_ca
    _one_fault(world, "postkasse", "ca_file", imap_ca=smtp)
    _one_fault(world, "SMTP", "ca_file", smtp_ca=imap)


def test_a_missing_language(world: World) -> None:
    """Tesseract without Danish: which package to install."""
    languages = world.folder / "sprog"
    languages.mkdir()
    (languages / "eng.traineddata").touch()
    _one_fault(world, "tekstlæsning", "installer tesseract-ocr-dan", tessdata='tessdata = "sprog"')


def test_a_missing_key(world: World) -> None:
    """The database needs it too, yet it is one fault and told once."""
    (world.folder / "tovholder.key").rename(world.folder / "gemt.key")
    _one_fault(world, "nøgle", "kan ikke læses", least=7)


def test_a_wrong_key(world: World) -> None:
    """Another municipality's: it opens nothing here, and the right one is asked for."""
    (world.folder / "tovholder.key").unlink()
    new_key_file(world.folder / "tovholder.key")
    _one_fault(world, "database", "sæt den rigtige nøgle ind", least=8)


def test_settings_that_cannot_be_understood(world: World) -> None:
    """One line for the one fault, with the line to mend; no server is asked."""
    code, good, bad = _doctor(world, smtp_login='auth = "passwrod"')
    assert (code, good, len(bad)) == (1, [], 1)
    assert "linje" in bad[0]
