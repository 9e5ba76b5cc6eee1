"""From facts to a rendered mail. Each reply is a folder of three files under `templates/replies/`, owned by the
coordinator; a template gets `facts` and `sender` and nothing else, and a word it misspells is an error, not a blank.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, select_autoescape

from cases.findings import Finding
from cases.mails import UNCONFIRMED, OutgoingMail
from replies import words
from replies.facts import Context, Facts
from replies.mail import Text, Thread, message_id, rendered, usable_address
from templates import TEMPLATES

MAX_WORDS = 120
"""No mail of ours is longer, whatever it has to say; the subject is not counted."""

FIELD_WORDS: Mapping[str, str] = {
    "school": "skole",
    "class_name": "klasse",
    "pupil_name": "elevens navn",
    "cpr": "CPR-nummer",
    "topic": "emne",
    "contact_name": "kontaktperson",
    "contact_email": "kontaktpersonens mail",
    "contact_phone": "kontaktpersonens telefon",
    "description": "beskrivelse",
    "tried": "hvad der er prøvet",
    "goal": "mål",
    "guardian_1_name": "første forælders navn",
    "guardian_2_name": "anden forælders navn",
    "custody": "forældremyndighed",
    "signed_date_1": "dato for første underskrift",
    "signed_date_2": "dato for anden underskrift",
}
"""What the boxes of the form are called in a sentence."""


def _deadline(text: str) -> str | None:
    """An ISO date in Danish words."""
    try:
        return words.weekday(date.fromisoformat(text))
    except ValueError:
        return None


_FACTS: Mapping[str, Callable[[str], str | None]] = {
    "round": lambda text: text if text.isprintable() and len(text) <= 60 and not re.search(r"\d{5}|@", text) else None,
    "deadline": _deadline,
    "field": FIELD_WORDS.get,
    "count": lambda text: text if text.isdecimal() and len(text) <= 3 else None,
}
"""The facts that may stand in a finding's sentence, each with the form it must have; anything else never gets in."""


def compose(
    reply: str,
    to: str,
    key: str,
    facts: Iterable[Facts],
    thread: Thread,
    context: Context,
    *,
    cases: Sequence[str] = (),
    prompted: bool = False,
    held: str | None = None,
) -> OutgoingMail:
    """The mail of this reply. `facts` say the same at ever smaller length; the first that fits is sent.

    `prompted` when it answers an incoming mail. A mail to an address no server could take is held.
    """
    address = usable_address(to)
    text = _shortest_needed(reply, facts, context)
    sender = context.sender
    raw = rendered(
        key,
        text,
        sender=(sender.name, sender.mailbox),
        to=address or "",
        thread=thread,
        cases=cases,
        now=context.now,
        prompted=prompted,
    )
    if address is None and (held is None or held in UNCONFIRMED):  # no word of a person could send it
        held = "Modtagerens mailadresse kan ikke bruges."
    return OutgoingMail(key, str(reply), address or "", message_id(key, sender.mailbox), raw, tuple(cases), held)


def finding_sentence(finding: Finding) -> str:
    """The sentence a school reads about a finding; KeyError when `templates/findings/` has none for its code."""
    return _sentence("findings", finding)


def remark_sentence(finding: Finding) -> str:
    """What the coordinator reads about the same finding; KeyError when `templates/remarks/` has none for its code."""
    return _sentence("remarks", finding)


def _sentence(folder: str, finding: Finding) -> str:
    facts = {name: _FACTS[name](text) for name, text in finding.facts.items() if name in _FACTS}
    known = {name: text for name, text in facts.items() if text is not None}
    try:
        template = _environment().get_template(f"{folder}/{finding.code}.txt")
    except TemplateNotFound:
        raise KeyError(finding.code) from None
    return " ".join(template.render(known).split())


def unread_sentence(code: str) -> str:
    """What the school should do about a file we could not read; a code without its own file gets the general one."""
    names = [f"replies/_unread/{code}.txt", "replies/_unread/other.txt"]
    return " ".join(_environment().select_template(names).render().split())


def _written(reply: str, facts: Facts, context: Context) -> Text:
    subject, plain, html = (
        _environment().get_template(f"replies/{reply}/{name}").render(facts=facts, sender=context.sender)
        for name in ("subject.txt", "body.txt", "body.html")
    )
    return Text(" ".join(subject.split()), _paragraphs(plain), html.strip() + "\n")


def _shortest_needed(reply: str, facts: Iterable[Facts], context: Context) -> Text:
    """The first that fits; the last when none does, for a mail too long is better than a school left waiting."""
    for told in facts:
        text = _written(reply, told, context)
        if _fits(text):
            break
    return text


def _fits(text: Text) -> bool:
    return len(text.plain.split()) <= MAX_WORDS


def _paragraphs(text: str) -> str:
    """Lines trimmed, at most one empty line in a row: what the tags of a template left behind."""
    lines = "\n".join(" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=words.day, weekday=words.weekday, clock=words.clock, listed=words.listed)
    environment.globals["counted"] = words.counted
    return environment
