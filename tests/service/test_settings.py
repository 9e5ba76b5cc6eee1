"""One TOML file becomes the settings, or one error that names every fault and its line."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from cases.consent import Policy
from cases.errors import SettingsError
from cases.kinds import Kind
from service.mail_sections import Auth, Security
from service.sections import Needs, RoundEntry, SettingsFile
from service.settings import EXAMPLES, find, load

LOGIN = {"TOVHOLDER_MAILBOX_PASSWORD": "en-hemmelighed"}
FAULTY = """\
workers = 0
key_file = 7
schools = "skoler.csv"
educators = "vejledere.csv"
unknown = 1

[municipality]
locale = "en"

[coordinator]
name = ""
email = "ingen adresse"
phone = "70 12 34 56"

[mailbox]
host = "imap.kommune.example"
prot = 993
port = 99999
security = "none"
user = "ppr@kommune.example"
auth = "magic"
password = "abc"
ca_file = 3

[smtp]
port = "mange"
auth = "xoauth2"
sender = "ppr"
per_minute = 0

[database]
url = "postgresql://tovholder:abc@db/tovholder"

[consent]
policy = "maybe"

[routing]
mode = "fast"

[web]
port = 0

[[rounds]]
name = "1. runde"
deadline = 2026-09-25
answer_date = 2026-09-01
support_start = 2026-10-26
support_end = "snart"

