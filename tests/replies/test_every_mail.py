"""What holds for every mail we send, as it usually is and at its worst."""

import html
import re
from dataclasses import fields, is_dataclass
from email import policy
from email.parser import BytesParser
from functools import cache
from types import UnionType
from typing import get_args, get_type_hints

import pytest

from cases.cpr import WRITTEN
from cases.mails import OutgoingMail
from replies import facts
from replies.compose import MAX_WORDS
from replies.mail import opened
from replies.owed import OWED, Reply
from templates import TEMPLATES
from tests.replies.build import CPR, SECRET
from tests.replies.every import EVERY

EACH = pytest.mark.parametrize("mail", [mail for _, mail in EVERY], ids=[name for name, _ in EVERY])


@cache
def _body(mail: OutgoingMail, kind: str) -> str:
    body = opened(mail).get_body((kind,))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


def _plain(mail: OutgoingMail) -> str:
    return _body(mail, "plain")


def _html(mail: OutgoingMail) -> str:
    return _body(mail, "html")


@EACH
def test_at_most_120_words(mail: OutgoingMail) -> None:
    assert len(_plain(mail).split()) <= MAX_WORDS


@EACH
def test_the_two_bodies_say_the_same(mail: OutgoingMail) -> None:
    """Whoever changes one of them has to change the other."""
    shown = html.unescape(re.sub(r"<title>.*?</title>|<[^>]+>", " ", _html(mail), flags=re.S))
    plain = re.sub(r"(?m)^- ", "", _plain(mail))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", plain)


@EACH
def test_no_mail_shows_what_is_personal(mail: OutgoingMail) -> None:
    """A marker stands in every name, text and reason of the case, and the pupil's number in its field."""
    everything = f"{opened(mail).as_string()} {opened(mail)['Subject']} {_plain(mail)} {_html(mail)} {mail.key}"
    assert SECRET not in everything
    assert CPR not in everything
    assert not WRITTEN.search(_plain(mail))


@EACH
def test_each_says_whom_to_ask_and_who_writes(mail: OutgoingMail) -> None:
    text = _plain(mail)
    assert text.startswith("Hej\n")
    assert text.rstrip().endswith("Læringsvejlederne, Silkeborg Kommune")
    if mail.to != "kh@kommune.example":
        assert "Karen Holm" in text
        assert "89 70 10 00" in text


@EACH
def test_nothing_is_left_of_a_template(mail: OutgoingMail) -> None:
    """No tags, no empty lists, no None, no row of empty lines, no sentence that starts or ends wrongly."""
    text = _plain(mail)
    assert not re.search(r"[{}]|None|\n\n\n| \n|\( *\)|\.\.|, *\.|: *\n\nSpørgsmål", text)
    assert "<ul></ul>" not in _html(mail).replace("\n", "")


@EACH
def test_the_html_needs_nothing_from_outside(mail: OutgoingMail) -> None:
    """No picture, link or script: nothing to block, and nothing that tells that it was read."""
    assert not re.search(r"<(img|script|link|a|iframe)\b|https?:|url\(", _html(mail))
    assert '<html lang="da">' in _html(mail)


@EACH
def test_each_mail_reads_back_without_a_fault(mail: OutgoingMail) -> None:
    message = BytesParser(policy=policy.default).parsebytes(mail.raw)
    assert not message.defects
    assert message["Message-ID"] == mail.message_id


def test_every_reply_is_tried_here_and_owed_somewhere() -> None:
    assert {mail.name for _, mail in EVERY} == set(Reply) == {row.reply for row in OWED}


def test_every_reply_has_its_folder_and_every_folder_its_reply() -> None:
    folders = {path.name for path in (TEMPLATES / "replies").iterdir() if not path.name.startswith("_")}
    assert folders == set(Reply)
    for name in folders:
        files = {path.name for path in (TEMPLATES / "replies" / name).iterdir()}
        assert files == {"subject.txt", "body.txt", "body.html"}


def test_no_key_is_used_twice() -> None:
    """Each key is one mail; the letters here are all one letter, and the same morning comes twice."""
    again = ("letter", "sent-back-", "withdrawn", "morning-short", "closed-none")
    keys = [mail.key for name, mail in EVERY if not name.startswith(again)]
    assert len(set(keys)) == len(keys) > 15


def test_a_template_is_handed_no_case_and_no_letter() -> None:
    """All that can be reached from the facts are values of the two files of facts, rounds, kinds, dates and words."""
    seen: set[type] = set()
    ahead = [*get_args(facts.Facts), facts.Sender]
    while ahead:
        kind = ahead.pop()
        inner = get_args(kind)
        if inner or isinstance(kind, UnionType):
            ahead.extend(part for part in inner if part is not Ellipsis)
        elif kind not in seen:
            seen.add(kind)
            if is_dataclass(kind):
                hints = get_type_hints(kind)
                ahead.extend(hints[field.name] for field in fields(kind))
    homes = {
        f"{kind.__module__}.{kind.__name__}"
        for kind in seen
        if not kind.__module__.startswith(("replies.facts", "replies.office"))
    }
    assert homes == {
        "builtins.str", "builtins.int", "builtins.bool", "builtins.NoneType", "datetime.date", "datetime.datetime",
        "cases.kinds.Kind", "cases.rounds.Round",
    }  # fmt: skip
