"""The settings as people read them: each in plain Danish. What opens a door (passwords, keys, where they lie) is never
among them, and a test holds that every setting is either here or kept back on purpose.
"""

from collections.abc import Iterator, Mapping
from enum import Enum

from pydantic import BaseModel

from review.web.desk import Part
from service.retention import Retention
from service.settings import Settings

WORDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "municipality": ("Kommunen", {
        "name": "Kommunens navn",
        "office": "Kontoret, svarene kommer fra",
        "educator_word": "Hvad vejlederne kaldes",
        "locale": "Sprog i svarene",
    }),
    "coordinator": ("Koordinatoren, som skolerne spørger", {
        "name": "Navn", "email": "Mailadresse", "phone": "Telefon",
    }),
    "mailbox": ("Postkassen, som skolerne skriver til", {
        "host": "Server", "port": "Port", "security": "Kryptering", "auth": "Login", "user": "Postkasse",
        "inbox": "Mappen, mails kommer ind i", "done_folder": "Mappen til det, der er behandlet",
        "review_folder": "Mappen til det, et menneske skal se på", "profile": "Mailsystem",
        "authserv_id": "Serveren, hvis kontrol af afsendere vi stoler på",
    }),
    "smtp": ("Svarene", {
        "host": "Server", "port": "Port", "security": "Kryptering", "auth": "Login", "user": "Brugernavn",
        "sender": "Afsender", "envelope": "Konvolutafsender", "per_minute": "Højst så mange svar i minuttet",
    }),
    "routing": ("Fordelingen", {
        "mode": "Der regnes i", "districts": "Vejlederes distrikter er",
        "repeats": "Samme vejleder igen i samme læringsmiljø", "attached": "Skolens faste vejleder",
        "levels": "En god plan, det vigtigste først", "bands": "Trin, ønsker opfyldes i",
        "needs": "Krav om kompetencer", "hours": "Timer pr. sag",
    }),
    "reading": ("Læsningen af ansøgninger", {
        "seconds": "Sekunder, ét bilag må tage", "forms": "Mappen med egne skemaer", "tessdata": "Sprogfiler",
    }),
    "web": ("Siderne", {
        "host": "Vises på maskinen", "port": "Port", "address": "Adressen, som folk skriver den",
        "proxies": "Webservere foran", "idle_minutes": "Minutter uden at gøre noget, før man logges ud",
        "session_hours": "Timer, man kan være logget ind i alt",
    }),
    "operation": ("Driften", {
        "email": "Alarmer sendes til", "away_minutes": "Minutter uden kontakt med postkassen før alarm",
        "smtp_minutes": "Minutter uden kontakt med mailserveren, før svarene er en alarm",
        "letter_minutes": "Minutter, en mail må vente på at blive læst", "answer_minutes": "Minutter, et svar må vente",
        "answers_an_hour": "Mails på en time, før det er usædvanligt mange",
        "disk_mb": "MB, der skal være fri på disken", "secret_days": "Dage før en adgang udløber",
        "backup_hours": "Timer, en sikkerhedskopi må være gammel", "ask": "Hvem der må spørge til tilstanden",
        "port": "Port til tilstanden uden sider",
    }),
    "openid": ("Kommunens eget login", {
        "issuer": "Udsteder", "name": "Hvad knappen kalder det", "claim": "Hvor rollerne står",
        "coordinator": "Koordinatorer", "educator": "Vejledere", "reader": "Læsere",
        "administrator": "Administratorer",
    }),
}  # fmt: skip
"""Each section's title, and each setting's words."""

KEPT_BACK = frozenset({
    "tenant", "client_id", "scope", "authority", "token_endpoint", "ca_file", "password_file", "password",
    "client_secret_file", "client_secret", "certificate_file", "secret_expires",
})  # fmt: skip
"""What says how to log in. Nobody who reads this page needs it."""