[[rounds]]
name = "1. runde"
"""
EXPECTED = (
    (1, "workers", "et helt tal mellem 1 og 64"),
    (2, "key_file", "tovholder.key"),
    (3, "schools", "filen kan ikke læses"),
    (4, "educators", "række 2: pladser"),
    (4, "educators", "række 3: mail: mangler"),
    (5, "unknown", "ukendt indstilling"),
    (7, "municipality.name", "mangler"),
    (8, "municipality.locale", '"da"'),
    (11, "coordinator.name", "koordinatorens navn"),
    (12, "coordinator.email", "en mailadresse"),
    (17, "mailbox.prot", "mente du port?"),
    (18, "mailbox.port", "mellem 1 og 65535"),
    (19, "mailbox.security", "uden kryptering"),
    (21, "mailbox.auth", '"password" eller "xoauth2"'),
    (22, "mailbox.password", "hemmeligheder må ikke stå i filen"),
    (23, "mailbox.ca_file", "PEM"),
    (25, "smtp.host", "mangler"),
    (25, "smtp", "klienthemmeligheden mangler"),
    (25, "smtp.client_id", "mangler"),
    (25, "smtp.tenant", "mangler"),
    (26, "smtp.port", "et portnummer"),
    (28, "smtp.sender", "afsenderadressen"),
    (29, "smtp.per_minute", "mellem 1 og 600"),
    (32, "database.url", "TOVHOLDER_DATABASE_URL"),
    (35, "consent.policy", '"custody"'),
    (38, "routing.mode", '"slots" eller "hours"'),
    (41, "web.port", "8080"),
    (46, "rounds.1.answer_date", "for tidligt"),
    (48, "rounds.1.support_end", "en dato"),
    (50, "rounds.2.deadline", "mangler"),
    (50, "rounds.2.answer_date", "mangler"),
    (50, "rounds.2.support_start", "mangler"),
    (50, "rounds.2.support_end", "mangler"),
)


def written(folder: Path, text: str, name: str = "tovholder.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def example(folder: Path, change: tuple[str, str] = ("", ""), like: str = "silkeborg") -> Path:
    """The shipped example with its registers, one place in it changed."""
    for register in EXAMPLES.glob(f"{like}*.csv"):
        (folder / register.name).write_bytes(register.read_bytes())
    text = (EXAMPLES / f"{like}.toml").read_text("utf-8").replace("\npassword_file =", "\n# password_file =")
    assert change[0] in text
    return written(folder, text.replace(*change, 1))


def test_every_fault_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    written(tmp_path, "id;navn;mail;pladser\nab;Anna Birk;anna@kommune.example;mange\ncd;Bo Lind;;4\n", "vejledere.csv")
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, FAULTY), {})
    lines = str(caught.value).splitlines()
    for line, name, words in EXPECTED:
        assert any(said.startswith(f"  linje {line}: {name}: ") and words in said for said in lines), (
            line,
            name,
            words,
        )
    assert lines[0] == f"tovholder.toml har {len(EXPECTED)} fejl:"
    assert len(lines) == len(EXPECTED) + 1


def test_faults_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, FAULTY), {})
    lines = [int(number) for number in re.findall(r"^  linje (\d+):", str(caught.value), re.MULTILINE)]
    assert lines == sorted(lines)


def test_no_fault_repeats_a_secret(tmp_path: Path) -> None:
    path = example(tmp_path, ('profile = "standard"', 'profile = "standard"\nclient_secret = "hemmelig-nok"'))
    with pytest.raises(SettingsError) as caught:
        load(path, LOGIN | {"TOVHOLDER_WEB_PORT": "hemmelig-nok"})
    assert "TOVHOLDER_MAILBOX_CLIENT_SECRET" in str(caught.value)
    assert "hemmelig-nok" not in str(caught.value)


@pytest.mark.parametrize(
    ("like", "schools", "educators", "rounds"), [("silkeborg", 29, 8, 4), ("fredericia", 35, 9, 4)]
)
def test_the_shipped_examples_load(like: str, schools: int, educators: int, rounds: int) -> None:
    settings = load(EXAMPLES / f"{like}.toml", LOGIN)
    assert (len(settings.schools), len(settings.educators), len(settings.rounds)) == (schools, educators, rounds)
    assert settings.policy is Policy.CUSTODY
    assert all(school.senders for school in settings.schools)


def test_silkeborgs_deadlines_are_the_published_ones() -> None:
    deadlines = [one.deadline for one in load(EXAMPLES / "silkeborg.toml", LOGIN).rounds]
    assert deadlines == [date(2022, 9, 23), date(2022, 12, 2), date(2023, 3, 3), date(2023, 5, 26)]


def test_fredericias_districts_and_staffing_are_the_published_ones() -> None:
    settings = load(EXAMPLES / "fredericia.toml", LOGIN)
    staffing = {
        district: (
            sum(school.district == district for school in settings.schools),
            sum(district in educator.districts for educator in settings.educators),
        )
        for district in dict.fromkeys(school.district for school in settings.schools)
    }
    assert staffing == {
        "Ullerup Bæk": (9, 3), "Fjordbakke": (4, 1), "Kirstinebjerg": (9, 3), "Erritsø": (6, 1), "Private": (7, 1),
    }  # fmt: skip


def settings_of(model: type[BaseModel], place: str = "") -> set[str]:
    """Every setting there is, as "mailbox.port"."""
    names = set()
    for name, info in model.model_fields.items():
        inner = info.annotation if isinstance(info.annotation, type) else None
        if inner and issubclass(inner, BaseModel):
            names |= settings_of(inner, f"{place}{name}.")
        else:
            names.add(f"{place}{name}")
    return names


def explained(text: str) -> set[str]:
    """Every setting in the text, in use or commented out, that has a comment right above it (or above its group)."""
    found, section, comment = set(), "", False
    for line in text.splitlines():
        if header := re.match(r"\[+([\w.]+)\]+", line):
            section, comment = f"{header[1]}.", False
        elif key := re.match(r"(?:# )?(\w+) = ", line):
            found |= {section + key[1]} if comment else set()
            comment = comment and line.startswith("#")
        elif line.startswith("# "):
            comment = True
        else:
            comment = False
    return found


SECRETS = {"mailbox.password", "mailbox.client_secret", "smtp.password", "smtp.client_secret", "openid.client_secret"}


@pytest.mark.parametrize("like", ["silkeborg", "fredericia"])
def test_every_setting_is_explained_by_a_comment_in_the_shipped_example(like: str) -> None:
    text = (EXAMPLES / f"{like}.toml").read_text("utf-8")
    as_in_mailbox = {f"smtp.{name.partition('.')[2]}" for name in explained(text) if name.startswith("mailbox.")}
    wanted = settings_of(SettingsFile) - SECRETS - {"rounds", "educators"} | {"educators", "schools"}
    assert wanted - explained(text) - as_in_mailbox == set()
    rounds = text[text.index("# Ansøgningsrunderne") :]
    assert all(re.search(rf"^#   {name} ", rounds, re.MULTILINE) for name in RoundEntry.model_fields)


@pytest.mark.parametrize("like", ["silkeborg", "fredericia"])
def test_what_the_examples_show_commented_out_is_a_real_setting(like: str) -> None:
    text = (EXAMPLES / f"{like}.toml").read_text("utf-8")
    known = settings_of(SettingsFile) | {"schools"} | {f"rounds.{name}" for name in RoundEntry.model_fields}
    assert explained(text) - known == set()


def test_a_secret_comes_from_the_environment_before_its_file(tmp_path: Path) -> None:
    path = example(tmp_path, ("# password_file = ", "password_file = "))
    written(tmp_path, "fra-filen\n", "tovholder-postkasse.hemmelig")
    assert load(path, {}).mailbox.password.get_secret_value() == "fra-filen"
    assert load(path, LOGIN).mailbox.password.get_secret_value() == "en-hemmelighed"


@pytest.mark.parametrize("secret", ["Hemmelig-1234", "Hemmelig\\u0000-1234", "Hemmelig/1234"])
def test_a_secret_written_in_its_files_place_is_not_shown(tmp_path: Path, secret: str) -> None:
    path = example(tmp_path, ('# password_file = "tovholder-postkasse.hemmelig"', f'password_file = "{secret}"'))
    with pytest.raises(SettingsError, match=r"mailbox\.password_file: filen kan ikke læses") as caught:
        load(path, {})
    assert "1234" not in str(caught.value)


def test_a_secret_is_never_shown() -> None:
    url = "postgresql://tovholder:en-hemmelighed@db/tovholder"
    settings = load(EXAMPLES / "silkeborg.toml", LOGIN | {"TOVHOLDER_DATABASE_URL": url})
    assert settings.database_url == url
    assert "en-hemmelighed" not in repr(settings)


def test_without_a_password_the_settings_say_both_ways_to_give_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"linje 40: mailbox: .*TOVHOLDER_MAILBOX_PASSWORD .*password_file"):
        load(example(tmp_path), {})


def test_commands_that_send_nothing_ask_for_no_secrets(tmp_path: Path) -> None:
    assert load(example(tmp_path), {}, secrets=False).mailbox.password is None


def test_a_faulty_variable_is_named_instead_of_a_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="miljøvariablen TOVHOLDER_WEB_PORT: skriv et portnummer"):
        load(example(tmp_path), LOGIN | {"TOVHOLDER_WEB_PORT": "stor"})


def test_smtp_logs_in_as_the_mailbox_when_asked_to() -> None:
    settings = load(EXAMPLES / "silkeborg.toml", LOGIN)
    assert (settings.smtp.user, settings.smtp.auth) == (settings.mailbox.user, Auth.PASSWORD)
    assert settings.smtp.password == settings.mailbox.password
    assert (settings.smtp.host, settings.smtp.security) == ("smtp.silkeborg.example", Security.STARTTLS)


def test_microsoft_365_needs_its_tenant_its_app_and_a_secret_or_certificate(tmp_path: Path) -> None:
    path = example(tmp_path, ('auth = "password"', 'auth = "xoauth2"'))
    with pytest.raises(SettingsError) as caught:
        load(path, {})
    assert all(word in str(caught.value) for word in ("mailbox.tenant", "mailbox.client_id", "certificate_file"))
    given = {
        "TOVHOLDER_MAILBOX_TENANT": "t",
        "TOVHOLDER_MAILBOX_CLIENT_ID": "c",
        "TOVHOLDER_MAILBOX_CLIENT_SECRET": "s",
    }
    settings = load(path, given)
    assert settings.smtp.auth is settings.mailbox.auth is Auth.XOAUTH2
    assert settings.smtp.client_secret == settings.mailbox.client_secret


@pytest.mark.parametrize(("host", "allowed"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("mx", False)])
def test_an_open_connection_is_for_this_machine_only(host: str, allowed: bool, tmp_path: Path) -> None:
    values = {"TOVHOLDER_MAILBOX_HOST": host, "TOVHOLDER_MAILBOX_SECURITY": "none"}
    if allowed:
        assert load(example(tmp_path), LOGIN | values).mailbox.security is Security.NONE
    else:
        with pytest.raises(SettingsError, match="uden kryptering"):
            load(example(tmp_path), LOGIN | values)


def test_paths_are_relative_to_the_settings_file(tmp_path: Path) -> None:
    settings = load(example(tmp_path, ("# ca_file", "ca_file")), LOGIN)
    assert settings.key_file == tmp_path / "tovholder.key"
    assert settings.mailbox.ca_file == settings.smtp.ca_file == tmp_path / "kommunens-ca.pem"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/tovholder.sqlite"


def test_educators_and_rounds_may_stand_in_either_place(tmp_path: Path) -> None:
    path = example(tmp_path)
    text = path.read_text("utf-8")
    inline = '[[educators]]\nid = "ab"\nname = "Anna Birk"\nemail = "anna@kommune.example"\ncapacity = 2\n'
    kept = text[: text.index("\n[[rounds]]") + 1].replace('educators = "silkeborg', '# educators = "silkeborg')
    written(
        tmp_path,
        "navn;frist;svardato;støtte fra;støtte til\n1. runde;25-09-2026;2026-10-09;26/10/2026;22.12.2026\n",
        "r.csv",
    )
    path.write_text(kept.replace("workers = 1", 'workers = 1\nrounds = "r.csv"') + inline, "utf-8")
    settings = load(path, LOGIN)
    assert (settings.educators[0].id, settings.educators_file) == ("ab", None)
    assert (settings.rounds[0].support_end, settings.rounds_file) == (date(2026, 12, 22), tmp_path / "r.csv")


def test_an_educator_at_a_school_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    path = example(tmp_path)
    file = tmp_path / "silkeborg-laeringsvejledere.csv"
    file.write_text(file.read_text("utf-8").replace("Resenbro Skole", "Resenbro Slot"), "utf-8")
    with pytest.raises(SettingsError, match='abk: "Resenbro Slot" er ikke en skole i skoleregistret'):
        load(path, LOGIN)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"workers = 1\nname = \n", "linje 2 er ikke gyldig TOML"),
        (b"\xff\xfe", "ikke UTF-8"),
        (None, "kan ikke læses – ret stien, eller kør tovholder init"),
    ],
)
def test_a_file_that_is_no_toml_gets_one_sentence(content: bytes | None, says: str, tmp_path: Path) -> None:
    path = tmp_path / "tovholder.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=re.escape(says)):
        load(path, LOGIN)


def test_the_file_is_looked_for_in_three_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find(None, {}) is None
    written(tmp_path, "")
    assert find(None, {}) == Path("tovholder.toml")
    assert find(None, {"TOVHOLDER_SETTINGS": "b.toml"}) == Path("b.toml")
    assert find(Path("a.toml"), {"TOVHOLDER_SETTINGS": "b.toml"}) == Path("a.toml")


def test_needs_are_by_kind() -> None:
    needs = Needs(elev=("trivsel",), klasse=("klasseledelse",))
    given = [needs.of(kind) for kind in (Kind.PUPIL, Kind.CLASS, Kind.TOPIC, Kind.UNKNOWN)]
    assert given == [("trivsel",), ("klasseledelse",), (), ()]


@pytest.mark.parametrize("like", ["silkeborg", "fredericia"])
def test_the_examples_hold_no_secret(like: str) -> None:
    values = tomllib.loads((EXAMPLES / f"{like}.toml").read_text("utf-8"))
    assert not {"password", "client_secret"} & {
        key for section in values.values() if isinstance(section, dict) for key in section
    }