_VALUES: Mapping[tuple[str, str], str] = {
    ("security", "tls"): "altid krypteret (TLS)",
    ("security", "starttls"): "krypteret fra første besked (STARTTLS)",
    ("security", "none"): "ingen; serveren er på denne maskine",
    ("auth", "password"): "adgangskode",
    ("auth", "xoauth2"): "Microsoft 365",
    ("auth", "none"): "intet; serveren kender os på adressen",
    ("profile", "standard"): "almindeligt",
    ("profile", "m365"): "Microsoft 365",
    ("locale", "da"): "dansk",
    ("envelope", "empty"): "tom, så automatiske svar ikke udløser svar",
    ("envelope", "sender"): "som afsenderen",
    ("mode", "slots"): "pladser: en sag tager én",
    ("mode", "hours"): "timer",
    ("districts", "soft"): "et ønske",
    ("districts", "hard"): "et krav",
    ("repeats", "avoid"): "undgås om muligt",
    ("repeats", "prefer"): "ønskes",
    ("attached", "neutral"): "hverken foretrækkes eller undgås",
    ("attached", "prefer"): "foretrækkes",
    ("attached", "avoid"): "undgås om muligt",
    ("ask", "machine"): "kun maskinen selv",
    ("ask", "network"): "alle på netværket",
    ("claim", "roles"): "approller",
    ("claim", "groups"): "grupper",
    ("levels", "stability"): "det, der er foreslået, bliver",
    ("levels", "fit"): "ønsker om kompetencer opfyldes",
    ("levels", "spread"): "arbejdet deles jævnt",
    ("levels", "repeat"): "samme vejleder igen (se ovenfor)",
    ("levels", "district"): "vejledere bliver i deres distrikter",
    ("levels", "attached"): "skolens faste vejleder (se ovenfor)",
    ("policy", "custody"): "begge forældremyndighedsindehavere, medmindre skemaet siger, at én er nok",
    ("policy", "one"): "én forælder er nok",
    ("policy", "all"): "altid alle forældre",
    ("policy", "human"): "et menneske afgør det hver gang",
}
"""What a value means, by the setting and the value."""


def shown(settings: Settings) -> tuple[Part, ...]:
    """Every part of the settings."""
    parts = (_part(title, getattr(settings, name), words) for name, (title, words) in WORDS.items())
    database = "PostgreSQL" if settings.database_url.startswith("postgresql") else "en fil på denne maskine (SQLite)"
    own = (
        ("Sager ligger i", database),
        ("Ansøgninger læses så mange ad gangen", str(settings.workers)),
        ("Hvem der skal skrive under for en elev", _VALUES["policy", settings.policy.value]),
        ("Digitale underskrifter gælder", "ja" if settings.trusted else "nej, et menneske ser på dem"),
        *_kept(settings.retention),
    )
    return (*parts, Part("Sagerne", own))


def _kept(retention: Retention) -> Iterator[tuple[str, str]]:
    whole = retention.months
    for word, months in (
        ("Alt om barnet slettes, når sagen er slut", whole),
        ("Mailen, som den kom, slettes, når sagen er slut", retention.raw_months or whole),
        ("Papirer og udklip slettes, når sagen er slut", retention.paper_months or whole),
        ("Kopien i postkassens mapper slettes, når sagen er slut", retention.mailbox_months or whole),
        ("Mails, der ikke blev til en sag, slettes", retention.other_months),
        ("Adgangsloggens linjer om det, der er slettet, slettes", retention.access_months),
    ):
        yield word, f"efter {months} {'måned' if months == 1 else 'måneder'}"


def _part(title: str, section: BaseModel, words: Mapping[str, str]) -> Part:
    return Part(title, tuple((word, _said(name, getattr(section, name))) for name, word in words.items()))


def _said(name: str, value: object) -> str:
    match value:
        case None | "":
            return "intet"
        case BaseModel():
            return "; ".join(f"{key}: {_said(key, one)}" for key, one in value)
        case tuple():
            return ", ".join(_said(name, one) for one in value) or "ingen"
        case Enum():
            return _VALUES.get((name, str(value.value)), str(value.value))
        case float():
            return f"{value:g}".replace(".", ",")
        case _:
            return _VALUES.get((name, str(value)), str(value))
